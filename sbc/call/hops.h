/*
 * hops.h -- the machines of one target, tried one after the other within one attempt (RFC 3263 4.3)
 *
 * A machine that says nothing at all, not even 100, is left for the next one after HOPS_SILENCE_US;
 * so is at once one that the network refuses or that answers 503. What it taught goes to peer/hosts,
 * so that the next call does not begin with it. A machine that was left and speaks after all hears
 * CANCEL. The target's own patience goes on meanwhile: it is given up when all of it is used up.
 */
#ifndef CALL_HOPS_H
#define CALL_HOPS_H

#include <re.h>
#include "sbc/peer/hosts.h"

/* An INVITE is sent at 0, 0.5 and 1.5 s over UDP; two dead machines are passed in less than 4 s. */
#define HOPS_SILENCE_US UINT64_C(1800000)

struct call;
struct leg;
struct hops; /* call->hops; NULL: no target is being tried */

/* The machines of call->attempt.peer. ENOENT: none is known, and call->said says why; ENOMEM. */
int hops_begin(struct call *call);

/* An INVITE to the best that was not tried yet, as call->hop and call->callee. ENOENT: none is left. */
int hops_next(struct call *call);

/* The leg's machine said something: it is there, and its target has all its patience for it. */
void hops_heard(struct leg *leg);

/*
 * The machine refused (`msg`), or was lost (NULL): whether the next one has the call now. Then that
 * it was tried is in the record.
 */
bool hops_go_on(struct call *call, uint16_t status, const struct sip_msg *msg);

/* The target is about to be left because its patience is used up: no other machine of it is tried. */
void hops_leave(struct call *call);

/* Forgets the machines; call->hop stays. NULL in call->hops is fine. */
void hops_end(struct call *call);

/* The machine that is being tried; NULL: none, for the record. */
const struct sa *hops_at(const struct call *call);

/* Whom the certificates of a peer's machines must name; NULL: it is known by its address. */
const char *hops_name(const struct peer_config *config);

#endif
