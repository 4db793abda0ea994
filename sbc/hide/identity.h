/*
 * identity.h -- who calls, as each peer may hear it: From, P-Asserted-Identity and their kin
 *
 * RFC 3323 (Privacy, an anonymous From), RFC 3325 (P-Asserted-Identity, P-Preferred-Identity),
 * Remote-Party-ID, and diversion.h for who forwarded the call. The policy says which of them are
 * believed inbound (trust), which are written outbound (send; left out: those that came cross), and
 * which number stands in them. One table, a reason in each row. Hosts never cross: ours stands there.
 *
 * In an answer they name who was reached (RFC 3325 5, 8); then the peer's own `send` and `privacy`
 * hold, for there is no attempt.
 */
#ifndef HIDE_IDENTITY_H
#define HIDE_IDENTITY_H

#include "sbc/hide/headers.h"

/* For %H: the value of From in an INVITE, without its tag. */
int identity_from(struct re_printf *pf, const struct crossing *crossing);

/* What becomes of one identity header that came. */
int identity_cross(struct mbuf *mb, const struct crossing *crossing, const struct sip_hdr *header);

/* Those that we write, and Privacy. */
int identity_write(struct mbuf *mb, const struct crossing *crossing);

/* Whether the sender's word in such a header is taken. */
bool identity_is_believed(const struct crossing *crossing, enum identity_header header);

#endif
