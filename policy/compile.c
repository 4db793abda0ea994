/* compile.c -- the walk along the table of keys; see compile.h */
#include <errno.h>
#include <string.h>
#include "policy/check.h"
#include "policy/compile.h"
#include "policy/value.h"

/* Sections whose names are referred to: without them, nobody can say which reference is wrong. */
static const struct {
	const char *section;
	enum names_kind kind;
} namings[] = {
	{"sides",     NAMES_SIDE},
	{"numbering", NAMES_PLAN},
	{"peers",     NAMES_PEER},
};

/* What a value of another shape is told. */
static const struct {
	bool text, list, map; /* what fits */
	const char *wrong;
} shapes[] = {
	[KEY_ONE] = {true,  false, false, "takes one value"                          },
	[KEY_PREFIX] = {true,  false, false, "takes one value"                          },
	[KEY_LIST] = {true,  true,  false, "takes one value or a list of values"      },
	[KEY_SECTION] = {false, false, true,  "is a section: its keys stand below it"    },
	[KEY_NAMES] = {false, false, true,  "is a section: its names stand below it"   },
	[KEY_PAIRS] = {false, false, true,  "takes pairs such as {1xxx: +842873000xxx}"},
	[KEY_RULES] = {false, true,  false, "is a list: a rule begins with '- name:'"  },
};

/* clang-format off */
static const struct {
	const char *prefix;
	bool supported;
} transports[] = {
	{"udp:", true},
	{"tcp:", false},
	{"tls:", false},
	{"ws:",  false},
	{"wss:", false},
};
/* clang-format on */

static bool walk(struct compiler *c, const struct yaml_node *node, const struct key *key);

struct block {
	struct le le;
	uint64_t data[]; /* aligned for all that we keep */
};

static void block_destructor(void *arg)
{
	struct block *block = arg;

	list_unlink(&block->le);
}

void *compile_block(struct compiler *c, size_t count, size_t size)
{
	struct block *block = mem_zalloc(sizeof *block + (count + 1) * size, block_destructor);

	if (!block) {
		c->err = ENOMEM;
		return NULL;
	}

	list_append(&c->policy->blocks, &block->le, block);
	return block->data;
}

void compile_wrong(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	mistakes_add(c->mistakes, &node->place, "'%s' is not %s", node->text, key->form);
}

void compile_give(struct compiler *c, enum names_kind kind, const struct yaml_node *node,
		  const void *object)
{
	c->err |=
		names_give(c->names, kind, node->key->text, &node->key->place, object, c->mistakes);
}

void compile_want(struct compiler *c, enum names_kind kind, const struct yaml_node *node,
		  void *into)
{
	c->err |= names_want(c->names, kind, node->text, &node->place, into);
}

int compile_read_transport(struct compiler *c, const struct yaml_node *node, const char **textp)
{
	for (size_t i = 0; i < sizeof transports / sizeof transports[0]; i++) {
		const char *prefix = transports[i].prefix;

		if (strncmp(*textp, prefix, strlen(prefix)))
			continue;

		*textp += strlen(prefix);
		if (transports[i].supported)
			return 0;

		mistakes_add(c->mistakes, &node->place,
			     "'%s' is not yet supported: write udp: and an address", prefix);
		return EPROTONOSUPPORT;
	}

	return ENOENT;
}

bool compile_read_address(struct compiler *c, struct sa *address, const struct yaml_node *node,
			  const char *text, const struct key *key)
{
	const int err = value_address(address, text, SIP_PORT);

	if (err == ENOTSUP)
		mistakes_add(c->mistakes, &node->place,
			     "host name '%s' is not yet supported: names are looked up in a later "
			     "version; write an address",
			     text);
	else if (err)
		compile_wrong(c, node, key);

	return !err;
}

