/*
 * hunt.h -- from one target of a rule to the next, until one answers or none is left
 */
#ifndef CALL_HUNT_H
#define CALL_HUNT_H

#include "sbc/call/call.h"

/* Tries the next target; none left: the caller is refused with `status` (and what crosses of `msg`). */
void hunt_next(struct call *call, uint16_t status, const struct sip_msg *msg);

/* The target said something but 100: it is alive, and may ring for three minutes from here. */
void hunt_heard(struct call *call);

/* How much longer the target is waited for; a machine of it has just said 100. */
void hunt_wait(struct call *call, uint64_t for_us);

/* The target refused, or nobody was there: the next of its machines, or of the targets. */
void hunt_refused(struct call *call, uint16_t status, const struct sip_msg *msg);

#endif
