/* reason.c -- tests of sbc/hide/reason.c */
#include "sbc/hide/reason.h"
#include "tests/unit/sbc/hide/given.h"

/* Each row is a refusal of ours, and the header that says which it was. */
/* clang-format off */
static const struct {
	struct reason reason;
	const char *expect;
} rows[] = {
	{{403, "premium", "cc8f34d3"}, "Reason: SIP;cause=403;text=\"rule premium, call cc8f34d3\"\r\n"},
	{{404, NULL, "cc8f34d3"}, "Reason: SIP;cause=404;text=\"call cc8f34d3\"\r\n"},
	{{403, "no \"900\"\r\nVia: x", "1"}, "Reason: SIP;cause=403;text=\"rule no \\\"900\\\"Via: x, call 1\"\r\n"},
};
/* clang-format on */

START_TEST(says_why)
{
	struct mbuf *mb = mbuf_alloc(64);

	ck_assert_int_eq(0, reason_write(mb, &rows[_i].reason));
	ck_assert_msg(mb->end == strlen(rows[_i].expect)
			      && !memcmp(mb->buf, rows[_i].expect, mb->end),
		      "got '%.*s'", (int)mb->end, (char *)mb->buf);
	mem_deref(mb);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/hide/reason");
	TCase *tcase = tcase_create("reason");

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, says_why, 0, ARRAY_SIZE(rows));
	return given_run(suite);
}
