/* binding.c -- see binding.h */
#include <string.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include "sbc/peer/binding.h"
#include "policy/secret.h"

enum {
	LINE_OCTETS = 8,
	PRINT_SIZE = 2048, /* of what a line is made of; the rest makes no difference */
};

static bool is_same(const char *one, const char *other)
{
	return one == other || (one && other && !strcmp(one, other));
}

static bool is_same_server(const struct server_config *one, const struct server_config *other)
{
	return is_same(one->host, other->host) && one->port == other->port
		&& one->transport == other->transport;
}

bool binding_is_same(const struct account_config *ours, const struct account_config *account)
{
	const struct peer_config *peer = account->peer, *our_peer = ours->peer;

	return is_same(ours->user, account->user) && is_same(ours->display, account->display)
		&& is_same(ours->login.user, account->login.user)
		&& is_same(ours->login.realm, account->login.realm)
		&& is_same_server(&ours->server, &account->server)
		&& ours->expires_us == account->expires_us && ours->bulk == account->bulk
		&& is_same(our_peer->name, peer->name) && is_same(our_peer->host, peer->host)
		&& is_same(our_peer->side->name, peer->side->name)
		&& is_same_server(&our_peer->server, &peer->server)
		&& is_same_server(&our_peer->proxy, &peer->proxy);
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static int print_server(struct re_printf *pf, const struct server_config *server)
{
	return re_hprintf(pf, "|%s:%u:%d", or_empty(server->host), server->port,
			  (int)server->transport);
}

/* What binding_is_same looks at, so that an old one can go while a new one comes. */
static int print_binding(struct re_printf *pf, const struct account_config *account)
{
	const struct peer_config *peer = account->peer;
	int err = re_hprintf(pf, "%s|%s|%s|%s|%s|%llu|%s|%s|%s", account->name, account->user,
			     or_empty(account->display), or_empty(account->login.user),
			     or_empty(account->login.realm), account->expires_us, peer->name,
			     or_empty(peer->host), peer->side->name);

	err |= print_server(pf, &account->server);
	err |= print_server(pf, &peer->server);
	return err | print_server(pf, &peer->proxy);
}

void binding_line(char line[BINDING_LINE_SIZE], const struct account_config *account,
		  struct world *world)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	char password[SECRET_SIZE] = "", binding[PRINT_SIZE];
	unsigned int size = 0;

	(void)re_snprintf(binding, sizeof binding, "%H", print_binding, account);
	if (account->login.password
	    && !secret_open(password, sizeof password, account->login.password) && password[0])
		(void)HMAC(EVP_sha256(), password, (int)strlen(password),
			   (const unsigned char *)binding, strlen(binding), mac, &size);
	explicit_bzero(password, sizeof password);
	if (size < LINE_OCTETS)
		world_random(world, mac, LINE_OCTETS);

	for (int i = 0; i < LINE_OCTETS; i++)
		(void)re_snprintf(line + 2 * i, 3, "%02x", mac[i]);
}
