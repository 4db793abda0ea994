/*
 * dice.h -- chance from a seed: same seed, same throws, on every machine
 *
 * Fast and reproducible, and therefore no secret: the real world never uses it (SplitMix64).
 */
#ifndef WORLD_DICE_H
#define WORLD_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dice {
	uint64_t state; /* the seed; any value will do */
};

uint64_t dice_throw(struct dice *dice);
uint64_t dice_between(struct dice *dice, uint64_t min, uint64_t max); /* both included */
bool dice_permille(struct dice *dice, uint32_t permille);             /* 0 never, 1000 always */
void dice_fill(struct dice *dice, void *to, size_t size);

#endif
