/* pattern.c -- tests: what a pattern takes, and what is no pattern */
#include <check.h>
#include <errno.h>
#include <string.h>
#include "policy/pattern.h"

/* Each row is one number held against one pattern. */
/* clang-format off */
static const struct {
	const char *what, *pattern, *number;
	bool expect;
} matches[] = {
	{"digits stand for themselves",           "113",          "113",          true},
	{"a longer number is another",            "113",          "1130",         false},
	{"a shorter number is another",           "113",          "11",           false},
	{"another digit is another number",       "113",          "114",          false},
	{"nothing is no number",                  "113",          "",             false},
	{"+ stands for itself",                   "+84",          "+84",          true},
	{"+ is no digit",                         "+84",          "084",          false},
	{"x is a digit",                          "1xxx",         "1009",         true},
	{"x is 0 too",                            "1xxx",         "1000",         true},
	{"x is no +",                             "x84",          "+84",          false},
	{"x is no letter",                        "1xxx",         "100a",         false},
	{"one of: the first",                     "[3-9]1",       "31",           true},
	{"one of: the last",                      "[3-9]1",       "91",           true},
	{"one of: outside",                       "[3-9]1",       "21",           false},
	{"single digits in a set",                "[157]",        "5",            true},
	{"not between single digits",             "[157]",        "6",            false},
	{"a single digit before a span",          "[13-5]",       "1",            true},
	{"the span behind a single digit",        "[13-5]",       "4",            true},
	{"the hole before the span",              "[13-5]",       "2",            false},
	{"* is the rest",                         "+84*",         "+84912345678", true},
	{"* is none too",                         "+84*",         "+84",          true},
	{"* does not forgive what stands before", "+84*",         "+8",           false},
	{"a bare * is everything",                "*",            "anonymous",    true},
	{"a bare * is nothing too",               "*",            "",             true},
	{"letters match no digits",               "xxx",          "bob",          false},
	{"a range holds its first",               "+8428..+8430", "+8428",        true},
	{"a range holds its last",                "+8428..+8430", "+8430",        true},
	{"a range holds what is between",         "+8428..+8430", "+8429",        true},
	{"before the range",                      "+8428..+8430", "+8427",        false},
	{"behind the range",                      "+8428..+8430", "+8431",        false},
	{"a range is of one length: longer",      "100..199",     "1500",         false},
	{"a range is of one length: shorter",     "100..199",     "15",           false},
	{"a range with + is not one without",     "+100..+199",   "0150",         false},
	{"a range without + is not one with",     "1000..1999",   "+150",         false},
	{"a range holds numbers only",            "100..199",     "1a0",          false},
	{"a range of one",                        "113..113",     "113",          true},
};
/* clang-format on */

START_TEST(match)
{
	struct pattern pattern;
	const char *wrong;

	ck_assert_msg(!pattern_read(&pattern, matches[_i].pattern, &wrong), "%s", wrong);
	ck_assert_msg(pattern_matches(&pattern, matches[_i].number) == matches[_i].expect, "%s",
		      matches[_i].what);
}
END_TEST

/* clang-format off */
/* Each row is a text that is no pattern. */
static const struct {
	const char *what, *pattern;
	int err;
	const char *says;
} refusals[] = {
	{"nothing", "", EINVAL, "digits"},
	{"a letter", "84a", EINVAL, "digits"},
	{"a capital X", "1XXX", EINVAL, "digits"},
	{"* before the end", "84*1", EINVAL, "digits"},
	{"two *", "84**", EINVAL, "digits"},
	{"+ inside", "84+1", EINVAL, "digits"},
	{"an empty set", "[]", EINVAL, "digits"},
	{"a set without end", "[3-9", EINVAL, "digits"},
	{"a set from high to low", "[9-3]", EINVAL, "digits"},
	{"a set of letters", "[a-c]", EINVAL, "digits"},
	{"an open span", "[3-]", EINVAL, "digits"},
	{"a range without a first", "..199", EINVAL, "range"},
	{"a range without a last", "100..", EINVAL, "range"},
	{"a range of nothing", "..", EINVAL, "range"},
	{"a range of + alone", "+..+", EINVAL, "range"},
	{"a range of two lengths", "1..10", EINVAL, "range"},
	{"a range from high to low", "200..100", EINVAL, "range"},
	{"a range of patterns", "1xx..199", EINVAL, "range"},
	{"a range to a pattern", "100..1xx", EINVAL, "range"},
	{"a range from + to none", "+10..100", EINVAL, "range"},
	{"a range from none to +", "100..+10", EINVAL, "range"},
	{"33 places", "123456789012345678901234567890123", EINVAL, "32 places"},
	{"a range of 33 places",
	 "100000000000000000000000000000000..100000000000000000000000000000001", EINVAL, "range"},
	{"a file", "file:blocked.txt", ENOSYS, "cannot stand here"},
	{"a regular expression", "/^84/", ENOSYS, "cannot stand here"},
};
/* clang-format on */

START_TEST(refuse)
{
	struct pattern pattern;
	const char *wrong = "";

	ck_assert_msg(pattern_read(&pattern, refusals[_i].pattern, &wrong) == refusals[_i].err,
		      "%s", refusals[_i].what);
	ck_assert_msg(strstr(wrong, refusals[_i].says) != NULL, "%s: %s", refusals[_i].what, wrong);
}
END_TEST

