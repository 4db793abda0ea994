/*
 * health.h -- whether a machine is well: up, degraded or down, by what requests to it taught
 *
 * An answer of any kind, a refusal too, is a sign of life; silence and what the network refuses are
 * failures. The file says how many in a row matter (`health:` of a peer). The first failure, and an
 * answer that came slowly, make a machine degraded: others are tried before it, and it is asked
 * with OPTIONS until it answers.
 *
 * Pure: no clock, no message. The caller owns it, zeroed: a machine is up until it fails.
 */
#ifndef PEER_HEALTH_H
#define PEER_HEALTH_H

#include <re.h>
#include "policy/config_peer.h"

enum health_state { /* the better one is tried first */
	HEALTH_UP,
	HEALTH_DEGRADED,
	HEALTH_DOWN,
};

struct health {
	enum health_state state;
	uint32_t failures, answers; /* in a row, up to now */
	uint64_t since_us;          /* when the state began; 0: it was always so */
};

/* What holds if the file says 0 or nothing. */
enum {
	HEALTH_DOWN_DEFAULT = 3,
	HEALTH_UP_DEFAULT = 1,
};
#define HEALTH_RETRY_US UINT64_C(10000000)
#define HEALTH_SLOW_US  UINT64_C(1000000)

/* True: the state is another one now. */
bool health_answered(struct health *health, const struct health_config *config, uint64_t after_us,
		     uint64_t now_us);
bool health_failed(struct health *health, const struct health_config *config, uint64_t now_us);

/* How long from now it is to be asked with OPTIONS; 0: not at all. */
uint64_t health_ask_us(const struct health *health, const struct health_config *config);

const char *health_name(enum health_state state);

#endif
