/* compile_walk.c -- the walk along the table of keys; see compile.h */
#include <string.h>
#include "policy/compile.h"

/* clang-format off */
/* Sections whose names are referred to: without them, nobody can say which reference is wrong. */
static const struct {
	const char *section;
	enum names_kind kind;
} namings[] = {
	{"sides",     NAMES_SIDE},
	{"numbering", NAMES_PLAN},
	{"peers",     NAMES_PEER},
	{"hours",     NAMES_HOURS},
	{"tenants",   NAMES_TENANT},
	{"accounts",  NAMES_ACCOUNT},
};
/* clang-format on */

/* What a value of another shape is told. */
static const struct {
	bool text, list, map; /* what fits */
	const char *wrong;
} shapes[] = {
	[KEY_ONE] = {true,  false, false, "takes one value"                               },
	[KEY_PREFIX] = {true,  false, false, "takes one value"                               },
	[KEY_LIST] = {true,  true,  false, "takes one value or a list of values"           },
	[KEY_SECTION] = {false, false, true,
                     "is a section: its keys stand below it, as KEY: VALUE"               },
	[KEY_NAMES] = {false, false, true,  "is a section: its names stand below it"        },
	[KEY_PAIRS] = {false, false, true,  "takes pairs of a name and a text: {NAME: TEXT}"},
	[KEY_RULES] = {false, true,  false, "is a list: a rule begins with '- name:'"       },
	[KEY_ENTRIES] = {false, true,  false, "is a list: an entry begins with '- '"          },
	[KEY_LIST_OR_PAIRS] = {true,  true,  true,  "takes a value, a list or pairs"                },
	[KEY_LIST_OR_SECTION] = {true,  true,  true,  "takes a value, a list or a section"            },
};

static bool walk(struct compiler *c, const struct yaml_node *node, const struct key *key);

static bool fits(const struct yaml_node *node, const struct key *key)
{
	switch (node->kind) {
	case YAML_TEXT:
		return shapes[key->shape].text;
	case YAML_LIST:
		return shapes[key->shape].list;
	default:
		return shapes[key->shape].map;
	}
}

static bool is_empty(const struct yaml_node *node, const struct key *key)
{
	if (node->kind == YAML_TEXT)
		return !node->text[0] && key->shape != KEY_PREFIX;

	return !node->count;
}

/* Whether the value has its key's shape and size; if not, the mistake is added. */
static bool check_shape(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const char *form = key->form && shapes[key->shape].text ? key->form : NULL;
	const struct key *inner = keys_find(key->path, "*");
	const char *name = node->key->text;

	if (is_empty(node, key))
		mistakes_add(c->mistakes, yaml_place(node), "'%s' is empty%s%s", name,
			     form ? ": write " : "", form ? form : "");
	else if (node->kind == YAML_MAP && inner && !inner->read)
		mistakes_add(c->mistakes, &node->place, "%s is not yet supported", inner->form);
	else if (!fits(node, key))
		mistakes_add(c->mistakes, &node->place, "'%s' %s", name, shapes[key->shape].wrong);
	else if (key->max && node->count > key->max)
		mistakes_add(c->mistakes, yaml_place(node), "'%s' has %u entries: %u at most", name,
			     node->count, key->max);
	else
		return true;

	return false;
}

/* Lists and pairs hold texts only. */
static bool check_items(struct compiler *c, const struct yaml_node *node)
{
	const uint32_t before = mistakes_count(c->mistakes);

	for (const struct yaml_node *item = node->first; item; item = item->next) {
		if (item->kind == YAML_LIST || item->kind == YAML_MAP)
			mistakes_add(c->mistakes, &item->place,
				     "a value here is a text; in lists, "
				     "text with [ ] { } or , needs quotes");
		else if (item->kind == YAML_TEXT && !item->text[0] && item->key)
			mistakes_add(c->mistakes, yaml_place(item),
				     "'%s' has no value: write %s: VALUE; a comma ends a pair",
				     item->key->text, item->key->text);
		else if (item->kind == YAML_TEXT && !item->text[0])
			mistakes_add(c->mistakes, yaml_place(item), "an empty value");
	}

	return mistakes_count(c->mistakes) == before && yaml_count(node);
}

static int print_keys(struct re_printf *pf, void *arg)
{
	const char *section = arg, *comma = "";
	const struct key *key = NULL;
	int err = 0;

	while ((key = keys_each(section, key))) {
		if (!key->read)
			continue;
		err |= re_hprintf(pf, "%s%s", comma, keys_name(key));
		comma = ", ";
	}

	return err;
}

