/* edit.c -- tests of sbc/hide/edit.c */
#include <string.h>
#include <check.h>
#include "sbc/hide/edit.h"

#define BEFORE                                                                                     \
	"INVITE sip:a@b SIP/2.0\r\nX-A: start line and what stands before are not touched\r\n"
#define LINES "Supported: timer\r\nX-A: 1\r\nSubject: long\r\n lunch\r\nx-a: 2\r\nX-AB: 3\r\n"

/* Each row is changes to LINES, in this order, and what is left. */
/* clang-format off */
static const struct {
	const char *what;
	struct header_config changes[3];
	uint32_t changec;
	const char *expect;
} rows[] = {
	{"nothing", {{HEADER_ADD, NULL, NULL, {0}}}, 0, LINES},
	{"one more", {{HEADER_ADD, "X-A", "3", {0}}}, 1, LINES "X-A: 3\r\n"},
	{"this one only", {{HEADER_SET, "X-A", "3", {0}}}, 1,
	 "Supported: timer\r\nSubject: long\r\n lunch\r\nX-AB: 3\r\nX-A: 3\r\n"},
	{"one that is not there is set too", {{HEADER_SET, "X-B", "3", {0}}}, 1, LINES "X-B: 3\r\n"},
	{"all of a name go, in any letters", {{HEADER_REMOVE, "X-a", NULL, {0}}}, 1,
	 "Supported: timer\r\nSubject: long\r\n lunch\r\nX-AB: 3\r\n"},
	{"with the lines that they are folded over", {{HEADER_REMOVE, "Subject", NULL, {0}}}, 1,
	 "Supported: timer\r\nX-A: 1\r\nx-a: 2\r\nX-AB: 3\r\n"},
	{"a short name is the same", {{HEADER_REMOVE, "k", NULL, {0}}, {HEADER_REMOVE, "s", NULL, {0}}}, 2,
	 "X-A: 1\r\nx-a: 2\r\nX-AB: 3\r\n"},
	{"one that is not there", {{HEADER_REMOVE, "X", NULL, {0}}}, 1, LINES},
	{"in their order", {{HEADER_ADD, "X-A", "3", {0}}, {HEADER_REMOVE, "X-A", NULL, {0}}, {HEADER_ADD, "X-A", "4", {0}}}, 3,
	 "Supported: timer\r\nSubject: long\r\n lunch\r\nX-AB: 3\r\nX-A: 4\r\n"},
};
/* clang-format on */

START_TEST(changes)
{
	struct mbuf *mb = mbuf_alloc(8);
	const char *got;
	size_t begin;

	mbuf_write_str(mb, BEFORE);
	begin = mb->end;
	mbuf_write_str(mb, LINES);
	ck_assert_int_eq(0, edit_headers(mb, begin, rows[_i].changes, rows[_i].changec));
	ck_assert_uint_eq(mb->pos, mb->end);
	got = (char *)mb->buf + begin;
	ck_assert_int_eq(0, memcmp(mb->buf, BEFORE, begin));
	ck_assert_msg(mb->end - begin == strlen(rows[_i].expect)
			      && !memcmp(got, rows[_i].expect, mb->end - begin),
		      "%s: got '%.*s'", rows[_i].what, (int)(mb->end - begin), got);
	mem_deref(mb);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/hide/edit");
	TCase *tcase = tcase_create("edit");
	SRunner *runner;
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, changes, 0, ARRAY_SIZE(rows));
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
