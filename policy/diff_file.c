/* diff_file.c -- two trees along each other; see diff.h */
#include <string.h>
#include "policy/compile.h"
#include "policy/diff.h"

struct path { /* "peer viettel: limit.calls", from its end to its root */
	const struct path *up;
	const char *name;
};

struct comparison {
	struct re_printf *pf;
	const struct place *here; /* the new file, whose lines are told */
	bool differs;
	int err;
};

static int print_path(struct re_printf *pf, const struct path *path)
{
	if (!path->up)
		return re_hprintf(pf, "%s", path->name);

	return re_hprintf(pf, "%H.%s", print_path, path->up, path->name);
}

/* Whether what stands there may not be told: a password, or what is in it. */
static bool is_secret(const struct path *path)
{
	for (; path; path = path->up)
		if (!strcmp(path->name, "password"))
			return true;

	return false;
}

/* As it would be written in one line. */
static int print_value(struct re_printf *pf, const struct yaml_node *node)
{
	const bool map = node->kind == YAML_MAP;
	int err = 0;

	if (node->kind == YAML_TEXT)
		return re_hprintf(pf, *node->text ? "%s" : "''", node->text);

	err |= re_hprintf(pf, map ? "{" : "[");
	for (const struct yaml_node *each = node->first; each; each = each->next) {
		if (map && !strcmp(each->key->text, "password"))
			err |= re_hprintf(pf, "password: (a secret)");
		else if (map)
			err |= re_hprintf(pf, "%s: %H", each->key->text, print_value, each);
		else
			err |= print_value(pf, each);
		err |= re_hprintf(pf, "%s", each->next ? ", " : "");
	}

	return err | re_hprintf(pf, map ? "}" : "]");
}

static bool are_equal(const struct yaml_node *a, const struct yaml_node *b)
{
	const struct yaml_node *x = a->first, *y = b->first;

	if (a->kind != b->kind || strcmp(a->text, b->text))
		return false;

	for (; x && y; x = x->next, y = y->next)
		if ((x->key && strcmp(x->key->text, y->key->text)) || !are_equal(x, y))
			return false;

	return !x && !y;
}

static void tell_new(struct comparison *c, const struct path *path, const struct yaml_node *node)
{
	c->differs = true;
	if (is_secret(path))
		c->err |= re_hprintf(c->pf, "%H is new (%H)\n", print_path, path, mistakes_where,
				     &(struct mistakes_where){yaml_place(node), c->here});
	else
		c->err |= re_hprintf(
			c->pf, "%H is new (%H): %H\n", print_path, path, mistakes_where,
			&(struct mistakes_where){yaml_place(node), c->here}, print_value, node);
}

static void tell_gone(struct comparison *c, const struct path *path, const struct yaml_node *node)
{
	c->differs = true;
	if (is_secret(path))
		c->err |= re_hprintf(c->pf, "%H is gone\n", print_path, path);
	else
		c->err |= re_hprintf(c->pf, "%H is gone (was %H)\n", print_path, path, print_value,
				     node);
}

static void tell_changed(struct comparison *c, const struct path *path,
			 const struct yaml_node *before, const struct yaml_node *after)
{
	c->differs = true;
	if (is_secret(path))
		c->err |= re_hprintf(c->pf, "%H is another one (%H)\n", print_path, path,
				     mistakes_where,
				     &(struct mistakes_where){yaml_place(after), c->here});
	else
		c->err |= re_hprintf(c->pf, "%H is now %H (%H, was %H)\n", print_path, path,
				     print_value, after, mistakes_where,
				     &(struct mistakes_where){yaml_place(after), c->here},
				     print_value, before);
}

/* A list of `- name:` is a map whose order counts. */
static bool is_rules(const struct yaml_node *node)
{
	const struct yaml_node *first = node->kind == YAML_LIST ? node->first : NULL;

	return first && first->kind == YAML_MAP && first->count == 1
		&& first->first->kind == YAML_MAP;
}

