/* steps.c -- what each step decides; what it says of that is in explain.c */
#include <string.h>
#include "policy/explain.h"
#include "policy/prices.h"
#include "policy/route.h"
#include "policy/status.h"
#include "policy/steps.h"

/* POLICY.md: a stranger is dropped without a word. */
static bool take_who(struct trip *trip)
{
	const struct facts *facts = trip->facts;
	const struct who *who = trip->policy->who;

	trip->decision->verb = VERB_DROP;
	trip->decision->place = &trip->policy->peers_place;
	trip->decision->from = facts->from ? who_is_named(who, facts->from) : who_is(who, facts);
	return trip->decision->from != NULL;
}

static bool take_numbers_in(struct trip *trip)
{
	struct decision *decision = trip->decision;
	const struct number *wrong = NULL;

	identity_in(&trip->identity, decision, trip->facts);
	trip->caller = trip->identity.caller;
	numbers_in(&trip->called, decision->from, &trip->facts->called);
	str_ncpy(decision->called, trip->called.text, NUMBER_SIZE);

	if (trip->called.form == NUMBERS_UNWRITABLE)
		wrong = &trip->called;
	else if (trip->caller.form == NUMBERS_UNWRITABLE)
		wrong = &trip->caller;
	if (!wrong)
		return true;

	decision->verb = VERB_REJECT;
	decision->status = 484;
	decision->reason = status_reason(484);
	decision->place = wrong->place;
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
	route_decide(trip->decision, trip->policy, trip->facts);
	return trip->decision->verb == VERB_SEND;
}

static bool take_target(struct trip *trip)
{
	const struct route_config *rule = trip->decision->rule;

	trip->attempt->peer = rule->targets[trip->target].peer;
	trip->attempt->after_us = rule->next.after_us;
	trip->attempt->price = prices_of(trip->attempt->peer->prices, trip->decision->called);
	return true;
}

static bool take_numbers_out(struct trip *trip)
{
	struct attempt *attempt = trip->attempt;

	identity_out(&trip->identity, attempt, trip->decision);
	trip->caller = trip->identity.caller;
	numbers_out(&trip->called, attempt->peer, trip->decision->called);
	str_ncpy(attempt->called, trip->called.text, NUMBER_SIZE);
	return true;
}

/* Codecs, headers and peculiarities are in the peer and the rules: who makes the call applies them. */
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
