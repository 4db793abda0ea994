/* compile_numbering.c -- readers of numbering plans, and of a peer's plan and extensions */
#include <string.h>
#include "policy/compile.h"

enum {
	COUNTRY_DIGITS_MAX = 3, /* ITU-T E.164 */
	PREFIX_DIGITS_MAX = 8,
};

void compile_numbering(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->policy->plans = compile_block(c, node->count, sizeof(struct numbering));
}

void compile_plan(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->plan = &c->policy->plans[c->policy->planc++];
	c->plan->name = node->key->text;
	c->plan->country = "";
	c->plan->international = "+";
	c->plan->place = node->key->place;

	if (!strcmp(c->plan->name, numbers_e164.name))
		mistakes_add(c->mistakes, &node->key->place,
			     "'e164' is built in: give this plan another name");
	compile_give(c, NAMES_PLAN, node, c->plan);
}

static bool is_digits(const char *text, size_t max)
{
	return strlen(text) <= max && !text[strspn(text, "0123456789")];
}

void compile_country(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (!is_digits(node->text, COUNTRY_DIGITS_MAX) || node->text[0] == '0')
		compile_wrong(c, node, key);
	else
		c->plan->country = node->text;
}

void compile_national(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (!is_digits(node->text, PREFIX_DIGITS_MAX))
		compile_wrong(c, node, key);
	else
		c->plan->national = node->text;
}

void compile_international(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (!is_digits(node->text, PREFIX_DIGITS_MAX) && strcmp(node->text, "+"))
		compile_wrong(c, node, key);
	else
		c->plan->international = node->text;
}

void compile_local(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	compile_patterns(c, &c->plan->local, node);
}

void compile_numbers(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	if (!strcmp(node->text, numbers_e164.name))
		c->peer->numbers = &numbers_e164;
	else
		compile_want(c, NAMES_PLAN, node, &c->peer->numbers);
}

/* One side of a pair; false: the mistake was added. */
static bool read_extension(struct compiler *c, struct pattern *pattern,
			   const struct yaml_node *node)
{
	const char *wrong;

	if (!pattern_read(pattern, node->text, &wrong) && pattern_is_mappable(pattern))
		return true;

	mistakes_add(c->mistakes, &node->place,
		     "'%s': extensions are made of digits, + and x for a digit that is kept",
		     node->text);
	return false;
}

static void read_pair(struct compiler *c, struct extension *extension, const struct yaml_node *map,
		      const struct yaml_node *node)
{
	const struct yaml_node *first = yaml_find(map, node->key->text);

	extension->place = node->key->place;
	if (!read_extension(c, &extension->wire, node->key)
	    || !read_extension(c, &extension->world, node))
		return;

	if (pattern_wildcards(&extension->wire) != pattern_wildcards(&extension->world))
		mistakes_add(c->mistakes, &node->place,
			     "'%s' has %u x and '%s' has %u: both need as many", node->key->text,
			     pattern_wildcards(&extension->wire), node->text,
			     pattern_wildcards(&extension->world));
	else if (first != node)
		mistakes_add(c->mistakes, &node->key->place,
			     "a second '%s': the first is in line %u", node->key->text,
			     first->key->place.line);
}

void compile_extensions(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct extensions *extensions = compile_block(c, 1, sizeof *extensions);
	struct extension *list = compile_block(c, node->count, sizeof *list);
	(void)key;

	if (!extensions || !list)
		return;

	extensions->list = list;
	for (const struct yaml_node *pair = node->first; pair; pair = pair->next)
		if (pair->kind == YAML_TEXT)
			read_pair(c, &list[extensions->count++], node, pair);

	c->peer->extensions = extensions;
}
