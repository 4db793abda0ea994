/*
 * incoming.h -- a new INVITE of a known peer becomes a call, or is refused with a reason
 */
#ifndef CALL_INCOMING_H
#define CALL_INCOMING_H

#include "sbc/call/call.h"

/* `decision` was made of this INVITE under calls->policy; its verb is VERB_SEND, REJECT or DROP. */
void incoming_invite(struct calls *calls, struct transaction *server, const struct sip_msg *invite,
		     const struct decision *decision);

#endif
