/*
 * change.h -- what a rule changes in a call before the later rules see it: `set`, `privacy`
 *
 * Headers, tags and limits of a rule are for who makes the call: they are in its route_config. One
 * table says how each change is made and told, so that routing and explain cannot differ.
 */
#ifndef POLICY_CHANGE_H
#define POLICY_CHANGE_H

#include <re.h>
#include "policy/config_peer.h"
#include "policy/decision.h"

struct pattern_regex;

enum {
	CHANGE_PREFIX_MAX = 32, /* bytes that may be put before a number */
	CHANGE_DROP_MAX = 31,
};

struct change { /* in the order in which they are made; NULL or 0: not in the rule */
	const char *caller, *called, *display;
	uint32_t drop;      /* so many digits less in front of the called number, and its + */
	const char *prefix; /* before the called number, whose + goes */
	const struct pattern_regex *replace; /* in the called number … */
	const char *with;                    /* … by this */
	const char *replace_text;            /* the expression as written */
	bool sets_privacy;
	enum privacy privacy;
};

/* Makes the changes. EOVERFLOW: a number outgrows its place; the decision is of no use then. */
int change_apply(struct decision *decision, const struct change *change);

/* "called becomes '0912345678', caller becomes '+84…'": what `before` is after it. */
struct change_telling {
	const struct change *change;
	const struct decision *before;
};
int change_tell(struct re_printf *pf, const struct change_telling *telling);

#endif
