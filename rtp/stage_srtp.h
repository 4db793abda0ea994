/*
 * stage_srtp.h -- encryption taken off one side's packets, or put on those for it (RFC 3711, RFC 7714)
 *
 * One for each way of a flow: what a side sends is opened with its key, what it is sent is sealed
 * with ours. Keys come from both sides' descriptions (RFC 4568). Rollover counters and the replay
 * window live as long as the key: the same key again leaves them alone.
 *
 * It belongs to the flow, and like it to whoever moves its packets: never two threads at once.
 */
#ifndef RTP_STAGE_SRTP_H
#define RTP_STAGE_SRTP_H

#include <re.h>
#include "rtp/media.h"

enum {
	STAGE_SRTP_ROOM = 32, /* bytes that sealing may add: a tag of 16 and SRTCP's index of 4 */
};

struct stage_srtp;

/*
 * Has *stagep work with this key; one without bytes ends it. EINVAL: the key is not as long as its
 * suite wants; then, and without memory, *stagep is NULL.
 */
int stage_srtp_set(struct stage_srtp **stagep, const struct media_key *key);

/* EAUTH: not the side's own, or changed on its way. EALREADY: a copy. EBADMSG: no packet. */
int stage_srtp_open(struct stage_srtp *stage, uint8_t *data, size_t *size);

/* EOVERFLOW: `data` has not STAGE_SRTP_ROOM bytes more than `size`. */
int stage_srtp_seal(struct stage_srtp *stage, uint8_t *data, size_t *size, size_t capacity);

#endif
