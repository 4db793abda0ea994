/* lines.c -- see lines.h */
#include <string.h>
#include "tests/lab/lines.h"
#include "tests/lab/text.h"

struct lines {
	struct party *party;
	struct stream *listener;
	struct list all; /* struct line */
	lines_h *handler;
	void *arg;
	size_t piece;                   /* octets of one sending; 0: all at once */
	uint32_t made;                  /* by others, to here */
	char file[PARTY_NAME_SIZE + 8]; /* its certificate */
};

struct line {
	struct le le;
	struct lines *lines;
	struct stream *stream;
	struct sa peer;
	struct mbuf *in, *out; /* out: until it is open */
	bool open;
};

static void line_destroy(void *arg)
{
	struct line *line = arg;

	list_unlink(&line->le);
	mem_deref(line->stream);
	mem_deref(line->in);
	mem_deref(line->out);
}

static struct line *line_alloc(struct lines *lines, const struct sa *peer)
{
	struct line *line = mem_zalloc(sizeof *line, line_destroy);

	lab_need(line ? 0 : ENOMEM, "line");
	line->lines = lines;
	line->peer = *peer;
	line->in = mbuf_alloc(512);
	line->out = mbuf_alloc(512);
	list_append(&lines->all, &line->le, line);
	return line;
}

static void say(struct line *line, struct mbuf *mb)
{
	const size_t end = mb->end, piece = line->lines->piece ? line->lines->piece : end;

	for (mb->pos = 0; mb->pos < end; mb->pos += piece) {
		mb->end = mb->pos + piece < end ? mb->pos + piece : end;
		(void)stream_send(line->stream, mb); /* a dead host's error is its own affair */
	}

	mb->end = end;
	mb->pos = 0;
}

static void opened(struct stream *stream, void *arg)
{
	struct line *line = arg;

	(void)stream;
	line->open = true;
	say(line, line->out);
}

/* The size of the first message in what came; 0: it is not all there. */
static size_t measure(const struct pl *text)
{
	const char *end = memmem(text->p, text->l, "\r\n\r\n", 4);
	struct pl length;
	size_t size;

	if (!end || !text_value(&length, text, "Content-Length"))
		return 0;

	size = (size_t)(end - text->p) + 4 + pl_u32(&length);
	return size <= text->l ? size : 0;
}

static bool cut(struct line *line)
{
	struct pl text = {(const char *)line->in->buf, line->in->end};
	const size_t size = measure(&text);
	struct lines *lines = line->lines;
	struct mbuf *message;

	if (!size)
		return false;

	message = mbuf_alloc(size);
	lab_need(message ? mbuf_write_mem(message, line->in->buf, size) : ENOMEM, "message");
	message->pos = 0;
	memmove(line->in->buf, line->in->buf + size, line->in->end - size);
	line->in->end -= size;
	lines->handler(&line->peer, message, lines->arg);
	mem_deref(message);
	return true;
}

static void heard(struct stream *stream, struct mbuf *data, void *arg)
{
	struct line *line = mem_ref(arg);

	(void)stream;
	line->in->pos = line->in->end;
	lab_need(mbuf_write_mem(line->in, mbuf_buf(data), mbuf_get_left(data)), "line");
	while (line->le.list && cut(line))
		;
	mem_deref(line);
}

static void closed(struct stream *stream, int err, void *arg)
{
	(void)stream;
	(void)err;
	mem_deref(arg);
}

static const struct stream_handlers handlers = {opened, heard, closed};

static void accepted(struct stream *stream, void *arg)
{
	struct line *line = line_alloc(arg, stream_peer(stream));

	line->lines->made++;
	line->stream = mem_ref(stream);
	line->open = true;
	stream_attach(stream, &handlers, line);
}

static const struct stream_handlers accepts = {accepted, heard, closed};

