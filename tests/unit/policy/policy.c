/* policy.c -- tests: the door's own promises */
#include "tests/unit/policy/office.h"
#include "tests/unit/policy/text.h"

static int fail_to_read(char **textp, const char *name, void *arg)
{
	(void)textp;
	(void)name;
	(void)arg;
	return EACCES;
}

START_TEST(the_readers_error_is_given)
{
	const struct policy_reader reader = {.read = fail_to_read};
	struct policy *policy = NULL;
	struct mbuf *mb = mbuf_alloc(16);
	uint32_t count = 7;

	ck_assert_int_eq(EACCES, policy_load(&policy, "x.yaml", &reader, mb, &count));
	ck_assert(!policy);
	ck_assert_uint_eq(0, count);
	ck_assert_uint_eq(0, mb->end);
	mem_deref(mb);
}
END_TEST

START_TEST(nobody_needs_to_want_the_mistakes)
{
	const struct policy_reader reader = {.read = text_read, .arg = "name: x"};
	struct policy *policy = NULL;

	ck_assert_int_eq(EINVAL, policy_load(&policy, "x.yaml", &reader, NULL, NULL));
	ck_assert(!policy);
}
END_TEST

START_TEST(mistakes_are_counted_and_appended)
{
	const struct policy_reader reader = {.read = text_read, .arg = "name: x"};
	struct policy *policy = NULL;
	struct mbuf *mb = mbuf_alloc(16);
	uint32_t count = 0;
	char *text;

	mbuf_write_str(mb, "before\n");
	ck_assert_int_eq(EINVAL, policy_load(&policy, "x.yaml", &reader, mb, &count));
	ck_assert_uint_eq(3, count); /* no sides, no peers, no routes */
	text = text_of(mb);
	ck_assert_int_eq(0, strncmp(text, "before\nx.yaml:1:1: ", 19));
	mem_deref(text);
}
END_TEST

static int print_fails(const char *p, size_t size, void *arg)
{
	(void)p;
	(void)size;
	(void)arg;
	return ENOSPC;
}

START_TEST(a_print_that_fails_is_told)
{
	struct policy *policy = text_policy(office);
	struct re_printf pf = {print_fails, NULL};
	const struct facts facts = {.from = "pbx", .called = PL("0912345678")};

	ck_assert_int_ne(0, policy_explain(&pf, policy, &facts));
	mem_deref(policy);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/policy");
	TCase *tcase = tcase_create("policy");
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, the_readers_error_is_given);
	tcase_add_test(tcase, nobody_needs_to_want_the_mistakes);
	tcase_add_test(tcase, mistakes_are_counted_and_appended);
	tcase_add_test(tcase, a_print_that_fails_is_told);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
