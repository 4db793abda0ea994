/*
 * dice.c -- SplitMix64: one addition, two multiplications, all 2^64 states in one cycle
 */
#include <string.h>
#include "sbc/world/dice.h"

uint64_t dice_throw(struct dice *dice)
{
	uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

uint64_t dice_between(struct dice *dice, uint64_t min, uint64_t max)
{
	uint64_t width = max - min + 1;

	if (max <= min)
		return min;
	return width ? min + dice_throw(dice) % width : dice_throw(dice);
}

bool dice_permille(struct dice *dice, uint32_t permille)
{
	return permille && dice_throw(dice) % 1000 < permille;
}

/* Bytes are written low one first, so that the machine's byte order does not show. */
void dice_fill(struct dice *dice, void *to, size_t size)
{
	uint8_t *bytes = to;
	uint64_t bits = 0;

	for (size_t i = 0; i < size; ++i, bits >>= 8) {
		if (i % 8 == 0)
			bits = dice_throw(dice);
		bytes[i] = (uint8_t)bits;
	}
}
