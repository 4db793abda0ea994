/* compile_routes.c -- readers of routes: what a rule decides; see compile.h */
#include <string.h>
#include "policy/compile.h"
#include "policy/status.h"
#include "policy/value.h"

enum {
	REASON_BYTES_MAX = 128,
	REJECT_FIRST = 400,
	WEIGHT_MAX = 1000,
	TAG_BYTES_MAX = 64,
};

static const uint64_t AFTER_US = 6000000, AFTER_MIN_US = 100000, AFTER_MAX_US = 300000000;

static const char *const orders[] = {
	[ORDER_LISTED] = "listed",
	[ORDER_WEIGHT] = "weight",
	[ORDER_LEAST] = "least",
};

void compile_routes(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->policy->routes_place = node->key->place;
	c->policy->rules = compile_block(c, node->count, sizeof *c->policy->rules);
}

/* What gateways mean by "try the next": no answer, no way, a broken server (RFC 5626 for 430). */
static void set_next(struct next_config *next)
{
	status_add(next->on, 408, 408);
	status_add(next->on, 430, 430);
	status_add(next->on, 500, 599);
	next->after_us = AFTER_US;
	next->heeds_retry = true;
}

void compile_rule(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct rule *rule = &c->policy->rules[c->policy->config.rulec++];
	(void)key;

	c->rule = rule;
	c->all = &rule->all;
	c->not = &rule->not ;
	rule->route.name = node->key->text;
	rule->route.place = node->key->place;
	rule->verb = VERB_COUNT;
	set_next(&rule->route.next);
	compile_give(c, NAMES_RULE, node, rule);
}

/* One rule, one decision. */
static void decide(struct compiler *c, const struct yaml_node *node, enum verb verb)
{
	if (c->rule->verb != VERB_COUNT)
		mistakes_add(c->mistakes, &node->key->place,
			     "'%s' is a second decision: a rule has one, send, reject or drop",
			     node->key->text);
	else
		c->rule->verb = verb;
}

static const char *target_name(const struct yaml_node *item, const struct yaml_node *node)
{
	return node->kind == YAML_MAP ? item->key->text : item->text;
}

/* The entry that has the same name before this one; NULL: none. */
static bool is_repeated(const struct yaml_node *node, const struct yaml_node *item)
{
	if (node->kind == YAML_TEXT)
		return false;

	for (const struct yaml_node *before = node->first; before != item; before = before->next)
		if (before->kind == YAML_TEXT
		    && !strcmp(target_name(before, node), target_name(item, node)))
			return true;

	return false;
}

/* A target with its weight, which stands behind its name in pairs. */
static void add_target(struct compiler *c, const struct yaml_node *node,
		       const struct yaml_node *item)
{
	struct route_config *route = &c->rule->route;
	struct target_config *target = &route->targets[route->targetc++];
	const struct yaml_node *name = node->kind == YAML_MAP ? item->key : item;

	*target = (struct target_config){.weight = 1, .place = name->place};
	compile_want(c, NAMES_PEER, name, &target->peer);

	if (name != item && value_count(&target->weight, item->text, 1, WEIGHT_MAX))
		mistakes_add(c->mistakes, &item->place, "'%s' is not a weight from 1 to %u",
			     item->text, WEIGHT_MAX);
}

void compile_send(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const struct yaml_node *item = node->kind == YAML_TEXT ? node : node->first;
	(void)key;

	decide(c, node, VERB_SEND);
	if (node->kind == YAML_MAP && !c->rule->order_place.line)
		c->rule->route.order = ORDER_WEIGHT;

	for (; item; item = node->kind == YAML_TEXT ? NULL : item->next) {
		if (item->kind != YAML_TEXT)
			continue;
		if (is_repeated(node, item))
			mistakes_add(c->mistakes, yaml_place(item),
				     "'%s' is a target of this rule already",
				     target_name(item, node));
		else
			add_target(c, node, item);
	}
}

