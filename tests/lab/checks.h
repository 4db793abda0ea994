/*
 * checks.h -- what must hold at the end of every story: one table of invariants
 */
#ifndef LAB_CHECKS_H
#define LAB_CHECKS_H

#include <re.h>
#include "tests/lab/inside.h"

/* Nothing happens any more: what the engine holds, what parties and records say, what leaked. */
void checks_at_rest(struct lab *lab);

/* The engine and all parties are gone: what the world still holds. */
void checks_empty(struct lab *lab);

#endif
