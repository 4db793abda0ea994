/* compile_limit.c -- readers of `limit`, of a peer, tenant, rule or guard; see compile.h */
#include <errno.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/value.h"

enum {
	CALLS_MAX = 1000000,
	MINUTES_MAX = 100000000,
	OWNER_SIZE = 16 + NAMES_BYTES_MAX,
};

static const uint64_t MINUTE_US = 60000000;
static const uint64_t EACH_US = 3600000000, EACH_MIN_US = 1000000, EACH_MAX_US = 31622400000000;
static const uint64_t PACE_MIN_US = 100000, PACE_MAX_US = 60000000;

/* clang-format off */
static const struct {
	const char *word;
	uint64_t us;
} spells[] = {
	{"minute", 60000000},
	{"hour",   3600000000},
	{"day",    86400000000},
	{"week",   604800000000},
};
/* clang-format on */

static const char *const pers[] = {
	[LIMIT_PER_ALL] = "all",
	[LIMIT_PER_CALLER] = "caller",
	[LIMIT_PER_PEER] = "peer",
	[LIMIT_PER_TENANT] = "tenant",
};

static const struct {
	const char *section, *one;
} owners[] = {
	{"routes.",  "rule"  },
	{"guards.",  "guard" },
	{"tenants.", "tenant"},
	{"peers.",   "peer"  },
};

/* Who has the limit that this section is about: "rule". */
static const char *owner_of(const char *path)
{
	size_t i = 0;

	while (strncmp(owners[i].section, path, strlen(owners[i].section)))
		++i;

	return owners[i].one;
}

static struct limit_config *limit_of(const struct compiler *c, const char *path, const char **namep)
{
	switch (path[0]) {
	case 'r':
		*namep = c->rule->route.name;
		return &c->rule->route.limit;
	case 'g':
		*namep = c->guard->guard.name;
		return &c->guard->guard.limit;
	case 't':
		*namep = c->tenant->name;
		return &c->tenant->limit;
	default:
		*namep = c->peer->name;
		return &c->peer->limit;
	}
}

/* A key that is unknown may be what was meant for the rate, and pace alone limits nothing: told so. */
static void check_pace(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const struct yaml_node *pace = yaml_find(node, "pace");

	if (!pace || node->count == 1 || yaml_find(node, "rate"))
		return;

	for (const struct yaml_node *each = node->first; each; each = each->next)
		if (!keys_find(key->path, each->key->text))
			return;

	mistakes_add(c->mistakes, &pace->key->place,
		     "'pace' without 'rate': there is nothing to wait for");
}

void compile_limit(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	char *owner = compile_block(c, OWNER_SIZE, 1);
	const char *name;

	c->limit = limit_of(c, key->path, &name);
	c->limit->place = node->key->place;
	if (!c->limit->each_us)
		c->limit->each_us = EACH_US;
	check_pace(c, node, key);
	if (!owner)
		return;

	(void)re_snprintf(owner, OWNER_SIZE, "%s %s", owner_of(key->path), name);
	c->limit->owner = owner;
}

void compile_limit_calls(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (value_count(&c->limit->calls, node->text, 1, CALLS_MAX))
		compile_wrong(c, node, key);
}

void compile_limit_rate(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (value_rate(&c->limit->rate_calls, &c->limit->rate_us, node->text))
		compile_wrong(c, node, key);
}

void compile_limit_pace(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (value_time(&c->limit->pace_us, node->text, PACE_MIN_US, PACE_MAX_US))
		compile_wrong(c, node, key);
}

void compile_limit_minutes(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	uint32_t minutes;

	if (value_count(&minutes, node->text, 1, MINUTES_MAX))
		compile_wrong(c, node, key);
	else
		c->limit->talk_us = minutes * MINUTE_US;
}

void compile_limit_money(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (value_money(&c->limit->money, node->text) || !c->limit->money)
		compile_wrong(c, node, key);
}

/* "day", "1d"; false: the mistake was added. */
bool compile_read_each(struct compiler *c, uint64_t *us, const struct yaml_node *node,
		       const struct key *key)
{
	for (size_t i = 0; i < sizeof spells / sizeof spells[0]; i++)
		if (!strcmp(spells[i].word, node->text)) {
			*us = spells[i].us;
			return true;
		}

	if (!value_time(us, node->text, EACH_MIN_US, EACH_MAX_US))
		return true;

	compile_wrong(c, node, key);
	return false;
}

void compile_limit_each(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)compile_read_each(c, &c->limit->each_us, node, key);
}

void compile_limit_per(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	uint32_t per;

	if (compile_read_word(c, &per, node, key, pers, ARRAY_SIZE(pers)))
		c->limit->per = per;
}
