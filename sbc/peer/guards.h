/*
 * guards.h -- toll fraud: what a guard says of a new call, what it learns of one that is over
 *
 * A guard counts calls that fit its conditions (the policy says which): a limit of calls, rate, talk
 * or money, many short calls, or a country that this peer never called. It says so in a sentence;
 * whether that warns or rejects is the guard's `status`.
 *
 * Countries are learnt from answered calls, for each peer, and live as long as the program. A new
 * engine knows none, so it learns for GUARDS_LEARN_US before any country is new: else a guard that
 * rejects would reject what everybody calls every day, and could never learn better.
 */
#ifndef PEER_GUARDS_H
#define PEER_GUARDS_H

#include <re.h>
#include "sbc/peer/limits.h"

#define GUARDS_LEARN_US UINT64_C(3600000000)

enum {
	GUARDS_COUNTRIES = 26 * 26 + 1000, /* ISO 3166 letters; else digits of E.164 */
	GUARDS_WHAT_SIZE = 256,            /* a guard's sentence, with its 0 */
};

struct countries { /* a bit for each that was called */
	uint8_t called[(GUARDS_COUNTRIES + 7) / 8];
};

/* `code` as country_name has it, "vn" or "881"; anything else is nowhere: never new, never learnt. */
void countries_learn(struct countries *countries, const char *code);
bool countries_have(const struct countries *countries, const char *code);

struct guards_call {                   /* a new call under a guard; borrowed */
	const char *peer;              /* that calls */
	const char *country;           /* of the called number; NULL: none */
	const struct countries *known; /* of that peer; NULL: it is too early to know */
};

/* Whether the guard of `hold` has something to say: then `what` is its sentence, else "". */
bool guards_ask(char what[GUARDS_WHAT_SIZE], const struct hold *hold,
		const struct guards_call *call, uint64_t now_us);

/* A call under these guards is over after so long; 0: it was not answered. */
void guards_learn(const struct list *holds, uint64_t talked_us, uint64_t now_us);

#endif
