/* transaction.c -- what comes in, and what a user asks for; see transaction.h */
#include <string.h>
#include "sbc/sip/matching.h"
#include "sbc/sip/transaction_inner.h"

enum {
	BUCKETS = 32768,
};

/* ---- what comes in ---- */

static enum happening happening_of(uint16_t status)
{
	if (status < 200)
		return HAPPENS_PROVISIONAL;

	return status < 300 ? HAPPENS_SUCCESS : HAPPENS_FAILURE;
}

static bool is_late(const struct listener *listener, const struct sip_msg *msg)
{
	return happening_of(msg->scode) == HAPPENS_SUCCESS && message_is(msg, "INVITE")
		&& message_branch_is_ours(&msg->via.branch)
		&& !transport_is_stranger(listener, &msg->src);
}

static void hear_response(struct transactions *all, struct listener *listener,
			  const struct sip_msg *msg)
{
	const uint64_t place = matching_client_place(all->seed, &msg->via.branch);
	struct transaction *client =
		transaction_find(all, place, matching_client_id(place, &msg->cseq.met));

	const bool is_orphan = !client || !client->handler;

	if (client)
		transaction_run(client, happening_of(msg->scode), msg);
	if (is_orphan && all->user.late && is_late(listener, msg))
		all->user.late(listener, msg, all->user.arg);
}

static void hear_ack(struct transactions *all, const struct sip_msg *msg)
{
	const uint64_t place = matching_server_place(all->seed, msg);
	struct transaction *server = transaction_find(all, place, matching_server_id(place, msg));

	if (server)
		transaction_run(server, HAPPENS_ACK, msg);
	else
		all->user.ack(msg, all->user.arg);
}

static int write_answer(struct mbuf **mbp, const struct sip_msg *msg, uint16_t status,
			const char *reason, const char *to_tag, const char *extra)
{
	struct mbuf *mb = mbuf_alloc(ANSWER_SIZE);
	int err = 0;

	if (!mb)
		return ENOMEM;

	err |= message_reply(mb, msg, status, reason, to_tag);
	err |= mbuf_write_str(mb, extra ? extra : "");
	err |= message_body(mb, NULL, NULL);
	mb->pos = 0;
	if (err)
		mem_deref(mb);
	else
		*mbp = mb;

	return err;
}

/* Answered without state: the same CANCEL again finds the same INVITE, and its user hears it once. */
static void hear_cancel(struct transactions *all, struct listener *listener,
			const struct sip_msg *msg)
{
	const uint64_t place = matching_server_place(all->seed, msg);
	struct transaction *invite = transaction_find(all, place, matching_server_id(place, msg));
	struct mbuf *mb;

	if (!invite) {
		(void)transport_refuse(listener, msg, 481, NULL, NULL);
		return;
	}
	if (invite->is_dropped)
		return;
	if (!write_answer(&mb, msg, 200, NULL, transaction_tag(invite), NULL)) {
		(void)transport_answer(listener, &msg->src, &invite->to, mb);
		mem_deref(mb);
	}
	if (invite->wants_cancel)
		return;

	invite->wants_cancel = true;
	transaction_run(invite, HAPPENS_CANCEL, msg);
}

static int begin_server(struct transaction **serverp, struct transactions *all, uint64_t place,
			const struct sip_msg *msg)
{
	const enum machine machine =
		message_is(msg, "INVITE") ? MACHINE_SERVER_INVITE : MACHINE_SERVER;
	const int err =
		transaction_enter(serverp, all, machine, place, matching_server_id(place, msg));

	if (err)
		return err;

	(*serverp)->merge = matching_merge(place, msg);
	(*serverp)->msg = mem_ref((void *)msg);
	transport_way(&(*serverp)->to, msg);
	return 0;
}

static void hear_new(struct transactions *all, struct listener *listener, uint64_t place,
		     const struct sip_msg *msg)
{
	struct transaction *server;

	if (transaction_is_merged(all, place, matching_merge(place, msg))) {
		(void)transport_refuse(listener, msg, 482, "Merged Request", NULL);
		return;
	}
	if (all->livec >= all->max || begin_server(&server, all, place, msg)) {
		(void)transport_refuse(listener, msg, 503, NULL, "Retry-After: 10\r\n");
		return;
	}

	server->listener = listener;
	mem_ref(server);
	transaction_run(server, HAPPENS_BEGIN, msg);
	all->user.request(server, msg, all->user.arg);
	if (mem_nrefs(server) <= 2) /* ours and the table's: nobody kept it */
		transaction_forget(server);

	mem_deref(server);
}

