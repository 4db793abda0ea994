/*
 * relay_host.h -- a relay whose packets come and go through the caller: simulation and replay
 *
 * The caller opens a port when asked to, brings each packet that comes to it to relay_host_packet,
 * and sends what it is told to send. Same decisions as relay_threads (flow.h), no thread, no socket,
 * no clock.
 */
#ifndef RTP_RELAY_HOST_H
#define RTP_RELAY_HOST_H

#include <re.h>
#include "rtp/relay.h"

struct relay_host_port; /* the relay's name for one open port, RTP or RTCP */

struct relay_host_ops {
	/*
	 * Opens `local`; *socketp is the caller's name for it. EADDRINUSE: taken, another is tried.
	 * `port` goes with every packet to relay_host_packet until `close` returns.
	 */
	int (*open)(void **socketp, const struct sa *local, struct relay_host_port *port,
		    void *arg);
	/* Sends from data->pos to its end and leaves the mbuf as it was. Borrowed. */
	int (*send)(void *socket, const struct sa *to, struct mbuf *data, void *arg);
	void (*close)(void *socket, void *arg);
};

/* `ops` is borrowed for the relay's life. */
int relay_host_alloc(struct relay **relayp, const struct relay_host_ops *ops, void *arg);

/* A packet came to `port` from `source`; `now_us` is the clock that the sessions are told. */
void relay_host_packet(struct relay_host_port *port, const struct sa *source, struct mbuf *data,
		       uint64_t now_us);

#endif
