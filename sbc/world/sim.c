/*
 * sim.c -- the clock, the weather, the counts of the simulated world
 */
#include "sbc/world/sim_inner.h"

static uint64_t now_us(const struct world *world)
{
	return world->wheel.now_us;
}

static uint64_t date_us(const struct world *world)
{
	return SIM_EPOCH_US + world->wheel.now_us;
}

static void fill_random(struct world *world, void *to, size_t size)
{
	dice_fill(&((struct sim *)world)->engine, to, size);
}

static const struct world_ops ops = {
	.now_us = now_us,
	.date_us = date_us,
	.random = fill_random,
	.datagrams_open = sim_net_open,
	.datagrams_send = sim_net_send,
	.stream_listen = sim_stream_listen,
	.stream_connect = sim_stream_connect,
	.stream_send = sim_stream_send,
	.names_ask = sim_names_ask,
};

static void destructor(void *arg)
{
	struct sim *sim = arg;

	list_flush(&sim->packets);
	list_flush(&sim->names);
	list_flush(&sim->certificates);
	mem_deref(sim->datagrams);
	mem_deref(sim->listeners);
}

int sim_alloc(struct world **worldp, uint64_t seed)
{
	struct sim *sim = mem_zalloc(sizeof *sim, destructor);
	int err;

	if (!sim)
		return ENOMEM;

	sim->world.ops = &ops;
	wheel_init(&sim->world.wheel, 0);
	sim->engine.state = seed;
	sim->links.state = ~dice_throw(&(struct dice){seed}); /* far from the other one */
	sim->port = SIM_EPHEMERAL_PORTS_FROM;

	err = hash_alloc(&sim->datagrams, SIM_SOCKET_BUCKETS);
	err |= hash_alloc(&sim->listeners, SIM_SOCKET_BUCKETS);
	if (err) {
		mem_deref(sim);
		return ENOMEM;
	}
	*worldp = &sim->world;
	return 0;
}

void sim_run(struct world *world, uint64_t for_us)
{
	uint64_t until_us = world->wheel.now_us + for_us;
	struct timer *timer;

	while ((timer = wheel_take(&world->wheel, until_us)))
		timer->handler(timer->arg);
}

int sim_settle(struct world *world, uint64_t limit_us)
{
	uint64_t until_us = world->wheel.now_us + limit_us;

	while (world->wheel.count) {
		struct timer *timer = wheel_take(&world->wheel, until_us);
		if (!timer)
			return ETIMEDOUT;
		timer->handler(timer->arg);
	}
	return 0;
}

void sim_faults(struct world *world, const struct faults *faults)
{
	((struct sim *)world)->faults = faults ? *faults : (struct faults){0};
}

void sim_watch(struct world *world, sim_watch_h *handler, void *arg)
{
	struct sim *sim = (struct sim *)world;

	sim->watch = handler;
	sim->watch_arg = arg;
}

void sim_count(const struct world *world, struct sim_counts *counts)
{
	*counts = ((const struct sim *)world)->counts;
	counts->timers = world->wheel.count - counts->in_flight - counts->questions;
}
