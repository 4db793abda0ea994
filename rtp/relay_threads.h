/*
 * relay_threads.h -- a relay of worker threads, each with its own ports
 *
 * Each worker has its own epoll; both sides of a stream are on one worker. It reads and writes in
 * batches, takes a bounded batch from a port each time it wakes (a flood on one port delays the
 * others, it does not starve them), and has CLOCK_MONOTONIC. The control thread wakes no worker:
 * what it asks is done when the call returns, under the mutex of that one stream; it waits for one
 * batch at most. No libre object crosses a thread.
 *
 * A flow takes two descriptors: whoever starts the process sees to RLIMIT_NOFILE, the limit of
 * flows. A stream's memory, 1.1 kB, is kept for the next until the relay ends.
 */
#ifndef RTP_RELAY_THREADS_H
#define RTP_RELAY_THREADS_H

#include <re.h>
#include "rtp/relay.h"

enum {
	RELAY_THREADS_MAX = 256,
};

/*
 * `threads` 0: one a core. The last mem_deref ends the workers; no flow may be left. Its `add`
 * refuses an `other` that is joined already (EBUSY).
 */
int relay_threads_alloc(struct relay **relayp, uint32_t threads);

#endif
