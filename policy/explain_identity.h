/*
 * explain_identity.h -- who is believed and who is shown, in sentences
 *
 * What there is to say of steps 2 and 6 beside the caller's number: which header named the caller and
 * which was not trusted, whose number the target gets in which headers, and what is hidden. Each is a
 * line below the step's first, as explain_also writes it; none, if nothing is unusual.
 *
 * All return 0, or what the printer they write to returns.
 */
#ifndef POLICY_EXPLAIN_IDENTITY_H
#define POLICY_EXPLAIN_IDENTITY_H

#include <re.h>
#include "policy/identity.h"

struct explain_identity { /* borrowed while it is told */
	const struct identity *identity;
	const struct decision *decision;
	const struct attempt *attempt; /* step 6; NULL in step 2 */
};
int explain_identity_in(struct re_printf *pf, const struct explain_identity *telling);
int explain_identity_out(struct re_printf *pf, const struct explain_identity *telling);

/* "P-Asserted-Identity, Diversion", of bits of enum identity_header; for %H. */
int explain_identity_headers(struct re_printf *pf, const uint32_t *bits);

#endif