static void add_unknown(struct compiler *c, const struct yaml_node *node, const char *section)
{
	const struct key *near = keys_near(section, node->key->text);

	if (near)
		mistakes_add(c->mistakes, &node->key->place,
			     "unknown key '%s' (did you mean '%s'%s?)", node->key->text,
			     keys_name(near), near->read ? "" : ", which is not yet supported");
	else
		mistakes_add(c->mistakes, &node->key->place, "unknown key '%s': here may stand %H",
			     node->key->text, print_keys, section);
}

/* One key of a section. False: it is not one that this program has. */
static bool walk_key(struct compiler *c, const struct yaml_node *map, const struct yaml_node *node,
		     const char *section)
{
	const struct key *key = keys_find(section, node->key->text);
	const struct yaml_node *first = yaml_find(map, node->key->text);

	if (!key) {
		add_unknown(c, node, section);
		return false;
	}

	if (!key->read) {
		mistakes_add(c->mistakes, &node->key->place, "'%s' is not yet supported",
			     node->key->text);
		return false;
	}

	if (first != node)
		mistakes_add(c->mistakes, &node->key->place, "a second '%s': the first is in %H",
			     node->key->text, mistakes_where,
			     &(struct mistakes_where){&first->key->place, &node->key->place});
	else
		walk(c, node, key);

	return true;
}

/* Whether the section has this key, or one that was probably meant for it. */
static bool has_key(const struct yaml_node *map, const char *section, const struct key *key)
{
	for (const struct yaml_node *node = map->first; node; node = node->next) {
		const struct key *known = keys_find(section, node->key->text);

		if (known == key || (!known && keys_near(section, node->key->text) == key))
			return true;
	}

	return false;
}

static void check_missing(struct compiler *c, const struct yaml_node *map, const char *section,
			  const struct place *place)
{
	const struct key *key = NULL;

	while ((key = keys_each(section, key)) && !mistakes_are_enough(c->mistakes)) {
		if (key->need != KEY_MUST || has_key(map, section, key))
			continue;

		if (map->key)
			mistakes_add(c->mistakes, place, "'%s' has no '%s': %s", map->key->text,
				     keys_name(key), key->meaning);
		else if (section[0])
			mistakes_add(c->mistakes, place, "this entry has no '%s': %s",
				     keys_name(key), key->meaning);
		else
			mistakes_add(c->mistakes, place, "the file has no '%s': %s", keys_name(key),
				     key->meaning);
	}
}

static bool has_one_of(const struct yaml_node *map, const char *section)
{
	bool wanted = false;
	const struct key *key = NULL;

	while ((key = keys_each(section, key))) {
		if (key->need == KEY_ONE_OF && has_key(map, section, key))
			return true;
		wanted |= key->need == KEY_ONE_OF;
	}

	return !wanted;
}

static void walk_section(struct compiler *c, const struct yaml_node *map, const char *section,
			 const char *lacks)
{
	const struct place *place = yaml_place(map);
	bool known = true;

	for (const struct yaml_node *node = map->first; node; node = node->next) {
		if (mistakes_are_enough(c->mistakes))
			return;
		known &= walk_key(c, map, node, section);
	}

	check_missing(c, map, section, place);
	if (!known || has_one_of(map, section)) /* an unknown key may have been meant for it */
		return;

	if (map->key)
		mistakes_add(c->mistakes, place, "'%s' %s", map->key->text, lacks);
	else
		mistakes_add(c->mistakes, place, "this entry %s", lacks);
}

/* A name whose section cannot be read is a name all the same: rules may refer to it. */
static void give_unread(struct compiler *c, const struct yaml_node *node, const struct key *section)
{
	for (size_t i = 0; i < sizeof namings / sizeof namings[0]; i++)
		if (!strcmp(namings[i].section, section->path))
			compile_give(c, namings[i].kind, node, NULL);
}

static void walk_names(struct compiler *c, const struct yaml_node *map, const struct key *key)
{
	const struct key *each = keys_find(key->path, "*");

	for (const struct yaml_node *node = map->first; node; node = node->next)
		if (!mistakes_are_enough(c->mistakes) && !walk(c, node, each))
			give_unread(c, node, key);
}