/* clang-format off */
/* Each row is a pattern, with a number below all that it takes, and one above. */
static const struct {
	const char *pattern, *first, *last, *below, *above;
} bounds[] = {
	{"113",        "113",              "113",      "112",         "1130"},
	{"+84*",       "+84",              "+8499999999999999", "+8399999999999", "+85"},
	{"1xxx",       "1000",             "1999",     "0999",        "2000"},
	{"[35]1",      "31",               "51",       "29",          "52"},
	{"[3-5]*",     "3",                "5999",     "2999",        "6"},
	{"100..199",   "100",              "199",      "099",         "1990"},
	{"+100..+199", "+100",             "+199",     "+099",        "+200"},
	{"12345678901234567890", "12345678901234567890", "1234567890123456", "1234567890123455", "1234567890123457"},
};
/* clang-format on */

START_TEST(bound)
{
	struct pattern pattern;
	uint64_t low, high;
	const char *wrong;

	ck_assert_int_eq(0, pattern_read(&pattern, bounds[_i].pattern, &wrong));
	pattern_bounds(&low, &high, &pattern);
	ck_assert_msg(low <= pattern_code(bounds[_i].first), "%s", bounds[_i].pattern);
	ck_assert_msg(high >= pattern_code(bounds[_i].last), "%s", bounds[_i].pattern);
	ck_assert_msg(low > pattern_code(bounds[_i].below), "%s", bounds[_i].pattern);
	ck_assert_msg(high < pattern_code(bounds[_i].above), "%s", bounds[_i].pattern);
}
END_TEST

START_TEST(a_bare_star_takes_all_codes)
{
	struct pattern pattern;
	uint64_t low, high;
	const char *wrong;

	ck_assert_int_eq(0, pattern_read(&pattern, "*", &wrong));
	pattern_bounds(&low, &high, &pattern);
	ck_assert(low == 0 && high == UINT64_MAX);
	ck_assert(pattern_code("") == 0 && pattern_code("anonymous") > pattern_code("+"));
}
END_TEST

START_TEST(as_many_places_as_there_may_be)
{
	const char *text = "12345678901234567890123456789012";
	struct pattern pattern;
	const char *wrong;

	ck_assert_int_eq(0, pattern_read(&pattern, text, &wrong));
	ck_assert(pattern_matches(&pattern, text));
	ck_assert(!pattern_matches(&pattern, "12345678901234567890123456789013"));

	text = "12345678901234567890123456789012..12345678901234567890123456789014";
	ck_assert_int_eq(0, pattern_read(&pattern, text, &wrong));
	ck_assert(pattern_matches(&pattern, "12345678901234567890123456789013"));
	ck_assert(!pattern_matches(&pattern, "12345678901234567890123456789015"));
}
END_TEST

/* clang-format off */
/* Each row is a number in one writing, and the same in the other. */
static const struct {
	const char *what, *from, *onto, *number, *expect;
} maps[] = {
	{"the x are kept, the rest is changed", "1xxx", "+842873000xxx", "1234", "+842873000234"},
	{"and back", "+842873000xxx", "1xxx", "+842873000234", "1234"},
	{"x in two places", "x0x", "9xx", "304", "934"},
	{"without x", "9", "+84113", "9", "+84113"},
};
/* clang-format on */

START_TEST(map)
{
	char to[PATTERN_PLACES_MAX + 1];
	struct pattern from, onto;
	const char *wrong;

	ck_assert_int_eq(0, pattern_read(&from, maps[_i].from, &wrong));
	ck_assert_int_eq(0, pattern_read(&onto, maps[_i].onto, &wrong));
	ck_assert(pattern_is_mappable(&from) && pattern_is_mappable(&onto));
	ck_assert_uint_eq(pattern_wildcards(&from), pattern_wildcards(&onto));
	pattern_map(to, &from, &onto, maps[_i].number);
	ck_assert_msg(!strcmp(to, maps[_i].expect), "%s: %s", maps[_i].what, to);
}
END_TEST

static const char *const unmappable[] = {"1*", "100..199", "[0-9]xx"};

START_TEST(only_digits_and_x_are_mapped)
{
	struct pattern pattern;
	const char *wrong;

	ck_assert_int_eq(0, pattern_read(&pattern, unmappable[_i], &wrong));
	ck_assert_msg(!pattern_is_mappable(&pattern), "%s", unmappable[_i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/pattern");
	TCase *tcase = tcase_create("pattern");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, match, 0, sizeof matches / sizeof matches[0]);
	tcase_add_loop_test(tcase, refuse, 0, sizeof refusals / sizeof refusals[0]);
	tcase_add_loop_test(tcase, bound, 0, sizeof bounds / sizeof bounds[0]);
	tcase_add_test(tcase, a_bare_star_takes_all_codes);
	tcase_add_test(tcase, as_many_places_as_there_may_be);
	tcase_add_loop_test(tcase, map, 0, sizeof maps / sizeof maps[0]);
	tcase_add_loop_test(tcase, only_digits_and_x_are_mapped, 0,
			    sizeof unmappable / sizeof unmappable[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
