/* incoming.c -- what an INVITE must pass before it is a call; see incoming.h */
#include <errno.h>
#include <string.h>
#include "sbc/call/incoming.h"
#include "sbc/call/challenge.h"
#include "sbc/call/evict.h"
#include "sbc/call/hunt.h"
#include "sbc/call/suspect.h"
#include "sbc/call/uas.h"

enum {
	EXTRA_SIZE = 256,
	WHY_SIZE = 256
};

struct refusal {    /* status 0: the call may go on… */
	bool waits; /* …but for this: later */
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
	else if (call->calls->count > CALLS_MAX && !(call->decision.emergency && evict_any(call)))
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

static void go_on(struct call *call, bool in_time);

static void lack(struct refusal *refusal, const struct limit_answer *answer)
{
	refuse(refusal, limits_status(answer->lack), "%H", limits_print, answer);
	refusal->reason = limits_reason(answer->lack);
	if (refusal->status == 503)
		(void)re_snprintf(refusal->extra, sizeof refusal->extra, "Retry-After: %u\r\n",
				  limits_wait_s(answer));
}

static void take(struct refusal *refusal, struct call *call, enum places_of of)
{
	struct limit_answer answer;
	int err = places_take(&answer, call, of, go_on);

	refusal->waits = err == EINPROGRESS;
	if (refusal->waits)
		call_say(call, EVENT_MOVE, call->caller, "waits for its turn: %H", limits_print,
			 &answer);
	else if (err == EBUSY)
		lack(refusal, &answer);
	else if (err)
		refuse(refusal, 500, "no memory to count the call");
}

static void check_limit(struct refusal *refusal, struct call *call, const struct sip_msg *invite)
{
	(void)invite;
	take(refusal, call, PLACES_FROM);
}

static void check_rules(struct refusal *refusal, struct call *call, const struct sip_msg *invite)
{
	(void)invite;
	take(refusal, call, PLACES_RULES);
}

static void check_guards(struct refusal *refusal, struct call *call, const struct sip_msg *invite)
{
	const struct guard_config *guard;
	char what[GUARDS_WHAT_SIZE];

	(void)invite;
	if (suspect_ask(&guard, what, call)) {
		refuse(refusal, 500, "no memory to ask the guards");
	} else if (guard) {
		refuse(refusal, guard->status, "%s", what);
		refusal->reason = guard->reason;
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

/*
 * In the order in which they are asked; the first that refuses is the answer. A call that waits for
 * its turn in one of them is asked that one again. Guards and rules come last: a call that is
 * refused before counts for neither.
 */
static check_h *const checks[] = {
	check_room,     check_hops,  check_loop,   check_extensions, check_limit,
	check_decision, check_offer, check_guards, check_rules,
};

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

static void check(struct call *call)
{
	const struct sip_msg *invite = transaction_message(call->caller->invite);
	struct refusal refusal = {0};

	for (; call->checked < ARRAY_SIZE(checks); ++call->checked) {
		checks[call->checked](&refusal, call, invite);
		if (refusal.waits)
			return;

		if (refusal.status) {
			turn_away(call, &refusal);
			return;
		}
	}

	hunt_next(call, 503, NULL);
}

static void go_on(struct call *call, bool in_time)
{
	const struct limit_config *limit = call->places.wait.limit;
	struct refusal refusal = {0};

	if (in_time) {
		check(call);
		return;
	}

	refuse(&refusal, 503, "its turn did not come in %llu ms: the limit of %s (%s:%u)",
	       limit->pace_us / 1000, limit->owner, limit->place.file, limit->place.line);
	turn_away(call, &refusal);
}

static void distrust(struct call *call, const char *why)
{
	struct refusal refusal = {0};

	refuse(&refusal, 403, "%s", why);
	turn_away(call, &refusal);
}

void incoming_invite(struct calls *calls, struct transaction *server, const struct sip_msg *invite,
		     const struct decision *decision)
{
	char unproven[CHALLENGE_WHY_SIZE];
	struct call *call;
	int err;

	if (challenge_asks(unproven, calls, server, invite, decision))
		return;

	err = call_alloc(&call, calls, invite, decision);
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
		call_say(call, EVENT_CALL, call->caller, "%s calls %s", decision->caller,
			 decision->called);
		if (unproven[0])
			distrust(call, unproven);
		else
			check(call);
	}
}
