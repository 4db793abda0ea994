/* compile_secret.c -- passwords: where the file says they are, or as it has them; see compile.h */
#include <errno.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/secret.h"
#include "policy/unread.h"

static bool begins(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

static void refuse(struct compiler *c, const struct yaml_node *node, int err)
{
	const char *name = strchr(node->text, ':') + 1;

	if (err == EMSGSIZE)
		mistakes_add(c->mistakes, &node->place, "'%s' is longer than %u bytes", node->text,
			     SECRET_SIZE - 1);
	else if (err == ENODATA)
		mistakes_add(c->mistakes, &node->place, "'%s' is empty", node->text);
	else if (err == ENOENT && begins(node->text, "env:"))
		mistakes_add(c->mistakes, &node->place, "the environment has no '%s'", name);
	else if (err == ENOENT)
		mistakes_add(c->mistakes, &node->place, "there is no '%s'", name);
	else
		mistakes_add(c->mistakes, &node->place, "'%s' cannot be read: %H", node->text,
			     unread_why, &err);
}

/* file:PATH is beside the policy unless the path is absolute. */
static const char *source_of(struct compiler *c, const struct yaml_node *node)
{
	const char *path, *source;
	char *text = NULL;

	if (!begins(node->text, "file:"))
		return node->text;

	path = compile_path(c, &node->place, node->text + strlen("file:"));
	if (!path || re_sdprintf(&text, "file:%s", path)) {
		c->err = ENOMEM;
		return NULL;
	}

	source = compile_copy(c, text, strlen(text));
	mem_deref(text);
	return source;
}

/* *textp is the caller's to wipe; it stays NULL if nobody wants secrets. */
static int fetch(char **textp, const struct compiler *c, const char *source)
{
	const struct policy_reader *reader = c->reader;

	if (!reader || !reader->secret)
		return 0;

	return reader->secret(textp, source, reader->arg);
}

static int read_source(struct compiler *c, struct secret **secretp, const struct yaml_node *node)
{
	const char *source = source_of(c, node);
	char *text = NULL;
	int err;

	if (!source)
		return c->err;

	err = fetch(&text, c, source);
	if (!err && text && !text[0])
		err = ENODATA;
	if (!err)
		err = secret_alloc(secretp, node->text, text);

	if (text)
		explicit_bzero(text, strlen(text));
	mem_deref(text);
	return err;
}

/* "env:" alone: nobody's password, but where the name was forgotten. */
static bool is_nameless(const char *text)
{
	return !strcmp(text, "env:") || !strcmp(text, "file:") || !strcmp(text, "credential:");
}

const struct secret *compile_read_secret(struct compiler *c, const struct yaml_node *node)
{
	const bool is_source = secret_is_source(node->text);
	struct secret *secret = NULL;
	int err;

	if (is_nameless(node->text)) {
		mistakes_add(c->mistakes, &node->place, "'%s' has no name behind it", node->text);
		return NULL;
	}

	if (is_source) {
		err = read_source(c, &secret, node);
	} else {
		err = secret_alloc(&secret, NULL, node->text);
		yaml_wipe(node);
	}

	if (err == ENOMEM)
		c->err = ENOMEM;
	else if (err && is_source)
		refuse(c, node, err);
	else if (err)
		mistakes_add(c->mistakes, &node->place, "a password of more than %u bytes",
			     SECRET_SIZE - 1);
	else
		compile_keep(c, secret);

	return err || c->err ? NULL : secret;
}
