/*
 * relay.h -- who moves packets: add, change, remove, read a flow
 *
 * A session decides what may flow; a relay holds the ports and carries the bytes. One ops table a
 * relay: worker threads (relay_threads.h), or the caller's own packets (relay_host.h, simulation).
 * A relay makes its own struct around `struct relay` and `struct flow`. All four are called from
 * the control thread. A relay is reference counted; a session holds a reference.
 */
#ifndef RTP_RELAY_H
#define RTP_RELAY_H

#include <re.h>
#include "rtp/flow.h"

struct relay;

struct relay_report {
	uint64_t packets, bytes, refused, relayed; /* both lanes; see struct flow_counters */
	uint64_t quiet_us; /* how long ago the last of `packets` came; UINT64_MAX: none came */
	uint32_t learnt;   /* grows by one each time RTP's latch learns a source… */
	struct sa peer;    /* …and RTP's peer then; unset before the first */
};

struct relay_ops {
	/*
	 * Opens RTP at `local` and RTCP on the next port, and joins the new flow to `other` (the
	 * other side's of the same stream; NULL: it is not there yet). EADDRINUSE: somebody else
	 * has a port of the pair, try another. On error nothing is left open.
	 */
	int (*add)(struct flow **flowp, struct relay *relay, const struct sa *local,
		   struct flow *other);

	/* New terms. `now_us` is the session's clock; a relay that has its own uses that. */
	void (*change)(struct relay *relay, struct flow *flow, const struct flow_terms *terms,
		       uint64_t now_us);

	/* Parts and closes. From now on the pair of ports may be added again. */
	void (*remove)(struct relay *relay, struct flow *flow);

	void (*read)(struct relay_report *report, struct relay *relay, struct flow *flow,
		     uint64_t now_us);
};

struct relay {
	const struct relay_ops *ops;
};

/* For a relay's `read`: all but `learnt` and `peer`. */
void relay_count(struct relay_report *report, const struct flow *flow, uint64_t now_us);

#endif
