/*
 * uas.h -- the leg that called us: provisional answers, the 200 and its ACK, refusals (RFC 3261 13.3)
 */
#ifndef CALL_UAS_H
#define CALL_UAS_H

#include "sbc/call/call.h"

struct answer {
	uint16_t status;
	const char *reason;         /* its phrase; NULL: the usual one */
	const struct sip_msg *from; /* whose headers cross; NULL: nobody's */
	const struct pl *sdp;       /* NULL: none */
	const char *extra;          /* header lines of ours; NULL: none */
};

/* The leg of an INVITE; 100 leaves at once. EBADMSG: no dialog can be made of it (400). */
int uas_open(struct leg **legp, struct call *call, struct transaction *server);

void uas_ring(struct leg *leg, const struct answer *answer);

/* 200, sent again until its ACK comes; after 64*T1 without one MOVE_LOST is told. */
int uas_answer(struct leg *leg, const struct answer *answer);

/* A final refusal; the leg has ended. */
void uas_refuse(struct leg *leg, const struct answer *answer);

/* The ACK of our 200. */
void uas_acked(struct leg *leg);

#endif
