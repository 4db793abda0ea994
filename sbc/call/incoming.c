/* incoming.c -- what an INVITE must pass before it is a call; see incoming.h */
#include <errno.h>
#include <string.h>
#include "sbc/call/incoming.h"
#include "sbc/call/hunt.h"
#include "sbc/call/uas.h"

enum {
	EXTRA_SIZE = 256,
	WHY_SIZE = 160
};

struct refusal { /* status 0: the call may go on */
	uint16_t status;
	const char *reason; /* NULL: the usual phrase */
	char extra[EXTRA_SIZE];
	char why[WHY_SIZE];
};

typedef void(check_h)(struct refusal *refusal, struct call *call, const struct sip_msg *invite);

static void refuse(struct refusal *refusal, uint16_t status, const char *fmt, ...)
{
	va_list ap;

	refusal->status = status;
	va_start(ap, fmt);
	(void)re_vsnprintf(refusal->why, sizeof refusal->why, fmt, ap);
	va_end(ap);
}

static void check_room(struct refusal *refusal, struct call *call, const struct sip_msg *invite)
{
	(void)invite;
	if (call->calls->stopping)
		refuse(refusal, 503, "the SBC is being stopped");
	else if (call->calls->count > CALLS_MAX)
		refuse(refusal, 503, "the SBC has %u calls already", CALLS_MAX);
}

static void check_hops(struct refusal *refusal, struct call *call, const struct sip_msg *invite)
{
	(void)call;
	if (pl_isset(&invite->maxfwd) && !pl_u32(&invite->maxfwd))
		refuse(refusal, 483, "Max-Forwards has come down to 0: is this a loop?");
}

static bool is_our_hop(const struct sip_hdr *header, const struct sip_msg *msg, void *arg)
{
	struct sip_via via;

	(void)arg;
	return !sip_via_decode(&via, &header->val) && message_branch_loops(&via.branch, &msg->ruri);
}

/* RFC 3261 16.3: it left us with this very Request-URI, and here it is again. */
static void check_loop(struct refusal *refusal, struct call *call, const struct sip_msg *invite)
{
	(void)call;
	if (sip_msg_hdr_apply(invite, true, SIP_HDR_VIA, is_our_hop, NULL))
		refuse(refusal, 482, "the call came back to us unchanged: a loop");
}

/* One line each; one that does not fit is left out whole. */
static bool add_unsupported(const struct sip_hdr *header, const struct sip_msg *msg, void *arg)
{
	char *extra = arg;
	size_t used = strlen(extra);

	(void)msg;
	if (used + header->val.l + sizeof "Unsupported: \r\n" <= EXTRA_SIZE)
		(void)re_snprintf(extra + used, EXTRA_SIZE - used, "Unsupported: %r\r\n",
				  &header->val);

	return false;
}

/* RFC 3261 8.2.2.3: whatever is required, we have none of it yet. */
static void check_extensions(struct refusal *refusal, struct call *call,
			     const struct sip_msg *invite)
{
	const struct sip_hdr *require = sip_msg_hdr(invite, SIP_HDR_REQUIRE);

	(void)call;
	if (!require)
		return;

	(void)sip_msg_hdr_apply(invite, true, SIP_HDR_REQUIRE, add_unsupported, refusal->extra);
	refuse(refusal, 420, "the caller requires %r", &require->val);
}

static void check_limit(struct refusal *refusal, struct call *call, const struct sip_msg *invite)
{
	const struct peer_config *from = call->decision.from;
	uint64_t now_us = world_now_us(call->calls->world);
	struct peer *peer;
	uint32_t wait_s;

	(void)invite;
	if (peers_find(&peer, call->calls->peers, from->name)) {
		refuse(refusal, 500, "no memory");
	} else if (limits_take(&peer->limits, &wait_s, &from->limit, now_us)) {
		(void)re_snprintf(refusal->extra, sizeof refusal->extra, "Retry-After: %u\r\n",
				  wait_s);
		refuse(refusal, 503, "%s has as many calls as its limit allows (%s:%u)", from->name,
		       from->limit.place.file, from->limit.place.line);
	} else {
		call->place_in = peer;
	}
}

static void check_decision(struct refusal *refusal, struct call *call, const struct sip_msg *invite)
{
	const struct decision *decision = &call->decision;

	(void)invite;
	if (decision->verb != VERB_REJECT)
		return;

	refusal->reason = decision->reason;
	if (decision->rule)
		refuse(refusal, decision->status, "rule '%s' rejects (%s:%u)", decision->rule->name,
		       decision->rule->place.file, decision->rule->place.line);
	else if (decision->status == 404)
		refuse(refusal, decision->status, "no rule sends this call anywhere");
	else
		refuse(refusal, decision->status, "%s", decision->reason);
}

/* RFC 3261 25: no URI has an empty user before its @. */
static void check_called(struct refusal *refusal, struct call *call, const struct sip_msg *invite)
{
	(void)invite;
	if (!call->decision.called[0])
		refuse(refusal, 484, "the INVITE names nobody");
}

static void check_offer(struct refusal *refusal, struct call *call, const struct sip_msg *invite)
{
	const char *why;
	uint16_t status = anchor_offered(&why, call, invite);

	if (!status)
		return;

	if (status == 415)
		strcpy(refusal->extra, "Accept: application/sdp\r\n");
	refuse(refusal, status, "%s", why);
}

/* In the order in which they are asked; the first that refuses is the answer. */
static check_h *const checks[] = {
	check_room,  check_hops,   check_loop,     check_extensions,
	check_limit, check_called, check_decision, check_offer,
};

static void check(struct refusal *refusal, struct call *call, const struct sip_msg *invite)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks) && !refusal->status; i++)
		checks[i](refusal, call, invite);
}

static void turn_away(struct call *call, const struct refusal *refusal)
{
	call_say(call, EVENT_MOVE, call->caller, "is refused with %u: %s", refusal->status,
		 refusal->why);
	mem_ref(call);
	cdr_why(call, "%s", refusal->why);
	uas_refuse(call->caller,
		   &(struct answer){.status = refusal->status,
				    .reason = refusal->reason,
				    .extra = refusal->extra});
	call_close(call, refusal->status, "%s", refusal->why);
	mem_deref(call);
}

/* Not a word to the caller, but a record for us. */
static void drop(struct call *call, struct transaction *server)
{
	transaction_drop(server);
	call_close(call, 0, "rule '%s' drops",
		   call->decision.rule ? call->decision.rule->name : "");
}

static void begin(struct call *call, const struct sip_msg *invite)
{
	struct refusal refusal = {0};

	call_say(call, EVENT_CALL, call->caller, "%s calls %s", call->decision.caller,
		 call->decision.called);
	check(&refusal, call, invite);
	if (refusal.status)
		turn_away(call, &refusal);
	else
		hunt_next(call, 503, NULL);
}

void incoming_invite(struct calls *calls, struct transaction *server, const struct sip_msg *invite,
		     const struct decision *decision)
{
	struct call *call;
	int err = call_alloc(&call, calls, invite, decision);

	if (err) {
		(void)transaction_refuse(server, 500, "Server Internal Error", NULL);
	} else if (decision->verb == VERB_DROP) {
		drop(call, server);
	} else if (uas_open(&call->caller, call, server)) {
		(void)transaction_refuse(server, 400, "Bad Contact Or Record-Route", NULL);
		call->cdr.status = 400;
		call->cdr.reason = message_reason(400);
		call_close(call, 400, "the INVITE's Contact or Record-Route cannot be read");
	} else {
		begin(call, invite);
	}
}
