/*
 * nonce.h -- nonces of our own challenges, each good for one answer and a minute
 *
 * A nonce proves itself: it says when it was made and which one it is, with a MAC under a key that is
 * drawn at start. So nothing is kept for a challenge that nobody answers. That each is used once
 * (RFC 7616 5.12: no replays) is known by one bit for each of the last NONCES_MAX; an older one counts
 * as used, and its user hears `stale` and tries again.
 */
#ifndef SIP_NONCE_H
#define SIP_NONCE_H

#include <re.h>
#include "sbc/world/world.h"

#define NONCE_LIFE_US UINT64_C(60000000)

enum {
	NONCES_MAX = 65536, /* that may be open at once */
	NONCE_SIZE = 64,    /* as text, with its 0 */
};

struct nonces;

/* `world` is borrowed: its clock and chance. ENOMEM. */
int nonces_alloc(struct nonces **noncesp, struct world *world);

/* EPROTO: libcrypto refused. */
int nonce_make(char nonce[NONCE_SIZE], struct nonces *nonces);

/* Whether it is ours, young and unused; from now on it is used. */
bool nonce_take(struct nonces *nonces, const char *nonce);

#endif
