/*
 * login.h -- how we answer a peer that wants to know who we are (401, 407)
 *
 * One login goes with the requests of one dialog, or of one registration: it remembers what was
 * asked, so that the next request says it at once (RFC 7616 3.6), and that an answer was given, so
 * that a wrong password is told once to the peer and not for ever. A server and a proxy may both ask.
 *
 * The password is opened for as long as a header line takes to write.
 */
#ifndef PEER_LOGIN_H
#define PEER_LOGIN_H

#include <re.h>
#include "sbc/world/world.h"
#include "policy/config_peer.h"

enum {
	LOGIN_WHY_SIZE = 160,
};

struct login;

/* A request that is new, and no answer to a challenge, is about to go out. NULL is fine. */
void login_begin(struct login *login);

/*
 * The response is a challenge: *loginp is made if it is NULL. 0: the request may be sent again with
 * login_write. ENOKEY: `config` has no user. EPERM: the same login was refused just now. Others: the
 * challenge is none that we can answer, by digest_learn. `login_why` has words for each.
 */
int login_challenged(struct login **loginp, const struct login_config *config,
		     const struct sip_msg *response, struct world *world);

/* As a sentence about `peer`, for whoever must mend it. Never with a password in it. */
void login_why(char why[LOGIN_WHY_SIZE], int err, const struct peer_config *peer,
	       const struct login_config *config);

struct login_request { /* what is proven */
	const char *method;
	struct pl uri, body;
};

/* The header lines, none if nothing was asked yet or `login` is NULL. */
int login_write(struct mbuf *mb, struct login *login, const struct login_config *config,
		const struct login_request *request);

#endif
