/* transaction.c -- does what machine.h says: deeds, the table of transactions, what comes in, the door */
#include <string.h>
#include <strings.h>
#include "sbc/sip/transaction.h"
#include "sbc/sip/machine.h"

enum {
	BUCKETS = 32768,
	ANSWER_SIZE = 1024, /* what most fit into */
};

struct transactions {
	struct world *world;
	struct transports *transports;
	struct transaction_user user;
	struct hash *live;
	uint32_t livec, max;
	uint64_t seed;
};

struct transaction {
	struct le he;                      /* its place among the living */
	struct transactions *transactions; /* NULL: no longer among them */
	enum machine machine;
	enum state state;
	bool is_forgotten, is_dropped;
	bool wants_cancel; /* client: the user does; server: it was told him */
	bool is_repeated;  /* client: by a second connection, as the first was lost */
	char tag[TOKEN_SIZE];
	uint64_t place; /* in the table; see place_of */
	uint64_t id;    /* what its messages hash to */
	uint64_t merge; /* server: what the same request on another way hashes to; 0: in a dialog */
	uint64_t retry_us;
	struct timer retry, end;
	struct listener *listener;
	struct sa to;
	struct transport_watch watch; /* client: the connection on which the answer will come */
	struct mbuf *out;             /* what is sent (again): request, ACK or response */
	struct sip_msg *msg;          /* server: the request */
	transaction_h *handler;
	void *arg;
};

static const struct pl pl_invite = PL("INVITE");
static const char cookie[] = "z9hG4bK"; /* RFC 3261 8.1.1.7 */

/* ---- hashes: FNV-1a from a secret seed; a 0 behind each piece keeps "ab","c" from "a","bc" ---- */

static uint64_t mix(uint64_t hash, const struct pl *pl)
{
	for (size_t i = 0; i < pl->l; i++)
		hash = (hash ^ (uint8_t)pl->p[i]) * UINT64_C(0x100000001b3);

	return hash * UINT64_C(0x100000001b3);
}

static uint64_t mix_number(uint64_t hash, uint32_t number)
{
	const struct pl pl = {(const char *)&number, sizeof number};

	return mix(hash, &pl);
}

/* Alike for a request, what belongs to it, and its copies on other ways; for a client, its branch. */
static uint64_t server_place(const struct transactions *all, const struct sip_msg *msg)
{
	return mix_number(mix(all->seed, &msg->callid), msg->cseq.num);
}

static uint64_t client_place(const struct transactions *all, const struct pl *branch)
{
	return mix(~all->seed, branch);
}

static bool has_cookie(const struct pl *branch)
{
	const size_t l = sizeof cookie - 1;

	return branch->l > l && !strncasecmp(branch->p, cookie, l);
}

/* RFC 3261 17.2.3. ACK and CANCEL hash to their INVITE. */
static uint64_t server_id(uint64_t place, const struct sip_msg *msg)
{
	const bool is_of_invite = message_is(msg, "ACK") || message_is(msg, "CANCEL");
	const uint64_t hash = mix(place, is_of_invite ? &pl_invite : &msg->met);

	if (has_cookie(&msg->via.branch))
		return mix(mix(hash, &msg->via.branch), &msg->via.sentby);

	return mix(mix(mix(hash, &msg->ruri), &msg->from.tag), &msg->via.val); /* RFC 2543 */
}

static uint64_t server_merge(uint64_t place, const struct sip_msg *msg)
{
	return msg->to.tag.l ? 0 : mix(mix(place, &msg->from.tag), &msg->met) | 1;
}

/* ---- being among the living ---- */

static void destroy_transaction(void *arg)
{
	struct transaction *transaction = arg;

	mem_deref(transaction->out);
	mem_deref(transaction->msg);
}

/* Who is left of it after that is only its user. */
static void leave(struct transaction *transaction)
{
	timer_stop(&transaction->retry);
	timer_stop(&transaction->end);
	list_unlink(&transaction->watch.le);
	hash_unlink(&transaction->he);
	transaction->transactions->livec--;
	transaction->transactions = NULL;
	transaction->state = STATE_ENDED;
	transaction->out = mem_deref(transaction->out);
	mem_deref(transaction);
}

