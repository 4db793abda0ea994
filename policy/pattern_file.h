/*
 * pattern_file.h -- a file with a pattern a line, `#` before comments: a million numbers to block
 *
 * Plain numbers are 8 bytes each in a hash, whatever else is written stands in spans with its line's
 * text: 1,000,000 numbers take 16 MB and a look-up one or two cache lines.
 */
#ifndef POLICY_PATTERN_FILE_H
#define POLICY_PATTERN_FILE_H

#include <re.h>
#include "policy/mistakes.h"

enum {
	PATTERN_FILE_LINES_MAX = 2000000,
	PATTERN_FILE_FORMS_MAX = 200000, /* lines that are no plain number */
};

struct pattern_file;

/* Mistakes are added with the line's place in the file `name`; the file is of use without any. */
int pattern_file_alloc(struct pattern_file **filep, const char *name, const char *text,
		       struct mistakes *mistakes);

bool pattern_file_matches(const struct pattern_file *file, const char *number);

#endif
