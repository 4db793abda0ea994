/* when.c -- tests policy/when.c */
#include <errno.h>
#include <check.h>
#include "policy/when.h"

#define NOW_US    UINT64_C(1795608000000000) /* Wed 2026-11-25 12:00:00 UTC */
#define AT(s)     (UINT64_C(s) * 1000000)
#define DAY_START UINT64_C(1795564800) /* of that day */

/* Each row is a moment as a person writes it; its seconds are counted from that day's start. */
static const struct {
	const char *what;
	const char *text;
	int64_t seconds;
} moments[] = {
	{"a day and a time",               "2026-11-25 10:00",          36000            },
	{"with seconds",                   "2026-11-25 10:00:07",       36007            },
	{"RFC 3339",		       "2026-11-25T10:00:07Z",      36007            },
	{"RFC 3339 in small letters",      "2026-11-25t10:00:07z",      36007            },
	{"as the log writes it",           "2026-11-25T10:00:07.123Z",  36007            },
	{"east of Greenwich",              "2026-11-25T10:00:00+07:00", 10800            },
	{"west of Greenwich",              "2026-11-25T10:00:00-03:30", 48600            },
	{"a zone without seconds",         "2026-11-25 10:00+07:00",    10800            },
	{"the last second of a day",       "2026-11-25 23:59:59",       86399            },
	{"a leap day",                     "2024-02-29 00:00",          -86400000        },
	{"the first of December",          "2026-12-01 00:00",          518400           },
	{"the last day of a year",         "2026-12-31 00:00",          3110400          },
	{"the weekday's next one",         "Mon 10:00",                 5 * 86400 + 36000},
	{"Sunday comes before it",         "Sun 10:00",                 4 * 86400 + 36000},
	{"today, as the time is to come",  "Wed 12:00:01",              43201            },
	{"now is still to come",           "Wed 12:00",                 43200            },
	{"in a week, as the time is over", "Wed 11:59:59",              7 * 86400 + 43199},
	{"Tuesday was yesterday",          "Tue 13:00",                 6 * 86400 + 46800},
	{"the day's whole name",           "thursday 00:00",            86400            },
	{"part of its name",               "FRID 00:00",                2 * 86400        },
	{"a weekday east of Greenwich",    "Sat 01:00+07:00",           2 * 86400 + 64800},
	{"today there, over here",         "Wed 18:30+07:00",           7 * 86400 + 41400},
	{"tomorrow here, now there",       "Thu 02:00+14:00",           43200            },
};

START_TEST(moment)
{
	uint64_t date_us = 0,
		 expect = (uint64_t)((int64_t)DAY_START + moments[_i].seconds) * 1000000;

	ck_assert_msg(0 == when_read(&date_us, moments[_i].text, NOW_US), "%s", moments[_i].what);
	ck_assert_msg(expect == date_us, "%s: off by %lld s", moments[_i].what,
		      (long long)(date_us - expect) / 1000000);
}
END_TEST

START_TEST(a_moment_that_began_is_over)
{
	uint64_t date_us = 0;

	ck_assert_int_eq(0, when_read(&date_us, "Wed 12:00", NOW_US + 1));
	ck_assert_uint_eq(NOW_US + AT(7 * 86400), date_us);
}
END_TEST

START_TEST(the_first_moment_of_all)
{
	uint64_t date_us = 1;

	ck_assert_int_eq(0, when_read(&date_us, "1970-01-01 00:00", NOW_US));
	ck_assert_uint_eq(0, date_us);
}
END_TEST

static const char *const none[] = {
	"",
	"now",
	"10:00",
	"Mo 10:00",
	"Mon",
	"Mon ",
	"Mon10:00",
	"Monday",
	"Mond 1:00",
	"Mondayy 10:00",
	"Mon 24:00",
	"Mon 10:60",
	"Mon 10:00:60",
	"Mon 10:00 ",
	"Mon 10:00:",
	"Mon 10:00.",
	"Mon 10:00.Z",
	"Mon 1000",
	"Mon 10:0",
	"Mon 10:00ZZ",
	"Mon 10:00+7:00",
	"Mon 10:00+24:00",
	"Mon 10:00+07:60",
	"Mon 10:00+0700",
	"Mon 10:00+",
	"Mon  10:00",
	"Mon -1:00",
	"2026-11-25",
	"2026-11-25 ",
	"2026-11-25_10:00",
	"2026-11-2510:00",
	"2026-11-31 10:00",
	"2026-02-29 10:00",
	"2026-13-01 10:00",
	"2026-00-01 10:00",
	"2026-01-00 10:00",
	"2026-01-32 10:00",
	"2026/01/01 10:00",
	"26-01-01 10:00",
	"02026-01-01 10:00",
	"1969-12-31 23:59",
	"1970-01-01 00:00+00:01",
};

START_TEST(no_moment)
{
	uint64_t date_us = 0;

	ck_assert_msg(EINVAL == when_read(&date_us, none[_i], NOW_US), "'%s'", none[_i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/when");
	TCase *tcase = tcase_create("when");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, moment, 0, sizeof moments / sizeof moments[0]);
	tcase_add_test(tcase, a_moment_that_began_is_over);
	tcase_add_test(tcase, the_first_moment_of_all);
	tcase_add_loop_test(tcase, no_moment, 0, sizeof none / sizeof none[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
