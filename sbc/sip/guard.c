/* guard.c -- one bucket of tokens a source; see guard.h */
#include <string.h>
#include "sbc/sip/guard.h"
#include "sbc/sip/message.h"
#include "sbc/sip/syntax.h"

enum {
	SECOND_US = 1000000,
};

struct source {
	uint64_t network;     /* IPv4 address, or the upper half of the IPv6 one, with its family */
	uint64_t heard_us;    /* when the last packet came */
	uint64_t complain_us; /* not complained of before then; 0: at once */
	uint64_t credit_us;   /* tokens, as the time in which they grow: no fractions are lost */
};

struct guard {
	uint64_t seed;
	struct source sources[GUARD_SOURCES];
};

int guard_alloc(struct guard **guardp, uint64_t seed)
{
	struct guard *guard = mem_zalloc(sizeof *guard, NULL);

	if (!guard)
		return ENOMEM;

	guard->seed = seed;
	*guardp = guard;
	return 0;
}

/* Never 0, which is an empty place: an IPv4 address has bit 32 set, an IPv6 one the lowest bit. */
static uint64_t network_of(const struct sa *source)
{
	uint8_t address[16];
	uint64_t upper;

	if (sa_af(source) == AF_INET)
		return UINT64_C(1) << 32 | sa_in(source);

	sa_in6(source, address);
	memcpy(&upper, address, sizeof upper);
	return upper | 1;
}

/* The places a network may have: a multiplicative hash of it, its best bits on top. */
static struct source *places_of(struct guard *guard, uint64_t network)
{
	const uint64_t mixed = (network ^ guard->seed) * UINT64_C(0x9e3779b97f4a7c15);

	return guard->sources + (mixed >> 32) % (GUARD_SOURCES / GUARD_WAYS) * GUARD_WAYS;
}

static struct source *find(struct guard *guard, const struct sa *address)
{
	const uint64_t network = network_of(address);
	struct source *places = places_of(guard, network), *quietest = places;

	for (uint32_t i = 0; i < GUARD_WAYS; i++) {
		if (places[i].network == network)
			return &places[i];
		if (places[i].heard_us < quietest->heard_us)
			quietest = &places[i];
	}

	*quietest = (struct source){.network = network,
				    .credit_us = (uint64_t)GUARD_BURST * SECOND_US / GUARD_RATE};
	return quietest;
}

static bool is_above_rate(struct source *source, uint64_t now_us)
{
	const uint64_t full_us = (uint64_t)GUARD_BURST * SECOND_US / GUARD_RATE;
	const uint64_t token_us = SECOND_US / GUARD_RATE;

	source->credit_us += now_us - source->heard_us;
	source->heard_us = now_us;
	if (source->credit_us > full_us)
		source->credit_us = full_us;
	if (source->credit_us < token_us)
		return true;

	source->credit_us -= token_us;
	return false;
}

static bool is_nonsense(const struct mbuf *data)
{
	const size_t size = mbuf_get_left(data);
	const uint8_t *p = mbuf_buf(data);
	size_t i = 0;

	while (i < size && (p[i] == '\r' || p[i] == '\n'))
		i++;

	return size > MESSAGE_SIZE_MAX || i == size || !syntax_starts_token((char)p[i]);
}

enum guard_verdict guard_judge(struct guard *guard, const struct sa *source,
			       const struct mbuf *data, uint64_t now_us)
{
	const bool is_flood = is_above_rate(find(guard, source), now_us);

	if (mbuf_get_left(data) <= GUARD_KEEPALIVE_MAX)
		return GUARD_KEEPALIVE;
	if (is_nonsense(data))
		return GUARD_NONSENSE;

	return is_flood ? GUARD_FLOOD : GUARD_PASS;
}

bool guard_may_complain(struct guard *guard, const struct sa *source, uint64_t now_us)
{
	struct source *found = find(guard, source);

	if (now_us < found->complain_us)
		return false;

	found->complain_us = now_us + GUARD_QUIET_US;
	return true;
}
