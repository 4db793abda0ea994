/* match.c -- tests: conditions, `not`, and the first that does not hold */
#include "policy/match.h"
#include "policy/compile.h"
#include "tests/unit/policy/text.h"

#define HEAD                                                                                       \
	"sides:\n"                                                                                 \
	"  a: {listen: udp:192.0.2.1}\n"                                                           \
	"peers:\n"                                                                                 \
	"  pbx: {side: a, address: 192.0.2.10}\n"                                                  \
	"  fpt: {side: a, address: 192.0.2.11}\n"                                                  \
	"  vt: {side: a, address: 192.0.2.12}\n"                                                   \
	"routes:\n"

/* clang-format off */
/* Each row is one rule and a call of pbx, from 100 to 200; `tells` is why it does not match. */
static const struct {
	const char *rule, *tells;
} rules[] = {
	{"{send: fpt}", ""},
	{"{from: pbx, send: fpt}", ""},
	{"{from: [fpt, pbx], send: fpt}", ""},
	{"{from: fpt, send: fpt}", "from 'pbx' is not fpt"},
	{"{from: [fpt, vt], send: fpt}", "from 'pbx' is not fpt or 1 more"},
	{"{caller: 1xx, send: fpt}", ""},
	{"{caller: 2xx, send: fpt}", "caller '100' is not 2xx"},
	{"{called: 2xx, send: fpt}", ""},
	{"{called: [1xx, 3xx, 4xx], send: fpt}", "called '200' is not 1xx or 2 more"},
	{"{called: [1xx, 2xx], send: fpt}", ""},
	{"{from: pbx, caller: 1xx, called: 2xx, send: fpt}", ""},
	{"{called: 1xx, caller: 2xx, from: fpt, send: fpt}", "from 'pbx' is not fpt"},
	{"{called: 1xx, caller: 2xx, from: pbx, send: fpt}", "caller '100' is not 2xx"},
	{"{called: 1xx, caller: 1xx, from: pbx, send: fpt}", "called '200' is not 1xx"},
	{"{not: {called: 1xx}, send: fpt}", ""},
	{"{not: {called: 2xx}, send: fpt}", "all of `not` holds: called '200' is 2xx"},
	{"{not: {from: pbx, called: 1xx}, send: fpt}", ""},
	{"{not: {from: pbx, caller: [1xx, 5xx]}, send: fpt}",
	 "all of `not` holds: from 'pbx' is pbx, caller '100' is 1xx or 1 more"},
	{"{from: pbx, not: {called: 2xx}, send: fpt}", "all of `not` holds: called '200' is 2xx"},
	{"{from: fpt, not: {called: 2xx}, send: fpt}", "from 'pbx' is not fpt"},
};
/* clang-format on */

static struct policy *one_rule(const char *rule)
{
	char text[1024];

	re_snprintf(text, sizeof text, HEAD "  - it: %s\n", rule);
	return text_policy(text);
}

START_TEST(rule)
{
	struct policy *policy = one_rule(rules[_i].rule);
	struct decision call = {
		.from = policy_peer(policy, "pbx"), .caller = "100", .called = "200"};
	struct mismatch mismatch;
	const struct match_telling telling = {&mismatch, &call};
	char text[256] = "";

	if (!match_rule(&mismatch, &policy->rules[0], &call))
		ck_assert_int_lt(0, re_snprintf(text, sizeof text, "%H", match_tell, &telling));
	ck_assert_msg(!strcmp(text, rules[_i].tells), "%s: %s", rules[_i].rule, text);
	mem_deref(policy);
}
END_TEST

/* Each row is a rule, and whether it takes every call. */
static const struct {
	const char *rule;
	bool expect;
} all[] = {
	{"{send: fpt}",                     true },
	{"{from: pbx, send: fpt}",          false},
	{"{caller: 1xx, send: fpt}",        false},
	{"{called: 1xx, send: fpt}",        false},
	{"{not: {called: 1xx}, send: fpt}", false},
};

START_TEST(unconditional)
{
	struct policy *policy = one_rule(all[_i].rule);

	ck_assert_msg(match_is_unconditional(&policy->rules[0]) == all[_i].expect, "%s",
		      all[_i].rule);
	mem_deref(policy);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/match");
	TCase *tcase = tcase_create("match");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, rule, 0, sizeof rules / sizeof rules[0]);
	tcase_add_loop_test(tcase, unconditional, 0, sizeof all / sizeof all[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
