/* hunt.c -- target after target; see hunt.h */
#include <errno.h>
#include "sbc/call/evict.h"
#include "sbc/call/hunt.h"
#include "sbc/call/order.h"
#include "sbc/call/uac.h"
#include "sbc/call/uas.h"

/* RFC 3261 16.6, timer C: more than three minutes since the last that was heard. */
#define RING_US UINT64_C(181000000)

/* A target that asked to be left alone is, but not for longer than this. */
#define REST_MAX_S 3600

/* Ports for an emergency: how often they are looked for, and after how often one more call has to go. */
enum {
	LOOKS_MAX = 40,
	LOOKS_BEFORE_NEXT = 10,
};
#define LOOK_US UINT64_C(50000)

/* Why a target could not even be tried. Each is an answer of ours, as if the target had given it. */
static uint16_t not_tried(struct call *call, uint16_t status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)re_vsnprintf(call->said, sizeof call->said, fmt, ap);
	va_end(ap);
	cdr_tried(call, status);
	return status;
}

/* What an errno of ours means for a target; the first row that fits. */
static uint16_t failed(struct call *call, int err)
{
	static const struct {
		int err;
		uint16_t status;
		const char *what;
	} rows[] = {
		{EADDRNOTAVAIL, 503, "no listener of its side reaches"              },
		{EMFILE,        503, "too many legs were begun to call"             },
		{ENOSPC,        503, "too many transactions are open to call"       },
		{EOVERFLOW,     502, "a number or name is too long for an INVITE to"},
		{ENOMEM,        500, "no memory to call"                            },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].err == err)
			return not_tried(call, rows[i].status, "%s %s", rows[i].what,
					 call->attempt.peer->name);
	}

	return not_tried(call, 500, "%s could not be called: %m", call->attempt.peer->name, err);
}

