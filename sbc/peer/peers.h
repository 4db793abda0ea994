/*
 * peers.h -- what is known of each peer while the program runs: its places, later its health
 *
 * By name, so that it outlives a reload of the policy. Entries are made when first asked for and
 * kept as long as the table: there are never more than PEERS_MAX names in a policy.
 */
#ifndef PEER_PEERS_H
#define PEER_PEERS_H

#include <re.h>
#include "sbc/peer/limits.h"

struct peers;

struct peer {
	struct le he;
	char *name;
	struct limits limits;
};

int peers_alloc(struct peers **peersp);

/* Borrowed from the table; ENOMEM is all that can go wrong. */
int peers_find(struct peer **peerp, struct peers *peers, const char *name);

#endif
