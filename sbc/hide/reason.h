/*
 * reason.h -- "why 403?": which rule, and which record of ours, in an answer that we make (RFC 3326)
 *
 * Reason: SIP;cause=403;text="rule premium, call cc8f34d3". The text names the rule and the CDR, and
 * nothing else of ours: whoever asks about the call reads it out, we find it.
 */
#ifndef HIDE_REASON_H
#define HIDE_REASON_H

#include <re.h>

struct reason {
	uint16_t status;
	const char *rule; /* NULL: none decided */
	const char *call; /* its id in log and CDR */
};

/* The header with its line's end. ENOMEM. */
int reason_write(struct mbuf *mb, const struct reason *reason);

#endif
