/*
 * talk.h -- one call at one party: its dialog, its plan, how it ended
 *
 * A caller's talk begins with an INVITE it sends, a callee's with one that comes. It stays until
 * the lab ends, so that it can be compared with the other leg and with the record.
 */
#ifndef LAB_TALK_H
#define LAB_TALK_H

#include <re.h>
#include "tests/lab/audio.h"
#include "tests/lab/inside.h"
#include "tests/lab/transact.h"

struct talk {
	struct le le;
	struct party *party;
	bool caller;

	char number[64]; /* dialled, as this leg writes it */
	char call_id[128], local_tag[32], remote_tag[64];
	char local[192], remote[192]; /* From and To without tags, as this end writes them */
	char target[192];             /* the other end's Contact */
	char branch[LAB_BRANCH_SIZE]; /* the INVITE's */
	uint32_t cseq, remote_cseq;
	struct mbuf *invite; /* as sent or as it came */
	struct mbuf *final;  /* callee: the 2xx, until its ACK */
	struct mbuf *ack;    /* caller: the ACK of the 2xx */

	struct plan plan[PLAN_STEPS_MAX];
	int stepc, step;
	uint64_t hangup_us;
	struct timer timer, again;
	uint64_t again_us, began_us, answered_us, ended_us;

	bool answered, acked, cancelled, over;
	bool looped;                /* callee: its INVITE went back to the engine */
	bool taken;                 /* caller: the engine said 100 */
	bool ending, hangup_at_ack; /* our BYE is on its way; will be */
	uint16_t status;            /* the INVITE's final answer, sent or seen; 0: none */
	uint32_t logins;            /* caller: how often it said its own */
	bool gave_up;               /* caller: no final answer came in time */
	struct audio audio;
};

void talk_dial(struct party *party, const struct dial *dial);
void talk_invited(struct server *server, const struct sip_msg *msg);

/* A request inside this talk (ACK too: then server is NULL), and a CANCEL of its INVITE. */
void talk_hears(struct talk *talk, struct server *server, const struct sip_msg *msg);
void talk_cancelled(struct talk *talk);

/* The talk with this Call-ID and, unless NULL, this tag of ours. */
struct talk *talk_find(const struct party *party, const struct pl *call_id, const struct pl *tag);

void talk_cancel(struct talk *talk);
void talk_hangup(struct talk *talk); /* BYE, CANCEL or 480, as its state wants */
void talk_ask(struct talk *talk, const char *method, const char *headers, const char *direction);

/* What a callee's plan is made of. */
void talk_says(struct talk *talk, uint16_t status, bool with_sdp);
void talk_refuse(struct talk *talk, uint16_t status);
void talk_speaks(struct talk *talk); /* to where the caller's offer wants it */
void talk_picks_up(struct talk *talk);
struct talk *talk_twin(struct talk *talk); /* the same INVITE at another branch of a fork */

/* Its host was dead in the meantime, or the story lost its messages: it cannot know what happened. */
bool talk_is_excused(const struct talk *talk);

#endif
