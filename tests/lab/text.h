/*
 * text.h -- SIP and SDP as the lab reads them: lines of text
 *
 * Not a parser: it finds lines and words in messages whose sender is the lab or the engine. What it
 * gives points into the message.
 */
#ifndef LAB_TEXT_H
#define LAB_TEXT_H

#include <re.h>

/* The first line "name: value" of the head, without its CRLF; *after (may be NULL): what follows. */
bool text_header(struct pl *line, const struct pl *text, const char *name, struct pl *after);

/* Only what stands behind the colon. */
bool text_value(struct pl *value, const struct pl *text, const char *name);

/* The word after `mark` (";tag=", "\r\no="), up to white space or one of ;,>"?| */
bool text_word(struct pl *word, const struct pl *text, const char *mark, struct pl *after);

/* "INVITE" or "200": what the first line says. */
void text_what(char *what, size_t size, const struct pl *text);

/* Where the SDP in a message wants its audio; false: no SDP, or port 0. */
bool text_audio(struct sa *audio, const struct pl *text);

struct text_word_for { /* what stands for a word in braces */
	const char *name, *value;
};

/* `text` with each of the words written out; any other brace stays. One reference. */
char *text_expand(const char *text, const struct text_word_for *words, size_t wordc);

#endif
