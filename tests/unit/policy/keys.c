/* keys.c -- tests: the table of the language, and finding in it */
#include "policy/keys.h"
#include "tests/unit/policy/text.h"

/* Each row is a key of POLICY.md; `here` is whether this program has it. */
static const struct {
	const char *section, *name, *path;
	bool here;
} finds[] = {
	{"",	      "name",      "name",                true },
	{"",	      "peers",     "peers",               true },
	{"peers.*",       "side",      "peers.*.side",        true },
	{"peers",         "*",         "peers.*",             true },
	{"peers.*.limit", "calls",     "peers.*.limit.calls", true },
	{"routes.*.not",  "called",    "routes.*.not.called", true },
	{"peers.*",       "register",  "peers.*.register",    true },
	{"peers.*",       "login",     "peers.*.login",       true },
	{"sides.*",       "tls",       "sides.*.tls",         true },
	{"routes.*",      "hours",     "routes.*.hours",      true },
	{"routes.*",      "redirect",  "routes.*.redirect",   false},
	{"routes.*",      "set",       "routes.*.set",        true },
	{"routes.*",      "emergency", "routes.*.emergency",  true },
	{"",	      "expect",    "expect",              true },
	{"",	      "admin",     "admin",               false},
	{"",	      "tenants",   "tenants",             true },
	{"",	      "accounts",  "accounts",            true },
	{"",	      "include",   "include",             true },
	{"",	      "side",      NULL,                  false},
	{"peers",         "side",      NULL,                  false},
	{"peer",          "side",      NULL,                  false},
	{"sides.*",       "address",   NULL,                  false},
	{"nowhere",       "name",      NULL,                  false},
};

START_TEST(find)
{
	const struct key *key = keys_find(finds[_i].section, finds[_i].name);

	ck_assert_msg(!key == !finds[_i].path, "%s %s", finds[_i].section, finds[_i].name);
	if (key)
		ck_assert_str_eq(finds[_i].path, key->path);
	ck_assert_msg((key && key->read) == finds[_i].here, "%s", finds[_i].path);
}
END_TEST

/* Each row is a key that was written wrongly. */
/* clang-format off */
static const struct {
	const char *section, *name, *meant;
} slips[] = {
	{"peers.*",       "adress",  "address"},
	{"peers.*",       "Side",    "side"},
	{"peers.*",       "sdie",    "side"},
	{"peers.*",       "regster", "register"},
	{"routes.*",      "form",    "from"},
	{"routes.*",      "calld",   "called"},
	{"",              "route",   "routes"},
	{"routes.*",      "colour",  NULL},
	{"routes.*.next", "no",      "on"},
};
/* clang-format on */

START_TEST(near)
{
	const struct key *key = keys_near(slips[_i].section, slips[_i].name);

	ck_assert_msg(!key == !slips[_i].meant, "%s", slips[_i].name);
	if (key)
		ck_assert_str_eq(slips[_i].meant, keys_name(key));
}
END_TEST

START_TEST(a_section_has_its_own_keys_only)
{
	const struct key *key = keys_each("peers.*.limit", NULL);

	ck_assert_str_eq("peers.*.limit.calls", key->path);
	key = keys_each("peers.*.limit", key);
	ck_assert_str_eq("peers.*.limit.rate", key->path);
	key = keys_each("peers.*.match", NULL);
	key = keys_each("peers.*.match", key);
	ck_assert_str_eq("peers.*.match.domain", key->path);
	ck_assert(!keys_each("peers.*.match", key));
}
END_TEST

/* What everybody who reads the table relies on, of every row of a section and below it. */
static void check_rows(const char *section)
{
	const struct key *key = NULL;

	while ((key = keys_each(section, key))) {
		const bool text =
			key->shape == KEY_ONE || key->shape == KEY_PREFIX || key->shape == KEY_LIST;

		ck_assert_msg(key->meaning && key->meaning[0], "%s has no meaning", key->path);
		ck_assert_msg(!key->read || !text || key->form, "%s has no form", key->path);
		ck_assert_msg(!key->read || key->max || text || key->shape == KEY_SECTION,
			      "%s has no limit", key->path);
		ck_assert_msg(!key->read || key->shape != KEY_LIST || key->max, "%s has no limit",
			      key->path);
		ck_assert_msg(keys_find(section, keys_name(key)) == key, "%s is there twice",
			      key->path);
		if (key->shape == KEY_NAMES && key->read)
			ck_assert_msg(keys_find(key->path, "*") != NULL, "%s.* is missing",
				      key->path);
		check_rows(key->path);
	}
}

START_TEST(every_row_is_whole)
{
	check_rows("");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/keys");
	TCase *tcase = tcase_create("keys");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, find, 0, sizeof finds / sizeof finds[0]);
	tcase_add_loop_test(tcase, near, 0, sizeof slips / sizeof slips[0]);
	tcase_add_test(tcase, a_section_has_its_own_keys_only);
	tcase_add_test(tcase, every_row_is_whole);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
