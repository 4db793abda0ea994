/* dispatch.c -- the tables of methods and verbs; see dispatch.h */
#include "sbc/dispatch.h"
#include "sbc/gather.h"
#include "sbc/call/incoming.h"
#include "sbc/call/methods.h"
#include "sbc/call/uas.h"

struct request {
	struct calls *calls;
	struct transaction *server;
	const struct sip_msg *msg;
};

/* Who takes a call that the policy decided. A verb without a row would be a call nobody answers. */
static void (*const verbs[])(struct calls *calls, struct transaction *server,
			     const struct sip_msg *invite, const struct decision *decision) = {
	[VERB_SEND] = incoming_invite,
	[VERB_REJECT] = incoming_invite,
	[VERB_DROP] = incoming_invite,
};
_Static_assert(ARRAY_SIZE(verbs) == VERB_COUNT, "a verb of the policy that nobody does");

/* How much of CALLS_MAX is taken, in percent. */
static uint32_t load(const struct calls *calls)
{
	return (uint32_t)((uint64_t)calls->count * 100 / CALLS_MAX);
}

/* The peer whose registrar called an account of ours: its line is known to nobody else. */
static const char *called_line(const struct request *request)
{
	const char *side = transaction_listener(request->server)->side;
	const struct account_config *account =
		registrations_of_line(request->calls->registrations, &request->msg->uri);

	return account && !str_cmp(account->peer->side->name, side) ? account->peer->name : NULL;
}

/* Who is known by what his name leads to; the policy knows the others itself. */
static const char *named_one(const struct calls *calls, const struct facts *facts)
{
	const struct peer_config *peer = policy_who(calls->policy, facts->side, &facts->source)
		? NULL
		: peers_who(calls->peers, facts->side, &facts->source, facts);

	return peer ? peer->name : NULL;
}

/* Step 1 of the policy: a stranger hears nothing, so that he learns nothing. */
static void drop(const struct request *request)
{
	event_say(request->calls->events,
		  &(struct event){.kind = EVENT_STRANGER, .from = &request->msg->src},
		  "%r from no peer of side '%s': dropped", &request->msg->met,
		  transaction_listener(request->server)->side);
	transaction_drop(request->server);
}

static void invite(const struct request *request)
{
	struct calls *calls = request->calls;
	struct facts facts = {.side = transaction_listener(request->server)->side,
			      .load = load(calls),
			      .date_us = world_date_us(calls->world)};
	struct gathered gathered;
	struct decision decision;

	gather_facts(&facts, &gathered, request->msg);
	facts.from = called_line(request);
	facts.from = facts.from ? facts.from : named_one(calls, &facts);
	policy_decide(&decision, calls->policy, &facts);
	if (decision.from)
		verbs[decision.verb](calls, request->server, request->msg, &decision);
	else
		drop(request); /* of those at this address nobody takes such a call */
}

/* How peers ask whether we are alive; 483 is the proxy's answer to 0 hops, and ours. */
static void options(const struct request *request)
{
	const struct pl *hops = &request->msg->maxfwd;

	if (pl_isset(hops) && !pl_u32(hops))
		(void)transaction_refuse(request->server, 483, "Too Many Hops", NULL);
	else
		(void)transaction_refuse(request->server, 200, "OK",
					 METHODS_ALLOW "Accept: application/sdp\r\n");
}

static void without_call(const struct request *request)
{
	(void)transaction_refuse(request->server, 481, "Call/Transaction Does Not Exist", NULL);
}

static void not_here(const struct request *request)
{
	(void)transaction_refuse(request->server, 405, "Method Not Allowed", METHODS_ALLOW);
}

/* What each method means outside a call. Any other is one that we never heard of: 501. */
/* clang-format off */
static const struct {
	const char *method;
	void (*handler)(const struct request *request);
} methods[] = {
	{"INVITE",    invite},
	{"OPTIONS",   options},
	{"BYE",       without_call},
	{"PRACK",     without_call},
	{"UPDATE",    without_call},
	{"INFO",      without_call},
	{"REGISTER",  not_here},
	{"SUBSCRIBE", not_here},
	{"NOTIFY",    not_here},
	{"MESSAGE",   not_here},
	{"PUBLISH",   not_here},
	{"REFER",     not_here},
};
/* clang-format on */

static bool is_of_a_stranger(const struct request *request)
{
	return transport_is_stranger(transaction_listener(request->server), &request->msg->src)
		&& !called_line(request);
}

static void outside(const struct request *request)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		if (!pl_strcmp(&request->msg->met, methods[i].method)) {
			methods[i].handler(request);
			return;
		}
	}

	(void)transaction_refuse(request->server, 501, "Not Implemented", METHODS_ALLOW);
}

static void inside(const struct request *request, struct dialog *dialog)
{
	if (dialog)
		methods_request(dialog->owner, request->server, request->msg);
	else
		without_call(request);
}

/* Whoever knows the tags of a dialog is in it, wherever he stands now. */
void dispatch_request(struct calls *calls, struct transaction *server, const struct sip_msg *msg)
{
	const struct request request = {.calls = calls, .server = server, .msg = msg};
	bool is_inside = pl_isset(&msg->to.tag);
	struct dialog *dialog = is_inside ? dialog_find(calls->dialogs, msg) : NULL;

	if (!dialog && is_of_a_stranger(&request))
		drop(&request);
	else if (is_inside)
		inside(&request, dialog);
	else
		outside(&request);
}

void dispatch_ack(struct calls *calls, const struct sip_msg *msg)
{
	struct dialog *dialog = dialog_find(calls->dialogs, msg);

	if (dialog)
		uas_acked(dialog->owner);
}
