/*
 * sim_inner.h -- what the simulated world's files share: the network, the dice, the counts
 */
#ifndef WORLD_SIM_INNER_H
#define WORLD_SIM_INNER_H

#include <re.h>
#include "sbc/world/sim.h"
#include "sbc/world/world_ops.h"

enum {
	SIM_SOCKET_BUCKETS = 1024,
	SIM_IN_FLIGHT_MAX = 100000,      /* above: what is sent is lost, as in a full queue */
	SIM_DATAGRAM_MAX_BYTES = 65507,  /* of an IPv4 datagram; above: EMSGSIZE */
	SIM_RESENDS_MAX = 10,            /* a stream whose piece is lost so often is broken */
	SIM_EPHEMERAL_PORTS_FROM = 49152 /* for connections that do not say theirs */
};
#define SIM_RESEND_US UINT64_C(200000) /* how long a stream waits before it sends a piece again */

struct sim {
	struct world world;
	struct dice engine, links;
	struct faults faults;
	struct hash *datagrams; /* struct sim_datagrams by local address */
	struct hash *listeners; /* struct sim_stream that listen, by local address */
	struct list packets;    /* datagrams on the way */
	struct list names;      /* rows of the table */
	struct list certificates;
	struct sim_counts counts;
	uint16_t port; /* the next ephemeral one */
	sim_watch_h *watch;
	void *watch_arg;
};

int sim_net_open(struct datagrams **datagramsp, struct world *world, const struct sa *local,
		 datagram_h *handler, void *arg);
int sim_net_send(struct datagrams *datagrams, const struct sa *to, struct mbuf *data);
int sim_net_copy(struct mbuf **copyp, const struct mbuf *data);
void sim_net_show(struct sim *sim, const struct sim_sight *sight);
bool sim_net_is_host(const struct sa *address); /* one address, one port */

int sim_stream_listen(struct stream **streamp, struct world *world,
		      const struct stream_config *config);
int sim_stream_connect(struct stream **streamp, struct world *world,
		       const struct stream_config *config);
int sim_stream_send(struct stream *stream, struct mbuf *data);

/* Whether a listener may use the file; what a caller who wants `name` has against it; NULL: nothing. */
int sim_tls_open(const struct sim *sim, const char *file);
const char *sim_tls_fault(const struct sim *sim, const char *file, const char *name);

int sim_names_ask(struct question **questionp, struct world *world, uint16_t type, const char *name,
		  answer_h *handler, void *arg);

#endif
