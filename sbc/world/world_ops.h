/*
 * world_ops.h -- what a world is made of; for this room only
 *
 * A world is a wheel of timers and a table of what only it can do. Each world puts these structs
 * first in its own (sim_inner.h, real_inner.h), so a pointer to the one is a pointer to the other.
 */
#ifndef WORLD_WORLD_OPS_H
#define WORLD_WORLD_OPS_H

#include <re.h>
#include "sbc/world/world.h"
#include "sbc/world/wheel.h"

struct world_ops {
	uint64_t (*now_us)(const struct world *world);
	uint64_t (*date_us)(const struct world *world);
	void (*random)(struct world *world, void *to, size_t size);
	void (*wake)(struct world *world, uint64_t due_us); /* a timer was started; NULL: no need */
	int (*datagrams_open)(struct datagrams **datagramsp, struct world *world,
			      const struct sa *local, datagram_h *handler, void *arg);
	int (*datagrams_send)(struct datagrams *datagrams, const struct sa *to, struct mbuf *data);
	int (*stream_listen)(struct stream **streamp, struct world *world,
			     const struct stream_config *config);
	int (*stream_connect)(struct stream **streamp, struct world *world,
			      const struct stream_config *config);
	int (*stream_send)(struct stream *stream, struct mbuf *data);
	void (*names_use)(struct world *world, const struct sa *servers,
			  uint32_t count); /* NULL: whoever is asked stays */
	int (*names_ask)(struct question **questionp, struct world *world, uint16_t type,
			 const char *name, answer_h *handler, void *arg);
};

struct world {
	const struct world_ops *ops;
	struct wheel wheel;
};

struct datagrams {
	struct world *world;
	datagram_h *handler;
	void *arg;
	struct sa local;
};

struct stream {
	struct world *world;
	const struct stream_handlers *handlers;
	void *arg;
	struct sa peer;
	const char *why; /* a constant text, for stream_why */
};

struct question {
	struct world *world;
	answer_h *handler;
	void *arg;
};

#endif
