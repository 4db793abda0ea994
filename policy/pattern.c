/* pattern.c -- read a place at a time, matched a digit at a time; see pattern.h */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include "policy/pattern.h"
#include "policy/pattern_file.h"
#include "policy/pattern_regex.h"

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
		*wrongp = "a file of patterns cannot stand here: write the patterns";
		return ENOSYS;
	}
	if (text[0] == '/') {
		*wrongp = "an expression cannot stand here: write a pattern such as +84*";
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
	if (pattern->file)
		return pattern_file_matches(pattern->file, number);
	if (pattern->regex)
		return pattern_regex_matches(pattern->regex, number);
	if (pattern->range)
		return range_matches(pattern, number);

	for (uint32_t i = 0; i < pattern->places; i++)
		if (!(pattern->sets[i] & bit_of(number[i])))
			return false;

	return pattern->rest || !number[pattern->places];
}

/* 1 to 10 for the digits, 11 for +, 12 for what else a text may have: 0 is the end of the number. */
static uint64_t nibble_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0' + 1;

	return c == '+' ? PATTERN_PLUS + 1 : PATTERN_PLUS + 2;
}

uint64_t pattern_code(const char *number)
{
	uint64_t code = 0;
	uint32_t shift = 64;

	for (; *number && shift; number++) {
		shift -= 4;
		code |= nibble_of(*number) << shift;
	}

	return code;
}

/* The bounds of what stands at one place: the least and the greatest of its set. */
static void add_place(uint64_t *low, uint64_t *high, uint16_t set, uint32_t shift)
{
	uint64_t least = 0, greatest = PATTERN_PLUS;

	while (!(set >> least & 1))
		++least;
	while (!(set >> greatest & 1))
		--greatest;

	*low |= (least + 1) << shift;
	*high |= (greatest + 1) << shift;
}

void pattern_bounds(uint64_t *low, uint64_t *high, const struct pattern *pattern)
{
	uint32_t shift = 64;

	*low = 0;
	*high = UINT64_MAX;
	if (pattern->file || pattern->regex)
		return;

	if (pattern->range) {
		*low = pattern_code(pattern->low);
		*high = pattern_code(pattern->high);
		return;
	}

	*high = 0;
	for (uint32_t i = 0; i < pattern->places && shift; i++) {
		shift -= 4;
		add_place(low, high, pattern->sets[i], shift);
	}
	if (pattern->rest && shift)
		*high |= UINT64_MAX >> (64 - shift);
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
	return !pattern->rest && !pattern->range && !pattern->file && !pattern->regex
		&& !strchr(pattern->text, '[');
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
