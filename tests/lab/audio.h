/*
 * audio.h -- the media of one call at one party: RTP that says who speaks, and who was heard
 *
 * Each packet carries the speaker's name and the number that was dialled. So a test can tell who
 * heard whom, and a packet that came out in another call is noticed at once.
 */
#ifndef LAB_AUDIO_H
#define LAB_AUDIO_H

#include <re.h>
#include "sbc/world/world.h"

struct party;

struct audio {
	struct party *party;
	const char *number; /* of its call */
	struct datagrams *rtp, *rtcp;
	struct sa local, claims, remote; /* where it is, what its SDP says, where it sends */
	struct timer timer;
	uint32_t packets_per_second; /* 0: it only listens */
	uint32_t left;               /* packets until it falls silent */
	uint16_t sequence;
	uint32_t sent, received; /* RTP */
	struct crypt *crypt;     /* NULL: in clear */
};

void audio_open(struct audio *audio, struct party *party, const char *number);
void audio_hears(struct audio *audio,
		 const struct pl *sdp); /* the other end's: starts, or goes on, to there */
void audio_close(struct audio *audio);

/* One packet in the name of `speaker`. */
void audio_send(struct datagrams *from, const struct sa *to, const char *speaker,
		const char *number, uint16_t sequence);

#endif
