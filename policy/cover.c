/* cover.c -- a comparison for each condition; see cover.h */
#include <string.h>
#include "policy/cover.h"

static const uint16_t ANY_DIGIT = 0x3ff;

static uint16_t bit_of(char letter)
{
	return letter == '+' ? 1 << PATTERN_PLUS : 1 << (letter - '0');
}

static bool is_plain(const struct pattern *pattern)
{
	return !pattern->file && !pattern->regex;
}

/* What may stand at a place; of a range, at least what may. */
static uint16_t set_at(const struct pattern *pattern, uint32_t i)
{
	uint16_t set = 0;

	if (!pattern->range)
		return pattern->sets[i];
	if (strncmp(pattern->low, pattern->high, i))
		return ANY_DIGIT;
	if (pattern->low[i] == pattern->high[i])
		return bit_of(pattern->low[i]);

	for (char digit = pattern->low[i]; digit <= pattern->high[i]; digit++)
		set |= bit_of(digit);

	return set;
}

void cover_edge(char edge[PATTERN_PLACES_MAX + 1], const struct pattern *pattern, bool greatest)
{
	static const char letters[] = "0123456789+";

	if (pattern->range) {
		memcpy(edge, greatest ? pattern->high : pattern->low, PATTERN_PLACES_MAX + 1);
		return;
	}

	for (uint32_t i = 0; i < pattern->places; i++) {
		for (int letter = 0; letter <= PATTERN_PLUS; letter++) {
			if (!(pattern->sets[i] & 1 << letter))
				continue;
			edge[i] = letters[letter];
			if (!greatest)
				break;
		}
	}
	edge[pattern->places] = 0;
}

static bool range_covers(const struct pattern *wide, const struct pattern *narrow)
{
	char low[PATTERN_PLACES_MAX + 1], high[PATTERN_PLACES_MAX + 1];

	if (narrow->rest || narrow->places != wide->places)
		return false;

	cover_edge(low, narrow, false);
	cover_edge(high, narrow, true);
	return strcmp(low, wide->low) >= 0 && strcmp(high, wide->high) <= 0;
}

bool cover_pattern(const struct pattern *wide, const struct pattern *narrow)
{
	if (!strcmp(wide->text, narrow->text))
		return true;
	if (!is_plain(wide))
		return false;
	if (!wide->places && wide->rest)
		return true; /* "*" takes texts too */
	if (!is_plain(narrow))
		return false;
	if (wide->range)
		return range_covers(wide, narrow);
	if (narrow->places < wide->places
	    || (!wide->rest && (narrow->rest || narrow->places > wide->places)))
		return false;

	for (uint32_t i = 0; i < wide->places; i++)
		if (set_at(narrow, i) & ~set_at(wide, i))
			return false;

	return true;
}

static bool same_origin(const struct condition *wide, uint32_t i, const struct condition *narrow,
			uint32_t j)
{
	const struct origin *a = &wide->origins[i], *b = &narrow->origins[j];

	if (a->tenant)
		return a->tenant == b->tenant || (b->peer && b->peer->tenant == a->tenant);

	return a->peer == b->peer;
}

static bool wider_pattern(const struct condition *wide, uint32_t i, const struct condition *narrow,
			  uint32_t j)
{
	return cover_pattern(&wide->patterns.list[i], &narrow->patterns.list[j]);
}

static bool same_text(const struct condition *wide, uint32_t i, const struct condition *narrow,
		      uint32_t j)
{
	return !strcmp(wide->texts[i], narrow->texts[j]);
}

/* clang-format off */
/* Whether a value of one condition takes all that one of the other takes; NULL: not compared. */
static bool (*const values[MATCH_KINDS])(const struct condition *wide, uint32_t i,
					 const struct condition *narrow, uint32_t j) = {
	[MATCH_FROM]      = same_origin,
	[MATCH_TRANSPORT] = same_text,
	[MATCH_METHOD]    = same_text,
	[MATCH_LOAD]      = same_text,
	[MATCH_CALLER]    = wider_pattern,
	[MATCH_CALLED]    = wider_pattern,
	[MATCH_COUNTRY]   = same_text,
	[MATCH_CODEC]     = same_text,
	[MATCH_HEADER]    = NULL, /* its texts are names only */
	[MATCH_HOURS]     = same_text,
};
/* clang-format on */

static bool condition_covers(enum match_kind kind, const struct condition *wide,
			     const struct condition *narrow)
{
	if (!values[kind] || (uint64_t)wide->count * narrow->count > COVER_PAIRS_MAX)
		return false;

	for (uint32_t j = 0; j < narrow->count; j++) {
		uint32_t i = 0;

		while (i < wide->count && !values[kind](wide, i, narrow, j))
			++i;
		if (i == wide->count)
			return false;
	}

	return true;
}

static bool group_covers(const struct group *wide, const struct group *narrow)
{
	if (wide->kinds & ~narrow->kinds)
		return false;

	for (int kind = 0; kind < MATCH_KINDS; kind++)
		if (wide->kinds & 1u << kind
		    && !condition_covers(kind, &wide->conditions[kind], &narrow->conditions[kind]))
			return false;

	return true;
}

/* What `wide` leaves out by its `not` must be left out by `narrow` too. */
bool cover_rule(const struct rule *wide, const struct rule *narrow)
{
	if (!group_covers(&wide->all, &narrow->all))
		return false;
	if (!wide->not .place.line)
		return true;

	return narrow->not .place.line && group_covers(&narrow->not, &wide->not );
}
