/*
 * prove.h -- a leg tells its peer who we are, when it is asked (401, 407; RFC 3261 22)
 *
 * The request is sent again with what the peer's `login` or an account's says; other legs hear nothing
 * of it. With which login: peer/registrations.
 */
#ifndef CALL_PROVE_H
#define CALL_PROVE_H

#include "sbc/call/leg.h"

/*
 * 0: the response was a challenge, and the request should be sent again, with prove_write. ENOENT: it is
 * none. Others: it cannot be answered, and leg->why says why.
 */
int prove_again(struct leg *leg, const struct sip_msg *response);

/* The header lines of a request to leg->dialog's target; none if nothing was asked. */
int prove_write(struct mbuf *mb, struct leg *leg, const char *method, const struct pl *body);

/* The same once more, as an ACK repeats its INVITE's (RFC 3261 13.2.2.4). */
int prove_repeat(struct mbuf *mb, const struct leg *leg);

#endif
