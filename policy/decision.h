/*
 * decision.h -- what should happen to a call, with the line of the file behind each part
 *
 * A plain value in the caller's memory. Pointers lead into the policy that made it, so whoever
 * keeps a decision keeps a reference to that policy. Nothing leads into the facts.
 */
#ifndef POLICY_DECISION_H
#define POLICY_DECISION_H

#include <re.h>
#include "policy/config.h"

enum {
	NUMBER_SIZE = 128,  /* a number or user part with its 0; longer is not writable: 484 */
	DISPLAY_SIZE = 128, /* a shown name with its 0; longer is cut */
	DECISION_RULES_MAX =
		16, /* rules that touch one call; more changing rules are not applied */
	DECISION_GUARDS_MAX = 16,
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
	char shown[NUMBER_SIZE]; /* who From names, where a believed header says another; or "" */
	char diverted
		[NUMBER_SIZE]; /* who forwarded the call, as a trusted header says; "" nobody */
	char display[DISPLAY_SIZE];      /* the shown name; "" none */
	enum privacy privacy;            /* what the caller or a rule wants */
	const struct route_config *rule; /* step 4: the one that decided; NULL: none */
	const struct route_config
		*rules[DECISION_RULES_MAX]; /* all that matched, `rule` the last: */
	uint32_t rulec;                     /* their limits, tags and headers hold */
	const struct guard_config *guards[DECISION_GUARDS_MAX]; /* whose conditions fit */
	uint32_t guardc;
	bool emergency;
	uint16_t status;           /* VERB_REJECT: SIP status and reason phrase */
	const char *reason;        /* never NULL for VERB_REJECT */
	const struct place *place; /* of what decided */
};

/* One target of a VERB_SEND decision: steps 5 to 7. */
struct attempt {
	const struct peer_config *peer;
	char caller[NUMBER_SIZE]; /* user part of From; "" for an anonymous one */
	char called[NUMBER_SIZE]; /* of the Request-URI, as that peer writes numbers */
	char asserted
		[NUMBER_SIZE]; /* for PAI, PPI, RPID, as that peer writes it; "": not written */
	char diverted[NUMBER_SIZE]; /* for Diversion, History-Info; "": nobody */
	char display[DISPLAY_SIZE];
	uint32_t send;     /* bits of identity_header: which are written by us */
	bool passes;       /* those that came cross, numbers rewritten; `send` is not looked at */
	bool hidden;       /* RFC 3323: From anonymous, Privacy: id if `asserted` is written */
	uint64_t price;    /* millionths of the currency for a minute */
	uint64_t after_us; /* no answer at all (not even 1xx beyond 100) for so long: next target */
};

#endif
