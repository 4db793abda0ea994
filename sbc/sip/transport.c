/* transport.c -- see transport.h; the table of transports, then down to the wire, then up from it */
#include <string.h>
#include "sbc/sip/transport.h"
#include "sbc/sip/guard.h"
#include "sbc/sip/message.h"
#include "nat/via.h"

struct transports {
	struct world *world;
	struct events *events;
	struct list listeners;
	struct guard *guard;
	uint64_t seed; /* of the To-tags that are made without state */
	transport_h *handler;
	void *arg;
	transport_peer_h *is_peer;
	void *peer_arg;
};

static datagram_h receive;

static int open_datagrams(struct listener *listener)
{
	return datagrams_open(&listener->datagrams, listener->transports->world, &listener->local,
			      receive, listener);
}

static int send_datagram(struct listener *listener, const struct sa *to, struct mbuf *mb)
{
	return datagrams_send(listener->datagrams, to, mb);
}

/* How each transport listens and sends. A row without functions is not supported yet. */
static const struct {
	const char *name;
	int (*open)(struct listener *listener);
	int (*send)(struct listener *listener, const struct sa *to, struct mbuf *mb);
} transports[SIP_TRANSPC] = {
	[SIP_TRANSP_UDP] = {"UDP", open_datagrams, send_datagram},
	[SIP_TRANSP_TCP] = {"TCP", NULL,           NULL         },
	[SIP_TRANSP_TLS] = {"TLS", NULL,           NULL         },
	[SIP_TRANSP_WS] = {"WS",  NULL,           NULL         },
	[SIP_TRANSP_WSS] = {"WSS", NULL,           NULL         },
};

const char *transport_name(enum sip_transp transport)
{
	return transports[transport].name;
}

static void destroy_listener(void *arg)
{
	struct listener *listener = arg;

	list_unlink(&listener->le);
	mem_deref(listener->datagrams);
	mem_deref(listener->side);
}

static void destroy(void *arg)
{
	struct transports *all = arg;

	list_flush(&all->listeners);
	mem_deref(all->guard);
}

int transports_alloc(struct transports **transportsp, struct world *world, struct events *events,
		     transport_h *handler, void *arg)
{
	struct transports *all = mem_zalloc(sizeof *all, destroy);
	uint64_t seed;
	int err;

	if (!all)
		return ENOMEM;

	all->world = world;
	all->events = events;
	all->handler = handler;
	all->arg = arg;
	world_random(world, &seed, sizeof seed);
	world_random(world, &all->seed, sizeof all->seed);
	err = guard_alloc(&all->guard, seed);
	if (err)
		mem_deref(all);
	else
		*transportsp = all;

	return err;
}

void transports_peers(struct transports *all, transport_peer_h *is_peer, void *arg)
{
	all->is_peer = is_peer;
	all->peer_arg = arg;
}

bool transport_is_stranger(const struct listener *listener, const struct sa *source)
{
	const struct transports *all = listener->transports;

	return all->is_peer && !all->is_peer(listener, source, all->peer_arg);
}

/* Not the opposite: until somebody says who is a peer, a source is neither. */
static bool is_peer(const struct listener *listener, const struct sa *source)
{
	return listener->transports->is_peer && !transport_is_stranger(listener, source);
}

int transport_listen(struct transports *all, const char *side, enum sip_transp transport,
		     const struct sa *local)
{
	struct listener *listener;
	int err;

	if (transport < 0 || transport >= SIP_TRANSPC || !transports[transport].open)
		return EPROTONOSUPPORT;
	if (list_count(&all->listeners) >= TRANSPORT_LISTENERS_MAX)
		return ENOSPC;

	listener = mem_zalloc(sizeof *listener, destroy_listener);
	if (!listener)
		return ENOMEM;

	listener->transports = all;
	listener->transport = transport;
	listener->local = *local;
	err = str_dup(&listener->side, side);
	if (!err)
		err = transports[transport].open(listener);
	if (err)
		mem_deref(listener);
	else
		list_append(&all->listeners, &listener->le, listener);

	return err;
}

struct listener *transport_find(const struct transports *all, const char *side,
				enum sip_transp transport, const struct sa *to)
{
	for (struct le *le = list_head(&all->listeners); le; le = le->next) {
		struct listener *listener = list_ledata(le);

		if (listener->transport == transport && sa_af(&listener->local) == sa_af(to)
		    && !strcmp(listener->side, side))
			return listener;
	}

	return NULL;
}

