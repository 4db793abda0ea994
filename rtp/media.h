/*
 * media.h -- a stream's parameters as one side described them
 *
 * sbc/hide translates SDP into this; rtp never sees SIP or SDP. A plain value.
 */
#ifndef RTP_MEDIA_H
#define RTP_MEDIA_H

#include <re.h>
#include "nat/latch.h"

enum {
	MEDIA_STREAMS_MAX = 4, /* m= sections of one call that are anchored; a fifth is a 488 */
};

struct media_stream {
	bool used;      /* false: the section is refused (port 0) or not ours to carry */
	struct sa rtp;  /* where that side says it receives; after nat/media's judgement */
	struct sa rtcp; /* same for RTCP: rtp's port + 1 unless the SDP said another */
	bool sends;     /* may that side send media (sendrecv, sendonly)? */
	bool receives;  /* may it receive (sendrecv, recvonly)? neither, or one only: held */
};

struct media {
	uint32_t streamc;
	struct media_stream streams[MEDIA_STREAMS_MAX];
	enum latch_rule latch;
};

#endif
