/*
 * hours.h -- whether a moment lies within opening hours: days, times, holidays, in a zone
 *
 * A span is some days of the week and a time on them; it ends before its last minute, and one over
 * midnight (22:00-06:00) belongs to the day on which it begins. On a closed day no span begins. What
 * a day is, the span's own zone says, with its summer time.
 */
#ifndef POLICY_HOURS_H
#define POLICY_HOURS_H

#include <re.h>
#include "policy/place.h"
#include "policy/zoneinfo.h"

enum {
	HOURS_MAX = 1000,       /* names of one file */
	HOURS_SPANS_MAX = 100,  /* of one name */
	HOURS_CLOSED_MAX = 400, /* holidays of one name */
};

struct hours_span {
	uint8_t days;         /* a bit for each day: 1 Monday, 64 Sunday */
	uint16_t from, until; /* minutes of the day; until <= from: on the next day */
	const struct zoneinfo *zone;
	struct place place;
};

struct hours_day {
	uint16_t year; /* 0: every year */
	uint8_t month, day;
	struct place place;
};

struct hours {
	const char *name;
	struct hours_span spans[HOURS_SPANS_MAX];
	uint32_t spanc;
	struct hours_day closed[HOURS_CLOSED_MAX];
	uint32_t closedc;
	struct place place;
};

/* `date_us`: microseconds since 1970, UTC. */
bool hours_open(const struct hours *hours, uint64_t date_us);

/*
 * Reads spans that share a zone: "Mon-Fri 08:00-18:00 Sat 08:00-12:00". No days are all days, no
 * time is the whole day. EINVAL: *wrongp says what is wrong.
 */
int hours_read_spans(struct hours *hours, const char *text, size_t length, const char **wrongp);

/* Where the last word of a text begins, if it is a zone and no day or time; else the text's end. */
const char *hours_zone(const char *text);

/* "12-25", "2026-09-02". EINVAL: no such day. */
int hours_read_day(struct hours_day *day, const char *text);

/* "Sun 2026-09-06 03:00 Asia/Ho_Chi_Minh": the moment on the clock of the first span. */
struct hours_telling {
	const struct hours *hours;
	uint64_t date_us;
};
int hours_tell(struct re_printf *pf, const struct hours_telling *telling);

#endif
