/*
 * machine.h -- the four state machines of RFC 3261 17, with RFC 6026,: one const table
 *
 * The table says, for each state and each thing that may happen in it, which state is next and what
 * is to be done; transaction_run.c does it. Nothing here has a clock or a message in its hands.
 *
 * What the RFCs draw as "Calling" is TRYING here, as for other requests. A timer is one of two:
 * RETRY (A, E, G) sends again, END (B, D, F, H, I, J, K, L, M) ends the state. Over a reliable transport
 * there is no RETRY, and what only lingers for repetitions (D, I, J, K) ends at once.
 */
#ifndef SIP_MACHINE_H
#define SIP_MACHINE_H

#include <stdint.h>

enum machine {
	MACHINE_CLIENT_INVITE,
	MACHINE_CLIENT,
	MACHINE_SERVER_INVITE,
	MACHINE_SERVER,
	MACHINES
};

enum state {
	STATE_NEW,
	STATE_TRYING,
	STATE_PROCEEDING,
	STATE_ACCEPTED, /* RFC 6026: a 2xx to INVITE; it may come, or be sent, again */
	STATE_COMPLETED,
	STATE_CONFIRMED,
	STATE_ENDED,
	STATES
};

enum happening {
	HAPPENS_BEGIN,       /* client: the user's request; server: the wire's */
	HAPPENS_PROVISIONAL, /* client: from the wire; server: from the user; so are the next two */
	HAPPENS_SUCCESS,
	HAPPENS_FAILURE,
	HAPPENS_REQUEST, /* the same request again */
	HAPPENS_ACK,
	HAPPENS_CANCEL,
	HAPPENS_RETRY, /* the timers */
	HAPPENS_END,
	HAPPENS_UNREACHABLE, /* the transport could not send, or the connection is lost */
	HAPPENS_FORGOTTEN,   /* the user has let go: whatever waits for him must end by itself */
	HAPPENINGS
};

/* What is to be done, in this order. */
enum deed {
	DO_STOP_RETRY = 1 << 0,
	DO_WAIT = 1 << 1,         /* for ever, if there is a user: he may CANCEL */
	DO_RETRY_T1 = 1 << 2,     /* RETRY after T1 */
	DO_RETRY_DOUBLE = 1 << 3, /* after twice the last time */
	DO_RETRY_CAPPED = 1 << 4, /* the same, but at most T2 */
	DO_RETRY_T2 = 1 << 5,
	DO_END_64T1 = 1 << 6,    /* END after 64*T1 */
	DO_LINGER_64T1 = 1 << 7, /* the same; over a reliable transport at once */
	DO_LINGER_T4 = 1 << 8,
	DO_DROP = 1 << 9,      /* what was sent is never sent again */
	DO_ACK = 1 << 10,      /* make the ACK of this failure; it is what is sent from now on */
	DO_SEND = 1 << 11,     /* what is to be sent, for the first time or again */
	DO_CANCEL = 1 << 12,   /* if the user wanted to, and it had to wait for a provisional */
	DO_LEAVE = 1 << 13,    /* the table of transactions, with all timers */
	DO_TELL = 1 << 14,     /* the user: what happened */
	DO_PASS_ACK = 1 << 15, /* the ACK of a 2xx goes up */
};

struct machine_step {
	enum state next; /* STATE_NEW: nothing follows from this here */
	uint32_t deeds;
};

const struct machine_step *machine_step(enum machine machine, enum state state,
					enum happening happening);

#endif
