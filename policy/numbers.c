/* numbers.c -- clean the text, then the first form that fits; see numbers.h */
#include <ctype.h>
#include <string.h>
#include "policy/numbers.h"

const struct numbering numbers_e164 = {
	.name = "e164",
	.country = "",
	.international = "+",
};

static int hex(char c)
{
	return isxdigit((unsigned char)c) ? ch_hex(c) : -1;
}

/* The next character, with %2B read as what it stands for (RFC 3261, 19.1.2). */
static char unescaped(const struct pl *wire, size_t *ip)
{
	const size_t i = *ip;
	const bool escaped = wire->p[i] == '%' && i + 2 < wire->l && hex(wire->p[i + 1]) >= 0
		&& hex(wire->p[i + 2]) >= 0;

	*ip += escaped ? 3 : 1;
	return escaped ? hex(wire->p[i + 1]) << 4 | hex(wire->p[i + 2]) : wire->p[i];
}

/*
 * Reads [+]digits out of a user part: without its parameters (";npdi"), escapes and the visual
 * separators of RFC 3966. False: it is no number.
 */
static bool read_digits(char *to, const struct pl *wire)
{
	size_t n = 0;

	for (size_t i = 0; i < wire->l && wire->p[i] != ';';) {
		const char c = unescaped(wire, &i);

		if (isdigit((unsigned char)c) || (c == '+' && !n))
			to[n++] = c;
		else if (!c || !strchr("-.()", c))
			return false;
	}

	to[n] = '\0';
	return n > 0;
}

/* Whether these digits may stand after a +: no country code begins with 0. */
static bool is_e164(const char *digits)
{
	return digits[0] && digits[0] != '0' && strlen(digits) <= NUMBERS_E164_MAX;
}

static bool begins(const char *text, const char *prefix)
{
	return prefix && !strncmp(text, prefix, strlen(prefix));
}

static enum numbers_form read_international(char *to, const char *rest)
{
	if (!is_e164(rest))
		return NUMBERS_UNWRITABLE;

	(void)re_snprintf(to, NUMBER_SIZE, "+%s", rest);
	return NUMBERS_INTERNATIONAL;
}

static enum numbers_form read_national(char *to, const struct numbering *plan, const char *rest)
{
	if (!rest[0] || strlen(plan->country) + strlen(rest) > NUMBERS_E164_MAX)
		return NUMBERS_UNWRITABLE;

	(void)re_snprintf(to, NUMBER_SIZE, "+%s%s", plan->country, rest);
	return NUMBERS_NATIONAL;
}

/* The longer prefix is looked for first: 00 is not taken for 0. */
static bool is_national_first(const struct numbering *plan)
{
	return plan->national && strlen(plan->national) > strlen(plan->international);
}

/* Writes what the plan's digits mean to `to`; a form that changes nothing leaves it. */
static enum numbers_form read_plan(char *to, const struct numbering *plan, const char *digits)
{
	if (digits[0] == '+')
		return is_e164(digits + 1) ? NUMBERS_E164 : NUMBERS_UNWRITABLE;

	if (patterns_match(&plan->local, digits))
		return NUMBERS_LOCAL;

	if (is_national_first(plan) && begins(digits, plan->national))
		return read_national(to, plan, digits + strlen(plan->national));

	if (begins(digits, plan->international))
		return read_international(to, digits + strlen(plan->international));

	if (begins(digits, plan->national))
		return read_national(to, plan, digits + strlen(plan->national));

	return NUMBERS_UNWRITABLE;
}

static const struct extension *find_wire(const struct extensions *extensions, const char *digits)
{
	for (uint32_t i = 0; extensions && i < extensions->count; i++)
		if (pattern_matches(&extensions->list[i].wire, digits))
			return &extensions->list[i];

	return NULL;
}

static const struct extension *find_world(const struct extensions *extensions, const char *text)
{
	for (uint32_t i = 0; extensions && i < extensions->count; i++)
		if (pattern_matches(&extensions->list[i].world, text))
			return &extensions->list[i];

	return NULL;
}

/* The plan's own place; a plan that is built in was chosen where the peer stands. */
static const struct place *place_of(const struct peer_config *peer)
{
	return peer->numbers && peer->numbers->place.line ? &peer->numbers->place : &peer->place;
}

/* 112 is 112, though there are extensions 1xx: a local number is nobody's extension. */
static bool is_local(const struct peer_config *peer, const char *digits)
{
	return peer->numbers && patterns_match(&peer->numbers->local, digits);
}

void numbers_in(struct number *number, const struct peer_config *peer, const struct pl *wire)
{
	const struct extension *extension;
	char digits[NUMBER_SIZE];

	number->place = place_of(peer);
	number->text[0] = '\0';
	if (wire->l >= NUMBER_SIZE) {
		number->form = NUMBERS_UNWRITABLE;
		(void)re_snprintf(number->text, NUMBER_SIZE, "%b", wire->p,
				  (size_t)NUMBER_SIZE - 1);
		return;
	}

	(void)pl_strcpy(wire, number->text, NUMBER_SIZE);
	number->form = peer->numbers ? NUMBERS_TEXT : NUMBERS_KEPT;
	if ((!peer->numbers && !peer->extensions) || !read_digits(digits, wire))
		return;

	extension = is_local(peer, digits) ? NULL : find_wire(peer->extensions, digits);
	if (extension) {
		number->form = NUMBERS_EXTENSION;
		number->place = &extension->place;
		pattern_map(number->text, &extension->wire, &extension->world, digits);
	} else if (peer->numbers) {
		(void)re_snprintf(number->text, NUMBER_SIZE, "%s", digits);
		number->form = read_plan(number->text, peer->numbers, digits);
	}
}

/* Tries one way to write +E.164: true if the plan reads it back as the same number. */
static bool write_as(char *to, const struct numbering *plan, const char *prefix, const char *rest,
		     const char *text)
{
	char back[NUMBER_SIZE];

	(void)re_snprintf(to, NUMBER_SIZE, "%s%s", prefix, rest); /* fits: E.164 and a prefix */
	str_ncpy(back, to, sizeof back);
	return read_plan(back, plan, to) != NUMBERS_UNWRITABLE && !strcmp(back, text);
}

static enum numbers_form write_plan(char *to, const struct numbering *plan, const char *text)
{
	if (text[0] != '+' || !is_e164(text + 1) || text[1 + strspn(text + 1, "0123456789")])
		return patterns_match(&plan->local, text) ? NUMBERS_LOCAL : NUMBERS_TEXT;

	if (plan->national && begins(text + 1, plan->country)
	    && write_as(to, plan, plan->national, text + 1 + strlen(plan->country), text))
		return NUMBERS_NATIONAL;

	if (strcmp(plan->international, "+")
	    && write_as(to, plan, plan->international, text + 1, text))
		return NUMBERS_INTERNATIONAL;

	str_ncpy(to, text, NUMBER_SIZE);
	return NUMBERS_E164;
}

void numbers_out(struct number *number, const struct peer_config *peer, const char *text)
{
	const struct extension *extension = find_world(peer->extensions, text);

	if (extension) {
		number->form = NUMBERS_EXTENSION;
		number->place = &extension->place;
		pattern_map(number->text, &extension->world, &extension->wire, text);
		if (!is_local(peer, number->text))
			return;
	}

	number->place = place_of(peer);
	str_ncpy(number->text, text, NUMBER_SIZE);
	number->form = peer->numbers ? write_plan(number->text, peer->numbers, text) : NUMBERS_KEPT;
}
