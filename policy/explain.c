/* explain.c -- the steps in order, and sentences for the first three; see explain.h */
#include <string.h>
#include "policy/explain.h"
#include "policy/explain_identity.h"
#include "policy/numbers.h"
#include "policy/steps.h"
#include "policy/told.h"
#include "policy/who.h"

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

/* Every line begins under the sentence of its step. */
static int margin(struct re_printf *pf, const char *first)
{
	return re_hprintf(pf, "%-16s", first);
}

static int say(struct re_printf *pf, const struct place *place, const char *fmt, va_list *ap)
{
	return re_hprintf(pf, "%v  (%s:%u)\n", fmt, ap, place->file, place->line);
}

int explain_say(struct re_printf *pf, const struct place *place, const char *fmt, ...)
{
	va_list ap;
	int err;

	va_start(ap, fmt);
	err = say(pf, place, fmt, &ap);
	va_end(ap);
	return err;
}

int explain_also(struct re_printf *pf, const struct place *place, const char *fmt, ...)
{
	va_list ap;
	int err = margin(pf, "");

	va_start(ap, fmt);
	err |= say(pf, place, fmt, &ap);
	va_end(ap);
	return err;
}

void explain_line(struct explain_lines *lines, const struct place *place, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (lines->begun)
		lines->err |= margin(lines->pf, "");
	lines->err |= say(lines->pf, place, fmt, &ap);
	va_end(ap);
	lines->begun = true;
}

static int tell_stranger(struct re_printf *pf, const struct trip *trip)
{
	const struct facts *facts = trip->facts;
	const struct place *place = &trip->policy->peers_place;
	const struct peer_config *elsewhere = who_is_at(trip->policy->who, NULL, &facts->source);
	int err;

	if (facts->from)
		return explain_say(pf, place,
				   "no peer is named '%s': a stranger, dropped without a word",
				   facts->from);

	err = explain_say(pf, place,
			  "no peer is at %j on side %s: a stranger, dropped without a word",
			  &facts->source, facts->side ? facts->side : "(any)");
	if (elsewhere && (!facts->side || strcmp(facts->side, elsewhere->side->name)))
		err |= explain_also(pf, &elsewhere->place,
				    "it is the address of peer %s, but on side %s", elsewhere->name,
				    elsewhere->side->name);

	return err;
}

/* What else names the peer, or makes it prove that it is who it is. */
static int tell_proof(struct re_printf *pf, const struct peer_config *from)
{
	int err = 0;

	if (from->match.place.line)
		err |= explain_also(pf, &from->match.place,
				    "of those at its address, its 'match' fits this call");
	if (from->challenge.user)
		err |= explain_also(pf, &from->challenge.place,
				    "it is challenged (digest) and must log in as '%s'",
				    from->challenge.user);
	if (from->tenant)
		err |= explain_also(pf, &from->tenant->place, "it belongs to tenant %s",
				    from->tenant->name);

	return err;
}

int explain_who(struct re_printf *pf, const struct trip *trip)
{
	const struct peer_config *from = trip->decision->from;
	int err;

	if (!from)
		return tell_stranger(pf, trip);

	if (trip->facts->from)
		err = explain_say(pf, &from->place, "peer %s, on side %s", from->name,
				  from->side->name);
	else
		err = explain_say(pf, &from->place, "%j on side %s is peer %s",
				  &trip->facts->source, from->side->name, from->name);

	return err | tell_proof(pf, from);
}

int explain_number(struct re_printf *pf, const struct explain_number *telling)
{
	const struct number *number = telling->number;
	const bool plan = number->form >= NUMBERS_LOCAL;

	return explain_say(pf, number->place, "%s%s%s%s %s '%s', %s%s%s", telling->what,
			   telling->before ? " '" : "", telling->before ? telling->before : "",
			   telling->before ? "'" : "", telling->verb, number->text,
			   forms[number->form], plan ? " in plan " : "",
			   plan ? telling->peer->numbers->name : "");
}

/* `wire` NULL: it did not stand where the others do. */
static int tell_number_in(struct re_printf *pf, const char *what, const struct pl *wire,
			  const struct number *number, const struct peer_config *peer)
{
	char before[NUMBER_SIZE] = "";

	if (number->form == NUMBERS_UNWRITABLE)
		return explain_say(pf, number->place, "%s '%s' cannot be read %s%s", what,
				   number->text,
				   peer->numbers ? "in plan " : "by anybody: it is too long",
				   peer->numbers ? peer->numbers->name : "");

	if (wire)
		(void)pl_strcpy(wire, before, sizeof before);
	return explain_number(
		pf, &(struct explain_number){what, wire ? before : NULL, "is", number, peer});
}

int explain_numbers_in(struct re_printf *pf, const struct trip *trip)
{
	const struct decision *decision = trip->decision;
	const struct peer_config *from = decision->from;
	const struct explain_identity telling = {&trip->identity, decision, NULL};
	const bool from_header = trip->identity.caller_in != 0;
	int err = tell_number_in(pf, "called", &trip->facts->called, &trip->called, from);

	err |= margin(pf, "");
	err |= tell_number_in(pf, "caller", from_header ? NULL : &trip->facts->caller,
			      &trip->caller, from);
	err |= explain_identity_in(pf, &telling);
	if (decision->verb == VERB_REJECT)
		err |= explain_also(pf, decision->place, "rejected with %u %s", decision->status,
				    decision->reason);

	return err;
}

int explain_limits_in(struct re_printf *pf, const struct trip *trip)
{
	const struct peer_config *from = trip->decision->from;
	const struct tenant_config *tenant = from->tenant;
	int err;

	if (from->limit.place.line)
		err = explain_say(pf, &from->limit.place,
				  "%s may have %H; counted by the running SBC, not here",
				  from->name, told_limit, &from->limit);
	else
		err = explain_say(pf, &from->place, "%s has no limit", from->name);

	if (tenant && tenant->limit.place.line)
		err |= explain_also(pf, &tenant->limit.place,
				    "tenant %s may have %H; counted by the running SBC, not here",
				    tenant->name, told_limit, &tenant->limit);

	return err;
}

static int take_and_tell(struct re_printf *pf, struct trip *trip, enum steps_scope scope)
{
	char head[32];
	int err = 0;

	for (int i = 0; i < STEPS_COUNT; i++) {
		const struct decision before = *trip->decision;
		bool goes_on;

		if (steps[i].scope != scope)
			continue;

		goes_on = steps[i].take(trip);
		trip->before = &before;
		(void)re_snprintf(head, sizeof head, "%u %s", steps[i].number, steps[i].name);
		err |= margin(pf, head);
		err |= steps[i].tell(pf, trip);
		trip->before = NULL;
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

	for (; trip.target < decision.rule->targetc; trip.target++) {
		attempt = (struct attempt){0};
		err |= take_and_tell(pf, &trip, STEPS_TARGET);
	}

	return err;
}
