/* compile_sides.c -- readers of name, cdr, log, sides and media; see compile.h */
#include <string.h>
#include "policy/compile.h"
#include "policy/value.h"

static const uint64_t SILENCE_MIN_US = 1000000, SILENCE_MAX_US = 86400000000;

static const char *const latches[] = {
	[LATCH_CHOICE_ONCE] = "once",
	[LATCH_CHOICE_STRICT] = "strict",
	[LATCH_CHOICE_NEAR] = "near",
};

void compile_name(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (strlen(node->text) > NAMES_BYTES_MAX)
		compile_wrong(c, node, key);
	else
		c->policy->config.name = node->text;
}

void compile_cdr(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	if (strstr(node->text, "://") || !strncmp(node->text, "sqlite:", 7))
		mistakes_add(c->mistakes, &node->place,
			     "'%s' is not yet supported: records go to a file, write its path",
			     node->text);
	else
		c->policy->config.cdr = node->text;
}

void compile_log(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	c->policy->config.log_json = !strcmp(node->text, "json");

	if (!c->policy->config.log_json && strcmp(node->text, "text"))
		compile_wrong(c, node, key);
}

void compile_sides(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->policy->config.sides = compile_block(c, node->count, sizeof(struct side_config));
}

void compile_side(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->side = &c->policy->config.sides[c->policy->config.sidec++];
	c->side->name = node->key->text;
	c->side->place = node->key->place;
	compile_give(c, NAMES_SIDE, node, c->side);
}

static void read_listener(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct listener_config *listener = &c->side->listen[c->side->listenc];
	const char *text = node->text;
	const int err = compile_read_transport(c, node, &text);

	if (err == ENOENT)
		compile_wrong(c, node, key);
	if (err || !compile_read_address(c, &listener->local, node, text, key))
		return;

	listener->transport = SIP_TRANSP_UDP;
	listener->place = node->place;
	++c->side->listenc;
}

void compile_listen(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const struct yaml_node *item = NULL;

	while ((item = yaml_each(node, item)))
		read_listener(c, item, key);
}

void compile_latch(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	for (size_t i = 0; i < sizeof latches / sizeof latches[0]; i++) {
		if (!strcmp(latches[i], node->text)) {
			c->side->latch = i;
			return;
		}
	}

	compile_wrong(c, node, key);
}

/* The section says nothing by itself. */
void compile_media(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)c;
	(void)node;
	(void)key;
}

void compile_ports(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct config *config = &c->policy->config;

	c->ports_place = node->place;
	if (value_ports(&config->port_first, &config->port_last, node->text))
		compile_wrong(c, node, key);
}

void compile_silence(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (!strcmp(node->text, "0s"))
		c->policy->config.silence_us = 0;
	else if (value_time(&c->policy->config.silence_us, node->text, SILENCE_MIN_US,
			    SILENCE_MAX_US))
		compile_wrong(c, node, key);
}
