/* compile_patterns.c -- patterns, expressions and files of patterns, read from the tree; see compile.h */
#include <errno.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/pattern_file.h"
#include "policy/pattern_regex.h"

enum {
	WRONG_SIZE = 128, /* what the C library says of an expression */
};

struct kept { /* what lives as long as the policy */
	struct le le;
	void *object;
	char *name; /* of a file; NULL: no file */
};

static void kept_destructor(void *arg)
{
	struct kept *kept = arg;

	list_unlink(&kept->le);
	mem_deref(kept->object);
	mem_deref(kept->name);
}

/* The policy takes over the object, and the name. */
static int keep(struct compiler *c, void *object, char *name)
{
	struct kept *kept = mem_zalloc(sizeof *kept, kept_destructor);

	if (!kept) {
		mem_deref(object);
		mem_deref(name);
		return ENOMEM;
	}

	kept->object = object;
	kept->name = name;
	list_append(&c->policy->kept, &kept->le, kept);
	return 0;
}

bool compile_regex(struct compiler *c, const struct pattern_regex **regexp,
		   const struct yaml_node *node)
{
	char wrong[WRONG_SIZE] = "";
	struct pattern_regex *regex;
	int err = pattern_regex_alloc(&regex, node->text, wrong, sizeof wrong);

	if (err == EINVAL) {
		mistakes_add(c->mistakes, &node->place, "'%s' is no expression: %s", node->text,
			     wrong);
		return false;
	}

	if (!err)
		err = keep(c, regex, NULL);
	if (err)
		c->err = err;
	else
		*regexp = regex;

	return !err;
}

int compile_join(char **pathp, const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');

	if (name[0] == '/' || !slash)
		return str_dup(pathp, name);

	return re_sdprintf(pathp, "%b/%s", file, (size_t)(slash - file), name);
}

static const struct pattern_file *find_kept(const struct compiler *c, const char *path)
{
	struct le *le;

	LIST_FOREACH(&c->policy->kept, le)
	{
		const struct kept *kept = le->data;

		if (kept->name && !strcmp(kept->name, path))
			return kept->object;
	}

	return NULL;
}

/* Reads the file; the path is taken over. */
static int read_file(struct compiler *c, const struct pattern_file **filep,
		     const struct yaml_node *node, char *path)
{
	struct pattern_file *file = NULL;
	char *text = NULL;
	int err = c->reader->read(&text, path, c->reader->arg);

	if (err) {
		mistakes_add(c->mistakes, &node->place, "'%s' cannot be read: %m", path, err);
		mem_deref(path);
		return err == ENOMEM ? err : 0;
	}

	err = pattern_file_alloc(&file, path, text, c->mistakes);
	mem_deref(text);
	if (err) {
		mem_deref(path);
		return err;
	}

	*filep = file;
	return keep(c, file, path);
}

static void compile_file(struct compiler *c, struct pattern *pattern, const struct yaml_node *node)
{
	char *path;
	int err = compile_join(&path, node->place.file, node->text + 5);

	if (err) {
		c->err = err;
		return;
	}

	pattern->file = find_kept(c, path);
	if (pattern->file) /* several rules may name one file */
		mem_deref(path);
	else if ((err = read_file(c, &pattern->file, node, path)))
		c->err = err;
}

static void read_pattern(struct compiler *c, struct pattern *pattern, const struct yaml_node *node)
{
	const char *wrong;

	if (!strcmp(node->text, "file:"))
		mistakes_add(c->mistakes, &node->place,
			     "'file:' has no name: write one such as file:blocked.txt");
	else if (!strncmp(node->text, "file:", 5))
		compile_file(c, pattern, node);
	else if (node->text[0] == '/' && !pattern_is_regex(node->text))
		mistakes_add(c->mistakes, &node->place,
			     "'%s': an expression ends with a slash, such as /^84/", node->text);
	else if (node->text[0] == '/')
		(void)compile_regex(c, &pattern->regex, node);
	else if (pattern_read(pattern, node->text, &wrong))
		mistakes_add(c->mistakes, &node->place, "'%s': %s", node->text, wrong);

	pattern->text = node->text;
}

static void spans_destructor(void *arg)
{
	spans_reset(arg);
}

static void index_patterns(struct compiler *c, struct patterns *patterns)
{
	struct spans *spans;

	if (patterns->count <= PATTERNS_FEW)
		return;

	spans = mem_zalloc(sizeof *spans, spans_destructor);
	if (!spans || keep(c, spans, NULL) || patterns_span(spans, patterns))
		c->err = ENOMEM;
	else
		patterns->spans = spans;
}

void compile_patterns(struct compiler *c, struct patterns *patterns, const struct yaml_node *node)
{
	struct pattern *list = compile_block(c, yaml_count(node), sizeof *list);
	const struct yaml_node *item = NULL;

	if (!list)
		return;

	patterns->list = list;
	patterns->place = *yaml_place(node);
	while ((item = yaml_each(node, item)))
		read_pattern(c, &list[patterns->count++], item);

	index_patterns(c, patterns);
}
