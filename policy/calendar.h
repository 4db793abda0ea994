/*
 * calendar.h -- days counted since 1970 as years, months and days, and back
 *
 * The Gregorian calendar, before 1582 too. Pure arithmetic: gmtime and timegm would ask the machine
 * for its own zone each time.
 */
#ifndef POLICY_CALENDAR_H
#define POLICY_CALENDAR_H

#include <stdint.h>

enum {
	CALENDAR_DAY_S = 86400,
};

struct calendar_date {
	int32_t year;
	uint8_t month, day; /* from 1 */
};

/* Days since 1970-01-01, before it less than 0; the date must be one that there is. */
int64_t calendar_days(struct calendar_date date);
struct calendar_date calendar_date(int64_t days);

/* 28 to 31 */
uint8_t calendar_month_days(int32_t year, uint8_t month);

/* 0 Monday to 6 Sunday */
uint8_t calendar_weekday(int64_t days);

/* The day in which this second lies, also before 1970. */
int64_t calendar_day_of(int64_t second);

#endif
