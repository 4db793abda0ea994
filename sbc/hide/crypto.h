/*
 * crypto.h -- the key of a media section, in its SDP (RFC 4568, 6188, 7714)
 *
 * a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^31
 *
 * Each side writes the key with which it encrypts what it sends. A lifetime is tolerated, as nobody
 * talks for 2^31 packets. A line with an MKI, or with parameters that ask for less than encryption of
 * all, is none of ours.
 */
#ifndef HIDE_CRYPTO_H
#define HIDE_CRYPTO_H

#include <re.h>
#include "rtp/media.h"

/* `value` is what stands behind "crypto:". EBADMSG: no such line; ENOTSUP: nothing we can do. */
int crypto_read(uint32_t *tag, struct media_key *key, const struct pl *value);

/* The line, with its CRLF. */
int crypto_write(struct mbuf *mb, uint32_t tag, const struct media_key *key);

/* How many bytes a key of this suite has. */
uint32_t crypto_key_size(enum srtp_suite suite);

#endif
