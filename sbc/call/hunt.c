/* hunt.c -- target after target; see hunt.h */
#include <errno.h>
#include "sbc/call/hunt.h"
#include "sbc/call/uac.h"
#include "sbc/call/uas.h"

/* RFC 3261 16.6, timer C: more than three minutes since the last that was heard. */
#define RING_US UINT64_C(181000000)

/* Why a target could not even be tried. Each is an answer of ours, as if the target had given it. */
static uint16_t not_tried(struct call *call, uint16_t status, const char *what)
{
	(void)re_snprintf(call->said, sizeof call->said, what, call->attempt.peer->name);
	cdr_tried(call, status);
	return status;
}

static void leave(struct call *call, uint16_t status)
{
	mem_ref(call);
	uac_cancel(call->callee);
	hunt_refused(call, status, NULL);
	mem_deref(call);
}

static void silent(void *arg)
{
	struct call *call = arg;

	(void)re_snprintf(call->said, sizeof call->said, "%s said nothing for %llu ms",
			  call->attempt.peer->name, call->attempt.after_us / 1000);
	leave(call, 408);
}

/* Neither the caller's CANCEL nor an answer: one of them may be dead. */
static void rung_out(void *arg)
{
	struct call *call = arg;

	(void)re_snprintf(call->said, sizeof call->said, "%s rang for %llu s and nobody answered",
			  call->attempt.peer->name, RING_US / 1000000);
	leave(call, 480);
}

/* 0: the target has its INVITE; else the status that stands for what went wrong. */
static uint16_t start(struct call *call)
{
	struct calls *calls = call->calls;
	const struct peer_config *config = call->attempt.peer;
	struct peer *peer;
	uint32_t wait_s;

	call->cdr.trying_us = world_now_us(calls->world);
	if (peers_find(&peer, calls->peers, config->name))
		return not_tried(call, 500, "no memory to try %s");

	if (limits_take(&peer->limits, &wait_s, &config->limit, world_now_us(calls->world)))
		return not_tried(call, 503, "%s may not have another call now (its limit)");

	call->place_out = peer;
	call->hop = (struct hop){config->server.transport, config->server.address, NULL};
	if (anchor_open(call)) {
		call_say(call, EVENT_MACHINE, NULL, "no media ports are left towards side '%s'",
			 config->side->name);
		return not_tried(call, 503, "no media ports are left to call %s");
	}

	if (uac_invite(&call->callee, call))
		return not_tried(call, 503, "%s cannot be reached from here");

	timer_start(&call->patience, calls->world, call->attempt.after_us, silent, call);
	call_say(call, EVENT_ROUTED, call->callee, "called as %s", call->attempt.called);
	return 0;
}

/* A target's status as the caller may hear it. What only its own neighbour can mend is not passed. */
static uint16_t passed_on(uint16_t status)
{
	static const struct {
		uint16_t first, last, becomes;
		const char *why;
	} rows[] = {
		{300, 399, 480, "where they moved is an address of that side"},
		{401, 401, 502, "the login that they want is ours to have"   },
		{407, 407, 502, "the login that they want is ours to have"   },
		{482, 483, 502, "the loop is behind us, not before"          },
		{420, 421, 502, "extensions are agreed leg by leg"           },
		{494, 494, 502, "the agreement that they want is ours"       },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (status >= rows[i].first && status <= rows[i].last)
			return rows[i].becomes;
	}

	return status;
}

static void give_up(struct call *call, uint16_t status, const struct sip_msg *msg)
{
	uint16_t passed = passed_on(status);

	call_say(call, EVENT_MOVE, call->caller, "is refused with %u: %s", passed, call->said);
	cdr_why(call, "%s", call->said);
	if (call->caller->state == LEG_EARLY)
		uas_refuse(call->caller, &(struct answer){.status = passed, .from = msg});
	call_close(call, passed, "%s", call->said);
}

void hunt_next(struct call *call, uint16_t status, const struct sip_msg *msg)
{
	while (!policy_attempt(&call->attempt, call->policy, &call->decision, call->next)) {
		++call->next;
		call_give_place(call);
		status = start(call);
		if (!status)
			return;

		msg = NULL;
	}

	give_up(call, status, msg);
}

void hunt_heard(struct call *call)
{
	timer_start(&call->patience, call->calls->world, RING_US, rung_out, call);
}

void hunt_refused(struct call *call, uint16_t status, const struct sip_msg *msg)
{
	timer_stop(&call->patience);
	cdr_tried(call, status);
	call_give_place(call);
	if (policy_goes_on(&call->decision, status))
		hunt_next(call, status, msg);
	else
		give_up(call, status, msg);
}
