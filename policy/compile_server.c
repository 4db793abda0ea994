/* compile_server.c -- readers of where a peer is: transports, hosts, networks; see compile.h */
#include <errno.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/value.h"

/* clang-format off */
static const struct {
	const char *prefix;
	enum sip_transp transport; /* SIP_TRANSP_NONE: not yet supported */
} transports[] = {
	{"udp:", SIP_TRANSP_UDP},
	{"tcp:", SIP_TRANSP_TCP},
	{"tls:", SIP_TRANSP_TLS},
	{"ws:",  SIP_TRANSP_NONE},
	{"wss:", SIP_TRANSP_NONE},
};
/* clang-format on */

int compile_read_transport(struct compiler *c, const struct yaml_node *node,
			   enum sip_transp *transport, const char **textp)
{
	for (size_t i = 0; i < ARRAY_SIZE(transports); i++) {
		const char *prefix = transports[i].prefix;

		if (strncmp(*textp, prefix, strlen(prefix)))
			continue;

		*textp += strlen(prefix);
		*transport = transports[i].transport;
		if (*transport != SIP_TRANSP_NONE)
			return 0;

		mistakes_add(c->mistakes, &node->place,
			     "'%s' is not yet supported: write udp:, tcp: or tls: and an address",
			     prefix);
		return EPROTONOSUPPORT;
	}

	return ENOENT;
}

static uint16_t default_port(enum sip_transp transport)
{
	return transport == SIP_TRANSP_TLS ? SIP_PORT_TLS : SIP_PORT;
}

/* RFC 3263, 4.1 and 4.2: an address without a transport is asked over UDP, at the usual port. */
static void complete(struct server_config *server)
{
	if (!sa_isset(&server->address, SA_ADDR))
		return;

	if (server->transport == SIP_TRANSP_NONE)
		server->transport = SIP_TRANSP_UDP;
	sa_set_port(&server->address,
		    server->port ? server->port : default_port(server->transport));
}

bool compile_read_server(struct compiler *c, struct server_config *server,
			 const struct yaml_node *node, const struct key *key)
{
	struct server_config read = {.transport = SIP_TRANSP_NONE, .place = node->place};
	const char *text = node->text;
	char host[VALUE_HOST_SIZE];

	if (compile_read_transport(c, node, &read.transport, &text) == EPROTONOSUPPORT)
		return false;

	if (value_host(host, &read.port, &read.address, text)) {
		compile_wrong(c, node, key);
		return false;
	}

	read.host = compile_copy(c, host, strlen(host));
	complete(&read);
	*server = read;
	return true;
}

static bool has_address(const struct peer_config *peer, const struct address_config *address)
{
	for (uint32_t i = 0; i < peer->addressc; i++)
		if (sa_cmp(&peer->addresses[i].address, &address->address, SA_ALL)
		    && peer->addresses[i].bits == address->bits)
			return true;

	return false;
}

static void add_address(struct compiler *c, const struct address_config *address)
{
	struct peer_config *peer = c->peer;

	if (has_address(peer, address))
		return;

	if (peer->addressc == ADDRESSES_MAX)
		mistakes_add(c->mistakes, &address->place, "'%s' has more than %u addresses",
			     peer->name, ADDRESSES_MAX);
	else
		peer->addresses[peer->addressc++] = *address;
}

static void read_address(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct address_config address = {.place = node->place};

	switch (value_network(&address.address, &address.bits, node->text)) {
	case 0:
		add_address(c, &address);
		break;
	case EDOM:
		mistakes_add(c->mistakes, &node->place, "'%s' is no network: %j/%u is", node->text,
			     &address.address, address.bits);
		break;
	case ENOTSUP:
		mistakes_add(c->mistakes, &node->place,
			     "'%s' is a name: calls are known by address; names are for 'server'",
			     node->text);
		break;
	default:
		compile_wrong(c, node, key);
	}
}

void compile_address(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const struct yaml_node *item = NULL;

	while ((item = yaml_each(node, item)))
		read_address(c, item, key);
}

/* Calls may come from a server that is an address, from any port. */
void compile_server(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct server_config *server = &c->peer->server;
	struct address_config address = {.place = node->place};

	server->place = node->place; /* it is written, even if it is wrong */
	if (!compile_read_server(c, server, node, key) || !sa_isset(&server->address, SA_ADDR))
		return;

	address.address = server->address;
	address.bits = sa_af(&server->address) == AF_INET ? 32 : 128;
	sa_set_port(&address.address, 0);
	add_address(c, &address);
}

void compile_proxy(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	(void)compile_read_server(c, &c->peer->proxy, node, key);
}

static bool is_one_machine(const struct address_config *address)
{
	return address->bits == (sa_af(&address->address) == AF_INET ? 32 : 128);
}

/* Without `server`, calls go to the first address that is one machine's. */
static void take_address(struct compiler *c, struct peer_config *peer)
{
	const struct sa *address;
	char host[VALUE_HOST_SIZE];
	uint32_t i = 0;

	while (i < peer->addressc && !is_one_machine(&peer->addresses[i]))
		++i;

	if (!peer->addressc)
		return;

	if (i == peer->addressc) {
		mistakes_add(
			c->mistakes, &peer->addresses[0].place,
			"'%s' has networks only: give it 'server', for calls go to one machine",
			peer->name);
		return;
	}

	address = &peer->addresses[i].address;
	(void)re_snprintf(host, sizeof host, "%j", address);
	peer->server = (struct server_config){.host = compile_copy(c, host, strlen(host)),
					      .port = sa_port(address),
					      .transport = SIP_TRANSP_NONE,
					      .address = *address,
					      .place = peer->addresses[i].place};
	complete(&peer->server);
}

void compile_end_peers(struct compiler *c)
{
	struct config *config = &c->policy->config;

	for (uint32_t i = 0; i < config->peerc; i++)
		if (!config->peers[i].server.place.line)
			take_address(c, &config->peers[i]);
}
