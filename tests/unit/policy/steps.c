/* steps.c -- tests: what becomes of a call, and of each of its targets */
#include "policy/steps.h"
#include "tests/unit/policy/office.h"
#include "tests/unit/policy/text.h"

/* clang-format off */
/* Each row is a call to the office, and what is decided; status 0: no answer of ours. */
static const struct {
	const char *what, *side, *source, *caller, *called;
	enum verb verb;
	const char *rule, *from, *in_caller, *in_called;
	uint16_t status;
	const char *reason;
} calls[] = {
	{"out to the first provider", "office", "10.0.0.20", "1001", "0912345678", VERB_SEND, "out",
	 "pbx", "+842873000001", "+84912345678", 0, NULL},
	{"in to the PBX", "internet", "198.51.100.10", "0912345678", "02873000001", VERB_SEND, "in",
	 "viettel", "+84912345678", "+842873000001", 0, NULL},
	{"in from the other", "internet", "198.51.100.20", "+84912345678", "+842873000099",
	 VERB_SEND, "in", "fpt", "+84912345678", "+842873000099", 0, NULL},
	{"the first rule wins", "office", "10.0.0.20", "1001", "01900123", VERB_REJECT, "premium",
	 "pbx", "+842873000001", "+841900123", 403, "Premium numbers are closed"},
	{"dropped by a rule", "internet", "198.51.100.20", "+19001234", "+842873000001", VERB_DROP,
	 "spam", "fpt", "+19001234", "+842873000001", 0, NULL},
	{"no rule", "internet", "198.51.100.20", "+84912345678", "+842873000100", VERB_REJECT, NULL,
	 "fpt", "+84912345678", "+842873000100", 404, "Not Found"},
	{"called is not writable", "office", "10.0.0.20", "1001", "912345678", VERB_REJECT, NULL,
	 "pbx", "+842873000001", "912345678", 484, "Address Incomplete"},
	{"caller is not writable", "office", "10.0.0.20", "5001", "0912345678", VERB_REJECT, NULL,
	 "pbx", "5001", "+84912345678", 484, "Address Incomplete"},
	{"a name calls", "internet", "198.51.100.10", "anonymous", "02873000001", VERB_SEND, "in",
	 "viettel", "anonymous", "+842873000001", 0, NULL},
	{"a stranger", "internet", "198.51.100.99", "0912345678", "02873000001", VERB_DROP, NULL,
	 NULL, "", "", 0, NULL},
	{"a peer on the wrong side", "internet", "10.0.0.20", "1001", "0912345678", VERB_DROP, NULL,
	 NULL, "", "", 0, NULL},
};
/* clang-format on */

static struct facts facts_of(const char *side, const char *source, const char *caller,
			     const char *called)
{
	struct facts facts = {.side = side, .source = text_address(source)};

	pl_set_str(&facts.caller, caller);
	pl_set_str(&facts.called, called);
	return facts;
}

START_TEST(decide)
{
	struct policy *policy = text_policy(office);
	const struct facts facts =
		facts_of(calls[_i].side, calls[_i].source, calls[_i].caller, calls[_i].called);
	struct decision it;

	memset(&it, 0xff, sizeof it); /* nothing is left of what was there */
	policy_decide(&it, policy, &facts);
	ck_assert_msg(it.verb == calls[_i].verb, "%s: verb %d", calls[_i].what, it.verb);
	ck_assert_msg(it.place && it.place->line, "%s: where it is decided", calls[_i].what);
	ck_assert_msg(!it.rule == !calls[_i].rule, "%s: rule", calls[_i].what);
	if (it.rule)
		ck_assert_str_eq(calls[_i].rule, it.rule->name);
	ck_assert_msg(!it.from == !calls[_i].from, "%s: from", calls[_i].what);
	if (it.from)
		ck_assert_str_eq(calls[_i].from, it.from->name);
	ck_assert_str_eq(calls[_i].in_caller, it.caller);
	ck_assert_str_eq(calls[_i].in_called, it.called);
	ck_assert_uint_eq(calls[_i].status, it.status);
	ck_assert_msg(!it.reason == !calls[_i].reason, "%s: reason", calls[_i].what);
	if (it.reason)
		ck_assert_str_eq(calls[_i].reason, it.reason);
	mem_deref(policy);
}
END_TEST

