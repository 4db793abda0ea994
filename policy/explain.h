/*
 * explain.h -- the steps of one call in sentences, each with the line of the file that decided it
 *
 * Read at night by somebody with a failed call: what happened stands on the left, where the file
 * says so at the end of every line. Called by the table in steps.c, after each step was taken.
 */
#ifndef POLICY_EXPLAIN_H
#define POLICY_EXPLAIN_H

#include <re.h>

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

/* Takes and tells all steps: those of the call, then those of each of its targets. */
int explain_call(struct re_printf *pf, const struct policy *policy, const struct facts *facts);

#endif
