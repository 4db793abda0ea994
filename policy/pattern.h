/*
 * pattern.h -- number patterns: 113, +84*, 1xxx, [3-9]x, 100..199
 *
 * Digits and + stand for themselves, x is a digit, [3-9] one of, * at the end the rest (also none),
 * a..b a range of equally long numbers. Compiled once to a set of digits for each place, so that a
 * match is a walk along the number. Text that is no number is matched by * only. Expressions
 * (pattern_regex.h) and files of patterns (pattern_file.h) stand where a pattern may; they are made
 * by who owns them and borrowed here.
 *
 * Numbers have an order: that of their codes, which puts every number that a pattern takes between
 * two codes. spans.h finds patterns by it.
 *
 * A plain value; `text` is borrowed from the file's tree.
 */
#ifndef POLICY_PATTERN_H
#define POLICY_PATTERN_H

#include <re.h>

struct pattern_file;
struct pattern_regex;

enum {
	PATTERN_PLACES_MAX = 32,  /* digits, + and sets of one pattern */
	PATTERN_PLUS = 10,        /* the + in a place's set; 0 to 9 are the digits */
	PATTERN_CODE_PLACES = 16, /* of a number are in its code */
};

struct pattern {
	const char *text;
	const struct pattern_file *file;   /* "file:NAME"; else NULL */
	const struct pattern_regex *regex; /* "/…/"; else NULL */
	uint8_t places;
	bool rest;                         /* ends with * */
	bool range;                        /* from `low` to `high`, both `places` long */
	uint16_t sets[PATTERN_PLACES_MAX]; /* a bit for each digit that may stand there */
	char low[PATTERN_PLACES_MAX + 1], high[PATTERN_PLACES_MAX + 1];
};

/*
 * EINVAL: no pattern; ENOSYS: an expression or a file, which is no plain value. *wrongp then says
 * what is wrong and what would be right.
 */
int pattern_read(struct pattern *pattern, const char *text, const char **wrongp);

bool pattern_matches(const struct pattern *pattern, const char *number);

/* The code of a number or a number's beginning: equal for numbers that are equal so far. */
uint64_t pattern_code(const char *number);

/* No number whose code is outside of these is matched. */
void pattern_bounds(uint64_t *low, uint64_t *high, const struct pattern *pattern);

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
