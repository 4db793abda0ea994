/* pattern_regex.c -- tests: what an expression takes, what is refused, what a replacement writes */
#include <check.h>
#include <errno.h>
#include <string.h>
#include "policy/pattern_regex.h"

/* Each row is one text held against one expression. */
static const struct {
	const char *regex, *text;
	bool expect;
} matches[] = {
	{"/^84/",				       "84912",      true },
	{"/^84/",				       "0084",       false},
	{"/84/",					"0084",       true },
	{"/^(84|85)[0-9]+$/",                           "8591",       true },
	{"/^(84|85)[0-9]+$/",                           "85",         false},
	{"/^\\+84/",				    "+84912",     true },
	{"^84",					 "84912",      true },
	{"/^1{3}$/",				    "111",        true },
	{"/^1{3}$/",				    "11",         false},
	{"/^1{199}|^2/",				"2",          true }, /* all places that it may have … */
	{"/^(1{9}2{10}){10}|2/",                        "2",          true }, /* … in a group that is repeated, */
	{"/^(00[0-9]{9}|0[0-9]{9}|[+]84[0-9]{9,10})$/", "0912345678",
	 true							      }, /* and as people write */
	{"/[{]{3}/",				    "{{{",        true },
};

static struct pattern_regex *compiled(const char *text)
{
	struct pattern_regex *regex = NULL;
	char wrong[128] = "";

	ck_assert_msg(!pattern_regex_alloc(&regex, text, wrong, sizeof wrong), "%s: %s", text,
		      wrong);
	return regex;
}

START_TEST(match)
{
	struct pattern_regex *regex = compiled(matches[_i].regex);

	ck_assert_msg(pattern_regex_matches(regex, matches[_i].text) == matches[_i].expect,
		      "%s, %s", matches[_i].regex, matches[_i].text);
	mem_deref(regex);
}
END_TEST

/* Each row is a text that is no expression of ours. */
static const struct {
	const char *what, *regex, *says;
} refusals[] = {
	{"an open group",              "/^(84/",                    ""      },
	{"a reference to a group",     "/^(8)\\1/",                 "refers"},
	{"many repetitions",           "/^1{201}/",                 "places"},
	{"a count beyond all numbers", "/1{99999999999999999999}/", "places"},
	{"repetitions of repetitions", "/((1{10}){10}){3}/",        "places"},
	{"repetitions in a row",       "/1{100}2{101}/",            "places"},
	{"of a set",                   "/[^]{}]{201}/",             "places"},
	{"of an escaped letter",       "/\\{{201}/",                "places"},
	{"of a group of many",         "/(ab|[cd]\\+){51}/",        "places"},
	{"behind a count",             "/1{3}(2{198})/",            "places"},
	{"an open count of many",      "/1{2000,}/",                "places"},
	{"no group and a count",       "/)1{201}/",                 "places"},
};

START_TEST(refuse)
{
	struct pattern_regex *regex = NULL;
	char wrong[128] = "";

	ck_assert_msg(pattern_regex_alloc(&regex, refusals[_i].regex, wrong, sizeof wrong)
			      == EINVAL,
		      "%s", refusals[_i].what);
	ck_assert_msg(wrong[0] && strstr(wrong, refusals[_i].says), "%s: %s", refusals[_i].what,
		      wrong);
	ck_assert(!regex);
}
END_TEST

START_TEST(as_many_places_as_there_may_be)
{
	struct pattern_regex *regex = compiled("/^(1{10}){20}$/");
	char text[1001];

	memset(text, '1', 1000);
	text[REGEX_PLACES_MAX] = '\0';
	ck_assert(pattern_regex_matches(regex, text));
	text[REGEX_PLACES_MAX] = '1';
	text[REGEX_TEXT_MAX] = '\0';
	ck_assert(!pattern_regex_matches(regex, text));
	mem_deref(regex);

	regex = compiled("/^1*$/");
	ck_assert(pattern_regex_matches(regex, text));
	text[REGEX_TEXT_MAX] = '1';
	text[REGEX_TEXT_MAX + 1] = '\0';
	ck_assert_msg(!pattern_regex_matches(regex, text), "a text that is too long is not held");
	mem_deref(regex);
}
END_TEST

