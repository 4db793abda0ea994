/*
 * traffic.h -- what happens in a storm, drawn by the lab's dice: calls, plans, deaths
 */
#ifndef LAB_TRAFFIC_H
#define LAB_TRAFFIC_H

#include <re.h>
#include "tests/lab/inside.h"

/* Some seeds have hosts that die for a while; drawn from the seed, within the next `within_us`. */
void traffic_deaths(struct lab *lab, uint64_t within_us);

/* What a callee does in a storm; the number of steps. */
int traffic_plan(struct plan plan[PLAN_STEPS_MAX], struct dice *dice);

#endif
