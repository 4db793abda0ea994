/* zoneinfo.c -- TZif, block by block, then its footer; see zoneinfo.h */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <re.h>
#include "policy/calendar.h"
#include "policy/zoneinfo.h"

enum {
	HEADER_SIZE = 44,
	COUNTS_AT = 20, /* behind magic, version and reserved bytes */
	TYPE_SIZE = 6,
	MINUTE_S = 60,
	HOUR_S = 3600,
	OFFSET_MAX_S = 26 * HOUR_S, /* RFC 8536, 3.2: -25 to 26 hours */
};

enum rule_kind {
	RULE_WEEKDAY, /* M3.5.0: month, week (5: the last), day (0: Sunday) */
	RULE_JULIAN,  /* J60: 1 to 365, February 29 is not counted */
	RULE_DAY,     /* 59: 0 to 365 */
};

struct rule { /* when clocks change, each year */
	enum rule_kind kind;
	int32_t month, week, day;
	int32_t at_s; /* of the clock before the change; may be of another day */
};

struct footer {
	bool is_set, has_summer;
	int32_t winter_s, summer_s; /* east of UTC */
	struct rule begin, end;     /* of summer time */
};

struct zoneinfo {
	char name[ZONEINFO_NAME_MAX + 1];
	uint32_t transitionc, typec;
	int64_t *times; /* from here on … */
	uint8_t *types; /* … this type holds */
	int32_t offsets_s[ZONEINFO_TYPES_MAX];
	struct footer footer; /* holds from the last transition on */
};

static void zoneinfo_destructor(void *arg)
{
	struct zoneinfo *zone = arg;

	mem_deref(zone->times);
	mem_deref(zone->types);
}

static int alloc(struct zoneinfo **zonep, const char *name)
{
	struct zoneinfo *zone;

	if (strlen(name) > ZONEINFO_NAME_MAX)
		return EBADMSG;

	zone = mem_zalloc(sizeof *zone, zoneinfo_destructor);
	if (!zone)
		return ENOMEM;

	str_ncpy(zone->name, name, sizeof zone->name);
	*zonep = zone;
	return 0;
}

/* The six counts of a header, and how long one time is: 4 bytes in the first block, then 8. */
struct counts {
	uint32_t utc, standard, leap, time, type, chars;
	size_t width;
};

static uint32_t read_u32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t read_time(const uint8_t *p, size_t width)
{
	const uint64_t high = read_u32(p);

	return width == 4 ? (int32_t)high : (int64_t)(high << 32 | read_u32(p + 4));
}

static size_t block_size(const struct counts *counts)
{
	return counts->time * (counts->width + 1) + (size_t)counts->type * TYPE_SIZE + counts->chars
		+ counts->leap * (counts->width + 4) + counts->standard + counts->utc;
}

/* False: no header, or counts that nobody's file has. */
static bool read_header(struct counts *counts, const struct pl *data, size_t width)
{
	const uint8_t *p = (const uint8_t *)data->p;

	if (data->l < HEADER_SIZE || memcmp(p, "TZif", 4))
		return false;

	p += COUNTS_AT;
	*counts = (struct counts){read_u32(p),
				  read_u32(p + 4),
				  read_u32(p + 8),
				  read_u32(p + 12),
				  read_u32(p + 16),
				  read_u32(p + 20),
				  width};

	if (counts->utc > ZONEINFO_TYPES_MAX || counts->standard > ZONEINFO_TYPES_MAX
	    || counts->leap > ZONEINFO_TRANSITIONS_MAX || counts->time > ZONEINFO_TRANSITIONS_MAX
	    || !counts->type || counts->type > ZONEINFO_TYPES_MAX
	    || counts->chars > ZONEINFO_TRANSITIONS_MAX)
		return false;

	return data->l - HEADER_SIZE >= block_size(counts);
}

static int read_types(struct zoneinfo *zone, const uint8_t *p)
{
	for (uint32_t i = 0; i < zone->typec; i++, p += TYPE_SIZE) {
		const int32_t offset_s = (int32_t)read_u32(p);

		if (offset_s > OFFSET_MAX_S || offset_s < -OFFSET_MAX_S)
			return EBADMSG;
		zone->offsets_s[i] = offset_s;
	}

	return 0;
}

