/* compile_expect.c -- readers of expect; see compile.h */
#include <ctype.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/expect.h"
#include "policy/status.h"
#include "policy/when.h"
#include "policy/zoneinfo.h"

enum {
	AT_SIZE = 64, /* of a day and a time, with its 0 */
};

void compile_expect(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->policy->expectations = compile_block(c, node->count, sizeof *c->policy->expectations);
}

static struct expectation *current(const struct compiler *c)
{
	return &c->policy->expectations[c->policy->expectationc - 1];
}

void compile_expectation(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->policy->expectations[c->policy->expectationc++] =
		(struct expectation){.transport = SIP_TRANSP_NONE, .place = node->place};
}

void compile_expect_from(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	compile_want(c, NAMES_PEER, node, &current(c)->from);
}

void compile_expect_caller(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	current(c)->caller = node->text;
}

void compile_expect_called(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	current(c)->called = node->text;
}

/* The moment at which the clocks of a zone show this, twice asked: the first offset may be that of
 * the hour before the clocks changed. */
static uint64_t moment_of(uint64_t local_us, const struct zoneinfo *zone)
{
	const int64_t local_s = (int64_t)(local_us / 1000000);
	const int32_t guess_s = zoneinfo_offset_s(zone, local_s);

	return (uint64_t)(local_s - zoneinfo_offset_s(zone, local_s - guess_s)) * 1000000;
}

/* The last word, if it is a zone's name; NULL: what stands there is all that when.h reads. */
static const char *zone_in(const char *text)
{
	const char *last = strrchr(text, ' ');

	return last && isalpha((unsigned char)last[1]) ? last + 1 : NULL;
}

void compile_expect_at(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const char *zone_name = zone_in(node->text);
	const struct zoneinfo *zone;
	char moment[AT_SIZE];
	uint64_t date_us;

	str_ncpy(moment, node->text, sizeof moment);
	if (zone_name && (size_t)(zone_name - node->text) < sizeof moment)
		moment[zone_name - node->text - 1] = 0;

	if (when_read(&date_us, moment, EXPECT_WEEK_US)) {
		compile_wrong(c, node, key);
		return;
	}

	zone = zone_name ? compile_zone(c, &node->place, zone_name) : NULL;
	current(c)->date_us = zone ? moment_of(date_us, zone) : date_us;
}

void compile_expect_header(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct expectation *expected = current(c);
	(void)key;

	expected->headers = compile_block(c, node->count, sizeof *expected->headers);
	if (!expected->headers)
		return;

	for (const struct yaml_node *pair = node->first; pair; pair = pair->next) {
		struct facts_header *header = &expected->headers[expected->headerc++];

		pl_set_str(&header->name, pair->key->text);
		pl_set_str(&header->value, pair->text);
	}
}

void compile_expect_codec(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct expectation *expected = current(c);
	const struct yaml_node *item = NULL;
	(void)key;

	expected->codecs = compile_block(c, yaml_count(node), sizeof *expected->codecs);
	while (expected->codecs && (item = yaml_each(node, item)))
		pl_set_str(&expected->codecs[expected->codecc++], item->text);
}

void compile_expect_transport(struct compiler *c, const struct yaml_node *node,
			      const struct key *key)
{
	for (enum sip_transp transport = SIP_TRANSP_UDP; transport < SIP_TRANSPC; transport++)
		if (!str_casecmp(sip_transp_name(transport), node->text))
			current(c)->transport = transport;

	if (current(c)->transport == SIP_TRANSP_NONE)
		compile_wrong(c, node, key);
}

void compile_expect_sent(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct expectation *expected = current(c);
	const struct yaml_node *item = NULL;
	(void)key;

	while ((item = yaml_each(node, item)))
		compile_want(c, NAMES_PEER, item, &expected->sent[expected->sentc++]);
}

void compile_expect_as(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct expectation *expected = current(c);
	const struct yaml_node *item = NULL;
	(void)key;

	while ((item = yaml_each(node, item)))
		expected->as[expected->asc++] = item->text;
}

void compile_expect_caller_as(struct compiler *c, const struct yaml_node *node,
			      const struct key *key)
{
	struct expectation *expected = current(c);
	const struct yaml_node *item = NULL;
	(void)key;

	while ((item = yaml_each(node, item)))
		expected->caller_as[expected->caller_asc++] = item->text;
}

void compile_expect_rejected(struct compiler *c, const struct yaml_node *node,
			     const struct key *key)
{
	uint16_t last;

	if (status_read(&current(c)->status, &last, node->text) || last != current(c)->status)
		compile_wrong(c, node, key);
}

void compile_expect_dropped(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	current(c)->dropped = true;
	if (strcmp(node->text, "yes"))
		compile_wrong(c, node, key);
}

void compile_expect_rule(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	current(c)->rule = node->text;
}
