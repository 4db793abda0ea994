/* call.c -- a call's beginning and end; see call.h */
#include <errno.h>
#include "sbc/call/call.h"
#include "sbc/call/uas.h"

static void call_destroy(void *data)
{
	struct call *call = data;

	timer_stop(&call->patience);
	hops_end(call);
	places_give(call);
	redirect_reset(&call->redirect);
	anchor_close(call);
	cdr_tell(call); /* none is missing, whatever ended the call */
	list_unlink(&call->le);
	--call->calls->count;
	list_flush(&call->legs);
	cdr_reset(&call->cdr);
	mem_deref(call->anchor.answer);
	mem_deref(call->policy);
}

int call_alloc(struct call **callp, struct calls *calls, const struct sip_msg *invite,
	       const struct decision *decision)
{
	struct call *call = mem_zalloc(sizeof *call, call_destroy);

	if (!call)
		return ENOMEM;

	call->calls = calls;
	call->policy = mem_ref(calls->policy);
	call->decision = *decision;
	message_token(call->id, calls->world);
	cdr_begin(call, invite);
	list_append(&calls->list, &call->le, call);
	++calls->count;
	*callp = call;
	return 0;
}

/*
 * Only once: what ends a call first is why it ended. Its ports stay taken until the last leg has
 * ended: whoever has not heard the BYE is still sending, and the next call would hear it.
 */
static void begin_to_close(struct call *call)
{
	if (call->closing)
		return;

	call->closing = true;
	if (call->callee && call->callee->state == LEG_EARLY)
		cdr_tried(call, 487);
	call->cdr.ended_us = world_date_us(call->calls->world);
	timer_stop(&call->patience);
	hops_end(call);
	anchor_hush(call);
	places_give(call);
}

void call_close(struct call *call, uint16_t status, const char *fmt, ...)
{
	char why[SAID_SIZE];
	va_list ap;

	va_start(ap, fmt);
	(void)re_vsnprintf(why, sizeof why, fmt, ap);
	va_end(ap);

	mem_ref(call);
	cdr_why(call, "%s", why);
	begin_to_close(call);
	for (struct le *le = call->legs.head; le; le = le->next)
		leg_close(le->data, status);

	call_settle(call);
	mem_deref(call);
}

static bool lives(struct le *le, void *arg)
{
	const struct leg *leg = le->data;

	(void)arg;
	return leg->state != LEG_ENDED;
}

/* Once: a call that is refused afterwards leaves the list empty again. */
static void tell_idle(struct calls *calls)
{
	void (*idle)(void *arg) = calls->idle;

	if (!idle || !list_isempty(&calls->list))
		return;

	calls->idle = NULL;
	idle(calls->arg);
}

void call_settle(struct call *call)
{
	struct calls *calls = call->calls;

	if (!call->closing || !call->le.list || list_apply(&call->legs, true, lives, NULL))
		return;

	anchor_close(call);
	cdr_tell(call);
	list_unlink(&call->le);
	mem_deref(call);
	tell_idle(calls);
}

struct ports *calls_ports(const struct calls *calls, const struct sa *media)
{
	for (uint32_t i = 0; i < calls->portsc; i++) {
		if (ports_are_at(calls->ports[i], media))
			return calls->ports[i];
	}

	return NULL;
}

void calls_stop(struct calls *calls, void (*idle)(void *arg), void *arg)
{
	struct le *le = calls->list.head;

	calls->stopping = true;
	while (le) {
		struct call *call = le->data;

		le = le->next;
		call_close(call, 503, "the SBC was stopped");
	}

	calls->idle = idle;
	calls->arg = arg;
	tell_idle(calls);
}

void calls_flush(struct calls *calls)
{
	calls->idle = NULL;
	list_flush(&calls->list);
}

void call_say(const struct call *call, enum event_kind kind, const struct leg *leg, const char *fmt,
	      ...)
{
	char text[256];
	va_list ap;

	if (!events_wanted(call->calls->events, kind))
		return;

	va_start(ap, fmt);
	(void)re_vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);

	const struct event event = {.kind = kind,
				    .call = call->id,
				    .peer = leg && leg->peer ? leg->peer->name : NULL,
				    .text = text};
	event_emit(call->calls->events, &event);
}
