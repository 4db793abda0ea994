/* pattern_file.c -- tests: a file of patterns, its lines and its mistakes */
#include <check.h>
#include <errno.h>
#include <string.h>
#include "policy/pattern_file.h"

static struct pattern_file *read_file(struct mistakes **mistakesp, const char *text)
{
	struct pattern_file *file = NULL;

	ck_assert_int_eq(0, mistakes_alloc(mistakesp));
	ck_assert_int_eq(0, pattern_file_alloc(&file, "b.txt", text, *mistakesp));
	return file;
}

/* clang-format off */
/* Each row is one number held against one file. */
static const struct {
	const char *what, *text, *number;
	bool expect;
} matches[] = {
	{"a line",                         "113\n",             "113",             true},
	{"the last line without its end",  "113\n114",          "114",             true},
	{"another number",                 "113\n114\n",        "115",             false},
	{"a longer number",                "113\n",             "1130",            false},
	{"a shorter number",               "113\n",             "11",              false},
	{"no number",                      "113\n",             "anonymous",       false},
	{"nothing",                        "113\n",             "",                false},
	{"+ is part of it",                "+84912\n",          "84912",           false},
	{"blanks around",                  " \t113 \r\n",       "113",             true},
	{"a comment behind",               "113 # police\n",    "113",             true},
	{"a comment alone",                "# 113\n",           "113",             false},
	{"an empty line",                  "\n\n113\n",         "113",             true},
	{"an empty file",                  "",                  "113",             false},
	{"an editor's mark before it",     "\xef\xbb\xbf" "113\n", "113",          true},
	{"a pattern: inside",              "+84*\n",            "+84912345678",    true},
	{"a pattern: outside",             "+84*\n",            "+85912345678",    false},
	{"a range",                        "100..199\n",        "150",             true},
	{"behind a range",                 "100..199\n",        "200",             false},
	{"x and sets",                     "1[3-5]x\n",         "149",             true},
	{"between sets",                   "1[35]x\n",          "149",             false},
	{"numbers and patterns: a number", "113\n+84*\n200\n",  "200",             true},
	{"numbers and patterns: a pattern", "113\n+84*\n200\n", "+841",            true},
	{"15 digits with +",               "+123456789012345\n", "+123456789012345", true},
	{"more places than a code has",    "12345678901234567\n", "12345678901234567", true},
	{"equal only as far as a code",    "12345678901234567\n", "12345678901234568", false},
	{"a name that begins like it",     "113\n",             "113a",            false},
};
/* clang-format on */

START_TEST(match)
{
	struct mistakes *mistakes;
	struct pattern_file *file = read_file(&mistakes, matches[_i].text);

	ck_assert_uint_eq(0, mistakes_count(mistakes));
	ck_assert_msg(pattern_file_matches(file, matches[_i].number) == matches[_i].expect, "%s",
		      matches[_i].what);
	mem_deref(file);
	mem_deref(mistakes);
}
END_TEST

#define FORM                                                                                       \
	"a pattern has digits, +, x for a digit, [3-9] for one of, and * at the end for the rest"

/* clang-format off */
/* Each row is a file, and its mistakes. */
static const struct {
	const char *text, *mistakes;
} wrongs[] = {
	{"113\n  84a\n114\n", "b.txt:2:3: '84a': " FORM "\n"},
	{"/^84/\n", "b.txt:1:1: '/^84/': an expression cannot stand here: write a pattern such as +84*\n"},
	{"file:c.txt\n", "b.txt:1:1: 'file:c.txt': a file of patterns cannot stand here: write the patterns\n"},
	{"\x01\n", "b.txt:1:1: no pattern: a line has digits, +, x, [3-9], a..b or * at the end\n"},
	{"8 4\nx9x\n9+\n", "b.txt:1:1: '8 4': " FORM "\nb.txt:3:1: '9+': " FORM "\n"},
};
/* clang-format on */

START_TEST(mistake)
{
	struct mbuf *mb = mbuf_alloc(256);
	struct mistakes *mistakes;
	struct pattern_file *file = read_file(&mistakes, wrongs[_i].text);
	char *text;

	mem_deref(file); /* what is told does not need it */
	ck_assert_int_eq(0, mistakes_print(mb, mistakes));
	mb->pos = 0;
	ck_assert_int_eq(0, mbuf_strdup(mb, &text, mb->end));
	ck_assert_msg(!strcmp(text, wrongs[_i].mistakes), "%s", text);
	mem_deref(text);
	mem_deref(mb);
	mem_deref(mistakes);
}
END_TEST

/* So many lines of one text; the caller owns it. */
static char *lines(const char *line, size_t count)
{
	const size_t length = strlen(line);
	char *text = mem_alloc(length * count + 1, NULL);

	for (size_t i = 0; i < count; i++)
		memcpy(text + i * length, line, length + 1);

	return text;
}

/* Each row is a file of so many equal lines, and whether that is too many. */
static const struct {
	const char *what, *line;
	size_t count;
	uint32_t mistakes;
} sizes[] = {
	{"lines",              "#\n",  PATTERN_FILE_LINES_MAX,     0},
	{"a line too many",    "#\n",  PATTERN_FILE_LINES_MAX + 1, 1},
	{"patterns",           "1*\n", PATTERN_FILE_FORMS_MAX,     0},
	{"a pattern too many", "1*\n", PATTERN_FILE_FORMS_MAX + 9, 1},
};

START_TEST(size)
{
	char *text = lines(sizes[_i].line, sizes[_i].count);
	struct mistakes *mistakes;
	struct pattern_file *file = read_file(&mistakes, text);

	ck_assert_msg(mistakes_count(mistakes) == sizes[_i].mistakes, "%s", sizes[_i].what);
	mem_deref(file);
	mem_deref(mistakes);
	mem_deref(text);
}
END_TEST

START_TEST(each_of_many_numbers_is_found_and_no_other)
{
	char text[20000], number[16];
	size_t n = 0;
	struct mistakes *mistakes;
	struct pattern_file *file;

	for (uint32_t i = 0; i < 1000; i++)
		n += re_snprintf(text + n, sizeof text - n, "+8491%06u\n", i * 7);
	file = read_file(&mistakes, text);

	for (uint32_t i = 0; i < 7000; i++) {
		re_snprintf(number, sizeof number, "+8491%06u", i);
		ck_assert_msg(pattern_file_matches(file, number) == !(i % 7), "%s", number);
	}
	mem_deref(file);
	mem_deref(mistakes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/pattern_file");
	TCase *tcase = tcase_create("pattern_file");
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, match, 0, sizeof matches / sizeof matches[0]);
	tcase_add_loop_test(tcase, mistake, 0, sizeof wrongs / sizeof wrongs[0]);
	tcase_add_loop_test(tcase, size, 0, sizeof sizes / sizeof sizes[0]);
	tcase_add_test(tcase, each_of_many_numbers_is_found_and_no_other);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
