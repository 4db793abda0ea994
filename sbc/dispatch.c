/* dispatch.c -- the tables of methods and verbs; see dispatch.h */
#include "sbc/dispatch.h"
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

/* What follows the number in a user part (RFC 3966) is of that side: ;phone-context=… */
static struct pl number_of(const struct pl *user)
{
	const char *end = pl_strchr(user, ';');

	return (struct pl){user->p, end ? (size_t)(end - user->p) : user->l};
}

static void gather(struct facts *facts, const struct request *request)
{
	*facts = (struct facts){.side = transaction_listener(request->server)->side,
				.source = request->msg->src,
				.caller = number_of(&request->msg->from.uri.user),
				.called = number_of(&request->msg->uri.user),
				.date_us = world_date_us(request->calls->world)};
}

static void invite(const struct request *request)
{
	struct decision decision;
	struct facts facts;

	gather(&facts, request);
	policy_decide(&decision, request->calls->policy, &facts);
	verbs[decision.verb](request->calls, request->server, request->msg, &decision);
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

/* Step 1 of the policy: a stranger hears nothing, so that he learns nothing. */
static bool is_of_a_stranger(const struct request *request)
{
	const struct listener *listener = transaction_listener(request->server);
	const struct sa *source = &request->msg->src;

	if (!transport_is_stranger(listener, source))
		return false;

	event_say(request->calls->events, &(struct event){.kind = EVENT_STRANGER, .from = source},
		  "%r from no peer of side '%s': dropped", &request->msg->met, listener->side);
	transaction_drop(request->server);
	return true;
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
		return;

	if (is_inside)
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
