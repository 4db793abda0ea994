/* quirks.c -- the table of peculiarities; see quirks.h */
#include <string.h>
#include "sbc/hide/compact.h"
#include "sbc/hide/quirks.h"
#include "policy/compat.h"

static void user_phone(struct nameaddr *nameaddr)
{
	nameaddr->is_phone = true;
}

static void tel_uri(struct nameaddr *nameaddr)
{
	nameaddr->is_tel |= nameaddr->role == NAMEADDR_IDENTITY;
}

static void from_domain(struct nameaddr *nameaddr)
{
	nameaddr->is_theirs |= nameaddr->role == NAMEADDR_FROM;
}

static void no_early_media(struct quirks_ring *ring)
{
	ring->sdp = NULL;
	if (ring->status == 183)
		ring->status = 180;
}

/* The line's length with its line feed; 0: the empty line, or no line at all. */
static size_t line_length(const char *p, const char *end)
{
	const char *feed = memchr(p, '\n', (size_t)(end - p));

	return !feed || feed == p || (feed == p + 1 && *p == '\r') ? 0 : (size_t)(feed - p) + 1;
}

/* Copies the line to `to`, which is not behind it; its name shortened if there is a short one. */
static char *shorten(char *to, const char *line, size_t l)
{
	const char *colon = memchr(line, ':', l);
	const struct pl name = {line, colon ? (size_t)(colon - line) : 0};
	char letter = compact_letter(&name);

	if (letter) {
		*to++ = letter;
		l -= name.l;
		line = colon;
	}

	memmove(to, line, l);
	return to + l;
}

static void short_headers(struct mbuf *mb)
{
	char *begin = (char *)mbuf_buf(mb), *end = (char *)mb->buf + mb->end, *to = begin;
	const char *from = begin;
	size_t l = line_length(from, end);

	from += l; /* the start line has no name */
	to += l;
	while (l && (l = line_length(from, end))) {
		to = shorten(to, from, l);
		from += l;
	}

	memmove(to, from, (size_t)(end - from));
	mb->end -= (size_t)(from - to);
}

/* In the order in which they are done. */
/* clang-format off */
static const struct {
	enum compat bit;
	void (*nameaddr)(struct nameaddr *nameaddr);
	void (*ring)(struct quirks_ring *ring);
	void (*message)(struct mbuf *mb);
	const char *why;
} rows[] = {
	{COMPAT_USER_PHONE,     user_phone,  NULL,           NULL,          "takes a number for a user without it (RFC 3261 19.1.1)"},
	{COMPAT_TEL_URI,        tel_uri,     NULL,           NULL,          "compares identities with its own list of tel URIs"},
	{COMPAT_FROM_DOMAIN,    from_domain, NULL,           NULL,          "refuses a From of another domain than its own"},
	{COMPAT_NO_EARLY_MEDIA, NULL,        no_early_media, NULL,          "makes no ring tone after SDP in a provisional answer"},
	{COMPAT_SHORT_HEADERS,  NULL,        NULL,           short_headers, "has little room for a message (asterisk#956: 4000 octets)"},
};
/* clang-format on */

void quirks_nameaddr(struct nameaddr *nameaddr)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if ((nameaddr->face->compat & rows[i].bit) && rows[i].nameaddr)
			rows[i].nameaddr(nameaddr);
	}
}

void quirks_ring(struct quirks_ring *ring, uint32_t compat)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if ((compat & rows[i].bit) && rows[i].ring)
			rows[i].ring(ring);
	}
}

void quirks_message(struct mbuf *mb, uint32_t compat)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if ((compat & rows[i].bit) && rows[i].message)
			rows[i].message(mb);
	}
}

bool quirks_one_codec(uint32_t compat)
{
	return compat & COMPAT_ONE_CODEC;
}
