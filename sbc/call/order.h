/*
 * order.h -- in which order the targets of a rule are tried: as listed, by weight, by fewest calls
 */
#ifndef CALL_ORDER_H
#define CALL_ORDER_H

#include <re.h>
#include "policy/config.h"

struct call;

/* Numbers of call->decision.rule's targets; rule->targetc of them. */
void order_targets(uint8_t order[TARGETS_MAX], const struct call *call);

#endif
