/*
 * who.h -- which peer is at an address, and which peer has a name
 *
 * Two sorted tables, made once: each call asks the first. Ports are not looked at, for equipment
 * sends from any.
 */
#ifndef POLICY_WHO_H
#define POLICY_WHO_H

#include <re.h>
#include "policy/config.h"

struct who;

int who_alloc(struct who **whop, const struct peer_config *peers, uint32_t peerc);

/* The peer at `source` on `side`; side NULL: on any. NULL: a stranger. */
const struct peer_config *who_is_at(const struct who *who, const char *side,
				    const struct sa *source);
const struct peer_config *who_is_named(const struct who *who, const char *name);

#endif
