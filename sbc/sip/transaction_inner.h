/*
 * transaction_inner.h -- what the transactions' files share; for transaction*.c only
 *
 * transaction.c hears messages and users, transaction_live.c finds whom they mean, transaction_run.c
 * does what the machine says (machine.h).
 */
#ifndef SIP_TRANSACTION_INNER_H
#define SIP_TRANSACTION_INNER_H

#include "sbc/sip/machine.h"
#include "sbc/sip/transaction.h"

enum {
	ANSWER_SIZE = 1024, /* octets that most answers fit into; a buffer begins so */
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
	uint64_t place; /* in the table; see matching.h */
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

/* The table has the one reference; the caller takes its own to keep it. ENOMEM. */
int transaction_enter(struct transaction **transactionp, struct transactions *all,
		      enum machine machine, uint64_t place, uint64_t id);

/* NULL: there is none. Borrowed. */
struct transaction *transaction_find(const struct transactions *all, uint64_t place, uint64_t id);

/* The same request came before, by another way. */
bool transaction_is_merged(const struct transactions *all, uint64_t place, uint64_t merge);

/* It ends, and with it the table's reference: who is left of it is only its user. */
void transaction_leave(struct transaction *transaction);

/* Something happened to it; `msg` NULL: no message. What the table has no row for is nothing. */
void transaction_run(struct transaction *transaction, enum happening happening,
		     const struct sip_msg *msg);

/* The CANCEL of a request that was sent, if its user wants one. */
void transaction_send_cancel(struct transaction *invite);

/* A client's connection is gone: see transport_watch. */
void transaction_lost(int err, bool opened, void *arg);

#endif
