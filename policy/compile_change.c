/* compile_change.c -- readers of what a rule changes: set, add, remove, privacy; see compile.h */
#include <string.h>
#include "policy/compile.h"
#include "policy/header.h"
#include "policy/pattern_regex.h"
#include "policy/value.h"

enum {
	USER_BYTES_MAX = 64,
};

/* Most rules change nothing: the first change makes the struct. NULL: no memory. */
static struct change *change_of(struct compiler *c)
{
	if (!c->rule->change)
		c->rule->change = c->change = compile_block(c, 1, sizeof *c->change);

	return c->rule->change ? c->change : NULL;
}

/* What may be a user part without being escaped or misread by anybody. */
static void read_user(struct compiler *c, const char **userp, const struct yaml_node *node,
		      const struct key *key)
{
	if (value_is_word(node->text, "+-_.*#", USER_BYTES_MAX))
		*userp = node->text;
	else
		compile_wrong(c, node, key);
}

void compile_set_caller(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct change *change = change_of(c);

	if (change)
		read_user(c, &change->caller, node, key);
}

void compile_set_called(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct change *change = change_of(c);

	if (change)
		read_user(c, &change->called, node, key);
}

void compile_set_drop(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct change *change = change_of(c);

	if (change && value_count(&change->drop, node->text, 1, CHANGE_DROP_MAX))
		compile_wrong(c, node, key);
}

void compile_set_prefix(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct change *change = change_of(c);
	const char *text = node->text;
	const size_t plus = text[0] == '+';

	if (text[plus + strspn(text + plus, "0123456789*#")] || strlen(text) > CHANGE_PREFIX_MAX)
		compile_wrong(c, node, key);
	else if (change)
		change->prefix = text;
}

void compile_set_replace(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct change *change = change_of(c);
	const struct yaml_node *with = node->kind == YAML_LIST ? node->first->next : NULL;

	if (!change)
		return;
	if (!with) {
		mistakes_add(c->mistakes, yaml_place(node), "'replace' takes %s", key->form);
		return;
	}

	change->replace_text = node->first->text;
	change->with = with->text;
	if (compile_regex(c, &change->replace, node->first)
	    && (!pattern_regex_may_write(change->replace, with->text)))
		mistakes_add(c->mistakes, &with->place,
			     "'%s': \\1 is the first ( ) of the expression, which has fewer; \\\\ "
			     "is a backslash",
			     with->text);
}

void compile_set_display(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct change *change = change_of(c);

	if (!change)
		return;
	if (change->display)
		mistakes_add(c->mistakes, &node->key->place,
			     "'name' and 'display' are the same: write one");
	else if (strlen(node->text) >= DISPLAY_SIZE)
		compile_wrong(c, node, key);
	else
		change->display = node->text;
}

void compile_privacy(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct change *change = change_of(c);

	if (change)
		change->sets_privacy = compile_read_privacy(c, &change->privacy, node, key);
}

/* Adds what is wrong with one header. */
static void check_header(struct compiler *c, const struct header_config *header)
{
	if (!header_is_name(header->name))
		mistakes_add(c->mistakes, &header->place, "'%s' is no name of a header",
			     header->name);
	else if (header_is_ours(header->name))
		mistakes_add(c->mistakes, &header->place,
			     "'%s' belongs to routing, dialogs, digest or bodies: the SBC writes "
			     "it itself on each side",
			     header->name);
	else if (header->value && strlen(header->value) > HEADER_VALUE_MAX)
		mistakes_add(c->mistakes, &header->place,
			     "the value of '%s' has more than 512 bytes", header->name);
}

static struct header_config header_of(const struct yaml_node *node, enum header_verb verb)
{
	if (verb == HEADER_REMOVE)
		return (struct header_config){verb, node->text, NULL, node->place};

	return (struct header_config){verb, node->key->text, node->text, node->key->place};
}

void compile_change_headers(struct compiler *c, const struct yaml_node *node, enum header_verb verb,
			    const struct header_config **listp, uint32_t *countp)
{
	const uint32_t more = node->kind == YAML_TEXT ? 1 : node->count;
	struct header_config *list = compile_block(c, *countp + more, sizeof *list);
	const struct yaml_node *item = node->kind == YAML_TEXT ? node : node->first;

	if (!list)
		return;
	if (*countp + more > CHANGES_MAX) {
		mistakes_add(c->mistakes, yaml_place(node), "more than %u headers are changed",
			     CHANGES_MAX);
		return;
	}

	if (*countp)
		memcpy(list, *listp, *countp * sizeof *list);
	for (uint32_t i = 0; i < more; i++, item = item->next) {
		if (item->kind == YAML_BROKEN)
			continue;
		list[*countp] = header_of(item, verb);
		check_header(c, &list[(*countp)++]);
	}
	*listp = list;
}

void compile_set_header(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct route_config *route = &c->rule->route;
	(void)key;

	compile_change_headers(c, node, HEADER_SET, &route->headers, &route->headerc);
}

void compile_add(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct route_config *route = &c->rule->route;
	(void)key;

	compile_change_headers(c, node, HEADER_ADD, &route->headers, &route->headerc);
}

void compile_remove(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct route_config *route = &c->rule->route;
	(void)key;

	compile_change_headers(c, node, HEADER_REMOVE, &route->headers, &route->headerc);
}