static int enter(struct transaction **transactionp, struct transactions *all, enum machine machine,
		 uint64_t place, uint64_t id)
{
	struct transaction *transaction = mem_zalloc(sizeof *transaction, destroy_transaction);

	if (!transaction)
		return ENOMEM;

	transaction->transactions = all;
	transaction->machine = machine;
	transaction->place = place;
	transaction->id = id;
	hash_append(all->live, (uint32_t)place, &transaction->he, transaction);
	all->livec++;
	*transactionp = transaction;
	return 0;
}

static struct transaction *find(const struct transactions *all, uint64_t place, uint64_t id)
{
	struct list *list = hash_list(all->live, (uint32_t)place);

	for (struct le *le = list_head(list); le; le = le->next) {
		struct transaction *transaction = list_ledata(le);

		if (transaction->id == id)
			return transaction;
	}

	return NULL;
}

static bool is_merged(const struct transactions *all, uint64_t place, uint64_t merge)
{
	struct list *list = hash_list(all->live, (uint32_t)place);

	for (struct le *le = list_head(list); merge && le; le = le->next) {
		const struct transaction *transaction = list_ledata(le);

		if (transaction->merge == merge)
			return true;
	}

	return false;
}

/* ---- deeds ---- */

static void run(struct transaction *transaction, enum happening happening,
		const struct sip_msg *msg);

static void retry(void *arg)
{
	run(arg, HAPPENS_RETRY, NULL);
}

static void end(void *arg)
{
	run(arg, HAPPENS_END, NULL);
}

static void unreachable(void *arg)
{
	run(arg, HAPPENS_UNREACHABLE, NULL);
}

static bool is_reliable(const struct transaction *transaction)
{
	return transport_is_reliable(transaction->listener->transport);
}

static void stop_retry(struct transaction *transaction)
{
	timer_stop(&transaction->retry);
}

static void wait(struct transaction *transaction)
{
	if (!transaction->is_forgotten)
		timer_stop(&transaction->end);
}

static void retry_after(struct transaction *transaction, uint64_t after_us)
{
	if (is_reliable(transaction))
		return;

	transaction->retry_us = after_us;
	timer_start(&transaction->retry, transaction->transactions->world, after_us, retry,
		    transaction);
}

static void retry_t1(struct transaction *transaction)
{
	retry_after(transaction, T1_US);
}

static void retry_double(struct transaction *transaction)
{
	retry_after(transaction, 2 * transaction->retry_us);
}

static void retry_capped(struct transaction *transaction)
{
	const uint64_t twice_us = 2 * transaction->retry_us;

	retry_after(transaction, twice_us < T2_US ? twice_us : T2_US);
}

static void retry_t2(struct transaction *transaction)
{
	retry_after(transaction, T2_US);
}

static void end_after(struct transaction *transaction, uint64_t after_us, timer_h *handler)
{
	timer_start(&transaction->end, transaction->transactions->world, after_us, handler,
		    transaction);
}

static void end_64t1(struct transaction *transaction)
{
	end_after(transaction, 64 * T1_US, end);
}

static void linger_64t1(struct transaction *transaction)
{
	end_after(transaction, is_reliable(transaction) ? 0 : 64 * T1_US, end);
}

static void linger_t4(struct transaction *transaction)
{
	end_after(transaction, is_reliable(transaction) ? 0 : T4_US, end);
}

static void drop(struct transaction *transaction)
{
	transaction->out = mem_deref(transaction->out);
}

static bool is_client(const struct transaction *transaction)
{
	return transaction->machine <= MACHINE_CLIENT;
}

static bool waits_for_answer(const struct transaction *transaction)
{
	return is_client(transaction) && transaction->state <= STATE_PROCEEDING;
}

static int send_request(struct transaction *client)
{
	return transport_request(client->listener, &client->to, client->out, &client->watch);
}

static int send_response(const struct transaction *server)
{
	const struct sa *source = server->msg ? &server->msg->src : &server->to;

	return transport_answer(server->listener, source, &server->to, server->out);
}

