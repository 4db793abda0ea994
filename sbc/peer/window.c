/* window.c -- a ring of sixty steps and the one that is being filled; see window.h */
#include <string.h>
#include "sbc/peer/window.h"

static uint64_t step_us(const struct window *window)
{
	return (window->each_us + WINDOW_STEPS - 1) / WINDOW_STEPS;
}

static uint64_t *step_at(struct window *window, uint64_t step)
{
	return &window->steps[step % ARRAY_SIZE(window->steps)];
}

/* What is older than the window leaves the sum. */
static void roll(struct window *window, uint64_t now_us)
{
	uint64_t now = now_us / step_us(window);
	uint64_t passed = now - window->newest;

	for (uint64_t i = 1; i <= passed && i <= ARRAY_SIZE(window->steps); i++) {
		uint64_t *step = step_at(window, window->newest + i);

		window->sum -= *step;
		*step = 0;
	}

	window->newest = now;
}

void window_open(struct window *window, uint64_t each_us, uint64_t now_us)
{
	uint64_t sum = window->sum;

	if (window->each_us == each_us)
		return;

	if (window->each_us)
		sum = window_sum(window, now_us);

	memset(window, 0, sizeof *window);
	window->each_us = each_us;
	window->newest = now_us / step_us(window);
	window_add(window, sum, now_us);
}

void window_add(struct window *window, uint64_t amount, uint64_t now_us)
{
	roll(window, now_us);
	*step_at(window, window->newest) += amount;
	window->sum += amount;
}

uint64_t window_sum(struct window *window, uint64_t now_us)
{
	roll(window, now_us);
	return window->sum;
}

uint64_t window_wait_us(struct window *window, uint64_t limit, uint64_t now_us)
{
	uint64_t left = window_sum(window, now_us);
	uint64_t leaves = window->newest; /* the step in which the oldest one is forgotten */

	while (left >= limit)
		left -= *step_at(window, ++leaves);

	return leaves == window->newest ? 0 : leaves * step_us(window) - now_us;
}