void compile_patterns(struct compiler *c, struct patterns *patterns, const struct yaml_node *node)
{
	struct pattern *list = compile_block(c, yaml_count(node), sizeof *list);
	const struct yaml_node *item = NULL;

	if (!list)
		return;

	patterns->list = list;
	patterns->place = *yaml_place(node);

	while ((item = yaml_each(node, item))) {
		const char *wrong;

		if (pattern_read(&list[patterns->count++], item->text, &wrong))
			mistakes_add(c->mistakes, &item->place, "'%s': %s", item->text, wrong);
	}
}

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
		mistakes_add(c->mistakes, &node->key->place,
			     "a second '%s': the first is in line %u", node->key->text,
			     first->key->place.line);
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
	if (known && !has_one_of(map, section)) /* an unknown key may have been meant for it */
		mistakes_add(c->mistakes, place, "'%s' %s", map->key->text, lacks);
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
static bool check_rule(struct compiler *c, const struct yaml_node *item)
{
	const struct yaml_node *first = item->first;

	if (item->kind != YAML_MAP || !first)
		mistakes_add(c->mistakes, &item->place,
			     "a rule begins with '- name:', its keys stand below it, indented");
	else if (keys_find("routes.*", first->key->text) && first->kind != YAML_MAP)
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

static void walk_rules(struct compiler *c, const struct yaml_node *list, const struct key *key)
{
	const struct key *each = keys_find(key->path, "*");

	for (const struct yaml_node *item = list->first; item; item = item->next) {
		const uint32_t before = mistakes_count(c->mistakes);

		if (mistakes_are_enough(c->mistakes))
			return;
		if (item->kind == YAML_BROKEN || !check_rule(c, item))
			continue;

		c->rule = NULL;
		walk(c, item->first, each);
		if (c->rule)
			c->rule->is_wrong = mistakes_count(c->mistakes) != before;
	}
}

/* False: the value could not be given to its reader, and a mistake says why. */
static bool walk(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (node->kind == YAML_BROKEN || !check_shape(c, node, key))
		return false;
	if ((key->shape == KEY_LIST || key->shape == KEY_PAIRS) && !check_items(c, node))
		return false;

	key->read(c, node, key);
	if (c->err)
		return true;

	if (key->shape == KEY_SECTION)
		walk_section(c, node, key->path, key->form);
	else if (key->shape == KEY_NAMES)
		walk_names(c, node, key);
	else if (key->shape == KEY_RULES)
		walk_rules(c, node, key);

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

static void set_defaults(struct config *config)
{
	config->name = "sbc";
	config->port_first = 20000;
	config->port_last = 39999;
	config->silence_us = 60000000;
}

/* Our RTP stands beside the first listener of a side. */
static void set_media(struct config *config)
{
	for (uint32_t i = 0; i < config->sidec; i++) {
		config->sides[i].media = config->sides[i].listen[0].local;
		if (config->sides[i].listenc)
			sa_set_port(&config->sides[i].media, 0);
	}
}

static void policy_destructor(void *arg)
{
	struct policy *policy = arg;

	mem_deref(policy->who);
	list_flush(&policy->blocks);
	mem_deref(policy->tree);
}

static void compile_root(struct compiler *c, const struct yaml_node *root)
{
	set_defaults(&c->policy->config);
	walk_section(c, root, "", NULL);
	set_media(&c->policy->config);
	excuse_names(c, root);
	names_resolve(c->names, c->mistakes);
	check_policy(c);
}

int compile_policy(struct policy **policyp, struct yaml *tree, struct mistakes *mistakes)
{
	struct compiler c = {.mistakes = mistakes};
	const struct yaml_node *root = yaml_root(tree);
	int err;

	c.policy = mem_zalloc(sizeof *c.policy, policy_destructor);
	if (!c.policy)
		return ENOMEM;

	c.policy->tree = mem_ref(tree);
	err = names_alloc(&c.names);
	if (!err && root)
		compile_root(&c, root);
	if (!err)
		err = c.err;
	if (!err && !mistakes_count(mistakes))
		err = who_alloc(&c.policy->who, c.policy->config.peers, c.policy->config.peerc);

	mem_deref(c.names);
	if (err)
		mem_deref(c.policy);
	else
		*policyp = c.policy;

	return err;
}
