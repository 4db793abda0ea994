/* prices.c -- sorted by prefix; those of a number are looked up, the longest first; see prices.h */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <re.h>
#include "policy/prices.h"
#include "policy/value.h"

static bool is_number(const char *text, size_t length)
{
	const size_t plus = length && *text == '+';

	return strspn(text + plus, "0123456789") >= length - plus;
}

int prices_read(struct prices_row *row, const char *pattern, const char *price)
{
	const size_t length = strlen(pattern);

	row->rest = length && pattern[length - 1] == '*';
	row->prefix = pattern;
	row->length = (uint8_t)(length - row->rest);
	if (!length || length > PRICES_PREFIX_MAX || !is_number(pattern, row->length))
		return EINVAL;

	if (value_money(&row->price, price))
		return EINVAL;

	return row->price <= (uint64_t)PRICES_PRICE_MAX * PRICES_UNIT ? 0 : EINVAL;
}

/* By prefix; of two equal ones, a whole number before the one that goes on. */
static int compare(const void *a, const void *b)
{
	const struct prices_row *x = a, *y = b;
	const size_t shorter = x->length < y->length ? x->length : y->length;
	const int order = memcmp(x->prefix, y->prefix, shorter);

	if (order || x->length != y->length)
		return order ? order : x->length < y->length ? -1 : 1;

	return (int)x->rest - (int)y->rest;
}

static int compare_in_file(const void *a, const void *b)
{
	const struct prices_row *x = a, *y = b;
	const int order = compare(a, b);

	if (order || x->place.line != y->place.line)
		return order ? order : x->place.line < y->place.line ? -1 : 1;

	return x->place.column < y->place.column ? -1 : 1;
}

bool prices_are_same(const struct prices_row *a, const struct prices_row *b)
{
	return !compare(a, b);
}

void prices_sort(struct prices *prices)
{
	qsort(prices->rows, prices->count, sizeof *prices->rows, compare_in_file);
}

static const struct prices_row *find(const struct prices *prices, const char *called, size_t length,
				     bool rest)
{
	const struct prices_row key = {.prefix = called, .length = (uint8_t)length, .rest = rest};

	return bsearch(&key, prices->rows, prices->count, sizeof key, compare);
}

uint64_t prices_of(const struct prices *prices, const char *called)
{
	const size_t whole = strlen(called);
	const struct prices_row *row;

	if (!prices)
		return 0;

	row = whole < PRICES_PREFIX_MAX ? find(prices, called, whole, false) : NULL;
	for (size_t length = whole < PRICES_PREFIX_MAX ? whole : PRICES_PREFIX_MAX - 1;
	     !row && length; length--)
		row = find(prices, called, length, true);
	if (!row)
		row = find(prices, called, 0, true);

	return row ? row->price : 0;
}
