/* route.c -- candidates in the file's order, then the guards; see route.h */
#include <string.h>
#include "policy/change.h"
#include "policy/compile.h"
#include "policy/index.h"
#include "policy/match.h"
#include "policy/route.h"
#include "policy/status.h"

static void reject(struct decision *decision, uint16_t status, const struct place *place)
{
	decision->verb = VERB_REJECT;
	decision->status = status;
	decision->reason = status_reason(status);
	decision->place = place;
}

bool route_touch(struct decision *decision, const struct rule *rule)
{
	const bool decides = rule->verb != VERB_COUNT;

	if (!decides && decision->rulec == DECISION_RULES_MAX - 1)
		return false;

	decision->rules[decision->rulec++] = &rule->route;
	decision->emergency |= rule->route.emergency;

	if (rule->change && change_apply(decision, rule->change)) {
		decision->rule = &rule->route;
		reject(decision, 484, &rule->route.place); /* a number that nobody could write */
		return true;
	}
	if (!decides)
		return false;

	decision->rule = &rule->route;
	if (rule->verb == VERB_SEND && !decision->called[0]) {
		reject(decision, 484, &rule->route.place); /* RFC 3261 25: no URI names nobody */
		return true;
	}

	decision->verb = rule->verb;
	decision->status = rule->status;
	decision->reason = rule->reason;
	decision->place = &rule->route.place;
	return true;
}

static bool decide(struct decision *decision, const struct policy *policy,
		   const struct facts *facts)
{
	struct candidates candidates;
	struct mismatch mismatch;
	uint32_t i;

	index_find(&candidates, policy->index, decision);

	for (i = index_next(&candidates, policy->index, 0); i < policy->config.rulec;
	     i = index_next(&candidates, policy->index, i + 1)) {
		const struct rule *rule = &policy->rules[i];

		if (!match_rule(&mismatch, rule, facts, decision))
			continue;
		if (route_touch(decision, rule))
			return true;
		if (rule->change) /* the rules behind it may be others now */
			index_find(&candidates, policy->index, decision);
	}

	return false;
}

/* Fraud is in calls that go out, and an emergency call is none. */
static void add_guards(struct decision *decision, const struct policy *policy,
		       const struct facts *facts)
{
	if (decision->verb != VERB_SEND || decision->emergency)
		return;

	for (uint32_t i = 0; i < policy->guardc && decision->guardc < DECISION_GUARDS_MAX; i++)
		if (match_guard(&policy->guards[i], facts, decision))
			decision->guards[decision->guardc++] = &policy->guards[i].guard;
}

void route_decide(struct decision *decision, const struct policy *policy, const struct facts *facts)
{
	if (!decide(decision, policy, facts))
		reject(decision, 404, &policy->routes_place);

	add_guards(decision, policy, facts);
}
