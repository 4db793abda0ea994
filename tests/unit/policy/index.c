/* index.c -- tests: what is found by the index is what a walk through all rules finds */
#include "policy/compile.h"
#include "policy/index.h"
#include "policy/match.h"
#include "policy/route.h"
#include "tests/unit/policy/text.h"

enum {
	POLICIES = 300,
	CALLS = 200, /* of each policy */
	RULES = 60,
	TEXT_SIZE = 64 << 10,
};

#define HEAD                                                                                       \
	"sides: {a: {listen: udp:192.0.2.1}}\n"                                                    \
	"peers:\n"                                                                                 \
	"  p0: {side: a, address: 192.0.2.10}\n"                                                   \
	"  p1: {side: a, address: 192.0.2.11}\n"                                                   \
	"  p2: {side: a, address: 192.0.2.12}\n"                                                   \
	"tenants: {t0: {peers: [p0, p1]}, t1: {peers: p2}}\n"                                      \
	"routes:\n"                                                                                \
	"  - first: {caller: 9999999, drop: yes}\n"

/* A number that is the same in every run. */
static uint32_t draw(uint64_t *state, uint32_t below)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (*state >> 33) % below;
}

struct text {
	char *text;
	size_t length;
	uint64_t state;
};

static void put(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = re_vsnprintf(t->text + t->length, TEXT_SIZE - t->length, fmt, ap);
	va_end(ap);
	ck_assert_int_le(0, n);
	t->length += n;
}

/* Few digits, so that patterns and numbers meet. */
static void put_digits(struct text *t, uint32_t count)
{
	if (!draw(&t->state, 3))
		put(t, "+");
	for (uint32_t i = 0; i < count; i++)
		put(t, "%u", 1 + draw(&t->state, 3));
}

static void put_pattern(struct text *t)
{
	const uint32_t a = draw(&t->state, 3);

	switch (draw(&t->state, 8)) {
	case 0:
		put_digits(t, 3);
		break;
	case 1:
		put_digits(t, 1 + draw(&t->state, 3));
		put(t, "x");
		break;
	case 2:
		put(t, "%u1..%u3", 1 + a, 3 + a);
		break;
	case 3:
		put(t, "+%u11..+%u33", 1 + a, 1 + a);
		break;
	case 4:
		put(t, "/%u[12]/", 1 + a);
		break;
	case 5:
		put(t, "file:12_%u3*_31..33.txt", 1 + a);
		break;
	case 6:
		put(t, "[1-%u]2*", 2 + a);
		break;
	default:
		put_digits(t, draw(&t->state, 4));
		put(t, "*");
	}
}

/* A few, or enough that they are found by spans. */
static void put_patterns(struct text *t, const char *key)
{
	const uint32_t count = draw(&t->state, 4) ? 1 + draw(&t->state, 2) : 12;

	put(t, "%s: [", key);
	for (uint32_t i = 0; i < count; i++) {
		put(t, "%s'", i ? ", " : "");
		put_pattern(t);
		put(t, "'");
	}
	put(t, "], ");
}

static void put_from(struct text *t)
{
	static const char *const froms[] = {"p0", "p1", "p2", "[p0, p2]", "t0", "[t1, p1]"};

	put(t, "from: %s, ", froms[draw(&t->state, ARRAY_SIZE(froms))]);
}

/* One at least: a rule that takes every call hides those behind it, which is a mistake. */
static void put_conditions(struct text *t)
{
	static const char *const countries[] = {"us", "fr", "ma", "+33", "[+1, nl]", "ca"};
	const uint32_t which = 1 + draw(&t->state, 15);

	if (which & 1)
		put_from(t);
	if (which & 2)
		put_patterns(t, "caller");
	if (which & 4)
		put_patterns(t, "called");
	if (which & 8)
		put(t, "country: %s, ", countries[draw(&t->state, ARRAY_SIZE(countries))]);
}

static void put_rule(struct text *t, uint32_t i)
{
	static const char *const does[] = {
		"send: p0",         "reject: 403",        "drop: yes",
		"tag: a",           "set: {called: 122}", "set: {drop: 1}",
		"set: {prefix: 1}", "set: {caller: +21}", "set: {called: 33, caller: 12}",
	};

	put(t, "  - r%u: {", i);
	put_conditions(t);
	if (!draw(&t->state, 4)) {
		put(t, "not: {");
		put_patterns(t, "called");
		put(t, "}, ");
	}
	put(t, "%s}\n", does[draw(&t->state, ARRAY_SIZE(does))]);
}

