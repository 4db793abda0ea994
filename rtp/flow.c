/* flow.c -- see flow.h */
#include "rtp/flow.h"
#include "rtp/packet.h"
#include "rtp/sdes.h"

/* One writer: no need for a locked addition, only for readers to see whole values. */
static void count(_Atomic uint64_t *counter, uint64_t by)
{
	uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);

	atomic_store_explicit(counter, value + by, memory_order_relaxed);
}

/* RTCP among RTP (RFC 5761) goes on as it came; the other way round is nonsense. */
static bool fits_lane(enum flow_lane lane, enum packet_kind kind)
{
	return kind == PACKET_RTCP || (kind == PACKET_RTP && lane == FLOW_RTP);
}

static bool is_peer(struct flow *flow, enum flow_lane lane, const struct flow_packet *packet)
{
	switch (latch_source(&flow->latch[lane], packet->source, packet->now_us)) {
	case LATCH_PASS:
		return true;
	case LATCH_LEARNT:
		if (lane == FLOW_RTP)
			flow->learnt++;
		return true;
	default:
		return false;
	}
}

/* A packet from elsewhere costs no decryption, unless it could be the one that is learnt. */
static bool may_be_peer(const struct flow *flow, enum flow_lane lane,
			const struct flow_packet *packet)
{
	const struct latch *latch = &flow->latch[lane];

	return sa_cmp(packet->source, &latch->peer, SA_ALL) || packet->now_us < latch->until_us;
}

/*
 * What an encrypted packet says of itself is believed when the key has proven it, and so is its
 * source: nobody without the key is ever learnt.
 */
static bool open_packet(struct flow *flow, enum flow_lane lane, struct flow_packet *packet)
{
	if (!flow->terms.secure)
		return true;

	return flow->opens && may_be_peer(flow, lane, packet)
		&& !stage_srtp_open(flow->opens, packet->data, &packet->size);
}

static bool seal_packet(struct flow *to, struct flow_packet *packet)
{
	if (!to->terms.secure)
		return true;

	return to->seals
		&& !stage_srtp_seal(to->seals, packet->data, &packet->size, packet->capacity);
}

static const struct sa *onward(const struct flow *flow, enum flow_lane lane)
{
	const struct flow *to = flow->onward;

	if (!to || !to->terms.used || !sa_isset(&to->latch[lane].peer, SA_ALL))
		return NULL;
	if (lane == FLOW_RTP && !(flow->terms.sends && to->terms.receives))
		return NULL;

	return &to->latch[lane].peer;
}

void flow_change(struct flow *flow, const struct flow_terms *terms, uint64_t now_us)
{
	flow->terms = *terms;
	(void)stage_srtp_set(&flow->opens, &terms->key); /* without one, nothing passes */
	(void)stage_srtp_set(&flow->seals, &terms->ours);
	for (int lane = 0; lane < FLOW_LANES; lane++) {
		flow->latch[lane].rule = terms->latch;
		latch_open(&flow->latch[lane], &terms->peer[lane], now_us + terms->latch_us);
	}
}

const struct sa *flow_accept(struct flow *flow, enum flow_lane lane, struct flow_packet *packet)
{
	bool opened = flow->terms.used && open_packet(flow, lane, packet);
	enum packet_kind kind = packet_kind(packet->data, packet->size);
	struct flow_counters *counters = &flow->counters[lane];
	const struct sa *to;

	if (!opened || !fits_lane(lane, kind) || !is_peer(flow, lane, packet)) {
		count(&counters->refused, 1);
		return NULL;
	}

	count(&counters->packets, 1);
	count(&counters->bytes, packet->size);
	atomic_store_explicit(&counters->last_us, packet->now_us, memory_order_relaxed);

	to = onward(flow, lane);
	if (!to)
		return NULL;

	if (kind == PACKET_RTCP)
		sdes_hide(packet->data, packet->size);
	if (!seal_packet(flow->onward, packet))
		return NULL;

	count(&counters->relayed, 1);
	return to;
}

void flow_join(struct flow *one, struct flow *other)
{
	one->onward = other;
	other->onward = one;
}

void flow_part(struct flow *flow)
{
	if (flow->onward)
		flow->onward->onward = NULL;
	flow->onward = NULL;
	flow->opens = mem_deref(flow->opens);
	flow->seals = mem_deref(flow->seals);
}
