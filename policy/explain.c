/* explain.c -- a sentence or two for each step; see explain.h */
#include "policy/explain.h"
#include "policy/match.h"
#include "policy/status.h"
#include "policy/steps.h"
#include "policy/value.h"

/* How a number was read or written, behind "it is". */
static const char *const forms[] = {
	[NUMBERS_KEPT] = "as it is: the peer has no numbering plan",
	[NUMBERS_TEXT] = "as it is: no number",
	[NUMBERS_EXTENSION] = "extension",
	[NUMBERS_LOCAL] = "as it is: local",
	[NUMBERS_E164] = "with +",
	[NUMBERS_INTERNATIONAL] = "international",
	[NUMBERS_NATIONAL] = "national",
	[NUMBERS_UNWRITABLE] = "not writable",
};

/* Every line begins under the sentence of its step and ends with its place. */
static int margin(struct re_printf *pf, const char *first)
{
	return re_hprintf(pf, "%-16s", first ? first : "");
}

static int end(struct re_printf *pf, const struct place *place)
{
	return re_hprintf(pf, "  (%s:%u)\n", place->file, place->line);
}

/* The last words of a line, and its place. */
static int say(struct re_printf *pf, const struct place *place, const char *fmt, ...)
{
	va_list ap;
	int err;

	va_start(ap, fmt);
	err = re_hprintf(pf, "%v", fmt, &ap);
	va_end(ap);
	return err | end(pf, place);
}

static int tell_stranger(struct re_printf *pf, const struct trip *trip)
{
	const struct facts *facts = trip->facts;
	const struct peer_config *elsewhere = who_is_at(trip->policy->who, NULL, &facts->source);
	int err;

	if (facts->from)
		return say(pf, &trip->policy->peers_place,
			   "no peer is named '%s': a stranger, dropped without a word",
			   facts->from);

	err = say(pf, &trip->policy->peers_place,
		  "no peer is at %j on side %s: a stranger, dropped without a word", &facts->source,
		  facts->side ? facts->side : "(any)");
	if (!elsewhere)
		return err;

	err |= margin(pf, NULL);
	return err
		| say(pf, &elsewhere->place, "it is the address of peer %s, but on side %s",
		      elsewhere->name, elsewhere->side->name);
}

int explain_who(struct re_printf *pf, const struct trip *trip)
{
	const struct peer_config *from = trip->decision->from;

	if (!from)
		return tell_stranger(pf, trip);

	if (trip->facts->from)
		return say(pf, &from->place, "peer %s, on side %s", from->name, from->side->name);

	return say(pf, &from->place, "%j on side %s is peer %s", &trip->facts->source,
		   from->side->name, from->name);
}

/* "called 0912345678 is +84912345678: national" */
static int tell_number(struct re_printf *pf, const char *what, const char *before, const char *verb,
		       const struct number *number, const struct peer_config *peer)
{
	const bool plan = number->form >= NUMBERS_LOCAL;

	return say(pf, number->place, "%s '%s' %s '%s', %s%s%s", what, before, verb, number->text,
		   forms[number->form], plan ? " in plan " : "", plan ? peer->numbers->name : "");
}

static int tell_number_in(struct re_printf *pf, const char *what, const struct pl *wire,
			  const struct number *number, const struct peer_config *peer)
{
	char before[NUMBER_SIZE] = "";

	if (number->form == NUMBERS_UNWRITABLE)
		return say(pf, number->place, "%s '%s' cannot be read %s%s", what, number->text,
			   peer->numbers ? "in plan " : "by anybody: it is too long",
			   peer->numbers ? peer->numbers->name : "");

	(void)pl_strcpy(wire, before, sizeof before);
	return tell_number(pf, what, before, "is", number, peer);
}

int explain_numbers_in(struct re_printf *pf, const struct trip *trip)
{
	const struct decision *decision = trip->decision;
	const struct peer_config *from = decision->from;
	const struct number *wrong =
		trip->called.form == NUMBERS_UNWRITABLE ? &trip->called : &trip->caller;
	int err = tell_number_in(pf, "called", &trip->facts->called, &trip->called, from);

	err |= margin(pf, NULL);
	err |= tell_number_in(pf, "caller", &trip->facts->caller, &trip->caller, from);
	if (decision->verb != VERB_REJECT)
		return err;

	err |= margin(pf, NULL);
	return err
		| say(pf, wrong->place, "rejected with %u %s", decision->status, decision->reason);
}

static int tell_limit(struct re_printf *pf, const struct peer_config *peer)
{
	const struct limit_config *limit = &peer->limit;
	int err = 0;

	if (!limit->calls && !limit->rate_calls)
		return say(pf, &peer->place, "%s has no limit", peer->name);

	err |= re_hprintf(pf, "%s may have", peer->name);
	if (limit->calls)
		err |= re_hprintf(pf, " %u calls at once", limit->calls);
	if (limit->calls && limit->rate_calls)
		err |= re_hprintf(pf, " and");
	if (limit->rate_calls)
		err |= re_hprintf(pf, " %u new ones in %H", limit->rate_calls, value_print_time,
				  &limit->rate_us);
	return err | say(pf, &limit->place, "; counted by the running SBC, not here");
}

int explain_limits_in(struct re_printf *pf, const struct trip *trip)
{
	return tell_limit(pf, trip->decision->from);
}

