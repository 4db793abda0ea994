/*
 * uac.h -- a leg that we call: INVITE, its answers, ACK, CANCEL (RFC 3261 13.2, 9.1)
 */
#ifndef CALL_UAC_H
#define CALL_UAC_H

#include "sbc/call/call.h"

/*
 * A new leg to call->attempt's peer, with what crosses of the caller's INVITE and its offer. The
 * anchor is open. EADDRNOTAVAIL: no listener on that side reaches it. EMFILE: LEGS_MAX.
 */
int uac_invite(struct leg **legp, struct call *call);

/* CANCEL; whatever answer crosses it is dealt with on the leg (a late 200: ACK, BYE). */
void uac_cancel(struct leg *leg);

/* A 2xx whose INVITE timed out with us: whoever sent it gets its ACK, and a BYE. */
void uac_late(struct calls *calls, struct listener *listener, const struct sip_msg *ok);

#endif
