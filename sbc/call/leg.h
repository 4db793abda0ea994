/*
 * leg.h -- one side of a call: SIP there, moves here
 *
 * A leg turns SIP into moves and moves into SIP. Its troubles (retransmission, lost ACKs, CANCEL
 * crossing 200) stay on it. uas.c is the leg that called us, uac.c one that we call; this is what
 * both share: the states, the ways to end, the requests inside the dialog.
 */
#ifndef CALL_LEG_H
#define CALL_LEG_H

#include <re.h>
#include "sbc/world/world.h"
#include "sbc/sip/dialog.h"
#include "sbc/sip/transaction.h"
#include "sbc/call/move.h"
#include "policy/config.h"

struct call;
struct login;

enum leg_role {
	LEG_UAS,
	LEG_UAC
};

enum leg_state {
	LEG_EARLY,    /* INVITE without a final answer */
	LEG_ANSWERED, /* UAS: our 200 is out, its ACK is not in */
	LEG_UP,       /* both know that it is answered */
	LEG_CLOSING,  /* CANCEL or BYE is out, its answer is not in */
	LEG_ENDED,
};

struct leg {
	struct le le;
	struct call *call;
	enum leg_role role;
	enum leg_state state;
	const struct peer_config *peer;
	struct dialog *dialog;
	struct transaction *invite, *bye;
	uint32_t invite_cseq;
	struct timer again;   /* UAS: when the 200 is sent again */
	uint64_t again_us;    /* the wait that doubles */
	uint64_t answered_us; /* when the 200 was first sent */
	uint32_t sent;        /* how often */
	struct mbuf *final;   /* UAS: the 200; UAC: the ACK; both may be wanted again */
	bool hangs_up;        /* UAS: BYE as soon as the ACK is in (RFC 3261 15) */
	uint64_t sdp_id;      /* o= of all that we describe on this leg */
	uint64_t sdp_version;
	uint32_t sdp_hash;   /* of the last description, to count versions */
	struct login *login; /* UAC: what the peer asked and we answered (prove.h); NULL: nothing */
	char *proof;         /* UAC: the lines of the last answer */
	char *why;           /* UAC: why it cannot be answered; NULL: the status says it */
};

/* Belongs to call->legs, which owns the only reference. */
int leg_alloc(struct leg **legp, struct call *call, enum leg_role role,
	      const struct peer_config *peer);

/* Ends the leg whatever state it is in: refusal, CANCEL, BYE, or nothing. `status` for a waiting caller. */
void leg_close(struct leg *leg, uint16_t status);

/*
 * Whoever a request inside the dialog goes to must prove the peer's name, though its Contact leads to
 * an address that nobody called yet. Without memory he must prove that address, and cannot.
 */
void leg_expect(const struct leg *leg);

/* Sends BYE on a dialog that is up; the leg has ended when it is answered or timed out. */
void leg_bye(struct leg *leg);

/* The leg is over: its transactions go on alone, its dialog is gone. Calls call_settle last. */
void leg_end(struct leg *leg);

/* What the leg heard, told to cross.c. */
void leg_tell(struct leg *leg, enum move_kind kind, uint16_t status, const struct sip_msg *msg);

/* Where the other end of this leg finds us from now on. */
int leg_write_contact(struct mbuf *mb, const struct leg *leg);

#endif
