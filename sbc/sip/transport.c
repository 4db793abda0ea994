/* transport.c -- see transport.h; the table of transports, then down to the wire, then up from it */
#include <string.h>
#include "sbc/sip/transport_inner.h"
#include "sbc/sip/guard.h"
#include "sbc/sip/message.h"
#include "nat/via.h"

/* How each transport listens and sends. A row without functions is not supported yet. */
/* clang-format off */
static const struct {
	const char *name, *param;
	bool is_reliable;
	int (*open)(struct listener *listener);
	int (*send)(struct listener *listener, const struct sa *to, struct mbuf *mb,
		    struct transport_watch *watch);
} transports[SIP_TRANSPC] = {
	[SIP_TRANSP_UDP] = {"UDP", "",               false, transport_udp_open,    transport_udp_send},
	[SIP_TRANSP_TCP] = {"TCP", ";transport=tcp", true,  transport_stream_open, transport_stream_send},
	[SIP_TRANSP_TLS] = {"TLS", ";transport=tls", true,  transport_stream_open, transport_stream_send},
	[SIP_TRANSP_WS]  = {"WS",  ";transport=ws",  true,  NULL,                  NULL},
	[SIP_TRANSP_WSS] = {"WSS", ";transport=ws",  true,  NULL,                  NULL},
};
/* clang-format on */

const char *transport_name(enum sip_transp transport)
{
	return transports[transport].name;
}

const char *transport_param(enum sip_transp transport)
{
	return transports[transport].param;
}

enum sip_transp transport_named(const struct pl *name)
{
	for (enum sip_transp i = 0; i < SIP_TRANSPC; i++) {
		if (transports[i].open && !pl_strcasecmp(name, transports[i].name))
			return i;
	}

	return SIP_TRANSP_NONE;
}

bool transport_is_reliable(enum sip_transp transport)
{
	return transports[transport].is_reliable;
}

static void destroy_listener(void *arg)
{
	struct listener *listener = arg;

	list_unlink(&listener->le);
	mem_deref(listener->datagrams);
	mem_deref(listener->connections);
	mem_deref(listener->side);
}

static void destroy(void *arg)
{
	struct transports *all = arg;

	list_flush(&all->listeners);
	transport_names_flush(all);
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
	err = err ? err : transport_names_alloc(all);
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

static bool is_open(const struct transports *all, const char *side, enum sip_transp transport,
		    const struct sa *local)
{
	for (const struct le *le = all->listeners.head; le; le = le->next) {
		const struct listener *listener = le->data;

		if (listener->transport == transport && !strcmp(listener->side, side)
		    && sa_cmp(&listener->local, local, SA_ALL))
			return true;
	}

	return false;
}

int transport_listen(struct transports *all, const char *side, enum sip_transp transport,
		     const struct sa *local)
{
	struct listener *listener;
	int err;

	if (transport < 0 || transport >= SIP_TRANSPC || !transports[transport].open)
		return EPROTONOSUPPORT;
	if (is_open(all, side, transport, local))
		return 0;
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

int transport_request(struct listener *listener, const struct sa *to, struct mbuf *mb,
		      struct transport_watch *watch)
{
	const struct pl data = {(const char *)mbuf_buf(mb), mbuf_get_left(mb)};
	const size_t pos = mb->pos;
	const int err = transports[listener->transport].send(listener, to, mb, watch);

	mb->pos = pos;
	if (!err)
		tell(listener, EVENT_SENT, &listener->local, to, &data);

	return err;
}

int transport_send(struct listener *listener, const struct sa *to, struct mbuf *mb)
{
	return transport_request(listener, to, mb, NULL);
}

/* rport names the port of a datagram's source; of a connection's, nothing can be reached there. */
void transport_way(struct sa *to, const struct sip_msg *request)
{
	const uint16_t port = sa_port(&request->via.addr);

	if (!transport_is_reliable(request->tp)) {
		via_answer(to, &request->via, &request->src);
		return;
	}

	*to = request->src;
	sa_set_port(to, port ? port : request->tp == SIP_TRANSP_TLS ? SIP_PORT_TLS : SIP_PORT);
}

int transport_answer(struct listener *listener, const struct sa *source, const struct sa *to,
		     struct mbuf *mb)
{
	const bool is_there = transport_is_reliable(listener->transport)
		&& transport_stream_is_open(listener, source);

	return transport_send(listener, is_there ? source : to, mb);
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
	transport_way(&to, msg);
	if (!err)
		err = transport_answer(listener, &msg->src, &to, mb);

	mem_deref(mb);
	return err;
}

void transport_complain(const struct listener *listener, enum event_kind kind,
			const struct sa *from, const struct pl *data, const char *fmt, ...)
{
	struct transports *all = listener->transports;
	const struct event event = {
		.kind = kind, .from = from, .to = &listener->local, .data = data};
	char why[EVENT_TEXT_SIZE];
	va_list ap;

	if (!guard_may_complain(all->guard, from, world_now_us(all->world)))
		return;

	va_start(ap, fmt);
	(void)re_vsnprintf(why, sizeof why, fmt, ap);
	va_end(ap);
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
		transport_complain(listener, EVENT_MACHINE, from, &data,
				   "no memory for a SIP message");
	else if (err)
		transport_complain(listener, EVENT_NONSENSE, from, &data, "%s", why);
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

bool transport_take(struct listener *listener, const struct sa *from, struct mbuf *mb)
{
	struct transports *all = listener->transports;
	const struct pl data = {(const char *)mbuf_buf(mb), mbuf_get_left(mb)};

	switch (guard_judge(all->guard, from, mb, world_now_us(all->world))) {
	case GUARD_PASS:
		receive_message(listener, from, mb);
		break;
	case GUARD_KEEPALIVE: /* a pong is for streams only (RFC 5626 4.4.1) */
		break;
	case GUARD_NONSENSE:
		transport_complain(listener, EVENT_NONSENSE, from, &data, "not a SIP message");
		break;
	case GUARD_FLOOD:
		if (!is_peer(listener, from)) {
			transport_complain(listener, EVENT_FLOOD, from, NULL,
					   "faster than any peer of ours may be");
			return false;
		}
		receive_message(listener, from, mb);
		break;
	}

	return true;
}
