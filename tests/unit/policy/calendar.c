/* calendar.c -- tests: days and dates, there and back */
#include <check.h>
#include "policy/calendar.h"

/* Each row is a day, counted from 1970, its date and weekday (0: Monday). */
static const struct {
	const char *what;
	int64_t days;
	int32_t year;
	uint8_t month, day, weekday;
} rows[] = {
	{"the first day",                0,       1970, 1,  1,  3},
	{"the day before",               -1,      1969, 12, 31, 2},
	{"a day of summer",              20697,   2026, 9,  1,  1},
	{"a leap day",                   19782,   2024, 2,  29, 3},
	{"the day after a leap day",     19783,   2024, 3,  1,  4},
	{"a century without a leap day", -25508,  1900, 3,  1,  3},
	{"the day before that one",      -25509,  1900, 2,  28, 2},
	{"a leap day each 400 years",    11016,   2000, 2,  29, 1},
	{"the end of a leap year",       20088,   2024, 12, 31, 1},
	{"the year 0 ends",              -719163, 0,    12, 31, 6},
	{"long after",                   2932896, 9999, 12, 31, 4},
};

START_TEST(day)
{
	const struct calendar_date date = calendar_date(rows[_i].days);
	const int64_t days =
		calendar_days((struct calendar_date){rows[_i].year, rows[_i].month, rows[_i].day});

	ck_assert_msg(days == rows[_i].days, "%s: %lld", rows[_i].what, (long long)days);
	ck_assert_msg(date.year == rows[_i].year && date.month == rows[_i].month
			      && date.day == rows[_i].day,
		      "%s: %d-%d-%d", rows[_i].what, date.year, date.month, date.day);
	ck_assert_msg(calendar_weekday(rows[_i].days) == rows[_i].weekday, "%s: %u", rows[_i].what,
		      calendar_weekday(rows[_i].days));
}
END_TEST

START_TEST(every_day_of_eight_hundred_years_comes_back)
{
	for (int64_t days = -146097; days < 146097; days++)
		ck_assert_int_eq(days, calendar_days(calendar_date(days)));
}
END_TEST

START_TEST(months_have_their_days)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	for (uint8_t month = 1; month <= 12; month++)
		ck_assert_uint_eq(days[month - 1], calendar_month_days(2026, month));
	ck_assert_uint_eq(29, calendar_month_days(2024, 2));
	ck_assert_uint_eq(28, calendar_month_days(2100, 2));
	ck_assert_uint_eq(29, calendar_month_days(2000, 2));
}
END_TEST

START_TEST(seconds_before_1970_have_a_day_too)
{
	ck_assert_int_eq(0, calendar_day_of(0));
	ck_assert_int_eq(0, calendar_day_of(86399));
	ck_assert_int_eq(1, calendar_day_of(86400));
	ck_assert_int_eq(-1, calendar_day_of(-1));
	ck_assert_int_eq(-1, calendar_day_of(-86400));
	ck_assert_int_eq(-2, calendar_day_of(-86401));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/calendar");
	TCase *tcase = tcase_create("calendar");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, day, 0, sizeof rows / sizeof rows[0]);
	tcase_add_test(tcase, every_day_of_eight_hundred_years_comes_back);
	tcase_add_test(tcase, months_have_their_days);
	tcase_add_test(tcase, seconds_before_1970_have_a_day_too);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