static int read_block(struct zoneinfo *zone, const uint8_t *p, const struct counts *counts)
{
	const uint8_t *types = p + counts->time * counts->width;

	zone->transitionc = counts->time;
	zone->typec = counts->type;
	zone->times = mem_zalloc((counts->time + 1) * sizeof *zone->times, NULL);
	zone->types = mem_zalloc(counts->time + 1, NULL);
	if (!zone->times || !zone->types)
		return ENOMEM;

	for (uint32_t i = 0; i < counts->time; i++) {
		zone->times[i] = read_time(p + i * counts->width, counts->width);
		zone->types[i] = types[i];
		if (types[i] >= counts->type || (i && zone->times[i] <= zone->times[i - 1]))
			return EBADMSG;
	}

	return read_types(zone, types + counts->time);
}

static bool read_number(int32_t *number, const char **textp, int32_t max)
{
	const char *p = *textp;

	*number = 0;
	while (isdigit((unsigned char)*p) && *number <= max)
		*number = *number * 10 + (*p++ - '0');

	if (p == *textp || *number > max)
		return false;

	*textp = p;
	return true;
}

static bool skip(const char **textp, char c)
{
	if (**textp != c)
		return false;

	++*textp;
	return true;
}

/* [+-]h[h[h]][:mm[:ss]] as seconds */
static bool read_clock(int32_t *seconds, const char **textp)
{
	const bool minus = skip(textp, '-');
	int32_t hour, minute = 0, second = 0;

	if (!minus)
		(void)skip(textp, '+');
	if (!read_number(&hour, textp, 167)) /* RFC 8536, 3.3.1 */
		return false;
	if (skip(textp, ':') && !read_number(&minute, textp, 59))
		return false;
	if (skip(textp, ':') && !read_number(&second, textp, 59))
		return false;

	*seconds = (minus ? -1 : 1) * (hour * HOUR_S + minute * MINUTE_S + second);
	return true;
}

/* "CET" or "<+07>": its letters say nothing to us. */
static bool skip_name(const char **textp)
{
	const char *from = *textp;

	if (skip(textp, '<')) {
		*textp += strcspn(*textp, ">");
		return skip(textp, '>');
	}

	while (isalpha((unsigned char)**textp))
		++*textp;

	return *textp - from >= 3;
}

/* POSIX counts west of Greenwich as plus. */
static bool read_offset(int32_t *offset_s, const char **textp)
{
	int32_t west_s;

	if (!read_clock(&west_s, textp) || west_s > OFFSET_MAX_S || west_s < -OFFSET_MAX_S)
		return false;

	*offset_s = -west_s;
	return true;
}

static bool read_rule_day(struct rule *rule, const char **textp)
{
	if (skip(textp, 'M')) {
		rule->kind = RULE_WEEKDAY;
		return read_number(&rule->month, textp, 12) && rule->month && skip(textp, '.')
			&& read_number(&rule->week, textp, 5) && rule->week && skip(textp, '.')
			&& read_number(&rule->day, textp, 6);
	}

	rule->kind = skip(textp, 'J') ? RULE_JULIAN : RULE_DAY;
	return read_number(&rule->day, textp, 365) && (rule->day || rule->kind == RULE_DAY);
}

static bool read_rule(struct rule *rule, const char **textp)
{
	rule->at_s = 2 * HOUR_S;
	if (!skip(textp, ',') || !read_rule_day(rule, textp))
		return false;

	return !skip(textp, '/') || read_clock(&rule->at_s, textp);
}

/* "CET-1CEST,M3.5.0,M10.5.0/3" */
static bool read_footer(struct footer *footer, const char *text)
{
	footer->is_set = true;
	if (!skip_name(&text) || !read_offset(&footer->winter_s, &text))
		return false;
	if (!*text)
		return true;

	footer->has_summer = true;
	footer->summer_s = footer->winter_s + HOUR_S;
	if (!skip_name(&text))
		return false;
	if (*text != ',' && !read_offset(&footer->summer_s, &text))
		return false;

	return read_rule(&footer->begin, &text) && read_rule(&footer->end, &text) && !*text;
}

/* Between two line ends behind the last block; an empty one says nothing. */
static int read_end(struct zoneinfo *zone, const struct pl *data)
{
	const char *last = data->l ? memchr(data->p + 1, '\n', data->l - 1) : NULL;
	char text[ZONEINFO_FOOTER_MAX + 1];
	struct pl footer;

	if (!last || data->p[0] != '\n')
		return EBADMSG;

	footer = (struct pl){data->p + 1, (size_t)(last - data->p - 1)};
	if (!footer.l)
		return 0;
	if (pl_strcpy(&footer, text, sizeof text))
		return EBADMSG;

	return read_footer(&zone->footer, text) ? 0 : EBADMSG;
}

