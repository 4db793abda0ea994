/*
 * hide.c -- a hostile INVITE on its way to the other side: headers, identities, description
 *
 * The first octet chooses what the peers are like. Beyond not crashing: what leaves is a message
 * that can be read, and its description too.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "sbc/gather.h"
#include "sbc/hide/edit.h"
#include "sbc/hide/identity.h"
#include "sbc/hide/quirks.h"
#include "sbc/hide/sdp.h"
#include "policy/numbers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool claim)
{
	if (!claim)
		abort();
}

struct peers { /* as the first octet has them */
	struct peer_config from, to;
	struct attempt attempt;
	struct sa local;
	struct face face;
};

static void choose(struct peers *peers, uint8_t bits)
{
	static const struct numbering plan = {
		.name = "vietnam", .country = "84", .national = "0", .international = "00"};

	*peers = (struct peers){.from = {.numbers = bits & 1 ? &plan : NULL},
				.to = {.numbers = &numbers_e164}};
	peers->from.identity.trust = IDENTITY_ALL;
	peers->attempt = (struct attempt){.caller = "+84281",
					  .called = "+84282",
					  .asserted = "+84283",
					  .diverted = "+84284",
					  .send = IDENTITY_ALL,
					  .passes = bits & 2,
					  .hidden = bits & 4};
	(void)sa_set_str(&peers->local, "203.0.113.5", 5060);
	peers->face = (struct face){.peer = &peers->to,
				    .local = &peers->local,
				    .hop = &peers->local,
				    .compat = bits & 8 ? UINT32_MAX : 0};
}

/* What was written is one message, with `more` or without. */
static void read_back(struct mbuf *mb)
{
	struct sip_msg *msg = NULL;
	const char *why;
	uint16_t status;

	mb->pos = 0;
	must(!message_read(&msg, mb, &status, &why) && !status);
	mem_deref(msg);
}

static void cross(const struct sip_msg *invite, struct peers *peers)
{
	static const struct header_config changes[] = {
		{HEADER_REMOVE, "X-A",     NULL, {0}},
		{HEADER_SET,    "Subject", "b",  {0}},
	};
	struct secrets secrets;
	const struct crossing crossing = {.msg = invite,
					  .secrets = &secrets,
					  .from = &peers->from,
					  .face = &peers->face,
					  .attempt = &peers->attempt};
	struct mbuf *mb = mbuf_alloc(1024);
	size_t begin;

	secrets_learn(&secrets, invite);
	str_ncpy(peers->attempt.display, "L\"an\\", DISPLAY_SIZE);
	must(!mbuf_printf(
		mb,
		"INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bKa\r\n"
		"Max-Forwards: 70\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\nTo: <sip:a@b>\r\n"
		"From: %H;tag=a\r\n",
		identity_from, &crossing));
	begin = mb->pos;
	must(!headers_cross(mb, &crossing));
	must(!edit_headers(mb, begin, changes, ARRAY_SIZE(changes)));
	must(!message_body(mb, NULL, NULL));
	mb->pos = 0;
	quirks_message(mb, peers->face.compat);
	if (invite->hdrl.head && list_count(&invite->hdrl) < MESSAGE_HEADERS_MAX / 4)
		read_back(mb); /* one line may have become several */

	mem_deref(mb);
}

static void describe(const struct pl *sdp, bool is_limited)
{
	const struct media_config list = {
		.codecs = {"pcma", "opus"},
                  .codecc = 2
        };
	const struct codecs_shape shape = {.first = is_limited ? &list : NULL, .is_sorted = true};
	const struct secrets secrets = {.wordc = 0};
	struct media media, again;
	struct sdp_face face = {.media = &media, .secrets = &secrets, .shape = &shape};
	struct mbuf *mb;
	struct pl text;

	if (sdp_read(&media, sdp))
		return;

	for (int i = 0; i < MEDIA_STREAMS_MAX; i++)
		(void)sa_set_str(&face.local[i], "203.0.113.5", 20000);

	mb = mbuf_alloc(1024);
	sdp_narrow(&media, sdp, &shape);
	must(!sdp_write(mb, sdp, &face));
	text = (struct pl){(char *)mb->buf, mb->end};
	must(mb->end > SDP_SIZE_MAX
	     || (!sdp_read(&again, &text) && again.streamc == media.streamc));
	mem_deref(mb);
}

static void take(const struct sip_msg *msg, uint8_t bits)
{
	const struct pl body = {(char *)mbuf_buf(msg->mb), mbuf_get_left(msg->mb)};
	struct gathered gathered;
	struct peers peers;
	struct facts facts;

	choose(&peers, bits);
	gather_facts(&facts, &gathered, msg);
	cross(msg, &peers);
	describe(&body, bits & 16);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mbuf *mb = mbuf_alloc(size ? size : 1);
	struct sip_msg *msg;
	const char *why;
	uint16_t status;

	if (size && !mbuf_write_mem(mb, data + 1, size - 1)) {
		mb->pos = 0;
		if (!message_read(&msg, mb, &status, &why)) {
			if (!status && msg->req)
				take(msg, data[0]);
			mem_deref(msg);
		}
	}

	mem_deref(mb);
	return 0;
}
