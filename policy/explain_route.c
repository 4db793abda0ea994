/* explain_route.c -- step 4: rule after rule, what did not fit and what was changed; see explain.h */
#include "policy/change.h"
#include "policy/explain.h"
#include "policy/match.h"
#include "policy/route.h"
#include "policy/steps.h"
#include "policy/told.h"

struct replay { /* the rules once more, from the first, on a decision of its own */
	struct explain_lines lines;
	const struct trip *trip;
	struct decision state; /* as the next rule sees it */
	uint32_t skipped;      /* rules that do not match, not told yet */
};

static void tell_skipped(struct replay *replay)
{
	if (replay->skipped)
		explain_line(&replay->lines, &replay->trip->policy->routes_place,
			     "%u rules before do not match", replay->skipped);

	replay->skipped = 0;
}

/* What a rule does besides deciding: for those who make the call. */
static void tell_extras(struct replay *replay, const struct route_config *route)
{
	const struct told_headers headers = {route->headers, route->headerc};

	for (uint32_t i = 0; i < route->tagc; i++)
		explain_line(&replay->lines, &route->place, "tagged '%s'", route->tags[i]);
	if (route->headerc)
		explain_line(&replay->lines, &route->place, "in the INVITE that leaves it %H",
			     told_headers, &headers);
	if (route->limit.place.line)
		explain_line(&replay->lines, &route->limit.place,
			     "at most %H; counted by the running SBC, not here", told_limit,
			     &route->limit);
	if (route->emergency)
		explain_line(
			&replay->lines, &route->place,
			"an emergency: passes every limit, and may take the place of another call");
}

static void tell_change(struct replay *replay, const struct rule *rule)
{
	const struct change_telling telling = {rule->change, &replay->state};

	if (rule->change)
		explain_line(&replay->lines, &rule->route.place, "rule %s: %H", rule->route.name,
			     change_tell, &telling);
	else if (rule->verb == VERB_COUNT)
		explain_line(&replay->lines, &rule->route.place,
			     "rule %s matches and decides nothing", rule->route.name);
}

/* One that matches. True: it decided. */
static bool tell_rule(struct replay *replay, const struct rule *rule)
{
	const uint32_t before = replay->state.rulec;
	bool decided;

	tell_skipped(replay);
	tell_change(replay, rule);
	decided = route_touch(&replay->state, rule);
	if (replay->state.rulec == before) {
		explain_line(&replay->lines, &rule->route.place,
			     "left out: %u rules have changed this call already", before);
		return false;
	}

	if (decided)
		explain_line(&replay->lines, &rule->route.place, "rule %s %H", rule->route.name,
			     told_verb, &replay->state);
	tell_extras(replay, &rule->route);
	return decided;
}

static void tell_mismatch(struct replay *replay, const struct rule *rule,
			  const struct mismatch *mismatch, bool near)
{
	const struct match_telling telling = {mismatch, replay->trip->facts, &replay->state};

	if (!near) {
		++replay->skipped;
		return;
	}

	tell_skipped(replay);
	explain_line(&replay->lines, &rule->route.place, "not %s: %H", rule->route.name, match_tell,
		     &telling);
}

static void tell_guards(struct replay *replay)
{
	const struct decision *decision = replay->trip->decision;

	for (uint32_t i = 0; i < decision->guardc; i++) {
		const struct guard_config *guard = decision->guards[i];

		if (guard->status)
			explain_line(&replay->lines, &guard->place,
				     "guard %s rejects with %u %s: %H; counted by the running SBC, "
				     "not here",
				     guard->name, guard->status, guard->reason, told_guard, guard);
		else
			explain_line(&replay->lines, &guard->place,
				     "guard %s warns of %H; counted by the running SBC, not here",
				     guard->name, told_guard, guard);
	}
}

/* Up to the one that decided, or all; only the last of those that do not match are told. */
static bool walk(struct replay *replay, uint32_t last)
{
	const struct policy *policy = replay->trip->policy;

	for (uint32_t i = 0; i <= last && i < policy->config.rulec; i++) {
		const struct rule *rule = &policy->rules[i];
		struct mismatch mismatch;

		if (!match_rule(&mismatch, rule, replay->trip->facts, &replay->state))
			tell_mismatch(replay, rule, &mismatch, last - i <= EXPLAIN_RULES_MAX);
		else if (tell_rule(replay, rule))
			return true;
	}

	return false;
}

int explain_route(struct re_printf *pf, const struct trip *trip)
{
	const struct policy *policy = trip->policy;
	const struct decision *decision = trip->decision;
	const struct rule *decided = (const struct rule *)decision->rule;
	struct replay replay = {.lines.pf = pf, .trip = trip, .state = *trip->before};

	if (!walk(&replay, decided ? decided - policy->rules : policy->config.rulec)) {
		tell_skipped(&replay);
		explain_line(&replay.lines, &policy->routes_place,
			     "no rule matches: rejected with %u %s", decision->status,
			     decision->reason);
	}

	tell_guards(&replay);
	return replay.lines.err;
}