/* Version 1 is one block; since version 2, a second one with long times and the footer follow. */
static int read_file(struct zoneinfo *zone, struct pl data)
{
	struct counts counts;
	int err;

	if (!read_header(&counts, &data, 4))
		return EBADMSG;
	if (!data.p[4])
		return read_block(zone, (const uint8_t *)data.p + HEADER_SIZE, &counts);

	pl_advance(&data, (ssize_t)(HEADER_SIZE + block_size(&counts)));
	if (!read_header(&counts, &data, 8))
		return EBADMSG;

	pl_advance(&data, HEADER_SIZE);
	err = read_block(zone, (const uint8_t *)data.p, &counts);
	if (err)
		return err;

	pl_advance(&data, (ssize_t)block_size(&counts));
	return read_end(zone, &data);
}

int zoneinfo_read(struct zoneinfo **zonep, const char *name, const uint8_t *bytes, size_t size)
{
	struct zoneinfo *zone;
	int err = alloc(&zone, name);

	if (err)
		return err;

	err = read_file(zone, (struct pl){(const char *)bytes, size});
	if (err)
		mem_deref(zone);
	else
		*zonep = zone;

	return err;
}

/* "+07:00": both of its numbers have two digits. */
static bool read_fixed(int32_t *offset_s, const char *text)
{
	const char *p = text + 1;
	int32_t hour, minute;

	if ((text[0] != '+' && text[0] != '-') || strlen(text) != 6 || text[3] != ':')
		return false;
	if (!read_number(&hour, &p, 14) || !skip(&p, ':') || !read_number(&minute, &p, 59) || *p)
		return false;

	*offset_s = (text[0] == '-' ? -1 : 1) * (hour * HOUR_S + minute * MINUTE_S);
	return true;
}

int zoneinfo_fixed(struct zoneinfo **zonep, const char *text)
{
	struct zoneinfo *zone;
	int32_t offset_s = 0;
	int err;

	if (strcmp(text, "UTC") && !read_fixed(&offset_s, text))
		return EINVAL;

	err = alloc(&zone, text);
	if (err)
		return err;

	zone->offsets_s[0] = offset_s;
	*zonep = zone;
	return 0;
}

/* The day of this year on which the clocks change. */
static int64_t rule_day(const struct rule *rule, int32_t year)
{
	const int64_t january = calendar_days((struct calendar_date){year, 1, 1});
	int64_t first, day;

	if (rule->kind == RULE_DAY)
		return january + rule->day;
	if (rule->kind == RULE_JULIAN)
		return january + rule->day - 1
			+ (rule->day > 59 && calendar_month_days(year, 2) == 29);

	first = calendar_days((struct calendar_date){year, (uint8_t)rule->month, 1});
	day = (rule->day + 6 - calendar_weekday(first)) % 7 + 7 * (rule->week - 1);
	if (day >= calendar_month_days(year, (uint8_t)rule->month))
		day -= 7; /* the fifth is the last, if there are four */

	return first + day;
}

static int32_t footer_offset_s(const struct footer *footer, int64_t date_s)
{
	const int64_t today = calendar_day_of(date_s + footer->winter_s);
	const int32_t year = calendar_date(today).year;
	int64_t begin_s, end_s;
	bool summer;

	if (!footer->has_summer)
		return footer->winter_s;

	begin_s = rule_day(&footer->begin, year) * CALENDAR_DAY_S + footer->begin.at_s
		- footer->winter_s;
	end_s = rule_day(&footer->end, year) * CALENDAR_DAY_S + footer->end.at_s - footer->summer_s;
	if (begin_s < end_s)
		summer = date_s >= begin_s && date_s < end_s;
	else /* south of the equator, summer goes over the new year */
		summer = date_s >= begin_s || date_s < end_s;

	return summer ? footer->summer_s : footer->winter_s;
}

/* How many transitions there were until this moment. */
static uint32_t transitions_until(const struct zoneinfo *zone, int64_t date_s)
{
	uint32_t low = 0, high = zone->transitionc;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (zone->times[middle] <= date_s)
			low = middle + 1;
		else
			high = middle;
	}

	return low;
}

int32_t zoneinfo_offset_s(const struct zoneinfo *zone, int64_t date_s)
{
	const uint32_t passed = transitions_until(zone, date_s);

	if (passed == zone->transitionc && zone->footer.is_set)
		return footer_offset_s(&zone->footer, date_s);

	return zone->offsets_s[passed ? zone->types[passed - 1] : 0];
}

const char *zoneinfo_name(const struct zoneinfo *zone)
{
	return zone->name;
}
