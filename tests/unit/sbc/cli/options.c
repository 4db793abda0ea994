/* options.c -- tests sbc/cli/options.c */
#include <errno.h>
#include <string.h>
#include <check.h>
#include "sbc/cli/options.h"

/* Each row is a command line of a command with --from (must be there), --at and --debug. */
/* clang-format off */
static const struct {
	const char *what;
	const char *argv[7];
	const char *file, *from, *at;
	bool debug;
	const char *why; /* NULL: all is well */
} lines[] = {
	{"file first", {"f", "--from", "a"},
	 "f", "a", NULL, false, NULL},
	{"file last", {"--from", "a", "f"},
	 "f", "a", NULL, false, NULL},
	{"file between", {"--at", "x", "f", "--from", "a"},
	 "f", "a", "x", false, NULL},
	{"value in the word", {"--from=a=b", "f"},
	 "f", "a=b", NULL, false, NULL},
	{"empty value", {"--from=", "f"},
	 "f", "", NULL, false, NULL},
	{"empty word as value", {"--from", "", "f"},
	 "f", "", NULL, false, NULL},
	{"value like an option", {"--from", "--at", "f"},
	 "f", "--at", NULL, false, NULL},
	{"a flag takes no word", {"--debug", "f", "--from", "a"},
	 "f", "a", NULL, true, NULL},
	{"a flag twice is a flag", {"--debug", "--debug", "f", "--from", "a"},
	 "f", "a", NULL, true, NULL},
	{"no file", {"--from", "a"},
	 NULL, "a", NULL, false, "no policy file is given"},
	{"nothing at all", {NULL},
	 NULL, NULL, NULL, false, "no policy file is given"},
	{"two files", {"f", "--from", "a", "g"},
	 "f", "a", NULL, false, "one file at a time, not 'f' and 'g'"},
	{"missing option", {"f"},
	 "f", NULL, NULL, false, "--from is missing"},
	{"missing value", {"f", "--from"},
	 "f", NULL, NULL, false, "nothing follows --from"},
	{"an option twice", {"--from", "a", "--from", "b"},
	 NULL, "a", NULL, false, "--from is there twice"},
	{"an unknown option", {"f", "--form", "a"},
	 "f", NULL, NULL, false, "no option --form"},
	{"a shortened option", {"f", "--fro", "a"},
	 "f", NULL, NULL, false, "no option --fro"},
	{"a lengthened option", {"f", "--fromm", "a"},
	 "f", NULL, NULL, false, "no option --fromm"},
	{"a single dash", {"f", "-"},
	 "f", NULL, NULL, false, "no option -"},
	{"a value for a flag", {"f", "--debug=yes"},
	 "f", NULL, NULL, false, "nothing can follow --debug"},
	{"what is after a mistake is not read", {"--x", "f"},
	 NULL, NULL, NULL, false, "no option --x"},
};
/* clang-format on */

static bool same(const char *a, const char *b)
{
	return a && b ? 0 == strcmp(a, b) : a == b;
}

START_TEST(an_option_that_may_be_there_several_times)
{
	struct option_list headers = {.count = 0};
	const struct option_row rows[] = {
		{.name = "--header", .list = &headers}
        };
	struct options options = {.rows = rows, .rowc = 1};
	char word[] = "--header=a", *argv[OPTIONS_LIST_MAX + 3] = {"f", "--header", "b"};

	ck_assert_int_eq(0, options_read(&options, argv));
	ck_assert_uint_eq(1, headers.count);
	ck_assert_str_eq("b", headers.values[0]);

	for (int i = 0; i < OPTIONS_LIST_MAX; i++)
		argv[i] = word;
	argv[OPTIONS_LIST_MAX] = "f";
	headers.count = 0;
	options = (struct options){.rows = rows, .rowc = 1};
	ck_assert_int_eq(0, options_read(&options, argv));
	ck_assert_uint_eq(OPTIONS_LIST_MAX, headers.count);

	argv[OPTIONS_LIST_MAX] = word;
	headers.count = 0;
	ck_assert_int_eq(EINVAL, options_read(&options, argv));
	ck_assert_str_eq("--header is there more than 16 times", options.why);
}
END_TEST

