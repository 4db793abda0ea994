/*
 * gather.h -- the facts of a message: what a policy may look at, read out of one INVITE
 *
 * Used by dispatch.c for a call that comes, and by `sbc explain --invite` for one in a file. Headers
 * are given by their full names, a line each; codecs by the names that rtpmap has, or RFC 3551 for
 * a number that needs none. Which side it came in on, when, and how busy we are is not in a message:
 * the caller fills that in.
 */
#ifndef SBC_GATHER_H
#define SBC_GATHER_H

#include <re.h>
#include "sbc/sip/message.h"
#include "policy/facts.h"

enum {
	GATHER_CODECS_MAX = 64, /* of one offer; more are not looked at */
};

struct gathered { /* what the facts point to, besides the message */
	struct facts_header headers[MESSAGE_HEADERS_MAX];
	struct pl codecs[GATHER_CODECS_MAX];
};

/* Sets all facts that are in `msg`. They borrow from it and from `storage`. */
void gather_facts(struct facts *facts, struct gathered *storage, const struct sip_msg *msg);

#endif
