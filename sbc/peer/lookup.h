/*
 * lookup.h -- keeps asking where a name leads, so that the answer is there before a call wants it
 *
 * The first question goes out within the time that the owner says, the next before the TTL is over
 * (LOOKUP_TTL_MIN_S and LOOKUP_TTL_MAX_S bound it). What could not be asked is asked again after
 * pauses that grow. Each pause is thrown a little, so that a thousand names are not asked for in one
 * instant.
 *
 * An answer of the name servers replaces the one before, also if it is that there is none. While they
 * do not answer, the owner keeps what he has (RFC 8767), for LOOKUP_STALE_US at most.
 */
#ifndef PEER_LOOKUP_H
#define PEER_LOOKUP_H

#include <re.h>
#include "sbc/sip/resolve.h"

enum {
	LOOKUP_TTL_MIN_S = 5,
	LOOKUP_TTL_MAX_S = 3600,
};
#define LOOKUP_PAUSE_US     UINT64_C(5000000)
#define LOOKUP_PAUSE_MAX_US UINT64_C(60000000)
#define LOOKUP_STALE_US     UINT64_C(86400000000)

struct lookup;

/*
 * After each walk. `err` of the answer 0: this is the list now. ENOENT: it is empty now. Any other: the
 * names could not be asked, and the list stays as it is if `keeps`.
 */
typedef void(lookup_h)(const struct resolve_answer *answer, bool keeps, void *arg);

/* Ended by mem_deref. `config` is copied; the first question goes out within `within_us`. ENOMEM. */
int lookup_alloc(struct lookup **lookupp, struct world *world, const struct resolve_config *config,
		 uint64_t within_us, lookup_h *handler, void *arg);

/* Timers and questions that are pending: 1. */
uint32_t lookup_errands(const struct lookup *lookup);

#endif
