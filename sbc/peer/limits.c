/* limits.c -- a counter and a leaky bucket; see limits.h */
#include <errno.h>
#include "sbc/peer/limits.h"

/* A call lost to a full trunk is tried again by a person: some seconds later, not at once. */
enum {
	BUSY_WAIT_S = 5
};

/* The bucket holds one interval's calls, so "5/s" lets 5 come together, then one each 200 ms. */
static int take_rate(struct limits *limits, uint32_t *wait_s, const struct limit_config *config,
		     uint64_t now_us)
{
	uint64_t each_us = config->rate_us / config->rate_calls;
	uint64_t base_us = limits->free_us > now_us ? limits->free_us : now_us;

	if (base_us + each_us > now_us + config->rate_us) {
		uint64_t wait_us = base_us + each_us - now_us - config->rate_us;

		*wait_s = (uint32_t)(wait_us / 1000000) + 1;
		return EAGAIN;
	}

	limits->free_us = base_us + each_us;
	return 0;
}

int limits_take(struct limits *limits, uint32_t *wait_s, const struct limit_config *config,
		uint64_t now_us)
{
	*wait_s = BUSY_WAIT_S;
	if (config->calls && limits->calls >= config->calls)
		return EBUSY;

	if (config->rate_calls) {
		int err = take_rate(limits, wait_s, config, now_us);

		if (err)
			return err;
	}

	++limits->calls;
	return 0;
}

void limits_give(struct limits *limits)
{
	if (limits->calls)
		--limits->calls;
}
