/* frame.c -- where a message of a stream ends; see frame.h */
#include <string.h>
#include <strings.h>
#include "sbc/sip/frame.h"
#include "sbc/sip/message.h"
#include "sbc/sip/syntax.h"

static const char ping[] = "\r\n\r\n";

void frame_reset(struct frame *frame)
{
	mem_deref(frame->mb);
	memset(frame, 0, sizeof *frame);
}

int frame_add(struct frame *frame, const struct mbuf *data)
{
	if (!frame->mb)
		frame->mb = mbuf_alloc(mbuf_get_left(data));
	if (!frame->mb)
		return ENOMEM;

	struct mbuf *mb = frame->mb;
	const size_t pos = mb->pos;
	int err = pos ? mbuf_shift(mb, -(ssize_t)pos) : 0;

	mbuf_skip_to_end(mb);
	err = err ? err : mbuf_write_mem(mb, mbuf_buf(data), mbuf_get_left(data));
	mb->pos = 0;
	return err;
}

static enum frame_found broken(const char **whyp, const char *why)
{
	*whyp = why;
	return FRAME_BROKEN;
}

/* Empty lines before a message: FRAME_MESSAGE when one begins. */
static enum frame_found skip_blank(struct frame *frame, const char **whyp)
{
	struct mbuf *mb = frame->mb;

	for (; mbuf_get_left(mb); mb->pos++) {
		const char c = (char)*mbuf_buf(mb);

		if (c != '\r' && c != '\n') {
			frame->blank = 0;
			return syntax_starts_token(c) ? FRAME_MESSAGE
						      : broken(whyp, "it does not speak SIP");
		}

		frame->blank = c == ping[frame->blank] ? frame->blank + 1 : c == '\r';
		if (frame->blank == sizeof ping - 1) {
			frame->blank = 0;
			mb->pos++;
			return FRAME_PING;
		}
	}

	return FRAME_NOTHING;
}

/* "SIP/2.0 200 OK" or "OPTIONS sip:h SIP/2.0", whatever the version: that can be answered. */
static bool is_start_line(const char *line, const char *end)
{
	for (; end - line >= 4; line++) {
		if (!strncasecmp(line, "SIP/", 4))
			return true;
	}

	return false;
}

/* The end of the headers is an end of line after an end of line; FRAME_MESSAGE: at frame->seen. */
static enum frame_found find_end(struct frame *frame, const struct pl *text, const char **whyp)
{
	const char *end = text->p + text->l, *at = text->p + frame->seen, *lf, *next;

	while ((lf = memchr(at, '\n', (size_t)(end - at)))) {
		if (!frame->is_sip && !is_start_line(text->p, lf))
			return broken(whyp, "it does not speak SIP");

		frame->is_sip = true;
		next = lf + 1;
		next += next < end && *next == '\r';
		if (next == end)
			break; /* what comes next decides */

		at = lf + 1;
		if (*next == '\n') {
			frame->seen = (size_t)(next + 1 - text->p);
			return FRAME_MESSAGE;
		}
	}

	frame->seen = (size_t)((lf ? lf : end) - text->p);
	return frame->seen > FRAME_HEAD_MAX ? broken(whyp, "its headers do not end")
					    : FRAME_NOTHING;
}

static bool is_content_length(const struct pl *name)
{
	return !pl_strcasecmp(name, "Content-Length") || !pl_strcasecmp(name, "l");
}

/* The value of the only Content-Length (RFC 3261 20.14); read as message.c reads it. */
static const char *read_length(uint32_t *length, const struct pl *head)
{
	struct pl rest = *head, line, name;
	uint32_t count = 0;

	for (bool is_first = true; syntax_line(&rest, &line) && line.l; is_first = false) {
		syntax_word(&line, &name);
		if (is_first || !line.l || line.p[0] != ':' || !is_content_length(&name))
			continue;

		pl_advance(&line, 1);
		syntax_trim(&line);
		if (!syntax_number(length, &line, MESSAGE_SIZE_MAX))
			return "its Content-Length is no number, or too large";
		count++;
	}

	if (count != 1)
		return count ? "it has two Content-Lengths" : "it has no Content-Length";

	return NULL;
}

static enum frame_found measure(struct frame *frame, const struct pl *text, const char **whyp)
{
	const struct pl head = {text->p, frame->seen};
	uint32_t length;

	if (head.l > FRAME_HEAD_MAX)
		return broken(whyp, "its headers do not end");

	*whyp = read_length(&length, &head);
	if (*whyp)
		return FRAME_BROKEN;

	frame->size = head.l + length;
	return frame->size > MESSAGE_SIZE_MAX ? broken(whyp, "it is larger than any message")
					      : FRAME_MESSAGE;
}

static enum frame_found cut(struct frame *frame, struct mbuf **messagep, const char **whyp)
{
	struct mbuf *message = mbuf_alloc(frame->size);

	if (!message)
		return broken(whyp, "no memory for a SIP message");

	memcpy(message->buf, mbuf_buf(frame->mb), frame->size);
	message->end = frame->size;
	frame->mb->pos += frame->size;
	frame->seen = frame->size = 0;
	frame->is_sip = false;
	*messagep = message;
	return FRAME_MESSAGE;
}

static enum frame_found find(struct frame *frame, struct mbuf **messagep, const char **whyp)
{
	enum frame_found found = frame->seen ? FRAME_MESSAGE : skip_blank(frame, whyp);
	struct pl text;

	if (found != FRAME_MESSAGE)
		return found;

	text = (struct pl){(const char *)mbuf_buf(frame->mb), mbuf_get_left(frame->mb)};
	if (!frame->size) {
		found = find_end(frame, &text, whyp);
		found = found == FRAME_MESSAGE ? measure(frame, &text, whyp) : found;
	}
	if (found != FRAME_MESSAGE)
		return found;

	return text.l < frame->size ? FRAME_NOTHING : cut(frame, messagep, whyp);
}

enum frame_found frame_next(struct frame *frame, struct mbuf **messagep, const char **whyp)
{
	enum frame_found found;

	if (!frame->mb)
		return FRAME_NOTHING;

	found = find(frame, messagep, whyp);
	if (found == FRAME_NOTHING && !mbuf_get_left(frame->mb))
		frame->mb = mem_deref(frame->mb); /* a connection that rests costs nothing */

	return found;
}
