/* pattern.c -- read a place at a time, matched a digit at a time; see pattern.h */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include "policy/pattern.h"

enum {
	ANY_DIGIT = 0x3ff
};

/* The bit of a digit or +; 0: neither. */
static uint16_t bit_of(char c)
{
	if (c == '+')
		return 1 << PATTERN_PLUS;

	return c >= '0' && c <= '9' ? 1 << (c - '0') : 0;
}

/* "[3-9]", "[357]", "[1-35]": moves *textp behind it. */
static uint16_t read_set(const char **textp)
{
	const char *p = *textp + 1;
	uint16_t set = 0;

	while (isdigit((unsigned char)p[0])) {
		const char first = p[0];
		const bool to = p[1] == '-' && isdigit((unsigned char)p[2]);
		const char last = to ? p[2] : first;

		if (last < first)
			return 0;

		for (char c = first; c <= last; c++)
			set |= bit_of(c);
		p += to ? 3 : 1;
	}

	*textp = p + 1;
	return *p == ']' ? set : 0;
}

/* The set of the next place; 0: nothing that a pattern may have. */
static uint16_t read_place(const char **textp)
{
	const char c = **textp;

	if (c == '[')
		return read_set(textp);

	++*textp;
	return c == 'x' ? ANY_DIGIT : bit_of(c);
}

static int read_places(struct pattern *pattern, const char *text, const char **wrongp)
{
	*wrongp = "a pattern has digits, +, x for a digit, [3-9] for one of, and * at the end for "
		  "the rest";

	while (*text) {
		uint16_t set;

		if (!strcmp(text, "*")) {
			pattern->rest = true;
			return 0;
		}

		set = read_place(&text);
		if (!set || (set == bit_of('+') && pattern->places))
			return EINVAL;
		if (pattern->places == PATTERN_PLACES_MAX) {
			*wrongp = "a pattern has 32 places at most";
			return EINVAL;
		}

		pattern->sets[pattern->places++] = set;
	}

	return pattern->places ? 0 : EINVAL;
}

static bool is_number(const char *text, size_t length)
{
	const size_t plus = *text == '+';

	return length > plus && strspn(text + plus, "0123456789") >= length - plus;
}

static int read_range(struct pattern *pattern, const char *text, const char *dots,
		      const char **wrongp)
{
	const char *high = dots + 2;
	const size_t places = dots - text;

	*wrongp = "a range is two equally long numbers, the lower first, such as 100..199";
	if (places > PATTERN_PLACES_MAX || strlen(high) != places || !is_number(text, places)
	    || !is_number(high, places) || memcmp(text, high, places) > 0
	    || (*text == '+') != (*high == '+'))
		return EINVAL;

	memcpy(pattern->low, text, places);
	memcpy(pattern->high, high, places);
	pattern->places = places;
	pattern->range = true;
	return 0;
}

int pattern_read(struct pattern *pattern, const char *text, const char **wrongp)
{
	const char *dots = strstr(text, "..");

	*pattern = (struct pattern){.text = text};

	if (!strncmp(text, "file:", 5)) {
		*wrongp = "patterns from a file are not yet supported: write them as a list";
		return ENOSYS;
	}
	if (text[0] == '/') {
		*wrongp = "regular expressions are not yet supported: write patterns such as +84*";
		return ENOSYS;
	}

	return dots ? read_range(pattern, text, dots, wrongp) : read_places(pattern, text, wrongp);
}

static bool range_matches(const struct pattern *pattern, const char *number)
{
	const size_t places = pattern->places;

	return strlen(number) == places && is_number(number, places)
		&& (*number == '+') == (pattern->low[0] == '+')
		&& memcmp(number, pattern->low, places) >= 0
		&& memcmp(number, pattern->high, places) <= 0;
}

bool pattern_matches(const struct pattern *pattern, const char *number)
{
	if (pattern->range)
		return range_matches(pattern, number);

	for (uint32_t i = 0; i < pattern->places; i++)
		if (!(pattern->sets[i] & bit_of(number[i])))
			return false;

	return pattern->rest || !number[pattern->places];
}

uint32_t pattern_wildcards(const struct pattern *pattern)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < pattern->places; i++)
		count += pattern->sets[i] == ANY_DIGIT;

	return count;
}

bool pattern_is_mappable(const struct pattern *pattern)
{
	return !pattern->rest && !pattern->range && !strchr(pattern->text, '[');
}

/* The one digit or + of a place that is no x. */
static char char_of(uint16_t set)
{
	for (char c = '0'; c <= '9'; c++)
		if (set == bit_of(c))
			return c;

	return '+';
}

void pattern_map(char *to, const struct pattern *from, const struct pattern *onto,
		 const char *number)
{
	uint32_t x = 0;

	for (uint32_t i = 0; i < onto->places; i++) {
		if (onto->sets[i] != ANY_DIGIT) {
			to[i] = char_of(onto->sets[i]);
			continue;
		}

		while (from->sets[x] != ANY_DIGIT)
			++x;
		to[i] = number[x++];
	}

	to[onto->places] = '\0';
}
