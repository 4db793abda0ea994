/*
 * header.h -- names of headers: short forms, and those that are nobody's to change
 */
#ifndef POLICY_HEADER_H
#define POLICY_HEADER_H

#include <re.h>

enum {
	HEADER_NAME_MAX = 64,   /* bytes of a name in a policy */
	HEADER_VALUE_MAX = 512, /* bytes of a value that is written or compared */
};

/* Whether a request's header `name` is this one, also in its short form (s: x is Subject: x). */
bool header_is(const struct pl *name, const char *wanted);

/* Whether the text may be a header's name: a token of RFC 3261, 25.1. */
bool header_is_name(const char *text);

/* Whether routing, dialogs, digest or bodies own it: the SBC writes it itself on each leg. */
bool header_is_ours(const char *name);

#endif
