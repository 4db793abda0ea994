/*
 * facts.h -- what a call is to the policy: all that a decision may depend on
 *
 * Gathered by dispatch.c from a message, or by `sbc explain` from its options. Borrowed.
 */
#ifndef POLICY_FACTS_H
#define POLICY_FACTS_H

#include <re.h>

struct facts {
	const char *side; /* the side it came in on; NULL: not known (explain --from) */
	struct sa source; /* where the packet came from; unset if `from` is given */
	const char *from; /* a peer's name, when it is known already; else NULL: step 1 finds it */
	struct pl caller; /* user part of From, as on the wire */
	struct pl called; /* user part of the Request-URI, as on the wire */
	uint64_t date_us; /* since 1970, UTC */
};

#endif