/* A rule is a map of one name: the usual slips are told apart. */
static bool check_rule(struct compiler *c, const struct yaml_node *item, const char *section)
{
	const struct yaml_node *first = item->first;

	if (item->kind != YAML_MAP || !first)
		mistakes_add(c->mistakes, &item->place,
			     "a rule begins with '- name:', its keys stand below it, indented");
	else if (keys_find(section, first->key->text) && first->kind != YAML_MAP)
		mistakes_add(
			c->mistakes, &item->place,
			"a rule without a name: write '- name:' and its keys below it, indented");
	else if (item->count > 1)
		mistakes_add(c->mistakes, &first->next->key->place,
			     "'%s' stands beside the rule's name '%s': indent it deeper",
			     first->next->key->text, first->key->text);
	else
		return true;

	return false;
}

/* Whether YAML refused something in it: told already, and nobody knows what it was to be. */
static bool has_broken(const struct yaml_node *node)
{
	for (const struct yaml_node *inner = node->first; inner; inner = inner->next)
		if (has_broken(inner))
			return true;

	return node->kind == YAML_BROKEN;
}

static void walk_rules(struct compiler *c, const struct yaml_node *list, const struct key *key)
{
	const struct key *each = keys_find(key->path, "*");

	for (const struct yaml_node *item = list->first; item; item = item->next) {
		const uint32_t before = mistakes_count(c->mistakes);
		bool wrong;

		if (mistakes_are_enough(c->mistakes))
			return;
		if (item->kind == YAML_BROKEN || !check_rule(c, item, each->path))
			continue;

		c->rule = NULL;
		c->guard = NULL;
		walk(c, item->first, each);
		wrong = has_broken(item) || mistakes_count(c->mistakes) != before;
		if (c->rule)
			c->rule->is_wrong = wrong;
		if (c->guard)
			c->guard->is_wrong = wrong;
	}
}

/* Entries have no names: each is a section of its own. */
static void walk_entries(struct compiler *c, const struct yaml_node *list, const struct key *key)
{
	const struct key *each = keys_find(key->path, "*");

	for (const struct yaml_node *item = list->first; item; item = item->next) {
		if (mistakes_are_enough(c->mistakes))
			return;
		if (item->kind == YAML_BROKEN)
			continue;

		if (item->kind != YAML_MAP || !item->first) {
			mistakes_add(c->mistakes, &item->place,
				     "an entry of '%s' has keys of its own: %H", key->path,
				     print_keys, each->path);
			continue;
		}

		each->read(c, item, each);
		walk_section(c, item, each->path, each->form);
	}
}

/* Whether the value is one text, or a list or map of nothing but texts. */
static bool is_flat(const struct yaml_node *node, const struct key *key)
{
	switch (key->shape) {
	case KEY_LIST:
	case KEY_PAIRS:
	case KEY_LIST_OR_PAIRS:
		return true;
	case KEY_LIST_OR_SECTION:
		return node->kind != YAML_MAP;
	default:
		return false;
	}
}

/* False: the value could not be given to its reader, and a mistake says why. */
static bool walk(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (node->kind == YAML_BROKEN || !check_shape(c, node, key))
		return false;
	if (is_flat(node, key) && !check_items(c, node))
		return false;

	key->read(c, node, key);
	if (c->err)
		return true;

	if (key->shape == KEY_SECTION || (key->shape == KEY_LIST_OR_SECTION && !is_flat(node, key)))
		walk_section(c, node, key->path, key->form);
	else if (key->shape == KEY_NAMES)
		walk_names(c, node, key);
	else if (key->shape == KEY_RULES)
		walk_rules(c, node, key);
	else if (key->shape == KEY_ENTRIES)
		walk_entries(c, node, key);

	return true;
}

static bool was_read(const struct yaml_node *node, const struct key *key)
{
	return node && node->kind != YAML_BROKEN && fits(node, key) && node->count
		&& node->count <= key->max;
}

static void excuse_names(struct compiler *c, const struct yaml_node *root)
{
	for (size_t i = 0; i < sizeof namings / sizeof namings[0]; i++) {
		const struct key *key = keys_find("", namings[i].section);
		const bool absent = key->need == KEY_MAY && !has_key(root, "", key);

		if (!absent && !was_read(yaml_find(root, namings[i].section), key))
			names_excuse(c->names, namings[i].kind);
	}
}

void compile_walk(struct compiler *c, const struct yaml_node *root)
{
	walk_section(c, root, "", NULL);
	excuse_names(c, root);
}
