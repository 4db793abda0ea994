/*
 * follow.h -- a callee follows its plan (plan.h), a step after the other
 */
#ifndef LAB_FOLLOW_H
#define LAB_FOLLOW_H

#include "tests/lab/talk.h"

/* The party's plan, or one that a storm draws; false: it ignores this call. */
bool follow_take(struct talk *talk);
void follow_begin(struct talk *talk);

#endif
