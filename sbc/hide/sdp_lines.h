/*
 * sdp_lines.h -- a session description line by line (RFC 8866 5, 9)
 *
 * For sdp.c, which writes it anew, and codecs.c, which asks what a section offers. Nothing is
 * copied.
 */
#ifndef HIDE_SDP_LINES_H
#define HIDE_SDP_LINES_H

#include <re.h>

struct sdp_line {
	char type;       /* 'm' of m=audio… */
	struct pl value; /* behind the = */
};

/* The next line that is one (x=…), ended by CRLF, LF or the end of the text. */
bool sdp_line_next(struct sdp_line *line, struct pl *rest);

struct sdp_profile {
	const char *name;
	bool secure;   /* encrypted (RFC 3711), with the keys in the description (RFC 4568) */
	bool feedback; /* RFC 4585, RFC 5124 */
};

/* The profile that differs from this one in nothing but that. */
const struct sdp_profile *sdp_profile_secured(const struct sdp_profile *profile, bool secure);

struct sdp_section { /* m=audio 4000 RTP/AVP 8 101 */
	struct pl name, proto, formats;
	uint16_t port;
	const struct sdp_profile *profile; /* NULL: none that the relay carries */
};
int sdp_section_read(struct sdp_section *section, const struct pl *value);

/* Moves the next of the section's formats from `rest` to `format`. */
bool sdp_format_next(struct pl *format, struct pl *rest);

bool sdp_attribute_is(const struct pl *attribute, const char *name); /* "ptime:20" is a ptime */

#endif
