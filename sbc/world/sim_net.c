/*
 * sim_net.c -- datagrams of the simulated world: from a socket through the weather to a socket
 */
#include "sbc/world/sim_inner.h"

struct sim_datagrams {
	struct datagrams datagrams;
	struct le le;
};

struct packet {
	struct le le;
	struct timer timer;
	struct sim *sim;
	struct sa from, to;
	struct mbuf *data;
};

static bool is_at(struct le *le, void *arg)
{
	const struct sim_datagrams *at = le->data;

	return sa_cmp(&at->datagrams.local, arg, SA_ALL);
}

static struct datagrams *find(const struct sim *sim, const struct sa *address)
{
	return list_ledata(
		hash_lookup(sim->datagrams, sa_hash(address, SA_ALL), is_at, (void *)address));
}

static void destructor(void *arg)
{
	struct sim_datagrams *at = arg;

	hash_unlink(&at->le);
	--((struct sim *)at->datagrams.world)->counts.datagrams;
}

bool sim_net_is_host(const struct sa *address)
{
	return sa_isset(address, SA_ALL); /* nor is 0.0.0.0 or :: set */
}

int sim_net_open(struct datagrams **datagramsp, struct world *world, const struct sa *local,
		 datagram_h *handler, void *arg)
{
	struct sim *sim = (struct sim *)world;

	if (!sim_net_is_host(local))
		return EADDRNOTAVAIL;
	if (find(sim, local))
		return EADDRINUSE;

	struct sim_datagrams *at = mem_zalloc(sizeof *at, destructor);
	if (!at)
		return ENOMEM;

	at->datagrams = (struct datagrams){world, handler, arg, *local};
	hash_append(sim->datagrams, sa_hash(local, SA_ALL), &at->le, at);
	++sim->counts.datagrams;
	*datagramsp = &at->datagrams;
	return 0;
}

static void packet_destructor(void *arg)
{
	struct packet *packet = arg;

	timer_stop(&packet->timer);
	list_unlink(&packet->le);
	mem_deref(packet->data);
	--packet->sim->counts.in_flight;
}

static void arrive(void *arg)
{
	struct packet *packet = arg;
	struct datagrams *at = find(packet->sim, &packet->to);
	struct mbuf *data = mem_ref(packet->data);
	struct sa from = packet->from;

	mem_deref(packet); /* before the handler, which may count what is in flight */
	if (at)
		at->handler(&from, data, at->arg);
	mem_deref(data);
}

int sim_net_copy(struct mbuf **copyp, const struct mbuf *data)
{
	size_t size = mbuf_get_left(data);
	struct mbuf *copy = mbuf_alloc(size);

	if (!copy)
		return ENOMEM;

	int err = mbuf_write_mem(copy, mbuf_buf(data), size);
	mbuf_set_pos(copy, 0);
	if (err)
		mem_deref(copy);
	else
		*copyp = copy;
	return err;
}

void sim_net_show(struct sim *sim, const struct sim_sight *sight)
{
	if (sim->watch)
		sim->watch(sight, sim->watch_arg);
}

static int carry(struct sim *sim, const struct sim_sight *sight, uint64_t after_us)
{
	struct packet *packet;
	int err;

	if (sim->counts.in_flight >= SIM_IN_FLIGHT_MAX)
		return 0;

	packet = mem_zalloc(sizeof *packet, packet_destructor);
	if (!packet)
		return ENOMEM;

	packet->sim = sim;
	packet->from = *sight->from;
	packet->to = *sight->to;
	list_append(&sim->packets, &packet->le, packet);
	++sim->counts.in_flight;
	err = sim_net_copy(&packet->data, sight->data);
	if (err)
		mem_deref(packet);
	else
		timer_start(&packet->timer, &sim->world, after_us, arrive, packet);
	return err;
}

int sim_net_send(struct datagrams *datagrams, const struct sa *to, struct mbuf *data)
{
	struct sim *sim = (struct sim *)datagrams->world;
	struct sim_sight sight = {.now_us = world_now_us(datagrams->world),
				  .from = &datagrams->local,
				  .to = to,
				  .data = data};
	struct fate fate;
	int err = 0;

	if (!sim_net_is_host(to))
		return EINVAL;
	if (mbuf_get_left(data) > SIM_DATAGRAM_MAX_BYTES)
		return EMSGSIZE;

	faults_judge(&fate, &sim->faults, &sim->links, sight.from, to);
	sight.copies = fate.copies;
	sim_net_show(sim, &sight);
	for (uint32_t i = 0; i < fate.copies && !err; ++i)
		err = carry(sim, &sight, fate.after_us[i]);
	return err;
}
