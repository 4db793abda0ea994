/*
 * match.h -- the conditions of a rule or guard, and `not:` around a group of them
 *
 * All conditions of a group must hold, one of a condition's values is enough. The group `not` turns
 * round: the rule does not match while all of it holds. One table says how each condition is tested
 * and told, so that routing and explain cannot differ.
 */
#ifndef POLICY_MATCH_H
#define POLICY_MATCH_H

#include <re.h>
#include "policy/change.h"
#include "policy/config.h"
#include "policy/decision.h"
#include "policy/facts.h"
#include "policy/patterns.h"

struct country;
struct hours;
struct pattern_regex;

enum match_kind {
	MATCH_FROM,
	MATCH_TRANSPORT,
	MATCH_METHOD,
	MATCH_LOAD,
	MATCH_CALLER,
	MATCH_CALLED,
	MATCH_COUNTRY, /* of the called number */
	MATCH_CODEC,
	MATCH_HEADER,
	MATCH_HOURS,
	MATCH_KINDS
};

struct origin { /* who calls: one of both is set */
	const struct peer_config *peer;
	const struct tenant_config *tenant;
};

struct load { /* "80%" */
	uint32_t percent;
	bool above; /* `>80%`, else `<80%` */
};

struct header_match { /* one pair of `header`; all pairs must hold */
	const char *name;
	const struct pattern *pattern;     /* a number pattern; else NULL */
	const struct pattern_regex *regex; /* an expression; else NULL */
	const char *text;                  /* as written; * at its end is the rest */
};

struct condition { /* place.line 0: the rule does not have it */
	struct place place;
	uint32_t count;     /* of values */
	const char **texts; /* as written; of `header`, the names */
	union {
		struct origin *origins;       /* MATCH_FROM */
		enum sip_transp *transports;  /* MATCH_TRANSPORT */
		struct load *loads;           /* MATCH_LOAD */
		struct patterns patterns;     /* MATCH_CALLER, MATCH_CALLED */
		struct header_match *headers; /* MATCH_HEADER */
		const struct hours **hours;   /* MATCH_HOURS */
	};
};

struct group {
	uint32_t kinds; /* a bit for each condition that it has */
	struct condition conditions[MATCH_KINDS];
	struct place place; /* of `not`; line 0: there is none */
};

struct rule {
	struct route_config route; /* first: a decision points to it */
	struct group all, not ;
	struct place order_place;    /* of `order`; line 0: not written */
	const struct change *change; /* NULL: nothing */
	enum verb verb;              /* VERB_COUNT: it decides nothing, the call goes on */
	uint16_t status;
	const char *reason;
	bool is_wrong; /* mistakes were found in it: no lint judges it */
};

struct guard {
	struct guard_config guard; /* first: a decision points to it */
	struct group all, not ;
	uint64_t short_each_us;    /* short.each; 0: not written */
	bool is_decided, is_wrong; /* while it is read */
};

/* Why a rule does not match: the condition, in `not` or outside; all NULL: it matches. */
struct mismatch {
	enum match_kind kind;
	const struct condition *condition;
	const struct group * not ; /* all of this group holds */
};

/* The first condition of the rule that does not hold. True: none, the rule matches. */
bool match_rule(struct mismatch *mismatch, const struct rule *rule, const struct facts *facts,
		const struct decision *decision);
bool match_guard(const struct guard *guard, const struct facts *facts,
		 const struct decision *decision);

/* It asks for nothing: every call matches. */
bool match_is_unconditional(const struct rule *rule);

/* "called +84912345678 is not +841900*" */
struct match_telling {
	const struct mismatch *mismatch;
	const struct facts *facts;
	const struct decision *decision;
};
int match_tell(struct re_printf *pf, const struct match_telling *telling);

#endif
