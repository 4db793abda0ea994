/*
 * hosts.h -- the machines behind a peer's name, in the order in which a call tries them
 *
 * A peer is told by the policy where it is: an address, or a name that NAPTR, SRV, A and AAAA turn
 * into machines (RFC 3263, sip/resolve). The list is kept here, asked for before a call needs it and
 * again before its TTL ends; when the name servers are gone, the old one serves up to a bound. So no
 * call ever waits for a name (lookup.h).
 *
 * What OPTIONS and calls teach is kept of each machine: one that failed is not the first to be
 * tried by the next call, one that is down is not tried while another is not (health.h).
 */
#ifndef PEER_HOSTS_H
#define PEER_HOSTS_H

#include <re.h>
#include "sbc/world/world.h"
#include "sbc/event/event.h"
#include "sbc/sip/resolve.h"
#include "policy/config_peer.h"
#include "policy/facts.h"

enum {
	HOSTS_MAX = RESOLVE_MACHINES_MAX, /* of one peer; more are not looked at */
};

struct peer;
struct hosts;
struct transactions;

/* One machine as a call sees it; a plain value. */
struct hop {
	enum sip_transp transport;
	struct sa address;
	const char *name; /* whom its certificate must name (RFC 5922); NULL: nobody */
};

/*
 * The machines in the order in which to try them now; 0: none is known yet (its name was never
 * resolved). `world` is for the chances of SRV weights (RFC 2782). Their names lead into peer->policy,
 * which a reload changes: a call puts its own policy's in their place.
 */
uint32_t hosts_order(struct hop hops[HOSTS_MAX], struct peer *peer, struct world *world);

/* What a request taught of the machine: an answer of any kind after so long, or nothing at all. */
void hosts_answered(struct peer *peer, const struct hop *hop, uint64_t after_us);
void hosts_silent(struct peer *peer, const struct hop *hop);

/* Whether this is one of the peer's machines, and well: no other is to be tried before it. */
bool hosts_is_up(const struct peer *peer, const struct hop *hop);

/* No machine is known that is not down. */
bool hosts_are_down(const struct peer *peer);

/* ", up: 192.0.2.10:5060 over UDP" for each machine, else why there is none; for %H. */
int hosts_print(struct re_printf *pf, const struct peer *peer);

/* Why no call goes there now, as a sentence; for %H. */
int hosts_print_why(struct re_printf *pf, const struct peer *peer);

/* ---- for peers.c, which owns them ---- */

struct hosts_house { /* what the hosts of all peers share; borrowed, outlives them */
	struct world *world;
	struct events *events;
	struct transactions *transactions;
	struct hash *known; /* each machine, by its address without port */
};

/*
 * `config` is borrowed until the next hosts_adopt, or the end. Names are asked for within `within_us`,
 * machines with OPTIONS a second later at most, if they are to be pinged.
 */
int hosts_alloc(struct hosts **hostsp, const struct hosts_house *house,
		const struct peer_config *config, uint64_t within_us);

/* Another policy: what was learnt stays, as far as it is said of the same machines. */
int hosts_adopt(struct hosts *hosts, const struct peer_config *config, uint64_t within_us);

/* The peer is in no policy any more: its machines stay as they are, nobody asks after them. */
void hosts_retire(struct hosts *hosts);

/* Who has a machine at `source` on that side; see peers_who. */
const struct peer_config *hosts_who(const struct hash *known, const char *side,
				    const struct sa *source, const struct facts *facts);

/* Timers and questions that are pending; OPTIONS that are out. */
uint32_t hosts_errands(const struct hosts *hosts);
uint32_t hosts_asked(const struct hosts *hosts);

#endif
