/*
 * sdp.h -- a session description on its way to the other leg (RFC 8866)
 *
 * Read for rtp (where that side wants its media), written anew line by line with our origin, our
 * addresses and our ports. Codecs and what describes them pass; names, candidates, RTCP addresses
 * and everything else that only that network can use does not. One table of attributes, a reason
 * in each row.
 */
#ifndef HIDE_SDP_H
#define HIDE_SDP_H

#include <re.h>
#include "sbc/hide/codecs.h"
#include "sbc/hide/secrets.h"
#include "rtp/media.h"

enum {
	SDP_SIZE_MAX = 16384, /* octets of one description; more: E2BIG */
};

/*
 * What the description says of its side's media, untouched by any judgement (nat/media.h). Sections
 * that we do not carry (not RTP, encrypted, port 0) are there, but not `used`.
 * EBADMSG: no description. E2BIG: too long, or more than MEDIA_STREAMS_MAX sections.
 */
int sdp_read(struct media *media, const struct pl *sdp);

/* The names of the codecs in its sections that we carry, in its order, none twice; how many. */
uint32_t sdp_codecs(struct pl *codecs, uint32_t max, const struct pl *sdp);

/* What the shape leaves nothing of is not used any more. */
void sdp_narrow(struct media *media, const struct pl *sdp, const struct codecs_shape *shape);

struct sdp_lock { /* how a section is encrypted towards the side that reads of it */
	bool secure;
	uint32_t tag;         /* of an offer 1, of an answer the offer's */
	struct media_key key; /* ours, for what we send there */
};

struct sdp_face {                  /* how a description looks to the side it is sent to */
	uint64_t id, version;      /* o= */
	const struct media *media; /* as sdp_read gave it: what is not used goes with port 0 */
	struct sa local[MEDIA_STREAMS_MAX]; /* our RTP address for each section that is used */
	struct sdp_lock locks[MEDIA_STREAMS_MAX];
	const struct secrets *secrets;    /* what unknown attributes must not reveal */
	const struct codecs_shape *shape; /* which codecs are named; `media` was narrowed by it */
};
int sdp_write(struct mbuf *mb, const struct pl *sdp, const struct sdp_face *face);

#endif
