/* resolve_order.c -- RFC 2782: lots are drawn by weight, then all are sorted; see resolve.h */
#include "sbc/sip/resolve.h"

struct draw {           /* one machine's lot */
	uint32_t place; /* of its SRV record among those of its priority; 0: not drawn yet */
	uint32_t chance;
};

static bool are_equal(const struct resolved *a, const struct resolved *b)
{
	return a->rank == b->rank && a->priority == b->priority;
}

static bool is_first_of_target(const struct resolved *list, uint32_t i)
{
	for (uint32_t j = 0; j < i; j++) {
		if (are_equal(&list[j], &list[i]) && list[j].target == list[i].target)
			return false;
	}

	return true;
}

static bool stands_for(const struct resolved *list, const struct draw *draws, uint32_t i,
		       uint32_t like)
{
	return are_equal(&list[i], &list[like]) && !draws[i].place && is_first_of_target(list, i);
}

/* In proportion to the weight; a weight of 0 has "a very small chance" beside others. */
static uint64_t share_of(const struct resolved *resolved)
{
	return (uint64_t)resolved->weight << 16 | 1;
}

/* RFC 2782: the record at which the running sum of weights passes a number thrown below their sum. */
static uint32_t pick(const struct resolved *list, const struct draw *draws, uint32_t count,
		     uint32_t like, struct world *world)
{
	uint64_t sum = 0, chance;
	uint32_t i = 0;

	for (uint32_t j = 0; j < count; j++)
		sum += stands_for(list, draws, j, like) ? share_of(&list[j]) : 0;

	world_random(world, &chance, sizeof chance);
	chance %= sum;
	for (;; i++) {
		if (!stands_for(list, draws, i, like))
			continue;
		if (chance < share_of(&list[i]))
			return i;

		chance -= share_of(&list[i]);
	}
}

static void draw_all(struct draw *draws, const struct resolved *list, uint32_t count,
		     struct world *world)
{
	uint32_t place = 0;

	for (uint32_t i = 0; i < count; i++)
		world_random(world, &draws[i].chance, sizeof draws[i].chance);

	for (uint32_t i = 0; i < count; i++) {
		while (!draws[i].place) {
			const uint32_t picked = pick(list, draws, count, i, world);

			++place;
			for (uint32_t j = 0; j < count; j++) {
				if (are_equal(&list[j], &list[picked])
				    && list[j].target == list[picked].target)
					draws[j].place = place;
			}
		}
	}
}

static bool goes_before(const struct resolved *list, const struct draw *draws, uint32_t a,
			uint32_t b)
{
	if (list[a].rank != list[b].rank)
		return list[a].rank < list[b].rank;
	if (list[a].priority != list[b].priority)
		return list[a].priority < list[b].priority;
	if (draws[a].place != draws[b].place)
		return draws[a].place < draws[b].place;
	if (sa_af(&list[a].address) != sa_af(&list[b].address))
		return sa_af(&list[a].address) == AF_INET;

	return draws[a].chance < draws[b].chance;
}

void resolve_order(uint32_t order[RESOLVE_MACHINES_MAX], const struct resolved *list,
		   uint32_t count, struct world *world)
{
	struct draw draws[RESOLVE_MACHINES_MAX] = {{0}};

	draw_all(draws, list, count, world);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t j = i;

		for (; j && goes_before(list, draws, i, order[j - 1]); j--)
			order[j] = order[j - 1];
		order[j] = i;
	}
}
