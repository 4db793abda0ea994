/* calendar.c -- years that begin in March, so that the leap day is their last; see calendar.h */
#include <stdbool.h>
#include "policy/calendar.h"

enum {
	ERA_YEARS = 400,
	ERA_DAYS = 146097,   /* of 400 years */
	EPOCH_DAYS = 719468, /* from 0000-03-01 to 1970-01-01 */
};

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days from March on to the first of the month `m`, 0 for March: 31, 61, 92, ... */
static int64_t month_begins(int64_t m)
{
	return (153 * m + 2) / 5;
}

int64_t calendar_days(struct calendar_date date)
{
	const int64_t year = (int64_t)date.year - (date.month <= 2);
	const int64_t era = floor_div(year, ERA_YEARS), of_era = year - era * ERA_YEARS;
	const int64_t of_year = month_begins((date.month + 9) % 12) + date.day - 1;

	return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH_DAYS;
}

struct calendar_date calendar_date(int64_t days)
{
	const int64_t era = floor_div(days + EPOCH_DAYS, ERA_DAYS);
	const int64_t of_era = days + EPOCH_DAYS - era * ERA_DAYS;
	const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	const int64_t m = (5 * of_year + 2) / 153;

	return (struct calendar_date){
		.year = (int32_t)(era * ERA_YEARS + year + (m >= 10)),
		.month = (uint8_t)(m < 10 ? m + 3 : m - 9),
		.day = (uint8_t)(of_year - month_begins(m) + 1),
	};
}

static bool is_leap(int32_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

uint8_t calendar_month_days(int32_t year, uint8_t month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year));
}

uint8_t calendar_weekday(int64_t days)
{
	return (uint8_t)(((days + 3) % 7 + 7) % 7); /* 1970 began on a Thursday */
}

int64_t calendar_day_of(int64_t second)
{
	return floor_div(second, CALENDAR_DAY_S);
}
