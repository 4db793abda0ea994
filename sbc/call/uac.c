/* uac.c -- a leg that we call; see uac.h */
#include <errno.h>
#include "sbc/call/uac.h"
#include "sbc/call/methods.h"
#include "sbc/call/prove.h"
#include "sbc/hide/edit.h"
#include "sbc/hide/identity.h"
#include "sbc/hide/nameaddr.h"
#include "sbc/hide/quirks.h"

enum {
	URI_SIZE = 512
}; /* of a name and address we write; longer is not sent */

/* RFC 7332: counted down across a B2BUA too, so that a loop ends. */
static uint32_t max_forwards(const struct sip_msg *invite)
{
	return pl_isset(&invite->maxfwd) ? pl_u32(&invite->maxfwd) - 1 : MESSAGE_HOPS;
}

struct outward { /* all that is asked about what crosses to the target */
	struct face face;
	struct secrets secrets;
	struct crossing crossing;
};

static uint32_t compat_of(const struct call *call)
{
	uint32_t compat = call->attempt.peer->compat;

	for (uint32_t i = 0; i < call->decision.rulec; i++)
		compat |= call->decision.rules[i]->compat;

	return compat;
}

static void look_outward(struct outward *outward, const struct call *call,
			 const struct listener *listener)
{
	const struct sip_msg *invite = transaction_message(call->caller->invite);

	secrets_learn(&outward->secrets, invite);
	outward->face = (struct face){.peer = call->attempt.peer,
				      .local = &listener->local,
				      .hop = &call->hop.address,
				      .compat = compat_of(call)};
	outward->crossing = (struct crossing){.msg = invite,
					      .secrets = &outward->secrets,
					      .from = call->decision.from,
					      .face = &outward->face,
					      .attempt = &call->attempt};
}

struct addresses { /* of the dialog, as its messages have them */
	char from[URI_SIZE], to[URI_SIZE], target[URI_SIZE];
};

static int write_addresses(struct addresses *addresses, const struct outward *outward)
{
	const struct nameaddr called = {.role = NAMEADDR_TARGET,
					.face = &outward->face,
					.user = outward->crossing.attempt->called};

	if (re_snprintf(addresses->from, URI_SIZE, "%H", identity_from, &outward->crossing) < 0
	    || re_snprintf(addresses->to, URI_SIZE, "%H", nameaddr_print, &called) < 0
	    || re_snprintf(addresses->target, URI_SIZE, "%H", nameaddr_target, &called) < 0)
		return EOVERFLOW;

	return 0;
}

static int begin_dialog(struct leg *leg, struct listener *listener, const struct outward *outward)
{
	struct call *call = leg->call;
	struct registration_route route;
	char call_id[TOKEN_SIZE], tag[TOKEN_SIZE];
	struct addresses addresses;
	int err = write_addresses(&addresses, outward);

	if (err)
		return err;

	registrations_route(&route, call->calls->registrations, call->attempt.peer,
			    call->attempt.caller);
	message_token(call_id, call->calls->world);
	message_token(tag, call->calls->world);
	cdr_trying(call, call_id);

	const struct dialog_config config = {.call_id = call_id,
					     .local_tag = tag,
					     .local_addr = addresses.from,
					     .remote_addr = addresses.to,
					     .target = addresses.target,
					     .routes = route.routes,
					     .routec = route.routec,
					     .listener = listener,
					     .peer = call->hop.address,
					     .owner = leg};
	return dialog_begin(&leg->dialog, call->calls->dialogs, &config);
}

/* What the rules say, in the order in which they matched, then what the target's own line says. */
static int edit(struct mbuf *mb, size_t begin, const struct call *call)
{
	const struct decision *decision = &call->decision;
	const struct peer_config *peer = call->attempt.peer;
	int err = 0;

	for (uint32_t i = 0; i < decision->rulec; i++)
		err |= edit_headers(mb, begin, decision->rules[i]->headers,
				    decision->rules[i]->headerc);

	return err | edit_headers(mb, begin, peer->headers, peer->headerc);
}

static int write_invite(struct mbuf *mb, struct leg *leg, const char *branch,
			const struct outward *outward)
{
	struct call *call = leg->call;
	struct mbuf *sdp = NULL;
	struct pl body;
	size_t begin;
	int err = anchor_offer(&sdp, call, leg);

	if (err)
		return err;

	pl_set_mbuf(&body, sdp);
	err = dialog_request(mb, leg->dialog, "INVITE", leg->invite_cseq, branch,
			     max_forwards(outward->crossing.msg));
	begin = mb->pos;
	err |= leg_write_contact(mb, leg);
	err |= mbuf_write_str(mb, METHODS_ALLOW);
	err |= headers_cross(mb, &outward->crossing);
	err |= edit(mb, begin, call);
	err |= prove_write(mb, leg, "INVITE", &body);
	err |= message_body(mb, "application/sdp", &body);
	mem_deref(sdp);
	mb->pos = 0;
	quirks_message(mb, outward->face.compat);
	return err;
}

