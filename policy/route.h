/*
 * route.h -- step 4: rules that match change the call, the first that decides ends the walk
 *
 * A change is seen by the rules behind it. The rules are walked by the index; explain walks them one
 * by one, which comes to the same.
 */
#ifndef POLICY_ROUTE_H
#define POLICY_ROUTE_H

#include <re.h>

struct decision;
struct facts;
struct policy;
struct rule;

/* Fills in all of the decision that rules and guards say: of guards, the first that fit. */
void route_decide(struct decision *decision, const struct policy *policy,
		  const struct facts *facts);

/*
 * What a rule that matches does to the call. True: it decided. One that only changes is left out
 * when DECISION_RULES_MAX is reached but for the last, which is kept for the one that decides.
 */
bool route_touch(struct decision *decision, const struct rule *rule);

#endif
