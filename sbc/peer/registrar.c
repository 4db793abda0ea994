/* registrar.c -- see registrar.h */
#include <errno.h>
#include <string.h>
#include "sbc/peer/registrar.h"
#include "sbc/peer/lookup.h"

struct registrar {
	struct world *world;
	struct lookup *lookup; /* NULL: the file says an address */
	struct resolved list[RESOLVE_MACHINES_MAX];
	uint32_t count;
};

static void destroy(void *data)
{
	struct registrar *registrar = data;

	mem_deref(registrar->lookup);
}

static void heard(const struct resolve_answer *answer, bool keeps, void *arg)
{
	struct registrar *registrar = arg;

	if (!answer->err) {
		registrar->count = answer->count;
		memcpy(registrar->list, answer->list, answer->count * sizeof answer->list[0]);
	} else if (!keeps) {
		registrar->count = 0;
	}
}

static void stand_at(struct registrar *registrar, const struct server_config *server)
{
	struct resolved *where = &registrar->list[0];
	bool is_secure = server->transport == SIP_TRANSP_TLS;

	where->transport =
		server->transport == SIP_TRANSP_NONE ? SIP_TRANSP_UDP : server->transport;
	where->address = server->address;
	if (!sa_port(&where->address))
		sa_set_port(&where->address, is_secure ? SIP_PORT_TLS : SIP_PORT);
	registrar->count = 1;
}

static int look_up(struct registrar *registrar, const struct account_config *account)
{
	const struct side_config *side = account->peer->side;
	struct resolve_config wanted = {.host = account->server.host,
					.port = account->server.port,
					.transport = account->server.transport};

	for (uint32_t i = 0; i < side->listenc; i++) {
		const struct listener_config *listen = &side->listen[i];
		uint32_t *spoken = sa_af(&listen->local) == AF_INET6 ? &wanted.ipv6 : &wanted.ipv4;

		*spoken |= 1u << listen->transport;
	}

	return lookup_alloc(&registrar->lookup, registrar->world, &wanted, 0, heard, registrar);
}

int registrar_alloc(struct registrar **registrarp, struct world *world,
		    const struct account_config *account)
{
	struct registrar *registrar = mem_zalloc(sizeof *registrar, destroy);
	int err = 0;

	if (!registrar)
		return ENOMEM;

	registrar->world = world;
	if (sa_isset(&account->server.address, SA_ADDR))
		stand_at(registrar, &account->server);
	else
		err = look_up(registrar, account);
	if (err)
		mem_deref(registrar);
	else
		*registrarp = registrar;

	return err;
}

uint32_t registrar_order(struct hop hops[HOSTS_MAX], const struct registrar *registrar)
{
	uint32_t order[RESOLVE_MACHINES_MAX];

	resolve_order(order, registrar->list, registrar->count, registrar->world);
	for (uint32_t i = 0; i < registrar->count; i++) {
		const struct resolved *where = &registrar->list[order[i]];

		hops[i] = (struct hop){.transport = where->transport, .address = where->address};
	}

	return registrar->count;
}

uint32_t registrar_errands(const struct registrar *registrar)
{
	return registrar->lookup ? lookup_errands(registrar->lookup) : 0;
}
