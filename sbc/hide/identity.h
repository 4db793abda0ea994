/*
 * identity.h -- numbers in P-Asserted-Identity and its kin (RFC 3325, RFC 5806), without their hosts
 *
 * `"Name" <sip:1001@pbx.lan;user=phone>;screen=yes` becomes `"Name" <sip:1001@OURS>;screen=yes`. The
 * caller's own number is written as the target writes numbers. Of several values the first crosses; a
 * tel URI as it is, and one without a number not at all.
 */
#ifndef HIDE_IDENTITY_H
#define HIDE_IDENTITY_H

#include "sbc/hide/headers.h"

int identity_cross(struct mbuf *mb, const struct crossing *crossing, const struct sip_hdr *header);

#endif