static void hear(struct listener *listener, const struct sip_msg *msg, void *arg)
{
	struct transactions *all = arg;
	const uint64_t place = matching_server_place(all->seed, msg);
	struct transaction *server;

	if (!msg->req) {
		hear_response(all, listener, msg);
		return;
	}
	if (message_is(msg, "ACK")) {
		hear_ack(all, msg);
		return;
	}
	if (message_is(msg, "CANCEL")) {
		hear_cancel(all, listener, msg);
		return;
	}

	server = transaction_find(all, place, matching_server_id(place, msg));
	if (server)
		transaction_run(server, HAPPENS_REQUEST, msg);
	else
		hear_new(all, listener, place, msg);
}

/* ---- the door ---- */

static bool leave_each(struct le *le, void *arg)
{
	(void)arg;
	transaction_leave(list_ledata(le));
	return false;
}

static void destroy(void *arg)
{
	struct transactions *all = arg;

	(void)hash_apply(all->live, leave_each, NULL);
	mem_deref(all->live);
	mem_deref(all->transports);
}

int transactions_alloc(struct transactions **transactionsp, struct world *world,
		       struct events *events, const struct transaction_user *user)
{
	struct transactions *all = mem_zalloc(sizeof *all, destroy);
	int err;

	if (!all)
		return ENOMEM;

	all->world = world;
	all->user = *user;
	all->max = TRANSACTIONS_MAX;
	world_random(world, &all->seed, sizeof all->seed);
	err = hash_alloc(&all->live, BUCKETS);
	if (!err)
		err = transports_alloc(&all->transports, world, events, hear, all);
	if (err)
		mem_deref(all);
	else
		*transactionsp = all;

	return err;
}

struct transports *transactions_transports(struct transactions *all)
{
	return all->transports;
}

uint32_t transactions_count(const struct transactions *all)
{
	return all->livec;
}

void transactions_limit(struct transactions *all, uint32_t max)
{
	all->max = max;
}

int transaction_request(struct transaction **clientp, struct transactions *all,
			struct listener *listener, const struct sa *to, const char *branch,
			const char *method, struct mbuf *request, transaction_h *handler, void *arg)
{
	const struct pl pl_branch = {branch, strlen(branch)}, pl_method = {method, strlen(method)};
	const uint64_t place = matching_client_place(all->seed, &pl_branch);
	const bool is_invite = !strcmp(method, "INVITE");
	struct transaction *client;
	int err;

	if (all->livec >= 2 * all->max)
		return ENOSPC;

	err = transaction_enter(&client, all, is_invite ? MACHINE_CLIENT_INVITE : MACHINE_CLIENT,
				place, matching_client_id(place, &pl_method));
	if (err)
		return err;

	client->watch = (struct transport_watch){.handler = transaction_lost, .arg = client};
	client->listener = listener;
	client->to = *to;
	client->out = mem_ref(request);
	client->handler = handler;
	client->arg = arg;
	transaction_run(client, HAPPENS_BEGIN, NULL);
	*clientp = mem_ref(client);
	return 0;
}

int transaction_cancel(struct transaction *client)
{
	if (client->machine != MACHINE_CLIENT_INVITE)
		return EINVAL;
	if (client->wants_cancel || client->state > STATE_PROCEEDING)
		return 0;

	client->wants_cancel = true;
	if (client->state == STATE_PROCEEDING)
		transaction_send_cancel(client);

	return 0;
}

void transaction_listen(struct transaction *server, transaction_h *handler, void *arg)
{
	server->handler = handler;
	server->arg = arg;
}

const struct sip_msg *transaction_message(const struct transaction *server)
{
	return server->msg;
}

struct listener *transaction_listener(const struct transaction *transaction)
{
	return transaction->listener;
}

const char *transaction_tag(struct transaction *server)
{
	if (!server->tag[0] && server->transactions)
		message_token(server->tag, server->transactions->world);

	return server->tag;
}

int transaction_reply(struct transaction *server, uint16_t status, struct mbuf *response)
{
	const enum happening happening = happening_of(status);

	if (machine_step(server->machine, server->state, happening)->next == STATE_NEW)
		return EALREADY;

	mem_deref(server->out);
	server->out = mem_ref(response);
	transaction_run(server, happening, NULL);
	return 0;
}

int transaction_refuse(struct transaction *server, uint16_t status, const char *reason,
		       const char *extra)
{
	struct mbuf *mb;
	int err;

	if (!server->msg || !server->transactions)
		return EALREADY;

	err = write_answer(&mb, server->msg, status, reason, transaction_tag(server), extra);
	if (err)
		return err;

	err = transaction_reply(server, status, mb);
	mem_deref(mb);
	return err;
}

void transaction_drop(struct transaction *server)
{
	server->is_dropped = true;
	transaction_forget(server);
	server->msg = mem_deref(server->msg);
}

void transaction_forget(struct transaction *transaction)
{
	if (!transaction)
		return;

	transaction->is_forgotten = true;
	transaction->handler = NULL;
	if (transaction->transactions)
		transaction_run(transaction, HAPPENS_FORGOTTEN, NULL);
	if (transaction->state > STATE_PROCEEDING)
		transaction->msg = mem_deref(transaction->msg);
}
