/*
 * suspect.h -- what guards (toll fraud) say of a call: it is rejected, warned of, or learnt from
 */
#ifndef CALL_SUSPECT_H
#define CALL_SUSPECT_H

#include <re.h>
#include "sbc/peer/guards.h"

struct call;

/*
 * Asks the guards of a new call that was routed. Those that only warn are told and noted in its
 * record. *guardp: the one that rejects, and `what` it says; NULL: it may go on, and counts for all
 * of them.
 */
int suspect_ask(const struct guard_config **guardp, char what[GUARDS_WHAT_SIZE], struct call *call);

/* It was answered: its country is not new any more. */
void suspect_answered(struct call *call);

#endif
