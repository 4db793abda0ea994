/* hours.c -- words become spans; a moment becomes a day and a minute of it; see hours.h */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include "policy/calendar.h"
#include "policy/hours.h"

enum {
	DAY_MINUTES = 24 * 60,
	ALL_DAYS = 0x7f,
	WORD_SIZE = 32,
	DAY_LETTERS_MIN = 3,
};

static const char *const weekdays[] = {
	"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
};

static bool read_number(uint32_t *number, const char **textp, size_t digits_max)
{
	const size_t digits = strspn(*textp, "0123456789");
	const struct pl pl = {*textp, digits};

	if (!digits || digits > digits_max)
		return false;

	*number = pl_u32(&pl);
	*textp += digits;
	return true;
}

static bool skip(const char **textp, char c)
{
	if (**textp != c)
		return false;

	++*textp;
	return true;
}

/* "Mon", "Monday": moves *textp behind it. */
static bool read_weekday(uint32_t *weekday, const char **textp)
{
	size_t letters = 0;

	while (isalpha((unsigned char)(*textp)[letters]))
		++letters;

	for (uint32_t i = 0; letters >= DAY_LETTERS_MIN && i < ARRAY_SIZE(weekdays); i++) {
		if (letters > strlen(weekdays[i]) || strncasecmp(weekdays[i], *textp, letters))
			continue;

		*weekday = i;
		*textp += letters;
		return true;
	}

	return false;
}

/* "Mon" or "Mon-Fri"; Sat-Mon goes over the week's end. */
static bool read_days(uint8_t *days, const char *text)
{
	uint32_t first, last;

	if (!read_weekday(&first, &text))
		return false;

	last = first;
	if (skip(&text, '-') && !read_weekday(&last, &text))
		return false;
	if (*text)
		return false;

	*days |= 1 << last;
	for (uint32_t i = first; i != last; i = (i + 1) % ARRAY_SIZE(weekdays))
		*days |= 1 << i;

	return true;
}

static bool read_minute(uint16_t *minute, const char **textp)
{
	uint32_t hours, minutes;

	if (!read_number(&hours, textp, 2) || !skip(textp, ':') || (*textp)[0] == '\0'
	    || !isdigit((unsigned char)(*textp)[1]) || !read_number(&minutes, textp, 2))
		return false;

	*minute = hours * 60 + minutes;
	return minutes < 60 && *minute <= DAY_MINUTES;
}

static bool read_times(struct hours_span *span, const char *text)
{
	return read_minute(&span->from, &text) && skip(&text, '-')
		&& read_minute(&span->until, &text) && !*text && span->from < DAY_MINUTES
		&& span->from != span->until;
}

struct reading {
	struct hours *hours;
	uint8_t days;   /* that the next times are for; 0: all */
	bool has_times; /* since the last day */
	const char **wrongp;
};

static int add_span(struct reading *r, const struct hours_span *span)
{
	if (r->hours->spanc == HOURS_SPANS_MAX) {
		*r->wrongp = "more than 100 spans";
		return EINVAL;
	}

	r->hours->spans[r->hours->spanc] = *span;
	r->hours->spans[r->hours->spanc++].days = r->days ? r->days : ALL_DAYS;
	return 0;
}

static int read_word(struct reading *r, const char *word)
{
	struct hours_span span = {0};

	if (isdigit((unsigned char)word[0])) {
		*r->wrongp = "times are written 08:00-18:00, from 00:00 to 24:00";
		r->has_times = true;
		return read_times(&span, word) ? add_span(r, &span) : EINVAL;
	}

	*r->wrongp = "days are written Mon or Mon-Fri, times 08:00-18:00";
	if (r->has_times)
		r->days = 0;
	r->has_times = false;
	return read_days(&r->days, word) ? 0 : EINVAL;
}

