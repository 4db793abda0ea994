/* compile_routes.c -- readers of routes; see compile.h */
#include <string.h>
#include "policy/compile.h"
#include "policy/status.h"
#include "policy/value.h"

enum {
	REASON_BYTES_MAX = 128,
	REJECT_FIRST = 400,
};

static const uint64_t AFTER_US = 6000000, AFTER_MIN_US = 100000, AFTER_MAX_US = 300000000;

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
}

void compile_rule(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->rule = &c->policy->rules[c->policy->config.rulec++];
	c->rule->route.name = node->key->text;
	c->rule->route.place = node->key->place;
	c->rule->verb = VERB_COUNT;
	set_next(&c->rule->route.next);
	compile_give(c, NAMES_RULE, node, c->rule);
}

static struct group *group_of(const struct compiler *c, const struct key *key)
{
	return strstr(key->path, ".not.") ? &c->rule->not : &c->rule->all;
}

void compile_not(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->rule->not .place = node->key->place;
}

void compile_from(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct condition *condition = &group_of(c, key)->conditions[MATCH_FROM];
	const struct yaml_node *item = NULL;

	condition->place = node->key->place;
	condition->peers = compile_block(c, yaml_count(node), sizeof *condition->peers);

	while (condition->peers && (item = yaml_each(node, item)))
		compile_want(c, NAMES_PEER, item, &condition->peers[condition->count++]);
}

static void read_number(struct compiler *c, struct condition *condition,
			const struct yaml_node *node)
{
	condition->place = node->key->place;
	compile_patterns(c, &condition->patterns, node);
	condition->count = condition->patterns.count;
}

void compile_caller(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	read_number(c, &group_of(c, key)->conditions[MATCH_CALLER], node);
}

void compile_called(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	read_number(c, &group_of(c, key)->conditions[MATCH_CALLED], node);
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

static bool is_repeated(const struct yaml_node *list, const struct yaml_node *item)
{
	const struct yaml_node *before = NULL;

	while ((before = yaml_each(list, before)) != item)
		if (!strcmp(before->text, item->text))
			return true;

	return false;
}

static void add_target(struct compiler *c, const struct yaml_node *item)
{
	struct route_config *route = &c->rule->route;
	struct target_config *target = &route->targets[route->targetc++];

	*target = (struct target_config){.weight = 1, .place = item->place};
	compile_want(c, NAMES_PEER, item, &target->peer);
}

void compile_send(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const struct yaml_node *item = NULL;
	(void)key;

	decide(c, node, VERB_SEND);
	while ((item = yaml_each(node, item))) {
		if (is_repeated(node, item))
			mistakes_add(c->mistakes, &item->place,
				     "'%s' is a target of this rule already", item->text);
		else
			add_target(c, item);
	}
}

void compile_reject(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const char *reason = node->text + strspn(node->text, "0123456789");
	char digits[4] = {0};
	uint16_t first, last;

	decide(c, node, VERB_REJECT);
	if (reason - node->text == 3)
		memcpy(digits, node->text, 3);

	if (status_read(&first, &last, digits) || first < REJECT_FIRST
	    || (*reason && *reason != ' ') || strlen(reason) > REASON_BYTES_MAX + 1) {
		compile_wrong(c, node, key);
		return;
	}

	reason += strspn(reason, " ");
	c->rule->status = first;
	c->rule->reason = *reason ? reason : status_reason(first);
}

void compile_drop(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	decide(c, node, VERB_DROP);
	if (strcmp(node->text, "yes"))
		compile_wrong(c, node, key);
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
