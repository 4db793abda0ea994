/*
 * latch.h -- which source may become a peer's media address
 *
 * A phone behind a NAT offers an address nobody can reach; the one that works is where its packets
 * come from. The first fitting packet in the window after an offer or answer "latches" the peer to
 * its source (RFC 7362, 5). This decides between a call with audio and a stolen call, so every
 * address learnt from the wire is learnt here.
 *
 * Each description opens the window anew, and the first packet of the peer we know shuts it: who
 * speaks needs no finding. The same description said again (a session refresh) forgets nothing. A
 * new one moves to the new address, and late packets of the peer before do not move it back.
 *
 * Pure: no clock, no socket, no allocation. The caller owns the latch and says the time.
 */
#ifndef NAT_LATCH_H
#define NAT_LATCH_H

#include <stdint.h>
#include <re.h>

enum {
	LATCH_STRAYS_MAX =
		25, /* late packets of the peer before; more are no accident: it is there */
};

enum latch_rule {
	LATCH_STRICT, /* believe the SDP, learn nothing */
	LATCH_ONCE,   /* learn one source inside the window, then keep it */
	LATCH_NEAR,   /* as ONCE, but only from the offered address's own /24 or /64 */
};

enum latch_verdict {
	LATCH_PASS,   /* the peer we know */
	LATCH_LEARNT, /* a new source, and from now on the peer: send there */
	LATCH_REFUSE, /* anybody else: drop and count */
};

struct latch {
	enum latch_rule rule;
	struct sa peer;    /* where to send; unset until known */
	uint64_t until_us; /* the window's end on the caller's clock */
	struct sa offered; /* the last address that a description named */
	struct sa before;  /* the peer of the description before this one; unset: none */
	uint32_t strays;   /* packets of `before` since this description */
};

/* `offered` unset (hold): nobody to send to until a source is learnt or an address is offered. */
void latch_open(struct latch *latch, const struct sa *offered, uint64_t until_us);
enum latch_verdict latch_source(struct latch *latch, const struct sa *source, uint64_t now_us);

#endif
