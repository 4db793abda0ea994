/* cross.c -- the table of moves; see cross.h */
#include "sbc/call/cross.h"
#include "sbc/call/hunt.h"
#include "sbc/call/uas.h"

typedef void(cross_h)(struct call *call, const struct move *move);

static const struct pl *whole(struct pl *text, const struct mbuf *mb)
{
	*text = (struct pl){(const char *)mb->buf, mb->end};
	return text;
}

/* 199 says that one branch of a fork is over (RFC 6228): nothing that the caller should hear. */
static void ring(struct call *call, const struct move *move)
{
	struct mbuf *sdp = NULL;
	struct pl text;

	hunt_heard(call);
	if (move->status == 199)
		return;

	if (!call->cdr.rang_us)
		call->cdr.rang_us = world_date_us(call->calls->world);

	bool early = mbuf_get_left(move->msg->mb) && !anchor_answer(&sdp, call, move->msg) && sdp;
	call_say(call, EVENT_MOVE, call->callee, "rings with %u%s", move->status,
		 early ? " and early media" : "");
	uas_ring(call->caller,
		 &(struct answer){.status = move->status,
				  .from = move->msg,
				  .sdp = early ? whole(&text, sdp) : NULL});
}

/* Answered with nothing that the caller could talk to: as good as refused. */
static void answer_misfits(struct call *call)
{
	(void)re_snprintf(call->said, sizeof call->said,
			  "%s answered without a description that fits the offer",
			  call->attempt.peer->name);
	leg_bye(call->callee);
	hunt_refused(call, 488, NULL);
}

static void answer(struct call *call, const struct move *move)
{
	struct mbuf *sdp = NULL;
	struct pl text;

	timer_stop(&call->patience);
	if (anchor_answer(&sdp, call, move->msg) || !sdp) {
		answer_misfits(call);
		return;
	}

	cdr_tried(call, move->status);
	hops_end(call);
	call_say(call, EVENT_MOVE, call->callee, "answers");
	if (uas_answer(
		    call->caller,
		    &(struct answer){.status = 200, .from = move->msg, .sdp = whole(&text, sdp)})) {
		call_close(call, 500, "the answer could not be passed on");
		return;
	}

	call->cdr.answered_us = world_date_us(call->calls->world);
	call->cdr.to = call->attempt.peer->name;
	places_answered(call);
	anchor_answered(call);
}

static void refuse(struct call *call, const struct move *move)
{
	const char *peer = call->attempt.peer->name;

	if (call->callee->why)
		str_ncpy(call->said, call->callee->why, sizeof call->said);
	else if (!move->msg)
		(void)re_snprintf(call->said, sizeof call->said, "%s %s", peer,
				  move->status == 408 ? "never answered" : "cannot be reached");
	else
		(void)re_snprintf(call->said, sizeof call->said, "%s refused: %u %s", peer,
				  move->status, message_reason(move->status));

	hunt_refused(call, move->status, move->msg);
}

static void cancel(struct call *call, const struct move *move)
{
	call_say(call, EVENT_MOVE, call->caller, "gives up");
	call_close(call, move->status, "the caller gave up %s",
		   call->cdr.rang_us ? "while it rang" : "before anything rang");
}

static void caller_hangs_up(struct call *call, const struct move *move)
{
	(void)move;
	call_say(call, EVENT_MOVE, call->caller, "hangs up");
	call_close(call, 0, "the caller (%s) hung up", call->caller->peer->name);
}

static void callee_hangs_up(struct call *call, const struct move *move)
{
	(void)move;
	call_say(call, EVENT_MOVE, call->callee, "hangs up");
	call_close(call, 0, "the callee (%s) hung up", call->callee->peer->name);
}

static void lost(struct call *call, const struct move *move)
{
	(void)move;
	call_close(call, 0,
		   "the caller (%s) never acknowledged the answer: our 200 was sent %u times",
		   call->caller->peer->name, call->caller->sent);
}

/* What each move does, by which leg made it. A move that a leg cannot make has no function. */
static const struct {
	cross_h *by_caller, *by_callee;
} moves[MOVE_COUNT] = {
	[MOVE_RING] = {NULL,            ring           },
	[MOVE_ANSWER] = {NULL,            answer         },
	[MOVE_REFUSE] = {NULL,            refuse         },
	[MOVE_CANCEL] = {cancel,          NULL           },
	[MOVE_HANG_UP] = {caller_hangs_up, callee_hangs_up},
	[MOVE_LOST] = {lost,            NULL           },
};

/* A leg that hunt has left, or that ends after the call, moves nobody any more. */
void cross(struct leg *from, const struct move *move)
{
	struct call *call = from->call;
	cross_h *handler = from == call->caller ? moves[move->kind].by_caller
		: from == call->callee          ? moves[move->kind].by_callee
						: NULL;

	if (call->closing || !handler)
		return;

	mem_ref(call);
	handler(call, move);
	mem_deref(call);
}
