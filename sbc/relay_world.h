/*
 * relay_world.h -- media over the world's own datagrams: what simulation and replay relay with
 *
 * The glue between rtp/relay_host.h, which asks its caller for ports, and world.h, which has them.
 */
#ifndef SBC_RELAY_WORLD_H
#define SBC_RELAY_WORLD_H

#include "rtp/relay.h"
#include "sbc/world/world.h"

/* One reference; the world is borrowed and outlives it. */
int relay_world_alloc(struct relay **relayp, struct world *world);

#endif
