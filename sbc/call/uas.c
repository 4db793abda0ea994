/* uas.c -- the leg that called us; see uas.h */
#include <errno.h>
#include "sbc/call/uas.h"
#include "sbc/call/methods.h"
#include "sbc/hide/headers.h"
#include "sbc/hide/quirks.h"
#include "sbc/hide/reason.h"

static int copy_record_route(struct mbuf *mb, const struct sip_msg *request)
{
	int err = 0;

	for (const struct le *le = request->hdrl.head; le; le = le->next) {
		const struct sip_hdr *header = le->data;

		if (header->id == SIP_HDR_RECORD_ROUTE)
			err |= mbuf_printf(mb, "Record-Route: %r\r\n", &header->val);
	}

	return err;
}

/* What makes a dialog of a response (RFC 3261 12.1.1). */
static int write_dialog(struct mbuf *mb, const struct leg *leg)
{
	int err = copy_record_route(mb, transaction_message(leg->invite));

	err |= leg_write_contact(mb, leg);
	return err | mbuf_write_str(mb, METHODS_ALLOW);
}

static int write_crossing(struct mbuf *mb, const struct leg *leg, const struct sip_msg *from)
{
	struct secrets secrets;
	const struct face face = {.peer = leg->peer,
				  .local = &leg->dialog->listener->local,
				  .compat = leg->peer->compat};
	const struct crossing crossing = {
		.msg = from, .secrets = &secrets, .from = leg->call->attempt.peer, .face = &face};

	secrets_learn(&secrets, from);
	return headers_cross(mb, &crossing);
}

/* A refusal of our own. 487 is none: the caller gave up himself. */
static bool is_ours(const struct answer *answer)
{
	return answer->status >= 300 && answer->status != 487 && !answer->from;
}

static int write_reason(struct mbuf *mb, const struct leg *leg, uint16_t status)
{
	const struct call *call = leg->call;
	const struct reason reason = {.status = status,
				      .rule = call->decision.rule ? call->decision.rule->name
								  : NULL,
				      .call = call->id};

	return reason_write(mb, &reason);
}

static const char *phrase(const struct answer *answer)
{
	return answer->reason ? answer->reason : message_reason(answer->status);
}

static int write_answer(struct mbuf *mb, const struct leg *leg, const struct answer *answer)
{
	int err = message_reply(mb, transaction_message(leg->invite), answer->status,
				phrase(answer), leg->dialog->local_tag);

	if (answer->status < 300)
		err |= write_dialog(mb, leg);
	if (answer->from)
		err |= write_crossing(mb, leg, answer->from);
	if (is_ours(answer))
		err |= write_reason(mb, leg, answer->status);
	if (answer->extra)
		err |= mbuf_write_str(mb, answer->extra);

	return err | message_body(mb, answer->sdp ? "application/sdp" : NULL, answer->sdp);
}

/* *mbp: what was sent, for those who must send it again; may be NULL. */
static int reply(struct mbuf **mbp, struct leg *leg, const struct answer *answer)
{
	struct mbuf *mb = mbuf_alloc(1024);
	int err = mb ? write_answer(mb, leg, answer) : ENOMEM;

	if (!err) {
		mb->pos = 0;
		quirks_message(mb, leg->peer->compat);
		err = transaction_reply(leg->invite, answer->status, mb);
	}
	if (!err && mbp)
		*mbp = mem_ref(mb);

	mem_deref(mb);
	return err;
}

static void news(enum transaction_news news, const struct sip_msg *msg, void *arg)
{
	struct leg *leg = arg;

	(void)msg;
	if (news != TRANSACTION_CANCELLED || leg->state != LEG_EARLY)
		return;

	leg_tell(leg, MOVE_CANCEL, 487, NULL);
}

int uas_open(struct leg **legp, struct call *call, struct transaction *server)
{
	const struct sip_msg *invite = transaction_message(server);
	struct leg *leg;
	int err = leg_alloc(&leg, call, LEG_UAS, call->decision.from);

	if (err)
		return err;

	err = dialog_accept(&leg->dialog, call->calls->dialogs, transaction_listener(server),
			    invite, transaction_tag(server), leg);
	if (err) {
		mem_deref(leg);
		return err;
	}

	leg->invite = mem_ref(server);
	transaction_listen(server, news, leg);
	(void)transaction_refuse(server, 100, "Trying", NULL); /* a lost 100 is only sent again */
	*legp = leg;
	return 0;
}

void uas_ring(struct leg *leg, const struct answer *answer)
{
	struct quirks_ring ring = {.status = answer->status, .sdp = answer->sdp};
	struct answer fit = *answer;

	quirks_ring(&ring, leg->peer->compat);
	fit.status = ring.status;
	fit.sdp = ring.sdp;
	if (leg->state == LEG_EARLY)
		(void)reply(NULL, leg, &fit);
}

/* An answer that cannot be written is given without what crosses: the caller must hear one. */
static void refuse(struct leg *leg, const struct answer *answer)
{
	if (reply(NULL, leg, answer))
		(void)transaction_refuse(leg->invite, answer->status, phrase(answer), NULL);
}

/* As far up as it will ever be: BYE is right from here on. */
static void lost(struct leg *leg)
{
	leg->state = LEG_UP;
	if (leg->hangs_up)
		leg_bye(leg);
	else
		leg_tell(leg, MOVE_LOST, 0, NULL);
}

/* RFC 3261 13.3.1.4: T1, doubled up to T2, for 64*T1 in all. */
static void again(void *arg)
{
	struct leg *leg = arg;
	struct world *world = leg->call->calls->world;

	if (world_now_us(world) - leg->answered_us >= 64 * T1_US) {
		lost(leg);
		return;
	}

	(void)transaction_reply(leg->invite, 200, leg->final);
	++leg->sent;
	leg->again_us = leg->again_us * 2 < T2_US ? leg->again_us * 2 : T2_US;
	timer_start(&leg->again, world, leg->again_us, again, leg);
}

static void note(struct leg *leg, const struct answer *answer)
{
	leg->call->cdr.status = answer->status;
	leg->call->cdr.reason = phrase(answer);
}

int uas_answer(struct leg *leg, const struct answer *answer)
{
	struct world *world = leg->call->calls->world;
	int err = reply(&leg->final, leg, answer);

	if (err)
		return err;

	note(leg, answer);
	leg->state = LEG_ANSWERED;
	leg->sent = 1;
	leg->answered_us = world_now_us(world);
	leg->again_us = T1_US;
	timer_start(&leg->again, world, T1_US, again, leg);
	return 0;
}

void uas_refuse(struct leg *leg, const struct answer *answer)
{
	note(leg, answer);
	refuse(leg, answer);
	leg_end(leg);
}

void uas_acked(struct leg *leg)
{
	if (leg->state != LEG_ANSWERED)
		return;

	leg->state = LEG_UP;
	timer_stop(&leg->again);
	leg->final = mem_deref(leg->final);
	if (leg->hangs_up)
		leg_bye(leg);
}
