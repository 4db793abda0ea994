/*
 * warn.h -- what a file may say, but probably did not mean to
 *
 * A mistake stops a file from being used; a warning does not: a rule that can never match, a peer
 * nobody calls, a password where everybody can read it. One table of looks at a policy that has no
 * mistakes. Only `sbc check` asks, so a look may take its time.
 */
#ifndef POLICY_WARN_H
#define POLICY_WARN_H

#include <re.h>

struct policy;

enum {
	WARN_PAIRS_MAX = 1000000, /* rules held against each other: a second */
};

/* Lines "file:line:column: warning: …\n" in the file's order. */
int warn_print(struct mbuf *mb, const struct policy *policy, uint32_t *warningc);

#endif
