/*
 * transaction.h -- RFC 3261 17 with RFC 6026: retransmissions end here
 *
 * One const table of state x event for the four machines (machine.h: client and server, INVITE or
 * not). A transaction belongs to whoever holds its reference; the table keeps its own until the
 * machine ends, so a user may let go at any time with transaction_forget and mem_deref, and the
 * machine goes on alone: absorbing, acknowledging, dying by its timers.
 *
 * Matching is by hash of the bytes that RFC 3261 17.1.3 and 17.2.3 compare, plus Call-ID and CSeq:
 * 64 bits with a secret seed, so that the message need not be kept for it.
 */
#ifndef SIP_TRANSACTION_H
#define SIP_TRANSACTION_H

#include <re.h>
#include "sbc/sip/transport.h"
#include "sbc/sip/message.h"

#define T1_US UINT64_C(500000) /* RFC 3261 17.1.1.1 */
#define T2_US UINT64_C(4000000)
#define T4_US UINT64_C(5000000)

enum {
	TRANSACTIONS_MAX = 400000, /* above: new requests get 503 without state */
};

struct transactions;
struct transaction;

enum transaction_news {
	TRANSACTION_RESPONSE,  /* client: 1xx, final; a 2xx to INVITE may come again (RFC 6026) */
	TRANSACTION_CANCELLED, /* server INVITE: `msg` is the CANCEL, already answered with 200 */
	TRANSACTION_TIMEOUT, /* client: no final answer (B, F); server INVITE: no ACK to a non-2xx (H) */
	TRANSACTION_UNREACHABLE, /* not sent, or its connection lost: as good as 503 (RFC 3261 8.1.3.1) */
};

/* Called never from inside transaction_request or transaction_reply. msg is NULL but where named. */
typedef void(transaction_h)(enum transaction_news news, const struct sip_msg *msg, void *arg);

struct transaction_user {
	/*
	 * A new request, retransmissions excluded. `server` is borrowed: mem_ref to keep it, and
	 * reply now or later; if it is not kept, it is forgotten. Merged requests (RFC 3261 8.2.2.2)
	 * were answered 482 already.
	 */
	void (*request)(struct transaction *server, const struct sip_msg *msg, void *arg);
	/* The ACK of a 2xx: it belongs to no transaction. */
	void (*ack)(const struct sip_msg *msg, void *arg);
	void *arg;
	/*
	 * A 2xx to an INVITE of ours (by the looks of its branch) whose transaction is over (timer B
	 * was faster) or forgotten: another branch of a fork, perhaps. Whoever sent it waits for an
	 * ACK, and then for a BYE. Never from a stranger (transports_peers). May be NULL.
	 */
	void (*late)(struct listener *listener, const struct sip_msg *msg, void *arg);
};

int transactions_alloc(struct transactions **transactionsp, struct world *world,
		       struct events *events, const struct transaction_user *user);

/* Listening and finding is the transports' affair: they belong to the transactions. */
struct transports *transactions_transports(struct transactions *transactions);
uint32_t transactions_count(const struct transactions *transactions);

/* Fewer than TRANSACTIONS_MAX, for a small machine. */
void transactions_limit(struct transactions *transactions, uint32_t max);

/*
 * Client: sends `request` (whole message, with a Via made of `branch`) to `to` and keeps sending
 * as its machine says. *clientp gets one reference. ENOSPC: twice TRANSACTIONS_MAX are alive, so
 * that calls that are up can still be ended when new ones get 503. If the transport cannot send,
 * the handler hears of it later.
 */
int transaction_request(struct transaction **clientp, struct transactions *transactions,
			struct listener *listener, const struct sa *to, const char *branch,
			const char *method, struct mbuf *request, transaction_h *handler,
			void *arg);

/*
 * Client INVITE: CANCEL it (RFC 3261 9.1): at once if a provisional response came, else as soon as
 * one does. The final answer (487, or a 200 that crossed) still comes to the handler; if none comes
 * within 64*T1 of the CANCEL, TRANSACTION_TIMEOUT does. After a final answer, and a second time, it
 * does nothing. EINVAL: no client INVITE.
 */
int transaction_cancel(struct transaction *client);

/* Server: who hears of CANCEL and timeouts. */
void transaction_listen(struct transaction *server, transaction_h *handler, void *arg);
const struct sip_msg *transaction_message(const struct transaction *server);
struct listener *transaction_listener(const struct transaction *transaction);

/* Server: the To-tag of what is answered here (transaction_refuse, the 200 to a CANCEL). A dialog
 * that takes it as its own tag has one tag in all answers, as RFC 3261 9.2 wants. */
const char *transaction_tag(struct transaction *server);

/*
 * Server: sends `response` (whole message, RFC 3261 18.2.2) and remembers it for retransmissions.
 * A 2xx to INVITE is sent once for each call of this: until the ACK, the user repeats it. EALREADY:
 * a final response went out before. What the transport cannot send is as good as lost on the wire.
 */
int transaction_reply(struct transaction *server, uint16_t status, struct mbuf *response);

/* The same with nothing but a status line, the mirrored headers and perhaps extra header lines. */
int transaction_refuse(struct transaction *server, uint16_t status, const char *reason,
		       const char *extra);

/*
 * Server: never a word to whoever sent this: its retransmissions and its CANCEL are swallowed for
 * 64*T1. The request is given back.
 */
void transaction_drop(struct transaction *server);

/*
 * No news any more; the machine goes on by itself: what waits for its user ends within 64*T1. The
 * reference is the caller's still. After a final response, the request is given back. NULL is fine.
 */
void transaction_forget(struct transaction *transaction);

#endif
