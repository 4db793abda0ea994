/* compile_guards.c -- readers of guards; see compile.h */
#include <string.h>
#include "policy/compile.h"
#include "policy/value.h"

enum {
	SHORT_CALLS_MAX = 1000000,
};

static const uint64_t UNDER_MIN_US = 1000000, UNDER_MAX_US = 3600000000;
static const uint64_t EACH_US = 3600000000;

void compile_guards(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->policy->guards = compile_block(c, node->count, sizeof *c->policy->guards);
}

void compile_guard(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct guard *guard = &c->policy->guards[c->policy->guardc++];
	(void)key;

	c->guard = guard;
	c->all = &guard->all;
	c->not = &guard->not ;
	guard->guard.name = node->key->text;
	guard->guard.place = node->key->place;
	guard->guard.limit.each_us = EACH_US;
	compile_give(c, NAMES_GUARD, node, guard);
}

void compile_short_calls(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (value_count(&c->guard->guard.short_calls, node->text, 1, SHORT_CALLS_MAX))
		compile_wrong(c, node, key);
}

void compile_short_under(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (value_time(&c->guard->guard.short_us, node->text, UNDER_MIN_US, UNDER_MAX_US))
		compile_wrong(c, node, key);
}

void compile_short_each(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)compile_read_each(c, &c->guard->short_each_us, node, key);
}

void compile_new(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	c->guard->guard.new_country = !strcmp(node->text, "country");
	if (!c->guard->guard.new_country)
		compile_wrong(c, node, key);
}

/* One guard, one consequence. */
static void decide(struct compiler *c, const struct yaml_node *node)
{
	if (c->guard->is_decided)
		mistakes_add(c->mistakes, &node->key->place,
			     "'%s' is a second decision: a guard warns or rejects",
			     node->key->text);

	c->guard->is_decided = true;
}

void compile_warn(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	decide(c, node);
	(void)compile_must_be_yes(c, node, key);
}

void compile_guard_reject(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct guard_config *guard = &c->guard->guard;

	decide(c, node);
	(void)compile_read_reject(c, &guard->status, &guard->reason, node, key);
}

static bool counts_something(const struct guard_config *guard)
{
	return guard->limit.place.line || guard->short_calls || guard->new_country;
}

/* A guard has one time in which it counts; `short` may say it as well as `limit`. */
static void set_each(struct compiler *c, struct guard *guard)
{
	struct limit_config *limit = &guard->guard.limit;

	if (!guard->short_each_us)
		return;

	if ((limit->talk_us || limit->money) && limit->each_us != guard->short_each_us)
		mistakes_add(c->mistakes, &guard->guard.place,
			     "in '%s', limit.each and short.each differ: a guard counts in one "
			     "time, make two guards of it",
			     guard->guard.name);
	limit->each_us = guard->short_each_us;
}

void compile_end_guards(struct compiler *c)
{
	for (uint32_t i = 0; i < c->policy->guardc; i++) {
		struct guard *guard = &c->policy->guards[i];

		if (guard->is_wrong)
			continue;

		set_each(c, guard);
		if (!counts_something(&guard->guard))
			mistakes_add(c->mistakes, &guard->guard.place,
				     "'%s' counts nothing: give it 'limit', 'short' or 'new'",
				     guard->guard.name);
	}
}
