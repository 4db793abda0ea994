/*
 * anchor.h -- one call's media: either leg's description in, ours out, ports and silence between
 *
 * Joins hide/sdp (the text), nat/media (which address to believe) and rtp/session (who carries it).
 * The caller's offer is read once, when the call comes; ports are taken for each target, before an
 * offer leaves; whatever SDP a target answers with is described to the session and written anew.
 */
#ifndef CALL_ANCHOR_H
#define CALL_ANCHOR_H

#include <re.h>
#include "sbc/world/world.h"
#include "policy/config.h"
#include "sbc/hide/sdp.h"
#include "rtp/session.h"

struct call;
struct leg;

struct anchor {
	struct session *session;
	const struct side_config *side; /* the callee's, whose ports the session has */
	struct media said[SESSION_SIDES];
	struct sdp_lock locks[SESSION_SIDES]
			     [MEDIA_STREAMS_MAX]; /* keys of ours, made once a call */
	struct media offered; /* of what the caller said: what the target may hear */
	struct session_counters counted[SESSION_SIDES]; /* when it was closed */
	struct mbuf *answer; /* what the caller was last told; a 200 without SDP means the same */
	struct timer timer;
};

/* Reads the caller's offer: 0, or the status that refuses it and why. */
uint16_t anchor_offered(const char **whyp, struct call *call, const struct sip_msg *invite);

/*
 * Whether anything is left to offer call->attempt's peer: codecs on its list and the caller's. 0, or
 * the status with which it is passed over, and why, in call->said.
 */
uint16_t anchor_shape(struct call *call);

/* Takes ports towards the side of call->attempt's peer; EADDRNOTAVAIL: there are none. */
int anchor_open(struct call *call);

/* The caller's offer as the target may see it; *sdpp holds one reference. */
int anchor_offer(struct mbuf **sdpp, struct call *call, struct leg *to);

/*
 * The description in the callee's `response` as the caller may see it, else the last one; *sdpp is
 * borrowed, NULL: none came yet. EBADMSG: the answer does not fit the offer.
 */
int anchor_answer(struct mbuf **sdpp, struct call *call, const struct sip_msg *response);

/* From here on silence counts. */
void anchor_answered(struct call *call);

/* Nothing is passed on any more, but the ports stay taken: who has not heard the BYE still sends. */
void anchor_hush(struct call *call);

/* Gives ports and flows back; the counters stay. */
void anchor_close(struct call *call);

#endif
