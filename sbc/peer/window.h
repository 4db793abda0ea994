/*
 * window.h -- a sum over the last so long: new calls in a second, minutes of talk in an hour
 *
 * The time is cut into sixty steps; what falls into one step leaves the sum together. A window never
 * forgets early: it remembers at least the time that it was opened for, and one step more at most.
 * So a provider who counts five calls in any second never sees a sixth.
 *
 * Pure: no clock, no allocation. The caller owns it and says the time, which never goes back.
 */
#ifndef PEER_WINDOW_H
#define PEER_WINDOW_H

#include <re.h>

enum {
	WINDOW_STEPS = 60,
};

struct window {
	uint64_t each_us; /* what it is open for; 0: not opened yet */
	uint64_t newest;  /* the step of the last time that was said */
	uint64_t sum;
	uint64_t steps[WINDOW_STEPS + 1];
};

/* Again with another time (the policy was reloaded): nothing is forgotten, all of it counts as new. */
void window_open(struct window *window, uint64_t each_us, uint64_t now_us);

/* Amounts are in whatever the caller counts: calls, microseconds, millionths of money. */
void window_add(struct window *window, uint64_t amount, uint64_t now_us);
uint64_t window_sum(struct window *window, uint64_t now_us);

/* How long until the sum is less than `limit`, which is not 0, if nothing is added; 0: it is. */
uint64_t window_wait_us(struct window *window, uint64_t limit, uint64_t now_us);

#endif