START_TEST(line)
{
	const char *from = NULL, *at = NULL;
	bool debug = false;
	const struct option_row rows[] = {
		{"--at",    &at,   NULL,   false, NULL},
		{"--from",  &from, NULL,   true,  NULL},
		{"--debug", NULL,  &debug, false, NULL},
	};
	struct options options = {.rows = rows, .rowc = 3};
	char *argv[7];

	memcpy(argv, lines[_i].argv, sizeof argv);
	ck_assert_msg((options_read(&options, argv) != 0) == (lines[_i].why != NULL), "%s: %s",
		      lines[_i].what, options.why);
	ck_assert_msg(0 == strcmp(options.why, lines[_i].why ? lines[_i].why : ""), "%s: %s",
		      lines[_i].what, options.why);
	ck_assert_msg(same(options.file, lines[_i].file), "%s: file", lines[_i].what);
	ck_assert_msg(same(from, lines[_i].from), "%s: --from", lines[_i].what);
	ck_assert_msg(same(at, lines[_i].at), "%s: --at", lines[_i].what);
	ck_assert_msg(debug == lines[_i].debug, "%s: --debug", lines[_i].what);
}
END_TEST

/* clang-format off */
/* Each row is a command line of a command that takes two files, or none. */
static const struct {
	const char *what;
	enum options_files files;
	const char *argv[4];
	const char *file, *second, *why;
} counts[] = {
	{"two files",      OPTIONS_TWO_FILES, {"f", "g"},      "f",  "g",  ""},
	{"one is missing", OPTIONS_TWO_FILES, {"f"},           "f",  NULL, "no second policy file is given"},
	{"both are",       OPTIONS_TWO_FILES, {NULL},          NULL, NULL, "no policy file is given"},
	{"three files",    OPTIONS_TWO_FILES, {"f", "g", "h"}, "f",  "g",  "two files at a time, not 'h' too"},
	{"no file",        OPTIONS_NO_FILE,   {NULL},          NULL, NULL, ""},
	{"a file",         OPTIONS_NO_FILE,   {"f"},           NULL, NULL, "it takes no file, not 'f'"},
};
/* clang-format on */

START_TEST(files)
{
	struct options options = {.rows = NULL, .files = counts[_i].files};
	char *argv[4];

	memcpy(argv, counts[_i].argv, sizeof argv);
	ck_assert((options_read(&options, argv) != 0) == (counts[_i].why[0] != 0));
	ck_assert_msg(!strcmp(options.why, counts[_i].why), "%s: %s", counts[_i].what, options.why);
	ck_assert_msg(same(options.file, counts[_i].file), "%s: file", counts[_i].what);
	ck_assert_msg(same(options.second, counts[_i].second), "%s: second", counts[_i].what);
}
END_TEST

START_TEST(a_long_complaint_is_cut)
{
	char word[2 * OPTIONS_WHY_SIZE], *argv[] = {word, NULL};
	struct options options = {.rows = NULL};

	memset(word, '-', sizeof word - 1);
	word[sizeof word - 1] = '\0';
	ck_assert_int_ne(0, options_read(&options, argv));
	ck_assert_uint_eq(OPTIONS_WHY_SIZE - 1, strlen(options.why));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/cli/options");
	TCase *tcase = tcase_create("options");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, line, 0, sizeof lines / sizeof lines[0]);
	tcase_add_test(tcase, an_option_that_may_be_there_several_times);
	tcase_add_loop_test(tcase, files, 0, sizeof counts / sizeof counts[0]);
	tcase_add_test(tcase, a_long_complaint_is_cut);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
