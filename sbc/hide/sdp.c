/* sdp.c -- line by line: what passes, what is ours, what is dropped; see sdp.h */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include "sbc/hide/sdp.h"

struct line {
	char type;       /* 'm' of m=audio… */
	struct pl value; /* behind the = */
};

/* The next line that is one (x=…), ended by CRLF, LF or the end of the text. */
static bool next_line(struct line *line, struct pl *rest)
{
	while (rest->l) {
		const char *end = memchr(rest->p, '\n', rest->l);
		size_t taken = end ? (size_t)(end - rest->p) + 1 : rest->l;
		struct pl text = {rest->p, end ? taken - 1 : taken};

		pl_advance(rest, (ssize_t)taken);
		while (text.l && (text.p[text.l - 1] == '\r' || text.p[text.l - 1] == ' '))
			text.l--;

		if (text.l >= 2 && text.p[1] == '=' && !memchr(text.p, '\0', text.l)
		    && !memchr(text.p, '\r', text.l)) {
			line->type = text.p[0];
			line->value = (struct pl){text.p + 2, text.l - 2};
			return true;
		}
	}

	return false;
}

/* "IN IP4 192.0.2.7": an address; a name would have to be asked for, and nobody writes one. */
static int read_connection(struct sa *address, const struct pl *value)
{
	uint16_t port = sa_port(address);
	struct pl host;

	if (re_regex(value->p, value->l, "IN IP[46]1 [^ ]+", NULL, &host))
		return EBADMSG;

	return sa_set(address, &host, port) ? EBADMSG : 0;
}

struct section {
	struct pl name, proto, formats;
	uint16_t port;
};

/* Payload numbers, or names such as t38: nothing that could be an address. */
static bool are_tokens(const struct pl *formats)
{
	for (size_t i = 0; i < formats->l; i++) {
		if (!isalnum((unsigned char)formats->p[i]) && !strchr(" -_*", formats->p[i]))
			return false;
	}

	return true;
}

static int read_section(struct section *section, const struct pl *value)
{
	struct pl port, count = PL_INIT;
	int err = re_regex(value->p, value->l, "[^ ]+ [0-9]+[^ ]* [^ ]+ [^]+", &section->name,
			   &port, &count, &section->proto, &section->formats);

	if (err || pl_u32(&port) > 65535 || !are_tokens(&section->formats))
		return EBADMSG;

	/* RFC 8866 5.14: "port/count" asks for several pairs, which nobody uses and we refuse */
	section->port = count.l ? 0 : (uint16_t)pl_u32(&port);
	return 0;
}

/* What the relay carries: RTP in clear. */
static bool is_carried(const struct pl *proto)
{
	return !pl_strcasecmp(proto, "RTP/AVP") || !pl_strcasecmp(proto, "RTP/AVPF");
}

struct direction {
	bool sends, receives;
};

static bool read_direction(struct direction *direction, const struct pl *value)
{
	static const struct {
		const char *name;
		struct direction direction;
	} names[] = {
		{"sendrecv", {true, true}  },
		{"sendonly", {true, false} },
		{"recvonly", {false, true} },
		{"inactive", {false, false}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!pl_strcasecmp(value, names[i].name)) {
			*direction = names[i].direction;
			return true;
		}
	}

	return false;
}

static bool attribute_is(const struct pl *value, const char *name)
{
	size_t l = strlen(name);

	return value->l >= l && !strncasecmp(value->p, name, l)
		&& (value->l == l || value->p[l] == ':');
}

/* RFC 3605: "a=rtcp:53020" or "a=rtcp:53020 IN IP4 126.16.64.4". */
static int read_rtcp(struct media_stream *stream, const struct pl *value)
{
	struct pl port, connection = PL_INIT;

	if (!attribute_is(value, "rtcp")
	    || re_regex(value->p, value->l, ":[0-9]+[^]*", &port, &connection) || !pl_u32(&port)
	    || pl_u32(&port) > 65535)
		return 0;

	stream->rtcp = stream->rtp;
	sa_set_port(&stream->rtcp, (uint16_t)pl_u32(&port));
	return connection.l ? read_connection(&stream->rtcp, &connection) : 0;
}

