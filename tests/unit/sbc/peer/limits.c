/* limits.c -- tests of sbc/peer/limits.c */
#include <errno.h>
#include <check.h>
#include "sbc/peer/limits.h"

static const struct limit_config two = {.calls = 2};
static const struct limit_config five_a_second = {.rate_calls = 5, .rate_us = 1000000};

START_TEST(a_third_call_waits_for_a_place)
{
	struct limits limits = {0};
	uint32_t wait_s = 0;

	ck_assert_int_eq(0, limits_take(&limits, &wait_s, &two, 0));
	ck_assert_int_eq(0, limits_take(&limits, &wait_s, &two, 0));
	ck_assert_int_eq(EBUSY, limits_take(&limits, &wait_s, &two, 0));
	ck_assert_uint_ge(wait_s, 1);
	limits_give(&limits);
	ck_assert_int_eq(0, limits_take(&limits, &wait_s, &two, 0));
}
END_TEST

/* Each row is one call more, in order, at five calls a second. */
/* clang-format off */
static const struct {
	const char *what;
	uint64_t now_us;
	int expect;
	uint32_t wait_s;
} calls[] = {
	{"one of five at once",               0,      0,      0},
	{"two",                               0,      0,      0},
	{"three",                             0,      0,      0},
	{"four",                              0,      0,      0},
	{"five",                              0,      0,      0},
	{"the sixth is too much",             0,      EAGAIN, 1},
	{"and still before a fifth second",   199999, EAGAIN, 1},
	{"a fifth of a second frees a place", 200000, 0,      0},
	{"but only one",                      200000, EAGAIN, 1},
};
/* clang-format on */

START_TEST(rate)
{
	struct limits limits = {0};

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		uint32_t wait_s = 0;
		int err = limits_take(&limits, &wait_s, &five_a_second, calls[i].now_us);

		ck_assert_msg(err == calls[i].expect, "%s", calls[i].what);
		ck_assert_msg(!err || wait_s == calls[i].wait_s, "%s", calls[i].what);
	}
}
END_TEST

START_TEST(giving_too_often_frees_nothing)
{
	struct limits limits = {0};
	uint32_t wait_s;

	limits_give(&limits);
	ck_assert_int_eq(0, limits_take(&limits, &wait_s, &two, 0));
	ck_assert_int_eq(0, limits_take(&limits, &wait_s, &two, 0));
	ck_assert_int_eq(EBUSY, limits_take(&limits, &wait_s, &two, 0));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/peer/limits");
	TCase *tcase = tcase_create("limits");
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, a_third_call_waits_for_a_place);
	tcase_add_test(tcase, rate);
	tcase_add_test(tcase, giving_too_often_frees_nothing);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
