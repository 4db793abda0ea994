/*
 * told.h -- what was decided, as half a sentence: for explain, expect and diff
 *
 * One wording for one thing, wherever a person reads it.
 */
#ifndef POLICY_TOLD_H
#define POLICY_TOLD_H

#include <re.h>
#include "policy/decision.h"

/* "sends to viettel, then fpt", "rejects with 403 Forbidden", "drops it without a word" */
int told_verb(struct re_printf *pf, const struct decision *decision);

/*
 * Who decided, and what: "rule 'out' (line 39) sends to viettel", "no rule matches: rejected with
 * 404 Not Found". `here` is where this is said of; NULL: the rule's line is not told.
 */
struct told_outcome {
	const struct decision *decision;
	const struct place *here;
};
int told_outcome(struct re_printf *pf, const struct told_outcome *telling);

/* "viettel, then fpt", "viettel (70) or fpt (30), by weight" */
int told_targets(struct re_printf *pf, const struct route_config *route);

/* "30 calls at once and 5 new ones in 1s", "300m of talk each 1d, per caller"; "no limit" */
int told_limit(struct re_printf *pf, const struct limit_config *limit);

/* "what is beyond 3 calls at once", "20 answered calls shorter than 10s in the last 1h" */
int told_guard(struct re_printf *pf, const struct guard_config *guard);

/* "408, 430, 5xx, or after 6s without an answer" */
int told_next(struct re_printf *pf, const struct next_config *next);

/* "sets X-Site, adds X-Trace, removes User-Agent" */
struct told_headers {
	const struct header_config *list;
	uint32_t count;
};
int told_headers(struct re_printf *pf, const struct told_headers *headers);

/* "0.02", of millionths */
int told_money(struct re_printf *pf, const uint64_t *millionths);

/* "Mon 2026-01-05 10:00 UTC" */
int told_date(struct re_printf *pf, const uint64_t *date_us);

#endif
