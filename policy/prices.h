/*
 * prices.h -- what a minute costs at a peer: the longest prefix of the called number says it
 *
 * In millionths of whatever currency the file means, so that sums are whole numbers. A number
 * without a price costs nothing. Found in a sorted table: some ten looks for a call.
 */
#ifndef POLICY_PRICES_H
#define POLICY_PRICES_H

#include <stdbool.h>
#include <stdint.h>
#include "policy/place.h"

enum {
	PRICES_MAX = 10000,       /* of one peer */
	PRICES_PREFIX_MAX = 24,   /* bytes of one prefix */
	PRICES_UNIT = 1000000,    /* millionths */
	PRICES_PRICE_MAX = 10000, /* a minute, in whole units */
};

struct prices_row {
	const char *prefix; /* digits or +, not 0-terminated */
	uint8_t length;
	bool rest; /* "+84*"; false: this number only */
	uint64_t price;
	struct place place;
};

struct prices {
	struct prices_row *rows;
	uint32_t count;
};

/* "+84*", "*", "113", and "0.02". EINVAL: not written so. */
int prices_read(struct prices_row *row, const char *pattern, const char *price);

/* Once, after all rows are there: of two for one prefix, the one first in the file stays first. */
void prices_sort(struct prices *prices);
bool prices_are_same(const struct prices_row *a, const struct prices_row *b);

/* Millionths a minute for this number, as rules see it. `prices` NULL: nothing. */
uint64_t prices_of(const struct prices *prices, const char *called);

#endif
