/*
 * pattern.h -- number patterns: +84*, 1xxx, [3-9]x, 100..199
 *
 * Digits and + stand for themselves, x is a digit, [3-9] one of, * at the end the rest (also none),
 * a..b a range of equally long numbers. Compiled once to a set of digits for each place, so that a
 * match is a walk along the number. Text that is no number is matched by * only.
 *
 * A plain value; `text` is borrowed from the file's tree.
 */
#ifndef POLICY_PATTERN_H
#define POLICY_PATTERN_H

#include <re.h>

enum {
	PATTERN_PLACES_MAX = 32, /* digits, + and sets of one pattern */
	PATTERN_PLUS = 10,       /* the + in a place's set; 0 to 9 are the digits */
};

struct pattern {
	const char *text;
	uint8_t places;
	bool rest;                         /* ends with * */
	bool range;                        /* from `low` to `high`, both `places` long */
	uint16_t sets[PATTERN_PLACES_MAX]; /* a bit for each digit that may stand there */
	char low[PATTERN_PLACES_MAX + 1], high[PATTERN_PLACES_MAX + 1];
};

/*
 * EINVAL: no pattern; ENOSYS: a kind that is not yet supported. *wrongp then says what is wrong and
 * what would be right.
 */
int pattern_read(struct pattern *pattern, const char *text, const char **wrongp);

bool pattern_matches(const struct pattern *pattern, const char *number);

/* How many places are x; a pattern that maps has nothing but digits, + and x. */
uint32_t pattern_wildcards(const struct pattern *pattern);
bool pattern_is_mappable(const struct pattern *pattern);

/*
 * Writes `number`, which matches `from`, as `onto` has it: the digits of from's x go to onto's x in
 * order. Both are mappable and have as many x. `to` holds PATTERN_PLACES_MAX + 1 bytes.
 */
void pattern_map(char *to, const struct pattern *from, const struct pattern *onto,
		 const char *number);

#endif
