/*
 * transport.h -- the listeners of all sides, and the way a message takes to and from the wire
 *
 * A listener belongs to a side of the policy (by name) and has one transport and local address.
 * What comes in passes guard.h, is read once (message.h) and handed up; what is broken but can be
 * answered is answered here. One table of transports: a row each, filled with the world's datagrams
 * (transport_udp.c) or streams (transport_stream.c: TCP, TLS); WebSocket is not there yet.
 *
 * A stream's connections are the listener's own affair: one that is open is used for whatever goes
 * to its address and port, whoever made it; else one is made, and what is sent meanwhile waits for
 * it. Each has its limits, so that no peer harms another; a stranger's ends with his first message.
 */
#ifndef SIP_TRANSPORT_H
#define SIP_TRANSPORT_H

#include <re.h>
#include "sbc/world/world.h"
#include "sbc/event/event.h"

struct transports;

enum {
	TRANSPORT_LISTENERS_MAX = 256,     /* of all sides together */
	TRANSPORT_NAMES_MAX = 4096,        /* who must answer where; the oldest is forgotten */
	TRANSPORT_CONNECTIONS_MAX = 16384, /* of one listener */
	TRANSPORT_CONNECTIONS_EACH = 128,  /* of one listener to one address */
	TRANSPORT_STRANGERS_MAX = 64,      /* of one listener: the oldest makes room */
	TRANSPORT_WAITING_MAX = 262144,    /* octets that wait for one connection to open */
};
#define TRANSPORT_OPEN_US  UINT64_C(4000000)   /* a connection of ours opens in so long */
#define TRANSPORT_FIRST_US UINT64_C(10000000)  /* a stranger says something in so long */
#define TRANSPORT_IDLE_US  UINT64_C(300000000) /* without a byte: closed */

struct listener { /* the transports own it; others borrow it, and are gone before them */
	struct le le;
	struct transports *transports;
	char *side;
	enum sip_transp transport;
	struct sa local;
	struct datagrams *datagrams;
	struct connections *connections; /* of a stream */
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

/* What the side's TLS is made of (world.h), before it listens; copied. Said again: from then on. */
int transports_secure(struct transports *transports, const char *side,
		      const struct stream_tls *tls);

/*
 * 0 also if that side listens there already. EPROTONOSUPPORT: no such transport yet. ENOSPC:
 * TRANSPORT_LISTENERS_MAX. EADDRINUSE, EACCES, ENOKEY…: the world's error.
 */
int transport_listen(struct transports *transports, const char *side, enum sip_transp transport,
		     const struct sa *local);

/* The listener of `side` that speaks `transport` and the address family of `to`; NULL: none. */
struct listener *transport_find(const struct transports *transports, const char *side,
				enum sip_transp transport, const struct sa *to);

/* Whether `address` (with port) is one of ours. */
bool transport_is_local(const struct transports *transports, const struct sa *address);

/* "UDP" as Via has it; ";transport=tcp" as a URI has it, "" for UDP. */
const char *transport_name(enum sip_transp transport);
const char *transport_param(enum sip_transp transport);

/* What "tcp" in a URI or Via is; SIP_TRANSP_NONE: we do not know it. */
enum sip_transp transport_named(const struct pl *name);

/* Whether what is sent arrives, or an error does: no need to say it again (RFC 3261 17). */
bool transport_is_reliable(enum sip_transp transport);

/*
 * Over TLS, whoever answers at `address` must prove to be `name` (RFC 5922): the name that the file
 * has for it, not one that DNS made of it. Not said: its certificate must bear the address itself.
 * To be said before the first message goes there; may be said for every transport.
 */
int transport_expect(struct listener *listener, const struct sa *address, const char *name);

/*
 * Sends from mb->pos to its end; the mbuf is unchanged afterwards. What waits for a connection is
 * sent, or lost with it. ENOSPC: a limit; the world's error.
 */
int transport_send(struct listener *listener, const struct sa *to, struct mbuf *mb);

/*
 * The same for whoever must know that the connection is gone on which he waits for an answer. It
 * lives inside its owner, all zero to begin with; unlink `le` to hear nothing. `opened`: the
 * connection had been there, so another try may find another; err 0: the other end hung up.
 */
typedef void(transport_lost_h)(int err, bool opened, void *arg);
struct transport_watch {
	struct le le;
	transport_lost_h *handler;
	void *arg;
};
int transport_request(struct listener *listener, const struct sa *to, struct mbuf *mb,
		      struct transport_watch *watch);

/*
 * RFC 3261 18.2.2: by the connection from `source` if it is there still, else to `to`, which is
 * where the request's Via leads (transport_way).
 */
void transport_way(struct sa *to, const struct sip_msg *request);
int transport_answer(struct listener *listener, const struct sa *source, const struct sa *to,
		     struct mbuf *mb);

/*
 * Answers a request without keeping state: the same request gets the same To-tag again (RFC 3261
 * 8.2.7). `reason` NULL: message_reason; `extra`: whole header lines, or NULL. EINVAL: an ACK
 * is never answered; EPERM: nor is a stranger.
 */
int transport_refuse(struct listener *listener, const struct sip_msg *msg, uint16_t status,
		     const char *reason, const char *extra);

#endif
