/* secret.c -- tests: passwords are there when wanted, and nowhere else */
#include "policy/secret.h"
#include "policy/compile.h"
#include "tests/unit/policy/text.h"

/* Each row is a text, and whether it only says where a secret is. */
static const struct {
	const char *text;
	bool is_source;
} texts[] = {
	{"env:FPT_PASSWORD",  true },
        {"file:/etc/sbc/fpt", true },
	{"credential:fpt",    true },
        {"env:",              false},
	{"file:",             false},
        {"credential:",       false},
	{"environment",       false},
        {"hunter2",           false},
	{"ENV:X",             false},
        {"",                  false},
};

START_TEST(source)
{
	ck_assert_msg(secret_is_source(texts[_i].text) == texts[_i].is_source, "%s",
		      texts[_i].text);
}
END_TEST

START_TEST(it_opens_as_it_was)
{
	char text[SECRET_SIZE], copy[SECRET_SIZE];
	struct secret *secret;

	for (size_t i = 0; i < SECRET_SIZE - 1; i++)
		text[i] = (char)(i % 255 + 1);
	text[SECRET_SIZE - 1] = '\0';

	ck_assert_int_eq(0, secret_alloc(&secret, "env:X", text));
	ck_assert_int_eq(0, secret_open(copy, sizeof copy, secret));
	ck_assert_str_eq(text, copy);
	ck_assert_int_eq(EMSGSIZE, secret_open(copy, sizeof copy - 1, secret));
	ck_assert_str_eq("env:X", secret_source(secret));
	ck_assert(!secret_is_plain(secret));
	mem_deref(secret);
}
END_TEST

START_TEST(too_long_is_none)
{
	char text[SECRET_SIZE + 1];
	struct secret *secret = NULL;

	memset(text, 'a', sizeof text);
	text[SECRET_SIZE] = '\0';
	ck_assert_int_eq(EMSGSIZE, secret_alloc(&secret, NULL, text));
	ck_assert(!secret);
}
END_TEST

START_TEST(what_was_not_wanted_does_not_open)
{
	char copy[SECRET_SIZE];
	struct secret *secret;

	ck_assert_int_eq(0, secret_alloc(&secret, "env:X", NULL));
	ck_assert_int_eq(ENOENT, secret_open(copy, sizeof copy, secret));
	mem_deref(secret);
}
END_TEST

/* No byte as it is, and a pattern of equal letters is none any more. */
START_TEST(its_memory_shows_nothing)
{
	static const char text[] = "aaaaaaaaaaaaaaaa";
	struct secret *secret;
	const char *bytes;

	ck_assert_int_eq(0, secret_alloc(&secret, NULL, text));
	bytes = (const char *)secret;
	ck_assert(!memmem(bytes, SECRET_SIZE, "aa", 2));
	for (size_t i = 0; i + 1 < SECRET_SIZE; i++)
		ck_assert(!bytes[i] || (uint8_t)bytes[i] < 0x80 || bytes[i] != bytes[i + 1]);
	ck_assert(secret_is_plain(secret));
	ck_assert_str_eq("the policy file", secret_source(secret));
	mem_deref(secret);
}
END_TEST

/* What the environment and the disk have, for the policies below. */
static int read_secret(char **textp, const char *source, void *arg)
{
	(void)arg;

	if (!strcmp(source, "env:GOOD") || !strcmp(source, "file:etc/good"))
		return str_dup(textp, "hunter2");
	if (!strcmp(source, "env:EMPTY"))
		return str_dup(textp, "");
	if (!strcmp(source, "file:etc/closed"))
		return EACCES;

	return ENOENT;
}

static int load(struct policy **policyp, char **mistakesp, const char *password, bool wanted)
{
	struct policy_reader reader = {.read = text_read, .secret = wanted ? read_secret : NULL};
	struct mbuf *mb = mbuf_alloc(256);
	char *text;
	int err;

	ck_assert_int_eq(0,
			 re_sdprintf(&text,
				     "sides: {a: {listen: udp:192.0.2.1}}\n"
				     "peers: {p: {side: a, address: 192.0.2.10,\n"
				     " login: {user: x, password: %s}}}\n"
				     "routes: [r: {send: p}]\n",
				     password));
	reader.arg = text;
	err = policy_load(policyp, "etc/p.yaml", &reader, mb, NULL);
	*mistakesp = text_of(mb);
	mem_deref(text);
	return err;
}

