/*
 * wire.h -- the caller of a host relay, in memory: open ports, and the last packet sent
 *
 * A port in `busy` is somebody else's.
 */
#ifndef RTP_WIRE_H
#define RTP_WIRE_H

#include <string.h>
#include <check.h>
#include "rtp/relay_host.h"

enum {
	WIRE_SOCKETS_MAX = 64,
};

struct wire_socket {
	struct wire *wire;
	struct sa local;
	struct relay_host_port *port; /* NULL: closed */
};

struct wire {
	struct wire_socket sockets[WIRE_SOCKETS_MAX];
	uint16_t busy;
	int err; /* of the next open */
	uint32_t sent;
	struct sa from, to; /* of the last packet sent */
	size_t size;
};

static inline struct sa at(const char *addr)
{
	struct sa sa;

	sa_init(&sa, AF_UNSPEC);
	if (addr[0])
		ck_assert_int_eq(0, sa_decode(&sa, addr, strlen(addr)));
	return sa;
}

static inline struct wire_socket *wire_find(struct wire *wire, uint16_t port)
{
	for (int i = 0; i < WIRE_SOCKETS_MAX; i++) {
		if (wire->sockets[i].port && sa_port(&wire->sockets[i].local) == port)
			return &wire->sockets[i];
	}

	return NULL;
}

static inline uint32_t wire_count(const struct wire *wire)
{
	uint32_t count = 0;

	for (int i = 0; i < WIRE_SOCKETS_MAX; i++)
		count += wire->sockets[i].port != NULL;
	return count;
}

static inline int wire_open(void **socketp, const struct sa *local, struct relay_host_port *port,
			    void *arg)
{
	struct wire *wire = arg;
	int i = 0;

	if (wire->err)
		return wire->err;
	if (sa_port(local) == wire->busy || wire_find(wire, sa_port(local)))
		return EADDRINUSE;

	while (wire->sockets[i].port)
		ck_assert_int_lt(++i, WIRE_SOCKETS_MAX);
	wire->sockets[i] = (struct wire_socket){wire, *local, port};
	*socketp = &wire->sockets[i];
	return 0;
}

static inline int wire_send(void *socket, const struct sa *to, struct mbuf *data, void *arg)
{
	struct wire *wire = arg;

	wire->sent++;
	wire->from = ((struct wire_socket *)socket)->local;
	wire->to = *to;
	wire->size = mbuf_get_left(data);
	return 0;
}

static inline void wire_close(void *socket, void *arg)
{
	(void)arg;
	((struct wire_socket *)socket)->port = NULL;
}

static const struct relay_host_ops wire_ops = {wire_open, wire_send, wire_close};

/* An RTP packet (RTCP to an odd port) of `source` comes to the open port `port`. */
static inline void wire_receive(struct wire *wire, uint16_t port, const char *source,
				uint64_t now_us)
{
	static const uint8_t rtp[] = {0x80, 8, 0, 1, 0, 0, 0, 16, 1, 2, 3, 4, 0xd5, 0xd5};
	static const uint8_t rtcp[] = {0x80, 0xc9, 0, 1, 1, 2, 3, 4};
	struct wire_socket *socket = wire_find(wire, port);
	struct mbuf *data = mbuf_alloc(64);
	struct sa from = at(source);

	ck_assert_ptr_nonnull(socket);
	if (port % 2 == 0)
		(void)mbuf_write_mem(data, rtp, sizeof rtp);
	else
		(void)mbuf_write_mem(data, rtcp, sizeof rtcp);
	data->pos = 0;
	relay_host_packet(socket->port, &from, data, now_us);
	mem_deref(data);
}

/* The one packet sent since the last look went out of our port `from` to `to`; "": none did. */
static inline void wire_expect(struct wire *wire, uint16_t from, const char *to)
{
	struct sa expect = at(to);

	ck_assert_uint_eq(to[0] ? 1 : 0, wire->sent);
	wire->sent = 0;
	if (!to[0])
		return;

	ck_assert_uint_eq(from, sa_port(&wire->from));
	ck_assert_msg(sa_cmp(&wire->to, &expect, SA_ALL), "not to %s", to);
}

#endif
