/*
 * transport.h -- the listeners of all sides, and the way a message takes to and from the wire
 *
 * A listener belongs to a side of the policy (by name) and has one transport and local address.
 * What comes in passes guard.h, is read once (message.h) and handed up; what is broken but can be
 * answered is answered here. One table of transports: a row each for UDP now, TCP, TLS, WebSocket
 * later, filled with the world's datagrams or streams.
 */
#ifndef SIP_TRANSPORT_H
#define SIP_TRANSPORT_H

#include <re.h>
#include "sbc/world/world.h"
#include "sbc/event/event.h"

struct transports;

enum {
	TRANSPORT_LISTENERS_MAX = 256, /* of all sides together */
};

struct listener { /* the transports own it; others borrow it, and are gone before them */
	struct le le;
	struct transports *transports;
	char *side;
	enum sip_transp transport;
	struct sa local;
	struct datagrams *datagrams;
};

/* A message that was read; `msg->src`, `dst`, `tp` are set. Borrowed; mem_ref to keep it. */
typedef void(transport_h)(struct listener *listener, const struct sip_msg *msg, void *arg);

int transports_alloc(struct transports **transportsp, struct world *world, struct events *events,
		     transport_h *handler, void *arg);

/*
 * Who is a peer of ours on that listener's side. A peer is never stopped by the guard, however fast
 * it is; anybody else hears nothing from transport_refuse, so that he learns nothing. Until this is
 * said, nobody is forgiven and all are answered. Asked only where it matters.
 */
typedef bool(transport_peer_h)(const struct listener *listener, const struct sa *source, void *arg);
void transports_peers(struct transports *transports, transport_peer_h *is_peer, void *arg);
bool transport_is_stranger(const struct listener *listener, const struct sa *source);

/*
 * EPROTONOSUPPORT: no such transport yet. ENOSPC: TRANSPORT_LISTENERS_MAX. EADDRINUSE, EACCES…:
 * the world's error.
 */
int transport_listen(struct transports *transports, const char *side, enum sip_transp transport,
		     const struct sa *local);

/* The listener of `side` that speaks `transport` and the address family of `to`; NULL: none. */
struct listener *transport_find(const struct transports *transports, const char *side,
				enum sip_transp transport, const struct sa *to);

/* Whether `address` (with port) is one of ours. */
bool transport_is_local(const struct transports *transports, const struct sa *address);

/* "UDP" as Via has it. */
const char *transport_name(enum sip_transp transport);

/* Sends from mb->pos to its end; the mbuf is unchanged afterwards. */
int transport_send(struct listener *listener, const struct sa *to, struct mbuf *mb);

/*
 * Answers a request without keeping state: the same request gets the same To-tag again (RFC 3261
 * 8.2.7). `reason` NULL: message_reason; `extra`: whole header lines, or NULL. EINVAL: an ACK
 * is never answered; EPERM: nor is a stranger.
 */
int transport_refuse(struct listener *listener, const struct sip_msg *msg, uint16_t status,
		     const char *reason, const char *extra);

#endif
