/* compile_identity.c -- readers of a peer's identity: whom it may name, whom it is told; see compile.h */
#include <string.h>
#include "policy/compile.h"

static const char *const trusted[] = {"pai", "ppi", "rpid", "diversion", "history"};

static const char *const froms[] = {
	[IDENTITY_FROM_CALLER] = "caller",
	[IDENTITY_FROM_ACCOUNT] = "account",
};

static const char *const privacies[] = {
	[PRIVACY_PASS] = "pass",
	[PRIVACY_ID] = "id",
	[PRIVACY_FULL] = "full",
	[PRIVACY_NONE] = "none",
};

void compile_identity(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->peer->identity.place = node->key->place;
}

/* yes, no, or names of headers: the bits of enum identity_header, in its order. */
static uint32_t read_headers(struct compiler *c, const struct yaml_node *node,
			     const struct key *key)
{
	const struct yaml_node *item = NULL;
	uint32_t bits = 0, i;

	if (node->kind == YAML_TEXT && !strcmp(node->text, "yes"))
		return IDENTITY_ALL;
	if (node->kind == YAML_TEXT && !strcmp(node->text, "no"))
		return 0;

	while ((item = yaml_each(node, item)))
		if (compile_read_word(c, &i, item, key, trusted, ARRAY_SIZE(trusted)))
			bits |= 1 << i;

	return bits;
}

void compile_trust(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	c->peer->identity.trust = read_headers(c, node, key);
}

void compile_identity_send(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	c->peer->identity.send = read_headers(c, node, key);
	c->peer->identity.passes = false;
}

void compile_identity_from(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	uint32_t word;

	if (compile_read_word(c, &word, node, key, froms, ARRAY_SIZE(froms)))
		c->peer->identity.from = word;
}

bool compile_read_privacy(struct compiler *c, enum privacy *privacy, const struct yaml_node *node,
			  const struct key *key)
{
	uint32_t word;

	if (!compile_read_word(c, &word, node, key, privacies, ARRAY_SIZE(privacies)))
		return false;

	*privacy = word;
	return true;
}

void compile_identity_privacy(struct compiler *c, const struct yaml_node *node,
			      const struct key *key)
{
	(void)compile_read_privacy(c, &c->peer->identity.privacy, node, key);
}

void compile_own(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct patterns *patterns = compile_block(c, 1, sizeof *patterns);
	(void)key;

	if (!patterns)
		return;

	compile_patterns(c, patterns, node);
	c->peer->identity.own = patterns;
}

/* As rules see numbers: the plan of the peer is applied to it as to any other. */
void compile_fallback(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const char *digits = node->text + 1;

	c->peer->identity.fallback = node->text;
	if (node->text[0] != '+' || strlen(digits) > NUMBERS_E164_MAX || !*digits
	    || digits[strspn(digits, "0123456789")])
		compile_wrong(c, node, key);
}
