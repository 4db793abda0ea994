/* relay_world.c -- see relay_world.h */
#include <errno.h>
#include "sbc/relay_world.h"
#include "rtp/relay_host.h"

struct port {
	struct datagrams *datagrams;
	struct world *world;
	struct relay_host_port *port;
};

static void port_destroy(void *data)
{
	struct port *port = data;

	mem_deref(port->datagrams);
}

static void came(const struct sa *from, struct mbuf *data, void *arg)
{
	struct port *port = arg;

	relay_host_packet(port->port, from, data, world_now_us(port->world));
}

static int port_open(void **socketp, const struct sa *local, struct relay_host_port *host,
		     void *arg)
{
	struct port *port = mem_zalloc(sizeof *port, port_destroy);
	int err;

	if (!port)
		return ENOMEM;

	port->world = arg;
	port->port = host;
	err = datagrams_open(&port->datagrams, arg, local, came, port);
	if (err)
		mem_deref(port);
	else
		*socketp = port;

	return err;
}

static int port_send(void *socket, const struct sa *to, struct mbuf *data, void *arg)
{
	struct port *port = socket;

	(void)arg;
	return datagrams_send(port->datagrams, to, data);
}

static void port_close(void *socket, void *arg)
{
	(void)arg;
	mem_deref(socket);
}

static const struct relay_host_ops over_world = {port_open, port_send, port_close};

int relay_world_alloc(struct relay **relayp, struct world *world)
{
	return relay_host_alloc(relayp, &over_world, world);
}
