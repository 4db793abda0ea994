/* steps.c -- what each step decides; what it says of that is in explain.c */
#include <string.h>
#include "policy/explain.h"
#include "policy/match.h"
#include "policy/status.h"
#include "policy/steps.h"

static void reject(struct decision *decision, uint16_t status)
{
	decision->verb = VERB_REJECT;
	decision->status = status;
	decision->reason = status_reason(status);
}

/* POLICY.md: a stranger is dropped without a word. */
static bool take_who(struct trip *trip)
{
	const struct facts *facts = trip->facts;
	const struct who *who = trip->policy->who;

	trip->decision->verb = VERB_DROP;
	trip->decision->from = facts->from ? who_is_named(who, facts->from)
					   : who_is_at(who, facts->side, &facts->source);
	return trip->decision->from != NULL;
}

static bool take_numbers_in(struct trip *trip)
{
	struct decision *decision = trip->decision;

	numbers_in(&trip->caller, decision->from, &trip->facts->caller);
	numbers_in(&trip->called, decision->from, &trip->facts->called);
	str_ncpy(decision->caller, trip->caller.text, NUMBER_SIZE);
	str_ncpy(decision->called, trip->called.text, NUMBER_SIZE);

	if (trip->caller.form != NUMBERS_UNWRITABLE && trip->called.form != NUMBERS_UNWRITABLE)
		return true;

	reject(decision, 484);
	return false;
}

/* Who runs the calls counts them; the limit is in decision->from. */
static bool take_limits_in(struct trip *trip)
{
	(void)trip;
	return true;
}

static bool take_route(struct trip *trip)
{
	const struct policy *policy = trip->policy;
	struct decision *decision = trip->decision;
	struct mismatch mismatch;

	for (uint32_t i = 0; i < policy->config.rulec; i++) {
		const struct rule *rule = &policy->rules[i];

		if (!match_rule(&mismatch, rule, decision))
			continue;

		decision->rule = &rule->route;
		decision->rules[decision->rulec++] = &rule->route;
		decision->verb = rule->verb;
		decision->status = rule->status;
		decision->reason = rule->reason;
		return rule->verb == VERB_SEND;
	}

	reject(decision, 404);
	return false;
}

static bool take_target(struct trip *trip)
{
	const struct route_config *rule = trip->decision->rule;

	trip->attempt->peer = rule->targets[trip->target].peer;
	trip->attempt->after_us = rule->next.after_us;
	return true;
}

static bool take_numbers_out(struct trip *trip)
{
	struct attempt *attempt = trip->attempt;

	numbers_out(&trip->caller, attempt->peer, trip->decision->caller);
	numbers_out(&trip->called, attempt->peer, trip->decision->called);
	str_ncpy(attempt->caller, trip->caller.text, NUMBER_SIZE);
	str_ncpy(attempt->called, trip->called.text, NUMBER_SIZE);
	attempt->passes = attempt->peer->identity.passes;
	return true;
}

/* Codecs, headers and peculiarities of a target are no part of this version's language. */
static bool take_shape(struct trip *trip)
{
	(void)trip;
	return true;
}

const struct step steps[STEPS_COUNT] = {
	{1, "who",         STEPS_CALL,   take_who,         explain_who        },
	{2, "numbers in",  STEPS_CALL,   take_numbers_in,  explain_numbers_in },
	{3, "limits in",   STEPS_CALL,   take_limits_in,   explain_limits_in  },
	{4, "route",       STEPS_CALL,   take_route,       explain_route      },
	{5, "target",      STEPS_TARGET, take_target,      explain_target     },
	{6, "numbers out", STEPS_TARGET, take_numbers_out, explain_numbers_out},
	{7, "shape",       STEPS_TARGET, take_shape,       explain_shape      },
};

void steps_take(struct trip *trip, enum steps_scope scope)
{
	for (int i = 0; i < STEPS_COUNT; i++)
		if (steps[i].scope == scope && !steps[i].take(trip))
			return;
}
