/* compile_peers.c -- readers of a peer: its side, whose calls are its own, health, prices */
#include <errno.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/prices.h"
#include "policy/value.h"

enum {
	FAILURES_MAX = 100,
};

static const uint64_t PING_MIN_US = 1000000, PING_MAX_US = 86400000000;
static const uint64_t SLOW_MIN_US = 10000, SLOW_MAX_US = 32000000;

static const struct health_config health_default = {
	.retry_us = 10000000,
	.slow_us = 1000000,
	.down = 3,
	.up = 1,
};

void compile_peers(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct config *config = &c->policy->config;
	(void)key;

	c->policy->peers_place = node->key->place;
	config->peers = compile_block(c, node->count, sizeof *config->peers);
}

void compile_peer(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct config *config = &c->policy->config;
	(void)key;

	c->peer = &config->peers[config->peerc];
	c->peer->name = node->key->text;
	c->peer->index = config->peerc++;
	c->peer->media.srtp = SRTP_ALLOWED;
	c->peer->identity = (struct identity_config){.trust = IDENTITY_ALL, .passes = true};
	c->peer->health = health_default;
	c->peer->place = node->key->place;
	compile_give(c, NAMES_PEER, node, c->peer);
}

void compile_peer_side(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	compile_want(c, NAMES_SIDE, node, &c->peer->side);
}

void compile_match(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->peer->match.place = node->key->place;
}

void compile_match_called(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct patterns *patterns = compile_block(c, 1, sizeof *patterns);
	(void)key;

	if (!patterns)
		return;

	compile_patterns(c, patterns, node);
	c->peer->match.called = patterns;
}

/* A host without a port: a name or an address. */
static bool is_host(const char *text)
{
	char host[VALUE_HOST_SIZE];
	struct sa address;
	uint16_t port;

	return !value_host(host, &port, &address, text) && !port;
}

void compile_match_domain(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	c->peer->match.domain = node->text;
	if (!is_host(node->text))
		compile_wrong(c, node, key);
}

void compile_host(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	c->peer->host = node->text;
	if (!is_host(node->text))
		compile_wrong(c, node, key);
}

void compile_health(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->peer->health.place = node->key->place;
}

void compile_health_ping(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (!strcmp(node->text, "no"))
		c->peer->health.ping_us = 0;
	else if (value_time(&c->peer->health.ping_us, node->text, PING_MIN_US, PING_MAX_US))
		compile_wrong(c, node, key);
}

void compile_health_retry(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (value_time(&c->peer->health.retry_us, node->text, PING_MIN_US, PING_MAX_US))
		compile_wrong(c, node, key);
}

void compile_health_slow(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (value_time(&c->peer->health.slow_us, node->text, SLOW_MIN_US, SLOW_MAX_US))
		compile_wrong(c, node, key);
}

void compile_health_down(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (value_count(&c->peer->health.down, node->text, 1, FAILURES_MAX))
		compile_wrong(c, node, key);
}

void compile_health_up(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (value_count(&c->peer->health.up, node->text, 1, FAILURES_MAX))
		compile_wrong(c, node, key);
}

static void read_price(struct compiler *c, struct prices_row *row, const struct yaml_node *node)
{
	row->place = node->key->place;
	if (prices_read(row, node->key->text, node->text))
		mistakes_add(c->mistakes, &node->key->place,
			     "'%s: %s' is not a prefix and what a minute costs, such as +84*: 0.02",
			     node->key->text, node->text);
}

/* Sorted, two of one prefix are neighbours. */
static void check_prices(struct compiler *c, const struct prices *prices)
{
	for (uint32_t i = 1; i < prices->count; i++) {
		const struct prices_row *first = &prices->rows[i - 1], *row = &prices->rows[i];

		if (prices_are_same(first, row))
			mistakes_add(c->mistakes, &row->place,
				     "a second price of '%b%s': the first is in line %u",
				     row->prefix, (size_t)row->length, row->rest ? "*" : "",
				     first->place.line);
	}
}

void compile_prices(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct prices *prices = compile_block(c, 1, sizeof *prices);
	const uint32_t before = mistakes_count(c->mistakes);
	(void)key;

	if (!prices)
		return;
	prices->rows = compile_block(c, node->count, sizeof *prices->rows);
	if (!prices->rows)
		return;

	for (const struct yaml_node *pair = node->first; pair; pair = pair->next)
		if (pair->kind == YAML_TEXT)
			read_price(c, &prices->rows[prices->count++], pair);
	if (mistakes_count(c->mistakes) != before)
		return;

	prices_sort(prices);
	check_prices(c, prices);
	c->peer->prices = prices;
}