int hours_read_spans(struct hours *hours, const char *text, size_t length, const char **wrongp)
{
	struct reading r = {.hours = hours, .wrongp = wrongp};
	const char *const end = text + length;
	int err = 0;

	while (!err && text < end) {
		const size_t skipped = strspn(text, " ,");
		struct pl word = {text + skipped, strcspn(text + skipped, " ,")};
		char copy[WORD_SIZE];

		text = word.p + word.l;
		if (text > end || !word.l)
			break;

		*wrongp = "days are written Mon or Mon-Fri, times 08:00-18:00";
		err = pl_strcpy(&word, copy, sizeof copy) ? EINVAL : read_word(&r, copy);
	}

	if (!err && !r.has_times)
		err = add_span(&r, &(struct hours_span){.until = DAY_MINUTES});

	return err;
}

const char *hours_zone(const char *text)
{
	const char *space = strrchr(text, ' '), *word = space ? space + 1 : text;
	uint8_t days = 0;

	if (isdigit((unsigned char)*word) || read_days(&days, word))
		return text + strlen(text);

	return word;
}

/* "12-25" or "2026-12-25" */
int hours_read_day(struct hours_day *day, const char *text)
{
	uint32_t year = 0, month, date;

	if (strlen(text) == strlen("2026-12-25")
	    && (!read_number(&year, &text, 4) || year < 1970 || !skip(&text, '-')))
		return EINVAL;
	if (strlen(text) != strlen("12-25") || !read_number(&month, &text, 2) || !skip(&text, '-')
	    || !read_number(&date, &text, 2) || *text)
		return EINVAL;
	if (!month || month > 12 || !date
	    || date > calendar_month_days(year ? (int32_t)year : 2000, (uint8_t)month))
		return EINVAL;

	day->year = year;
	day->month = month;
	day->day = date;
	return 0;
}

static bool is_closed(const struct hours *hours, int64_t day)
{
	const struct calendar_date date = calendar_date(day);

	for (uint32_t i = 0; i < hours->closedc; i++) {
		const struct hours_day *closed = &hours->closed[i];

		if (closed->month == date.month && closed->day == date.day
		    && (!closed->year || closed->year == date.year))
			return true;
	}

	return false;
}

/* Whether a span that begins on this day holds at this minute, counted from that day's begin. */
static bool holds(const struct hours *hours, const struct hours_span *span, int64_t day,
		  int32_t minute)
{
	const int32_t until = span->until + (span->until <= span->from ? DAY_MINUTES : 0);

	return (span->days & 1 << calendar_weekday(day)) && minute >= span->from && minute < until
		&& !is_closed(hours, day);
}

static int64_t local_s(const struct hours_span *span, uint64_t date_us)
{
	const int64_t date_s = (int64_t)(date_us / 1000000);

	return date_s + zoneinfo_offset_s(span->zone, date_s);
}

bool hours_open(const struct hours *hours, uint64_t date_us)
{
	for (uint32_t i = 0; i < hours->spanc; i++) {
		const struct hours_span *span = &hours->spans[i];
		const int64_t now_s = local_s(span, date_us), day = calendar_day_of(now_s);
		const int32_t minute = (int32_t)((now_s - day * CALENDAR_DAY_S) / 60);

		if (holds(hours, span, day, minute)
		    || holds(hours, span, day - 1, minute + DAY_MINUTES))
			return true;
	}

	return false;
}

int hours_tell(struct re_printf *pf, const struct hours_telling *telling)
{
	const struct hours_span *span = &telling->hours->spans[0];
	const int64_t now_s = local_s(span, telling->date_us), day = calendar_day_of(now_s);
	const uint32_t minute = (uint32_t)((now_s - day * CALENDAR_DAY_S) / 60);
	const struct calendar_date date = calendar_date(day);

	return re_hprintf(pf, "%b %04d-%02u-%02u %02u:%02u %s", weekdays[calendar_weekday(day)],
			  (size_t)3, date.year, date.month, date.day, minute / 60, minute % 60,
			  zoneinfo_name(span->zone));
}