static void send_out(struct transaction *transaction)
{
	int err;

	if (!transaction->out)
		return;

	err = is_client(transaction) ? send_request(transaction) : send_response(transaction);
	if (err && waits_for_answer(transaction))
		end_after(transaction, 0, unreachable); /* never from inside the call that asked */
}

/*
 * Whoever hung up on a request may never have heard it: it is said again, once, by another
 * connection. What rings may still be answered by one that they make (RFC 3261 18.2.2), unless ours
 * broke: then they are gone.
 */
static void lost(int err, bool opened, void *arg)
{
	struct transaction *client = arg;

	if (!waits_for_answer(client))
		return;

	if (opened && client->state == STATE_TRYING && !client->is_repeated) {
		client->is_repeated = true;
		send_out(client);
	} else if (err || client->state == STATE_TRYING) {
		run(client, HAPPENS_UNREACHABLE, NULL);
	}
}

static int begin_cancel(struct transaction *invite, struct mbuf *mb)
{
	static const struct pl method = PL("CANCEL");
	struct transaction *cancel;
	int err;

	err = enter(&cancel, invite->transactions, MACHINE_CLIENT, invite->place,
		    mix(invite->place, &method));
	if (err)
		return err;

	cancel->watch = (struct transport_watch){.handler = lost, .arg = cancel};
	cancel->listener = invite->listener;
	cancel->to = invite->to;
	cancel->out = mem_ref(mb);
	run(cancel, HAPPENS_BEGIN, NULL);
	return 0;
}

/*
 * RFC 3261 9.1: the CANCEL is a transaction of its own, on the way of its INVITE; nobody needs its
 * answer. Without memory none goes out, and the INVITE ends by its timer all the same.
 */
static void cancel_if_wanted(struct transaction *invite)
{
	struct mbuf *mb;

	if (!invite->wants_cancel)
		return;

	end_64t1(invite);
	mb = mbuf_alloc(ANSWER_SIZE);
	if (!mb || message_derive(mb, invite->out, "CANCEL", NULL))
		goto out;

	mb->pos = 0;
	(void)begin_cancel(invite, mb);

out:
	mem_deref(mb);
}

/* In the order in which they are done; see machine.h. */
static const struct {
	enum deed deed;
	void (*act)(struct transaction *transaction);
} deeds[] = {
	{DO_STOP_RETRY,   stop_retry      },
	{DO_WAIT,         wait            },
	{DO_RETRY_T1,     retry_t1        },
	{DO_RETRY_DOUBLE, retry_double    },
	{DO_RETRY_CAPPED, retry_capped    },
	{DO_RETRY_T2,     retry_t2        },
	{DO_END_64T1,     end_64t1        },
	{DO_LINGER_64T1,  linger_64t1     },
	{DO_LINGER_T4,    linger_t4       },
	{DO_DROP,         drop            },
	{DO_SEND,         send_out        },
	{DO_CANCEL,       cancel_if_wanted},
	{DO_LEAVE,        leave           },
};

/* No memory: no ACK goes out, the response comes again, and nothing else is lost. */
static void acknowledge(struct transaction *transaction, const struct sip_msg *response)
{
	struct mbuf *mb = mbuf_alloc(ANSWER_SIZE);

	if (mb && message_derive(mb, transaction->out, "ACK", &response->to.val))
		mb = mem_deref(mb);
	if (mb)
		mb->pos = 0;

	mem_deref(transaction->out);
	transaction->out = mb;
}

/* As what the user hears of what happens; a response is the rest. */
static const enum transaction_news news_of[HAPPENINGS] = {
	[HAPPENS_CANCEL] = TRANSACTION_CANCELLED,
	[HAPPENS_END] = TRANSACTION_TIMEOUT,
	[HAPPENS_UNREACHABLE] = TRANSACTION_UNREACHABLE,
};

static void tell(struct transaction *transaction, enum happening happening,
		 const struct sip_msg *msg)
{
	if (transaction->handler)
		transaction->handler(news_of[happening], msg, transaction->arg);
}

