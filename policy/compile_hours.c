/* compile_hours.c -- readers of opening hours; see compile.h */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/hours.h"
#include "policy/value.h"

void compile_hours(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->policy->hours = compile_block(c, node->count, sizeof *c->policy->hours);
}

/* A name that may be asked of the machine: without dots there is no way out of the folder of zones. */
static bool is_zone_name(const char *name)
{
	return isalpha((unsigned char)*name) && value_is_word(name, "/_+-", ZONEINFO_NAME_MAX);
}

static int read_zone(struct zoneinfo **zonep, const struct compiler *c, const char *name)
{
	const struct policy_reader *reader = c->reader;
	struct mbuf *mb = NULL;
	int err = zoneinfo_fixed(zonep, name);

	if (err != EINVAL)
		return err;
	if (!is_zone_name(name) || !reader || !reader->zone)
		return ENOENT;

	err = reader->zone(&mb, name, reader->arg);
	if (!err)
		err = zoneinfo_read(zonep, name, mb->buf, mb->end);

	mem_deref(mb);
	return err;
}

const struct zoneinfo *compile_zone(struct compiler *c, const struct place *place, const char *name)
{
	struct zoneinfo *zone = NULL;
	const int err = read_zone(&zone, c, name);

	if (!err)
		compile_keep(c, zone);
	else if (err == ENOENT)
		mistakes_add(c->mistakes, place,
			     "no time zone '%s' is known here: write one such as "
			     "Asia/Ho_Chi_Minh, UTC or +07:00",
			     name);
	else
		mistakes_add(c->mistakes, place, "the rules of zone '%s' cannot be read: %m", name,
			     err);

	return err || c->err ? NULL : zone;
}

/* The zone behind the times, else that of the section. */
static const struct zoneinfo *zone_of(struct compiler *c, const struct yaml_node *node,
				      const char *name)
{
	if (*name)
		return compile_zone(c, &node->place, name);

	if (!c->zone && !c->zone_is_wrong)
		mistakes_add(c->mistakes, &node->place,
			     "'%s' has no time zone: write one behind it, such as "
			     "Asia/Ho_Chi_Minh, UTC or +07:00",
			     node->text);

	return c->zone;
}

static void read_spans(struct compiler *c, const struct yaml_node *node)
{
	const char *zone_name = hours_zone(node->text), *wrong = NULL;
	const uint32_t first = c->hours->spanc;
	const struct zoneinfo *zone;

	if (hours_read_spans(c->hours, node->text, (size_t)(zone_name - node->text), &wrong)) {
		mistakes_add(c->mistakes, &node->place, "'%s': %s", node->text, wrong);
		return;
	}

	zone = zone_of(c, node, zone_name);
	for (uint32_t i = first; i < c->hours->spanc; i++) {
		c->hours->spans[i].zone = zone;
		c->hours->spans[i].place = node->place;
	}
}

void compile_hours_open(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const struct yaml_node *item = NULL;
	(void)key;

	while ((item = yaml_each(node, item)))
		read_spans(c, item);
}

void compile_hours_closed(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const struct yaml_node *item = NULL;

	while ((item = yaml_each(node, item))) {
		struct hours_day *day = &c->hours->closed[c->hours->closedc];

		day->place = item->place;
		if (hours_read_day(day, item->text))
			compile_wrong(c, item, key);
		else
			++c->hours->closedc;
	}
}

/* Read before `open`, wherever it stands: compile_hours_name looks for it. */
void compile_hours_zone(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)c;
	(void)node;
	(void)key;
}

static void read_section_zone(struct compiler *c, const struct yaml_node *map)
{
	const struct yaml_node *node = yaml_find(map, "zone");

	if (!node || node->kind != YAML_TEXT || !node->text[0])
		return;

	c->zone = compile_zone(c, &node->place, node->text);
	c->zone_is_wrong = !c->zone;
}

void compile_hours_name(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	c->hours = &c->policy->hours[c->policy->hourc++];
	c->hours->name = node->key->text;
	c->hours->place = node->key->place;
	c->zone = NULL;
	c->zone_is_wrong = false;
	compile_give(c, NAMES_HOURS, node, c->hours);

	if (node->kind == YAML_MAP)
		read_section_zone(c, node);
	else
		compile_hours_open(c, node, key);
}
