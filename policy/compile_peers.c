/* compile_peers.c -- readers of numbering and peers; see compile.h */
#include <errno.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/value.h"

enum {
	COUNTRY_DIGITS_MAX = 3, /* ITU-T E.164 */
	PREFIX_DIGITS_MAX = 8,
	CALLS_MAX = 1000000,
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
	c->peer->identity = (struct identity_config){.trust = IDENTITY_ALL, .passes = true};
	c->peer->place = node->key->place;
	compile_give(c, NAMES_PEER, node, c->peer);
}

void compile_peer_side(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	compile_want(c, NAMES_SIDE, node, &c->peer->side);
}

static bool has_address(const struct peer_config *peer, const struct sa *address)
{
	for (uint32_t i = 0; i < peer->addressc; i++)
		if (sa_cmp(&peer->addresses[i].address, address, SA_ADDR))
			return true;

	return false;
}

/* Ports do not name a peer, so one address with two ports is one address. */
static void add_address(struct compiler *c, const struct sa *address, const struct yaml_node *node)
{
	struct peer_config *peer = c->peer;

	if (has_address(peer, address))
		return;

	if (peer->addressc == ADDRESSES_MAX) {
		mistakes_add(c->mistakes, &node->place, "'%s' has more than %u addresses",
			     peer->name, ADDRESSES_MAX);
		return;
	}

	peer->addresses[peer->addressc++] =
		(struct address_config){.address = *address,
					.bits = sa_af(address) == AF_INET ? 32 : 128,
					.place = node->place};
}

void compile_address(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const struct yaml_node *item = NULL;
	struct sa address;

	while ((item = yaml_each(node, item))) {
		if (!compile_read_address(c, &address, item, item->text, key))
			continue;

		if (!c->peer->server.host) /* `server` goes before */
			c->peer->server = (struct server_config){.host = item->text,
								 .port = sa_port(&address),
								 .transport = SIP_TRANSP_UDP,
								 .address = address,
								 .place = item->place};
		add_address(c, &address, item);
	}
}

void compile_server(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const char *text = node->text;
	struct sa address;

	if (compile_read_transport(c, node, &text) == EPROTONOSUPPORT)
		return;
	if (!compile_read_address(c, &address, node, text, key))
		return;

	c->peer->server = (struct server_config){.host = text,
						 .port = sa_port(&address),
						 .transport = SIP_TRANSP_UDP,
						 .address = address,
						 .place = node->place};
	add_address(c, &address, node);
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

void compile_limit(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->peer->limit.place = node->key->place;
}

void compile_limit_calls(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (value_count(&c->peer->limit.calls, node->text, 1, CALLS_MAX))
		compile_wrong(c, node, key);
}

void compile_limit_rate(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct limit_config *limit = &c->peer->limit;

	if (value_rate(&limit->rate_calls, &limit->rate_us, node->text))
		compile_wrong(c, node, key);
}
