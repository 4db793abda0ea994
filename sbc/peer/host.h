/*
 * host.h -- one machine of a peer: its health, and the OPTIONS that ask after it
 *
 * What calls and OPTIONS teach is kept (health.h) and told as an event when it changes; OPTIONS are
 * sent while the peer's configuration or its health wants it, one at a time (ping.h).
 *
 * hosts.c owns it; it lives as long as its peer's list has it. `house` and `config` are borrowed.
 */
#ifndef PEER_HOST_H
#define PEER_HOST_H

#include <re.h>
#include "sbc/peer/health.h"
#include "sbc/peer/hosts.h"
#include "sbc/peer/ping.h"

struct host {
	struct le he; /* in house->known */
	const struct hosts_house *house;
	const struct peer_config *config;
	struct resolved where;
	struct health health;
	struct timer timer; /* the next OPTIONS */
	struct ping *ping;  /* that is out… */
	bool is_silent;     /* …and was not answered for a while */
};

/*
 * Ended by mem_deref; NULL: no memory. It is asked with OPTIONS within a second and `within_us`, if
 * at all.
 */
struct host *host_alloc(const struct hosts_house *house, const struct peer_config *config,
			const struct resolved *where, uint64_t within_us);

/* Another policy may make the pause between OPTIONS shorter, but does not begin it anew. */
void host_adopt(struct host *host, const struct peer_config *config);

/* No peer's any more: nobody finds it or asks after it. */
void host_retire(struct host *host);

/* A request was answered after so long, or not at all. */
void host_answered(struct host *host, uint64_t after_us);
void host_silent(struct host *host);

/* As a call sees it; its name leads into `config`. */
struct hop host_hop(const struct host *host);

/* The machine that packets go to: an outbound proxy stands before the server. */
const struct server_config *host_server(const struct peer_config *config);

#endif
