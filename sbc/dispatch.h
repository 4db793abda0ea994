/*
 * dispatch.h -- a request that belongs to nothing yet: who sent it, what the policy says, who takes it
 *
 * The engine's one front door. Requests of a dialog go to their leg; others must come from a peer
 * of the policy, or they are dropped without a word and counted. Methods and verbs are tables.
 */
#ifndef SBC_DISPATCH_H
#define SBC_DISPATCH_H

#include "sbc/call/call.h"

void dispatch_request(struct calls *calls, struct transaction *server, const struct sip_msg *msg);
void dispatch_ack(struct calls *calls, const struct sip_msg *msg);

#endif