/* Rules before the one that decided, with the first condition that did not hold. */
static int tell_mismatches(struct re_printf *pf, const struct trip *trip, uint32_t decided)
{
	const uint32_t first = decided > EXPLAIN_RULES_MAX ? decided - EXPLAIN_RULES_MAX : 0;
	int err = 0;

	if (first) {
		err |= re_hprintf(pf, "%u rules before do not match", first);
		err |= end(pf, &trip->policy->routes_place);
		err |= margin(pf, NULL);
	}

	for (uint32_t i = first; i < decided; i++) {
		const struct rule *rule = &trip->policy->rules[i];
		struct mismatch mismatch;
		const struct match_telling telling = {&mismatch, trip->decision};

		(void)match_rule(&mismatch, rule, trip->decision);
		err |= re_hprintf(pf, "not %s: %H", rule->route.name, match_tell, &telling);
		err |= end(pf, &rule->route.place);
		err |= margin(pf, NULL);
	}

	return err;
}

static int tell_send(struct re_printf *pf, const struct decision *decision)
{
	const struct route_config *rule = decision->rule;
	const char *before = "send to ";
	int err = 0;

	for (uint32_t i = 0; i < rule->targetc; i++) {
		err |= re_hprintf(pf, "%s%s", before, rule->targets[i].peer->name);
		before = ", then ";
	}

	return err;
}

static int tell_reject(struct re_printf *pf, const struct decision *decision)
{
	return re_hprintf(pf, "reject with %u %s", decision->status, decision->reason);
}

static int tell_drop(struct re_printf *pf, const struct decision *decision)
{
	(void)decision;

	return re_hprintf(pf, "drop without a word");
}

static int (*const verbs[VERB_COUNT])(struct re_printf *pf, const struct decision *decision) = {
	[VERB_SEND] = tell_send,
	[VERB_REJECT] = tell_reject,
	[VERB_DROP] = tell_drop,
};

int explain_route(struct re_printf *pf, const struct trip *trip)
{
	const struct policy *policy = trip->policy;
	const struct decision *decision = trip->decision;
	const struct rule *rule = (const struct rule *)decision->rule;
	int err = tell_mismatches(pf, trip, rule ? rule - policy->rules : policy->config.rulec);

	if (!rule)
		return err
			| say(pf, &policy->routes_place, "no rule matches: rejected with %u %s",
			      decision->status, decision->reason);

	err |= re_hprintf(pf, "rule %s: ", rule->route.name);
	err |= verbs[decision->verb](pf, decision);
	return err | end(pf, &rule->route.place);
}

static int tell_next(struct re_printf *pf, const struct route_config *rule)
{
	const struct next_config *next = &rule->next;
	int err = margin(pf, NULL);

	err |= re_hprintf(pf, "next target after %H without an answer, or on %H", value_print_time,
			  &next->after_us, status_print, next->on);
	return err | end(pf, next->place.line ? &next->place : &rule->place);
}

int explain_target(struct re_printf *pf, const struct trip *trip)
{
	const struct route_config *rule = trip->decision->rule;
	const struct peer_config *peer = trip->attempt->peer;
	int err = re_hprintf(pf, "%u of %u: %s at %J over UDP, on side %s", trip->target + 1,
			     rule->targetc, peer->name, &peer->server.address, peer->side->name);

	err |= end(pf, &peer->place);
	if (peer->limit.place.line) {
		err |= margin(pf, NULL);
		err |= tell_limit(pf, peer);
	}
	if (trip->target + 1 < rule->targetc)
		err |= tell_next(pf, rule);

	return err;
}

int explain_numbers_out(struct re_printf *pf, const struct trip *trip)
{
	const struct decision *decision = trip->decision;
	const struct peer_config *peer = trip->attempt->peer;
	int err = tell_number(pf, "called", decision->called, "is written", &trip->called, peer);

	err |= margin(pf, NULL);
	return err | tell_number(pf, "caller", decision->caller, "is written", &trip->caller, peer);
}

int explain_shape(struct re_printf *pf, const struct trip *trip)
{
	return say(pf, &trip->attempt->peer->place,
		   "nothing: this version has no codecs, headers or compat for a peer");
}

static int take_and_tell(struct re_printf *pf, struct trip *trip, enum steps_scope scope)
{
	char head[32];
	int err = 0;

	for (int i = 0; i < STEPS_COUNT; i++) {
		bool goes_on;

		if (steps[i].scope != scope)
			continue;

		goes_on = steps[i].take(trip);
		(void)re_snprintf(head, sizeof head, "%u %s", steps[i].number, steps[i].name);
		err |= margin(pf, head);
		err |= steps[i].tell(pf, trip);
		if (!goes_on)
			break;
	}

	return err;
}

int explain_call(struct re_printf *pf, const struct policy *policy, const struct facts *facts)
{
	struct decision decision = {0};
	struct attempt attempt = {0};
	struct trip trip = {
		.policy = policy, .facts = facts, .decision = &decision, .attempt = &attempt};
	int err = take_and_tell(pf, &trip, STEPS_CALL);

	if (decision.verb != VERB_SEND)
		return err;

	for (; trip.target < decision.rule->targetc; trip.target++)
		err |= take_and_tell(pf, &trip, STEPS_TARGET);

	return err;
}
