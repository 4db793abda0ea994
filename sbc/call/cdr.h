/*
 * cdr.h -- the call's record: what is noted while it lives, one JSON line when it is over
 *
 * Fields in order: id began rang answered ended from caller called rule rules tags; then how it came
 * (cdr_wire.h), by which it can be decided again; then tried to status reason why warned legs. Times
 * are RFC 3339 in UTC with milliseconds, null if it never came to that.
 */
#ifndef CALL_CDR_H
#define CALL_CDR_H

#include <re.h>

struct call;
struct sip_msg;

struct cdr {
	uint64_t began_us, rang_us, answered_us, ended_us; /* dates */
	struct mbuf *tried;                                /* JSON values, comma between */
	uint64_t trying_us; /* when the target being tried got its INVITE; world's clock */
	const char *to;     /* the peer that answered, of the policy */
	uint16_t status;    /* what the caller was told; 0: nothing */
	const char *reason; /* and in which words, of the policy or constant */
	char *why;
	struct mbuf *wire;   /* JSON members: cdr_wire.h */
	struct mbuf *warned; /* JSON values: what guards said */
	char *call_ids[2];   /* caller's, callee's */
	bool told;
};

void cdr_begin(struct call *call, const struct sip_msg *invite);

/* A leg to a target has begun; `call_id` is ours. */
void cdr_trying(struct call *call, const char *call_id);

/* A target's or machine's end: its final status, or 408 and 503 of our own; call->said says why. */
void cdr_tried(struct call *call, uint16_t status);

/* The first cause is the cause: later ones are not noted. */
void cdr_why(struct call *call, const char *fmt, ...);

/* A guard warns of this call. */
void cdr_warned(struct call *call, const char *what);

/* Tells EVENT_CDR, once. */
void cdr_tell(struct call *call);

void cdr_reset(struct cdr *cdr);

#endif
