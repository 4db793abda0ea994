/*
 * explain.h -- the steps of one call in sentences, each with the line of the file that decided it
 *
 * Read at night by somebody with a failed call: what happened stands on the left, where the file
 * says so at the end of every line. Called by the table in steps.c, after each step was taken.
 * explain.c has steps 1 to 3 and the way through all of them, explain_route.c step 4,
 * explain_target.c steps 5 to 7; explain_identity.c who calls, of steps 2 and 6.
 */
#ifndef POLICY_EXPLAIN_H
#define POLICY_EXPLAIN_H

#include <re.h>
#include "policy/place.h"

struct number;
struct peer_config;
struct policy;
struct facts;
struct trip;

enum {
	EXPLAIN_RULES_MAX = 50, /* rules told one by one: the last before the one that matched */
};

int explain_who(struct re_printf *pf, const struct trip *trip);
int explain_numbers_in(struct re_printf *pf, const struct trip *trip);
int explain_limits_in(struct re_printf *pf, const struct trip *trip);
int explain_route(struct re_printf *pf, const struct trip *trip);
int explain_target(struct re_printf *pf, const struct trip *trip);
int explain_numbers_out(struct re_printf *pf, const struct trip *trip);
int explain_shape(struct re_printf *pf, const struct trip *trip);

/* The words of a line, and its place: "…  (office.yaml:29)". */
int explain_say(struct re_printf *pf, const struct place *place, const char *fmt, ...);

/* The same, on a line of its own below a step's first. */
int explain_also(struct re_printf *pf, const struct place *place, const char *fmt, ...);

/* The lines of one step: the first stands behind its name, the others below it. */
struct explain_lines {
	struct re_printf *pf;
	bool begun; /* the first was told */
	int err;
};
void explain_line(struct explain_lines *lines, const struct place *place, const char *fmt, ...);

/* "called '0912345678' is '+84912345678', national in plan vietnam"; `before` may be NULL */
struct explain_number {
	const char *what, *before, *verb;
	const struct number *number;
	const struct peer_config *peer;
};
int explain_number(struct re_printf *pf, const struct explain_number *telling);

/* Takes and tells all steps: those of the call, then those of each of its targets. */
int explain_call(struct re_printf *pf, const struct policy *policy, const struct facts *facts);

#endif
