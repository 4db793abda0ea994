/*
 * transact.h -- a party's own transactions (RFC 3261 17): it repeats, it absorbs
 *
 * Written for the lab and apart from sbc/sip on purpose. They belong to their party and end by
 * their timers, 64*T1 at the latest.
 */
#ifndef LAB_TRANSACT_H
#define LAB_TRANSACT_H

#include <re.h>
#include "tests/lab/inside.h"

#define LAB_T1_US    UINT64_C(500000)
#define LAB_T2_US    UINT64_C(4000000)
#define LAB_GIVES_UP (64 * LAB_T1_US)

enum {
	LAB_BRANCH_SIZE = 64,
	LAB_METHOD_SIZE = 16,
};

/* Each response that is not a repetition by the network; NULL: none came in time. */
typedef void(client_h)(const struct sip_msg *msg, void *arg);

/* Sends `request` (which has `branch`) and repeats it (timers A, B or E, F). */
void client_begin(struct party *party, const char *method, const char *branch, struct mbuf *request,
		  client_h *handler, void *arg);

/* A response came. An INVITE's refusal is acknowledged here, its 2xx by the handler. */
void client_hears(struct party *party, const struct sip_msg *msg);

/* An INVITE was cancelled: it waits no longer than 64*T1 for its answer. */
void client_hurry(struct party *party, const char *branch);

struct server {
	struct le le;
	struct party *party;
	char branch[LAB_BRANCH_SIZE], method[LAB_METHOD_SIZE];
	struct sa source;
	struct mbuf *request, *response;
	struct timer again, end;
	uint64_t again_us;
	void *arg; /* the talk, if it began one */
};

/* A request came: its server, new if *is_new; its answer was repeated if not. */
struct server *server_hears(struct party *party, const struct sip_msg *msg, bool *is_new);
struct server *server_find(struct party *party, const char *branch, const char *method);

/* Answers; a refusal of an INVITE is repeated until its ACK comes (timers G, H). */
void server_says(struct server *server, uint16_t status, struct mbuf *response);

#endif
