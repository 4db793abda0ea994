/*
 * trial.h -- a new policy that must prove itself, or the old one comes back
 *
 * An engineer who reloads at night may lock herself out, or send every call into a wall. So a reload
 * can be on trial: unless it is confirmed in time, or when the share of answered calls falls, the
 * policy before it is put back. What is counted: calls that ended, by the policy they began with.
 */
#ifndef SBC_TRIAL_H
#define SBC_TRIAL_H

#include "sbc/call/call.h"

enum {
	TRIAL_CALLS_MIN = 20, /* of each policy, before their shares are compared */
};

#define TRIAL_GUARD_US                                                                             \
	(5 * UINT64_C(60000000)) /* a guard without a time to confirm looks so long */

struct trial_config {
	uint64_t
		confirm_us; /* the old policy comes back unless confirmed in so long; 0: never so */
	uint32_t
		guard_points; /* …or when the answered share fell by so many percent; 0: never so */
};

struct trial { /* inside its owner, zeroed */
	struct trial_config config;
	struct timer timer;
	struct world *world;
	struct policy *before;          /* NULL: nothing is on trial */
	struct answer_tally was;        /* under the policy before */
	const struct answer_tally *now; /* borrowed */
	uint64_t until_us;
	void (*over)(bool keep, const char *why, void *arg);
	void *arg;
};

/*
 * Begins, unless `config` asks for nothing: `trial->now` counts from zero for the new policy, `was` is
 * what was counted for `before`, of which a reference is kept. If one is on already, its own `before`
 * stays the way back. `over` is called once, never from inside, unless trial_end comes first.
 */
void trial_begin(struct trial *trial, const struct trial_config *config, struct policy *before,
		 const struct answer_tally *was);

/* Forgets the old policy: the new one stays. */
void trial_end(struct trial *trial);

bool trial_is_on(const struct trial *trial);

/* Whether the share fell by `points` percent or more; false while either has too few calls. */
bool trial_fell(const struct answer_tally *was, const struct answer_tally *now, uint32_t points);

#endif