static struct line *call(struct lines *lines, const struct sa *to)
{
	const struct party *party = lines->party;
	const struct stream_tls tls = {.name = LAB_SBC_NAME};
	struct line *line = line_alloc(lines, to);
	struct sa local = party->address;
	const struct stream_config config = {.local = &local,
					     .peer = to,
					     .tls = party->transport == SIP_TRANSP_TLS ? &tls
										       : NULL,
					     .handlers = &handlers,
					     .arg = line};

	sa_set_port(&local, 0);
	lab_need(stream_connect(&line->stream, party->lab->world, &config), "stream_connect");
	return line;
}

static struct line *find(const struct lines *lines, const struct sa *to)
{
	for (struct le *le = lines->all.head; le; le = le->next) {
		struct line *line = le->data;

		if (sa_cmp(&line->peer, to, SA_ALL))
			return line;
	}

	return NULL;
}

void lines_send(struct lines *lines, const struct sa *to, struct mbuf *mb)
{
	const struct sa *sbc = &lines->party->sbc;
	struct line *line = find(lines, to);

	line = line ? line : find(lines, sbc); /* RFC 3261 18.2.2: where the engine listens */
	line = line ? line : call(lines, sbc);

	if (line->open)
		say(line, mb);
	else
		lab_need(mbuf_write_mem(line->out, mb->buf, mb->end), "line");
}

static void destroy(void *arg)
{
	struct lines *lines = arg;

	list_flush(&lines->all);
	mem_deref(lines->listener);
}

/* Sound, and with the name that the policy has for the party; party_shows changes it. */
static void show_certificate(struct lines *lines, const char *names, const char *fault)
{
	const struct sim_certificate certificate = {lines->file, names, fault};

	lab_need(sim_certificate(lines->party->lab->world, &certificate), lines->file);
}

static void show_usual(struct lines *lines)
{
	const struct party *party = lines->party;
	const struct config *config = party->lab->policy ? policy_config(party->lab->policy) : NULL;

	show_certificate(lines, party->peer ? party->peer->server.host : party->name, NULL);
	for (uint32_t i = 0; config && i < config->sidec; i++) {
		const struct sim_certificate sbc = {config->sides[i].tls.certificate, LAB_SBC_NAME,
						    NULL};

		if (sbc.file)
			lab_need(sim_certificate(party->lab->world, &sbc), sbc.file);
	}
}

int lines_alloc(struct lines **linesp, struct party *party, lines_h *handler, void *arg)
{
	struct lines *lines = mem_zalloc(sizeof *lines, destroy);
	const struct stream_tls tls = {.certificate = lines ? lines->file : NULL};
	const struct stream_config config = {.local = &party->address,
					     .tls = party->transport == SIP_TRANSP_TLS ? &tls
										       : NULL,
					     .handlers = &accepts,
					     .arg = lines};
	int err;

	if (!lines)
		return ENOMEM;

	lines->party = party;
	lines->handler = handler;
	lines->arg = arg;
	re_snprintf(lines->file, sizeof lines->file, "%s.pem", party->name);
	if (party->transport == SIP_TRANSP_TLS)
		show_usual(lines);
	err = stream_listen(&lines->listener, party->lab->world, &config);
	if (err)
		mem_deref(lines);
	else
		*linesp = lines;

	return err;
}

/* ---- what stories say (lab.h) ---- */

void party_says_in_pieces(struct party *party, size_t octets)
{
	party->lines->piece = octets;
}

void party_disconnects(struct party *party)
{
	list_flush(&party->lines->all);
}

void party_connects(struct party *party, uint32_t count)
{
	while (count--)
		call(party->lines, &party->sbc);
}

void party_shows(struct party *party, const char *names, const char *fault)
{
	show_certificate(party->lines, names, fault);
}

void lab_connections(struct lab *lab, struct party *party, uint32_t made, uint32_t open)
{
	const struct lines *lines = party->lines;

	if (lines->made != made || list_count(&lines->all) != open)
		lab_fail(lab,
			 "expected %s to be called by %u connections, to have %u; they are %u, %u",
			 party->name, made, open, lines->made, list_count(&lines->all));
}
