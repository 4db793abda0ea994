/* when.c -- a day, a time, a zone, from left to right; see when.h */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include "policy/when.h"

enum {
	MINUTE = 60,
	HOUR = 60 * MINUTE,
	DAY = 24 * HOUR,
	WEEK = 7 * DAY
};

/* 1970 began on a Thursday. */
static const char *const weekdays[] = {
	"thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday",
};

static bool read_sign(const char **text, const char *signs)
{
	if (!**text || !strchr(signs, **text))
		return false;

	++*text;
	return true;
}

/* Exactly so many digits, and not above `last`. */
static bool read_number(int *number, const char **text, int digits, int last)
{
	*number = 0;
	for (; digits; digits--, ++*text) {
		if (!isdigit((unsigned char)**text))
			return false;
		*number = *number * 10 + **text - '0';
	}
	return *number <= last;
}

/* Seconds since the day began; seconds and their parts may be missing. */
static bool read_clock(int64_t *seconds, const char **text)
{
	int hour, minute, second = 0;

	if (!read_number(&hour, text, 2, 23) || !read_sign(text, ":")
	    || !read_number(&minute, text, 2, 59))
		return false;
	if (read_sign(text, ":") && !read_number(&second, text, 2, 59))
		return false;
	if (read_sign(text, ".")) {
		if (!isdigit((unsigned char)**text))
			return false;
		*text += strspn(*text, "0123456789");
	}

	*seconds = hour * HOUR + minute * MINUTE + second;
	return true;
}

/* What local clocks are ahead of UTC. */
static bool read_zone(int64_t *ahead, const char **text)
{
	bool west = **text == '-';
	int hour, minute;

	*ahead = 0;
	if (!**text || read_sign(text, "Zz"))
		return true;
	if (!read_sign(text, "+-") || !read_number(&hour, text, 2, 23) || !read_sign(text, ":")
	    || !read_number(&minute, text, 2, 59))
		return false;

	*ahead = (west ? -1 : 1) * (hour * HOUR + minute * MINUTE);
	return true;
}

static bool read_rest(int64_t *seconds, int64_t *ahead, const char **text)
{
	return read_clock(seconds, text) && read_zone(ahead, text) && !**text;
}

/* timegm mends the 30th of February to a day in March: such a day is none. */
static bool read_date(int64_t *day, const char **text)
{
	int year, month, date;
	struct tm tm = {0};

	if (!read_number(&year, text, 4, 9999) || !read_sign(text, "-")
	    || !read_number(&month, text, 2, 12) || !read_sign(text, "-")
	    || !read_number(&date, text, 2, 31) || !read_sign(text, " Tt"))
		return false;

	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	tm.tm_mday = date;
	*day = timegm(&tm) / DAY;
	return year >= 1970 && tm.tm_mday == date && tm.tm_mon == month - 1;
}

static bool read_weekday(int64_t *weekday, const char **text)
{
	size_t letters = strcspn(*text, " ");

	for (size_t i = 0; letters >= 3 && i < sizeof weekdays / sizeof weekdays[0]; i++) {
		if (0 == strncasecmp(weekdays[i], *text, letters)) {
			*weekday = (int64_t)i;
			*text += letters;
			return read_sign(text, " ");
		}
	}
	return false;
}

/* The first moment from `now` on that is `offset` after a Thursday's midnight in UTC. */
static int64_t next_in_week(int64_t offset, int64_t now)
{
	int64_t wait = (offset - now) % WEEK;

	return now + (wait < 0 ? wait + WEEK : wait);
}

static bool read_moment(int64_t *moment, const char *text, int64_t now)
{
	int64_t day, seconds, ahead;

	if (isdigit((unsigned char)*text)) {
		if (!read_date(&day, &text) || !read_rest(&seconds, &ahead, &text))
			return false;
		*moment = day * DAY + seconds - ahead;
		return true;
	}

	if (!read_weekday(&day, &text) || !read_rest(&seconds, &ahead, &text))
		return false;
	*moment = next_in_week(day * DAY + seconds - ahead, now);
	return true;
}

int when_read(uint64_t *date_us, const char *text, uint64_t now_us)
{
	int64_t moment, now = (int64_t)((now_us + 999999) / 1000000);

	if (!read_moment(&moment, text, now) || moment < 0)
		return EINVAL;

	*date_us = (uint64_t)moment * 1000000;
	return 0;
}
