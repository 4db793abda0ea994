/* window.c -- tests of sbc/peer/window.c */
#include <check.h>
#include "sbc/peer/window.h"

#define SECOND UINT64_C(1000000)
#define HOUR   (3600 * SECOND)

/* Each row goes on where the one before ended, in a window of a minute: its steps are of a second. */
/* clang-format off */
static const struct {
	const char *what;
	uint64_t now_us, add, sum;
} steps[] = {
	{"an empty window",                             0,                 0, 0},
	{"what is added is in the sum",                 0,                 5, 5},
	{"half a minute later still",                   30 * SECOND,       0, 5},
	{"more is more",                                30 * SECOND,       2, 7},
	{"a minute later nothing is forgotten yet",     60 * SECOND,       0, 7},
	{"and not at the end of that step",             61 * SECOND - 1,   0, 7},
	{"a step later what is older than a minute is", 61 * SECOND,       0, 2},
	{"the rest half a minute after",                91 * SECOND - 1,   0, 2},
	{"to the instant",                              91 * SECOND,       0, 0},
	{"it goes on",                                  100 * SECOND,      9, 9},
	{"years later it is empty",                     100000 * HOUR,     0, 0},
	{"and works",                                   100000 * HOUR + 1, 4, 4},
};

/* 3 at 0 s, 2 at 10 s, 1 at 20 s; now it is 30 s. */
static const struct {
	const char *what;
	uint64_t limit, wait_us;
} waits[] = {
	{"more than there is: at once",           7, 0},
	{"as much as there is: the first goes",   6, 31 * SECOND},
	{"still the first, which were three",     4, 31 * SECOND},
	{"less than the last two steps: second",  3, 41 * SECOND},
	{"an empty window: the last",             1, 51 * SECOND},
};
/* clang-format on */

START_TEST(sums)
{
	struct window window = {0};

	window_open(&window, 60 * SECOND, 0);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		if (steps[i].add)
			window_add(&window, steps[i].add, steps[i].now_us);
		ck_assert_msg(window_sum(&window, steps[i].now_us) == steps[i].sum, "%s",
			      steps[i].what);
	}
}
END_TEST

START_TEST(wait)
{
	struct window window = {0};

	window_open(&window, 60 * SECOND, 0);
	window_add(&window, 3, 0);
	window_add(&window, 2, 10 * SECOND);
	window_add(&window, 1, 20 * SECOND);
	ck_assert_msg(window_wait_us(&window, waits[_i].limit, 30 * SECOND) == waits[_i].wait_us,
		      "%s", waits[_i].what);
}
END_TEST

START_TEST(after_the_wait_the_sum_is_below)
{
	struct window window = {0};
	uint64_t now_us = 12345678, wait_us;

	window_open(&window, SECOND, 0);
	window_add(&window, 1, now_us);
	wait_us = window_wait_us(&window, 1, now_us);
	ck_assert_uint_ge(wait_us, SECOND);
	ck_assert_uint_le(wait_us, SECOND + SECOND / 50);
	ck_assert_uint_eq(1, window_sum(&window, now_us + wait_us - 1));
	ck_assert_uint_eq(0, window_sum(&window, now_us + wait_us));
}
END_TEST

START_TEST(another_time_forgets_nothing)
{
	struct window window = {0};

	window_open(&window, 60 * SECOND, 0);
	window_add(&window, 5, 0);
	window_open(&window, HOUR, 50 * SECOND);
	ck_assert_uint_eq(5, window_sum(&window, 50 * SECOND + HOUR - 60 * SECOND));
	window_open(&window, HOUR, 50 * SECOND + HOUR - 60 * SECOND);
	ck_assert_uint_eq(0, window_sum(&window, 60 * SECOND + HOUR + 60 * SECOND));
}
END_TEST

START_TEST(what_was_forgotten_does_not_come_back)
{
	struct window window = {0};

	window_open(&window, 60 * SECOND, 0);
	window_add(&window, 5, 0);
	window_open(&window, HOUR, 61 * SECOND);
	ck_assert_uint_eq(0, window_sum(&window, 61 * SECOND));
}
END_TEST

/* Shorter than sixty microseconds: a step is never nothing. */
START_TEST(the_shortest_of_windows)
{
	struct window window = {0};

	window_open(&window, 1, 0);
	window_add(&window, 1, 0);
	ck_assert_uint_eq(1, window_sum(&window, 1));
	ck_assert_uint_eq(0, window_sum(&window, 100));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/peer/window");
	TCase *tcase = tcase_create("window");
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, sums);
	tcase_add_loop_test(tcase, wait, 0, ARRAY_SIZE(waits));
	tcase_add_test(tcase, after_the_wait_the_sum_is_below);
	tcase_add_test(tcase, another_time_forgets_nothing);
	tcase_add_test(tcase, what_was_forgotten_does_not_come_back);
	tcase_add_test(tcase, the_shortest_of_windows);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
