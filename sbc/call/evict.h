/*
 * evict.h -- an emergency takes the place of another call
 *
 * Where there is no room left for it, the youngest call that is none is ended: who has just begun to
 * talk loses least. It is ended with BYE and a Reason (RFC 4411), and its record says why.
 */
#ifndef CALL_EVICT_H
#define CALL_EVICT_H

#include <re.h>

struct call;
struct meter;

/* Each returns whether there was one to end. */
bool evict_any(struct call *emergency);                              /* we have CALLS_MAX */
bool evict_place(struct call *emergency, const struct meter *meter); /* no place under it */
bool evict_ports(struct call *emergency); /* none left; they come free when the BYE is answered */

#endif
