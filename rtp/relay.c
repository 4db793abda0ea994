/* relay.c -- see relay.h */
#include "rtp/relay.h"

static uint64_t load(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

/* A worker's packet may be younger than the reader's clock. */
static uint64_t quiet_us(const struct flow_counters *counters, uint64_t now_us)
{
	uint64_t last_us = load(&counters->last_us);

	if (load(&counters->packets) == 0)
		return UINT64_MAX;

	return now_us > last_us ? now_us - last_us : 0;
}

void relay_count(struct relay_report *report, const struct flow *flow, uint64_t now_us)
{
	*report = (struct relay_report){.quiet_us = UINT64_MAX};
	for (int lane = 0; lane < FLOW_LANES; lane++) {
		const struct flow_counters *counters = &flow->counters[lane];

		report->packets += load(&counters->packets);
		report->bytes += load(&counters->bytes);
		report->refused += load(&counters->refused);
		report->relayed += load(&counters->relayed);
		report->quiet_us = MIN(report->quiet_us, quiet_us(counters, now_us));
	}
}
