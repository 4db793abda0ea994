/*
 * diversion.h -- who forwarded the call: Diversion (RFC 5806) and History-Info (RFC 7044)
 *
 * What came crosses value by value, numbers as the other side writes them, our host in place of
 * theirs. A peer that reads the other of the two gets that one, made of the one that came as RFC
 * 7544 maps them; number as the policy says, reason and counter as they came.
 */
#ifndef HIDE_DIVERSION_H
#define HIDE_DIVERSION_H

#include "sbc/hide/headers.h"

/* One of theirs, as the peer of `crossing` may have it: a line of its own for each value. ENOMEM. */
int diversion_cross(struct mbuf *mb, const struct crossing *crossing, const struct sip_hdr *header);
int diversion_cross_history(struct mbuf *mb, const struct crossing *crossing,
			    const struct sip_hdr *header);

/* One of ours, of whom the attempt names as diverted; nothing if nobody forwarded the call. ENOMEM. */
int diversion_write(struct mbuf *mb, const struct crossing *crossing);
int diversion_write_history(struct mbuf *mb, const struct crossing *crossing);

#endif
