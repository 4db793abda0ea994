/* route.c -- tests: the walk through the rules: changes, the decision, guards, limits of the walk */
#include "policy/compile.h"
#include "policy/index.h"
#include "policy/match.h"
#include "policy/route.h"
#include "tests/unit/policy/text.h"

#define HEAD                                                                                       \
	"sides: {a: {listen: udp:192.0.2.1}}\n"                                                    \
	"peers:\n"                                                                                 \
	"  pbx: {side: a, address: 192.0.2.10}\n"                                                  \
	"  fpt: {side: a, address: 192.0.2.11}\n"                                                  \
	"  vt: {side: a, address: 192.0.2.12}\n"                                                   \
	"routes:\n"

/* clang-format off */
/* Each row is rules behind each other, and what becomes of pbx's call from 100 to +84912345678. */
static const struct {
	const char *what, *rules;
	enum verb verb;
	uint16_t status;
	const char *rule, *caller, *called, *all;
} walks[] = {
	{"the first that decides", "  - a: {send: fpt}\n", VERB_SEND, 0, "a", "100", "+84912345678", "a"},
	{"a rule that does not fit", "  - a: {from: vt, drop: yes}\n  - b: {send: fpt}\n",
	 VERB_SEND, 0, "b", "100", "+84912345678", "b"},
	{"a tag, and on", "  - a: {tag: gold}\n  - b: {send: fpt}\n",
	 VERB_SEND, 0, "b", "100", "+84912345678", "a b"},
	{"a change is seen by the next", "  - a: {set: {called: 113}}\n  - b: {called: +84*, drop: yes}\n"
	 "  - c: {called: 113, send: fpt}\n", VERB_SEND, 0, "c", "100", "113", "a c"},
	{"a changed caller too", "  - a: {set: {caller: 200}}\n  - b: {caller: 1xx, drop: yes}\n"
	 "  - c: {caller: 2xx, send: fpt}\n", VERB_SEND, 0, "c", "200", "+84912345678", "a c"},
	{"what decides may change too", "  - a: {set: {called: 113}, send: fpt}\n",
	 VERB_SEND, 0, "a", "100", "113", "a"},
	{"a change behind what decides", "  - a: {caller: 1*, send: fpt}\n  - b: {set: {called: 113}}\n",
	 VERB_SEND, 0, "a", "100", "+84912345678", "a"},
	{"no rule", "  - a: {from: vt, send: fpt}\n", VERB_REJECT, 404, NULL, "100", "+84912345678", ""},
	{"no rule behind a change", "  - a: {set: {called: 113}}\n", VERB_REJECT, 404, NULL, "100", "113", "a"},
	{"rejected", "  - a: {reject: 603}\n", VERB_REJECT, 603, "a", "100", "+84912345678", "a"},
	{"nothing is left of the number", "  - a: {set: {drop: 31}, send: fpt}\n", VERB_REJECT, 484, "a", "100", "", "a"},
	{"nothing is left, and it was not to be sent", "  - a: {set: {drop: 31}, reject: 403}\n",
	 VERB_REJECT, 403, "a", "100", "", "a"},
	{"a number that outgrows its place",
	 "  - a: {caller: 1*, set: {replace: ['^.*', '\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0']}}\n  - b: {send: fpt}\n",
	 VERB_REJECT, 484, "a", "100", "+84912345678", "a"},
};
/* clang-format on */

static struct policy *load(const char *rules)
{
	char text[4096];

	ck_assert_int_lt(0, re_snprintf(text, sizeof text, HEAD "%s", rules));
	return text_policy(text);
}

static struct decision call_of(const struct policy *policy)
{
	return (struct decision){
		.from = policy_peer(policy, "pbx"), .caller = "100", .called = "+84912345678"};
}

/* "a b": the rules that matched. */
static void check_rules(const struct decision *it, const char *what, const char *expect)
{
	char all[256] = "";

	for (uint32_t i = 0; i < it->rulec; i++) {
		strcat(all, i ? " " : "");
		strcat(all, it->rules[i]->name);
	}
	ck_assert_msg(!strcmp(all, expect), "%s: %s", what, all);
}

START_TEST(walk)
{
	struct policy *policy = load(walks[_i].rules);
	struct decision it = call_of(policy);
	const struct facts facts = {0};

	route_decide(&it, policy, &facts);
	ck_assert_msg(it.verb == walks[_i].verb, "%s", walks[_i].what);
	ck_assert_msg(it.status == walks[_i].status, "%s: %u", walks[_i].what, it.status);
	ck_assert_msg(!it.rule == !walks[_i].rule, "%s", walks[_i].what);
	if (it.rule)
		ck_assert_str_eq(walks[_i].rule, it.rule->name);
	ck_assert_msg(it.place && it.place->line, "%s: it says where", walks[_i].what);
	ck_assert_msg(!strcmp(it.caller, walks[_i].caller), "%s: %s", walks[_i].what, it.caller);
	ck_assert_msg(!strcmp(it.called, walks[_i].called), "%s: %s", walks[_i].what, it.called);
	check_rules(&it, walks[_i].what, walks[_i].all);
	mem_deref(policy);
}
END_TEST