bool transport_is_local(const struct transports *all, const struct sa *address)
{
	for (struct le *le = list_head(&all->listeners); le; le = le->next) {
		const struct listener *listener = list_ledata(le);

		if (sa_cmp(&listener->local, address, SA_ALL))
			return true;
	}

	return false;
}

static void tell(const struct listener *listener, enum event_kind kind, const struct sa *from,
		 const struct sa *to, const struct pl *data)
{
	const struct event event = {.kind = kind, .from = from, .to = to, .data = data};

	event_emit(listener->transports->events, &event);
}

int transport_send(struct listener *listener, const struct sa *to, struct mbuf *mb)
{
	const struct pl data = {(const char *)mbuf_buf(mb), mbuf_get_left(mb)};
	const size_t pos = mb->pos;
	const int err = transports[listener->transport].send(listener, to, mb);

	mb->pos = pos;
	if (!err)
		tell(listener, EVENT_SENT, &listener->local, to, &data);

	return err;
}

/* FNV-1a: short, and good enough for a tag that only has to be the same again. */
static uint64_t mix(uint64_t hash, const struct pl *pl)
{
	for (size_t i = 0; i < pl->l; i++)
		hash = (hash ^ (uint8_t)pl->p[i]) * UINT64_C(0x100000001b3);

	return hash;
}

int transport_refuse(struct listener *listener, const struct sip_msg *msg, uint16_t status,
		     const char *reason, const char *extra)
{
	struct mbuf *mb;
	struct sa to;
	char tag[TOKEN_SIZE];
	int err = 0;

	if (message_is(msg, "ACK"))
		return EINVAL;
	if (transport_is_stranger(listener, &msg->src))
		return EPERM;

	mb = mbuf_alloc(1024);
	if (!mb)
		return ENOMEM;

	(void)re_snprintf(tag, sizeof tag, "%016llx",
			  mix(mix(listener->transports->seed, &msg->callid), &msg->via.branch));
	err |= message_reply(mb, msg, status, reason, tag);
	err |= mbuf_write_str(mb, extra ? extra : "");
	err |= message_body(mb, NULL, NULL);
	mb->pos = 0;
	via_answer(&to, &msg->via, &msg->src);
	if (!err)
		err = transport_send(listener, &to, mb);

	mem_deref(mb);
	return err;
}

/* Once a second for each source at most: whoever sends rubbish must not fill our disk, too. */
static void complain(struct listener *listener, enum event_kind kind, const struct sa *from,
		     const struct pl *data, const char *why)
{
	struct transports *all = listener->transports;
	const struct event event = {
		.kind = kind, .from = from, .to = &listener->local, .data = data};

	if (guard_may_complain(all->guard, from, world_now_us(all->world)))
		event_say(all->events, &event, "%s", why);
}

static void receive_message(struct listener *listener, const struct sa *from, struct mbuf *mb)
{
	const struct pl data = {(const char *)mbuf_buf(mb), mbuf_get_left(mb)};
	struct sip_msg *msg;
	const char *why;
	uint16_t status;
	int err;

	err = message_read(&msg, mb, &status, &why);
	if (err == ENOMEM)
		complain(listener, EVENT_MACHINE, from, &data, "no memory for a SIP message");
	else if (err)
		complain(listener, EVENT_NONSENSE, from, &data, why);
	if (err)
		return;

	msg->src = *from;
	msg->dst = listener->local;
	msg->tp = listener->transport;
	tell(listener, EVENT_RECEIVED, from, &listener->local, &data);
	if (status)
		(void)transport_refuse(listener, msg, status, why,
				       NULL); /* lost: as if on the wire */
	else
		listener->transports->handler(listener, msg, listener->transports->arg);

	mem_deref(msg);
}

static void receive(const struct sa *from, struct mbuf *mb, void *arg)
{
	struct listener *listener = arg;
	struct transports *all = listener->transports;
	const struct pl data = {(const char *)mbuf_buf(mb), mbuf_get_left(mb)};

	switch (guard_judge(all->guard, from, mb, world_now_us(all->world))) {
	case GUARD_PASS:
		receive_message(listener, from, mb);
		break;
	case GUARD_KEEPALIVE: /* a pong is for streams only (RFC 5626 4.4.1) */
		break;
	case GUARD_NONSENSE:
		complain(listener, EVENT_NONSENSE, from, &data, "not a SIP message");
		break;
	case GUARD_FLOOD:
		if (is_peer(listener, from))
			receive_message(listener, from, mb);
		else
			complain(listener, EVENT_FLOOD, from, NULL,
				 "faster than any peer of ours may be");
		break;
	}
}
