/* status.c -- tests: codes, classes and phrases */
#include "policy/status.h"
#include "tests/unit/policy/text.h"

/* Each row is a text in a policy, and the codes it means; first 0: it is none. */
/* clang-format off */
static const struct {
	const char *text;
	uint16_t first, last;
} texts[] = {
	{"408",  408, 408},
	{"300",  300, 300},
	{"699",  699, 699},
	{"5xx",  500, 599},
	{"3xx",  300, 399},
	{"6xx",  600, 699},
	{"299",  0,   0},
	{"700",  0,   0},
	{"2xx",  0,   0},
	{"7xx",  0,   0},
	{"40",   0,   0},
	{"4080", 0,   0},
	{"4x",   0,   0},
	{"4xxx", 0,   0},
	{"40x",  0,   0},
	{"4Xx",  0,   0},
	{"x08",  0,   0},
	{"4 8",  0,   0},
	{"",     0,   0},
	{"xx",   0,   0},
};
/* clang-format on */

START_TEST(meaning)
{
	uint16_t first = 0, last = 0;
	const int err = status_read(&first, &last, texts[_i].text);

	ck_assert_msg((err == EINVAL) == !texts[_i].first, "'%s'", texts[_i].text);
	ck_assert_msg(first == texts[_i].first && last == texts[_i].last, "'%s': %u..%u",
		      texts[_i].text, first, last);
}
END_TEST

/* Each row is a code and its phrase. */
/* clang-format off */
static const struct {
	uint16_t status;
	const char *reason;
} reasons[] = {
	{404, "Not Found"},
	{484, "Address Incomplete"},
	{603, "Decline"},
	{499, "Request Failed"},
	{599, "Server Failed"},
	{699, "Refused Everywhere"},
	{399, "Redirected"},
	{700, "Unknown"},
	{0,   "Unknown"},
};
/* clang-format on */

START_TEST(reason)
{
	ck_assert_str_eq(reasons[_i].reason, status_reason(reasons[_i].status));
}
END_TEST

START_TEST(a_set_holds_what_was_added)
{
	uint64_t set[11] = {0};
	uint32_t count = 0;

	status_add(set, 500, 599);
	status_add(set, 699, 699);
	status_add(set, 300, 300);
	for (uint32_t status = 0; status < 1000; status++)
		count += status_is_in(set, status);

	ck_assert_uint_eq(102, count);
	ck_assert(status_is_in(set, 500) && status_is_in(set, 599) && status_is_in(set, 699));
	ck_assert(!status_is_in(set, 499) && !status_is_in(set, 600) && !status_is_in(set, 700));
}
END_TEST

START_TEST(a_set_is_printed_as_it_was_written)
{
	uint64_t set[11] = {0};
	struct mbuf *mb = mbuf_alloc(64);
	struct re_printf pf = {text_print, mb};
	char *text;

	status_add(set, 408, 408);
	status_add(set, 430, 430);
	status_add(set, 500, 599);
	status_add(set, 600, 600);
	status_add(set, 699, 699);
	ck_assert_int_eq(0, status_print(&pf, set));
	text = text_of(mb);
	ck_assert_str_eq("408, 430, 5xx, 600, 699", text);
	mem_deref(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/status");
	TCase *tcase = tcase_create("status");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, meaning, 0, sizeof texts / sizeof texts[0]);
	tcase_add_loop_test(tcase, reason, 0, sizeof reasons / sizeof reasons[0]);
	tcase_add_test(tcase, a_set_holds_what_was_added);
	tcase_add_test(tcase, a_set_is_printed_as_it_was_written);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
