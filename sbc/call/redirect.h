/*
 * redirect.h -- a target that answers 3xx says where else it wants the call (RFC 3261 8.1.3.4)
 *
 * Followed only where the rule says so, and only to the peer that sent it: the Contact's host must
 * be one of its machines or its domain, else anybody's 302 could send our calls anywhere. What is
 * taken from the Contact is the user; the call goes to the same peer again, whose limits it passes
 * anew.
 */
#ifndef CALL_REDIRECT_H
#define CALL_REDIRECT_H

#include <re.h>

enum {
	REDIRECTS_MAX = 5, /* followed in a row at one target */
};

struct call;

struct redirect {                   /* lies in a call, zeroed before its first use */
	char *users[REDIRECTS_MAX]; /* who was asked for before each */
	uint32_t count;
};

/*
 * call->attempt.called is whom the target named. ENOENT: it named nobody that is its own; ELOOP: one
 * that it sent us away from before, or too many of them.
 */
int redirect_follow(struct call *call, const struct sip_msg *response);

/* For the next target, and at the call's end. */
void redirect_reset(struct redirect *redirect);

#endif
