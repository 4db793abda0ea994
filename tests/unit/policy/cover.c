/* cover.c -- tests: whether one pattern takes all that another takes (rules: warn.c) */
#include "policy/cover.h"
#include "tests/unit/policy/text.h"

/* clang-format off */
static const struct {
	const char *what, *wide, *narrow;
	bool covers;
} patterns[] = {
	{"itself",                                  "+84*",     "+84*",     true },
	{"a longer prefix",                         "+84*",     "+849*",    true },
	{"a shorter prefix",                        "+849*",    "+84*",     false},
	{"a number",                                "+84*",     "+84912",   true },
	{"a number that is the prefix alone",       "+84*",     "+84",      true },
	{"a number shorter than the prefix",        "+84*",     "+8",       false},
	{"all",                                     "*",        "+84*",     true },
	{"not all",                                 "+*",       "*",        false},
	{"any digit takes one",                     "1xxx",     "1234",     true },
	{"one does not take any",                   "1234",     "1xxx",     false},
	{"another length",                          "1xxx",     "1xx",      false},
	{"a prefix has any length",                 "1xxx",     "1xx*",     false},
	{"some digits in more",                     "[1-5]x",   "[2-3]x",   true },
	{"some digits in others",                   "[1-5]x",   "[4-6]x",   false},
	{"a range inside a range",                  "100..199", "120..130", true },
	{"a range that is the range",               "100..199", "100..199", true },
	{"a range that begins before",              "100..199", "099..150", false},
	{"a range that ends behind",                "100..199", "150..200", false},
	{"a number inside a range",                 "100..199", "150",      true },
	{"a number behind a range",                 "100..199", "200",      false},
	{"x inside a range",                        "100..199", "1xx",      true },
	{"x out of a range",                        "100..198", "1xx",      false},
	{"a prefix is not inside a range",          "100..199", "15*",      false},
	{"a range inside a prefix",                 "1*",       "100..199", true },
	{"a range that leaves a prefix",            "1*",       "100..200", false},
	{"a range inside x",                        "1xx",      "100..199", true },
	{"a range that leaves x",                   "1xx",      "100..299", false},
	{"a range whose last digits run through",   "12[0-4]",  "120..124", true },
	{"a range that ends one later",             "12[0-4]",  "120..125", false},
	{"with a plus",                             "+84xx",    "+8410..+8420", true },
};
/* clang-format on */

static struct pattern pattern_of(const char *text)
{
	struct pattern pattern;
	const char *wrong;

	ck_assert_int_eq(0, pattern_read(&pattern, text, &wrong));
	return pattern;
}

START_TEST(pair)
{
	const struct pattern wide = pattern_of(patterns[_i].wide);
	const struct pattern narrow = pattern_of(patterns[_i].narrow);

	ck_assert_msg(cover_pattern(&wide, &narrow) == patterns[_i].covers, "%s",
		      patterns[_i].what);
}
END_TEST

/* clang-format off */
static const struct {
	const char *pattern, *least, *greatest;
} edges[] = {
	{"113",          "113",  "113" },
	{"1xx",          "100",  "199" },
	{"[3-9]x",       "30",   "99"  },
	{"+84*",         "+84",  "+84" },
	{"1050..1249",   "1050", "1249"},
	{"*",            "",     ""    },
};
/* clang-format on */

START_TEST(edge)
{
	const struct pattern pattern = pattern_of(edges[_i].pattern);
	char text[PATTERN_PLACES_MAX + 1];

	cover_edge(text, &pattern, false);
	ck_assert_str_eq(text, edges[_i].least);
	cover_edge(text, &pattern, true);
	ck_assert_str_eq(text, edges[_i].greatest);
}
END_TEST

/* Conditions with very many values are not compared: that would take too long. */
START_TEST(too_many_values)
{
	static struct pattern list[COVER_PAIRS_MAX + 1];
	struct rule wide = {.all.kinds = 1u << MATCH_CALLED};
	struct rule narrow = wide;

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		list[i] = pattern_of("1");
	wide.all.conditions[MATCH_CALLED].patterns = (struct patterns){.list = list};
	narrow.all.conditions[MATCH_CALLED].patterns = (struct patterns){.list = list};
	narrow.all.conditions[MATCH_CALLED].count = 1;

	wide.all.conditions[MATCH_CALLED].count = COVER_PAIRS_MAX;
	ck_assert(cover_rule(&wide, &narrow));
	wide.all.conditions[MATCH_CALLED].count = COVER_PAIRS_MAX + 1;
	ck_assert(!cover_rule(&wide, &narrow));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/cover");
	TCase *tcase = tcase_create("cover");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, pair, 0, sizeof patterns / sizeof patterns[0]);
	tcase_add_loop_test(tcase, edge, 0, sizeof edges / sizeof edges[0]);
	tcase_add_test(tcase, too_many_values);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
