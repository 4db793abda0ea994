/* include.c -- sections of one tree are moved into another; see include.h */
#include <errno.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/include.h"
#include "policy/unread.h"

struct including {
	struct yaml *whole;
	struct yaml_node *root; /* of `whole` */
	const struct policy_reader *reader;
	struct mistakes *mistakes;
	struct file {
		char *path;
		struct place place; /* of the `include` */
	} files[INCLUDE_FILES_MAX];
	uint32_t filec, depth;
	bool is_broken; /* a file could not be read */
};

static int take_in(struct including *in, struct yaml *part);

static int refuse(struct including *in, const struct yaml_node *node, const char *fmt, ...)
{
	char what[128];
	va_list ap;

	va_start(ap, fmt);
	(void)re_vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	mistakes_add(in->mistakes, &node->place, "'%s' %s", node->text, what);
	in->is_broken = true;
	return 0;
}

static const struct file *find_file(const struct including *in, const char *path)
{
	for (uint32_t i = 0; i < in->filec; i++)
		if (!strcmp(in->files[i].path, path))
			return &in->files[i];

	return NULL;
}

/* The file's text may hold passwords: it is wiped as soon as it is a tree. */
static int read_part(struct including *in, const char *path, const struct yaml_node *node)
{
	struct yaml *part = NULL;
	char *text = NULL;
	int err = in->reader->read(&text, path, in->reader->arg);

	if (err == ENOMEM)
		return err;
	if (err)
		return err == ENOENT ? refuse(in, node, "is no file here")
				     : refuse(in, node, "cannot be read: %H", unread_why, &err);

	err = yaml_read(&part, path, text, in->mistakes);
	explicit_bzero(text, strlen(text));
	mem_deref(text);
	if (!err)
		err = yaml_keep(in->whole, part);
	if (err)
		return err;

	if (!yaml_root(part)) {
		in->is_broken = true;
		return 0;
	}

	++in->depth;
	err = take_in(in, part);
	--in->depth;
	return err;
}

/* The path is the list's, with the place that named it. */
static int include_file(struct including *in, const struct yaml_node *node)
{
	const struct file *first;
	char *path;
	int err;

	if (in->depth == INCLUDE_DEPTH_MAX)
		return refuse(in, node, "is deeper than %u files inside each other",
			      INCLUDE_DEPTH_MAX);
	if (in->filec == INCLUDE_FILES_MAX)
		return refuse(in, node, "is one more than %u files", INCLUDE_FILES_MAX);

	err = compile_join(&path, node->place.file, node->text);
	if (err)
		return err;

	first = find_file(in, path);
	if (first) {
		mem_deref(path);
		return first->place.line ? refuse(in, node, "is included already: %s:%u",
						  first->place.file, first->place.line)
					 : refuse(in, node, "is the policy file itself");
	}

	in->files[in->filec++] = (struct file){path, node->place};
	return read_part(in, path, node);
}

static int include_files(struct including *in, const struct yaml_node *node)
{
	const struct yaml_node *item = NULL;
	int err = 0;

	while (!err && (item = yaml_each(node, item))) {
		if (item->kind == YAML_TEXT && item->text[0])
			err = include_file(in, item);
		else if (item->kind != YAML_BROKEN)
			mistakes_add(in->mistakes, yaml_place(item),
				     "'include' takes the path of a file, or a list of them");
	}

	return err;
}

static void append(struct yaml_node *to, struct yaml_node *first, struct yaml_node *last,
		   uint32_t count)
{
	if (!count)
		return;

	if (to->last)
		to->last->next = first;
	else
		to->first = first;
	to->last = last;
	to->count += count;
}

/* Names and rules go to those that are there; anything else stands for itself, once. */
static void put(struct including *in, struct yaml_node *section)
{
	struct yaml_node *there = (struct yaml_node *)yaml_find(in->root, section->key->text);
	const bool joins = there && there->kind == section->kind
		&& (section->kind == YAML_MAP || section->kind == YAML_LIST)
		&& strcmp(there->place.file, section->place.file) != 0;

	if (joins)
		append(there, section->first, section->last, section->count);
	else
		append(in->root, section, section, 1);
}

/* A section that its own file has twice is no section of two files. */
static bool is_second(struct including *in, const struct yaml_node *first,
		      const struct yaml_node *section)
{
	const struct yaml_node *node = first;

	while (node != section && strcmp(node->key->text, section->key->text))
		node = node->next;

	if (node == section)
		return false;

	mistakes_add(in->mistakes, &section->key->place, "a second '%s': the first is in line %u",
		     section->key->text, node->key->place.line);
	return true;
}

static uint32_t empty(struct yaml_node *root, struct yaml_node **sections)
{
	uint32_t count = 0;

	for (struct yaml_node *node = root->first; node; node = node->next)
		sections[count++] = node;

	root->first = root->last = NULL;
	root->count = 0;
	return count;
}

/* Moves the sections of a file into the whole, those of the files that it includes between them. */
static int take_in(struct including *in, struct yaml *part)
{
	struct yaml_node *root = yaml_edit(part), *const first = root->first;
	struct yaml_node **sections = mem_zalloc((root->count + 1) * sizeof(void *), NULL);
	uint32_t count, kept = 0;
	int err = 0;

	if (!sections)
		return ENOMEM;

	count = empty(root, sections);
	for (uint32_t i = 0; i < count; i++) /* while their chain is whole */
		if (!is_second(in, first, sections[i]))
			sections[kept++] = sections[i];

	for (uint32_t i = 0; i < kept && !err; i++) {
		sections[i]->next = NULL;
		if (strcmp(sections[i]->key->text, "include"))
			put(in, sections[i]);
		else
			err = include_files(in, sections[i]);
	}

	mem_deref(sections);
	return err;
}

int include_all(struct yaml *tree, const struct policy_reader *reader, struct mistakes *mistakes)
{
	struct including *in;
	int err;

	if (!yaml_root(tree) || !yaml_find(yaml_root(tree), "include"))
		return 0;

	in = mem_zalloc(sizeof *in, NULL);
	if (!in)
		return ENOMEM;

	*in = (struct including){.whole = tree,
				 .root = yaml_edit(tree),
				 .reader = reader,
				 .mistakes = mistakes,
				 .filec = 1};
	err = str_dup(&in->files[0].path, in->root->place.file);
	if (!err)
		err = take_in(in, tree);
	if (in->is_broken)
		yaml_forget(tree);

	for (uint32_t i = 0; i < in->filec; i++)
		mem_deref(in->files[i].path);
	mem_deref(in);
	return err;
}
