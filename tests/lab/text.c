/* text.c -- see text.h */
#include <string.h>
#include "tests/lab/text.h"

static const char *find(const struct pl *text, const char *what)
{
	return memmem(text->p, text->l, what, strlen(what));
}

static void rest(struct pl *after, const struct pl *text, const char *from)
{
	if (after)
		*after = (struct pl){from, (size_t)(text->p + text->l - from)};
}

bool text_header(struct pl *line, const struct pl *text, const char *name, struct pl *after)
{
	char mark[64];
	const char *start, *end;

	re_snprintf(mark, sizeof mark, "\r\n%s:", name);
	start = find(text, mark);
	if (!start)
		return false;

	start += 2;
	rest(line, text, start);
	end = find(line, "\r\n");
	if (!end)
		return false;

	line->l = (size_t)(end - start);
	rest(after, text, end);
	return true;
}

bool text_value(struct pl *value, const struct pl *text, const char *name)
{
	if (!text_header(value, text, name, NULL))
		return false;

	pl_advance(value, (ssize_t)strlen(name) + 1);
	while (value->l && *value->p == ' ')
		pl_advance(value, 1);

	return true;
}

bool text_word(struct pl *word, const struct pl *text, const char *mark, struct pl *after)
{
	const char *start = find(text, mark);
	struct pl left;

	if (!start)
		return false;

	rest(&left, text, start + strlen(mark));
	*word = (struct pl){left.p, 0};
	while (word->l < left.l && !strchr(" \r\n;,>\"?|", left.p[word->l]))
		word->l++;

	rest(after, text, word->p + word->l);
	return true;
}

void text_what(char *what, size_t size, const struct pl *text)
{
	struct pl left = *text;
	size_t i;

	if (left.l > 8 && !memcmp(left.p, "SIP/2.0 ", 8))
		pl_advance(&left, 8);

	for (i = 0; i + 1 < size && i < left.l && left.p[i] > ' '; i++)
		what[i] = left.p[i];

	what[i] = '\0';
}

bool text_audio(struct sa *audio, const struct pl *text)
{
	struct pl address, port;

	if (!text_word(&port, text, "\r\nm=audio ", NULL))
		return false;

	if (!text_word(&address, text, "\r\nc=IN IP4 ", NULL)
	    && !text_word(&address, text, "\r\nc=IN IP6 ", NULL))
		return false;

	return pl_u32(&port) != 0 && !sa_set(audio, &address, (uint16_t)pl_u32(&port));
}

static const struct text_word_for *word_at(const char *text, const struct text_word_for *words,
					   size_t wordc)
{
	for (size_t i = 0; i < wordc; i++) {
		if (!strncmp(text, words[i].name, strlen(words[i].name)))
			return &words[i];
	}

	return NULL;
}

char *text_expand(const char *text, const struct text_word_for *words, size_t wordc)
{
	struct mbuf *mb = mbuf_alloc(256);
	char *expanded = NULL;
	int err = mb ? 0 : ENOMEM;

	while (!err && *text) {
		const struct text_word_for *word = word_at(text, words, wordc);

		err = word ? mbuf_write_str(mb, word->value) : mbuf_write_u8(mb, (uint8_t)*text);
		text += word ? strlen(word->name) : 1;
	}

	if (!err) {
		mb->pos = 0;
		(void)mbuf_strdup(mb, &expanded, mb->end);
	}

	mem_deref(mb);
	return expanded;
}
