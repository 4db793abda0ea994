/*
 * who.h -- which peer a call is of, by where it comes from; and which peer has a name
 *
 * The longest prefix that holds the source wins. Where peers share it, the one that has more to say
 * goes first: an address with a port before one without, then a peer whose `match` fits before one
 * that has none, then the file's order.
 *
 * Two sorted tables, made once. A call does one binary search for each length of prefix that the
 * file has, mostly one.
 */
#ifndef POLICY_WHO_H
#define POLICY_WHO_H

#include <re.h>
#include "policy/config.h"
#include "policy/facts.h"

struct who;

/* `peers` are borrowed. ENOMEM. */
int who_alloc(struct who **whop, const struct peer_config *peers, uint32_t peerc);

/* By side (NULL: any), source, called number and domain. NULL: a stranger. */
const struct peer_config *who_is(const struct who *who, const struct facts *facts);

/*
 * Any peer at `source` on `side` (NULL: any), whatever its `match`; port 0: whatever its port, as
 * who connects does so from any. NULL: a stranger.
 */
const struct peer_config *who_is_at(const struct who *who, const char *side,
				    const struct sa *source);

/* Whether such a call may be that peer's; `facts` NULL: nothing is known but where it comes from. */
bool who_matches(const struct match_config *match, const struct facts *facts);

const struct peer_config *who_is_named(const struct who *who, const char *name);

#endif
