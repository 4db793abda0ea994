/*
 * limits.h -- places for calls at a peer: so many at once, so many in a time
 *
 * The policy names the figures, this counts. Pure: the caller owns the struct and says the time. A
 * place is taken when a call begins towards or from the peer and given back when it has ended.
 */
#ifndef PEER_LIMITS_H
#define PEER_LIMITS_H

#include <re.h>
#include "policy/config.h"

struct limits {
	uint32_t calls;   /* places taken */
	uint64_t free_us; /* rate: when the bucket is full again (GCRA's arrival time) */
};

/*
 * 0: a place was taken. EBUSY: all places are taken. EAGAIN: too many in too short a time. Then
 * *wait_s says after how many seconds (at least 1) another try makes sense.
 */
int limits_take(struct limits *limits, uint32_t *wait_s, const struct limit_config *config,
		uint64_t now_us);
void limits_give(struct limits *limits);

#endif
