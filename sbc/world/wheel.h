/*
 * wheel.h -- timers in the order in which they fall due, at one cost for ten and a million
 *
 * A hierarchical wheel: level 0 has a slot for each of the next 64 microseconds, each further level
 * 64 slots that are 64 times as wide; eleven levels hold every 64-bit instant. A timer lies on the
 * level of the highest base-64 digit in which its instant differs from the wheel's, so timers of
 * one instant always share a slot and keep the order in which they were added, also when the
 * wheel reaches their slot and hands them down a level (at most ten times in a timer's life).
 *
 * The wheel owns no timer. It is plain memory inside the world and needs no close.
 */
#ifndef WORLD_WHEEL_H
#define WORLD_WHEEL_H

#include <re.h>
#include "sbc/world/world.h"

enum {
	WHEEL_BITS = 6,
	WHEEL_SLOTS = 1 << WHEEL_BITS,
	WHEEL_LEVELS = 11, /* 11 * 6 bits: no instant is too far */
};

struct wheel {
	uint64_t now_us;                 /* nothing due before it is left */
	uint32_t levels;                 /* bit L: something lies on level L */
	uint64_t occupied[WHEEL_LEVELS]; /* bit S: something lies in slot S */
	struct list slots[WHEEL_LEVELS][WHEEL_SLOTS];
	uint32_t count;
};

void wheel_init(struct wheel *wheel, uint64_t now_us);

/* The timer's due_us, if before the wheel's instant, is made that instant. */
void wheel_add(struct wheel *wheel, struct timer *timer);
void wheel_remove(struct wheel *wheel, struct timer *timer);

/* When to look again: never later than the first due instant. UINT64_MAX if there is none. */
uint64_t wheel_next_us(const struct wheel *wheel);

/*
 * Takes the next timer that is due no later than `until_us` off the wheel, whose instant is then
 * the timer's. NULL: there is none; the wheel's instant is until_us.
 */
struct timer *wheel_take(struct wheel *wheel, uint64_t until_us);

#endif
