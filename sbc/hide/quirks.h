/*
 * quirks.h -- what some equipment wants otherwise: a row and a function for each name of `compat`
 *
 * The names are policy/compat.h's; here is what they do, each at the moment of its column: when an
 * address is written, when a provisional answer is passed on, when a message is complete.
 */
#ifndef HIDE_QUIRKS_H
#define HIDE_QUIRKS_H

#include "sbc/hide/nameaddr.h"

/* Before it is written, as the peer whom it faces wants it. */
void quirks_nameaddr(struct nameaddr *nameaddr);

struct quirks_ring { /* a provisional answer on its way to the caller */
	uint16_t status;
	const struct pl *sdp; /* NULL: none */
};
void quirks_ring(struct quirks_ring *ring, uint32_t compat);

/* A whole message from mb->pos on, which must not grow. */
void quirks_message(struct mbuf *mb, uint32_t compat);

/* Whether answers name one codec only. */
bool quirks_one_codec(uint32_t compat);

#endif
