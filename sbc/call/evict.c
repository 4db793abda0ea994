/* evict.c -- who has to go; see evict.h */
#include "sbc/call/evict.h"
#include "sbc/call/call.h"

typedef bool(fits_h)(const struct call *victim, const struct call *emergency, const void *arg);

static bool fits_any(const struct call *victim, const struct call *emergency, const void *arg)
{
	(void)victim;
	(void)emergency;
	(void)arg;
	return true;
}

static bool holds_meter(const struct call *victim, const struct call *emergency, const void *meter)
{
	(void)emergency;
	for (enum places_of of = PLACES_FROM; of < PLACES_COUNT; of++) {
		for (struct le *le = victim->places.holds[of].head; le; le = le->next) {
			const struct hold *hold = le->data;

			if (hold->meter == meter && hold->is_taken)
				return true;
		}
	}

	return false;
}

static bool uses_side(const struct call *call, const struct side_config *side)
{
	return sa_cmp(&call->decision.from->side->media, &side->media, SA_ADDR)
		|| sa_cmp(&call->anchor.side->media, &side->media, SA_ADDR);
}

/* Its ports are of both addresses that the emergency needs some of. */
static bool has_ports(const struct call *victim, const struct call *emergency, const void *arg)
{
	(void)arg;
	return victim->anchor.session && uses_side(victim, emergency->decision.from->side)
		&& uses_side(victim, emergency->attempt.peer->side);
}

static bool evict(struct call *emergency, fits_h *fits, const void *arg)
{
	for (struct le *le = emergency->calls->list.tail; le; le = le->prev) {
		struct call *call = le->data;

		if (call == emergency || call->closing || call->decision.emergency
		    || !fits(call, emergency, arg))
			continue;

		call->farewell =
			"Reason: preemption;cause=2;text=\"Reserved Resources Preempted\"\r\n";
		call_close(call, 503, "an emergency call took its place");
		return true;
	}

	return false;
}

bool evict_any(struct call *emergency)
{
	return evict(emergency, fits_any, NULL);
}

bool evict_place(struct call *emergency, const struct meter *meter)
{
	return evict(emergency, holds_meter, meter);
}

bool evict_ports(struct call *emergency)
{
	return evict(emergency, has_ports, NULL);
}
