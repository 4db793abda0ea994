/*
 * guard.h -- what is dropped before any memory is spent on it: nonsense, keepalives, floods
 *
 * Every source has a bucket of tokens: a packet takes one, they grow back at a steady rate, far
 * above any honest peer's. There is no ban: a source is heard again as soon as it slows down. An
 * IPv6 source is its /64. Whom a flood is forgiven is the caller's to say: anti-flood must not stop
 * our own provider.
 *
 * The table has a fixed size; when it is full the source that was quiet for longest is forgotten,
 * which does it no harm. Pure: the caller says the time, and a seed so that nobody can choose
 * addresses that fall on one place.
 */
#ifndef SIP_GUARD_H
#define SIP_GUARD_H

#include <re.h>

enum {
	GUARD_SOURCES = 4096,    /* remembered at once; a power of two */
	GUARD_WAYS = 4,          /* sources that share one place in the table */
	GUARD_RATE = 2000,       /* packets a second of one source */
	GUARD_BURST = 4000,      /* and so many at once after silence */
	GUARD_KEEPALIVE_MAX = 4, /* octets; a message is never so short */
};

#define GUARD_QUIET_US UINT64_C(1000000) /* one source is complained of no more often */

enum guard_verdict {
	GUARD_PASS,
	GUARD_KEEPALIVE, /* somebody holds a NAT open: CRLFCRLF, CRLF, zeros; nothing to do */
	GUARD_NONSENSE,  /* cannot be a SIP message */
	GUARD_FLOOD,     /* it may be one, but its source is above its rate */
};

struct guard;
int guard_alloc(struct guard **guardp, uint64_t seed);

enum guard_verdict guard_judge(struct guard *guard, const struct sa *source,
			       const struct mbuf *data, uint64_t now_us);

/* Whether a complaint about this source is due; then the next is not for GUARD_QUIET_US. */
bool guard_may_complain(struct guard *guard, const struct sa *source, uint64_t now_us);

#endif
