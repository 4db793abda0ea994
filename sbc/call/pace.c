/* pace.c -- a queue for each meter, in rounds; see pace.h */
#include <errno.h>
#include "sbc/call/pace.h"
#include "sbc/call/call.h"

struct pace { /* each call in it has a reference */
	struct meter *meter;
	struct world *world;
	struct list waits;  /* calls, the lowest round first */
	uint32_t count;     /* of them */
	uint64_t round;     /* of the last whose turn came */
	struct timer timer; /* when the next one's turn comes */
};

static void pace_destroy(void *data)
{
	struct pace *pace = data;

	timer_stop(&pace->timer);
	mem_deref(pace->meter);
}

static struct call *call_of(struct wait *wait)
{
	return wait->le.data;
}

static struct wait *wait_of(struct le *le)
{
	struct call *call = le->data;

	return &call->places.wait;
}

/* The last to go takes the queue with it. */
static void leave(struct wait *wait)
{
	struct pace *pace = wait->pace;

	timer_stop(&wait->end);
	list_unlink(&wait->le);
	wait->pace = NULL;
	if (!--pace->count)
		pace->meter->waiting = NULL;
	mem_deref(pace);
}

/* The call may be gone afterwards, or wait again. */
static void tell(struct call *call, bool in_time)
{
	mem_ref(call);
	call->places.wait.go(call, in_time);
	call->places.wait.turn = NULL;
	mem_deref(call);
}

static void turn(void *arg);

static void wait_for_turn(struct pace *pace)
{
	const struct limit_config *limit;

	if (list_isempty(&pace->waits))
		return;

	limit = wait_of(pace->waits.head)->limit;
	timer_start(&pace->timer, pace->world,
		    meter_wait_us(pace->meter, METER_STARTED, limit->rate_calls,
				  world_now_us(pace->world)),
		    turn, pace);
}

static void turn(void *arg)
{
	struct pace *pace = mem_ref(arg);
	struct wait *wait = wait_of(pace->waits.head);
	struct call *call = call_of(wait);

	pace->round = wait->round;
	wait->turn = pace->meter;
	leave(wait);
	tell(call, true);
	wait_for_turn(pace);
	mem_deref(pace);
}

static void too_late(void *arg)
{
	struct call *call = arg;

	leave(&call->places.wait);
	tell(call, false);
}

static int queue_of(struct pace **pacep, struct meter *meter, struct world *world)
{
	struct pace *pace = meter->waiting;

	if (pace) {
		*pacep = mem_ref(pace);
		return 0;
	}

	pace = mem_zalloc(sizeof *pace, pace_destroy);
	if (!pace)
		return ENOMEM;

	pace->meter = mem_ref(meter);
	pace->world = world;
	meter->waiting = pace;
	*pacep = pace;
	return 0;
}

static bool same_caller(const struct call *one, const struct call *other)
{
	return !str_cmp(one->decision.caller, other->decision.caller)
		&& !str_cmp(one->decision.from->name, other->decision.from->name);
}

/* A caller has one turn in each round. */
static uint64_t round_of(const struct pace *pace, const struct call *call)
{
	for (struct le *le = pace->waits.tail; le; le = le->prev) {
		if (same_caller(le->data, call))
			return wait_of(le)->round + 1;
	}

	return pace->round;
}

static void enter(struct pace *pace, struct call *call)
{
	struct wait *wait = &call->places.wait;
	struct le *before = pace->waits.tail;

	wait->pace = pace;
	wait->round = round_of(pace, call);
	while (before && wait_of(before)->round > wait->round)
		before = before->prev;

	if (before)
		list_insert_after(&pace->waits, before, &wait->le, call);
	else
		list_prepend(&pace->waits, &wait->le, call);

	if (!pace->count++)
		wait_for_turn(pace);
}

int pace_wait(struct call *call, const struct limit_answer *answer, pace_h *go)
{
	struct wait *wait = &call->places.wait;
	struct world *world = call->calls->world;
	uint64_t now_us = world_now_us(world);
	uint64_t end_us = (wait->since_us ? wait->since_us : now_us) + answer->hold->limit->pace_us;
	struct pace *pace = answer->hold->meter->waiting;

	if (end_us <= now_us)
		return ETIME;
	if (pace && pace->count >= PACE_WAITING_MAX)
		return ENOSPC;
	if (queue_of(&pace, answer->hold->meter, world))
		return ENOMEM;

	wait->limit = answer->hold->limit;
	wait->since_us = wait->since_us ? wait->since_us : now_us;
	wait->go = go;
	timer_start(&wait->end, world, end_us - now_us, too_late, call);
	enter(pace, call);
	return 0;
}

void pace_leave(struct call *call)
{
	struct wait *wait = &call->places.wait;

	wait->since_us = 0;
	if (wait->pace)
		leave(wait);
}
