/*
 * identity.h -- who calls: which header is believed, and what a peer is told of it
 *
 * A request may say in five places who calls and who forwarded it: From, P-Asserted-Identity and
 * P-Preferred-Identity (RFC 3325), Remote-Party-ID, Diversion (RFC 5806), History-Info (RFC 7044);
 * and Privacy (RFC 3323) whether people may see it. Step 2 takes what the peer is trusted with, step
 * 6 writes what the target gets: as whom (its `own` numbers, else `fallback`), in which headers,
 * and whether openly.
 *
 * Pure, and without errors: what cannot be read names nobody. identity.c has step 2 and the order in
 * which headers are believed, identity_out.c step 6; explain_identity.c tells what came of it.
 */
#ifndef POLICY_IDENTITY_H
#define POLICY_IDENTITY_H

#include <re.h>
#include "policy/decision.h"
#include "policy/facts.h"
#include "policy/numbers.h"

enum { /* bits of enum identity_header: those that say who calls, and who forwarded the call */
	IDENTITY_CALLERS = IDENTITY_PAI | IDENTITY_PPI | IDENTITY_RPID,
	IDENTITY_DIVERTERS = IDENTITY_DIVERSION | IDENTITY_HISTORY,
};

/* Whose number a target is told, and why. */
enum identity_right {
	IDENTITY_RIGHT_ANY,      /* any number may be told to it */
	IDENTITY_RIGHT_CALLER,   /* the caller's is one of its own */
	IDENTITY_RIGHT_DIVERTER, /* the caller's is not, that of who forwarded the call is */
	IDENTITY_RIGHT_FALLBACK, /* neither is: the fallback stands for it */
	IDENTITY_RIGHT_NONE,     /* neither is, and there is no fallback: nobody is told */
};

/* How it came to that, for who tells it. A plain value. */
struct identity {
	enum identity_header caller_in;   /* step 2: where the caller was found; 0: From */
	enum identity_header diverted_in; /* where the diverter was; 0: nobody */
	uint32_t unbelieved;              /* bits: it was there, the peer is not trusted with it */
	bool is_anonymous;                /* From says nobody */
	struct number caller, diverted;   /* step 2: as read; step 6: as written */
	enum identity_right right;        /* step 6: whose number the target is told, */
	const char *shown; /* and which is in From, as rules see it; "" nobody's. In the decision */
};

/* Step 2: fills caller, shown, diverted, display and privacy of `decision`; its `from` is known. */
void identity_in(struct identity *identity, struct decision *decision, const struct facts *facts);

/* Step 6: fills all of `attempt` but the called number; its `peer` is known. */
void identity_out(struct identity *identity, struct attempt *attempt,
		  const struct decision *decision);

/* "P-Asserted-Identity"; "From" for no bit. */
const char *identity_header_name(enum identity_header bit);

#endif
