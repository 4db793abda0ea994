/*
 * decision.h -- what should happen to a call, with the line of the file behind each part
 *
 * A plain value in the caller's memory. Pointers lead into the policy that made it, so whoever
 * keeps a decision keeps a reference to that policy.
 */
#ifndef POLICY_DECISION_H
#define POLICY_DECISION_H

#include <re.h>
#include "policy/config.h"

enum {
	NUMBER_SIZE = 128, /* a number or user part with its 0; longer is not writable: 484 */
};

/* Every verb of the language that the program has. dispatch.c wants a row for each. */
enum verb {
	VERB_SEND,   /* B2BUA to targets in order */
	VERB_REJECT, /* a final answer */
	VERB_DROP,   /* not a word */
	VERB_COUNT
};

struct decision {
	enum verb verb;
	const struct peer_config *from; /* step 1; NULL: a stranger, verb is VERB_DROP */
	char caller[NUMBER_SIZE];       /* step 2: E.164 with +, or as it was if it is no number */
	char called[NUMBER_SIZE];
	const struct route_config *rule; /* step 4; NULL: no rule decided */
	uint16_t status;                 /* VERB_REJECT: SIP status and reason phrase */
	const char *reason;              /* never NULL for VERB_REJECT */
};

/* One target of a VERB_SEND decision: steps 5 to 7. */
struct attempt {
	const struct peer_config *peer;
	char caller[NUMBER_SIZE]; /* as that peer writes numbers */
	char called[NUMBER_SIZE];
	uint64_t after_us; /* no answer at all (not even 1xx beyond 100) for so long: next target */
};

#endif
