/* sdp.c -- line by line: what passes, what is ours, what is dropped; see sdp.h */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include "sbc/hide/crypto.h"
#include "sbc/hide/sdp.h"
#include "sbc/hide/sdp_lines.h"

/* "IN IP4 192.0.2.7": an address; a name would have to be asked for, and nobody writes one. */
static int read_connection(struct sa *address, const struct pl *value)
{
	uint16_t port = sa_port(address);
	struct pl host;

	if (re_regex(value->p, value->l, "IN IP[46]1 [^ ]+", NULL, &host))
		return EBADMSG;

	return sa_set(address, &host, port) ? EBADMSG : 0;
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

/* RFC 3605: "a=rtcp:53020" or "a=rtcp:53020 IN IP4 126.16.64.4". */
static int read_rtcp(struct media_stream *stream, const struct pl *value)
{
	struct pl port, connection = PL_INIT;

	if (!sdp_attribute_is(value, "rtcp")
	    || re_regex(value->p, value->l, ":[0-9]+[^]*", &port, &connection) || !pl_u32(&port)
	    || pl_u32(&port) > 65535)
		return 0;

	stream->rtcp = stream->rtp;
	sa_set_port(&stream->rtcp, (uint16_t)pl_u32(&port));
	return connection.l ? read_connection(&stream->rtcp, &connection) : 0;
}

/* The first line that we can do anything with: lines stand in the order of their worth. */
static void read_crypto(struct media_stream *stream, const struct pl *value)
{
	struct pl line = *value;
	struct media_key key;
	uint32_t tag;

	if (!stream->secure || stream->key.size || !sdp_attribute_is(value, "crypto"))
		return;

	pl_advance(&line, (ssize_t)strlen("crypto:"));
	if (!crypto_read(&tag, &key, &line)) {
		stream->key = key;
		stream->key_tag = tag;
	}
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
	struct sdp_section section;
	int err = sdp_section_read(&section, value);

	if (err)
		return err;

	if (reading->media->streamc == MEDIA_STREAMS_MAX)
		return E2BIG;

	reading->stream = &reading->media->streams[reading->media->streamc++];
	reading->stream->used = section.port && section.profile;
	reading->stream->secure = section.profile && section.profile->secure;
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

	if (!read_direction(&direction, value)) {
		if (reading->stream)
			read_crypto(reading->stream, value);
		return reading->stream ? read_rtcp(reading->stream, value) : 0;
	}

	if (reading->stream) {
		reading->stream->sends = direction.sends;
		reading->stream->receives = direction.receives;
	} else {
		reading->direction = direction;
	}

	return 0;
}

static int take_line(struct reading *reading, const struct sdp_line *line)
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
	if (stream->secure && !stream->key.size)
		stream->used = false;
}

int sdp_read(struct media *media, const struct pl *sdp)
{
	struct reading reading = {
		.media = media, .direction = {true, true}
        };
	struct pl rest = *sdp;
	struct sdp_line line;

	memset(media, 0, sizeof *media);
	if (sdp->l > SDP_SIZE_MAX)
		return E2BIG;

	sa_set_in(&reading.connection, 0, 0);
	while (sdp_line_next(&line, &rest)) {
		int err = take_line(&reading, &line);

		if (err)
			return err;
	}

	for (uint32_t i = 0; i < media->streamc; i++)
		finish_stream(&media->streams[i]);

	return reading.version && media->streamc ? 0 : EBADMSG;
}

/* The next section and its codecs; `rest` is behind its m= line then. */
static bool next_section(struct sdp_section *section, struct codecs *codecs, struct pl *rest)
{
	struct sdp_line line;

	while (sdp_line_next(&line, rest)) {
		if (line.type != 'm' || sdp_section_read(section, &line.value))
			continue;

		codecs_read(codecs, section, rest);
		return true;
	}

	return false;
}

static bool is_among(const struct pl *names, uint32_t count, const struct pl *name)
{
	for (uint32_t i = 0; i < count; i++) {
		if (!pl_casecmp(&names[i], name))
			return true;
	}

	return false;
}

uint32_t sdp_codecs(struct pl *names, uint32_t max, const struct pl *sdp)
{
	struct sdp_section section;
	struct codecs codecs;
	struct pl rest = *sdp;
	uint32_t count = 0;

	while (next_section(&section, &codecs, &rest)) {
		for (uint32_t i = 0; i < codecs.count && section.profile; i++) {
			const struct pl *name = &codecs.list[i].name;

			if (name->l && count < max && !is_among(names, count, name))
				names[count++] = *name;
		}
	}

	return count;
}

void sdp_narrow(struct media *media, const struct pl *sdp, const struct codecs_shape *shape)
{
	struct sdp_section section;
	struct codecs codecs;
	struct pl rest = *sdp;

	if (!codecs_are_limited(shape))
		return;

	for (uint32_t i = 0; i < media->streamc && next_section(&section, &codecs, &rest); i++) {
		codecs_fit(&codecs, shape);
		media->streams[i].used = media->streams[i].used && codecs.count;
	}
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
	{"crypto",            "keys are between neighbours: we write our own"},
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
		if (sdp_attribute_is(value, dropped[i].name))
			return false;
	}

	return !secrets_reveal(secrets, value);
}

