/* compile_sides.c -- readers of sides, media and what is a line of its own; see compile.h */
#include <errno.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/value.h"

enum {
	CONTROL_PATH_SIZE = 108, /* of a Unix socket's address, with its 0 */
};

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

void compile_control(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	if (strlen(node->text) >= CONTROL_PATH_SIZE)
		compile_wrong(c, node, key);
	else
		c->policy->config.control = node->text;
}

/* Says nothing by itself: its keys do. */
void compile_section(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)c;
	(void)node;
	(void)key;
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

/* Our own address, not a name: which one a name means could change. */
static bool read_local(struct compiler *c, struct listener_config *listener,
		       const struct yaml_node *node, const struct key *key, const char *text)
{
	const uint16_t port = listener->transport == SIP_TRANSP_TLS ? SIP_PORT_TLS : SIP_PORT;
	const int err = value_address(&listener->local, text, port);

	if (err == ENOTSUP)
		mistakes_add(c->mistakes, &node->place,
			     "'%s' is a name: we listen on an address, write that", text);
	else if (err)
		compile_wrong(c, node, key);

	return !err;
}

static void read_listener(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct listener_config *listener = &c->side->listen[c->side->listenc];
	const char *text = node->text;
	const int err = compile_read_transport(c, node, &listener->transport, &text);

	if (err == ENOENT)
		compile_wrong(c, node, key);
	if (err || !read_local(c, listener, node, key, text))
		return;

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
	uint32_t word;

	if (compile_read_word(c, &word, node, key, latches, ARRAY_SIZE(latches)))
		c->side->latch = word;
}

void compile_tls(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->side->tls.place = node->key->place;
}

void compile_tls_certificate(struct compiler *c, const struct yaml_node *node,
			     const struct key *key)
{
	(void)key;

	c->side->tls.certificate = compile_path(c, &node->place, node->text);
}

void compile_tls_roots(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->side->tls.roots = compile_path(c, &node->place, node->text);
}

/* A server without a certificate proves nothing, so nobody would stay connected to it. */
static void check_certificate(struct compiler *c, const struct side_config *side)
{
	for (uint32_t i = 0; i < side->listenc && !side->tls.certificate; i++) {
		if (side->listen[i].transport != SIP_TRANSP_TLS)
			continue;

		mistakes_add(c->mistakes, &side->listen[i].place,
			     "'tls:' needs a certificate: give side '%s' "
			     "'tls: {certificate: FILE}'",
			     side->name);
		return;
	}
}

/* Our RTP stands beside the first listener of a side. */
void compile_end_sides(struct compiler *c)
{
	struct config *config = &c->policy->config;

	for (uint32_t i = 0; i < config->sidec; i++) {
		struct side_config *side = &config->sides[i];

		check_certificate(c, side);
		side->media = side->listen[0].local;
		if (side->listenc)
			sa_set_port(&side->media, 0);
	}
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
