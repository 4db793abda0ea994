/* transport_udp.c -- a message is a datagram; see transport.h */
#include "sbc/sip/transport_inner.h"

static void receive(const struct sa *from, struct mbuf *mb, void *arg)
{
	(void)transport_take(arg, from, mb);
}

int transport_udp_open(struct listener *listener)
{
	return datagrams_open(&listener->datagrams, listener->transports->world, &listener->local,
			      receive, listener);
}

/* Nothing is ever heard of a datagram that was lost: there is nothing to watch. */
int transport_udp_send(struct listener *listener, const struct sa *to, struct mbuf *mb,
		       struct transport_watch *watch)
{
	(void)watch;
	return datagrams_send(listener->datagrams, to, mb);
}
