/*
 * chance.h -- random policies and random calls for them
 *
 * All of it is thrown with the dice that are given: the same seed, the same texts. The policies are
 * right ones, of one side with the peers p0 to p5 of agree.yaml, of which some may be missing.
 */
#ifndef LAB_CHANCE_H
#define LAB_CHANCE_H

#include <re.h>
#include "sbc/world/dice.h"

enum {
	CHANCE_PEERS = 6,      /* p0 to p5 */
	CHANCE_PEERS_MIN = 2,  /* that a policy has at least */
	CHANCE_RULES_MAX = 12, /* of one policy */
};

/*
 * `open`: every target is seen, for each is tried in the order of the file whatever the one before
 * said; so what two policies do otherwise can be seen on the wire.
 */
int chance_policy(struct mbuf *mb, struct dice *dice, bool open);

struct chance_call {
	uint32_t peer; /* who calls */
	const char *caller, *called, *headers;
	uint16_t statuses[CHANCE_PEERS]; /* what each peer refuses it with */
};
void chance_call(struct chance_call *call, struct dice *dice);

#endif
