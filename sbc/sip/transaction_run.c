/* transaction_run.c -- does what the table in machine.c says; see transaction_inner.h */
#include "sbc/sip/matching.h"
#include "sbc/sip/transaction_inner.h"

static void retry(void *arg)
{
	transaction_run(arg, HAPPENS_RETRY, NULL);
}

static void end(void *arg)
{
	transaction_run(arg, HAPPENS_END, NULL);
}

static void unreachable(void *arg)
{
	transaction_run(arg, HAPPENS_UNREACHABLE, NULL);
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
void transaction_lost(int err, bool opened, void *arg)
{
	struct transaction *client = arg;

	if (!waits_for_answer(client))
		return;

	if (opened && client->state == STATE_TRYING && !client->is_repeated) {
		client->is_repeated = true;
		send_out(client);
	} else if (err || client->state == STATE_TRYING) {
		transaction_run(client, HAPPENS_UNREACHABLE, NULL);
	}
}

static int begin_cancel(struct transaction *invite, struct mbuf *mb)
{
	static const struct pl method = PL("CANCEL");
	struct transaction *cancel;
	int err;

	err = transaction_enter(&cancel, invite->transactions, MACHINE_CLIENT, invite->place,
				matching_client_id(invite->place, &method));
	if (err)
		return err;

	cancel->watch = (struct transport_watch){.handler = transaction_lost, .arg = cancel};
	cancel->listener = invite->listener;
	cancel->to = invite->to;
	cancel->out = mem_ref(mb);
	transaction_run(cancel, HAPPENS_BEGIN, NULL);
	return 0;
}

/*
 * RFC 3261 9.1: the CANCEL is a transaction of its own, on the way of its INVITE; nobody needs its
 * answer. Without memory none goes out, and the INVITE ends by its timer all the same.
 */
void transaction_send_cancel(struct transaction *invite)
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
	{DO_STOP_RETRY,   stop_retry             },
	{DO_WAIT,         wait                   },
	{DO_RETRY_T1,     retry_t1               },
	{DO_RETRY_DOUBLE, retry_double           },
	{DO_RETRY_CAPPED, retry_capped           },
	{DO_RETRY_T2,     retry_t2               },
	{DO_END_64T1,     end_64t1               },
	{DO_LINGER_64T1,  linger_64t1            },
	{DO_LINGER_T4,    linger_t4              },
	{DO_DROP,         drop                   },
	{DO_SEND,         send_out               },
	{DO_CANCEL,       transaction_send_cancel},
	{DO_LEAVE,        transaction_leave      },
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

void transaction_run(struct transaction *transaction, enum happening happening,
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
