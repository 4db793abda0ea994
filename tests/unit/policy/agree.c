/* agree.c -- tests: what is explained, compared and decided is the same, for random files and calls */
#include "policy/told.h"
#include "tests/unit/policy/file.h"

enum {
	FILES = 2500, /* with CALLS each: 100,000 calls */
	CALLS = 40,
	RULES_MAX = 12,
};

static const char peers[] =
	"peers:\n"
	"  p: {side: a, address: 192.0.2.10, numbers: v, extensions: {1xxx: +842873000xxx}}\n"
	"  q: {side: a, address: 192.0.2.11, numbers: v, identity: {own: +8428*, fallback: "
	"+84281}}\n"
	"  r: {side: a, address: 192.0.2.12, numbers: e164, prices: {+84*: 0.02}}";

static const char extra[] = "numbering: {v: {country: 84, national: 0, international: 00, local: "
			    "[113, 114]}}\nhours: {o: Mon-Fri 08:00-18:00 +07:00}";

/* What a rule may consist of; each is thrown for by itself. */
static const char *const conditions[] = {
	"from: p, ",
	"from: [q, r], ",
	"called: +84*, ",
	"called: [113, +849*], ",
	"called: +842873000000..+842873000499, ",
	"called: /5$/, ",
	"caller: +84*, ",
	"hours: o, ",
	"country: vn, ",
	"not: {called: +8490*}, ",
	"not: {from: p, hours: o}, ",
	"header: {X-A: 1*}, ",
};
static const char *const changes[] = {
	"set: {prefix: +84}, ", "set: {drop: 1}, ", "set: {caller: +84281}, ", "tag: x, ",
	"privacy: id, ",        "add: {X-B: c}, ",  "limit: {calls: 3}, ",     "emergency: yes, ",
};
static const char *const decisions[] = {
	"send: q",
	"send: [q, r]",
	"send: {p: 70, r: 30}",
	"send: p, order: least",
	"reject: 403",
	"reject: 486",
	"drop: yes",
	"remove: X-Z",
};
static const char *const wires[] = {
	"1001",     "0912345678", "113",       "0014155550100", "02873000123", "+84901234565",
	"99999999", "",           "anonymous", "1700",          "02873000600",
};

#define ANY(list) ((list)[next(dice) % (sizeof(list) / sizeof(list)[0])])

/* Numerical Recipes' generator: the same calls wherever the test runs. */
static uint32_t next(uint32_t *dice)
{
	*dice = *dice * 1664525 + 1013904223;
	return *dice >> 8;
}

static struct policy *any_policy(uint32_t *dice)
{
	struct mbuf *mb = mbuf_alloc(1024);
	const uint32_t rulec = 1 + next(dice) % RULES_MAX;
	struct policy *policy;
	char *routes, *text;

	mbuf_printf(mb, "routes:\n");
	for (uint32_t i = 0; i < rulec; i++) {
		const char *first = ANY(conditions);

		mbuf_printf(mb, "  - r%u: {%s", i, first);
		if (next(dice) % 4 == 0)
			mbuf_printf(mb, "%s", ANY(changes));
		mbuf_printf(mb, "%s}\n", ANY(decisions));
	}
	routes = text_of(mb);
	text = file_text(&(struct file){.extra = extra, .peers = peers, .routes = routes});
	policy = text_policy(text);
	mem_deref(text);
	mem_deref(routes);
	return policy;
}

static void any_call(struct facts *facts, uint32_t *dice)
{
	static const struct facts_header header = {PL("X-A"), PL("123")};
	static const char *const names[] = {"p", "q", "r", "nobody"};

	*facts = (struct facts){.from = ANY(names), .transport = SIP_TRANSP_NONE};
	facts->date_us = UINT64_C(1767571200000000) + next(dice) % (7 * 24) * UINT64_C(3600000000);
	pl_set_str(&facts->caller, ANY(wires));
	pl_set_str(&facts->called, ANY(wires));
	if (next(dice) % 2) {
		facts->headers = &header;
		facts->headerc = 1;
	}
}

static char *explained(const struct policy *policy, const struct facts *facts)
{
	struct mbuf *mb = mbuf_alloc(4096);
	struct re_printf pf = {text_print, mb};

	ck_assert_int_eq(0, policy_explain(&pf, policy, facts));
	return text_of(mb);
}

/* What was decided stands in the explanation, and so do the numbers that leave. */
static void check_explained(const struct policy *policy, const struct facts *facts,
			    const struct decision *decision)
{
	char *text = explained(policy, facts), says[512] = "";
	struct attempt attempt;

	if (decision->rule)
		(void)re_snprintf(says, sizeof says, "rule %s %H  (", decision->rule->name,
				  told_verb, decision);
	else if (decision->from)
		(void)re_snprintf(says, sizeof says, "rejected with %u %s  (", decision->status,
				  decision->reason);
	else
		str_ncpy(says, "a stranger, dropped without a word", sizeof says);
	ck_assert_msg(strstr(text, says) != NULL, "'%s' is not in:\n%s", says, text);

	for (uint32_t i = 0; !policy_attempt(&attempt, policy, decision, i); i++) {
		(void)re_snprintf(says, sizeof says, "called '%s' is written '%s', ",
				  decision->called, attempt.called);
		ck_assert_msg(strstr(text, says) != NULL, "'%s' is not in:\n%s", says, text);
	}
	mem_deref(text);
}

static bool decide_alike(const struct decision *a, const struct decision *b)
{
	const char *x = a->rule ? a->rule->name : "", *y = b->rule ? b->rule->name : "";

	if (a->verb != b->verb || a->status != b->status || strcmp(x, y)
	    || a->emergency != b->emergency)
		return false;
	if (a->verb != VERB_SEND)
		return true;
	if (strcmp(a->called, b->called))
		return false;

	for (uint32_t i = 0; i < a->rule->targetc || i < b->rule->targetc; i++)
		if (i == a->rule->targetc || i == b->rule->targetc
		    || strcmp(a->rule->targets[i].peer->name, b->rule->targets[i].peer->name))
			return false;

	return true;
}

/* diff finds nothing in a file and itself, and something wherever decisions differ. */
static void check_compared(const struct policy *before, const struct policy *after,
			   const struct facts *facts, const struct decision *decision)
{
	struct mbuf *mb = mbuf_alloc(1024);
	struct re_printf pf = {text_print, mb};
	struct decision other;
	bool differs;

	ck_assert_int_eq(0, policy_diff(&pf, &differs, after, after, facts));
	ck_assert(!differs && !mb->end);

	policy_decide(&other, before, facts);
	ck_assert_int_eq(0, policy_diff(&pf, &differs, before, after, facts));
	ck_assert(differs == (mb->end != 0));
	ck_assert_msg(differs || decide_alike(decision, &other), "%.*s calls %.*s",
		      (int)facts->caller.l, facts->caller.p, (int)facts->called.l, facts->called.p);
	mem_deref(mb);
}

START_TEST(explained_compared_and_decided)
{
	uint32_t seed = 1, *dice = &seed;
	struct policy *before = any_policy(dice);

	for (int i = 0; i < FILES; i++) {
		struct policy *after = any_policy(dice);

		for (int j = 0; j < CALLS; j++) {
			struct decision decision;
			struct facts facts;

			any_call(&facts, dice);
			policy_decide(&decision, after, &facts);
			check_explained(after, &facts, &decision);
			check_compared(before, after, &facts, &decision);
		}
		mem_deref(before);
		before = after;
	}
	mem_deref(before);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/agree");
	TCase *tcase = tcase_create("agree");
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 300);
	tcase_add_test(tcase, explained_compared_and_decided);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
