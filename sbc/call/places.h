/*
 * places.h -- what a call holds at peers, tenants, rules and guards, from its beginning to its end
 *
 * peer/limits counts; here stands which limits a call falls under, and when: those of the peer that
 * calls and its tenant before it is routed, those of the rules that matched and the guards before a
 * target is tried, those of the target and its tenant for as long as that is tried. An emergency
 * takes its places whatever the figures say, and where a target has none left it takes another's.
 *
 * A call that talks is ended when what it may talk or cost is used up.
 */
#ifndef CALL_PLACES_H
#define CALL_PLACES_H

#include <re.h>
#include "sbc/peer/limits.h"
#include "sbc/call/pace.h"

/* What is left to talk is looked at again after so long: others may use it up meanwhile. */
#define PLACES_LOOK_US UINT64_C(5000000)

struct call;
struct peer;

enum places_of {
	PLACES_FROM,    /* the peer that calls, and its tenant */
	PLACES_GUARDS,  /* those that reject */
	PLACES_WARNERS, /* those that only warn: they end nothing */
	PLACES_RULES,
	PLACES_TO, /* the target, and its tenant if it is not the caller's */
	PLACES_COUNT
};

struct places { /* lies in a call, zeroed before its first use */
	struct list holds[PLACES_COUNT];
	struct peer *from, *to; /* one reference; NULL: no place there, or no such peer any more */
	struct wait wait;
	struct timer look;
	uint64_t answered_us;
	bool is_answered;
};

/*
 * Takes all places of one kind, or none. EINPROGRESS: the call waits for its turn, and `go` is told
 * when it comes. EBUSY: `answer` says what lacks. ENOMEM, ENOSPC: the machine's fault.
 */
int places_take(struct limit_answer *answer, struct call *call, enum places_of of, pace_h *go);

/* The holds of the guards of this call, in PLACES_GUARDS and PLACES_WARNERS, not yet taken. */
int places_guard(struct call *call);

/* The target has answered: talk counts from here on. */
void places_answered(struct call *call);

/* The target is not tried any more: its place is free, and nothing is waited for. */
void places_leave_target(struct call *call);

/* The call is over. */
void places_give(struct call *call);

#endif
