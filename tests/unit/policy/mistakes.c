/* mistakes.c -- tests: in file order, up to the limit */
#include "policy/mistakes.h"
#include "tests/unit/policy/text.h"

static struct mistakes *none(void)
{
	struct mistakes *mistakes;

	ck_assert_int_eq(0, mistakes_alloc(&mistakes));
	return mistakes;
}

static char *printed(struct mistakes *mistakes)
{
	struct mbuf *mb = mbuf_alloc(256);

	ck_assert_int_eq(0, mistakes_print(mb, mistakes));
	return text_of(mb);
}

START_TEST(they_are_told_in_the_files_order)
{
	struct mistakes *mistakes = none();
	char *text;

	mistakes_add(mistakes, &(struct place){"f", 2, 9}, "third %s", "'x'");
	mistakes_add(mistakes, &(struct place){"f", 10, 1}, "fifth");
	mistakes_add(mistakes, &(struct place){"f", 2, 10}, "fourth");
	mistakes_add(mistakes, &(struct place){"f", 1, 5}, "first");
	mistakes_add(mistakes, &(struct place){"f", 1, 5}, "second, found later");
	text = printed(mistakes);

	ck_assert_str_eq("f:1:5: first\n"
			 "f:1:5: second, found later\n"
			 "f:2:9: third 'x'\n"
			 "f:2:10: fourth\n"
			 "f:10:1: fifth\n",
			 text);
	ck_assert_uint_eq(5, mistakes_count(mistakes));
	ck_assert_int_eq(0, mistakes_error(mistakes));
	mem_deref(text);
	mem_deref(mistakes);
}
END_TEST

START_TEST(the_files_name_is_kept)
{
	struct mistakes *mistakes = none();
	char name[] = "f", *text;

	mistakes_add(mistakes, &(struct place){name, 1, 5}, "first");
	name[0] = 'g'; /* a policy with mistakes is gone before they are told */
	text = printed(mistakes);
	ck_assert_str_eq("f:1:5: first\n", text);
	mem_deref(text);
	mem_deref(mistakes);
}
END_TEST

START_TEST(each_file_by_itself)
{
	struct mistakes *mistakes = none();
	char *text;

	mistakes_add(mistakes, &(struct place){"b", 1, 1}, "second");
	mistakes_add(mistakes, &(struct place){"b", 2, 1}, "third");
	mistakes_add(mistakes, &(struct place){"a", 9, 1}, "first");
	text = printed(mistakes);
	ck_assert_str_eq("a:9:1: first\nb:1:1: second\nb:2:1: third\n", text);
	mem_deref(text);
	mem_deref(mistakes);
}
END_TEST

START_TEST(another_file_is_named)
{
	const struct place here = {"a", 1, 1}, there = {"a", 7, 1}, far = {"b", 7, 1};
	char text[32];

	re_snprintf(text, sizeof text, "%H", mistakes_where,
		    &(struct mistakes_where){&there, &here});
	ck_assert_str_eq("line 7", text);
	re_snprintf(text, sizeof text, "%H", mistakes_where, &(struct mistakes_where){&far, &here});
	ck_assert_str_eq("b:7", text);
}
END_TEST

START_TEST(none_is_nothing)
{
	struct mistakes *mistakes = none();
	char *text = printed(mistakes);

	ck_assert_str_eq("", text);
	ck_assert_uint_eq(0, mistakes_count(mistakes));
	mem_deref(text);
	mem_deref(mistakes);
}
END_TEST

START_TEST(a_thousand_are_enough)
{
	struct mistakes *mistakes = none();
	char *text;

	for (uint32_t i = 1; i < MISTAKES_MAX; i++)
		mistakes_add(mistakes, &(struct place){"f", i, 1}, "wrong");
	ck_assert(!mistakes_are_enough(mistakes));

	mistakes_add(mistakes, &(struct place){"f", MISTAKES_MAX, 1}, "the last");
	ck_assert(mistakes_are_enough(mistakes));
	mistakes_add(mistakes, &(struct place){"f", MISTAKES_MAX, 2}, "one too many");
	ck_assert_uint_eq(MISTAKES_MAX, mistakes_count(mistakes));

	text = printed(mistakes);
	ck_assert(strstr(text,
			 "f:1000:1: the last\n"
			 "f: 1000 mistakes are enough, there may be more\n")
		  != NULL);
	ck_assert(!strstr(text, "too many"));
	mem_deref(text);
	mem_deref(mistakes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/mistakes");
	TCase *tcase = tcase_create("mistakes");
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, they_are_told_in_the_files_order);
	tcase_add_test(tcase, the_files_name_is_kept);
	tcase_add_test(tcase, each_file_by_itself);
	tcase_add_test(tcase, another_file_is_named);
	tcase_add_test(tcase, none_is_nothing);
	tcase_add_test(tcase, a_thousand_are_enough);
	tcase_set_timeout(tcase, 60);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
