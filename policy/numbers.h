/*
 * numbers.h -- numbers as a peer writes them on the wire, and as rules see them: E.164, both ways
 *
 * In: a peer's extensions and numbering plan turn what came into +84912345678. Out: the same tables
 * read backwards. What is `local` (113) stays as it is, before any extension, and so does what is no
 * number ("anonymous"). A peer without a plan writes numbers as everybody sees them.
 *
 * A form that would be read back as another number is never written: then the international one is.
 */
#ifndef POLICY_NUMBERS_H
#define POLICY_NUMBERS_H

#include <re.h>
#include "policy/config.h"
#include "policy/decision.h"
#include "policy/pattern.h"
#include "policy/patterns.h"

enum {
	NUMBERS_E164_MAX = 15, /* digits after the +, ITU-T E.164 */
};

/* One plan. Prefixes may be "", written as nothing. */
struct numbering {
	const char *name;
	const char *country;       /* digits; "" in the plan e164, which knows no own country */
	const char *national;      /* before a number of the own country: "0"; NULL: never so */
	const char *international; /* before a country code: "00" or "+" */
	struct patterns local;
	struct place place; /* line 0: built in */
};

/* A peer's own short numbers, each with the number that the world has for it. */
struct extensions {
	struct extension {
		struct pattern wire, world; /* mappable, with as many x */
		struct place place;
	} * list;
	uint32_t count;
};

enum numbers_form {
	NUMBERS_KEPT, /* the peer has no plan */
	NUMBERS_TEXT, /* no number: a name, anonymous, nothing */
	NUMBERS_EXTENSION,
	NUMBERS_LOCAL,
	NUMBERS_E164, /* with + */
	NUMBERS_INTERNATIONAL,
	NUMBERS_NATIONAL,
	NUMBERS_UNWRITABLE, /* digits that the plan has no place for: 484 */
};

struct number {
	char text[NUMBER_SIZE];
	enum numbers_form form;    /* on the wire */
	const struct place *place; /* of the extension, plan or peer that decided */
};

/* The plan that is built in under the name e164: always + and up to 15 digits. */
extern const struct numbering numbers_e164;

/* What `wire` is to the rules; NUMBERS_UNWRITABLE keeps its text. */
void numbers_in(struct number *number, const struct peer_config *peer, const struct pl *wire);

/* How `peer` writes a number of the rules; always writable. */
void numbers_out(struct number *number, const struct peer_config *peer, const char *text);

#endif
