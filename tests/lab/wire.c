/* wire.c -- see wire.h */
#include <string.h>
#include "tests/lab/wire.h"

struct wire {
	struct list packets;
	struct mbuf *hashes;
	uint64_t hash;
	uint32_t count;
};

/* Eight bytes a step: a storm hashes gigabytes. */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
	const uint8_t *p = bytes;
	uint64_t word = 0;

	for (; size >= sizeof word; p += sizeof word, size -= sizeof word) {
		memcpy(&word, p, sizeof word);
		hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 29;
	}

	word = size;
	memcpy(&word, p, size);
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

static uint64_t hash_address(uint64_t hash, const struct sa *address)
{
	uint8_t in6[16] = {0};

	if (sa_af(address) == AF_INET6)
		sa_in6(address, in6);
	else
		hash ^= sa_in(address);

	return hash_bytes(hash ^ (uint64_t)sa_port(address) << 32, in6, sizeof in6);
}

static void packet_destroy(void *arg)
{
	struct packet *packet = arg;

	list_unlink(&packet->le);
	mem_deref((void *)packet->text.p);
}

static void keep(struct wire *wire, const struct sim_sight *sight)
{
	struct packet *packet = mem_zalloc(sizeof *packet, packet_destroy);
	struct pl text = {(const char *)mbuf_buf(sight->data), mbuf_get_left(sight->data)};

	if (!packet)
		return;

	pl_dup(&packet->text, &text);
	packet->at_us = sight->now_us;
	packet->number = wire->count;
	packet->from = *sight->from;
	packet->to = *sight->to;
	packet->copies = sight->copies;
	list_append(&wire->packets, &packet->le, packet);
}

/* RTP, RTCP and STUN begin with an octet below '@' or above 'z', SIP with a letter. */
static bool is_sip(const struct mbuf *data)
{
	return mbuf_get_left(data) && *mbuf_buf(data) >= 'A' && *mbuf_buf(data) <= 'z';
}

static void on_sight(const struct sim_sight *sight, void *arg)
{
	struct wire *wire = arg;

	wire->hash = hash_bytes(wire->hash, &sight->now_us, sizeof sight->now_us);
	wire->hash = hash_address(hash_address(wire->hash, sight->from), sight->to);
	wire->hash = hash_bytes(wire->hash, mbuf_buf(sight->data), mbuf_get_left(sight->data));
	mbuf_write_u64(wire->hashes, wire->hash);

	if (is_sip(sight->data))
		keep(wire, sight);

	wire->count++;
}

static void destroy(void *arg)
{
	struct wire *wire = arg;

	list_flush(&wire->packets);
	mem_deref(wire->hashes);
}

int wire_alloc(struct wire **wirep, struct world *world)
{
	struct wire *wire = mem_zalloc(sizeof *wire, destroy);

	if (!wire)
		return ENOMEM;

	wire->hashes = mbuf_alloc(65536);
	if (!wire->hashes) {
		mem_deref(wire);
		return ENOMEM;
	}

	sim_watch(world, on_sight, wire);
	*wirep = wire;
	return 0;
}

const struct list *wire_packets(const struct wire *wire)
{
	return &wire->packets;
}

struct mbuf *wire_hashes(const struct wire *wire)
{
	return wire->hashes;
}

bool wire_differs(uint32_t *number, const struct mbuf *hashes, const struct mbuf *others)
{
	size_t end = hashes->end < others->end ? hashes->end : others->end;

	for (size_t at = 0; at < end; at += sizeof(uint64_t)) {
		if (memcmp(hashes->buf + at, others->buf + at, sizeof(uint64_t))) {
			*number = (uint32_t)(at / sizeof(uint64_t));
			return true;
		}
	}

	*number = (uint32_t)(end / sizeof(uint64_t));
	return hashes->end != others->end;
}

const struct packet *wire_packet(const struct wire *wire, uint32_t number)
{
	const struct packet *found = NULL;

	for (struct le *le = wire->packets.head; le; le = le->next) {
		const struct packet *packet = le->data;

		if (packet->number <= number)
			found = packet;
	}

	return found;
}
