/* matching.c -- FNV-1a from a secret seed; see matching.h */
#include <strings.h>
#include "sbc/sip/matching.h"
#include "sbc/sip/message.h"

static const struct pl pl_invite = PL("INVITE");
static const char cookie[] = "z9hG4bK"; /* RFC 3261 8.1.1.7 */

/* A 0 behind each piece keeps "ab","c" from "a","bc". */
static uint64_t mix(uint64_t hash, const struct pl *pl)
{
	for (size_t i = 0; i < pl->l; i++)
		hash = (hash ^ (uint8_t)pl->p[i]) * UINT64_C(0x100000001b3);

	return hash * UINT64_C(0x100000001b3);
}

static uint64_t mix_number(uint64_t hash, uint32_t number)
{
	const struct pl pl = {(const char *)&number, sizeof number};

	return mix(hash, &pl);
}

uint64_t matching_server_place(uint64_t seed, const struct sip_msg *msg)
{
	return mix_number(mix(seed, &msg->callid), msg->cseq.num);
}

uint64_t matching_client_place(uint64_t seed, const struct pl *branch)
{
	return mix(~seed, branch);
}

uint64_t matching_client_id(uint64_t place, const struct pl *method)
{
	return mix(place, method);
}

static bool has_cookie(const struct pl *branch)
{
	const size_t l = sizeof cookie - 1;

	return branch->l > l && !strncasecmp(branch->p, cookie, l);
}

/* RFC 3261 17.2.3. ACK and CANCEL hash to their INVITE. */
uint64_t matching_server_id(uint64_t place, const struct sip_msg *msg)
{
	const bool is_of_invite = message_is(msg, "ACK") || message_is(msg, "CANCEL");
	const uint64_t hash = mix(place, is_of_invite ? &pl_invite : &msg->met);

	if (has_cookie(&msg->via.branch))
		return mix(mix(hash, &msg->via.branch), &msg->via.sentby);

	return mix(mix(mix(hash, &msg->ruri), &msg->from.tag), &msg->via.val); /* RFC 2543 */
}

uint64_t matching_merge(uint64_t place, const struct sip_msg *msg)
{
	return msg->to.tag.l ? 0 : mix(mix(place, &msg->from.tag), &msg->met) | 1;
}
