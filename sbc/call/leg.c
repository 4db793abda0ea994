/* leg.c -- what both kinds of legs share; see leg.h */
#include <errno.h>
#include "sbc/call/call.h"
#include "sbc/call/cross.h"
#include "sbc/call/prove.h"
#include "sbc/call/uac.h"
#include "sbc/call/uas.h"
#include "sbc/hide/face.h"
#include "sbc/peer/login.h"

static void let_go(struct transaction **transactionp)
{
	transaction_forget(*transactionp);
	*transactionp = mem_deref(*transactionp);
}

static void leg_destroy(void *data)
{
	struct leg *leg = data;

	timer_stop(&leg->again);
	let_go(&leg->invite);
	let_go(&leg->bye);
	list_unlink(&leg->le);
	mem_deref(leg->dialog);
	mem_deref(leg->final);
	mem_deref(leg->login);
	mem_deref(leg->proof);
	mem_deref(leg->why);
}

int leg_alloc(struct leg **legp, struct call *call, enum leg_role role,
	      const struct peer_config *peer)
{
	struct leg *leg;

	if (list_count(&call->legs) >= LEGS_MAX)
		return EMFILE;

	leg = mem_zalloc(sizeof *leg, leg_destroy);
	if (!leg)
		return ENOMEM;

	leg->call = call;
	leg->role = role;
	leg->peer = peer;
	world_random(call->calls->world, &leg->sdp_id, sizeof leg->sdp_id);
	leg->sdp_id &= INT64_MAX; /* phones read it as a signed number */
	list_append(&call->legs, &leg->le, leg);
	*legp = leg;
	return 0;
}

void leg_end(struct leg *leg)
{
	if (leg->state == LEG_ENDED)
		return;

	leg->state = LEG_ENDED;
	timer_stop(&leg->again);
	let_go(&leg->invite);
	let_go(&leg->bye);
	leg->dialog = mem_deref(leg->dialog);
	leg->final = mem_deref(leg->final);
	call_settle(leg->call);
}

void leg_tell(struct leg *leg, enum move_kind kind, uint16_t status, const struct sip_msg *msg)
{
	const struct move move = {.kind = kind, .status = status, .msg = msg};

	cross(leg, &move);
}

void leg_expect(const struct leg *leg)
{
	const char *name = leg->peer ? hops_name(leg->peer) : NULL;

	if (name)
		(void)transport_expect(leg->dialog->listener, &leg->dialog->peer, name);
}

static int send_bye(struct leg *leg);

static bool bye_again(struct leg *leg, const struct sip_msg *msg)
{
	if (prove_again(leg, msg))
		return false;

	let_go(&leg->bye);
	return !send_bye(leg);
}

static void bye_news(enum transaction_news news, const struct sip_msg *msg, void *arg)
{
	if (news == TRANSACTION_RESPONSE && (msg->scode < 200 || bye_again(arg, msg)))
		return;

	leg_end(arg);
}

static int write_bye(struct mbuf *mb, struct leg *leg, const char *branch)
{
	int err = dialog_request(mb, leg->dialog, "BYE", ++leg->dialog->local_cseq, branch,
				 MESSAGE_HOPS);

	if (leg->call->farewell)
		err |= mbuf_write_str(mb, leg->call->farewell);
	err |= prove_write(mb, leg, "BYE", NULL);
	return err | message_body(mb, NULL, NULL);
}

static int send_bye(struct leg *leg)
{
	struct calls *calls = leg->call->calls;
	struct pl target;
	char branch[BRANCH_SIZE];
	struct mbuf *mb = mbuf_alloc(512);
	int err;

	if (!mb)
		return ENOMEM;

	pl_set_str(&target, leg->dialog->target);
	message_branch(branch, calls->world, &target);
	leg_expect(leg);
	err = write_bye(mb, leg, branch);
	mb->pos = 0;
	if (!err)
		err = transaction_request(&leg->bye, calls->transactions, leg->dialog->listener,
					  &leg->dialog->peer, branch, "BYE", mb, bye_news, leg);

	mem_deref(mb);
	return err;
}

void leg_bye(struct leg *leg)
{
	leg->state = LEG_CLOSING;
	timer_stop(&leg->again);
	login_begin(leg->login);
	if (send_bye(leg))
		leg_end(leg);
}

static void close_bye(struct leg *leg, uint16_t status)
{
	(void)status;
	leg_bye(leg);
}

static void close_cancel(struct leg *leg, uint16_t status)
{
	(void)status;
	uac_cancel(leg);
}

static void close_refuse(struct leg *leg, uint16_t status)
{
	uas_refuse(leg, &(struct answer){.status = status});
}

/* RFC 3261 15: no BYE before the ACK of our 200, or before nobody waits for it any more. */
static void close_later(struct leg *leg, uint16_t status)
{
	(void)status;
	leg->hangs_up = true;
}

static void close_not(struct leg *leg, uint16_t status)
{
	(void)leg;
	(void)status;
}

/* How a leg is ended from here, by what it is and how far it has come. */
static void (*const closers[][LEG_ENDED + 1])(struct leg *leg, uint16_t status) = {
	[LEG_UAS] = {[LEG_EARLY] = close_refuse,
		     [LEG_ANSWERED] = close_later,
		     [LEG_UP] = close_bye,
		     [LEG_CLOSING] = close_not,
		     [LEG_ENDED] = close_not},
	[LEG_UAC] = {[LEG_EARLY] = close_cancel,
		     [LEG_ANSWERED] = close_not,   /* never: a UAC leg is up at once */
		     [LEG_UP] = close_bye,
		     [LEG_CLOSING] = close_not,
		     [LEG_ENDED] = close_not},
};

void leg_close(struct leg *leg, uint16_t status)
{
	closers[leg->role][leg->state](leg, status);
}

int leg_write_contact(struct mbuf *mb, const struct leg *leg)
{
	const struct sa *local = &leg->dialog->listener->local;
	const struct face face = {.peer = leg->peer, .local = local};

	return mbuf_printf(mb, "Contact: <sip:%H:%u%s>\r\n", face_ours, &face, sa_port(local),
			   transport_param(leg->dialog->listener->transport));
}
