/* change.c -- tests: what a rule makes of a call, in which order, and how it is told */
#include "policy/change.h"
#include "policy/compile.h"
#include "tests/unit/policy/text.h"

#define HEAD                                                                                       \
	"sides: {a: {listen: udp:192.0.2.1}}\n"                                                    \
	"peers: {p: {side: a, address: 192.0.2.10}}\n"                                             \
	"routes:\n"

/* clang-format off */
/* Each row is a rule, and what becomes of a call from 100 to +84912345678. */
static const struct {
	const char *rule, *caller, *called, *display;
	enum privacy privacy;
	const char *tells;
} changes[] = {
	{"{set: {caller: +84281}}", "+84281", "+84912345678", "Ann", PRIVACY_PASS, "caller becomes '+84281'"},
	{"{set: {called: 113}}", "100", "113", "Ann", PRIVACY_PASS, "called becomes '113'"},
	{"{set: {drop: 2}}", "100", "912345678", "Ann", PRIVACY_PASS,
	 "without its first digits called is '912345678'"},
	{"{set: {drop: 11}}", "100", "", "Ann", PRIVACY_PASS, "without its first digits called is ''"},
	{"{set: {drop: 31}}", "100", "", "Ann", PRIVACY_PASS, "without its first digits called is ''"},
	{"{set: {prefix: 99}}", "100", "9984912345678", "Ann", PRIVACY_PASS,
	 "with the prefix called is '9984912345678'"},
	{"{set: {prefix: 12#}}", "100", "12#84912345678", "Ann", PRIVACY_PASS,
	 "with the prefix called is '12#84912345678'"},
	{"{set: {drop: 2, prefix: +1}}", "100", "+1912345678", "Ann", PRIVACY_PASS,
	 "without its first digits called is '912345678', with the prefix called is '+1912345678'"},
	{"{set: {prefix: 0, drop: 2}}", "100", "0912345678", "Ann", PRIVACY_PASS,
	 "without its first digits called is '912345678', with the prefix called is '0912345678'"},
	{"{set: {called: 200, drop: 1, prefix: 5}}", "100", "500", "Ann", PRIVACY_PASS,
	 "called becomes '200', without its first digits called is '00', with the prefix called is '500'"},
	{"{set: {replace: [/^\\+84/, 0]}}", "100", "0912345678", "Ann", PRIVACY_PASS,
	 "after the replacement called is '0912345678'"},
	{"{set: {replace: [/^\\+84(..)/, '0\\1-']}}", "100", "091-2345678", "Ann", PRIVACY_PASS,
	 "after the replacement called is '091-2345678'"},
	{"{set: {replace: [/^\\+85/, 0]}}", "100", "+84912345678", "Ann", PRIVACY_PASS,
	 "after the replacement called is '+84912345678'"},
	{"{set: {prefix: 7, replace: [/^78/, 9]}}", "100", "94912345678", "Ann", PRIVACY_PASS,
	 "with the prefix called is '784912345678', after the replacement called is '94912345678'"},
	{"{set: {display: Bob}}", "100", "+84912345678", "Bob", PRIVACY_PASS, "the shown name becomes 'Bob'"},
	{"{set: {name: Bob}}", "100", "+84912345678", "Bob", PRIVACY_PASS, "the shown name becomes 'Bob'"},
	{"{privacy: id}", "100", "+84912345678", "Ann", PRIVACY_ID, "privacy becomes id"},
	{"{privacy: none}", "100", "+84912345678", "Ann", PRIVACY_NONE, "privacy becomes none"},
	{"{privacy: full}", "100", "+84912345678", "Ann", PRIVACY_FULL, "privacy becomes full"},
};
/* clang-format on */

static const struct decision before = {.caller = "100", .called = "+84912345678", .display = "Ann"};

static struct policy *load(const char *rule)
{
	char text[512];

	re_snprintf(text, sizeof text, HEAD "  - it: %s\n", rule);
	return text_policy(text);
}

START_TEST(apply)
{
	struct policy *policy = load(changes[_i].rule);
	struct decision it = before;

	ck_assert_int_eq(0, change_apply(&it, policy->rules[0].change));
	ck_assert_msg(!strcmp(it.caller, changes[_i].caller), "%s: %s", changes[_i].rule,
		      it.caller);
	ck_assert_msg(!strcmp(it.called, changes[_i].called), "%s: %s", changes[_i].rule,
		      it.called);
	ck_assert_msg(!strcmp(it.display, changes[_i].display), "%s", changes[_i].rule);
	ck_assert_msg(it.privacy == changes[_i].privacy, "%s", changes[_i].rule);
	mem_deref(policy);
}
END_TEST

START_TEST(tell)
{
	struct policy *policy = load(changes[_i].rule);
	const struct change_telling telling = {policy->rules[0].change, &before};
	char text[256] = "";

	ck_assert_int_lt(0, re_snprintf(text, sizeof text, "%H", change_tell, &telling));
	ck_assert_msg(!strcmp(text, changes[_i].tells), "%s: %s", changes[_i].rule, text);
	mem_deref(policy);
}
END_TEST

START_TEST(a_changed_caller_is_the_one_who_is_shown)
{
	struct policy *policy = load("{set: {caller: 200}}");
	struct decision it = {.caller = "100", .shown = "101"};

	ck_assert_int_eq(0, change_apply(&it, policy->rules[0].change));
	ck_assert_str_eq("", it.shown);
	mem_deref(policy);
}
END_TEST

START_TEST(a_caller_may_ask_for_privacy_and_a_rule_give_it_back)
{
	struct policy *policy = load("{privacy: pass}");
	struct decision it = {.privacy = PRIVACY_ID};

	ck_assert_int_eq(0, change_apply(&it, policy->rules[0].change));
	ck_assert_int_eq(PRIVACY_PASS, it.privacy);
	mem_deref(policy);
}
END_TEST

/* A number of so many bytes, with and without room for what is put before it. */
START_TEST(a_number_grows_to_its_place_and_no_further)
{
	struct policy *policy = load("{set: {prefix: 99}}");
	struct decision it = {0};
	const struct change_telling telling = {policy->rules[0].change, &it};
	char text[256] = "";

	memset(it.called, '1', NUMBER_SIZE - 3);
	ck_assert_int_eq(0, change_apply(&it, policy->rules[0].change));
	ck_assert_uint_eq(NUMBER_SIZE - 1, strlen(it.called));
	it.called[NUMBER_SIZE - 2] = '\0'; /* a byte longer than what just went well */
	ck_assert_int_eq(EOVERFLOW, change_apply(&it, policy->rules[0].change));

	ck_assert_int_lt(0, re_snprintf(text, sizeof text, "%H", change_tell, &telling));
	ck_assert_str_eq("the number becomes too long", text);
	mem_deref(policy);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/change");
	TCase *tcase = tcase_create("change");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, apply, 0, sizeof changes / sizeof changes[0]);
	tcase_add_loop_test(tcase, tell, 0, sizeof changes / sizeof changes[0]);
	tcase_add_test(tcase, a_changed_caller_is_the_one_who_is_shown);
	tcase_add_test(tcase, a_caller_may_ask_for_privacy_and_a_rule_give_it_back);
	tcase_add_test(tcase, a_number_grows_to_its_place_and_no_further);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