/* Kept, because each 200 that is sent again wants it again (RFC 3261 13.2.2.4). */
static int make_ack(struct leg *leg)
{
	struct mbuf *mb = mbuf_alloc(512);
	char branch[BRANCH_SIZE];
	struct pl target;
	int err;

	if (!mb)
		return ENOMEM;

	pl_set_str(&target, leg->dialog->target);
	message_branch(branch, leg->call->calls->world, &target);
	err = dialog_request(mb, leg->dialog, "ACK", leg->invite_cseq, branch, MESSAGE_HOPS);
	err |= prove_repeat(mb, leg);
	err |= message_body(mb, NULL, NULL);
	mb->pos = 0;
	if (err) {
		mem_deref(mb);
		return err;
	}

	mem_deref(leg->final);
	leg->final = mb;
	return 0;
}

static void send_ack(struct leg *leg)
{
	if (!leg->final)
		return;

	leg_expect(leg);
	(void)transport_send(leg->dialog->listener, &leg->dialog->peer, leg->final);
}

/* The 200 makes the dialog; what it taught is where ACK and BYE go. */
static int confirm(struct leg *leg, const struct sip_msg *ok)
{
	int err = dialog_learn(leg->dialog, ok);

	err = err ? err : make_ack(leg);
	if (!err)
		send_ack(leg);

	return err;
}

static struct leg *branch_of(struct leg *leg, const struct pl *tag)
{
	for (struct le *le = leg->call->legs.head; le; le = le->next) {
		struct leg *other = le->data;

		if (other->dialog && other->dialog->remote_tag
		    && !str_cmp(other->dialog->call_id, leg->dialog->call_id)
		    && !pl_strcmp(tag, other->dialog->remote_tag))
			return other;
	}

	return NULL;
}

/* An answer that nobody wants any more is taken up and hung up (RFC 3261 13.2.2.4). */
static void end_answer(struct leg *leg, const struct dialog_config *config, uint32_t cseq,
		       const struct sip_msg *ok)
{
	leg->invite_cseq = cseq;
	if (dialog_begin(&leg->dialog, leg->call->calls->dialogs, config)) {
		leg_end(leg);
		return;
	}

	leg->dialog->owner = leg;
	leg->dialog->local_cseq = cseq;
	if (confirm(leg, ok))
		leg_end(leg);
	else
		leg_bye(leg);
}

/* Another branch of a fork answered as well. */
static void end_branch(struct leg *leg, const struct sip_msg *ok)
{
	const struct dialog *dialog = leg->dialog;
	const struct dialog_config config = {.call_id = dialog->call_id,
					     .local_tag = dialog->local_tag,
					     .local_addr = dialog->local_addr,
					     .remote_addr = dialog->remote_addr,
					     .target = dialog->target,
					     .listener = dialog->listener,
					     .peer = dialog->peer};
	struct leg *branch;

	if (!leg_alloc(&branch, leg->call, LEG_UAC, leg->peer))
		end_answer(branch, &config, leg->invite_cseq, ok);
}

static void answered_again(struct leg *leg, const struct sip_msg *ok)
{
	struct leg *branch = branch_of(leg, &ok->to.tag);

	if (branch)
		send_ack(branch);
	else
		end_branch(leg, ok);
}

static void ended_unanswered(struct leg *leg, uint16_t status, const struct sip_msg *msg)
{
	bool told = leg->state == LEG_EARLY;

	leg->state = LEG_CLOSING;
	if (told)
		leg_tell(leg, MOVE_REFUSE, status, msg);
	leg_end(leg);
}

static void answered(struct leg *leg, const struct sip_msg *ok)
{
	bool cancelled = leg->state == LEG_CLOSING;

	if (leg->final) {
		answered_again(leg, ok);
	} else if (confirm(leg, ok)) {
		ended_unanswered(leg, 502, NULL); /* no dialog can be made of it */
	} else if (cancelled) {
		leg_bye(leg); /* it crossed our CANCEL */
	} else {
		leg->state = LEG_UP;
		leg_tell(leg, MOVE_ANSWER, ok->scode, ok);
	}
}

