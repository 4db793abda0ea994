/*
 * resolve.h -- the machines behind a SIP name: NAPTR, SRV, A and AAAA (RFC 3263, RFC 2782)
 *
 * One walk asks the world's names one question after the other and tells once what it found. What is
 * written goes before what is asked (RFC 3263 4.1, 4.2): a port leaves A and AAAA only, a transport
 * leaves SRV of that transport; with neither, NAPTR says which transports there are, or the SRV
 * names of those that we speak are tried, UDP first. TLS comes from SIPS+D2T and _sips._tcp alone.
 * Without any SRV record the name itself is the machine, at the usual port.
 *
 * Only what `ipv4` and `ipv6` say that we speak is asked for. IPv4 stands before IPv6, because the
 * media of a side has one address. An alias (CNAME) is followed inside the answer that tells it.
 */
#ifndef SIP_RESOLVE_H
#define SIP_RESOLVE_H

#include <re.h>
#include "sbc/world/world.h"

enum {
	RESOLVE_MACHINES_MAX = 16,  /* the best; more are not looked at */
	RESOLVE_QUESTIONS_MAX = 64, /* of one walk, whatever the answers want */
	RESOLVE_ALIASES_MAX = 8,    /* CNAMEs in a row */
	RESOLVE_NAME_SIZE = 256,    /* RFC 1035 2.3.4, with its 0 */
};

struct resolve_config {
	const char *host;          /* a name; copied */
	uint16_t port;             /* 0: not written */
	enum sip_transp transport; /* SIP_TRANSP_NONE: not written */
	uint32_t ipv4, ipv6;       /* bits 1 << SIP_TRANSP_x: what we speak to such an address */
};

struct resolved { /* one machine; a plain value */
	enum sip_transp transport;
	struct sa address;
	uint16_t rank; /* of its transport: 0 is the best */
	uint16_t priority, weight;
	uint16_t target; /* the SRV record: its addresses share one weight */
};

struct resolve_answer {
	/* ENOENT: it is known that there is none. Any other: the names could not be asked. */
	int err;
	const struct resolved *list; /* best first, but for chance: see resolve_order */
	uint32_t count;              /* not 0 if err is 0 */
	uint32_t ttl_s;              /* of the record that ends first */
};

struct resolve;

/* Called once, never from inside resolve_start. It may end the walk with mem_deref. */
typedef void(resolve_h)(const struct resolve_answer *answer, void *arg);

/* EINVAL: no name, or we speak nothing that it could lead to; else the world's error. */
int resolve_start(struct resolve **resolvep, struct world *world,
		  const struct resolve_config *config, resolve_h *handler, void *arg);

/*
 * The order in which to try them once, as indices of `list`: by rank and priority, among equals by
 * chance in proportion to weight (RFC 2782), and the addresses of one record by plain chance.
 * `count` is RESOLVE_MACHINES_MAX at most.
 */
void resolve_order(uint32_t order[RESOLVE_MACHINES_MAX], const struct resolved *list,
		   uint32_t count, struct world *world);

#endif
