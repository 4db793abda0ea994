/*
 * flow.h -- one direction of a stream: who may send into it, where it goes, counters
 *
 * A flow is what comes from one side of one stream: RTP on one lane, RTCP on the other. Each lane
 * has its own latch and port. What a flow accepts leaves by the same lane of `onward`, the flow of
 * the other side, to the peer which *that* latch knows. RTP is passed on as it is.
 *
 * Every relay decides with flow_accept; none has its own opinion. A flow has one writer (the thread
 * that moves its packets); counters may be read from any thread while it writes.
 */
#ifndef RTP_FLOW_H
#define RTP_FLOW_H

#include <stdatomic.h>
#include <re.h>
#include "nat/latch.h"
#include "rtp/media.h"
#include "rtp/stage_srtp.h"

enum flow_lane {
	FLOW_RTP,
	FLOW_RTCP,
	FLOW_LANES
};

/* What one side's description allows; a plain value. */
struct flow_terms {
	bool used;                  /* false: the stream is refused and carries nothing */
	bool sends, receives;       /* may RTP come from it, may RTP go to it? RTCP always may */
	struct sa peer[FLOW_LANES]; /* where it says it receives; unset: nobody knows yet */
	bool secure;                /* as struct media_stream has them */
	struct media_key key, ours;
	enum latch_rule latch;
	uint64_t latch_us; /* how long the latch's window stays open from now */
};

struct flow_counters {                   /* of one lane */
	_Atomic uint64_t packets, bytes; /* from the peer, and sane */
	_Atomic uint64_t refused;        /* from strangers, or nonsense */
	_Atomic uint64_t relayed;        /* of `packets`, those that had somewhere to go */
	_Atomic uint64_t last_us;        /* when the last of `packets` came */
};

struct flow {
	struct flow_terms terms;
	struct latch latch[FLOW_LANES];
	struct flow_counters counters[FLOW_LANES];
	_Atomic uint32_t learnt;  /* how often the RTP lane learnt a source */
	struct stage_srtp *opens; /* what comes from the side; NULL: in clear, or no key yet */
	struct stage_srtp *seals; /* what goes to it; the same */
	struct flow *onward;      /* the other side's; NULL: none yet */
};

struct flow_packet {
	uint8_t *data; /* changed on its way: sdes.h, stage_srtp.h */
	size_t size;
	const struct sa *source;
	uint64_t now_us;
	size_t capacity; /* of `data`; what is to be encrypted grows by STAGE_SRTP_ROOM at most */
};

/* A flow before its first terms accepts nothing. */
void flow_change(struct flow *flow, const struct flow_terms *terms, uint64_t now_us);

/* Counts the packet. Where it goes, as it lies there then, by `onward`'s port of this lane; NULL:
 * nowhere. */
const struct sa *flow_accept(struct flow *flow, enum flow_lane lane, struct flow_packet *packet);

/* Joins two flows, each onward to the other. */
void flow_join(struct flow *one, struct flow *other);
/* Ends the flow: parts it, forgets its keys. */
void flow_part(struct flow *flow);

#endif