static void leave(struct call *call, uint16_t status)
{
	mem_ref(call);
	hops_leave(call);
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

static uint16_t start(struct call *call);

/* What was waited for is there, or not: this target, or the next one. */
static void start_or_next(struct call *call)
{
	uint16_t status = start(call);

	if (status)
		hunt_next(call, status, NULL);
}

static void turn(struct call *call, bool in_time)
{
	const struct limit_config *limit = call->places.wait.limit;

	if (in_time)
		start_or_next(call);
	else
		hunt_next(
			call,
			not_tried(call, 503,
				  "its turn at %s did not come in %llu ms: the limit of %s (%s:%u)",
				  call->attempt.peer->name, limit->pace_us / 1000, limit->owner,
				  limit->place.file, limit->place.line),
			NULL);
}

/* EINPROGRESS: it waits for its turn; then, as with any other error, *statusp is the answer so far. */
static int take_place(uint16_t *statusp, struct call *call)
{
	struct limit_answer answer;
	int err = call->places.to ? 0 : places_take(&answer, call, PLACES_TO, turn);

	*statusp = 0;
	if (err == EINPROGRESS)
		call_say(call, EVENT_MOVE, call->caller, "waits for its turn: %H", limits_print,
			 &answer);
	else if (err == EBUSY)
		*statusp = not_tried(call, 503, "%H", limits_print, &answer);
	else if (err)
		*statusp = failed(call, err);

	return err;
}

static void look_again(void *arg)
{
	struct call *call = mem_ref(arg);

	start_or_next(call);
	mem_deref(call);
}

/* An emergency waits for the ports of a call that it ended, and of one more if that one is dead. */
static bool waits_for_ports(struct call *call)
{
	if (!call->decision.emergency || call->looks == LOOKS_MAX)
		return false;

	if (call->looks++ % LOOKS_BEFORE_NEXT == 0)
		(void)evict_ports(call);
	timer_start(&call->patience, call->calls->world, LOOK_US, look_again, call);
	return true;
}

static uint16_t no_ports(struct call *call)
{
	const char *side = call->attempt.peer->side->name;

	if (waits_for_ports(call))
		return 0;

	call_say(call, EVENT_MACHINE, NULL, "no media ports are left towards side '%s'", side);
	return not_tried(call, 503, "no media ports are left to call %s", call->attempt.peer->name);
}

/* Asked before a place is taken: whoever is not called has no part in anybody's rate. */
static bool rests(const struct call *call)
{
	struct peer *peer;

	return call->decision.rule->next.heeds_retry && !call->decision.emergency
		&& !peers_find(&peer, call->calls->peers, call->attempt.peer->name)
		&& peer->rests_us > world_now_us(call->calls->world);
}

static const struct peer *down(const struct call *call, const struct peer_config *config)
{
	struct peer *peer;

	return !peers_find(&peer, call->calls->peers, config->name) && hosts_are_down(peer) ? peer
											    : NULL;
}

/* A target that is down, while another one of the rule is not: why should a caller wait for it? */
static const struct peer *left_out(const struct call *call)
{
	const struct route_config *rule = call->decision.rule;
	const struct peer *peer = down(call, call->attempt.peer);

	for (uint32_t i = 0; peer && i < rule->targetc; i++) {
		if (!down(call, rule->targets[i].peer))
			return peer;
	}

	return NULL;
}

static uint16_t passed_over(struct call *call, const struct peer *peer)
{
	const uint16_t status = not_tried(call, 503, "%H", hosts_print_why, peer);

	call_say(call, EVENT_ROUTED, NULL, "passed over: %s", call->said);
	return status;
}

/* No machine of it is known; call->said says why. */
static uint16_t nowhere(struct call *call)
{
	cdr_tried(call, 503);
	return 503;
}

/* 0: the target has its INVITE, or the call waits; else the status of what went wrong. */
static uint16_t start(struct call *call)
{
	const struct peer_config *config = call->attempt.peer;
	const struct peer *is_out = left_out(call);
	uint16_t status;
	int err;

	call->cdr.trying_us = world_now_us(call->calls->world);
	if (is_out)
		return passed_over(call, is_out);

	status = anchor_shape(call);
	if (status) {
		cdr_tried(call, status);
		return status;
	}

	if (rests(call))
		return not_tried(call, 503, "%s asked to be left alone (Retry-After)",
				 config->name);

	if (take_place(&status, call))
		return status;

	err = hops_begin(call);
	if (err)
		return err == ENOENT ? nowhere(call) : failed(call, err);

	err = anchor_open(call);
	if (err)
		return err == EADDRNOTAVAIL ? no_ports(call) : failed(call, err);

	err = hops_next(call);
	if (err)
		return failed(call, err);

	hunt_wait(call, call->attempt.after_us);
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

/* The next in the order that was drawn for this call; ERANGE: there is none. */
static int next_target(struct call *call)
{
	if (call->next == call->decision.rule->targetc)
		return ERANGE;
	if (!call->next)
		order_targets(call->order, call);

	redirect_reset(&call->redirect);
	places_leave_target(call);
	call->looks = 0;
	return policy_attempt(&call->attempt, call->policy, &call->decision,
			      call->order[call->next++]);
}

void hunt_next(struct call *call, uint16_t status, const struct sip_msg *msg)
{
	while (!next_target(call)) {
		status = start(call);
		if (!status)
			return;

		msg = NULL;
	}

	give_up(call, status, msg);
}

void hunt_wait(struct call *call, uint64_t for_us)
{
	timer_start(&call->patience, call->calls->world, for_us, silent, call);
}

void hunt_heard(struct call *call)
{
	timer_start(&call->patience, call->calls->world, RING_US, rung_out, call);
}

/* "120 (out of order);duration=3600": the number in front; 0: there is none. */
static uint32_t seconds_of(const struct pl *value)
{
	uint32_t seconds = 0;

	for (size_t i = 0; i < value->l && value->p[i] >= '0' && value->p[i] <= '9'; i++)
		seconds = seconds < REST_MAX_S ? seconds * 10 + (uint32_t)(value->p[i] - '0')
					       : REST_MAX_S;

	return seconds < REST_MAX_S ? seconds : REST_MAX_S;
}

/*
 * Of 500 and 503 Retry-After speaks of the target, so nobody calls it for so long; of others it
 * speaks of whom was called (RFC 3261 20.33).
 */
static void heed(struct call *call, uint16_t status, const struct sip_msg *msg)
{
	const struct sip_hdr *header = msg ? sip_msg_hdr(msg, SIP_HDR_RETRY_AFTER) : NULL;
	uint32_t seconds = header ? seconds_of(&header->val) : 0;

	if ((status != 500 && status != 503) || !seconds || !call->places.to)
		return;

	seconds = seconds < REST_MAX_S ? seconds : REST_MAX_S;
	call->places.to->rests_us = world_now_us(call->calls->world) + UINT64_C(1000000) * seconds;
	call_say(call, EVENT_MOVE, call->callee, "asks to be left alone for %u s", seconds);
}

/* 3xx: the same peer again, where the rule follows and the Contact is that peer's own. */
static bool follows(struct call *call, uint16_t status, const struct sip_msg *msg)
{
	int err;

	if (!msg || status / 100 != 3 || !call->decision.rule->next.follows)
		return false;

	err = redirect_follow(call, msg);
	if (!err)
		return true;

	(void)re_snprintf(call->said, sizeof call->said, "%s moved the call (%u) %s",
			  call->attempt.peer->name, status,
			  err == ELOOP ? "round in a loop" : "to nobody of its own");
	return false;
}

void hunt_refused(struct call *call, uint16_t status, const struct sip_msg *msg)
{
	if (hops_go_on(call, status, msg))
		return;

	timer_stop(&call->patience);
	cdr_tried(call, status);
	hops_end(call);
	heed(call, status, msg);
	places_leave_target(call);
	if (follows(call, status, msg))
		start_or_next(call);
	else if (policy_goes_on(&call->decision, status))
		hunt_next(call, status, msg);
	else
		give_up(call, status, msg);
}
