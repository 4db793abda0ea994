/*
 * dice.c -- throws from a seed: known ones, their limits, their fairness
 */
#include <string.h>
#include <check.h>
#include "sbc/world/dice.h"

/* The first throws of SplitMix64, as its authors' reference prints them. */
static const struct {
	uint64_t seed, first, second;
} throws[] = {
	{0,       UINT64_C(0xe220a8397b1dcdaf),  UINT64_C(0x6e789e6aa1b965f4) },
	{1234567, UINT64_C(6457827717110365317), UINT64_C(3203168211198807973)},
};

START_TEST(known_throws)
{
	struct dice dice = {throws[_i].seed};

	ck_assert_uint_eq(throws[_i].first, dice_throw(&dice));
	ck_assert_uint_eq(throws[_i].second, dice_throw(&dice));
}
END_TEST

static const struct {
	const char *what;
	uint64_t min, max;
} ranges[] = {
	{"both ends are included",   3, 5         },
	{"one value",                7, 7         },
	{"upside down is the lower", 9, 4         },
	{"everything",               0, UINT64_MAX},
};

START_TEST(range)
{
	uint64_t min = ranges[_i].min, max = ranges[_i].max > min ? ranges[_i].max : min;
	bool saw_min = false, saw_max = false;
	struct dice dice = {1};

	for (int i = 0; i < 1000; ++i) {
		uint64_t value = dice_between(&dice, ranges[_i].min, ranges[_i].max);

		ck_assert_msg(value >= min && value <= max, "%s", ranges[_i].what);
		saw_min |= value == min;
		saw_max |= value == max;
	}
	if (max - min < 100)
		ck_assert_msg(saw_min && saw_max, "%s", ranges[_i].what);
}
END_TEST

/* Of 100,000 throws, how many may be true. */
static const struct {
	uint32_t permille;
	int min, max;
} chances[] = {
	{0,    0,      0     },
	{1,    60,     140   },
	{500,  49000,  51000 },
	{1000, 100000, 100000},
};

START_TEST(permille)
{
	struct dice dice = {1};
	int count = 0;

	for (int i = 0; i < 100000; ++i)
		count += dice_permille(&dice, chances[_i].permille);
	ck_assert_int_ge(count, chances[_i].min);
	ck_assert_int_le(count, chances[_i].max);
}
END_TEST

START_TEST(bytes_are_the_throws_low_byte_first)
{
	static const uint8_t expect[] = {0xaf, 0xcd, 0x1d, 0x7b, 0x39,
					 0xa8, 0x20, 0xe2, 0xf4, 0x65};
	uint8_t bytes[sizeof expect + 1] = {[sizeof expect] = 0x55};
	struct dice dice = {0};

	dice_fill(&dice, bytes, sizeof expect);
	ck_assert(!memcmp(bytes, expect, sizeof expect));
	ck_assert_uint_eq(0x55, bytes[sizeof expect]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/dice");
	TCase *tcase = tcase_create("dice");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, known_throws, 0, sizeof throws / sizeof throws[0]);
	tcase_add_loop_test(tcase, range, 0, sizeof ranges / sizeof ranges[0]);
	tcase_add_loop_test(tcase, permille, 0, sizeof chances / sizeof chances[0]);
	tcase_add_test(tcase, bytes_are_the_throws_low_byte_first);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
