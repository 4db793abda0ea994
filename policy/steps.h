/*
 * steps.h -- the seven steps of a call through the policy, one table
 *
 * Live routing takes the steps, explain takes the same steps and tells each, so that what is
 * explained is what happens. Steps 1 to 4 are taken once a call, 5 to 7 once a target.
 */
#ifndef POLICY_STEPS_H
#define POLICY_STEPS_H

#include <re.h>
#include "policy/compile.h"
#include "policy/facts.h"
#include "policy/identity.h"

struct trip { /* one call on its way through the steps; plain, in the caller's memory */
	const struct policy *policy;
	const struct facts *facts; /* steps 1 to 4 */
	struct decision *decision;
	const struct decision *before; /* explain: as it was before this step; else NULL */
	struct number caller, called;  /* steps 2 and 6: how they were read or written */
	struct identity identity;      /* steps 2 and 6: whose word is taken, who is shown */
	uint32_t target;               /* steps 5 to 7: which of the rule's targets, from 0 */
	struct attempt *attempt;
};

enum steps_scope {
	STEPS_CALL,
	STEPS_TARGET
};

struct step {
	uint32_t number;
	const char *name;
	enum steps_scope scope;
	bool (*take)(struct trip *trip); /* false: decided here, the later steps are not taken */
	int (*tell)(struct re_printf *pf, const struct trip *trip); /* after it was taken */
};

enum {
	STEPS_COUNT = 7
};
extern const struct step steps[STEPS_COUNT];

/* Takes all steps of a scope, until one decides. */
void steps_take(struct trip *trip, enum steps_scope scope);

#endif
