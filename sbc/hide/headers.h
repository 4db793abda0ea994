/*
 * headers.h -- which headers cross to the other leg, and as what
 *
 * One table, a reason in each row, walked for every header of a message that crosses (INVITE, 18x,
 * 2xx, a final refusal). What a leg writes by itself (Via, From, Call-ID…) has a row too: it never
 * crosses. A header without a row passes if it reveals nothing (secrets.h). Who calls and who was
 * called before is identity.h's affair.
 */
#ifndef HIDE_HEADERS_H
#define HIDE_HEADERS_H

#include <re.h>
#include "sbc/hide/face.h"
#include "sbc/hide/secrets.h"
#include "policy/decision.h"

struct crossing {                       /* one message on its way; a plain value, borrowed */
	const struct sip_msg *msg;      /* as it came in */
	const struct secrets *secrets;  /* of that message */
	const struct peer_config *from; /* who sent it */
	const struct face *face;        /* to whom it goes: face->peer is set */
	const struct attempt *attempt;  /* an INVITE: what the policy says of it; NULL: an answer */
};

/* Appends to `mb` the header lines of crossing->msg that cross, and the identities that we write. */
int headers_cross(struct mbuf *mb, const struct crossing *crossing);

#endif
