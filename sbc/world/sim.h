/*
 * sim.h -- the simulated world: a virtual clock, links with faults, names from a table, one seed
 *
 * Every address at which datagrams_open or stream_listen was called is a host on one network; a
 * datagram to any other address is swallowed. Time stands still while a handler runs and jumps to
 * whatever is due next.
 *
 * Order of things that fall on one microsecond: what was begun first happens first. A datagram
 * begins when it is sent, a timer when it is started, an answer when its question is asked; nothing
 * else counts, neither address nor kind. What a handler begins for its own instant happens after
 * all that was begun before it. A datagram's two copies arrive in the order of their delays.
 *
 * Chance is thrown with two dice from one seed: world_random's and the links'. So the engine's
 * thirst for random bytes does not change the weather.
 */
#ifndef WORLD_SIM_H
#define WORLD_SIM_H

#include <re.h>
#include "sbc/world/world.h"
#include "sbc/world/faults.h"

#define SIM_EPOCH_US   UINT64_C(1735689600000000) /* date at the start: 2025-01-01 00:00:00 UTC */
#define SIM_TIMEOUT_US UINT64_C(30000000) /* ETIMEDOUT of a stream or question: after 30 s */

enum {
	SIM_NAMES_MAX = 1024,      /* rows in the table of names */
	SIM_CERTIFICATES_MAX = 64, /* and of certificates */
	SIM_ALIASES_MAX = 8,       /* CNAMEs that one answer follows */
};

/* The clock starts at 0. mem_deref the world last: it outlives all that was made in it. */
int sim_alloc(struct world **worldp, uint64_t seed);

/*
 * sim_run: everything that is due within `for_us` from now, its last microsecond included; then the
 * clock has advanced by exactly that. sim_settle: until nothing is pending, but no longer than
 * `limit_us`: ETIMEDOUT. The clock then shows when the last thing happened. Not to be called from
 * inside a handler.
 */
void sim_run(struct world *world, uint64_t for_us);
int sim_settle(struct world *world, uint64_t limit_us);

/* The weather from now on; what is under way already keeps its fate. NULL: a clear sky. */
void sim_faults(struct world *world, const struct faults *faults);

/* Everything that is sent, at the moment of sending, before its fate; one watcher a world. */
struct sim_sight {
	uint64_t now_us;
	const struct sa *from, *to;
	const struct mbuf *data; /* from pos to end; borrowed */
	uint32_t copies;         /* how many are on the way; 0: lost */
	bool stream;             /* a piece of a stream; else a datagram */
};
typedef void(sim_watch_h)(const struct sim_sight *sight, void *arg);
void sim_watch(struct world *world, sim_watch_h *handler, void *arg);

/*
 * One row for the table of names, as zone.h has it. A name with rows of other types only answers
 * with no records; without any row, ENOENT. EBADMSG: not such a row. ENOSPC: SIM_NAMES_MAX.
 */
int sim_name(struct world *world, const char *row);
void sim_name_ends(struct world *world, const char *name); /* all its rows */

/*
 * TLS in this world is plain bytes between two ends that both want it; who calls judges the
 * certificate of who listens by its row here. A file without a row names nobody: it is good enough
 * to listen with, and for no caller. A later row for a file hides the earlier one. ENOSPC: SIM_CERTIFICATES_MAX.
 */
struct sim_certificate {
	const char *file;  /* as in stream_tls */
	const char *names; /* a blank between; NULL: the file cannot be read */
	const char *fault; /* what stream_why says of it; NULL: sound. Outlives the world */
};
int sim_certificate(struct world *world, const struct sim_certificate *certificate);

/* What is held right now. After a test has ended all of it is 0. */
struct sim_counts {
	uint32_t timers;    /* pending, the network's own not counted */
	uint32_t datagrams; /* open sockets */
	uint32_t streams;   /* listeners and connections that somebody holds */
	uint32_t questions; /* asked, not answered */
	uint32_t in_flight; /* datagrams and pieces of streams on the way */
};
void sim_count(const struct world *world, struct sim_counts *counts);

#endif
