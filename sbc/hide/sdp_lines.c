/* sdp_lines.c -- lines and sections of a description; see sdp_lines.h */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include "sbc/hide/sdp_lines.h"

bool sdp_line_next(struct sdp_line *line, struct pl *rest)
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

/* Payload numbers, or names such as t38: nothing that could be an address. */
static bool are_tokens(const struct pl *formats)
{
	for (size_t i = 0; i < formats->l; i++) {
		if (!isalnum((unsigned char)formats->p[i]) && !strchr(" -_*", formats->p[i]))
			return false;
	}

	return true;
}

/* What the relay carries. UDP/TLS/RTP/SAVP would need DTLS. */
static const struct sdp_profile profiles[] = {
	{"RTP/AVP",   false, false},
	{"RTP/AVPF",  false, true },
	{"RTP/SAVP",  true,  false},
	{"RTP/SAVPF", true,  true },
};

static const struct sdp_profile *profile_of(const struct pl *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++) {
		if (!pl_strcasecmp(name, profiles[i].name))
			return &profiles[i];
	}

	return NULL;
}

const struct sdp_profile *sdp_profile_secured(const struct sdp_profile *profile, bool secure)
{
	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++) {
		if (profiles[i].secure == secure && profiles[i].feedback == profile->feedback)
			return &profiles[i];
	}

	return profile;
}

int sdp_section_read(struct sdp_section *section, const struct pl *value)
{
	struct pl port, count = PL_INIT;
	int err = re_regex(value->p, value->l, "[^ ]+ [0-9]+[^ ]* [^ ]+ [^]+", &section->name,
			   &port, &count, &section->proto, &section->formats);

	if (err || pl_u32(&port) > 65535 || !are_tokens(&section->formats))
		return EBADMSG;

	/* RFC 8866 5.14: "port/count" asks for several pairs, which nobody uses and we refuse */
	section->port = count.l ? 0 : (uint16_t)pl_u32(&port);
	section->profile = profile_of(&section->proto);
	return 0;
}

bool sdp_format_next(struct pl *format, struct pl *rest)
{
	if (re_regex(rest->p, rest->l, "[^ ]+", format))
		return false;

	pl_advance(rest, format->p + format->l - rest->p);
	return true;
}

bool sdp_attribute_is(const struct pl *attribute, const char *name)
{
	size_t l = strlen(name);

	return attribute->l >= l && !strncasecmp(attribute->p, name, l)
		&& (attribute->l == l || attribute->p[l] == ':');
}
