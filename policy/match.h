/*
 * match.h -- the conditions of a rule: from, caller, called, and `not:` around a group of them
 *
 * All conditions of a group must hold, one of a condition's values is enough. The group `not` turns
 * round: the rule does not match while all of it holds. One table says how each condition is tested
 * and told, so that routing and explain cannot differ.
 */
#ifndef POLICY_MATCH_H
#define POLICY_MATCH_H

#include <re.h>
#include "policy/config.h"
#include "policy/decision.h"
#include "policy/numbers.h"

enum match_kind {
	MATCH_FROM,
	MATCH_CALLER,
	MATCH_CALLED,
	MATCH_KINDS
};

struct condition { /* place.line 0: the rule does not have it */
	struct place place;
	const struct peer_config **peers; /* MATCH_FROM */
	struct patterns patterns;         /* the others */
	uint32_t count;                   /* of either */
};

struct group {
	struct condition conditions[MATCH_KINDS];
	struct place place; /* of `not`; line 0: there is none */
};

struct rule {
	struct route_config route; /* first: a decision points to it */
	struct group all, not ;
	enum verb verb;
	uint16_t status;
	const char *reason;
	bool is_wrong; /* mistakes were found in it: no lint judges it */
};

/* Why a rule does not match: the condition, in `not` or outside; all NULL: it matches. */
struct mismatch {
	enum match_kind kind;
	const struct condition *condition;
	const struct group * not ; /* all of this group holds */
};

/* The first condition of the rule that does not hold. True: none, the rule matches. */
bool match_rule(struct mismatch *mismatch, const struct rule *rule,
		const struct decision *decision);

bool match_is_unconditional(const struct rule *rule);

/* "called +84912345678 is not +841900*" */
struct match_telling {
	const struct mismatch *mismatch;
	const struct decision *decision;
};
int match_tell(struct re_printf *pf, const struct match_telling *telling);

#endif
