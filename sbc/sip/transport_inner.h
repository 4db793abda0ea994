/*
 * transport_inner.h -- what the transports' files share; for transport*.c only
 */
#ifndef SIP_TRANSPORT_INNER_H
#define SIP_TRANSPORT_INNER_H

#include "sbc/sip/transport.h"

struct transports {
	struct world *world;
	struct events *events;
	struct list listeners;
	struct list sides;  /* what their TLS is made of: transport_names.c */
	struct hash *names; /* who must answer where, by address… */
	struct list ages;   /* …and by age */
	struct guard *guard;
	uint64_t seed; /* of the To-tags that are made without state */
	transport_h *handler;
	void *arg;
	transport_peer_h *is_peer;
	void *peer_arg;
};

/*
 * What came in as one piece. False: whoever sent it is no peer and too fast: he is not worth a
 * connection.
 */
bool transport_take(struct listener *listener, const struct sa *from, struct mbuf *mb);

/* Once a second for each source at most: whoever sends rubbish must not fill our disk, too. */
void transport_complain(const struct listener *listener, enum event_kind kind,
			const struct sa *from, const struct pl *data, const char *fmt, ...);

int transport_udp_open(struct listener *listener);
int transport_udp_send(struct listener *listener, const struct sa *to, struct mbuf *mb,
		       struct transport_watch *watch);

int transport_stream_open(struct listener *listener);
int transport_stream_send(struct listener *listener, const struct sa *to, struct mbuf *mb,
			  struct transport_watch *watch);
bool transport_stream_is_open(const struct listener *listener, const struct sa *to);

int transport_names_alloc(struct transports *transports);
void transport_names_flush(struct transports *transports);
const char *transport_names_at(const struct transports *transports, const struct sa *address);
const struct stream_tls *transport_names_tls(const struct transports *transports, const char *side);

#endif
