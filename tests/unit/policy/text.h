/*
 * text.h -- policies from strings, for the unit tests of the room
 *
 * The file's name is always p.yaml. What is loaded and printed is owned by the caller.
 */
#ifndef TEST_POLICY_TEXT_H
#define TEST_POLICY_TEXT_H

#include <check.h>
#include <errno.h>
#include <string.h>
#include <re.h>
#include "policy/policy.h"

/* The policy is p.yaml; NAME.txt is a file with NAME's underscores as lines: "+84*_113.txt". */
static inline int text_read(char **textp, const char *name, void *arg)
{
	const char *end = strstr(name, ".txt");
	const struct pl lines = {name, end ? end - name : 0};

	if (!arg || !strcmp(name, "none.txt"))
		return ENOENT;
	if (!end)
		return str_dup(textp, arg);
	if (pl_strdup(textp, &lines))
		return ENOMEM;

	for (char *p = *textp; *p; p++)
		if (*p == '_')
			*p = '\n';
	return 0;
}

static inline char *text_of(struct mbuf *mb)
{
	char *text = NULL;

	mbuf_set_pos(mb, 0);
	ck_assert_int_eq(0, mbuf_strdup(mb, &text, mbuf_get_left(mb)));
	mem_deref(mb);
	return text;
}

/* Loads the text; *mistakesp becomes the lines of its mistakes, "" if there are none. */
static inline int text_load(struct policy **policyp, char **mistakesp, const char *text)
{
	const struct policy_reader reader = {.read = text_read, .arg = (void *)text};
	struct mbuf *mb = mbuf_alloc(1024);
	uint32_t count = 0, lines = 0;
	int err;

	*policyp = NULL;
	err = policy_load(policyp, "p.yaml", &reader, mb, &count);
	*mistakesp = text_of(mb);

	for (const char *p = *mistakesp; *p; p++)
		lines += *p == '\n';
	ck_assert_msg((err == EINVAL) == (count > 0), "error %d with %u mistakes", err, count);
	ck_assert_msg((err != 0) == !*policyp, "a policy and an error, or neither");
	ck_assert_msg(count <= lines, "%u mistakes in %u lines", count, lines);
	return err;
}

/* Loads a text that must be right. */
static inline struct policy *text_policy(const char *text)
{
	struct policy *policy;
	char *mistakes;

	ck_assert_msg(text_load(&policy, &mistakes, text) == 0, "%s", mistakes);
	mem_deref(mistakes);
	return policy;
}

static inline int text_print(const char *p, size_t size, void *arg)
{
	return mbuf_write_mem(arg, (const uint8_t *)p, size);
}

static inline struct sa text_address(const char *text)
{
	struct sa sa;

	ck_assert_msg(!sa_set_str(&sa, text, 5060), "%s", text);
	return sa;
}

/* The line that holds this text, from 1; 0: none does. */
static inline uint32_t text_line(const char *text, const char *part)
{
	const char *found = strstr(text, part);
	uint32_t line = 1;

	for (; found && text < found; text++)
		line += *text == '\n';

	return found ? line : 0;
}

#endif