static void run(struct transaction *transaction, enum happening happening,
		const struct sip_msg *msg)
{
	const struct machine_step *step =
		machine_step(transaction->machine, transaction->state, happening);
	const struct transaction_user *user = &transaction->transactions->user;

	if (step->next == STATE_NEW)
		return;

	mem_ref(transaction); /* leaving, or its user's handler, may take the last one */
	transaction->state = step->next;
	if (step->deeds & DO_ACK)
		acknowledge(transaction, msg);

	for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++) {
		if (step->deeds & deeds[i].deed)
			deeds[i].act(transaction);
	}

	if (step->deeds & DO_PASS_ACK)
		user->ack(msg, user->arg);
	if (step->deeds & DO_TELL)
		tell(transaction, happening, msg);

	mem_deref(transaction);
}

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
	const uint64_t place = client_place(all, &msg->via.branch);
	struct transaction *client = find(all, place, mix(place, &msg->cseq.met));

	const bool is_orphan = !client || !client->handler;

	if (client)
		run(client, happening_of(msg->scode), msg);
	if (is_orphan && all->user.late && is_late(listener, msg))
		all->user.late(listener, msg, all->user.arg);
}

static void hear_ack(struct transactions *all, const struct sip_msg *msg)
{
	const uint64_t place = server_place(all, msg);
	struct transaction *server = find(all, place, server_id(place, msg));

	if (server)
		run(server, HAPPENS_ACK, msg);
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
	const uint64_t place = server_place(all, msg);
	struct transaction *invite = find(all, place, server_id(place, msg));
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
	run(invite, HAPPENS_CANCEL, msg);
}

static int begin_server(struct transaction **serverp, struct transactions *all, uint64_t place,
			const struct sip_msg *msg)
{
	const enum machine machine =
		message_is(msg, "INVITE") ? MACHINE_SERVER_INVITE : MACHINE_SERVER;
	const int err = enter(serverp, all, machine, place, server_id(place, msg));

	if (err)
		return err;

	(*serverp)->merge = server_merge(place, msg);
	(*serverp)->msg = mem_ref((void *)msg);
	transport_way(&(*serverp)->to, msg);
	return 0;
}

static void hear_new(struct transactions *all, struct listener *listener, uint64_t place,
		     const struct sip_msg *msg)
{
	struct transaction *server;

	if (is_merged(all, place, server_merge(place, msg))) {
		(void)transport_refuse(listener, msg, 482, "Merged Request", NULL);
		return;
	}
	if (all->livec >= all->max || begin_server(&server, all, place, msg)) {
		(void)transport_refuse(listener, msg, 503, NULL, "Retry-After: 10\r\n");
		return;
	}

	server->listener = listener;
	mem_ref(server);
	run(server, HAPPENS_BEGIN, msg);
	all->user.request(server, msg, all->user.arg);
	if (mem_nrefs(server) <= 2) /* ours and the table's: nobody kept it */
		transaction_forget(server);

	mem_deref(server);
}

static void hear(struct listener *listener, const struct sip_msg *msg, void *arg)
{
	struct transactions *all = arg;
	const uint64_t place = server_place(all, msg);
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

	server = find(all, place, server_id(place, msg));
	if (server)
		run(server, HAPPENS_REQUEST, msg);
	else
		hear_new(all, listener, place, msg);
}

/* ---- the door ---- */

static bool leave_each(struct le *le, void *arg)
{
	(void)arg;
	leave(list_ledata(le));
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
	const uint64_t place = client_place(all, &pl_branch);
	const bool is_invite = !strcmp(method, "INVITE");
	struct transaction *client;
	int err;

	if (all->livec >= 2 * all->max)
		return ENOSPC;

	err = enter(&client, all, is_invite ? MACHINE_CLIENT_INVITE : MACHINE_CLIENT, place,
		    mix(place, &pl_method));
	if (err)
		return err;

	client->watch = (struct transport_watch){.handler = lost, .arg = client};
	client->listener = listener;
	client->to = *to;
	client->out = mem_ref(request);
	client->handler = handler;
	client->arg = arg;
	run(client, HAPPENS_BEGIN, NULL);
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
		cancel_if_wanted(client);

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
	run(server, happening, NULL);
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
		run(transaction, HAPPENS_FORGOTTEN, NULL);
	if (transaction->state > STATE_PROCEEDING)
		transaction->msg = mem_deref(transaction->msg);
}
