/*
 * explained.h -- the text of `sbc explain`, read back by somebody who knows nothing else
 *
 * What a person would take from it: who it is, which rule, what answer, which targets in which order
 * and how each sees the numbers. What it cannot read, it has not: then a test that compares fails.
 */
#ifndef LAB_EXPLAINED_H
#define LAB_EXPLAINED_H

#include <re.h>

enum {
	EXPLAINED_TARGETS_MAX = 8,
	EXPLAINED_WORD_SIZE = 64,
};

enum explained_verb {
	EXPLAINED_NOTHING, /* the text says nothing of it */
	EXPLAINED_STRANGER,
	EXPLAINED_REJECT,
	EXPLAINED_DROP,
	EXPLAINED_SEND,
};

struct explained {
	enum explained_verb verb;
	char rule[EXPLAINED_WORD_SIZE]; /* "": none */
	char reason[EXPLAINED_WORD_SIZE];
	uint16_t status;
	bool any_order;               /* targets are tried in an order that only the engine knows */
	char on[EXPLAINED_WORD_SIZE]; /* "408, 430, 5xx" */
	uint32_t targetc;
	struct explained_target {
		char peer[EXPLAINED_WORD_SIZE];
		char called[EXPLAINED_WORD_SIZE]; /* as it is written there */
		char caller[EXPLAINED_WORD_SIZE]; /* in From */
	} targets[EXPLAINED_TARGETS_MAX];
};

void explained_read(struct explained *explained, const struct pl *text);

/* Whether the text says that this answer sends the call on. */
bool explained_goes_on(const struct explained *explained, uint16_t status);

#endif
