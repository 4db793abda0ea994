/*
 * wire.h -- every byte that anybody sent in a simulated world, with its time
 *
 * Two runs of one seed must have the same wire. SIP messages are kept as text for the leak
 * checker; of media only the hash remains.
 */
#ifndef LAB_WIRE_H
#define LAB_WIRE_H

#include <re.h>
#include "sbc/world/sim.h"

struct wire;

struct packet { /* a SIP message on its way */
	struct le le;
	uint64_t at_us;
	uint32_t number; /* of all that was sent, media too */
	struct sa from, to;
	uint32_t copies; /* 0: lost */
	struct pl text;
};

int wire_alloc(struct wire **wirep, struct world *world); /* becomes the world's watcher */
const struct list *wire_packets(const struct wire *wire);

/* What was sent so far, as one hash for each piece. */
struct mbuf *wire_hashes(const struct wire *wire);

/* The number of the first piece that differs; false: the same bytes at the same times. */
bool wire_differs(uint32_t *number, const struct mbuf *hashes, const struct mbuf *others);

/* The message with this number, or the last one before it; NULL: none. */
const struct packet *wire_packet(const struct wire *wire, uint32_t number);

#endif