START_TEST(a_peer_that_is_known_already_needs_no_source)
{
	struct policy *policy = text_policy(office);
	struct facts facts = {.from = "viettel"};
	struct decision it;

	pl_set_str(&facts.called, "02873000001");
	policy_decide(&it, policy, &facts);
	ck_assert_int_eq(VERB_SEND, it.verb);
	ck_assert_str_eq("viettel", it.from->name);

	facts.from = "nobody";
	policy_decide(&it, policy, &facts);
	ck_assert_int_eq(VERB_DROP, it.verb);
	ck_assert(!it.from);
	mem_deref(policy);
}
END_TEST

/* Each row is a target of the call from 1001 to 0912345678. */
static const struct {
	const char *peer, *caller, *called;
} targets[] = {
	{"viettel", "02873000001",   "0912345678"  },
	{"fpt",     "+842873000001", "+84912345678"},
};

START_TEST(attempt)
{
	struct policy *policy = text_policy(office);
	const struct facts facts = facts_of("office", "10.0.0.20", "1001", "0912345678");
	struct decision decision;
	struct attempt it;

	policy_decide(&decision, policy, &facts);
	memset(&it, 0xff, sizeof it);
	ck_assert_int_eq(0, policy_attempt(&it, policy, &decision, _i));
	ck_assert_str_eq(targets[_i].peer, it.peer->name);
	ck_assert_str_eq(targets[_i].caller, it.caller);
	ck_assert_str_eq(targets[_i].called, it.called);
	ck_assert_uint_eq(6000000, it.after_us);
	mem_deref(policy);
}
END_TEST

START_TEST(there_are_no_more_targets_than_the_rule_has)
{
	struct policy *policy = text_policy(office);
	struct facts facts = facts_of("office", "10.0.0.20", "1001", "0912345678");
	struct decision decision;
	struct attempt it;

	policy_decide(&decision, policy, &facts);
	ck_assert_int_eq(ERANGE, policy_attempt(&it, policy, &decision, 2));

	pl_set_str(&facts.called, "01900123");
	policy_decide(&decision, policy, &facts);
	ck_assert_int_eq(ERANGE, policy_attempt(&it, policy, &decision, 0));
	mem_deref(policy);
}
END_TEST

/* Each row is the final answer of a target, and whether the next is tried. */
/* clang-format off */
static const struct {
	uint16_t status;
	bool goes_on;
} answers[] = {
	{408, true},
	{430, true},
	{500, true},
	{599, true},
	{407, false},
	{486, false},
	{480, false},
	{600, false},
	{200, false},
	{0,   false},
};
/* clang-format on */

START_TEST(goes_on)
{
	struct policy *policy = text_policy(office);
	struct facts facts = facts_of("office", "10.0.0.20", "1001", "0912345678");
	struct decision decision;

	policy_decide(&decision, policy, &facts);
	ck_assert_msg(policy_goes_on(&decision, answers[_i].status) == answers[_i].goes_on, "%u",
		      answers[_i].status);

	pl_set_str(&facts.called, "01900123"); /* a rule that rejects has no next target */
	policy_decide(&decision, policy, &facts);
	ck_assert(!policy_goes_on(&decision, answers[_i].status));
	mem_deref(policy);
}
END_TEST

START_TEST(the_table_is_in_order)
{
	for (uint32_t i = 0; i < STEPS_COUNT; i++) {
		ck_assert_uint_eq(i + 1, steps[i].number);
		ck_assert_int_eq(i < 4 ? STEPS_CALL : STEPS_TARGET, steps[i].scope);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/steps");
	TCase *tcase = tcase_create("steps");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, decide, 0, sizeof calls / sizeof calls[0]);
	tcase_add_loop_test(tcase, attempt, 0, sizeof targets / sizeof targets[0]);
	tcase_add_loop_test(tcase, goes_on, 0, sizeof answers / sizeof answers[0]);
	tcase_add_test(tcase, a_peer_that_is_known_already_needs_no_source);
	tcase_add_test(tcase, there_are_no_more_targets_than_the_rule_has);
	tcase_add_test(tcase, the_table_is_in_order);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
