/* crypt.c -- see crypt.h */
#include <errno.h>
#include "tests/lab/crypt.h"
#include "tests/lab/inside.h"
#include "tests/lab/text.h"

enum {
	KEY_BYTES = 30, /* of AES_CM_128_HMAC_SHA1_80: key and salt */
	TEXT_SIZE = 41, /* as base64 */
};

struct crypt {
	struct srtp *ours, *theirs;
	char key[TEXT_SIZE]; /* as our SDP says it */
};

static void destroy(void *arg)
{
	struct crypt *crypt = arg;

	mem_deref(crypt->ours);
	mem_deref(crypt->theirs);
}

static int use_key(struct srtp **srtpp, const uint8_t key[KEY_BYTES])
{
	*srtpp = mem_deref(*srtpp);
	return srtp_alloc(srtpp, SRTP_AES_CM_128_HMAC_SHA1_80, key, KEY_BYTES, 0);
}

int crypt_alloc(struct crypt **cryptp, struct party *party)
{
	struct crypt *crypt = mem_zalloc(sizeof *crypt, destroy);
	uint8_t key[KEY_BYTES];
	size_t size = TEXT_SIZE - 1;
	int err = crypt ? 0 : ENOMEM;

	dice_fill(&party->lab->dice, key, sizeof key);
	err = err ? err : base64_encode(key, sizeof key, crypt->key, &size);
	if (party->forgets_key)
		key[0] ^= 1;

	err = err ? err : use_key(&crypt->ours, key);
	if (err)
		mem_deref(crypt);
	else
		*cryptp = crypt;

	return err;
}

const char *crypt_profile(const struct crypt *crypt)
{
	return crypt ? "RTP/SAVP" : "RTP/AVP";
}

/* With a lifetime, as Teams writes it (RFC 4568 6.1). */
int crypt_print(struct re_printf *pf, const struct crypt *crypt)
{
	return crypt ? re_hprintf(pf, "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:%s|2^31\r\n",
				  crypt->key)
		     : 0;
}

static bool find_key(struct pl *key, const struct pl *sdp)
{
	return text_word(key, sdp, "\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:", NULL);
}

bool crypt_is_offered(const struct pl *sdp)
{
	struct pl key;

	return find_key(&key, sdp);
}

/* The same key again goes on counting. */
void crypt_learns(struct crypt *crypt, const struct pl *sdp)
{
	uint8_t key[KEY_BYTES + 3];
	size_t size = sizeof key;
	struct pl text;

	if (crypt->theirs || !find_key(&text, sdp))
		return;

	lab_need(base64_decode(text.p, text.l, key, &size), "base64");
	lab_need(size == KEY_BYTES ? use_key(&crypt->theirs, key) : EBADMSG, "their key");
}

static bool is_control(const struct mbuf *mb)
{
	return mb->buf[mb->pos + 1] >= 192 && mb->buf[mb->pos + 1] <= 223; /* RFC 5761 4 */
}

void crypt_seals(struct crypt *crypt, struct mbuf *mb)
{
	lab_need(is_control(mb) ? srtcp_encrypt(crypt->ours, mb) : srtp_encrypt(crypt->ours, mb),
		 "seal");
}

bool crypt_opens(struct crypt *crypt, struct mbuf *mb)
{
	if (!crypt->theirs)
		return false;

	return !(is_control(mb) ? srtcp_decrypt(crypt->theirs, mb)
				: srtp_decrypt(crypt->theirs, mb));
}
