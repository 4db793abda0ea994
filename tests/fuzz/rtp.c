/*
 * rtp.c -- fuzz target: any packet, from the peer or a stranger, to either lane of a flow
 *
 * The first octet chooses lane, source, and which sides are encrypted; the rest is the packet, in a block of its own size so
 * that a read past its end is seen. What must hold of every packet is checked here.
 */
#include <stdlib.h>
#include <string.h>
#include "rtp/flow.h"
#include "rtp/packet.h"

static void describe(struct flow *flow, uint32_t address, bool secure)
{
	struct flow_terms terms = {.used = true, .sends = true, .receives = true, .secure = secure};

	if (secure)
		terms.key = terms.ours =
			(struct media_key){.suite = SRTP_AES_CM_128_HMAC_SHA1_80, .size = 30};

	sa_set_in(&terms.peer[FLOW_RTP], address, 4000);
	sa_set_in(&terms.peer[FLOW_RTCP], address, 4001);
	flow_change(flow, &terms, 0);
}

static void must(bool claim)
{
	if (!claim)
		abort();
}

/* The packet is changed on its way, so what it was is asked for first. */
static void check(struct flow *flow, enum flow_lane lane, struct flow_packet *packet)
{
	enum packet_kind kind = packet_kind(packet->data, packet->size);
	const struct sa *to = flow_accept(flow, lane, packet);
	const struct flow_counters *counters = &flow->counters[lane];

	must(counters->packets + counters->refused == 1);
	must(counters->relayed == (to != NULL));
	must(!to || sa_cmp(packet->source, &flow->latch[lane].peer, SA_ALL));
	must(!to || flow->terms.secure || kind == PACKET_RTCP
	     || (kind == PACKET_RTP && lane == FLOW_RTP));
	must(packet->size <= packet->capacity);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct flow one = {0}, other = {0};
	enum flow_lane lane;
	struct sa source;
	uint8_t *copy;
	size_t capacity;

	if (size == 0)
		return 0;

	capacity = size - 1 + (data[0] & 8 ? STAGE_SRTP_ROOM : 0);
	copy = malloc(capacity);
	if (!copy)
		return 0;
	memcpy(copy, data + 1, size - 1);

	lane = data[0] & 1 ? FLOW_RTCP : FLOW_RTP;
	flow_join(&one, &other);
	describe(&one, 0xc0000207, data[0] & 4);
	describe(&other, 0xc0000209, data[0] & 8);
	sa_set_in(&source, data[0] & 2 ? 0xcb007142 : 0xc0000207, (uint16_t)(4000 + lane));

	struct flow_packet packet = {copy, size - 1, &source, 1000, capacity};
	check(&one, lane, &packet);
	flow_part(&one);
	flow_part(&other);
	free(copy);
	return 0;
}
