/* header.c -- tests: names of headers */
#include <check.h>
#include "policy/header.h"

/* Each row is a header of a request, a name that is looked for, and whether it is that. */
static const struct {
	const char *name, *wanted;
	bool expect;
} names[] = {
	{"X-Tenant", "X-Tenant", true },
	{"x-tenant", "X-TENANT", true },
	{"X-Tenan",  "X-Tenant", false},
	{"s",        "Subject",  true },
	{"S",        "subject",  true },
	{"s",        "Via",      false},
	{"z",        "Subject",  false},
	{"Subject",  "s",        false},
	{"v",        "Via",      true },
};

START_TEST(is)
{
	struct pl name;

	pl_set_str(&name, names[_i].name);
	ck_assert_msg(header_is(&name, names[_i].wanted) == names[_i].expect, "%s, %s",
		      names[_i].name, names[_i].wanted);
}
END_TEST

/* Each row is a text, whether it may be a name, and whether the header is ours alone. */
static const struct {
	const char *text;
	bool name, ours;
} texts[] = {
	{"X-Tenant",            true,  false},
	{"User-Agent",          true,  false},
	{"P-Asserted-Identity", true,  false},
	{"",		    false, false},
	{"X Tenant",            false, false},
	{"X:",		  false, false},
	{"X\"",		 false, false},
	{"Via",		 true,  true },
	{"via",		 true,  true },
	{"v",		   true,  true },
	{"From",                true,  true },
	{"f",		   true,  true },
	{"To",		  true,  true },
	{"Call-ID",             true,  true },
	{"CSeq",                true,  true },
	{"Contact",             true,  true },
	{"Route",               true,  true },
	{"Record-Route",        true,  true },
	{"Max-Forwards",        true,  true },
	{"Content-Type",        true,  true },
	{"Content-Anything",    true,  true },
	{"l",		   true,  true },
	{"Proxy-Authorization", true,  true },
	{"Session-Expires",     true,  true },
	{"x",		   true,  true },
};

START_TEST(text)
{
	ck_assert_msg(header_is_name(texts[_i].text) == texts[_i].name, "%s", texts[_i].text);
	ck_assert_msg(header_is_ours(texts[_i].text) == texts[_i].ours, "%s", texts[_i].text);
}
END_TEST

START_TEST(a_name_has_64_bytes_at_most)
{
	char name[HEADER_NAME_MAX + 2];

	memset(name, 'X', sizeof name);
	name[HEADER_NAME_MAX] = '\0';
	ck_assert(header_is_name(name));
	name[HEADER_NAME_MAX] = 'X';
	name[HEADER_NAME_MAX + 1] = '\0';
	ck_assert(!header_is_name(name));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/header");
	TCase *tcase = tcase_create("header");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, is, 0, sizeof names / sizeof names[0]);
	tcase_add_loop_test(tcase, text, 0, sizeof texts / sizeof texts[0]);
	tcase_add_test(tcase, a_name_has_64_bytes_at_most);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