/* Each row is a password in a file whose folder is etc; "" is right. */
static const struct {
	const char *password, *mistakes, *opens;
} passwords[] = {
	{"env:GOOD",        "",							"hunter2"},
	{"file:good",       "",							"hunter2"},
	{"plain",           "",							"plain"  },
	{"'env:'",          "etc/p.yaml:3:29: 'env:' has no name behind it\n",         NULL     },
	{"'file:'",         "etc/p.yaml:3:29: 'file:' has no name behind it\n",        NULL     },
	{"'credential:'",   "etc/p.yaml:3:29: 'credential:' has no name behind it\n",  NULL     },
	{"env:MISSING",     "etc/p.yaml:3:29: the environment has no 'MISSING'\n",     NULL     },
	{"env:EMPTY",       "etc/p.yaml:3:29: 'env:EMPTY' is empty\n",                 NULL     },
	{"file:missing",    "etc/p.yaml:3:29: there is no 'missing'\n",                NULL     },
	{"file:closed",
	 "etc/p.yaml:3:29: 'file:closed' cannot be read: this user may not read it\n", NULL     },
	{"credential:fpt",  "etc/p.yaml:3:29: there is no 'fpt'\n",                    NULL     },
	{"file:/etc/other", "etc/p.yaml:3:29: there is no '/etc/other'\n",             NULL     },
};

START_TEST(password)
{
	struct policy *policy = NULL;
	char *mistakes, open[SECRET_SIZE];

	(void)load(&policy, &mistakes, passwords[_i].password, true);
	ck_assert_str_eq(passwords[_i].mistakes, mistakes);
	if (policy) {
		ck_assert_int_eq(
			0,
			secret_open(open, sizeof open, policy_peer(policy, "p")->login.password));
		ck_assert_str_eq(passwords[_i].opens, open);
	}
	mem_deref(mistakes);
	mem_deref(policy);
}
END_TEST

START_TEST(who_only_checks_needs_no_password)
{
	struct policy *policy;
	char *mistakes, open[SECRET_SIZE];

	ck_assert_int_eq(0, load(&policy, &mistakes, "env:MISSING", false));
	ck_assert_int_eq(ENOENT,
			 secret_open(open, sizeof open, policy_peer(policy, "p")->login.password));
	mem_deref(mistakes);
	mem_deref(policy);
}
END_TEST

START_TEST(a_plain_one_is_wiped_from_the_tree)
{
	struct policy *policy;
	const struct yaml_node *node;
	char *mistakes;

	ck_assert_int_eq(0, load(&policy, &mistakes, "hunter2", true));
	node = yaml_root(policy->tree);
	node = yaml_find(yaml_find(yaml_find(node, "peers"), "p"), "login");
	ck_assert_str_eq("*******", yaml_find(node, "password")->text);
	mem_deref(mistakes);
	mem_deref(policy);
}
END_TEST

START_TEST(a_long_one_is_not_repeated)
{
	char text[SECRET_SIZE + 1], *mistakes;
	struct policy *policy = NULL;

	memset(text, 'a', sizeof text);
	text[SECRET_SIZE] = '\0';
	ck_assert_int_eq(EINVAL, load(&policy, &mistakes, text, true));
	ck_assert_str_eq("etc/p.yaml:3:29: a password of more than 511 bytes\n", mistakes);
	mem_deref(mistakes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/secret");
	TCase *tcase = tcase_create("secret");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, source, 0, ARRAY_SIZE(texts));
	tcase_add_loop_test(tcase, password, 0, ARRAY_SIZE(passwords));
	tcase_add_test(tcase, it_opens_as_it_was);
	tcase_add_test(tcase, too_long_is_none);
	tcase_add_test(tcase, what_was_not_wanted_does_not_open);
	tcase_add_test(tcase, its_memory_shows_nothing);
	tcase_add_test(tcase, who_only_checks_needs_no_password);
	tcase_add_test(tcase, a_plain_one_is_wiped_from_the_tree);
	tcase_add_test(tcase, a_long_one_is_not_repeated);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
