/*
 * relay_threads.h -- a relay of worker threads that share nothing
 *
 * Each worker has its own epoll and owns its flows for their life; both sides of a stream are on
 * one worker. It reads and writes in batches, takes a bounded batch from a port each time it wakes
 * (a flood on one port delays the others, it does not starve them), and has CLOCK_MONOTONIC. The
 * control thread sends it commands as values in a queue and reads counters; no libre object crosses.
 *
 * A flow takes two descriptors: whoever starts the process sees to RLIMIT_NOFILE.
 */
#ifndef RTP_RELAY_THREADS_H
#define RTP_RELAY_THREADS_H

#include <re.h>
#include "rtp/relay.h"

enum {
	RELAY_THREADS_MAX = 256,
};

/* `threads` 0: one a core. The last mem_deref ends the workers; no flow may be left. */
int relay_threads_alloc(struct relay **relayp, uint32_t threads);

#endif
