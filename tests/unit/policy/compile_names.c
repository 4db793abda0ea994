/* compile_names.c -- the name servers of a file */
#include <check.h>
#include "policy/policy.h"
#include "tests/unit/policy/file.h"

/* Each row is what the file says, and what comes of it: servers, or the mistakes. */
/* clang-format off */
static const struct {
	const char *what, *names, *servers, *mistakes;
} files[] = {
	{"nothing: those of the machine", "log: text", "", ""},
	{"one, at its usual port", "names: {servers: 192.0.2.53}", "192.0.2.53:53 ", ""},
	{"several, in order", "names: {servers: [192.0.2.53:5353, 2001:db8::53]}",
	 "192.0.2.53:5353 [2001:db8::53]:53 ", ""},
	{"a name cannot be asked where names are", "names: {servers: dns.example}", NULL,
	 "p.yaml:1:18: 'dns.example' is not an address, alone or with a port, such as 192.0.2.53\n"},
	{"nor can everybody", "names: {servers: [0.0.0.0]}", NULL,
	 "p.yaml:1:19: '0.0.0.0' is not an address, alone or with a port, such as 192.0.2.53\n"},
};
/* clang-format on */

START_TEST(servers)
{
	const struct file file = {.extra = files[_i].names};
	char *text = file_text(&file), *mistakes, *found;
	struct policy *policy = NULL;
	struct mbuf *mb = mbuf_alloc(64);

	(void)text_load(&policy, &mistakes, text);
	ck_assert_msg(!strcmp(mistakes, files[_i].mistakes), "%s: %s", files[_i].what, mistakes);
	for (uint32_t i = 0; policy && i < policy_config(policy)->namec; i++)
		ck_assert_int_eq(0, mbuf_printf(mb, "%J ", &policy_config(policy)->names[i]));

	mb->pos = 0;
	ck_assert_int_eq(0, mbuf_strdup(mb, &found, mb->end));
	ck_assert_msg(!files[_i].servers == !policy, "%s", files[_i].what);
	if (policy)
		ck_assert_msg(!strcmp(found, files[_i].servers), "%s: %s", files[_i].what, found);
	mem_deref(found);
	mem_deref(mb);
	mem_deref(mistakes);
	mem_deref(policy);
	mem_deref(text);
}
END_TEST

START_TEST(there_are_no_more_than_fit)
{
	const struct file file = {
		.extra = "names: {servers: [192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.5, "
			 "192.0.2.6, 192.0.2.7, 192.0.2.8, 192.0.2.9]}"};
	char *text = file_text(&file), *mistakes;
	struct policy *policy = NULL;

	(void)text_load(&policy, &mistakes, text);
	ck_assert_ptr_null(policy);
	ck_assert_msg(strstr(mistakes, "8") != NULL, "%s", mistakes);
	mem_deref(mistakes);
	mem_deref(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/compile_names");
	TCase *tcase = tcase_create("compile_names");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, servers, 0, ARRAY_SIZE(files));
	tcase_add_test(tcase, there_are_no_more_than_fit);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
