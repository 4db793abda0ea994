/* nonce.c -- see nonce.h; what a nonce says, its MAC, the ring of bits */
#include <errno.h>
#include <string.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include "sbc/sip/nonce.h"

enum {
	KEY_SIZE = 32,
	HEAD_SIZE = 24, /* when and which, in hex: 16 and 8 characters */
	MAC_SIZE = 16,  /* octets */
};

struct nonces {
	struct world *world;
	unsigned char key[KEY_SIZE];
	uint32_t next;                /* which is made next; goes round */
	uint8_t used[NONCES_MAX / 8]; /* of the last NONCES_MAX, by number */
};

static void destroy(void *data)
{
	struct nonces *nonces = data;

	OPENSSL_cleanse(nonces->key, sizeof nonces->key);
}

int nonces_alloc(struct nonces **noncesp, struct world *world)
{
	struct nonces *nonces = mem_zalloc(sizeof *nonces, destroy);

	if (!nonces)
		return ENOMEM;

	nonces->world = world;
	world_random(world, nonces->key, sizeof nonces->key);
	*noncesp = nonces;
	return 0;
}

/* Appends the MAC of the head to it. */
static int seal(char nonce[NONCE_SIZE], const struct nonces *nonces)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned int size = 0;

	if (!HMAC(EVP_sha256(), nonces->key, sizeof nonces->key, (const unsigned char *)nonce,
		  HEAD_SIZE, mac, &size)
	    || size < MAC_SIZE)
		return EPROTO;

	for (int i = 0; i < MAC_SIZE; i++)
		(void)re_snprintf(nonce + HEAD_SIZE + 2 * i, 3, "%02x", mac[i]);

	return 0;
}

static void set_used(struct nonces *nonces, uint32_t number, bool used)
{
	uint8_t *byte = &nonces->used[number % NONCES_MAX / 8];
	uint8_t bit = (uint8_t)(1 << number % 8);

	*byte = used ? *byte | bit : *byte & (uint8_t)~bit;
}

static bool is_used(const struct nonces *nonces, uint32_t number)
{
	uint32_t age = nonces->next - number; /* 1: the latest */

	return age > NONCES_MAX || nonces->used[number % NONCES_MAX / 8] & 1 << number % 8;
}

int nonce_make(char nonce[NONCE_SIZE], struct nonces *nonces)
{
	(void)re_snprintf(nonce, NONCE_SIZE, "%016llx%08x", world_now_us(nonces->world),
			  nonces->next);
	set_used(nonces, nonces->next++, false);
	return seal(nonce, nonces);
}

static uint64_t number_at(const char *hex, size_t digits)
{
	const struct pl pl = {hex, digits};

	return pl_x64(&pl);
}

bool nonce_take(struct nonces *nonces, const char *nonce)
{
	char ours[NONCE_SIZE];
	uint64_t made_us;
	uint32_t number;

	if (strlen(nonce) != HEAD_SIZE + 2 * MAC_SIZE)
		return false;

	memcpy(ours, nonce, HEAD_SIZE);
	if (seal(ours, nonces) || CRYPTO_memcmp(ours, nonce, HEAD_SIZE + 2 * MAC_SIZE))
		return false;

	made_us = number_at(nonce, 16);
	number = (uint32_t)number_at(nonce + 16, 8);
	if (world_now_us(nonces->world) - made_us >= NONCE_LIFE_US || is_used(nonces, number))
		return false;

	set_used(nonces, number, true);
	return true;
}
