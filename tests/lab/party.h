/*
 * party.h -- a SIP phone or exchange of the test's own: its place, its door, its words
 *
 * One socket for SIP; a talk (talk.h) for each call. What it says of itself is found nowhere else,
 * so that whatever crosses the engine is known again.
 */
#ifndef LAB_PARTY_H
#define LAB_PARTY_H

#include <re.h>
#include "tests/lab/inside.h"

struct rung { /* one message, as the party saw it */
	struct le le;
	uint64_t at_us;
	bool out;
	struct mbuf *mb;
};

/* Through the door: it may be lost there (party_loses), else it is seen and sent. */
void party_sends(struct party *party, const struct sa *to, struct mbuf *mb);

/* An ACK or CANCEL of an INVITE, RFC 3261 9.1 and 17.1.1.3; `to`: its To line. */
struct mbuf *party_follows(const struct pl *invite, const char *method, const struct pl *to);

/* An answer to a request; `tag` may be NULL, `more` (whole lines) too. */
struct mbuf *party_answers(struct party *party, const struct pl *request, uint16_t status,
			   const char *tag, const char *more, const char *sdp);

struct head { /* of a request */
	const char *method, *uri, *branch, *max_forwards;
	const char *from, *to, *call_id; /* values */
	uint32_t cseq;
	const char *more, *sdp; /* may be NULL */
};
struct mbuf *party_asks(struct party *party, const struct head *head);

/* The URI of its Contact. */
int party_contact(struct re_printf *pf, const struct party *party);

void party_hex(struct party *party, char *hex, size_t size); /* a random word */

#endif
