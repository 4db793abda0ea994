/* codecs.c -- names of formats, and lists of names; see codecs.h */
#include <string.h>
#include "sbc/hide/codecs.h"

/* RFC 3551 6: numbers that mean a codec without rtpmap. */
static const struct {
	const char *format, *name;
} fixed[] = {
	{"0",  "PCMU" },
        {"3",  "GSM"  },
        {"4",  "G723" },
        {"5",  "DVI4" },
        {"6",  "DVI4" },
	{"7",  "LPC"  },
        {"8",  "PCMA" },
        {"9",  "G722" },
        {"10", "L16"  },
        {"11", "L16"  },
	{"12", "QCELP"},
        {"13", "CN"   },
        {"14", "MPA"  },
        {"15", "G728" },
        {"16", "DVI4" },
	{"17", "DVI4" },
        {"18", "G729" },
        {"25", "CelB" },
        {"26", "JPEG" },
        {"28", "nv"   },
	{"31", "H261" },
        {"32", "MPV"  },
        {"33", "MP2T" },
        {"34", "H263" },
};

static struct pl fixed_name(const struct pl *format)
{
	struct pl name = PL_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++) {
		if (!pl_strcmp(format, fixed[i].format))
			pl_set_str(&name, fixed[i].name);
	}

	return name;
}

static struct codec *find(struct codecs *codecs, const struct pl *format)
{
	for (uint32_t i = 0; i < codecs->count; i++) {
		if (!pl_cmp(&codecs->list[i].format, format))
			return &codecs->list[i];
	}

	return NULL;
}

/* The format that an attribute of this name ("rtpmap", "fmtp"…) is about. */
static bool read_format(struct pl *format, const struct pl *attribute, const char *name)
{
	struct pl rest = *attribute;

	if (!sdp_attribute_is(attribute, name) || attribute->l <= strlen(name))
		return false;

	pl_advance(&rest, (ssize_t)strlen(name) + 1);
	return sdp_format_next(format, &rest);
}

/* "rtpmap:101 telephone-event/8000" */
static void read_rtpmap(struct codecs *codecs, const struct pl *attribute)
{
	struct pl format, rest = *attribute, name;
	struct codec *codec;

	if (!read_format(&format, attribute, "rtpmap"))
		return;

	pl_advance(&rest, format.p + format.l - rest.p);
	codec = find(codecs, &format);
	if (codec && !re_regex(rest.p, rest.l, "[^ /]+", &name))
		codec->name = name;
}

void codecs_read(struct codecs *codecs, const struct sdp_section *section, const struct pl *rest)
{
	struct pl formats = section->formats, format, lines = *rest;
	struct sdp_line line;

	codecs->count = 0;
	while (codecs->count < SECTION_CODECS_MAX && sdp_format_next(&format, &formats))
		codecs->list[codecs->count++] = (struct codec){format, fixed_name(&format)};

	while (sdp_line_next(&line, &lines) && line.type != 'm') {
		if (line.type == 'a')
			read_rtpmap(codecs, &line.value);
	}
}

static bool is_signal(const struct codec *codec)
{
	return !pl_strcasecmp(&codec->name, "telephone-event")
		|| !pl_strcasecmp(&codec->name, "CN");
}

static bool is_list(const struct media_config *list)
{
	return list && list->codecc;
}

/* Its place on a list, which knows a name once; UINT32_MAX: it is not there. */
static uint32_t rank(const struct media_config *list, const struct codec *codec)
{
	if (!is_list(list))
		return 0;

	for (uint32_t i = 0; i < list->codecc; i++) {
		if (!pl_strcasecmp(&codec->name, list->codecs[i]))
			return i;
	}

	return UINT32_MAX;
}

bool codecs_are_limited(const struct codecs_shape *shape)
{
	return is_list(shape->first) || is_list(shape->second) || shape->is_single;
}

static bool is_allowed(const struct codecs_shape *shape, const struct codec *codec)
{
	return is_signal(codec)
		|| (rank(shape->first, codec) != UINT32_MAX
		    && rank(shape->second, codec) != UINT32_MAX);
}

/* Moves the best of what is not a signal from behind `i` to it; of equals the first. */
static void best_first(struct codecs *codecs, uint32_t i, const struct media_config *list)
{
	struct codec best;
	uint32_t at = i;

	for (uint32_t j = i + 1; j < codecs->count; j++) {
		if (is_signal(&codecs->list[at]) != is_signal(&codecs->list[j])
			    ? is_signal(&codecs->list[at])
			    : rank(list, &codecs->list[j]) < rank(list, &codecs->list[at]))
			at = j;
	}

	best = codecs->list[at];
	memmove(&codecs->list[i + 1], &codecs->list[i], (at - i) * sizeof best);
	codecs->list[i] = best;
}

void codecs_fit(struct codecs *codecs, const struct codecs_shape *shape)
{
	uint32_t kept = 0, voices = 0;

	for (uint32_t i = 0; i < codecs->count; i++) {
		const struct codec codec = codecs->list[i];

		if (!is_allowed(shape, &codec)
		    || (shape->is_single && !is_signal(&codec) && voices))
			continue;

		voices += !is_signal(&codec);
		codecs->list[kept++] = codec;
	}

	codecs->count = voices ? kept : 0;
	for (uint32_t i = 0; shape->is_sorted && i < codecs->count; i++)
		best_first(codecs, i, shape->first);
}

bool codecs_describes(const struct codecs *codecs, const struct pl *attribute)
{
	static const char *const names[] = {"rtpmap", "fmtp", "rtcp-fb"};
	struct pl format;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (read_format(&format, attribute, names[i]))
			return !pl_strcmp(&format, "*") || find((struct codecs *)codecs, &format);
	}

	return true;
}

int codecs_print(struct re_printf *pf, const struct codecs *codecs)
{
	int err = 0;

	for (uint32_t i = 0; i < codecs->count; i++)
		err |= re_hprintf(pf, i ? " %r" : "%r", &codecs->list[i].format);

	return err;
}
