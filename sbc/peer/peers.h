/*
 * peers.h -- the peers of the policy while the program runs: their machines and how these are
 *
 * By name, so that what was learnt outlives a reload. Whoever keeps an entry over a return to the
 * event loop takes a reference: an entry ends when it is in no policy and nobody holds it. One that
 * left the file is still found until the next reload, by calls that began before.
 */
#ifndef PEER_PEERS_H
#define PEER_PEERS_H

#include <re.h>
#include "sbc/peer/guards.h"
#include "sbc/peer/hosts.h"
#include "policy/policy.h"

struct peers;

struct peers_config { /* borrowed; all outlive the peers */
	struct world *world;
	struct events *events;
	struct transactions *transactions;
};

struct peer {
	struct le he;
	char *name;
	struct policy *policy; /* the last one that it was in */
	struct hosts *hosts;
	bool is_retired;            /* that one is no longer in force */
	uint32_t calls;             /* from it and to it, at this moment */
	uint32_t unproven;          /* its logins in a row that were wrong (call/challenge) */
	uint64_t rests_us;          /* it asked to be left alone until then (Retry-After) */
	struct countries countries; /* that it called */
};

/* Empty: peers_adopt fills it. */
int peers_alloc(struct peers **peersp, const struct peers_config *config);

/*
 * The policy that is in force from now on; peers keep references to it. Names begin to be asked for,
 * machines to be pinged. ENOMEM: some peers are as they were before.
 */
int peers_adopt(struct peers *peers, struct policy *policy);

/* Borrowed from the table. ENOENT: none of that name. */
int peers_find(struct peer **peerp, const struct peers *peers, const char *name);

/* What peers, tenants, rules and guards have used up; the table's own. */
struct meters *peers_meters(const struct peers *peers);

/*
 * Whose machine it is, by what the names told; NULL: nobody's. Addresses in the file are the policy's
 * affair (policy_who). Of peers that share a machine the one whose `match` fits the call; facts
 * NULL: any of them.
 */
const struct peer_config *peers_who(const struct peers *peers, const char *side,
				    const struct sa *source, const struct facts *facts);

/* What an engine at rest still has: timers and questions for names and health, OPTIONS that are out. */
struct peers_errands {
	uint32_t pending, asked;
};
void peers_errands(struct peers_errands *errands, const struct peers *peers);

#endif
