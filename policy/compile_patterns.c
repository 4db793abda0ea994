/* compile_patterns.c -- patterns, expressions and files of patterns, read from the tree; see compile.h */
#include <errno.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/pattern_file.h"
#include "policy/pattern_regex.h"
#include "policy/unread.h"

enum {
	WRONG_SIZE = 128, /* what the C library says of an expression */
};

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

	if (err) {
		c->err = err;
		return false;
	}

	*regexp = regex;
	return compile_keep(c, regex);
}

int compile_join(char **pathp, const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');

	if (name[0] == '/' || !slash)
		return str_dup(pathp, name);

	return re_sdprintf(pathp, "%b/%s", file, (size_t)(slash - file), name);
}

struct known_file { /* several rules may name one file */
	struct known_file *next;
	const char *path;
	const struct pattern_file *file;
};

static const struct pattern_file *find_file(const struct compiler *c, const char *path)
{
	for (const struct known_file *known = c->files; known; known = known->next)
		if (!strcmp(known->path, path))
			return known->file;

	return NULL;
}

static void know_file(struct compiler *c, const char *path, const struct pattern_file *file)
{
	struct known_file *known = compile_block(c, 1, sizeof *known);

	if (!known)
		return;

	*known = (struct known_file){c->files, path, file};
	c->files = known;
}

/* NULL: the mistake was added, or there is no memory. */
static const struct pattern_file *read_file(struct compiler *c, const struct yaml_node *node,
					    const char *path)
{
	struct pattern_file *file = NULL;
	char *text = NULL;
	int err = c->reader->read(&text, path, c->reader->arg);

	if (err && err != ENOMEM) {
		mistakes_add(c->mistakes, &node->place, "'%s' cannot be read: %H", path, unread_why,
			     &err);
		return NULL;
	}

	if (!err)
		err = pattern_file_alloc(&file, path, text, c->mistakes);
	mem_deref(text);
	if (err)
		c->err = err;
	if (err || !compile_keep(c, file))
		return NULL;

	know_file(c, path, file);
	return file;
}

static void compile_file(struct compiler *c, struct pattern *pattern, const struct yaml_node *node)
{
	const char *path = compile_path(c, &node->place, node->text + strlen("file:"));

	if (!path)
		return;

	pattern->file = find_file(c, path);
	if (!pattern->file)
		pattern->file = read_file(c, node, path);
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
	if (!spans)
		c->err = ENOMEM;
	else if (compile_keep(c, spans) && !(c->err = patterns_span(spans, patterns)))
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
