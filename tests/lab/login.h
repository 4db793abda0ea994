/*
 * login.h -- parties that want a login, and parties that have one (RFC 2617, MD5)
 *
 * Written for the lab and apart from sbc/sip/digest on purpose.
 */
#ifndef LAB_LOGIN_H
#define LAB_LOGIN_H

#include <re.h>
#include "tests/lab/talk.h"
#include "tests/lab/transact.h"

/* The party wants a login for this request: 401 or 407 was said. False: it has what it wants. */
bool login_asks(struct server *server, const struct sip_msg *msg);

/* A caller that has a login: talk->invite is the next INVITE, with it. False: it has none, or said it. */
bool login_again(struct talk *talk, const struct sip_msg *msg);

#endif
