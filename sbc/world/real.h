/*
 * real.h -- the real world: the machine's clocks, sockets, chance and name servers, on libre's loop
 *
 * One a process, made before any other thread is: it initialises libre and takes SIGINT, SIGTERM
 * and SIGHUP away from all threads, to hand them to a handler like any other event of this world.
 *
 * Timers are looked at when 10 ms have passed: never early, late by about as much at most. They
 * follow the monotonic clock; libre's own follow the wall clock, and stand still when it is set back.
 */
#ifndef WORLD_REAL_H
#define WORLD_REAL_H

#include "sbc/world/world.h"

enum {
	REAL_FDS_MAX = 65536, /* the highest number of a descriptor, those of media included */
	REAL_BATCH = 64,      /* datagrams read from a socket before the next one's turn */
};

int real_alloc(struct world **worldp);

/* Runs until real_stop. The handler hears SIGINT, SIGTERM and SIGHUP. */
typedef void(real_signal_h)(int signal, void *arg);
int real_run(struct world *world, real_signal_h *handler, void *arg);
void real_stop(struct world *world);

#endif
