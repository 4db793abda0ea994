/* guards.c -- tests of sbc/peer/guards.c */
#include <check.h>
#include "sbc/peer/guards.h"

#define SECOND UINT64_C(1000000)
#define HOUR   (3600 * SECOND)

#define AT(line_) .place = {"office.yaml", line_, 1}

static const struct guard_config burst = {
	.name = "burst",
	.limit = {.owner = "guard burst", .rate_calls = 2, .rate_us = 60 * SECOND, AT(31)},
	AT(30),
};
static const struct guard_config wangiri = {.name = "wangiri",
					    .limit = {.each_us = HOUR},
					    .short_calls = 3,
					    .short_us = 10 * SECOND,
					    AT(40)};
static const struct guard_config news = {.name = "news", .new_country = true, AT(50)};

static const struct limit_who who = {.caller = "+842873000001", .peer = "pbx"};

static struct meters *meters;

static void setup(void)
{
	ck_assert_int_eq(0, meters_alloc(&meters));
}

static void teardown(void)
{
	meters = mem_deref(meters);
}

/* What the guard says of a new call, which talks for so long and is over. */
static bool call(char what[GUARDS_WHAT_SIZE], const struct guard_config *guard,
		 const struct guards_call *asked, uint64_t talked_us, uint64_t now_us)
{
	struct list holds = LIST_INIT;
	bool alarms;

	ck_assert_int_eq(0, limits_add_guard(&holds, meters, guard, &who, now_us));
	alarms = guards_ask(what, holds.head->data, asked, now_us);
	if (!alarms)
		limits_take(&holds, now_us);
	guards_learn(&holds, talked_us, now_us + talked_us);
	limits_give(&holds, now_us + talked_us);
	return alarms;
}

/* Codes as country_name has them; the rows before a row are what was learnt. */
/* clang-format off */
static const struct {
	const char *what, *code;
	bool is_country;
} codes[] = {
	{"the first",                  "aa",   true},
	{"the last",                   "zz",   true},
	{"Vietnam",                    "vn",   true},
	{"its neighbour",              "vm",   true},
	{"a satellite, by its digits", "881",  true},
	{"the first of digits",        "000",  true},
	{"the last of digits",         "999",  true},
	{"nowhere",                    NULL,   false},
	{"an empty name",              "",     false},
	{"capitals",                   "VN",   false},
	{"a letter",                   "v",    false},
	{"two digits",                 "84",   false},
	{"three letters",              "vnm",  false},
	{"four digits",                "8810", false},
	{"mixed",                      "8a1",  false},
};
/* clang-format on */

START_TEST(countries)
{
	struct countries known = {{0}};

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		ck_assert_msg(!countries_have(&known, codes[i].code), "%s", codes[i].what);
		countries_learn(&known, codes[i].code);
		ck_assert_msg(countries_have(&known, codes[i].code) == codes[i].is_country, "%s",
			      codes[i].what);
	}
}
END_TEST

/* Each row is a call; it is answered if nothing is said of it. */
/* clang-format off */
static const struct {
	const char *what;
	uint64_t now_us, talked_us;
	bool alarms;
} shorts[] = {
	{"a short one",                           0,         3 * SECOND,      false},
	{"a second",                              10 * SECOND, 9999999,       false},
	{"one that talked for long enough",       20 * SECOND, 10 * SECOND,   false},
	{"one that nobody answered",              40 * SECOND, 0,             false},
	{"a third short one",                     50 * SECOND, 1,             false},
	{"three short ones are enough",           60 * SECOND, 0,             true},
	{"for an hour",                           HOUR,      0,               true},
	{"until the first is forgotten",          HOUR + 61 * SECOND, 0,      false},
};
/* clang-format on */

START_TEST(short_calls)
{
	const struct guards_call asked = {.peer = "pbx"};
	char what[GUARDS_WHAT_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(shorts); i++)
		ck_assert_msg(call(what, &wangiri, &asked, shorts[i].talked_us, shorts[i].now_us)
				      == shorts[i].alarms,
			      "%s", shorts[i].what);
}
END_TEST

START_TEST(short_calls_in_words)
{
	const struct guards_call asked = {.peer = "pbx"};
	char what[GUARDS_WHAT_SIZE];

	for (int i = 0; i < 3; i++)
		ck_assert(!call(what, &wangiri, &asked, SECOND, 0));

	ck_assert(call(what, &wangiri, &asked, 0, SECOND));
	ck_assert_str_eq("guard wangiri: 3 answered calls were shorter than 10000 ms "
			 "(office.yaml:40)",
			 what);
}
END_TEST

START_TEST(a_burst)
{
	const struct guards_call asked = {.peer = "pbx"};
	char what[GUARDS_WHAT_SIZE];

	ck_assert(!call(what, &burst, &asked, 0, 0));
	ck_assert_str_eq("", what);
	ck_assert(!call(what, &burst, &asked, 0, 0));
	ck_assert(call(what, &burst, &asked, 0, SECOND));
	ck_assert_str_eq("the limit of guard burst is used up: 2 new calls in 1 minute "
			 "(office.yaml:31)",
			 what);
	ck_assert(!call(what, &burst, &asked, 0, 62 * SECOND));
}
END_TEST

/* clang-format off */
static const struct {
	const char *what;
	const char *country;
	bool knows, alarms;
} places[] = {
	{"a country that was called before", "vn", true,  false},
	{"another",                          "cu", true,  true},
	{"a satellite",                      "881", true, true},
	{"no country: a number of our own",  NULL, true,  false},
	{"while all is new, nothing is",     "cu", false, false},
};
/* clang-format on */

START_TEST(a_new_country)
{
	struct countries known = {{0}};
	const struct guards_call asked = {.peer = "pbx",
					  .country = places[_i].country,
					  .known = places[_i].knows ? &known : NULL};
	char what[GUARDS_WHAT_SIZE], expect[GUARDS_WHAT_SIZE] = "";

	countries_learn(&known, "vn");
	if (places[_i].alarms)
		(void)re_snprintf(expect, sizeof expect,
				  "guard news: no call of pbx to country '%s' was answered before "
				  "(office.yaml:50)",
				  places[_i].country);

	ck_assert_msg(call(what, &news, &asked, 0, 0) == places[_i].alarms, "%s", places[_i].what);
	ck_assert_str_eq(expect, what);
}
END_TEST

START_TEST(a_guard_minds_only_its_own_affair)
{
	struct countries known = {{0}};
	const struct guards_call asked = {.peer = "pbx", .country = "cu", .known = &known};
	char what[GUARDS_WHAT_SIZE];

	for (int i = 0; i < 10; i++)
		ck_assert(!call(what, &wangiri, &asked, 0, 0));
	for (int i = 0; i < 10; i++)
		ck_assert(call(what, &news, &asked, SECOND, 0));
	ck_assert(!call(what, &burst, &asked, SECOND, 0));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/peer/guards");
	TCase *tcase = tcase_create("guards");
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, countries);
	tcase_add_test(tcase, short_calls);
	tcase_add_test(tcase, short_calls_in_words);
	tcase_add_test(tcase, a_burst);
	tcase_add_loop_test(tcase, a_new_country, 0, ARRAY_SIZE(places));
	tcase_add_test(tcase, a_guard_minds_only_its_own_affair);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
