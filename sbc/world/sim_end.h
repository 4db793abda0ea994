/*
 * sim_end.h -- one end of a connection of the simulated world, and the pieces on the way to it
 *
 * All that an end will ever hear is a list of pieces, each with its timer, none due before the one
 * ahead of it. A piece that the weather would lose comes later, as if TCP had sent it again.
 */
#ifndef WORLD_SIM_END_H
#define WORLD_SIM_END_H

#include "sbc/world/sim_inner.h"

struct sim_stream {
	struct stream stream;
	struct le le; /* among the listeners */
	struct sa local;
	struct sim_stream *other; /* NULL: not there yet, or not any more */
	struct list pieces;       /* on the way to this end */
	uint64_t last_due_us;
	size_t queued_bytes;
	char *certificate; /* a listener's file */
	char *name;        /* who must answer to it */
	bool open;
	bool is_secret; /* it wants TLS */
	bool doomed;    /* a last piece is on the way to it: what it sends is lost */
};

struct piece {
	struct le le;
	struct timer timer;
	struct sim_stream *to;
	void (*happen)(struct sim_stream *to, const struct piece *piece);
	int err;
	struct mbuf *data;
};

struct sim *sim_end_world(const struct sim_stream *end);

/* A piece like `what` comes to this end; its data is kept by reference. */
int sim_end_post(struct sim_stream *to, uint64_t after_us, const struct piece *what);
void sim_end_drop_pieces(struct sim_stream *end);

/* How long a piece takes between these two; false if it never arrives. */
bool sim_end_find_way(uint64_t *after_us, struct sim *sim, const struct sa *from,
		      const struct sa *to);

#endif