/* Each row is one more rule in front of the one that decides, and how many touch the call. */
START_TEST(so_many_rules_may_touch_a_call_and_the_last_decides)
{
	struct policy *policy;
	struct decision it;
	const struct facts facts = {0};
	char rules[2048] = "";

	for (int i = 0; i < DECISION_RULES_MAX + 3; i++)
		re_snprintf(rules + strlen(rules), sizeof rules - strlen(rules),
			    "  - r%d: {set: {caller: %d}}\n", i, i);
	strcat(rules, "  - last: {send: fpt}\n");
	policy = load(rules);
	it = call_of(policy);
	route_decide(&it, policy, &facts);

	ck_assert_int_eq(VERB_SEND, it.verb);
	ck_assert_uint_eq(DECISION_RULES_MAX, it.rulec);
	ck_assert_str_eq("last", it.rules[DECISION_RULES_MAX - 1]->name);
	ck_assert_str_eq("14", it.caller); /* the fifteenth, from 0 */
	mem_deref(policy);
}
END_TEST

#define GUARDED                                                                                    \
	"  - sos: {called: 113, emergency: yes, send: fpt}\n"                                      \
	"  - no: {called: 114, reject: 403}\n"                                                     \
	"  - out: {send: fpt}\n"                                                                   \
	"guards:\n"                                                                                \
	"  - all: {limit: {calls: 5}, warn: yes}\n"                                                \
	"  - vn: {country: vn, limit: {calls: 5}, warn: yes}\n"                                    \
	"  - abroad: {not: {country: vn}, limit: {calls: 5}, reject: 403}\n"                       \
	"  - fpt: {from: fpt, new: country, reject: 403}\n"

/* Each row is a called number, and the guards that count the call. */
static const struct {
	const char *what, *called, *guards;
} guarded[] = {
	{"those that fit",                "+84912345678", "all vn"    },
	{"by the called number",          "+14155550100", "all abroad"},
	{"none counts an emergency call", "113",          ""          },
	{"none counts what is not sent",  "114",          ""          },
};

START_TEST(guards)
{
	struct policy *policy = load(GUARDED);
	struct decision it = call_of(policy);
	const struct facts facts = {0};
	char all[64] = "";

	str_ncpy(it.called, guarded[_i].called, sizeof it.called);
	route_decide(&it, policy, &facts);
	for (uint32_t i = 0; i < it.guardc; i++) {
		strcat(all, i ? " " : "");
		strcat(all, it.guards[i]->name);
	}
	ck_assert_msg(!strcmp(all, guarded[_i].guards), "%s: %s", guarded[_i].what, all);
	mem_deref(policy);
}
END_TEST

START_TEST(sixteen_guards_count_one_call_at_most)
{
	struct policy *policy;
	struct decision it;
	const struct facts facts = {0};
	char rules[2048] = "  - out: {send: fpt}\nguards:\n";

	for (int i = 0; i <= DECISION_GUARDS_MAX; i++)
		re_snprintf(rules + strlen(rules), sizeof rules - strlen(rules),
			    "  - g%d: {limit: {calls: 5}, warn: yes}\n", i);
	policy = load(rules);
	it = call_of(policy);
	route_decide(&it, policy, &facts);
	ck_assert_uint_eq(DECISION_GUARDS_MAX, it.guardc);
	mem_deref(policy);
}
END_TEST

START_TEST(an_emergency_of_any_rule_is_one_of_the_call)
{
	struct policy *policy = load("  - a: {called: +84*, emergency: yes}\n  - b: {send: fpt}\n");
	struct decision it = call_of(policy);
	const struct facts facts = {0};

	route_decide(&it, policy, &facts);
	ck_assert(it.emergency);

	it = call_of(policy);
	str_ncpy(it.called, "100", sizeof it.called);
	route_decide(&it, policy, &facts);
	ck_assert(!it.emergency);
	mem_deref(policy);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/route");
	TCase *tcase = tcase_create("route");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, walk, 0, sizeof walks / sizeof walks[0]);
	tcase_add_test(tcase, so_many_rules_may_touch_a_call_and_the_last_decides);
	tcase_add_loop_test(tcase, guards, 0, sizeof guarded / sizeof guarded[0]);
	tcase_add_test(tcase, sixteen_guards_count_one_call_at_most);
	tcase_add_test(tcase, an_emergency_of_any_rule_is_one_of_the_call);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
