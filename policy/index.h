/*
 * index.h -- which rules may match a call, found without trying them all
 *
 * Each rule stands under the peers that it asks for (or under nobody's, if it asks for none or for
 * many), by the spans of its called numbers or of its callers, whichever are narrower, or of its
 * countries. What is found holds every rule that matches, and few others: match.h decides.
 */
#ifndef POLICY_INDEX_H
#define POLICY_INDEX_H

#include <re.h>
#include "policy/config_route.h"
#include "policy/decision.h"

struct index;
struct policy;
struct rule;

enum {
	INDEX_WORDS = (ROUTES_MAX + 63) / 64,
	INDEX_ENTRIES_MAX = 256, /* of one rule: beyond it, it stands under nobody's */
};

struct candidates { /* a bit for each rule */
	uint64_t words[INDEX_WORDS];
};

/* Of the policy as it is read to the end; nothing in it is borrowed. ENOMEM. */
int index_alloc(struct index **indexp, const struct policy *policy);

/* For a call: its peer, numbers and country, as the decision has them now. */
void index_find(struct candidates *candidates, const struct index *index,
		const struct decision *decision);

/* The same for a rule: whatever takes all of its calls is among them, and not much else. */
void index_find_wider(struct candidates *candidates, const struct index *index,
		      const struct rule *rule);

/* The first candidate that is not before rule `i`; the number of rules: there is none. */
uint32_t index_next(const struct candidates *candidates, const struct index *index, uint32_t i);

#endif
