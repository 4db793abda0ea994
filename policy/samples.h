/*
 * samples.h -- calls that stand for many: made from the rules, extensions and ranges of two files
 *
 * What `sbc diff` asks both files when it has no records of real calls. A pattern is decided alike
 * for all that it takes, unless another pattern cuts through it; so its least and greatest number,
 * and those just outside of a range, show what changes; of a country, those of its codes. Files of numbers and expressions give none.
 */
#ifndef POLICY_SAMPLES_H
#define POLICY_SAMPLES_H

#include "policy/policy.h"

enum {
	SAMPLES_MAX = 100000,         /* calls */
	SAMPLES_NUMBERS_MAX = 100000, /* called numbers; more are not made */
	SAMPLES_CALLERS_MAX = 8,      /* of one peer */
};

/* policy.h: policy_samples. */
int samples_each(const struct policy *before, const struct policy *after, policy_sample_h *handler,
		 void *arg);

#endif
