/*
 * call.h -- one call that crosses the SBC: a caller's leg, the legs tried for it, its media, its record
 *
 * A call begins with an INVITE of a known peer and is over when every leg of it has ended; then its
 * CDR is told and its memory given back. Down owns, up borrows: calls own a call, a call owns its
 * legs; a leg points at its call.
 */
#ifndef CALL_CALL_H
#define CALL_CALL_H

#include <re.h>
#include "sbc/world/world.h"
#include "sbc/event/event.h"
#include "sbc/peer/hosts.h"
#include "sbc/peer/peers.h"
#include "sbc/peer/registrations.h"
#include "sbc/sip/dialog.h"
#include "sbc/sip/transaction.h"
#include "sbc/call/leg.h"
#include "sbc/call/cdr.h"
#include "sbc/call/hops.h"
#include "sbc/call/anchor.h"
#include "sbc/call/places.h"
#include "sbc/call/redirect.h"
#include "policy/policy.h"
#include "rtp/session.h"

enum {
	CALLS_MAX = 100000,   /* at once; more: 503 */
	CALLS_PORTS_MAX = 64, /* media addresses, those of policies before a reload included */
	LEGS_MAX = 64, /* of one call: targets tried, and branches of forks that answered late */
	SAID_SIZE = 256,
};

struct answer_tally { /* of calls that ended, by the policy that is in force and none before */
	uint32_t ended, answered;
};

struct calls { /* what all calls of an engine share; borrowed but for `list` and `ports` */
	struct world *world;
	struct events *events;
	struct relay *relay;
	struct peers *peers;
	struct transactions *transactions;
	struct dialogs *dialogs;
	struct registrations *registrations;  /* of our accounts at peers */
	struct nonces *nonces;                /* of our challenges */
	struct policy *policy;                /* the one that new calls begin with */
	struct ports *ports[CALLS_PORTS_MAX]; /* one for each address that has media */
	uint32_t portsc;
	struct list list;
	uint32_t count; /* of the list */
	struct answer_tally tally;
	uint64_t began_us;       /* the world's clock when the engine was made */
	bool stopping;           /* new calls are refused */
	void (*idle)(void *arg); /* no call is left */
	void *arg;
};

struct call {
	struct le le;
	struct calls *calls;
	char id[TOKEN_SIZE];
	struct policy *policy; /* the one it began with, to its end */
	struct decision decision;
	struct attempt attempt;     /* the target being tried… */
	struct hop hop;             /* …at this of its machines… */
	struct hops *hops;          /* …and all of them; NULL: none is tried now */
	uint8_t order[TARGETS_MAX]; /* of the rule's targets, for this call */
	uint32_t next;              /* the target to be tried after that, in this order */
	struct redirect redirect;   /* where the target sent it on to */
	uint32_t looks;             /* for ports, of an emergency that waits for another call's */
	struct timer patience;      /* how long a silent target is waited for */
	struct list legs;
	struct leg *caller, *callee; /* borrowed from legs; callee NULL: none tried yet */
	uint32_t checked;            /* questions of incoming.c that it has passed */
	struct places places;
	struct anchor anchor;
	struct cdr cdr;
	char said[SAID_SIZE]; /* what became of the last target, as a sentence */
	bool closing;         /* every leg was told to end */
	const char *farewell; /* a header line of its BYEs; NULL: none */
};

/* A call without legs yet, for an INVITE that was decided; borrowed from the list. */
int call_alloc(struct call **callp, struct calls *calls, const struct sip_msg *invite,
	       const struct decision *decision);

/*
 * Ends the legs that have not ended (CANCEL, BYE, or a refusal of `status` to a waiting caller), and
 * gives places back. The call may be gone afterwards, as after call_settle.
 */
void call_close(struct call *call, uint16_t status, const char *fmt, ...);

/* To be called after a leg may have ended: the last one takes the call with it. */
void call_settle(struct call *call);

/* The ports at the media address of a side; NULL: none were opened there. */
struct ports *calls_ports(const struct calls *calls, const struct sa *media);

/* Ends all calls, refuses new ones; `idle` is called when none is left, perhaps at once. */
void calls_stop(struct calls *calls, void (*idle)(void *arg), void *arg);

/* Forgets all calls as they are; each still writes its CDR. */
void calls_flush(struct calls *calls);

/* A sentence of the call's story, for the log. `leg` NULL: of no leg. */
void call_say(const struct call *call, enum event_kind kind, const struct leg *leg, const char *fmt,
	      ...);

#endif
