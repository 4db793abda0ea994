/*
 * crypt.h -- the media of one call at a party that encrypts it (RFC 3711, RFC 4568)
 *
 * A key of its own stands in its SDP, the other end's is read from that end's; what it sends and
 * hears is sealed with them. Written on libre and apart from rtp/ and sbc/hide on purpose.
 */
#ifndef LAB_CRYPT_H
#define LAB_CRYPT_H

#include <re.h>

struct crypt;
struct party;

int crypt_alloc(struct crypt **cryptp, struct party *party);

/* The profile of an m= line, and the line with the key; of a party in clear (NULL): none. */
const char *crypt_profile(const struct crypt *crypt);
int crypt_print(struct re_printf *pf, const struct crypt *crypt);

/* The other end's SDP, or a message with it. */
void crypt_learns(struct crypt *crypt, const struct pl *sdp);
bool crypt_is_offered(const struct pl *sdp);

/* Of RTP and RTCP alike, in place. false: no key, or it is not sealed with the other end's. */
void crypt_seals(struct crypt *crypt, struct mbuf *mb);
bool crypt_opens(struct crypt *crypt, struct mbuf *mb);

#endif
