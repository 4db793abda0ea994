/*
 * file.h -- a small right policy of four lines, any of which a test may replace
 *
 * Line 1 is extra (name, media, numbering), line 2 sides, line 3 peers, line 4 routes; a part may
 * have more lines.
 */
#ifndef TEST_POLICY_FILE_H
#define TEST_POLICY_FILE_H

#include "tests/unit/policy/text.h"

struct file { /* NULL: as in a right file */
	const char *extra, *sides, *peers, *routes;
};

/* The caller owns the text. */
static inline char *file_text(const struct file *file)
{
	char *text;

	ck_assert_int_eq(
		0,
		re_sdprintf(&text, "%s\n%s\n%s\n%s\n", file->extra ? file->extra : "log: text",
			    file->sides ? file->sides : "sides: {a: {listen: udp:192.0.2.1}}",
			    file->peers ? file->peers
					: "peers: {p: {side: a, address: 192.0.2.10}}",
			    file->routes ? file->routes : "routes: [r: {send: p}]"));
	return text;
}

/* Loads the file; it must have these mistakes, and none if they are "". */
static inline void file_has(const struct file *file, const char *what, const char *expect)
{
	char *text = file_text(file), *mistakes;
	struct policy *policy;

	(void)text_load(&policy, &mistakes, text);
	ck_assert_msg(!strcmp(mistakes, expect), "%s:\n%s", what, mistakes);
	mem_deref(mistakes);
	mem_deref(policy);
	mem_deref(text);
}

#endif