struct writing {
	struct mbuf *mb;
	const struct sdp_face *face;
	const struct codecs_shape *shape; /* NULL: sections are as they are */
	struct pl rest;                   /* of the text that is read */
	uint32_t sections;                /* begun so far */
	const struct sdp_lock *lock; /* of this section, not written yet: keys stand behind b= */
	struct codecs codecs;        /* of this section, that may be named; if there is a shape */
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

/* A section that is not used names one format, for the grammar wants one. */
static void shape_section(struct writing *writing, struct sdp_section *section, bool used)
{
	struct pl formats = section->formats;

	if (!writing->shape)
		return;

	codecs_read(&writing->codecs, section, &writing->rest);
	codecs_fit(&writing->codecs, writing->shape);
	if (used)
		return;

	writing->codecs.count = 0;
	(void)sdp_format_next(&section->formats, &formats);
}

static int write_formats(struct mbuf *mb, const struct writing *writing,
			 const struct sdp_section *section)
{
	return writing->shape && writing->codecs.count
		? mbuf_printf(mb, " %H\r\n", codecs_print, &writing->codecs)
		: mbuf_printf(mb, " %r\r\n", &section->formats);
}

/* The profile is that of the side it is written for, whatever the other has. */
static int write_profile(struct mbuf *mb, const struct sdp_section *section,
			 const struct sdp_lock *lock)
{
	return section->profile
		? mbuf_write_str(mb, sdp_profile_secured(section->profile, lock->secure)->name)
		: mbuf_write_pl(mb, &section->proto);
}

static int write_section(struct writing *writing, const struct pl *value)
{
	uint32_t i = writing->sections++;
	const struct sa *local = &writing->face->local[i];
	const struct media_stream *stream = &writing->face->media->streams[i];
	const struct sdp_lock *lock = &writing->face->locks[i];
	struct sdp_section section;
	int err = sdp_section_read(&section, value);

	if (err)
		return err;

	shape_section(writing, &section, stream->used);
	err = mbuf_printf(writing->mb, "m=%r %u ", &section.name,
			  stream->used ? sa_port(local) : 0);
	err |= write_profile(writing->mb, &section, lock);
	err |= write_formats(writing->mb, writing, &section);
	if (stream->used && sa_is_any(&stream->rtp))
		err |= mbuf_write_str(writing->mb,
				      "c=IN IP4 0.0.0.0\r\n"); /* held, as RFC 2543 did */
	else if (stream->used && !sa_cmp(local, session_address(writing->face), SA_ADDR))
		err |= write_connection(writing->mb, local);

	writing->lock = stream->used && lock->secure ? lock : NULL;
	return err;
}

static int write_lock(struct writing *writing)
{
	const struct sdp_lock *lock = writing->lock;

	writing->lock = NULL;
	return lock ? crypto_write(writing->mb, lock->tag, &lock->key) : 0;
}

/* "AS:64" */
static bool is_bandwidth(const struct pl *value)
{
	struct pl type, figure;

	return !re_regex(value->p, value->l, "[A-Z]+:[0-9]+", &type, &figure)
		&& type.l + 1 + figure.l == value->l;
}

static int write_as_is(struct mbuf *mb, const struct sdp_line *line)
{
	return mbuf_printf(mb, "%c=%r\r\n", line->type, &line->value);
}

/* Before the first section there is no codec to describe. */
static bool is_described(const struct writing *writing, const struct pl *attribute)
{
	return !writing->shape || !writing->sections
		|| codecs_describes(&writing->codecs, attribute);
}

static int write_attribute(struct writing *writing, const struct sdp_line *line)
{
	int err = write_lock(writing);

	if (attribute_crosses(&line->value, writing->face->secrets)
	    && is_described(writing, &line->value))
		err |= write_as_is(writing->mb, line);

	return err;
}

/* b= passes if it is one; k=, i=, u=, e=, p= say who somebody is; v=, o=, s=, c=, t= are ours. */
static int write_line(struct writing *writing, const struct sdp_line *line)
{
	switch (line->type) {
	case 'm':
		return write_lock(writing) | write_section(writing, &line->value);
	case 'a':
		return write_attribute(writing, line);
	case 'b':
		return is_bandwidth(&line->value) ? write_as_is(writing->mb, line) : 0;
	default:
		return 0;
	}
}

int sdp_write(struct mbuf *mb, const struct pl *sdp, const struct sdp_face *face)
{
	struct writing writing = {.mb = mb, .face = face, .rest = *sdp};
	struct sdp_line line;
	int err = write_session(&writing);

	if (face->shape && codecs_are_limited(face->shape))
		writing.shape = face->shape;

	while (!err && sdp_line_next(&line, &writing.rest))
		err = write_line(&writing, &line);

	return err ? err : write_lock(&writing);
}