START_TEST(an_expression_has_200_bytes_at_most)
{
	struct pattern_regex *regex = NULL;
	char text[REGEX_BYTES_MAX + 2], wrong[64] = "";

	memset(text, '1', sizeof text);
	text[REGEX_BYTES_MAX] = '\0';
	mem_deref(compiled(text));
	text[REGEX_BYTES_MAX] = '1';
	text[REGEX_BYTES_MAX + 1] = '\0';
	ck_assert_int_eq(EINVAL, pattern_regex_alloc(&regex, text, wrong, sizeof wrong));
	ck_assert_str_eq("it has more than 200 bytes", wrong);
}
END_TEST

/* Each row is a text, and what becomes of it. */
static const struct {
	const char *what, *regex, *with, *text, *expect;
} replacements[] = {
	{"what matches is replaced",  "^\\+84",     "0",      "+84912", "0912" },
	{"what is around it stays",   "5",          "x",      "456",    "4x6"  },
	{"the first only",            "1",          "2",      "111",    "211"  },
	{"a group",                   "^(..)(..)$", "\\2\\1", "1234",   "3412" },
	{"all that matched",          "2.",         "<\\0>",  "123",    "1<23>"},
	{"a group that took no part", "^(9)?1",     "[\\1]",  "12",     "[]2"  },
	{"a backslash",               "1",          "\\\\",   "1",      "\\"   },
	{"nothing matches",           "^9",         "0",      "123",    NULL   },
};

START_TEST(replace)
{
	struct pattern_regex *regex = compiled(replacements[_i].regex);
	const char *with = replacements[_i].with, *expect = replacements[_i].expect;
	char to[32] = "";
	const int err = pattern_regex_replace(to, sizeof to, regex, replacements[_i].text, with);

	ck_assert_msg(pattern_regex_may_write(regex, with), "%s", replacements[_i].what);
	ck_assert_msg(err == (expect ? 0 : ENOENT), "%s", replacements[_i].what);
	if (expect)
		ck_assert_msg(!strcmp(to, expect), "%s: %s", replacements[_i].what, to);
	mem_deref(regex);
}
END_TEST

START_TEST(what_is_written_fits_to_the_byte)
{
	struct pattern_regex *regex = compiled("b");
	char to[5];

	ck_assert_int_eq(0, pattern_regex_replace(to, sizeof to, regex, "abc", "xx"));
	ck_assert_str_eq("axxc", to);
	ck_assert_int_eq(EOVERFLOW, pattern_regex_replace(to, sizeof to, regex, "abc", "xxx"));
	ck_assert_int_eq(EOVERFLOW, pattern_regex_replace(to, sizeof to, regex, "abcde", "x"));
	ck_assert_int_eq(EOVERFLOW, pattern_regex_replace(to, sizeof to, regex, "aaaaab", "x"));
	mem_deref(regex);
}
END_TEST

static const char *const unwritable[] = {"\\1", "\\", "\\x", "0\\9"};

START_TEST(a_replacement_has_no_more_groups_than_its_expression)
{
	struct pattern_regex *regex = compiled("^84");

	ck_assert_msg(!pattern_regex_may_write(regex, unwritable[_i]), "%s", unwritable[_i]);
	mem_deref(regex);
}
END_TEST

START_TEST(an_expression_stands_between_slashes)
{
	ck_assert(pattern_is_regex("/1/"));
	ck_assert(!pattern_is_regex("//"));
	ck_assert(!pattern_is_regex("/"));
	ck_assert(!pattern_is_regex("/1"));
	ck_assert(!pattern_is_regex("1/"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/pattern_regex");
	TCase *tcase = tcase_create("pattern_regex");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, match, 0, sizeof matches / sizeof matches[0]);
	tcase_add_loop_test(tcase, refuse, 0, sizeof refusals / sizeof refusals[0]);
	tcase_add_test(tcase, as_many_places_as_there_may_be);
	tcase_add_test(tcase, an_expression_has_200_bytes_at_most);
	tcase_add_loop_test(tcase, replace, 0, sizeof replacements / sizeof replacements[0]);
	tcase_add_test(tcase, what_is_written_fits_to_the_byte);
	tcase_add_loop_test(tcase, a_replacement_has_no_more_groups_than_its_expression, 0,
			    sizeof unwritable / sizeof unwritable[0]);
	tcase_add_test(tcase, an_expression_stands_between_slashes);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
