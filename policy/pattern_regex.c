/* pattern_regex.c -- the C library's expressions, without those that cost most; see pattern_regex.h */
#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include "policy/pattern_regex.h"

enum {
	GROUPS_MAX = 10, /* \0 to \9 */
};

struct pattern_regex {
	regex_t regex;
	bool compiled;
};

static void regex_destructor(void *arg)
{
	struct pattern_regex *regex = arg;

	if (regex->compiled)
		regfree(&regex->regex);
}

bool pattern_is_regex(const char *text)
{
	const size_t length = strlen(text);

	return length > 2 && text[0] == '/' && text[length - 1] == '/';
}

/* The greatest count in "{2,5}"; 1 if it has none. */
static uint64_t repeats(const char *brace)
{
	uint64_t most = 1;

	for (const char *p = brace + 1; *p && *p != '}'; p++) {
		const uint64_t count = isdigit((unsigned char)*p) ? strtoul(p, NULL, 10) : 0;

		if (count > REGEX_PLACES_MAX)
			return REGEX_PLACES_MAX + 1;
		if (count > most)
			most = count;
	}

	return most;
}

struct length {                /* of a group, written out */
	uint64_t before, last; /* places, and those of the last letter, set or group among them */
};

static void append(struct length *length, uint64_t places)
{
	length->before += length->last;
	length->last = places;
}

/* The last byte of "[^]a-z]" or "{2,5}"; the text's, if there is no end. */
static const char *end_of(const char *p, char end)
{
	const char *last = p + 1 + (p[0] == '[' && p[1] == '^');

	last += p[0] == '[' && *last == ']';
	while (*last && *last != end)
		++last;

	return *last ? last : last - 1;
}

/* Whether it has more places than may be. What is no expression is regcomp's to refuse. */
static bool is_long(const char *text)
{
	struct length levels[REGEX_BYTES_MAX + 1] = {{0}}, *length = levels;

	for (const char *p = text; *p; p++) {
		if (*p == '(') {
			*++length = (struct length){0};
		} else if (*p == ')' && length > levels) {
			--length;
			append(length, length[1].before + length[1].last);
		} else if (*p == '{') {
			length->last *= repeats(p);
			p = end_of(p, '}');
		} else if (!strchr("*+?|^$", *p)) {
			append(length, 1);
			p = *p == '[' ? end_of(p, ']') : *p == '\\' && p[1] ? p + 1 : p;
		}
		if (length->before + length->last > REGEX_PLACES_MAX)
			return true;
	}

	return false;
}

static bool refers_back(const char *text)
{
	for (const char *p = text; *p; p++)
		if (*p == '\\' && p[1] && isdigit((unsigned char)*++p))
			return true;

	return false;
}

/* What the C library would take, at a cost that nobody sees in the file; NULL: nothing. */
static const char *dear(const char *text)
{
	if (refers_back(text))
		return "it refers back to a group";

	return is_long(text) ? "with its { } written out, it has more than 200 places" : NULL;
}

static int compile(struct pattern_regex *regex, const char *text, char *wrong, size_t size)
{
	const char *cost = dear(text);
	int failed;

	if (cost) {
		str_ncpy(wrong, cost, size);
		return EINVAL;
	}

	failed = regcomp(&regex->regex, text, REG_EXTENDED);
	regex->compiled = !failed;
	if (failed == REG_ESPACE)
		return ENOMEM;
	if (failed)
		(void)regerror(failed, &regex->regex, wrong, size);

	return failed ? EINVAL : 0;
}

int pattern_regex_alloc(struct pattern_regex **regexp, const char *text, char *wrong, size_t size)
{
	const bool slashes = pattern_is_regex(text);
	const size_t length = strlen(text) - 2 * slashes;
	char inner[REGEX_BYTES_MAX + 1];
	struct pattern_regex *regex;
	int err;

	if (length > REGEX_BYTES_MAX) {
		str_ncpy(wrong, "it has more than 200 bytes", size);
		return EINVAL;
	}

	memcpy(inner, text + slashes, length);
	inner[length] = '\0';
	regex = mem_zalloc(sizeof *regex, regex_destructor);
	err = regex ? compile(regex, inner, wrong, size) : ENOMEM;
	if (err)
		mem_deref(regex);
	else
		*regexp = regex;

	return err;
}

bool pattern_regex_matches(const struct pattern_regex *regex, const char *text)
{
	return strlen(text) <= REGEX_TEXT_MAX && !regexec(&regex->regex, text, 0, NULL, 0);
}

bool pattern_regex_may_write(const struct pattern_regex *regex, const char *with)
{
	for (; *with; with++) {
		if (*with != '\\')
			continue;

		++with;
		if (*with == '\\')
			continue;
		if (!isdigit((unsigned char)*with) || (size_t)(*with - '0') > regex->regex.re_nsub)
			return false;
	}

	return true;
}

/* Writes behind *np; false: no room for it and the 0. */
static bool put(char *to, size_t size, size_t *np, const char *text, size_t length)
{
	if (*np + length >= size)
		return false;

	memcpy(to + *np, text, length);
	*np += length;
	to[*np] = '\0';
	return true;
}

/* "0\1" with the groups filled in. */
static bool put_with(char *to, size_t size, size_t *np, const char *with, const char *text,
		     const regmatch_t *groups)
{
	bool fits = true;

	for (; fits && *with; with++) {
		const regmatch_t *group;

		if (*with != '\\' || !isdigit((unsigned char)with[1])) {
			with += *with == '\\';
			fits = put(to, size, np, with, 1);
			continue;
		}

		group = &groups[*++with - '0'];
		if (group->rm_so >= 0)
			fits = put(to, size, np, text + group->rm_so, group->rm_eo - group->rm_so);
	}

	return fits;
}

int pattern_regex_replace(char *to, size_t size, const struct pattern_regex *regex,
			  const char *text, const char *with)
{
	regmatch_t groups[GROUPS_MAX];
	size_t n = 0;

	if (strlen(text) > REGEX_TEXT_MAX || regexec(&regex->regex, text, GROUPS_MAX, groups, 0))
		return ENOENT;

	if (put(to, size, &n, text, groups[0].rm_so) && put_with(to, size, &n, with, text, groups)
	    && put(to, size, &n, text + groups[0].rm_eo, strlen(text + groups[0].rm_eo)))
		return 0;

	return EOVERFLOW;
}
