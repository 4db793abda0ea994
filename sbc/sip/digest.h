/*
 * digest.h -- a password that proves itself without being sent: RFC 7616, RFC 8760, RFC 2617
 *
 * Both ends: what a 401 or 407 wants to have proven and the line that proves it, and the other way
 * round. MD5, SHA-256, SHA-512-256, each with -sess; qop auth, auth-int, and none as in RFC 2069. Of
 * several challenges the first whose algorithm we know is answered (RFC 8760, 2.4). Not there: userhash,
 * and answers to several realms in one response.
 *
 * Whoever calls owns the password and wipes it; nothing here keeps it, or what is made of it alone.
 */
#ifndef SIP_DIGEST_H
#define SIP_DIGEST_H

#include <re.h>
#include "sbc/world/world.h"

enum { /* octets with their 0; a challenge or an answer with a longer one is unreadable */
	DIGEST_REALM_SIZE = 256,
	DIGEST_NONCE_SIZE = 512,
	DIGEST_OPAQUE_SIZE = 256,
	DIGEST_USER_SIZE = 128,
	DIGEST_URI_SIZE = 512,
	DIGEST_CNONCE_SIZE = 128,
	DIGEST_HEX_SIZE = 65, /* a hash, in hex */
};

struct digest_algorithm;

enum digest_qop {
	DIGEST_QOP_NONE,
	DIGEST_QOP_AUTH,
	DIGEST_QOP_AUTH_INT, /* the body is proven too; only if nothing else is offered */
};

struct digest { /* a challenge, and how often it was answered; a plain value */
	bool is_proxy;
	bool is_stale; /* the password was right, only the nonce too old */
	bool is_named; /* the algorithm stands in the challenge */
	bool has_opaque;
	const struct digest_algorithm *algorithm;
	enum digest_qop qop;
	uint32_t count; /* of the nonce */
	char realm[DIGEST_REALM_SIZE], nonce[DIGEST_NONCE_SIZE], opaque[DIGEST_OPAQUE_SIZE];
	char cnonce[DIGEST_CNONCE_SIZE]; /* ours; one for all answers, as -sess wants it */
};

/*
 * Client: the challenge that can be answered; `realm` NULL: whatever its realm. ENOENT: there is none.
 * EACCES: of other realms only. EPROTONOSUPPORT: of algorithms that we do not know. EBADMSG: nothing
 * readable.
 */
int digest_learn(struct digest *digest, const struct sip_msg *response, const char *realm,
		 struct world *world);

/* Who proves what. `body` counts for auth-int only. */
struct digest_proof {
	const char *user, *password;
	struct pl method, uri, body;
};

/*
 * Client: the header line, with its CRLF. EPROTO: libcrypto does not do that algorithm here. EOVERFLOW:
 * the uri is too long.
 */
int digest_write(struct mbuf *mb, struct digest *digest, const struct digest_proof *proof);

/* Server: the header lines of a 401, best algorithm first: SHA-256, then MD5. */
int digest_challenge(struct mbuf *mb, const char *realm, const char *nonce, bool is_stale);

struct digest_claim { /* what a request says to prove */
	const struct digest_algorithm *algorithm;
	enum digest_qop qop;
	char user[DIGEST_USER_SIZE], realm[DIGEST_REALM_SIZE], nonce[DIGEST_NONCE_SIZE];
	char uri[DIGEST_URI_SIZE], cnonce[DIGEST_CNONCE_SIZE], count[9];
	char response[DIGEST_HEX_SIZE];
};

/* Server: what the request claims for our realm. ENOENT: nothing. EBADMSG: nothing readable. */
int digest_claimed(struct digest_claim *claim, const struct sip_msg *request, const char *realm);

/*
 * Server: whether that was made with this password. It takes as long for a wrong one. Whether the
 * nonce is ours (nonce.h) and the uri the request's is for the caller to see.
 */
bool digest_is_true(const struct digest_claim *claim, const struct digest_proof *proof);

#endif
