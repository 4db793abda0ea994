/*
 * codecs.h -- which codecs of a section may be named to the other side
 *
 * Peers may have lists of codecs, and what is said between two of them names only what is on both:
 * an offer in the order of the target's list, best first, an answer in its own. Digits and comfort
 * noise (telephone-event, CN) stay with whatever remains; alone they are no call.
 */
#ifndef HIDE_CODECS_H
#define HIDE_CODECS_H

#include "sbc/hide/sdp_lines.h"
#include "policy/config.h"

enum {
	SECTION_CODECS_MAX = 64, /* of one section; more are not named */
};

struct codecs_shape {                              /* a plain value; lists are borrowed */
	const struct media_config *first, *second; /* NULL, or with no names in it: any codec */
	bool is_sorted;                            /* as `first` has them */
	bool is_single;                            /* only the first that is left */
};

/* Whether it asks for anything at all; else sections are as they are. */
bool codecs_are_limited(const struct codecs_shape *shape);

struct codecs { /* of one section, in its order; they lie in its text */
	struct codec {
		struct pl format, name; /* "8", "PCMA"; name empty: not known */
	} list[SECTION_CODECS_MAX];
	uint32_t count;
};

/* `rest` is the description behind the section's m= line. */
void codecs_read(struct codecs *codecs, const struct sdp_section *section, const struct pl *rest);

/* Takes out what the shape does not allow; nothing is left if that would be signals only. */
void codecs_fit(struct codecs *codecs, const struct codecs_shape *shape);

/* Whether an attribute's value ("rtpmap:8 PCMA/8000") describes none but codecs that are left. */
bool codecs_describes(const struct codecs *codecs, const struct pl *attribute);

/* For %H: the formats with a space between. */
int codecs_print(struct re_printf *pf, const struct codecs *codecs);

#endif