static const struct yaml_node *entry_of(const struct yaml_node *item, bool rules)
{
	return rules ? item->first : item;
}

/* The entry of that name; NULL: there is none. */
static const struct yaml_node *find_entry(const struct yaml_node *node, const char *name,
					  bool rules)
{
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		const struct yaml_node *entry = entry_of(item, rules);

		if (entry && entry->key && !strcmp(entry->key->text, name))
			return entry;
	}

	return NULL;
}

static void compare(struct comparison *c, const struct path *path, const struct yaml_node *before,
		    const struct yaml_node *after);

/* The first of `after` that stands behind what it stood before; order of those that both have. */
static void compare_order(struct comparison *c, const struct path *path,
			  const struct yaml_node *before, const struct yaml_node *after)
{
	const struct yaml_node *was = before->first, *is = after->first;

	while (was && is) {
		if (!find_entry(after, was->first->key->text, true)) {
			was = was->next;
		} else if (!find_entry(before, is->first->key->text, true)) {
			is = is->next;
		} else if (strcmp(was->first->key->text, is->first->key->text)) {
			c->differs = true;
			c->err |= re_hprintf(
				c->pf, "%H: '%s' (%H) stands before '%s' now\n", print_path, path,
				is->first->key->text, mistakes_where,
				&(struct mistakes_where){&is->first->key->place, c->here},
				was->first->key->text);
			return;
		} else {
			was = was->next;
			is = is->next;
		}
	}
}

static void compare_names(struct comparison *c, const struct path *path,
			  const struct yaml_node *before, const struct yaml_node *after, bool rules)
{
	for (const struct yaml_node *item = before->first; item; item = item->next) {
		const struct yaml_node *was = entry_of(item, rules);
		const struct yaml_node *is = find_entry(after, was->key->text, rules);
		const struct path inner = {path, was->key->text};

		if (is)
			compare(c, &inner, was, is);
		else
			tell_gone(c, &inner, was);
	}

	for (const struct yaml_node *item = after->first; item; item = item->next) {
		const struct yaml_node *is = entry_of(item, rules);
		const struct path inner = {path, is->key->text};

		if (!find_entry(before, is->key->text, rules))
			tell_new(c, &inner, is);
	}

	if (rules)
		compare_order(c, path, before, after);
}

static bool is_entries(const struct yaml_node *node)
{
	return node->kind == YAML_LIST && node->first && node->first->kind == YAML_MAP;
}

static bool has_equal(const struct yaml_node *list, const struct yaml_node *entry)
{
	for (const struct yaml_node *item = list->first; item; item = item->next)
		if (are_equal(item, entry))
			return true;

	return false;
}

/* Entries have no names: those of one list that the other does not have. */
static void compare_entries(struct comparison *c, const struct path *path,
			    const struct yaml_node *before, const struct yaml_node *after)
{
	for (const struct yaml_node *item = before->first; item; item = item->next)
		if (!has_equal(after, item))
			tell_gone(c, path, item);

	for (const struct yaml_node *item = after->first; item; item = item->next)
		if (!has_equal(before, item))
			tell_new(c, path, item);
}

static void compare(struct comparison *c, const struct path *path, const struct yaml_node *before,
		    const struct yaml_node *after)
{
	const bool rules = is_rules(before) && is_rules(after);

	if (are_equal(before, after))
		return;

	if (rules || (before->kind == YAML_MAP && after->kind == YAML_MAP))
		compare_names(c, path, before, after, rules);
	else if (is_entries(before) && is_entries(after))
		compare_entries(c, path, before, after);
	else
		tell_changed(c, path, before, after);
}

int diff_file(struct re_printf *pf, bool *differs, const struct policy *before,
	      const struct policy *after)
{
	const struct yaml_node *was = yaml_root(before->tree), *is = yaml_root(after->tree);
	struct comparison c = {.pf = pf, .here = &is->place};

	compare_names(&c, NULL, was, is, false);
	*differs = c.differs;
	return c.err;
}
