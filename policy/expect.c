/* expect.c -- what may be wrong with the outcome of a call, row by row; see expect.h */
#include <stddef.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/expect.h"
#include "policy/policy.h"
#include "policy/told.h"

struct proof { /* one expectation at one time */
	const struct policy *policy;
	const struct expectation *expected;
	struct decision decision;
	uint64_t date_us;
};

static int tell_outcome(struct re_printf *pf, const struct proof *proof)
{
	const struct told_outcome telling = {&proof->decision, &proof->expected->place};

	return told_outcome(pf, &telling);
}

static bool decides_rule(const struct proof *proof)
{
	const char *name = proof->expected->rule;

	return !name || (proof->decision.rule && !strcmp(proof->decision.rule->name, name));
}

static int tell_rule(struct re_printf *pf, const struct proof *proof)
{
	return re_hprintf(pf, "rule '%s' to decide, but %H", proof->expected->rule, tell_outcome,
			  proof);
}

static bool is_sent(const struct proof *proof)
{
	const struct expectation *expected = proof->expected;
	const struct route_config *rule = proof->decision.rule;

	if (!expected->sentc)
		return true;
	if (proof->decision.verb != VERB_SEND || rule->targetc != expected->sentc)
		return false;

	for (uint32_t i = 0; i < rule->targetc; i++)
		if (rule->targets[i].peer != expected->sent[i])
			return false;

	return true;
}

static int print_sent(struct re_printf *pf, const struct expectation *expected)
{
	int err = 0;

	for (uint32_t i = 0; i < expected->sentc; i++)
		err |= re_hprintf(pf, "%s%s", i ? ", then " : "", expected->sent[i]->name);

	return err;
}

static int tell_sent(struct re_printf *pf, const struct proof *proof)
{
	return re_hprintf(pf, "sent to %H, but %H", print_sent, proof->expected, tell_outcome,
			  proof);
}

static bool is_rejected(const struct proof *proof)
{
	const uint16_t status = proof->expected->status;

	return !status || (proof->decision.verb == VERB_REJECT && proof->decision.status == status);
}

static int tell_rejected(struct re_printf *pf, const struct proof *proof)
{
	return re_hprintf(pf, "rejected with %u, but %H", proof->expected->status, tell_outcome,
			  proof);
}

static bool is_dropped(const struct proof *proof)
{
	return !proof->expected->dropped || proof->decision.verb == VERB_DROP;
}

static int tell_dropped(struct re_printf *pf, const struct proof *proof)
{
	return re_hprintf(pf, "dropped, but %H", tell_outcome, proof);
}

/* The first target to which a number is written otherwise; false: there is none. */
static bool find_written(uint32_t *target, struct attempt *attempt, const struct proof *proof,
			 const char *const *texts, uint32_t count, size_t field)
{
	for (uint32_t i = 0; i < count; i++) {
		attempt->peer = NULL; /* of a target that is not there */
		if (policy_attempt(attempt, proof->policy, &proof->decision, i)
		    || strcmp((const char *)attempt + field, texts[i])) {
			*target = i;
			return true;
		}
	}

	return false;
}

static bool find_as(uint32_t *target, struct attempt *attempt, const struct proof *proof)
{
	return find_written(target, attempt, proof, proof->expected->as, proof->expected->asc,
			    offsetof(struct attempt, called));
}

static bool find_caller_as(uint32_t *target, struct attempt *attempt, const struct proof *proof)
{
	return find_written(target, attempt, proof, proof->expected->caller_as,
			    proof->expected->caller_asc, offsetof(struct attempt, caller));
}

static bool is_written(const struct proof *proof)
{
	struct attempt attempt;
	uint32_t target;

	return !find_as(&target, &attempt, proof) && !find_caller_as(&target, &attempt, proof);
}

static int tell_written(struct re_printf *pf, const struct proof *proof)
{
	struct attempt attempt = {.peer = NULL};
	uint32_t target = 0;
	const bool called = find_as(&target, &attempt, proof);

	if (!called)
		(void)find_caller_as(&target, &attempt, proof);
	if (!attempt.peer)
		return re_hprintf(pf, "target %u, but %H", target + 1, tell_outcome, proof);

	return re_hprintf(pf, "the %s number as '%s', but %s gets '%s'",
			  called ? "called" : "caller's",
			  called ? proof->expected->as[target] : proof->expected->caller_as[target],
			  attempt.peer->name, called ? attempt.called : attempt.caller);
}

/* The first that does not hold is told: what stands behind it follows from it. */
static const struct {
	bool (*holds)(const struct proof *proof);
	int (*tell)(struct re_printf *pf, const struct proof *proof);
} claims[] = {
	{is_sent,      tell_sent    },
        {is_rejected,  tell_rejected},
        {is_dropped,   tell_dropped },
	{decides_rule, tell_rule    },
        {is_written,   tell_written },
};

static int tell_when(struct re_printf *pf, const struct proof *proof)
{
	return proof->expected->date_us ? 0 : re_hprintf(pf, " on %H", told_date, &proof->date_us);
}

/* False: it does not hold, and a mistake says why. */
static bool prove(struct compiler *c, struct proof *proof, bool timed)
{
	const struct expectation *e = proof->expected;
	struct facts facts = {
		.from = e->from->name,
		.side = e->from->side->name,
		.transport = e->transport,
		.headers = e->headers,
		.headerc = e->headerc,
		.codecs = e->codecs,
		.codecc = e->codecc,
		.date_us = proof->date_us,
	};

	pl_set_str(&facts.called, e->called);
	pl_set_str(&facts.caller, e->caller ? e->caller : "");
	policy_decide(&proof->decision, proof->policy, &facts);

	for (size_t i = 0; i < sizeof claims / sizeof claims[0]; i++) {
		if (claims[i].holds(proof))
			continue;

		if (timed)
			mistakes_add(c->mistakes, &e->place, "expected%H: %H", tell_when, proof,
				     claims[i].tell, proof);
		else
			mistakes_add(c->mistakes, &e->place, "expected %H", claims[i].tell, proof);
		return false;
	}

	return true;
}

static void prove_always(struct compiler *c, struct proof *proof)
{
	proof->date_us = EXPECT_WEEK_US;

	for (int i = 0; i < EXPECT_STEPS; i++) {
		if (!prove(c, proof, true))
			return;
		proof->date_us += EXPECT_STEP_S * UINT64_C(1000000);
	}
}

static bool has_rule(const struct policy *policy, const char *name)
{
	for (uint32_t i = 0; i < policy->config.rulec; i++)
		if (!strcmp(policy->rules[i].route.name, name))
			return true;

	return false;
}

/* Without hours in the file, one look is as good as a week of them. */
static void prove_one(struct compiler *c, const struct expectation *expected, bool timed)
{
	struct proof proof = {.policy = c->policy, .expected = expected};

	if (expected->rule && !has_rule(c->policy, expected->rule)) {
		mistakes_add(c->mistakes, &expected->place, "no rule has the name '%s'",
			     expected->rule);
		return;
	}

	if (timed && !expected->date_us) {
		prove_always(c, &proof);
		return;
	}

	proof.date_us = expected->date_us ? expected->date_us : EXPECT_WEEK_US;
	(void)prove(c, &proof, false);
}

void expect_prove(struct compiler *c)
{
	const struct yaml_node *hours = yaml_find(yaml_root(c->policy->tree), "hours");

	for (uint32_t i = 0; i < c->policy->expectationc; i++)
		prove_one(c, &c->policy->expectations[i], hours != NULL);
}
