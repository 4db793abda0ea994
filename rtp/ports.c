/* ports.c -- a ring of free pairs; see ports.h */
#include "rtp/ports.h"

struct ports {
	struct sa address;
	uint16_t first; /* even */
	uint32_t pairs;
	uint32_t head, taken; /* free pairs: pairs - taken of them, from head on */
	uint16_t *ring;       /* each free pair, by its number from 0; longest free first */
	bool *is_taken;       /* by number */
};

static void destroy(void *arg)
{
	struct ports *ports = arg;

	mem_deref(ports->ring);
	mem_deref(ports->is_taken);
}

/* 10 to 15 has three pairs, 11 to 16 two (12 and 14), 11 to 12 none. */
static uint32_t count_pairs(uint16_t first, uint16_t last)
{
	uint32_t even = (first + 1u) & ~1u;

	return even > last ? 0 : (last + 1u - even) / 2;
}

int ports_alloc(struct ports **portsp, const struct sa *address, uint16_t first, uint16_t last)
{
	uint32_t pairs = count_pairs(first, last);
	struct ports *ports;

	if (pairs == 0 || !sa_isset(address, SA_ADDR))
		return EINVAL;

	ports = mem_zalloc(sizeof *ports, destroy);
	if (!ports)
		return ENOMEM;

	ports->address = *address;
	ports->first = (uint16_t)((first + 1u) & ~1u);
	ports->pairs = pairs;
	ports->ring = mem_alloc(pairs * sizeof *ports->ring, NULL);
	ports->is_taken = mem_zalloc(pairs * sizeof *ports->is_taken, NULL);
	if (!ports->ring || !ports->is_taken) {
		mem_deref(ports);
		return ENOMEM;
	}

	for (uint32_t i = 0; i < pairs; i++)
		ports->ring[i] = (uint16_t)i;

	*portsp = ports;
	return 0;
}

int ports_take(struct sa *rtp, struct ports *ports)
{
	uint16_t pair;

	if (ports->taken == ports->pairs)
		return EADDRNOTAVAIL;

	pair = ports->ring[ports->head];
	ports->head = (ports->head + 1) % ports->pairs;
	ports->taken++;
	ports->is_taken[pair] = true;

	*rtp = ports->address;
	sa_set_port(rtp, (uint16_t)(ports->first + 2 * pair));
	return 0;
}

void ports_give(struct ports *ports, const struct sa *rtp)
{
	uint32_t offset = (uint32_t)sa_port(rtp) - ports->first, pair = offset / 2;

	if (offset % 2 != 0 || pair >= ports->pairs || !ports->is_taken[pair]
	    || !sa_cmp(rtp, &ports->address, SA_ADDR))
		return;

	ports->ring[(ports->head + ports->pairs - ports->taken) % ports->pairs] = (uint16_t)pair;
	ports->taken--;
	ports->is_taken[pair] = false;
}

bool ports_are_at(const struct ports *ports, const struct sa *address)
{
	return sa_cmp(&ports->address, address, SA_ADDR);
}

uint32_t ports_taken(const struct ports *ports)
{
	return ports->taken;
}

uint32_t ports_pairs(const struct ports *ports)
{
	return ports->pairs;
}
