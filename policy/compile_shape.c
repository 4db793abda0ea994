/* compile_shape.c -- readers of what a peer's calls look like: media, headers, peculiarities */
#include <ctype.h>
#include <string.h>
#include "policy/compat.h"
#include "policy/compile.h"
#include "policy/value.h"

static const char *const srtps[] = {
	[SRTP_NO] = "no",
	[SRTP_ALLOWED] = "allowed",
	[SRTP_REQUIRED] = "required",
};

void compile_peer_media(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->peer->media.place = node->key->place;
}

void compile_srtp(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	uint32_t word;

	if (compile_read_word(c, &word, node, key, srtps, ARRAY_SIZE(srtps)))
		c->peer->media.srtp = word;
}

/* A token that rtpmap may have (RFC 4566, 6), in lower case; NULL: it is none, or no memory. */
static const char *read_codec(struct compiler *c, const char *text)
{
	char name[CODEC_BYTES_MAX + 1];
	size_t n = 0;

	if (!value_is_word(text, "-._", CODEC_BYTES_MAX))
		return NULL;

	for (; text[n]; n++)
		name[n] = (char)tolower((unsigned char)text[n]);

	return compile_copy(c, name, n);
}

void compile_codecs(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct media_config *media = &c->peer->media;
	const struct yaml_node *item = NULL;

	while (!c->err && (item = yaml_each(node, item))) {
		const char *name = read_codec(c, item->text);

		if (name)
			media->codecs[media->codecc++] = name;
		else if (!c->err)
			compile_wrong(c, item, key);
	}
}

void compile_headers_set(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	compile_change_headers(c, node, HEADER_SET, &c->peer->headers, &c->peer->headerc);
}

void compile_headers_add(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	compile_change_headers(c, node, HEADER_ADD, &c->peer->headers, &c->peer->headerc);
}

void compile_headers_remove(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	compile_change_headers(c, node, HEADER_REMOVE, &c->peer->headers, &c->peer->headerc);
}

/* "no compat 'user-fone' (did you mean 'user-phone'?)" */
static void refuse_compat(struct compiler *c, const struct yaml_node *node)
{
	uint32_t best = names_near(node->text) + 1;
	const char *near = NULL;

	for (size_t i = 0; i < compat_count; i++) {
		const uint32_t distance = names_distance(node->text, compat_rows[i].name, best - 1);

		if (distance < best) {
			best = distance;
			near = compat_rows[i].name;
		}
	}

	mistakes_add(c->mistakes, &node->place, "no peculiarity is called '%s'%s%s%s", node->text,
		     near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

uint32_t compile_read_compat(struct compiler *c, const struct yaml_node *node)
{
	const struct yaml_node *item = NULL;
	uint32_t bits = 0;

	while ((item = yaml_each(node, item))) {
		const struct compat_row *row = compat_find(item->text);

		if (row)
			bits |= row->bit;
		else
			refuse_compat(c, item);
	}

	return bits;
}

void compile_compat(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->peer->compat |= compile_read_compat(c, node);
}
