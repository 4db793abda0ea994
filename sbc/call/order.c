/* order.c -- a way of ordering a row; see order.h */
#include "sbc/call/order.h"
#include "sbc/call/call.h"

static void swap(uint8_t *one, uint8_t *other)
{
	uint8_t was = *one;

	*one = *other;
	*other = was;
}

static void as_listed(uint8_t order[TARGETS_MAX], const struct call *call)
{
	(void)order;
	(void)call;
}

static uint32_t weight_of(const struct call *call, uint8_t target)
{
	return call->decision.rule->targets[target].weight;
}

/* A number from 0 up to `below`; of 64 bits, so that the last numbers are as likely as the first. */
static uint64_t chance(const struct call *call, uint64_t below)
{
	uint64_t number;

	world_random(call->calls->world, &number, sizeof number);
	return number % below;
}

/* Each place is drawn among those that are left; who has no weight is drawn when no other is left. */
static void by_weight(uint8_t order[TARGETS_MAX], const struct call *call)
{
	uint32_t count = call->decision.rule->targetc;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t sum = 0, drawn;
		uint32_t k = i;

		for (uint32_t j = i; j < count; j++)
			sum += weight_of(call, order[j]);

		drawn = sum ? chance(call, sum) : 0;
		while (sum && drawn >= weight_of(call, order[k]))
			drawn -= weight_of(call, order[k++]);

		swap(&order[i], &order[k]);
	}
}

static uint32_t calls_of(const struct call *call, uint8_t target)
{
	struct peer *peer;

	if (peers_find(&peer, call->calls->peers, call->decision.rule->targets[target].peer->name))
		return UINT32_MAX;

	return peer->calls;
}

/* Peers with as many calls stay as listed. */
static void by_calls(uint8_t order[TARGETS_MAX], const struct call *call)
{
	for (uint32_t i = 1; i < call->decision.rule->targetc; i++) {
		for (uint32_t j = i; j && calls_of(call, order[j]) < calls_of(call, order[j - 1]);
		     j--)
			swap(&order[j], &order[j - 1]);
	}
}

void order_targets(uint8_t order[TARGETS_MAX], const struct call *call)
{
	static void (*const ways[])(uint8_t order[TARGETS_MAX], const struct call *call) = {
		[ORDER_LISTED] = as_listed,
		[ORDER_WEIGHT] = by_weight,
		[ORDER_LEAST] = by_calls,
	};

	for (uint8_t i = 0; i < TARGETS_MAX; i++)
		order[i] = i;

	ways[call->decision.rule->order](order, call);
}
