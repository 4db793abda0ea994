/* trial.c -- tests: when a share of answered calls has fallen */
#include <check.h>
#include "sbc/trial.h"

/* Each row is what was counted under both policies, and how great a fall the guard forbids. */
/* clang-format off */
static const struct {
	const char *what;
	struct answer_tally was, now;
	uint32_t points;
	bool fell;
} shares[] = {
	{"as many as before",                     {100, 50}, {100, 50}, 5, false},
	{"more than before",                      {100, 50}, {100, 60}, 5, false},
	{"a little fewer",                        {100, 50}, {100, 46}, 5, false},
	{"fewer by what is forbidden",            {100, 50}, {100, 45}, 5, true },
	{"none at all",                           {100, 50}, {20, 0},   5, true },
	{"too few calls yet",                     {100, 50}, {19, 0},   5, false},
	{"too few calls before",                  {19, 19},  {100, 0},  5, false},
	{"no call at all",                        {0, 0},    {0, 0},    5, false},
	{"nothing was answered before, nor now",  {100, 0},  {100, 0},  5, false},
	{"many calls are no overflow",            {4000000000, 4000000000}, {4000000000, 2000000000},
	 50, true},
};
/* clang-format on */

START_TEST(fell)
{
	ck_assert_msg(trial_fell(&shares[_i].was, &shares[_i].now, shares[_i].points)
			      == shares[_i].fell,
		      "%s", shares[_i].what);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/trial");
	TCase *tcase = tcase_create("trial");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tcase, fell, 0, sizeof shares / sizeof shares[0]);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
