/* compile_accounts.c -- readers of logins, challenges, registrations and accounts; see compile.h */
#include <errno.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/value.h"

enum {
	USER_BYTES_MAX = NUMBER_SIZE - 1,
	REALM_BYTES_MAX = 128,
};

static const uint64_t EXPIRES_US = 3600000000, EXPIRES_MIN_US = 30000000,
		      EXPIRES_MAX_US = 604800000000;

/* RFC 3261, 25.1: a user part without escapes. */
static bool is_user(const char *text)
{
	return value_is_word(text, "-_.!~*'()&=+$,;?/#", USER_BYTES_MAX);
}

/* A text that goes between quotes in a header. */
static bool is_quotable(const char *text, size_t max)
{
	return strlen(text) <= max && !strpbrk(text, "\"\\");
}

void compile_login(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->login = &c->peer->login;
	c->login->place = node->key->place;
}

void compile_challenge(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->login = &c->peer->challenge;
	c->login->place = node->key->place;
}

/* A user for digest may be any text: with some it is an address. */
void compile_login_user(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	c->login->user = node->text;
	if (!is_quotable(node->text, USER_BYTES_MAX))
		compile_wrong(c, node, key);
}

void compile_login_password(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->login->password = compile_read_secret(c, node);
}

void compile_login_realm(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	c->login->realm = node->text;
	if (!is_quotable(node->text, REALM_BYTES_MAX))
		compile_wrong(c, node, key);
}

static uint32_t count_registers(const struct yaml_node *peers)
{
	const struct yaml_node *peer = peers && peers->kind == YAML_MAP ? peers->first : NULL;
	uint32_t count = 0;

	for (; peer; peer = peer->next)
		count += peer->kind == YAML_MAP && yaml_find(peer, "register");

	return count;
}

/* Room for all: those of the section and those that peers have. */
static struct account_config *room(struct compiler *c)
{
	const struct yaml_node *root = yaml_root(c->policy->tree);
	const struct yaml_node *accounts = yaml_find(root, "accounts");
	const size_t count = (size_t)count_registers(yaml_find(root, "peers"))
		+ (accounts ? accounts->count : 0);

	if (!c->policy->config.accounts)
		c->policy->config.accounts =
			compile_block(c, count, sizeof *c->policy->config.accounts);

	return c->policy->config.accounts;
}

/* The name must not be another account's: state is kept by it. */
static void begin(struct compiler *c, const char *name, const struct place *place)
{
	struct account_config *accounts = room(c);

	if (!accounts)
		return;

	c->account = &accounts[c->policy->config.accountc++];
	c->account->name = name;
	c->account->expires_us = EXPIRES_US;
	c->account->place = *place;
	c->login = &c->account->login;
	c->login->place = *place;
	c->err |= names_give(c->names, NAMES_ACCOUNT, name, place, c->account, c->mistakes);
}

void compile_accounts(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)node;
	(void)key;

	(void)room(c);
}

void compile_account(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	begin(c, node->key->text, &node->key->place);
}

/* An account under the peer's name. */
void compile_register(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	begin(c, c->peer->name, &node->key->place);
	if (c->account)
		c->account->peer = c->peer;
}

void compile_account_peer(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	compile_want(c, NAMES_PEER, node, &c->account->peer);
}

void compile_account_user(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	c->account->user = node->text;
	if (!is_user(node->text))
		compile_wrong(c, node, key);
}

void compile_account_label(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)key;

	c->account->label = node->text;
}

void compile_account_display(struct compiler *c, const struct yaml_node *node,
			     const struct key *key)
{
	c->account->display = node->text;
	if (!is_quotable(node->text, DISPLAY_SIZE - 1))
		compile_wrong(c, node, key);
}

void compile_account_expires(struct compiler *c, const struct yaml_node *node,
			     const struct key *key)
{
	if (value_time(&c->account->expires_us, node->text, EXPIRES_MIN_US, EXPIRES_MAX_US))
		compile_wrong(c, node, key);
}

void compile_account_server(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)compile_read_server(c, &c->account->server, node, key);
}

void compile_account_bulk(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)compile_read_yes(c, &c->account->bulk, node, key);
}

/* Digest needs both: the user is the account's, unless `login` names another. */
static void complete(struct account_config *account)
{
	if (!account->login.user)
		account->login.user = account->user;
	if (!account->login.password)
		account->login.user = NULL;
}

/* What a peer registers with, it is called with too, unless it has a login of its own. */
static void lend(struct peer_config *peer, const struct account_config *account)
{
	peer->user = account->user;
	if (!peer->login.place.line && account->login.user)
		peer->login = account->login;
}

void compile_end_accounts(struct compiler *c)
{
	struct config *config = &c->policy->config;

	if (config->accountc > ACCOUNTS_MAX)
		mistakes_add(c->mistakes, &config->accounts[ACCOUNTS_MAX].place,
			     "more than %u accounts and registrations", ACCOUNTS_MAX);

	for (uint32_t i = 0; i < config->peerc; i++)
		config->peers[i].user = config->peers[i].login.user;

	for (uint32_t i = 0; i < config->accountc; i++) {
		struct account_config *account = &config->accounts[i];

		complete(account);
		if (account->peer && account->name == account->peer->name)
			lend(&config->peers[account->peer->index], account);
	}
}
