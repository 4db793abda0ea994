/* hours.c -- tests: opening hours as the file has them, asked at the instant */
#include "policy/hours.h"
#include "policy/calendar.h"
#include "policy/compile.h"
#include "tests/unit/policy/text.h"
#include "tests/unit/policy/zones.h"

/* Loads a file with this value of `hours`; *mistakesp is the caller's. */
static struct policy *load(const char *hours, char **mistakesp)
{
	struct mbuf *mb = mbuf_alloc(256);
	struct policy *policy = NULL;
	char *text;
	struct policy_reader reader = {.read = text_read, .zone = zones_read};

	ck_assert_int_eq(0,
			 re_sdprintf(&text,
				     "sides: {a: {listen: udp:192.0.2.1}}\n"
				     "peers: {p: {side: a, address: 192.0.2.10}}\n"
				     "routes: [r: {send: p}]\n"
				     "hours: {office: %s}\n",
				     hours));
	reader.arg = text;
	(void)policy_load(&policy, "p.yaml", &reader, mb, NULL);
	*mistakesp = text_of(mb);
	mem_deref(text);
	return policy;
}

static uint64_t date_us(const char *text)
{
	int year, month, day, hour, minute, second;

	ck_assert_int_eq(
		6, sscanf(text, "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute, &second));
	return (uint64_t)(calendar_days((struct calendar_date){year, (uint8_t)month, (uint8_t)day})
				  * CALENDAR_DAY_S
			  + hour * 3600 + minute * 60 + second)
		* 1000000;
}

#define OFFICE   "Mon-Fri 08:00-18:00 Asia/Ho_Chi_Minh"
#define BERLIN   "Mon-Fri 08:00-18:00 Europe/Berlin"
#define NIGHT    "Fri 22:00-02:00 UTC"
#define HOLIDAYS "{open: Mon-Sun 08:00-18:00, zone: +07:00, closed: [2026-09-02, 12-25]}"
#define SHIFT    "{open: 22:00-06:00 UTC, closed: [2026-09-02]}"

/* Each row is a moment in UTC. 2026-08-31 is a Monday. */
static const struct {
	const char *what, *hours, *date;
	bool open;
} moments[] = {
	{"noon on Monday",			     OFFICE,						       "2026-08-31 05:00:00", true },
	{"the minute before",                          OFFICE,						       "2026-08-31 00:59:59", false},
	{"the first second",                           OFFICE,						       "2026-08-31 01:00:00", true },
	{"the last second",			    OFFICE,						       "2026-08-31 10:59:59", true },
	{"the end is not in it",                       OFFICE,						       "2026-08-31 11:00:00", false},
	{"Friday is",				  OFFICE,						       "2026-09-04 05:00:00", true },
	{"Saturday is not",			    OFFICE,						       "2026-09-05 05:00:00", false},
	{"Sunday in UTC is Monday there",              "Mon +07:00",                                                 "2026-08-30 17:00:00", true },
	{"Monday in UTC is Tuesday there",             "Mon +07:00",                                                 "2026-08-31 17:00:00", false},
	{"winter time: not yet eight",                 BERLIN,						       "2026-01-05 06:59:59", false},
	{"winter time: eight",                         BERLIN,						       "2026-01-05 07:00:00", true },
	{"summer time: eight",                         BERLIN,						       "2026-07-06 06:00:00", true },
	{"summer time: eighteen",                      BERLIN,						       "2026-07-06 16:00:00", false},
	{"the Monday after summer began",              BERLIN,						       "2026-03-30 06:00:00", true },
	{"the Friday before it",                       BERLIN,						       "2026-03-27 06:00:00", false},
	{"before midnight",			    NIGHT,							"2026-09-04 23:59:59", true },
	{"after midnight",			     NIGHT,							"2026-09-05 01:59:59", true },
	{"two at night",			       NIGHT,							"2026-09-05 02:00:00", false},
	{"Friday's first hours",                       NIGHT,							"2026-09-04 01:00:00", false},
	{"Saturday's last hours",                      NIGHT,							"2026-09-05 23:00:00", false},
	{"a list: in the second",                      "[Mon 08:00-09:00 UTC, Tue 10:00-11:00 UTC]",
	 "2026-09-01 10:30:00",													     true },
	{"a list: in neither",                         "[Mon 08:00-09:00 UTC, Tue 10:00-11:00 UTC]",                 "2026-09-01 08:30:00",
	 false																   },
	{"one text, several spans",                    "'Mon-Thu, Fri 08:00-12:00,13:00-17:00 Sat 09:00-10:00 UTC'",
	 "2026-09-04 13:30:00",													     true },
	{"the lunch between",                          "'Mon-Thu, Fri 08:00-12:00,13:00-17:00 Sat 09:00-10:00 UTC'",
	 "2026-09-04 12:30:00",													     false},
	{"the other day's time",                       "'Mon-Thu, Fri 08:00-12:00,13:00-17:00 Sat 09:00-10:00 UTC'",
	 "2026-09-05 09:30:00",													     true },
	{"not the first days' time",                   "'Mon-Thu, Fri 08:00-12:00,13:00-17:00 Sat 09:00-10:00 UTC'",
	 "2026-09-05 13:30:00",													     false},
	{"days over the week's end",                   "Sat-Mon UTC",                                                "2026-09-06 12:00:00", true },
	{"days over the week's end: not",              "Sat-Mon UTC",                                                "2026-09-01 12:00:00", false},
	{"no days are all",			    "08:00-09:00 UTC",                                            "2026-09-06 08:00:00", true },
	{"until midnight",			     "Sun 08:00-24:00 UTC",                                        "2026-09-06 23:59:59", true },
	{"midnight is the next day",                   "Sun 08:00-24:00 UTC",                                        "2026-09-07 00:00:00", false},
	{"until 00:00 is the same",                    "Sun 08:00-00:00 UTC",                                        "2026-09-06 23:59:59", true },
	{"and no longer",			      "Sun 08:00-00:00 UTC",                                        "2026-09-07 00:00:00", false},
	{"whole names of days",                        "Monday-friday 08:00-09:00 UTC",                              "2026-09-02 08:00:00", true },
	{"an ordinary day",			    HOLIDAYS,						     "2026-09-01 05:00:00", true },
	{"a holiday",				  HOLIDAYS,						     "2026-09-02 05:00:00", false},
	{"the same day next year",                     HOLIDAYS,						     "2027-09-02 05:00:00", true },
	{"a holiday of every year",                    HOLIDAYS,						     "2026-12-25 05:00:00", false},
	{"and the next",			       HOLIDAYS,						     "2031-12-25 05:00:00", false},
	{"it is that day there, not in UTC",           "{open: UTC, closed: [2026-09-02]}",
	 "2026-09-01 23:59:59",													     true },
	{"the shift that began before a holiday ends", SHIFT,                                                        "2026-09-02 05:59:59", true },
	{"none begins on it",                          SHIFT,							"2026-09-02 23:00:00", false},
	{"so none goes into the next day",             SHIFT,							"2026-09-03 05:00:00", false},
	{"the next begins again",                      SHIFT,							"2026-09-03 22:00:00", true },
};

START_TEST(moment)
{
	char *mistakes;
	struct policy *policy = load(moments[_i].hours, &mistakes);

	ck_assert_str_eq("", mistakes);
	ck_assert_msg(hours_open(policy->hours, date_us(moments[_i].date)) == moments[_i].open,
		      "%s", moments[_i].what);
	mem_deref(mistakes);
	mem_deref(policy);
}
END_TEST

#define NO_DAYS  "': days are written Mon or Mon-Fri, times 08:00-18:00\n"
#define NO_TIMES "': times are written 08:00-18:00, from 00:00 to 24:00\n"
#define NO_ZONE  "' has no time zone: write one behind it, such as Asia/Ho_Chi_Minh, UTC or +07:00\n"
#define NO_SUCH  "' is known here: write one such as Asia/Ho_Chi_Minh, UTC or +07:00\n"
#define NO_DAY   "' is not a day such as 2026-09-02, or 12-25 for every year\n"

/* Each row is a value of hours that is wrong. */
static const struct {
	const char *hours, *mistakes;
} wrongs[] = {
	{"Mon-Fri 08:00-18:00",             "p.yaml:4:17: 'Mon-Fri 08:00-18:00" NO_ZONE            },
	{"Mon-Fri",			 "p.yaml:4:17: 'Mon-Fri" NO_ZONE                        },
	{"Mon-Fri Asia/Hanoi",              "p.yaml:4:17: no time zone 'Asia/Hanoi" NO_SUCH        },
	{"Mon ../../etc/passwd",            "p.yaml:4:17: no time zone '../../etc/passwd" NO_SUCH  },
	{"Mon Asia/../Asia/Tokyo",          "p.yaml:4:17: no time zone 'Asia/../Asia/Tokyo" NO_SUCH},
	{"Mon /etc/passwd",                 "p.yaml:4:17: no time zone '/etc/passwd" NO_SUCH       },
	{"Mon tzdata.zi",                   "p.yaml:4:17: no time zone 'tzdata.zi" NO_SUCH         },
	{"Mon zone1970",                    "p.yaml:4:17: no time zone 'zone1970" NO_SUCH          },
	{"Mo 08:00-18:00 UTC",              "p.yaml:4:17: 'Mo 08:00-18:00 UTC" NO_DAYS             },
	{"Mondays 08:00-18:00 UTC",         "p.yaml:4:17: 'Mondays 08:00-18:00 UTC" NO_DAYS        },
	{"Mon- 08:00-18:00 UTC",            "p.yaml:4:17: 'Mon- 08:00-18:00 UTC" NO_DAYS           },
	{"Mon-Fri-Sat UTC",                 "p.yaml:4:17: 'Mon-Fri-Sat UTC" NO_DAYS                },
	{"Mon 8-18 UTC",                    "p.yaml:4:17: 'Mon 8-18 UTC" NO_TIMES                  },
	{"Mon 08:00 UTC",                   "p.yaml:4:17: 'Mon 08:00 UTC" NO_TIMES                 },
	{"Mon 08:0-18:00 UTC",              "p.yaml:4:17: 'Mon 08:0-18:00 UTC" NO_TIMES            },
	{"Mon 08:60-18:00 UTC",             "p.yaml:4:17: 'Mon 08:60-18:00 UTC" NO_TIMES           },
	{"Mon 08:00-24:01 UTC",             "p.yaml:4:17: 'Mon 08:00-24:01 UTC" NO_TIMES           },
	{"Mon 24:00-08:00 UTC",             "p.yaml:4:17: 'Mon 24:00-08:00 UTC" NO_TIMES           },
	{"Mon 08:00-08:00 UTC",             "p.yaml:4:17: 'Mon 08:00-08:00 UTC" NO_TIMES           },
	{"Mon 08:00-18:00x UTC",            "p.yaml:4:17: 'Mon 08:00-18:00x UTC" NO_TIMES          },
	{"{open: UTC, closed: 13-01}",      "p.yaml:4:37: '13-01" NO_DAY                           },
	{"{open: UTC, closed: 02-30}",      "p.yaml:4:37: '02-30" NO_DAY                           },
	{"{open: UTC, closed: 00-10}",      "p.yaml:4:37: '00-10" NO_DAY                           },
	{"{open: UTC, closed: 10-00}",      "p.yaml:4:37: '10-00" NO_DAY                           },
	{"{open: UTC, closed: 2026-02-29}", "p.yaml:4:37: '2026-02-29" NO_DAY                      },
	{"{open: UTC, closed: 1969-02-01}", "p.yaml:4:37: '1969-02-01" NO_DAY                      },
	{"{open: UTC, closed: 26-02-01}",   "p.yaml:4:37: '26-02-01" NO_DAY                        },
	{"{open: UTC, closed: 2026-2-1x}",  "p.yaml:4:37: '2026-2-1x" NO_DAY                       },
	{"{open: Mon, zone: Asia/Hanoi}",   "p.yaml:4:35: no time zone 'Asia/Hanoi" NO_SUCH        },
	{"{closed: 12-25}",
	 "p.yaml:4:9: 'office' has no 'open': days and times; their zone, unless `zone` says it\n" },
};

START_TEST(wrong)
{
	char *mistakes;

	ck_assert(!load(wrongs[_i].hours, &mistakes));
	ck_assert_str_eq(wrongs[_i].mistakes, mistakes);
	mem_deref(mistakes);
}
END_TEST

START_TEST(a_leap_day_may_be_a_holiday)
{
	char *mistakes;
	struct policy *policy = load("{open: UTC, closed: [02-29, 2028-02-29]}", &mistakes);

	ck_assert_str_eq("", mistakes);
	ck_assert(!hours_open(policy->hours, date_us("2024-02-29 12:00:00")));
	ck_assert(hours_open(policy->hours, date_us("2025-03-01 12:00:00")));
	mem_deref(mistakes);
	mem_deref(policy);
}
END_TEST

START_TEST(no_reader_of_zones_is_no_zone)
{
	struct policy *policy;
	char *mistakes;
	static const char head[] = "sides: {a: {listen: udp:192.0.2.1}}\n"
				   "peers: {p: {side: a, address: 192.0.2.10}}\n"
				   "routes: [r: {send: p}]\n";
	char text[512];

	re_snprintf(text, sizeof text, "%shours: {office: Mon UTC}\n", head);
	ck_assert_int_eq(0, text_load(&policy, &mistakes, text));
	mem_deref(mistakes);
	mem_deref(policy);

	re_snprintf(text, sizeof text, "%shours: {office: Mon Europe/Berlin}\n", head);
	ck_assert_int_eq(EINVAL, text_load(&policy, &mistakes, text));
	ck_assert_str_eq("p.yaml:4:17: no time zone 'Europe/Berlin" NO_SUCH, mistakes);
	mem_deref(mistakes);
}
END_TEST

static int bad_zone(struct mbuf **mbp, const char *name, void *arg)
{
	(void)name;
	(void)arg;

	*mbp = mbuf_alloc(16);
	return mbuf_write_str(*mbp, "no zone at all");
}

START_TEST(rules_that_make_no_sense_are_told)
{
	static const char text[] = "sides: {a: {listen: udp:192.0.2.1}}\n"
				   "peers: {p: {side: a, address: 192.0.2.10}}\n"
				   "routes: [r: {send: p}]\n"
				   "hours: {office: Mon Europe/Berlin}\n";
	const struct policy_reader reader = {
		.read = text_read, .zone = bad_zone, .arg = (void *)text};
	struct mbuf *mb = mbuf_alloc(64);
	struct policy *policy = NULL;
	char *mistakes;

	ck_assert_int_eq(EINVAL, policy_load(&policy, "p.yaml", &reader, mb, NULL));
	mistakes = text_of(mb);
	ck_assert_str_eq(
		"p.yaml:4:17: the rules of zone 'Europe/Berlin' cannot be read: Bad message\n",
		mistakes);
	mem_deref(mistakes);
}
END_TEST

START_TEST(the_clock_there_is_told)
{
	char *mistakes, told[64];
	struct policy *policy = load(OFFICE, &mistakes);
	const struct hours_telling telling = {policy->hours, date_us("2026-09-05 20:07:00")};

	re_snprintf(told, sizeof told, "%H", hours_tell, &telling);
	ck_assert_str_eq("Sun 2026-09-06 03:07 Asia/Ho_Chi_Minh", told);
	mem_deref(mistakes);
	mem_deref(policy);
}
END_TEST

START_TEST(as_many_spans_as_there_may_be)
{
	for (uint32_t more = 0; more < 2; more++) {
		struct hours hours = {0};
		struct mbuf *mb = mbuf_alloc(4096);
		const char *wrong = NULL;
		int err;

		for (uint32_t i = 0; i < HOURS_SPANS_MAX + more; i++)
			mbuf_printf(mb, "Mon 08:00-09:00 ");
		mbuf_write_u8(mb, 0);
		err = hours_read_spans(&hours, (char *)mb->buf, mb->end - 1, &wrong);
		ck_assert_int_eq(more ? EINVAL : 0, err);
		ck_assert_uint_eq(HOURS_SPANS_MAX, hours.spanc);
		if (more)
			ck_assert_str_eq("more than 100 spans", wrong);
		mem_deref(mb);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/hours");
	TCase *tcase = tcase_create("hours");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, moment, 0, ARRAY_SIZE(moments));
	tcase_add_loop_test(tcase, wrong, 0, ARRAY_SIZE(wrongs));
	tcase_add_test(tcase, a_leap_day_may_be_a_holiday);
	tcase_add_test(tcase, no_reader_of_zones_is_no_zone);
	tcase_add_test(tcase, rules_that_make_no_sense_are_told);
	tcase_add_test(tcase, the_clock_there_is_told);
	tcase_add_test(tcase, as_many_spans_as_there_may_be);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
