/*
 * challenge.h -- a peer with `challenge:` in the file proves who it is before it calls (RFC 3261 22.2)
 *
 * An INVITE without a login is answered 401, and so is one whose login is wrong, CHALLENGE_TRIES_MAX
 * times in a row; from then on wrong ones get 403 and a record of the call that says why, until a right
 * one comes: whoever has the password is never locked out. Requests inside a call are not asked, and
 * emergency calls go through whatever they say.
 */
#ifndef CALL_CHALLENGE_H
#define CALL_CHALLENGE_H

#include "sbc/call/call.h"

enum {
	CHALLENGE_TRIES_MAX = 3,
	CHALLENGE_WHY_SIZE = 160,
};

/*
 * True: the INVITE was answered with a challenge, and that was all. False: it goes on if `why` is "",
 * else it is to be refused with 403.
 */
bool challenge_asks(char why[CHALLENGE_WHY_SIZE], struct calls *calls, struct transaction *server,
		    const struct sip_msg *invite, const struct decision *decision);

#endif