struct reading {
	struct media *media;
	struct media_stream *stream; /* the section we are in; NULL: the session's part */
	struct sa connection;        /* the session's c= */
	struct direction direction;  /* and its direction */
	bool version;                /* v= seen */
};

static int begin_stream(struct reading *reading, const struct pl *value)
{
	struct section section;
	int err = read_section(&section, value);

	if (err)
		return err;

	if (reading->media->streamc == MEDIA_STREAMS_MAX)
		return E2BIG;

	reading->stream = &reading->media->streams[reading->media->streamc++];
	reading->stream->used = section.port && is_carried(&section.proto);
	reading->stream->rtp = reading->connection;
	sa_set_port(&reading->stream->rtp, section.port);
	reading->stream->sends = reading->direction.sends;
	reading->stream->receives = reading->direction.receives;
	return 0;
}

static int take_connection(struct reading *reading, const struct pl *value)
{
	return read_connection(reading->stream ? &reading->stream->rtp : &reading->connection,
			       value);
}

static int take_attribute(struct reading *reading, const struct pl *value)
{
	struct direction direction;

	if (!read_direction(&direction, value))
		return reading->stream ? read_rtcp(reading->stream, value) : 0;

	if (reading->stream) {
		reading->stream->sends = direction.sends;
		reading->stream->receives = direction.receives;
	} else {
		reading->direction = direction;
	}

	return 0;
}

static int take_line(struct reading *reading, const struct line *line)
{
	switch (line->type) {
	case 'v':
		reading->version = true;
		return 0;
	case 'm':
		return begin_stream(reading, &line->value);
	case 'c':
		return take_connection(reading, &line->value);
	case 'a':
		return take_attribute(reading, &line->value);
	default:
		return 0;
	}
}

/* RTCP is beside RTP unless a=rtcp said another port; 0.0.0.0 is how RFC 2543 held a call. */
static void finish_stream(struct media_stream *stream)
{
	if (!sa_isset(&stream->rtcp, SA_PORT)) {
		stream->rtcp = stream->rtp;
		sa_set_port(&stream->rtcp, sa_port(&stream->rtp) + 1);
	}

	if (sa_is_any(&stream->rtp))
		stream->receives = false;
}

int sdp_read(struct media *media, const struct pl *sdp)
{
	struct reading reading = {
		.media = media, .direction = {true, true}
        };
	struct pl rest = *sdp;
	struct line line;

	memset(media, 0, sizeof *media);
	if (sdp->l > SDP_SIZE_MAX)
		return E2BIG;

	sa_set_in(&reading.connection, 0, 0);
	while (next_line(&line, &rest)) {
		int err = take_line(&reading, &line);

		if (err)
			return err;
	}

	for (uint32_t i = 0; i < media->streamc; i++)
		finish_stream(&media->streams[i]);

	return reading.version && media->streamc ? 0 : EBADMSG;
}

/* Attributes that do not pass; any other does if it reveals nothing (secrets.h). */
/* clang-format off */
static const struct {
	const char *name;
	const char *why;
} dropped[] = {
	{"candidate",         "addresses of that network (RFC 8839)"},
	{"remote-candidates", "addresses of both networks"},
	{"end-of-candidates", "we offer none"},
	{"ice-ufrag",         "we do no ICE; the peer would wait for it"},
	{"ice-pwd",           "we do no ICE"},
	{"ice-lite",          "we do no ICE"},
	{"ice-options",       "we do no ICE"},
	{"ice-mismatch",      "we do no ICE"},
	{"ice-pacing",        "we do no ICE"},
	{"rtcp",              "our RTCP is beside our RTP (RFC 3605)"},
	{"rtcp-mux",          "our RTCP is beside our RTP (RFC 5761)"},
	{"rtcp-mux-only",     "our RTCP is beside our RTP (RFC 8858)"},
	{"ssrc",              "carries a CNAME: user and host (RFC 5576)"},
	{"ssrc-group",        "goes with ssrc"},
	{"msid",              "names streams of that side"},
	{"msid-semantic",     "names streams of that side"},
	{"group",             "sections are carried one by one (RFC 8843)"},
	{"mid",               "goes with group"},
	{"source-filter",     "addresses of that network (RFC 4570)"},
	{"crypto",            "keys are between neighbours; we have none yet"},
	{"fingerprint",       "we do no DTLS"},
	{"setup",             "we do no DTLS"},
	{"alt",               "candidates of old phones"},
	{"tool",              "names the PBX and its version"},
	{"nortpproxy",        "would keep the next proxy from repairing the media"},
	{"direction",         "who connects, between those two only"},
	{"key-mgmt",          "MIKEY names its endpoints"},
};
/* clang-format on */

