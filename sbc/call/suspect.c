/* suspect.c -- the guards of one call; see suspect.h */
#include "sbc/call/suspect.h"
#include "sbc/call/call.h"
#include "policy/country.h"

/* What an engine that has just begun does not know yet is no news. */
static struct guards_call describe(const struct call *call)
{
	uint64_t now_us = world_now_us(call->calls->world);
	const struct peer *from = call->places.from;
	bool knows = from && now_us - call->calls->began_us >= GUARDS_LEARN_US;
	const struct country *country = country_of(call->decision.called);

	return (struct guards_call){.peer = call->decision.from->name,
				    .country = country ? country_name(country) : NULL,
				    .known = knows ? &from->countries : NULL};
}

static void tell(struct call *call, const char *what)
{
	call_say(call, EVENT_GUARD, call->caller, "%s", what);
}

static void ask_warners(char what[GUARDS_WHAT_SIZE], struct call *call,
			const struct guards_call *asked)
{
	uint64_t now_us = world_now_us(call->calls->world);

	for (struct le *le = call->places.holds[PLACES_WARNERS].head; le; le = le->next) {
		if (!guards_ask(what, le->data, asked, now_us))
			continue;

		tell(call, what);
		cdr_warned(call, what);
	}
}

static const struct guard_config *ask_rejecters(char what[GUARDS_WHAT_SIZE], struct call *call,
						const struct guards_call *asked)
{
	uint64_t now_us = world_now_us(call->calls->world);

	for (struct le *le = call->places.holds[PLACES_GUARDS].head; le; le = le->next) {
		const struct hold *hold = le->data;

		if (!guards_ask(what, hold, asked, now_us))
			continue;

		tell(call, what);
		return hold->guard;
	}

	return NULL;
}

/* An emergency is nobody's fraud. */
int suspect_ask(const struct guard_config **guardp, char what[GUARDS_WHAT_SIZE], struct call *call)
{
	const struct guards_call asked = describe(call);
	uint64_t now_us = world_now_us(call->calls->world);
	int err = call->decision.emergency ? 0 : places_guard(call);

	*guardp = NULL;
	if (err)
		return err;

	ask_warners(what, call, &asked);
	*guardp = ask_rejecters(what, call, &asked);
	if (*guardp)
		return 0;

	limits_take(&call->places.holds[PLACES_GUARDS], now_us);
	limits_take(&call->places.holds[PLACES_WARNERS], now_us);
	return 0;
}

void suspect_answered(struct call *call)
{
	struct peer *from = call->places.from;

	if (from)
		countries_learn(&from->countries, describe(call).country);
}
