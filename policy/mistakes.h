/*
 * mistakes.h -- everything that is wrong with a policy file, told in the file's order
 *
 * Whoever finds a mistake adds it and goes on, so that one look at the list repairs the file. It
 * is sorted by place when it is printed: the passes over a file find things in their own order.
 *
 * A machine's error (no memory) is kept and given by mistakes_error: adding never fails.
 */
#ifndef POLICY_MISTAKES_H
#define POLICY_MISTAKES_H

#include <re.h>
#include "policy/config.h"

enum {
	MISTAKES_MAX = 1000, /* more are not found: the last line says so */
};

struct mistakes;

int mistakes_alloc(struct mistakes **mistakesp);

/* The text says what is wrong and what would be right; no full stop, no line's end. */
void mistakes_add(struct mistakes *mistakes, const struct place *place, const char *fmt, ...);

uint32_t mistakes_count(const struct mistakes *mistakes);
bool mistakes_are_enough(const struct mistakes *mistakes);
int mistakes_error(const struct mistakes *mistakes);

/* For %H: "line 12", or "other.yaml:12" where `there` is in another file than `here`. */
struct mistakes_where {
	const struct place *there, *here;
};
int mistakes_where(struct re_printf *pf, const struct mistakes_where *where);

/* A line "file:line:column: text\n" each. */
int mistakes_print(struct mbuf *mb, struct mistakes *mistakes);

#endif
