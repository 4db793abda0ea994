/* edit.c -- line by line; see edit.h */
#include <string.h>
#include "sbc/hide/compact.h"
#include "sbc/hide/edit.h"

/* A header with the lines that it is folded over (RFC 3261 7.3.1). */
static size_t header_length(const char *p, const char *end)
{
	const char *next = p;

	do {
		const char *feed = memchr(next, '\n', (size_t)(end - next));

		next = feed ? feed + 1 : end;
	} while (next < end && (*next == ' ' || *next == '\t'));

	return (size_t)(next - p);
}

static bool is_named(const char *p, size_t l, const char *wanted)
{
	struct pl name, want;

	if (re_regex(p, l, "[^: \t]+", &name))
		return false;

	pl_set_str(&want, wanted);
	compact_expand(&name);
	compact_expand(&want);
	return !pl_casecmp(&name, &want);
}

static void remove_header(struct mbuf *mb, size_t begin, const char *name)
{
	char *end = (char *)mb->buf + mb->end, *to = (char *)mb->buf + begin;
	const char *from = to;

	while (from < end) {
		size_t l = header_length(from, end);

		if (!is_named(from, l, name)) {
			memmove(to, from, l);
			to += l;
		}
		from += l;
	}

	mb->end = (size_t)(to - (char *)mb->buf);
	mb->pos = mb->end;
}

int edit_headers(struct mbuf *mb, size_t begin, const struct header_config *changes,
		 uint32_t changec)
{
	int err = 0;

	for (uint32_t i = 0; i < changec; i++) {
		if (changes[i].verb != HEADER_ADD)
			remove_header(mb, begin, changes[i].name);
		if (changes[i].verb != HEADER_REMOVE)
			err |= mbuf_printf(mb, "%s: %s\r\n", changes[i].name, changes[i].value);
	}

	return err;
}
