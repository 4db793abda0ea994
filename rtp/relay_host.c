/* relay_host.c -- see relay_host.h */
#include "rtp/relay_host.h"

struct relay_host {
	struct relay relay;
	const struct relay_host_ops *ops;
	void *arg;
};

struct relay_host_port {
	struct relay_host *host;
	struct host_flow *flow;
	enum flow_lane lane;
	void *socket; /* the caller's; NULL: not open */
};

struct host_flow {
	struct flow flow;
	struct sa peer; /* RTP's when it was last learnt */
	struct relay_host_port ports[FLOW_LANES];
};

static void destroy_flow(void *arg)
{
	struct host_flow *flow = arg;

	flow_part(&flow->flow);
	for (int lane = 0; lane < FLOW_LANES; lane++) {
		struct relay_host_port *port = &flow->ports[lane];

		if (port->socket)
			port->host->ops->close(port->socket, port->host->arg);
	}
}

static int open_port(struct host_flow *flow, enum flow_lane lane, struct relay_host *host,
		     const struct sa *rtp)
{
	struct relay_host_port *port = &flow->ports[lane];
	struct sa local = *rtp;

	*port = (struct relay_host_port){.host = host, .flow = flow, .lane = lane};
	sa_set_port(&local, (uint16_t)(sa_port(rtp) + lane));
	return host->ops->open(&port->socket, &local, port, host->arg);
}

static int host_add(struct flow **flowp, struct relay *relay, const struct sa *local,
		    struct flow *other)
{
	struct relay_host *host = (struct relay_host *)relay;
	struct host_flow *flow = mem_zalloc(sizeof *flow, destroy_flow);
	int err;

	if (!flow)
		return ENOMEM;

	err = open_port(flow, FLOW_RTP, host, local);
	if (!err)
		err = open_port(flow, FLOW_RTCP, host, local);
	if (err) {
		mem_deref(flow);
		return err;
	}

	if (other)
		flow_join(&flow->flow, other);
	*flowp = &flow->flow;
	return 0;
}

static void host_change(struct relay *relay, struct flow *flow, const struct flow_terms *terms,
			uint64_t now_us)
{
	(void)relay;
	flow_change(flow, terms, now_us);
}

static void host_remove(struct relay *relay, struct flow *flow)
{
	(void)relay;
	mem_deref(flow);
}

static void host_read(struct relay_report *report, struct relay *relay, struct flow *flow,
		      uint64_t now_us)
{
	(void)relay;
	relay_count(report, flow, now_us);
	report->learnt = flow->learnt;
	report->peer = ((struct host_flow *)flow)->peer;
}

static const struct relay_ops ops = {
	.add = host_add,
	.change = host_change,
	.remove = host_remove,
	.read = host_read,
};

int relay_host_alloc(struct relay **relayp, const struct relay_host_ops *host_ops, void *arg)
{
	struct relay_host *host = mem_zalloc(sizeof *host, NULL);

	if (!host)
		return ENOMEM;

	host->relay.ops = &ops;
	host->ops = host_ops;
	host->arg = arg;
	*relayp = &host->relay;
	return 0;
}

/* The caller's send may fail as a wire may lose: nobody waits for it. */
static void send_onward(const struct relay_host_port *port, const struct sa *to, struct mbuf *data)
{
	const struct host_flow *onward = (const struct host_flow *)port->flow->flow.onward;

	(void)port->host->ops->send(onward->ports[port->lane].socket, to, data, port->host->arg);
}

/* For what the other side's encryption adds. */
static int make_room(const struct flow *flow, struct mbuf *data)
{
	if (!flow->onward || !flow->onward->terms.secure)
		return 0;

	return mbuf_resize(data, data->end + STAGE_SRTP_ROOM);
}

void relay_host_packet(struct relay_host_port *port, const struct sa *source, struct mbuf *data,
		       uint64_t now_us)
{
	struct host_flow *flow = port->flow;
	struct flow_packet packet = {.source = source, .now_us = now_us};
	uint32_t learnt = flow->flow.learnt;
	const struct sa *to;

	if (make_room(&flow->flow, data))
		return; /* as good as lost on the wire */

	packet.data = mbuf_buf(data);
	packet.size = mbuf_get_left(data);
	packet.capacity = data->size - data->pos;
	to = flow_accept(&flow->flow, port->lane, &packet);
	data->end = data->pos + packet.size;

	if (flow->flow.learnt != learnt)
		flow->peer = flow->flow.latch[FLOW_RTP].peer;
	if (to)
		send_onward(port, to, data);
}
