/*
 * include.h -- `include:` puts a policy together from several files
 *
 * What an included file says stands where `include` stands: names and rules are added to those of
 * the same section, in that order. Two files cannot say the same thing twice. Paths are relative to
 * the file that they are written in. Every value keeps its own file, line and column.
 *
 * A file that cannot be read ends it: without its names, each reference would look like a mistake.
 */
#ifndef POLICY_INCLUDE_H
#define POLICY_INCLUDE_H

#include "policy/policy.h"
#include "policy/yaml.h"

enum {
	INCLUDE_FILES_MAX = 100, /* of one policy */
	INCLUDE_DEPTH_MAX = 8,   /* files that include each other */
};

/* Reads the files that `tree` includes, and theirs, into it. It then keeps what it took in. */
int include_all(struct yaml *tree, const struct policy_reader *reader, struct mistakes *mistakes);

#endif
