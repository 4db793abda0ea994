/*
 * config_route.h -- what the file says of rules and guards, as far as it is not the policy's affair
 *
 * Conditions are match.h's, changes change.h's; here is what whoever makes the call must know: the
 * targets, when the next is tried, limits, tags. See config.h.
 */
#ifndef POLICY_CONFIG_ROUTE_H
#define POLICY_CONFIG_ROUTE_H

#include <re.h>
#include "policy/config_peer.h"
#include "policy/place.h"

enum {
	ROUTES_MAX = 20000,
	GUARDS_MAX = 100,
	TARGETS_MAX = 16, /* of one `send` */
	TAGS_MAX = 16,    /* of one rule */
};

struct next_config {       /* when to try the next target */
	uint64_t on[11];   /* a bit for each status 0..699 */
	uint64_t after_us; /* silence of a target for so long; default 6 s */
	bool heeds_retry;  /* a target that said Retry-After is left alone so long; default yes */
	bool follows;      /* 3xx: the Contact is called, if it is that peer's; default no */
	struct place place;
};

enum target_order {
	ORDER_LISTED,
	ORDER_WEIGHT, /* the first by chance, the others by chance among what is left */
	ORDER_LEAST,  /* fewest calls at this moment first, then as listed */
};

struct target_config {
	const struct peer_config *peer;
	uint32_t weight; /* 1 unless written */
	struct place place;
};

struct route_config {
	const char *name;
	uint32_t targetc;
	struct target_config targets[TARGETS_MAX];
	enum target_order order;
	struct next_config next;
	struct limit_config limit;
	bool emergency; /* passes every limit; may take the place of another call */
	const char *tags[TAGS_MAX];
	uint32_t tagc;
	const struct header_config
		*headers; /* changed in the INVITE that leaves, before the peer's */
	uint32_t headerc;
	uint32_t compat; /* bits, with those of the peer: compat.h */
	struct place place;
};

/* Toll fraud: what is counted for calls that fit its conditions. It warns, or rejects. */
struct guard_config {
	const char *name;
	struct limit_config limit; /* calls, rate, talk, money in `each_us` */
	uint32_t short_calls;      /* so many answered calls … in `each_us`; 0: not counted */
	uint64_t short_us;         /* … that were shorter than this */
	bool new_country;          /* no answered call from this peer to that country before */
	uint16_t status;           /* 0: only warns */
	const char *reason;
	struct place place;
};

#endif
