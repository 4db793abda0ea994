/*
 * leak.h -- does one side see what is the other side's?
 *
 * A book holds words and whose they are: addresses, host names, tags, Call-IDs, branches, user
 * agents, names in SDP. leak_find searches a text that goes to somebody for everybody else's words.
 * Words are searched as bytes, whatever is around them; so a word needs LEAK_WORD_MIN characters,
 * and what looks like an address must not go on on either side (192.0.2.1 is not in 192.0.2.17).
 *
 * What may cross is not learnt: numbers, display names, payload formats.
 */
#ifndef LAB_LEAK_H
#define LAB_LEAK_H

#include <re.h>

enum {
	LEAK_WORD_MIN = 6, /* shorter ones are found everywhere */
};

struct leaks;

struct leak {             /* what was found */
	const char *what; /* "a tag" */
	const char *owner;
	struct pl word;
};

int leaks_alloc(struct leaks **leaksp);

/* One word. `owner` is borrowed for the life of the book; an owner is told by its pointer. */
int leak_word(struct leaks *leaks, const char *owner, const char *what, const struct pl *word);

/* All words of a message: `its_own`: owner wrote it, else it was written to him by the engine. */
int leak_message(struct leaks *leaks, const char *owner, const struct pl *text, bool its_own);

/*
 * The first word in `text` that belongs neither to `reader` nor to his side (may be NULL): what
 * the engine is on one side belongs to that side.
 */
bool leak_find(struct leak *leak, const struct leaks *leaks, const struct pl *text,
	       const char *reader, const char *side);

#endif