void compile_order(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	uint32_t order;

	if (!compile_read_word(c, &order, node, key, orders, ARRAY_SIZE(orders)))
		return;

	c->rule->order_place = node->key->place;
	c->rule->route.order = order;
}

bool compile_read_reject(struct compiler *c, uint16_t *status, const char **reasonp,
			 const struct yaml_node *node, const struct key *key)
{
	const char *reason = node->text + strspn(node->text, "0123456789");
	char digits[4] = {0};
	uint16_t first, last;

	if (reason - node->text == 3)
		memcpy(digits, node->text, 3);

	if (status_read(&first, &last, digits) || first < REJECT_FIRST
	    || (*reason && *reason != ' ') || strlen(reason) > REASON_BYTES_MAX + 1) {
		compile_wrong(c, node, key);
		return false;
	}

	reason += strspn(reason, " ");
	*status = first;
	*reasonp = *reason ? reason : status_reason(first);
	return true;
}

void compile_reject(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	decide(c, node, VERB_REJECT);
	(void)compile_read_reject(c, &c->rule->status, &c->rule->reason, node, key);
}

bool compile_must_be_yes(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (!strcmp(node->text, "yes"))
		return true;

	compile_wrong(c, node, key);
	return false;
}

void compile_drop(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	decide(c, node, VERB_DROP);
	(void)compile_must_be_yes(c, node, key);
}

void compile_next(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->rule->route.next.place = node->key->place;
}

void compile_next_on(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct next_config *next = &c->rule->route.next;
	const struct yaml_node *item = NULL;
	uint16_t first, last;

	memset(next->on, 0, sizeof next->on);
	while ((item = yaml_each(node, item))) {
		if (status_read(&first, &last, item->text))
			compile_wrong(c, item, key);
		else
			status_add(next->on, first, last);
	}
}

void compile_next_after(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct next_config *next = &c->rule->route.next;

	if (value_time(&next->after_us, node->text, AFTER_MIN_US, AFTER_MAX_US))
		compile_wrong(c, node, key);
}

/* One of two words, the first of which means true. */
static void read_choice(struct compiler *c, bool *choice, const char *yes, const char *no,
			const struct yaml_node *node, const struct key *key)
{
	*choice = !strcmp(node->text, yes);
	if (!*choice && strcmp(node->text, no))
		compile_wrong(c, node, key);
}

void compile_next_retry(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	read_choice(c, &c->rule->route.next.heeds_retry, "obey", "ignore", node, key);
}

void compile_next_redirect(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	read_choice(c, &c->rule->route.next.follows, "follow", "pass", node, key);
}

void compile_emergency(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	c->rule->route.emergency = compile_must_be_yes(c, node, key);
}

void compile_tag(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct route_config *route = &c->rule->route;
	const struct yaml_node *item = NULL;

	while ((item = yaml_each(node, item))) {
		route->tags[route->tagc++] = item->text;
		if (!value_is_word(item->text, "-_.:", TAG_BYTES_MAX))
			compile_wrong(c, item, key);
	}
}

void compile_rule_compat(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->rule->route.compat |= compile_read_compat(c, node);
}

/* Whether a rule that decides nothing does anything at all. */
static bool does_something(const struct rule *rule)
{
	return rule->verb != VERB_COUNT || rule->change || rule->route.headerc || rule->route.tagc
		|| rule->route.compat || rule->route.emergency || rule->route.limit.place.line;
}

static void end_rule(struct compiler *c, const struct rule *rule)
{
	if (rule->order_place.line && rule->verb != VERB_SEND)
		mistakes_add(c->mistakes, &rule->order_place,
			     "'order' without 'send': there are no targets");

	if (!does_something(rule))
		mistakes_add(c->mistakes, &rule->route.place,
			     "'%s' does nothing: give it 'send', 'reject' or 'drop', or something "
			     "that it changes",
			     rule->route.name);
}

void compile_end_routes(struct compiler *c)
{
	for (uint32_t i = 0; i < c->policy->config.rulec; i++)
		if (!c->policy->rules[i].is_wrong)
			end_rule(c, &c->policy->rules[i]);
}
