/*
 * pattern_regex.h -- POSIX extended regular expressions, when nothing simpler will do: /^84[35]/
 *
 * Compiled when the file is read. What would cost without bound is refused: references back into
 * the expression, and counts that make it long. Held against numbers and headers' values, which
 * are short.
 */
#ifndef POLICY_PATTERN_REGEX_H
#define POLICY_PATTERN_REGEX_H

#include <re.h>

enum {
	REGEX_BYTES_MAX = 200,  /* of an expression */
	REGEX_PLACES_MAX = 200, /* letters and sets in it, written out: (ab){3} has 6 */
	REGEX_TEXT_MAX = 512,   /* bytes of a text; a longer one is not matched */
};

struct pattern_regex;

/* Whether the text is written as an expression: /…/ */
bool pattern_is_regex(const char *text);

/*
 * `text` with or without the slashes around it. EINVAL: *wrongp says what is wrong; `wrong` holds
 * what the C library says of it.
 */
int pattern_regex_alloc(struct pattern_regex **regexp, const char *text, char *wrong, size_t size);

bool pattern_regex_matches(const struct pattern_regex *regex, const char *text);

/* Whether `with` refers to groups (\1 to \9) that the expression has; \0 is all that matched. */
bool pattern_regex_may_write(const struct pattern_regex *regex, const char *with);

/*
 * Writes `text` with `with` in place of what matches first. ENOENT: nothing matches; EOVERFLOW: it
 * does not fit. `to` is unset then.
 */
int pattern_regex_replace(char *to, size_t size, const struct pattern_regex *regex,
			  const char *text, const char *with);

#endif