static bool attribute_crosses(const struct pl *value, const struct secrets *secrets)
{
	for (size_t i = 0; i < ARRAY_SIZE(dropped); i++) {
		if (attribute_is(value, dropped[i].name))
			return false;
	}

	return !secrets_reveal(secrets, value);
}

struct writing {
	struct mbuf *mb;
	const struct sdp_face *face;
	uint32_t sections; /* begun so far */
};

static int write_connection(struct mbuf *mb, const struct sa *local)
{
	return mbuf_printf(mb, "c=IN IP%d %j\r\n", sa_af(local) == AF_INET6 ? 6 : 4, local);
}

/* The address that the session's own c= and o= show: that of the first section we carry. */
static const struct sa *session_address(const struct sdp_face *face)
{
	uint32_t i = 0;

	while (i + 1 < face->media->streamc && !face->media->streams[i].used)
		i++;

	return &face->local[i];
}

static int write_session(struct writing *writing)
{
	const struct sa *local = session_address(writing->face);
	int err = mbuf_printf(writing->mb, "v=0\r\no=- %llu %llu IN IP%d %j\r\ns=-\r\n",
			      writing->face->id, writing->face->version,
			      sa_af(local) == AF_INET6 ? 6 : 4, local);

	err |= write_connection(writing->mb, local);
	return err | mbuf_write_str(writing->mb, "t=0 0\r\n");
}

static int write_section(struct writing *writing, const struct pl *value)
{
	uint32_t i = writing->sections++;
	const struct sa *local = &writing->face->local[i];
	bool used = writing->face->media->streams[i].used;
	struct section section;
	int err = read_section(&section, value);

	if (err)
		return err;

	err = mbuf_printf(writing->mb, "m=%r %u %r %r\r\n", &section.name,
			  used ? sa_port(local) : 0, &section.proto, &section.formats);
	if (used && sa_is_any(&writing->face->media->streams[i].rtp))
		err |= mbuf_write_str(writing->mb,
				      "c=IN IP4 0.0.0.0\r\n"); /* held, as RFC 2543 did */
	else if (used && !sa_cmp(local, session_address(writing->face), SA_ADDR))
		err |= write_connection(writing->mb, local);

	return err;
}

/* "AS:64" */
static bool is_bandwidth(const struct pl *value)
{
	struct pl type, figure;

	return !re_regex(value->p, value->l, "[A-Z]+:[0-9]+", &type, &figure)
		&& type.l + 1 + figure.l == value->l;
}

static int write_as_is(struct mbuf *mb, const struct line *line)
{
	return mbuf_printf(mb, "%c=%r\r\n", line->type, &line->value);
}

/* b= passes if it is one; k=, i=, u=, e=, p= say who somebody is; v=, o=, s=, c=, t= are ours. */
static int write_line(struct writing *writing, const struct line *line)
{
	switch (line->type) {
	case 'm':
		return write_section(writing, &line->value);
	case 'a':
		if (!attribute_crosses(&line->value, writing->face->secrets))
			return 0;
		return write_as_is(writing->mb, line);
	case 'b':
		return is_bandwidth(&line->value) ? write_as_is(writing->mb, line) : 0;
	default:
		return 0;
	}
}

int sdp_write(struct mbuf *mb, const struct pl *sdp, const struct sdp_face *face)
{
	struct writing writing = {.mb = mb, .face = face};
	struct pl rest = *sdp;
	struct line line;
	int err = write_session(&writing);

	while (!err && next_line(&line, &rest))
		err = write_line(&writing, &line);

	return err;
}
