/*
 * yaml.h -- the text of a file as a tree in which every scalar knows its line and column
 *
 * Every scalar is text, quoted or not: 02873000000 keeps its zero, `no` is the word no. Of YAML the
 * language has maps, lists and one-line texts; anchors, aliases, tags, merged and complex keys and
 * a second document are refused, for each of them hides what a file says from who reads it.
 *
 * A mistake of syntax ends the reading, since what stands behind it cannot be understood. Others
 * leave a YAML_BROKEN node: reported already, so nobody says anything more about it.
 *
 * The tree owns all nodes and texts; whoever keeps a pointer keeps a reference to the tree.
 */
#ifndef POLICY_YAML_H
#define POLICY_YAML_H

#include <re.h>
#include "policy/config.h"
#include "policy/mistakes.h"

enum {
	YAML_BYTES_MAX = 8 << 20, /* of a file */
	YAML_NODES_MAX = 600000,  /* keys and values of a file */
	YAML_DEPTH_MAX = 16,      /* maps and lists inside each other */
	YAML_SCALAR_MAX = 1000,   /* bytes of one scalar */
};

enum yaml_kind {
	YAML_TEXT,
	YAML_LIST,
	YAML_MAP,
	YAML_BROKEN
};

struct yaml_node {
	struct le le; /* in the tree's list of all nodes */
	enum yaml_kind kind;
	struct place place;
	const struct yaml_node *key; /* in a map: what stands before the colon, a YAML_TEXT */
	struct yaml_node *first, *last, *next; /* children of a list or map, in file order */
	uint32_t count;                        /* of children */
	char text[];
};

struct yaml;

/*
 * Reads the text. The root is a map; NULL: a mistake says why there is none. Mistakes point into
 * the tree for the file's name.
 */
int yaml_read(struct yaml **yamlp, const char *file, const char *text, struct mistakes *mistakes);
const struct yaml_node *yaml_root(const struct yaml *yaml);

/*
 * For include.c, which puts files together: the root to change, the reference to a tree whose
 * parts are moved (taken over), and the end of a tree that lacks one: then it has no root.
 */
struct yaml_node *yaml_edit(struct yaml *yaml);
int yaml_keep(struct yaml *yaml, struct yaml *part);
void yaml_forget(struct yaml *yaml);

/* The first child with this key; NULL: none. */
const struct yaml_node *yaml_find(const struct yaml_node *map, const char *key);

/* Writes stars over a text that nobody may see: a password. */
void yaml_wipe(const struct yaml_node *node);

/* Where the entry begins: the key in a map, else the value itself. */
const struct place *yaml_place(const struct yaml_node *node);

/*
 * The values of "one or a list": a text is a list of itself. Starts with NULL, ends with NULL;
 * broken items are left out. yaml_count counts the same.
 */
const struct yaml_node *yaml_each(const struct yaml_node *node, const struct yaml_node *before);
uint32_t yaml_count(const struct yaml_node *node);

#endif
