/* country.c -- tests: which country a number belongs to */
#include <check.h>
#include <string.h>
#include "policy/country.h"

/* clang-format off */
/* Each row is a number, and what its country is called; "" none. */
static const struct {
	const char *number, *expect;
} numbers[] = {
	{"+84912345678", "vn"},
	{"+84", "vn"},
	{"84912345678", ""},
	{"113", ""},
	{"", ""},
	{"+", ""},
	{"anonymous", ""},
	{"+14155550100", "us"},
	{"+14165550100", "ca"},
	{"+12425550100", "bs"},
	{"+18765550100", "jm"},
	{"+74951234567", "ru"},
	{"+77011234567", "kz"},
	{"+442079460000", "gb"},
	{"+441534123456", "je"},
	{"+390612345678", "it"},
	{"+390669812345", "va"},
	{"+599912345", "cw"},
	{"+59912345", "bq"},
	{"+8816123456", "881"},
	{"+80012345678", "800"},
	{"+2101234567", ""},
	{"+999", ""},
	{"+998", "uz"},
	{"+201", "eg"},
	{"+6189162123456", "cc"},
	{"+6189163123456", "au"},
};
/* clang-format on */

START_TEST(of)
{
	const struct country *country = country_of(numbers[_i].number);
	const char *name = country ? country_name(country) : "";

	ck_assert_msg(!strcmp(name, numbers[_i].expect), "%s: %s", numbers[_i].number, name);
}
END_TEST

/* Each row is a text, and whether it names a country. */
static const struct {
	const char *text;
	bool expect;
} names[] = {
	{"vn",     true },
        {"VN",     true },
        {"us",     true },
        {"zz",     false},
	{"",       false},
        {"v",      false},
        {"+84",    true },
        {"+1",     true },
	{"+1242",  true },
        {"84",     false},
        {"+",      false},
        {"+999",   false},
	{"+8",     false},
        {"+881",   true },
        {"+84912", false},
        {"viet",   false},
};

START_TEST(known)
{
	ck_assert_msg(country_is_known(names[_i].text) == names[_i].expect, "%s", names[_i].text);
}
END_TEST

/* Each row is a text, a number, and whether the number belongs there. */
static const struct {
	const char *text, *number;
	bool expect;
} places[] = {
	{"vn",  "+84912345678", true },
        {"VN",  "+84912345678", true },
	{"us",  "+84912345678", false},
        {"us",  "+14165550100", false},
	{"+1",  "+14165550100", true },
        {"+1",  "+14155550100", true },
	{"+84", "+84912345678", true },
        {"+84", "+85291234567", false},
	{"vn",  "113",          false},
        {"+84", "84912345678",  false},
	{"us",  "+80012345678", false},
};

START_TEST(has)
{
	ck_assert_msg(country_has(places[_i].text, places[_i].number) == places[_i].expect,
		      "%s, %s", places[_i].text, places[_i].number);
}
END_TEST

/* Every row of the table can be found: it is sorted, and no prefix stands twice. */
START_TEST(every_country_has_its_code)
{
	static const char *const capitals[] = {
		"+20",  "+211",    "+27",  "+297", "+30", "+350",  "+3906698", "+39",
		"+420", "+441481", "+47",  "+500", "+60", "+670",  "+7",       "+76",
		"+81",  "+850",    "+886", "+998", "+1",  "+1204", "+1905",    "+1939",
	};

	for (size_t i = 0; i < sizeof capitals / sizeof capitals[0]; i++) {
		const struct country *country = country_of(capitals[i]);

		ck_assert_msg(country && !strcmp(country->prefix, capitals[i] + 1), "%s",
			      capitals[i]);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/country");
	TCase *tcase = tcase_create("country");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, of, 0, sizeof numbers / sizeof numbers[0]);
	tcase_add_loop_test(tcase, known, 0, sizeof names / sizeof names[0]);
	tcase_add_loop_test(tcase, has, 0, sizeof places / sizeof places[0]);
	tcase_add_test(tcase, every_country_has_its_code);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
