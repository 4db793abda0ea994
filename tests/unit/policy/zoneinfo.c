/* zoneinfo.c -- tests: offsets through the years, against known ones and the C library */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "policy/calendar.h"
#include "policy/zoneinfo.h"
#include "tests/unit/policy/zones.h"

enum {
	HOUR_S = 3600
};

static struct zoneinfo *zone_of(const char *name)
{
	struct zoneinfo *zone;
	struct mbuf *mb;

	if (!zoneinfo_fixed(&zone, name))
		return zone;

	ck_assert_msg(!zones_read(&mb, name, NULL), "%s: is tzdata installed?", name);
	ck_assert_msg(!zoneinfo_read(&zone, name, mb->buf, mb->end), "%s", name);
	mem_deref(mb);
	return zone;
}

static int64_t second(const char *text)
{
	int year, month, day, hour, minute, second;

	ck_assert_int_eq(
		6, sscanf(text, "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute, &second));
	return calendar_days((struct calendar_date){year, (uint8_t)month, (uint8_t)day})
		* CALENDAR_DAY_S
		+ hour * HOUR_S + minute * 60 + second;
}

/* Each row is a moment in UTC, and how far east the clocks of a zone are then. */
static const struct {
	const char *what, *zone, *date;
	int32_t offset_s;
} offsets[] = {
	{"no zone",			"UTC",                 "2026-07-01 00:00:00", 0          },
	{"a fixed one",                    "+07:00",              "2026-07-01 00:00:00", 7 * HOUR_S },
	{"west, and half an hour",         "-03:30",              "2026-07-01 00:00:00", -12600     },
	{"no summer time",                 "Asia/Ho_Chi_Minh",    "2026-07-01 00:00:00", 7 * HOUR_S },
	{"it was another zone once",       "Asia/Ho_Chi_Minh",    "1972-01-01 00:00:00", 8 * HOUR_S },
	{"winter",			 "Europe/Berlin",       "2026-01-01 00:00:00", HOUR_S     },
	{"the second before summer",       "Europe/Berlin",       "2026-03-29 00:59:59", HOUR_S     },
	{"summer begins",                  "Europe/Berlin",       "2026-03-29 01:00:00", 2 * HOUR_S },
	{"the last second of summer",      "Europe/Berlin",       "2026-10-25 00:59:59", 2 * HOUR_S },
	{"summer ends",                    "Europe/Berlin",       "2026-10-25 01:00:00", HOUR_S     },
	{"summer, by the footer",          "Europe/Berlin",       "2099-07-01 00:00:00", 2 * HOUR_S },
	{"winter, by the footer",          "Europe/Berlin",       "2099-12-31 23:59:59", HOUR_S     },
	{"before the first transition",    "Europe/Berlin",       "1800-01-01 00:00:00", 3208       },
	{"the south has summer in winter", "Australia/Sydney",    "2090-01-01 00:00:00", 11 * HOUR_S},
	{"and winter in summer",           "Australia/Sydney",    "2090-07-01 00:00:00", 10 * HOUR_S},
	{"half an hour of summer",         "Australia/Lord_Howe", "2090-01-01 00:00:00", 11 * HOUR_S},
	{"summer is the standard time",    "Europe/Dublin",       "2090-07-01 00:00:00", HOUR_S     },
};

START_TEST(offset)
{
	struct zoneinfo *zone = zone_of(offsets[_i].zone);
	const int32_t found = zoneinfo_offset_s(zone, second(offsets[_i].date));

	ck_assert_msg(found == offsets[_i].offset_s, "%s: %d", offsets[_i].what, found);
	ck_assert_str_eq(offsets[_i].zone, zoneinfo_name(zone));
	mem_deref(zone);
}
END_TEST

/* Zones of every kind: the C library reads the same files in its own way. */
static const char *const zones[] = {
	"Asia/Ho_Chi_Minh",  "Europe/Berlin",       "Europe/London",  "Europe/Dublin",
	"America/New_York",  "America/Sao_Paulo",   "America/Havana", "America/St_Johns",
	"Africa/Casablanca", "Africa/Cairo",        "Asia/Kolkata",   "Asia/Tehran",
	"Asia/Gaza",         "Australia/Lord_Howe", "Pacific/Apia",   "Pacific/Chatham",
	"Antarctica/Troll",  "America/Nuuk",
};

START_TEST(as_the_c_library_has_it)
{
	struct zoneinfo *zone = zone_of(zones[_i]);

	setenv("TZ", zones[_i], 1);
	tzset();
	for (int64_t at = -2000000000; at < 4300000000; at += 199385) { /* 1906 to 2106 */
		const time_t time = (time_t)at;
		struct tm tm;

		localtime_r(&time, &tm);
		ck_assert_msg(zoneinfo_offset_s(zone, at) == tm.tm_gmtoff,
			      "%s at %lld: %d, not %ld", zones[_i], (long long)at,
			      zoneinfo_offset_s(zone, at), tm.tm_gmtoff);
	}

	mem_deref(zone);
}
END_TEST

/* clang-format off */
/* Each row is no zone. */
static const char *const no_zones[] = {
	"", "utc", "GMT", "7", "+7", "+7:00", "+07:0", "+0700", "+15:00", "+07:60", "07:00", "+07:00x", "+ab:00",
};
/* clang-format on */

START_TEST(no_fixed_zone)
{
	struct zoneinfo *zone = NULL;

	ck_assert_msg(zoneinfo_fixed(&zone, no_zones[_i]) == EINVAL, "'%s'", no_zones[_i]);
	ck_assert(!zone);
}
END_TEST

/* Bytes in memory of exactly their size, so that a sanitizer sees a read behind them. */
static int read_exact(struct zoneinfo **zonep, const uint8_t *bytes, size_t size)
{
	uint8_t *exact = malloc(size ? size : 1);
	int err;

	memcpy(exact, bytes, size);
	err = zoneinfo_read(zonep, "test", exact, size);
	free(exact);
	return err;
}

START_TEST(a_file_that_is_cut_is_none)
{
	struct zoneinfo *zone = NULL;
	struct mbuf *mb;

	ck_assert_int_eq(0, zones_read(&mb, "Europe/Berlin", NULL));
	for (size_t size = 0; size < mb->end; size++)
		ck_assert_msg(read_exact(&zone, mb->buf, size) == EBADMSG, "%zu bytes", size);
	mem_deref(mb);
}
END_TEST

START_TEST(any_byte_may_be_wrong)
{
	struct zoneinfo *zone;
	struct mbuf *mb;

	ck_assert_int_eq(0, zones_read(&mb, "Europe/Berlin", NULL));
	for (size_t i = 0; i < mb->end; i++) {
		const uint8_t was = mb->buf[i];

		for (int bit = 0; bit < 8; bit++) {
			mb->buf[i] = was ^ (uint8_t)(1 << bit);
			if (read_exact(&zone, mb->buf, mb->end))
				continue;

			(void)zoneinfo_offset_s(zone, 1800000000);
			(void)zoneinfo_offset_s(zone, 99999999999);
			mem_deref(zone);
		}
		mb->buf[i] = was;
	}
	mem_deref(mb);
}
END_TEST

struct made { /* a file of one type, written by hand */
	const char *what;
	uint8_t version;
	uint32_t times, types; /* its second header's counts, or the only one's */
	int32_t offset_s;
	const char *footer; /* NULL: none at all */
	int err;
	int32_t at_2050_07_s; /* the offset in the summer of 2050 */
};

#define NONE .err = EBADMSG

/* clang-format off */
static const struct made mades[] = {
	{"the first version: no footer", 0, 0, 1, 3600, NULL, 0, 3600},
	{"an empty footer", '2', 0, 1, 3600, "\n\n", 0, 3600},
	{"a footer without summer", '2', 0, 1, 0, "\nABC-5\n", 0, 5 * HOUR_S},
	{"names in angle brackets", '2', 0, 1, 0, "\n<+0530>-5:30\n", 0, 19800},
	{"summer is an hour", '2', 0, 1, 0, "\nABC-1DEF,M3.5.0,M10.5.0\n", 0, 2 * HOUR_S},
	{"summer says how much", '2', 0, 1, 0, "\nABC-1DEF-1:30,M3.5.0,M10.5.0\n", 0, 5400},
	{"by the day, without leap days", '2', 0, 1, 0, "\nABC-1DEF,J182,J183\n", 0, 2 * HOUR_S},
	{"by the day, the next one", '2', 0, 1, 0, "\nABC-1DEF,J183,J184\n", 0, HOUR_S},
	{"by the day from 0", '2', 0, 1, 0, "\nABC-1DEF,181,182\n", 0, 2 * HOUR_S},
	{"at a time of another day", '2', 0, 1, 0, "\nABC-1DEF,J181/24,J183/-23:59:59\n", 0, 2 * HOUR_S},
	{"all year", '2', 0, 1, 0, "\nABC-1DEF,0/0,J365/25\n", 0, 2 * HOUR_S},
	{"no line before the footer", '2', 0, 1, 0, "ABC-5\n", NONE},
	{"no line behind it", '2', 0, 1, 0, "\nABC-5", NONE},
	{"no footer", '2', 0, 1, 0, "", NONE},
	{"a footer of nonsense", '2', 0, 1, 0, "\nhello world\n", NONE},
	{"a name of two letters", '2', 0, 1, 0, "\nAB-5\n", NONE},
	{"a name that does not end", '2', 0, 1, 0, "\n<AB-5\n", NONE},
	{"no offset", '2', 0, 1, 0, "\nABC\n", NONE},
	{"an offset of two days", '2', 0, 1, 0, "\nABC-48\n", NONE},
	{"summer without its days", '2', 0, 1, 0, "\nABC-1DEF\n", NONE},
	{"summer without its end", '2', 0, 1, 0, "\nABC-1DEF,M3.5.0\n", NONE},
	{"month 13", '2', 0, 1, 0, "\nABC-1DEF,M13.5.0,M10.5.0\n", NONE},
	{"month 0", '2', 0, 1, 0, "\nABC-1DEF,M0.5.0,M10.5.0\n", NONE},
	{"week 6", '2', 0, 1, 0, "\nABC-1DEF,M3.6.0,M10.5.0\n", NONE},
	{"week 0", '2', 0, 1, 0, "\nABC-1DEF,M3.0.0,M10.5.0\n", NONE},
	{"day 7", '2', 0, 1, 0, "\nABC-1DEF,M3.5.7,M10.5.0\n", NONE},
	{"day 0 of J", '2', 0, 1, 0, "\nABC-1DEF,J0,J5\n", NONE},
	{"day 366", '2', 0, 1, 0, "\nABC-1DEF,366,5\n", NONE},
	{"an hour of 168", '2', 0, 1, 0, "\nABC-1DEF,J1/168,J5\n", NONE},
	{"something behind it", '2', 0, 1, 0, "\nABC-1DEF,J1,J5x\n", NONE},
	{"no types", '2', 0, 0, 0, "\nABC-5\n", NONE},
	{"too many types", '2', 0, ZONEINFO_TYPES_MAX + 1, 0, "\nABC-5\n", NONE},
	{"too many times", '2', ZONEINFO_TRANSITIONS_MAX + 1, 1, 0, "\nABC-5\n", NONE},
	{"an offset of 27 hours", '2', 0, 1, 97200, "\nABC-5\n", NONE},
	{"as many hours west", '2', 0, 1, -97200, "\nABC-5\n", NONE},
};
/* clang-format on */

static void put_header(struct mbuf *mb, uint8_t version, uint32_t times, uint32_t types)
{
	mbuf_write_str(mb, "TZif");
	mbuf_write_u8(mb, version);
	mbuf_fill(mb, 0, 15 + 3 * 4); /* no leap seconds, no indicators */
	mbuf_write_u32(mb, htonl(times));
	mbuf_write_u32(mb, htonl(types));
	mbuf_write_u32(mb, 0);
}

static void put_file(struct mbuf *mb, const struct made *made)
{
	if (made->version) {
		put_header(mb, made->version, 0, 1);
		mbuf_fill(mb, 0, 6);
	}

	put_header(mb, made->version, made->times, made->types);
	mbuf_fill(mb, 0, (size_t)made->times * 9);
	for (uint32_t i = 0; i < made->types; i++) {
		mbuf_write_u32(mb, htonl((uint32_t)made->offset_s));
		mbuf_fill(mb, 0, 2);
	}
	if (made->footer)
		mbuf_write_str(mb, made->footer);
}

START_TEST(made_by_hand)
{
	struct mbuf *mb = mbuf_alloc(1024);
	struct zoneinfo *zone = NULL;
	int err;

	put_file(mb, &mades[_i]);
	err = read_exact(&zone, mb->buf, mb->end);
	ck_assert_msg(err == mades[_i].err, "%s: %d", mades[_i].what, err);
	if (!err)
		ck_assert_msg(zoneinfo_offset_s(zone, second("2050-07-01 12:00:00"))
				      == mades[_i].at_2050_07_s,
			      "%s: %d", mades[_i].what,
			      zoneinfo_offset_s(zone, second("2050-07-01 12:00:00")));
	mem_deref(zone);
	mem_deref(mb);
}
END_TEST

START_TEST(a_footer_is_short)
{
	char footer[ZONEINFO_FOOTER_MAX + 4] = "\n<";
	struct made made = {.version = '2', .types = 1, .footer = footer};

	for (uint32_t more = 0; more < 2; more++) {
		struct mbuf *mb = mbuf_alloc(1024);
		struct zoneinfo *zone = NULL;

		memset(footer + 2, 'A', sizeof footer - 2);
		strcpy(footer + ZONEINFO_FOOTER_MAX - 2 + more, ">-5\n");
		made.footer = footer;
		put_file(mb, &made);
		ck_assert_int_eq(more ? EBADMSG : 0, read_exact(&zone, mb->buf, mb->end));
		mem_deref(zone);
		mem_deref(mb);
	}
}
END_TEST

START_TEST(a_name_is_short)
{
	char name[ZONEINFO_NAME_MAX + 2];
	struct mbuf *mb = mbuf_alloc(1024);
	struct zoneinfo *zone = NULL;

	memset(name, 'a', sizeof name);
	name[ZONEINFO_NAME_MAX + 1] = '\0';
	put_file(mb, &mades[0]);
	ck_assert_int_eq(EBADMSG, zoneinfo_read(&zone, name, mb->buf, mb->end));
	name[ZONEINFO_NAME_MAX] = '\0';
	ck_assert_int_eq(0, zoneinfo_read(&zone, name, mb->buf, mb->end));
	mem_deref(zone);
	mem_deref(mb);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/zoneinfo");
	TCase *tcase = tcase_create("zoneinfo");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, offset, 0, ARRAY_SIZE(offsets));
	tcase_add_loop_test(tcase, as_the_c_library_has_it, 0, ARRAY_SIZE(zones));
	tcase_add_loop_test(tcase, no_fixed_zone, 0, ARRAY_SIZE(no_zones));
	tcase_add_loop_test(tcase, made_by_hand, 0, ARRAY_SIZE(mades));
	tcase_add_test(tcase, a_file_that_is_cut_is_none);
	tcase_add_test(tcase, any_byte_may_be_wrong);
	tcase_add_test(tcase, a_footer_is_short);
	tcase_add_test(tcase, a_name_is_short);
	tcase_set_timeout(tcase, 60);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
