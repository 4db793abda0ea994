/*
 * wheel.c -- digits of instants, slots and their bitmaps
 */
#include <string.h>
#include "sbc/world/wheel.h"

static uint32_t lowest_bit(uint64_t bits)
{
	return (uint32_t)__builtin_ctzll(bits);
}

static uint32_t digit(uint64_t instant_us, uint32_t level)
{
	return (instant_us >> (level * WHEEL_BITS)) & (WHEEL_SLOTS - 1);
}

/* The highest digit in which two instants differ; 0 also if they are the same. */
static uint32_t level_of(uint64_t a_us, uint64_t b_us)
{
	uint64_t differs = a_us ^ b_us;

	return differs ? (63 - (uint32_t)__builtin_clzll(differs)) / WHEEL_BITS : 0;
}

/* The first instant of a slot: its digit, those above as they are now, those below 0. */
static uint64_t slot_start_us(uint64_t now_us, uint32_t level, uint32_t slot)
{
	uint32_t shift = level * WHEEL_BITS;
	uint64_t below = (UINT64_C(1) << shift) - 1; /* shift is 60 at most */
	uint64_t keep = ~below & ~((uint64_t)(WHEEL_SLOTS - 1) << shift);

	return (now_us & keep) | (uint64_t)slot << shift;
}

static void place(struct wheel *wheel, struct timer *timer)
{
	uint32_t level = level_of(timer->due_us, wheel->now_us);
	uint32_t slot = digit(timer->due_us, level);

	list_append(&wheel->slots[level][slot], &timer->le, timer);
	wheel->occupied[level] |= UINT64_C(1) << slot;
	wheel->levels |= UINT32_C(1) << level;
}

static void displace(struct wheel *wheel, struct timer *timer)
{
	size_t place = (size_t)(timer->le.list - &wheel->slots[0][0]);
	size_t level = place / WHEEL_SLOTS, slot = place % WHEEL_SLOTS;

	list_unlink(&timer->le);
	if (wheel->slots[level][slot].head)
		return;

	wheel->occupied[level] &= ~(UINT64_C(1) << slot);
	if (!wheel->occupied[level])
		wheel->levels &= ~(UINT32_C(1) << level);
}

/* The lower levels are empty when a slot is handed down: what is appended keeps its order. */
static void hand_down(struct wheel *wheel, struct list *slot)
{
	while (slot->head) {
		struct timer *timer = slot->head->data;
		displace(wheel, timer);
		place(wheel, timer);
	}
}

void wheel_init(struct wheel *wheel, uint64_t now_us)
{
	memset(wheel, 0, sizeof *wheel);
	wheel->now_us = now_us;
}

void wheel_add(struct wheel *wheel, struct timer *timer)
{
	if (timer->due_us < wheel->now_us)
		timer->due_us = wheel->now_us;

	place(wheel, timer);
	++wheel->count;
}

void wheel_remove(struct wheel *wheel, struct timer *timer)
{
	displace(wheel, timer);
	--wheel->count;
}

uint64_t wheel_next_us(const struct wheel *wheel)
{
	if (!wheel->levels)
		return UINT64_MAX;

	uint32_t level = lowest_bit(wheel->levels);
	return slot_start_us(wheel->now_us, level, lowest_bit(wheel->occupied[level]));
}

struct timer *wheel_take(struct wheel *wheel, uint64_t until_us)
{
	while (wheel->levels && wheel_next_us(wheel) <= until_us) {
		uint32_t level = lowest_bit(wheel->levels);
		struct list *slot = &wheel->slots[level][lowest_bit(wheel->occupied[level])];

		wheel->now_us = wheel_next_us(wheel);
		if (level) {
			hand_down(wheel, slot);
			continue;
		}
		struct timer *timer = slot->head->data;
		wheel_remove(wheel, timer);
		return timer;
	}
	if (until_us > wheel->now_us)
		wheel->now_us = until_us;
	return NULL;
}