static void provisional(struct leg *leg, const struct sip_msg *msg)
{
	if (msg->scode == 100 || leg->state != LEG_EARLY)
		return;

	if (pl_isset(&msg->to.tag))
		(void)dialog_learn(leg->dialog, msg); /* the 200 teaches again */
	leg_tell(leg, MOVE_RING, msg->scode, msg);
}

static int invite_again(struct leg *leg);

/* A login is asked for before anything rings; afterwards it would be for another call (12.1.2). */
static void refused(struct leg *leg, const struct sip_msg *msg)
{
	bool is_new = leg->state == LEG_EARLY && !leg->dialog->remote_tag;

	if (is_new && !prove_again(leg, msg) && !invite_again(leg))
		return;

	ended_unanswered(leg, msg->scode, msg);
}

static void news(enum transaction_news news, const struct sip_msg *msg, void *arg)
{
	struct leg *leg = arg;

	if (news == TRANSACTION_RESPONSE)
		hops_heard(leg);

	if (news == TRANSACTION_TIMEOUT)
		ended_unanswered(leg, 408, NULL);
	else if (news != TRANSACTION_RESPONSE)
		ended_unanswered(leg, 503, NULL);
	else if (msg->scode < 200)
		provisional(leg, msg);
	else if (msg->scode < 300)
		answered(leg, msg);
	else
		refused(leg, msg);
}

static int send_invite(struct leg *leg, const struct outward *outward)
{
	struct calls *calls = leg->call->calls;
	char branch[BRANCH_SIZE];
	struct pl target;
	struct mbuf *mb = mbuf_alloc(2048);
	int err;

	if (!mb)
		return ENOMEM;

	leg->invite_cseq = ++leg->dialog->local_cseq;
	pl_set_str(&target, leg->dialog->target);
	message_branch(branch, calls->world, &target);
	err = write_invite(mb, leg, branch, outward);
	if (!err)
		err = transaction_request(&leg->invite, calls->transactions, leg->dialog->listener,
					  &leg->dialog->peer, branch, "INVITE", mb, news, leg);

	mem_deref(mb);
	return err;
}

static int invite_again(struct leg *leg)
{
	struct transaction *before = leg->invite;
	struct outward outward;
	int err;

	leg->invite = NULL;
	look_outward(&outward, leg->call, leg->dialog->listener);
	err = send_invite(leg, &outward);
	transaction_forget(before);
	mem_deref(before);
	return err;
}

int uac_invite(struct leg **legp, struct call *call)
{
	const struct peer_config *peer = call->attempt.peer;
	struct transports *transports = transactions_transports(call->calls->transactions);
	struct listener *listener = transport_find(transports, peer->side->name,
						   call->hop.transport, &call->hop.address);
	struct outward outward;
	struct leg *leg;
	int err;

	if (!listener)
		return EADDRNOTAVAIL;

	err = transport_expect(listener, &call->hop.address, call->hop.name);
	err = err ? err : leg_alloc(&leg, call, LEG_UAC, peer);
	if (err)
		return err;

	look_outward(&outward, call, listener);
	err = begin_dialog(leg, listener, &outward);
	err = err ? err : send_invite(leg, &outward);
	if (err)
		mem_deref(leg);
	else
		*legp = leg;

	return err;
}

void uac_cancel(struct leg *leg)
{
	leg->state = LEG_CLOSING;
	if (transaction_cancel(leg->invite))
		leg_end(leg);
}

static void print_address(char *text, const struct sip_taddr *address)
{
	(void)re_snprintf(text, URI_SIZE, "<%r>", &address->auri);
}

/* A call of its own, without a caller and without a record: that was told when the INVITE ended. */
void uac_late(struct calls *calls, struct listener *listener, const struct sip_msg *ok)
{
	static const struct decision nobody;
	char call_id[URI_SIZE], tag[URI_SIZE], from[URI_SIZE], to[URI_SIZE];
	const struct dialog_config config = {.call_id = call_id,
					     .local_tag = tag,
					     .local_addr = from,
					     .remote_addr = to,
					     .target = "sip:late",
					     .listener = listener,
					     .peer = ok->src};
	struct call *call;
	struct leg *leg;

	if (pl_strcpy(&ok->callid, call_id, sizeof call_id)
	    || pl_strcpy(&ok->from.tag, tag, sizeof tag) || calls->count >= CALLS_MAX
	    || call_alloc(&call, calls, ok, &nobody))
		return;

	print_address(from, &ok->from);
	print_address(to, &ok->to);
	call->cdr.told = true;
	mem_ref(call);
	if (!leg_alloc(&leg, call, LEG_UAC, NULL))
		end_answer(leg, &config, ok->cseq.num, ok);
	call_close(call, 0, "an answer after its time");
	mem_deref(call);
}
