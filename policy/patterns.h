/*
 * patterns.h -- any of many patterns
 */
#ifndef POLICY_PATTERNS_H
#define POLICY_PATTERNS_H

#include <re.h>
#include "policy/pattern.h"
#include "policy/place.h"
#include "policy/spans.h"

enum {
	PATTERNS_FEW = 8, /* so many are tried one by one */
};

struct patterns {
	const struct pattern *list;
	uint32_t count;
	struct place place;
	const struct spans *spans; /* of all, id: place in `list`; NULL: few */
};

/* `number` as rules see it: +, digits; or a text that is no number. */
bool patterns_match(const struct patterns *patterns, const char *number);

/* For more than a few: fills spans with the list's; patterns->spans is the caller's to set. ENOMEM. */
int patterns_span(struct spans *spans, const struct patterns *patterns);

#endif
