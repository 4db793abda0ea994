/*
 * keys.h -- every key of the language: where it stands, what it takes, what it means
 *
 * One table for all of POLICY.md. The parser walks a file along it, mistakes quote it, documents
 * can be printed from it. A key without a reader is part of the language, but not of this program:
 * it is refused as "not yet supported", never ignored.
 */
#ifndef POLICY_KEYS_H
#define POLICY_KEYS_H

#include <re.h>

struct compiler;
struct yaml_node;
struct key;

/* Takes over one value of the right shape; what is wrong with it is added to the mistakes. */
typedef void(key_read_h)(struct compiler *compiler, const struct yaml_node *node,
			 const struct key *key);

enum key_shape {
	KEY_ONE,           /* a text */
	KEY_PREFIX,        /* a text that may be empty */
	KEY_LIST,          /* a text or a list of them */
	KEY_SECTION,       /* keys of the table */
	KEY_NAMES,         /* names that the file gives, each with what the row `path.*` says */
	KEY_PAIRS,         /* text: text */
	KEY_RULES,         /* a list of `- name:`, each with what the row `path.*` says */
	KEY_ENTRIES,       /* a list of maps without a name, each with what the row `path.*` says */
	KEY_LIST_OR_PAIRS, /* as LIST, or PAIRS: the reader looks which */
	KEY_LIST_OR_SECTION, /* as LIST, or SECTION: a text or list goes to the reader whole */
};

enum key_need {
	KEY_MAY,
	KEY_MUST,
	KEY_ONE_OF /* one of the section's keys so marked */
};

struct key {
	const char *path; /* "peers.*.limit.calls": * is a name that the file gives */
	enum key_shape shape;
	enum key_need need;
	uint32_t max;         /* values, names or rules; 0: one */
	key_read_h *read;     /* NULL: not yet supported */
	const char *fallback; /* what holds without it; NULL: nothing */
	const char *form; /* "a time such as 60s"; of a section with KEY_ONE_OF: what it lacks */
	const char *meaning;
};

/* The key `name` in a section ("" is the file, "peers.*" any peer); NULL: there is none. */
const struct key *keys_find(const char *section, const char *name);

/* The key that `name` was probably meant for; NULL: none is near. */
const struct key *keys_near(const char *section, const char *name);

/* All keys of a section, in order; begins and ends with NULL. */
const struct key *keys_each(const char *section, const struct key *before);

/* A key's last word: "calls". */
const char *keys_name(const struct key *key);

#endif
