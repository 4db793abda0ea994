/*
 * hosts.h -- the machines behind a peer's name, in the order in which a call tries them
 *
 * A peer is told by the policy where it is: an address, or a name that NAPTR, SRV, A and AAAA turn
 * into machines (RFC 3263, sip/resolve). The list is kept here, asked for before a call needs it and
 * again before its TTL ends; when the name servers are gone, the old one serves up to a bound. So no
 * call ever waits for a name.
 *
 * What OPTIONS and calls teach is kept of each machine: one that failed is not the first to be
 * tried by the next call, one that is down is not tried while another is not.
 */
#ifndef PEER_HOSTS_H
#define PEER_HOSTS_H

#include <re.h>
#include "sbc/world/world.h"

enum {
	HOSTS_MAX = 16, /* of one peer; more are not looked at */
};

struct peer;

/* One machine as a call sees it; a plain value. */
struct hop {
	enum sip_transp transport;
	struct sa address;
	const char *name; /* whom its certificate must name (RFC 5922); NULL: nobody */
};

/*
 * The machines in the order in which to try them now; 0: none is known yet (its name was never
 * resolved). `world` is for the chances of SRV weights (RFC 2782).
 */
uint32_t hosts_order(struct hop hops[HOSTS_MAX], struct peer *peer, struct world *world);

/* What a request taught of the machine: an answer of any kind after so long, or nothing at all. */
void hosts_answered(struct peer *peer, const struct hop *hop, uint64_t after_us);
void hosts_silent(struct peer *peer, const struct hop *hop);

#endif
