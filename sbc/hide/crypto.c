/* crypto.c -- a table of suites, one line read and written; see crypto.h */
#include <errno.h>
#include <string.h>
#include "sbc/hide/crypto.h"

enum {
	TEXT_SIZE = 72, /* a key in base64, with its 0 */
};

static const struct {
	const char *name;
	enum srtp_suite suite;
	uint32_t size; /* key and salt */
} suites[] = {
	{"AES_CM_128_HMAC_SHA1_80", SRTP_AES_CM_128_HMAC_SHA1_80, 30},
	{"AES_CM_128_HMAC_SHA1_32", SRTP_AES_CM_128_HMAC_SHA1_32, 30},
	{"AES_256_CM_HMAC_SHA1_80", SRTP_AES_256_CM_HMAC_SHA1_80, 46},
	{"AES_256_CM_HMAC_SHA1_32", SRTP_AES_256_CM_HMAC_SHA1_32, 46},
	{"AEAD_AES_128_GCM",        SRTP_AES_128_GCM,             28},
	{"AEAD_AES_256_GCM",        SRTP_AES_256_GCM,             44},
};

_Static_assert(MEDIA_KEY_BYTES >= 46, "the longest key fits");

uint32_t crypto_key_size(enum srtp_suite suite)
{
	for (size_t i = 0; i < ARRAY_SIZE(suites); i++) {
		if (suites[i].suite == suite)
			return suites[i].size;
	}

	return 0;
}

static int read_suite(struct media_key *key, const struct pl *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(suites); i++) {
		if (pl_strcasecmp(name, suites[i].name))
			continue;

		key->suite = suites[i].suite;
		key->size = suites[i].size;
		return 0;
	}

	return ENOTSUP;
}

/* Exactly as long as its suite wants. */
static int read_bytes(struct media_key *key, const struct pl *text)
{
	uint8_t bytes[TEXT_SIZE];
	size_t size = sizeof bytes;

	if (text->l >= TEXT_SIZE || base64_decode(text->p, text->l, bytes, &size)
	    || size != key->size)
		return EBADMSG;

	memcpy(key->bytes, bytes, size);
	explicit_bzero(bytes, sizeof bytes);
	return 0;
}

/* Behind the key: "|2^31" may stand, "|1:4" not; what follows a space is a session parameter. */
static bool is_tolerable(const struct pl *rest)
{
	return !pl_strchr(rest, ':') && !pl_strchr(rest, ' ');
}

int crypto_read(uint32_t *tag, struct media_key *key, const struct pl *value)
{
	struct pl number, name, text, rest;
	int err;

	if (re_regex(value->p, value->l, "[0-9]+ [^ ]+ inline:[^| ]+[^]*", &number, &name, &text,
		     &rest)
	    || number.p != value->p || number.l > 9)
		return EBADMSG;

	err = read_suite(key, &name);
	err = err ? err : read_bytes(key, &text);
	if (!err && !is_tolerable(&rest))
		err = ENOTSUP;

	*tag = pl_u32(&number);
	return err;
}

static const char *name_of(enum srtp_suite suite)
{
	for (size_t i = 0; i < ARRAY_SIZE(suites); i++) {
		if (suites[i].suite == suite)
			return suites[i].name;
	}

	return "";
}

int crypto_write(struct mbuf *mb, uint32_t tag, const struct media_key *key)
{
	char text[TEXT_SIZE];
	size_t size = sizeof text;
	int err = base64_encode(key->bytes, key->size, text, &size);

	if (!err)
		err = mbuf_printf(mb, "a=crypto:%u %s inline:%b\r\n", tag, name_of(key->suite),
				  text, size);

	explicit_bzero(text, sizeof text);
	return err;
}
