/*
 * timer.c -- what starting and stopping a timer costs, with ten, ten thousand and a million pending
 *
 * SIP has a timer for every message that may be lost. Prints nanoseconds for one start and one stop,
 * and how much dearer each line is than the first: the promise of wheel.h is that none is.
 */
#include <stdio.h>
#include <time.h>
#include <re.h>
#include "sbc/world/sim.h"
#include "sbc/world/world.h"

enum {
	ROUNDS = 1000000,
	HANDFUL = 64, /* started, then stopped, together: as transactions come and go */
};

static const uint32_t pending_counts[] = {10, 10000, 1000000};

static uint64_t clock_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* From 0 to 32 s, SIP's longest wait; a multiplicative step visits them without a pattern. */
static uint64_t spread_us(uint32_t i)
{
	return (uint64_t)i * 2654435761u % 32000000;
}

static void never(void *arg)
{
	(void)arg;
}

static double measure_ns(struct world *world)
{
	struct timer timers[HANDFUL] = {0};
	uint64_t began_ns = clock_ns();

	for (uint32_t i = 0; i < ROUNDS; i += HANDFUL) {
		for (uint32_t j = 0; j < HANDFUL; j++)
			timer_start(&timers[j], world, spread_us(i + j), never, NULL);
		for (uint32_t j = 0; j < HANDFUL; j++)
			timer_stop(&timers[j]);
	}
	return (double)(clock_ns() - began_ns) / ROUNDS;
}

static int with_pending(double *nsp, uint32_t count)
{
	struct world *world = NULL;
	struct timer *pending = mem_zalloc(count * sizeof(*pending), NULL);
	int err = pending ? sim_alloc(&world, 1) : ENOMEM;

	if (err)
		goto out;

	for (uint32_t i = 0; i < count; i++)
		timer_start(&pending[i], world, spread_us(i), never, NULL);
	*nsp = measure_ns(world);
	for (uint32_t i = 0; i < count; i++)
		timer_stop(&pending[i]);
out:
	mem_deref(world);
	mem_deref(pending);
	return err;
}

int main(void)
{
	double first_ns = 0, ns;

	printf("%12s %18s %8s\n", "pending", "start + stop, ns", "ratio");
	for (size_t i = 0; i < ARRAY_SIZE(pending_counts); i++) {
		if (with_pending(&ns, pending_counts[i]))
			return 1;

		first_ns = i ? first_ns : ns;
		printf("%12u %18.0f %8.2f\n", pending_counts[i], ns, ns / first_ns);
	}
	return 0;
}
