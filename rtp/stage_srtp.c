/* stage_srtp.c -- libre's SRTP around a packet that lies in the relay's own buffer; see stage_srtp.h */
#include <errno.h>
#include <string.h>
#include "rtp/packet.h"
#include "rtp/stage_srtp.h"

enum {
	CONTROL_INDEX_SIZE = 4,
	CONTROL_TAG_SIZE = 10, /* of the suites with a tag behind the index */
};

struct stage_srtp {
	struct srtp *rtp, *rtcp;
	struct media_key key;
};

/* RFC 4568 6.2.2, RFC 6188: the short tag is RTP's only; libre gives one suite both. */
static enum srtp_suite control_suite(enum srtp_suite suite)
{
	switch (suite) {
	case SRTP_AES_CM_128_HMAC_SHA1_32:
		return SRTP_AES_CM_128_HMAC_SHA1_80;
	case SRTP_AES_256_CM_HMAC_SHA1_32:
		return SRTP_AES_256_CM_HMAC_SHA1_80;
	default:
		return suite;
	}
}

static void destroy(void *arg)
{
	struct stage_srtp *stage = arg;

	mem_deref(stage->rtp);
	mem_deref(stage->rtcp);
	explicit_bzero(&stage->key, sizeof stage->key);
}

static bool is_same(const struct media_key *a, const struct media_key *b)
{
	return a->suite == b->suite && a->size == b->size && !memcmp(a->bytes, b->bytes, a->size);
}

int stage_srtp_set(struct stage_srtp **stagep, const struct media_key *key)
{
	struct stage_srtp *stage;
	int err;

	if (*stagep && is_same(&(*stagep)->key, key))
		return 0;

	*stagep = mem_deref(*stagep);
	if (!key->size)
		return 0;

	stage = mem_zalloc(sizeof *stage, destroy);
	if (!stage)
		return ENOMEM;

	stage->key = *key;
	err = srtp_alloc(&stage->rtp, key->suite, key->bytes, key->size, 0);
	err = err ? err
		  : srtp_alloc(&stage->rtcp, control_suite(key->suite), key->bytes, key->size, 0);
	if (err)
		mem_deref(stage);
	else
		*stagep = stage;

	return err;
}

/* libre writes into the packet itself: there is room, so that it never allocates. */
static struct mbuf wrap(uint8_t *data, size_t size, size_t capacity)
{
	return (struct mbuf){.buf = data, .size = capacity, .pos = 0, .end = size};
}

/*
 * RFC 3711 3.4: the E bit before SRTCP's index. We never agree on reports in clear, and libre 1.1.0
 * takes one for true under GCM without looking at its tag.
 */
static bool control_is_encrypted(const struct stage_srtp *stage, const uint8_t *data, size_t size)
{
	const bool gcm =
		stage->key.suite == SRTP_AES_128_GCM || stage->key.suite == SRTP_AES_256_GCM;
	const size_t behind = CONTROL_INDEX_SIZE + (gcm ? 0 : CONTROL_TAG_SIZE);

	return size >= behind && data[size - behind] & 0x80;
}

static int open_control(struct stage_srtp *stage, struct mbuf *mb)
{
	if (!control_is_encrypted(stage, mb->buf, mb->end))
		return EBADMSG;

	return srtcp_decrypt(stage->rtcp, mb);
}

int stage_srtp_open(struct stage_srtp *stage, uint8_t *data, size_t *size)
{
	struct mbuf mb = wrap(data, *size, *size);
	int err;

	if (*size < 2)
		return EBADMSG;

	err = packet_is_control(data) ? open_control(stage, &mb) : srtp_decrypt(stage->rtp, &mb);
	*size = err ? *size : mb.end;
	return err;
}

int stage_srtp_seal(struct stage_srtp *stage, uint8_t *data, size_t *size, size_t capacity)
{
	struct mbuf mb = wrap(data, *size, capacity);
	int err;

	if (capacity < *size + STAGE_SRTP_ROOM || *size < 2)
		return EOVERFLOW;

	err = packet_is_control(data) ? srtcp_encrypt(stage->rtcp, &mb)
				      : srtp_encrypt(stage->rtp, &mb);
	*size = err ? *size : mb.end;
	return err;
}
