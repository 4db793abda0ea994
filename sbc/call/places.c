/* places.c -- which limits a call falls under; see places.h */
#include <errno.h>
#include "sbc/call/places.h"
#include "sbc/call/call.h"
#include "sbc/call/evict.h"
#include "sbc/call/suspect.h"

static uint64_t now_of(const struct call *call)
{
	return world_now_us(call->calls->world);
}

static struct limit_who who_of(const struct call *call)
{
	const struct peer_config *from = call->decision.from;

	return (struct limit_who){.caller = call->decision.caller,
				  .peer = from->name,
				  .tenant = from->tenant ? from->tenant->name : NULL};
}

static int add(struct call *call, enum places_of of, const struct limit_config *limit)
{
	const struct limit_who who = who_of(call);

	return limits_add(&call->places.holds[of], peers_meters(call->calls->peers), limit, &who,
			  now_of(call));
}

static int add_from(struct call *call)
{
	const struct peer_config *from = call->decision.from;
	int err = add(call, PLACES_FROM, &from->limit);

	return err || !from->tenant ? err : add(call, PLACES_FROM, &from->tenant->limit);
}

static int add_rules(struct call *call)
{
	int err = 0;

	for (uint32_t i = 0; i < call->decision.rulec && !err; i++)
		err = add(call, PLACES_RULES, &call->decision.rules[i]->limit);

	return err;
}

/* A call between two peers of a tenant is one call of that tenant. */
static int add_to(struct call *call)
{
	const struct peer_config *to = call->attempt.peer;
	const struct tenant_config *tenant = to->tenant;
	int err = add(call, PLACES_TO, &to->limit);

	return err || !tenant || tenant == call->decision.from->tenant
		? err
		: add(call, PLACES_TO, &tenant->limit);
}

static int add_guard(struct call *call, const struct guard_config *guard)
{
	const struct limit_who who = who_of(call);
	enum places_of of = guard->status ? PLACES_GUARDS : PLACES_WARNERS;

	return limits_add_guard(&call->places.holds[of], peers_meters(call->calls->peers), guard,
				&who, now_of(call));
}

int places_guard(struct call *call)
{
	int err = 0;

	for (uint32_t i = 0; i < call->decision.guardc && !err; i++)
		err = add_guard(call, call->decision.guards[i]);

	return err;
}

/* Once: a call that waited has its holds already. */
static int gather(struct call *call, enum places_of of)
{
	static int (*const adders[PLACES_COUNT])(struct call * call) = {
		[PLACES_FROM] = add_from,
		[PLACES_RULES] = add_rules,
		[PLACES_TO] = add_to,
	};
	struct list *holds = &call->places.holds[of];
	int err = list_isempty(holds) ? adders[of](call) : 0;

	if (err)
		limits_give(holds, now_of(call));

	return err;
}

/* A peer that has left the file meanwhile is not counted any more. */
static void count_at(struct peer **peerp, struct call *call, const struct peer_config *config)
{
	struct peer *peer;

	if (peers_find(&peer, call->calls->peers, config->name))
		return;

	*peerp = mem_ref(peer);
	++peer->calls;
}

/* Who is said to have this call, for those who look for the peer with the fewest. */
static void join(struct call *call, enum places_of of)
{
	if (of == PLACES_FROM)
		count_at(&call->places.from, call, call->decision.from);
	else if (of == PLACES_TO)
		count_at(&call->places.to, call, call->attempt.peer);
}

static void part(struct peer **peerp)
{
	if (*peerp)
		--(*peerp)->calls;

	*peerp = mem_deref(*peerp);
}

/* An emergency asks too: whose place it may take. */
static int ask(struct limit_answer *answer, struct call *call, enum places_of of, pace_h *go)
{
	limits_ask(answer, &call->places.holds[of], call->places.wait.turn, now_of(call));
	if (call->decision.emergency) {
		if (of == PLACES_TO && answer->lack == LIMIT_LACKS_PLACE)
			evict_place(call, answer->hold->meter);
		return 0;
	}

	if (answer->lack == LIMIT_LACKS_RATE && !pace_wait(call, answer, go))
		return EINPROGRESS;

	return answer->lack ? EBUSY : 0;
}

int places_take(struct limit_answer *answer, struct call *call, enum places_of of, pace_h *go)
{
	int err = gather(call, of);

	err = err ? err : ask(answer, call, of, go);
	if (err)
		return err;

	join(call, of);
	limits_take(&call->places.holds[of], now_of(call));
	pace_leave(call);
	return 0;
}

static void look(void *arg);

/* What is used up first, of all but warners. */
static uint64_t lasts_us(struct limit_answer *answer, const struct call *call)
{
	uint64_t least_us = UINT64_MAX;

	for (enum places_of of = PLACES_FROM; of < PLACES_COUNT; of++) {
		struct limit_answer one;
		uint64_t us = of == PLACES_WARNERS
			? UINT64_MAX
			: limits_last_us(&one, &call->places.holds[of], now_of(call));

		if (us >= least_us)
			continue;

		least_us = us;
		*answer = one;
	}

	return least_us;
}

static void end(struct call *call, const struct limit_answer *answer)
{
	call->farewell = answer->lack == LIMIT_LACKS_TALK
		? "Reason: SIP;cause=403;text=\"Minutes Used Up\"\r\n"
		: "Reason: SIP;cause=403;text=\"Money Used Up\"\r\n";
	if (answer->hold->guard)
		call_say(call, EVENT_GUARD, call->caller, "%H", limits_print, answer);
	call_close(call, 0, "%H", limits_print, answer);
}

static void look(void *arg)
{
	struct call *call = arg;
	struct limit_answer answer;
	uint64_t us = call->decision.emergency ? UINT64_MAX : lasts_us(&answer, call);

	if (!us)
		end(call, &answer);
	else if (us != UINT64_MAX)
		timer_start(&call->places.look, call->calls->world,
			    us < PLACES_LOOK_US ? us : PLACES_LOOK_US, look, call);
}

/* The look is left to the timer: whoever tells us of the answer is in the middle of it. */
void places_answered(struct call *call)
{
	struct places *places = &call->places;

	suspect_answered(call);
	places->is_answered = true;
	places->answered_us = now_of(call);
	for (enum places_of of = PLACES_FROM; of < PLACES_COUNT; of++)
		limits_talk(&places->holds[of], call->attempt.price, places->answered_us);

	timer_start(&places->look, call->calls->world, 0, look, call);
}

void places_leave_target(struct call *call)
{
	pace_leave(call);
	part(&call->places.to);
	limits_give(&call->places.holds[PLACES_TO], now_of(call));
}

void places_give(struct call *call)
{
	struct places *places = &call->places;
	uint64_t now_us = now_of(call);
	uint64_t talked_us = places->is_answered ? now_us - places->answered_us + 1 : 0;

	timer_stop(&places->look);
	places_leave_target(call);
	part(&places->from);
	guards_learn(&places->holds[PLACES_GUARDS], talked_us, now_us);
	guards_learn(&places->holds[PLACES_WARNERS], talked_us, now_us);
	for (enum places_of of = PLACES_FROM; of < PLACES_TO; of++)
		limits_give(&places->holds[of], now_us);
}
