/*
 * names.h -- who is called what: names that the file gives, references to them, "did you mean"
 *
 * A file may use a name before it gives it, so references are collected while it is read and
 * resolved at its end. A name is known as soon as it is given, even when its section is wrong: one
 * cause, one mistake.
 */
#ifndef POLICY_NAMES_H
#define POLICY_NAMES_H

#include <re.h>
#include "policy/config.h"
#include "policy/mistakes.h"

enum {
	NAMES_BYTES_MAX = 64, /* of one name */
};

enum names_kind {
	NAMES_SIDE,
	NAMES_PLAN,
	NAMES_PEER,
	NAMES_RULE,
	NAMES_GUARD,
	NAMES_HOURS,
	NAMES_TENANT,
	NAMES_ACCOUNT,
	NAMES_KINDS
};

struct names;

int names_alloc(struct names **namesp);

/* Gives a name to `object` (a section being read). A name that is given twice is a mistake. */
int names_give(struct names *names, enum names_kind kind, const char *name,
	       const struct place *place, const void *object, struct mistakes *mistakes);

/* Asks for a pointer to the object of that name, to be written to where `into` points. */
int names_want(struct names *names, enum names_kind kind, const char *name,
	       const struct place *place, void *into);

/* Asks for an object of either kind: the pointer of the one that there is, is written. */
struct names_wanted {
	enum names_kind kind;
	void *into;
};
int names_want_either(struct names *names, const struct names_wanted *one,
		      const struct names_wanted *other, const char *name,
		      const struct place *place);

/* Names of this kind could not all be read: references to them are not judged. */
void names_excuse(struct names *names, enum names_kind kind);

/* Fills in every reference; each that leads nowhere is a mistake with the nearest name. */
void names_resolve(const struct names *names, struct mistakes *mistakes);

/* How many letters apart, `max` + 1 at most; a swap of neighbours or a change of case is one. */
uint32_t names_distance(const char *a, const char *b, uint32_t max);

/* How far apart two names may be to be meant for each other. */
uint32_t names_near(const char *name);

#endif
