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
	MEDIA_KEY_BYTES = 46,  /* AES-256 and its salt, the longest */
	MEDIA_STREAMS_MAX = 4, /* m= sections of one call that are anchored; a fifth is a 488 */
};

/* A master key and salt with the suite that uses them (RFC 4568 6.2); a plain value. */
struct media_key {
	enum srtp_suite suite;
	uint8_t bytes[MEDIA_KEY_BYTES];
	uint32_t size; /* 0: there is none */
};

struct media_stream {
	bool used;             /* false: the section is refused (port 0) or not ours to carry */
	struct sa rtp;         /* where that side says it receives; after nat/media's judgement */
	struct sa rtcp;        /* same for RTCP: rtp's port + 1 unless the SDP said another */
	bool sends;            /* may that side send media (sendrecv, sendonly)? */
	bool secure;           /* SRTP: nothing passes in clear, nor before both keys are known */
	uint32_t key_tag;      /* the number of its line of keys (RFC 4568 9.1) */
	struct media_key key;  /* that side encrypts with this what it sends… */
	struct media_key ours; /* …and we with this what we send there */
	bool receives;         /* may it receive (sendrecv, recvonly)? neither, or one only: held */
};

struct media {
	uint32_t streamc;
	struct media_stream streams[MEDIA_STREAMS_MAX];
	enum latch_rule latch;
};

#endif