static struct policy *draw_policy(struct text *t)
{
	const uint32_t rulec = 1 + draw(&t->state, RULES);

	t->length = 0;
	put(t, "%s", HEAD);
	for (uint32_t i = 0; i < rulec; i++)
		put_rule(t, i);

	return text_policy(t->text);
}

static void draw_number(char *number, struct text *t)
{
	t->length = 0;
	put_digits(t, draw(&t->state, 5));
	str_ncpy(number, draw(&t->state, 20) ? t->text : "bob", NUMBER_SIZE);
}

/* The truth: every rule, one by one. */
static void walk(struct decision *decision, const struct policy *policy, const struct facts *facts)
{
	struct mismatch mismatch;

	for (uint32_t i = 0; i < policy->config.rulec; i++)
		if (match_rule(&mismatch, &policy->rules[i], facts, decision)
		    && route_touch(decision, &policy->rules[i]))
			return;

	decision->verb = VERB_REJECT;
	decision->status = 404;
}

static void call(const struct policy *policy, struct text *t, const char *yaml)
{
	struct decision found = {.from = &policy->config.peers[draw(&t->state, 3)]};
	const struct facts facts = {0};
	struct decision walked;

	draw_number(found.caller, t);
	draw_number(found.called, t);
	walked = found;
	route_decide(&found, policy, &facts);
	walk(&walked, policy, &facts);

	ck_assert_msg(found.rule == walked.rule && found.verb == walked.verb
			      && found.status == walked.status && found.rulec == walked.rulec,
		      "from %s, caller %s, called %s\n%s", found.from->name, found.caller,
		      found.called, yaml);
	ck_assert_int_eq(0, memcmp(found.rules, walked.rules, sizeof found.rules));
	ck_assert_str_eq(walked.caller, found.caller);
	ck_assert_str_eq(walked.called, found.called);
}

START_TEST(the_index_finds_what_a_walk_finds)
{
	struct text t = {.text = mem_zalloc(TEXT_SIZE, NULL), .state = _i + 1};
	struct policy *policy = draw_policy(&t);
	char *yaml = NULL;

	ck_assert_int_eq(0, str_dup(&yaml, t.text));
	for (uint32_t i = 0; i < CALLS; i++)
		call(policy, &t, yaml);

	mem_deref(yaml);
	mem_deref(policy);
	mem_deref(t.text);
}
END_TEST

/* The rules at both ends of a word, and what is behind the last. */
START_TEST(candidates_are_walked_in_order)
{
	char *text = mem_zalloc(TEXT_SIZE, NULL);
	struct text t = {.text = text};
	struct policy *policy;
	struct candidates candidates;
	struct decision call;
	static const uint32_t fits[] = {0, 63, 64, 127, 130};

	put(&t,
	    "sides: {a: {listen: udp:192.0.2.1}}\npeers: {p: {side: a, address: 192.0.2.9}}\n"
	    "routes:\n");
	for (uint32_t i = 0, next = 0; i <= 130; i++) {
		const bool fit = i == fits[next];

		put(&t, "  - r%u: {called: %s, send: p}\n", i, fit ? "1x" : "2x");
		next += fit;
	}

	policy = text_policy(text);
	call = (struct decision){.from = policy_peer(policy, "p"), .called = "12"};
	memset(&candidates, 0xff, sizeof candidates);
	index_find(&candidates, policy->index, &call);
	for (uint32_t i = 0, from = 0; i < ARRAY_SIZE(fits); i++, from++) {
		from = index_next(&candidates, policy->index, from);
		ck_assert_uint_eq(fits[i], from);
	}
	ck_assert_uint_eq(131, index_next(&candidates, policy->index, 131));

	str_ncpy(call.called, "3", sizeof call.called);
	index_find(&candidates, policy->index, &call);
	ck_assert_uint_eq(131, index_next(&candidates, policy->index, 0));
	mem_deref(policy);
	mem_deref(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/index");
	TCase *tcase = tcase_create("index");
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, the_index_finds_what_a_walk_finds, 0, POLICIES);
	tcase_add_test(tcase, candidates_are_walked_in_order);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
