/* engine.c -- the rooms put together; see engine.h */
#include <errno.h>
#include <string.h>
#include "sbc/engine.h"
#include "sbc/call/uac.h"
#include "sbc/dispatch.h"

struct engine {
	struct calls calls;
	engine_stopped_h *stopped;
	void *arg;
};

static void engine_destroy(void *data)
{
	struct engine *engine = data;
	struct calls *calls = &engine->calls;

	calls_flush(calls);
	mem_deref(calls->transactions);
	mem_deref(calls->dialogs);
	mem_deref(calls->peers);
	for (size_t i = 0; i < ARRAY_SIZE(calls->ports); i++)
		mem_deref(calls->ports[i]);
	mem_deref(calls->policy);
}

static void request(struct transaction *server, const struct sip_msg *msg, void *arg)
{
	struct engine *engine = arg;

	dispatch_request(&engine->calls, server, msg);
}

static void ack(const struct sip_msg *msg, void *arg)
{
	struct engine *engine = arg;

	dispatch_ack(&engine->calls, msg);
}

static void late(struct listener *listener, const struct sip_msg *msg, void *arg)
{
	struct engine *engine = arg;

	uac_late(&engine->calls, listener, msg);
}

static bool is_peer(const struct listener *listener, const struct sa *source, void *arg)
{
	const struct engine *engine = arg;

	return policy_who(engine->calls.policy, listener->side, source) != NULL;
}

static struct ports *with_address(const struct calls *calls, const struct sa *media)
{
	const struct config *config = policy_config(calls->policy);

	for (uint32_t i = 0; i < config->sidec; i++) {
		if (calls->ports[i] && sa_cmp(&config->sides[i].media, media, SA_ADDR))
			return calls->ports[i];
	}

	return NULL;
}

/* Sides that share an address share its ports. */
static int open_ports(struct calls *calls)
{
	const struct config *config = policy_config(calls->policy);
	int err = 0;

	for (uint32_t i = 0; i < config->sidec && !err; i++) {
		const struct sa *media = &config->sides[i].media;

		calls->ports[i] = mem_ref(with_address(calls, media));
		if (!calls->ports[i])
			err = ports_alloc(&calls->ports[i], media, config->port_first,
					  config->port_last);
	}

	return err;
}

static const char *cure_of(int err)
{
	static const struct {
		int err;
		const char *cure;
	} cures[] = {
		{EADDRNOTAVAIL,   "this machine has no such address"                       },
		{EADDRINUSE,      "another program has that port; stop it or write another"},
		{EACCES,          "a port below 1024 needs CAP_NET_BIND_SERVICE"           },
		{EPROTONOSUPPORT, "only udp: is supported yet"                             },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cures); i++) {
		if (cures[i].err == err)
			return cures[i].cure;
	}

	return strerror(err);
}

static int listen_at(struct engine *engine, const struct side_config *side,
		     const struct listener_config *listen)
{
	const struct calls *calls = &engine->calls;
	int err = transport_listen(transactions_transports(calls->transactions), side->name,
				   listen->transport, &listen->local);

	if (err)
		event_say(calls->events, &(struct event){.kind = EVENT_MACHINE},
			  "%s:%u:%u: side '%s' cannot listen at %s %J: %s", listen->place.file,
			  listen->place.line, listen->place.column, side->name,
			  sip_transp_name(listen->transport), &listen->local, cure_of(err));

	return err;
}

static int open_listeners(struct engine *engine)
{
	const struct config *config = policy_config(engine->calls.policy);
	int err = 0;

	for (uint32_t i = 0; i < config->sidec; i++) {
		const struct side_config *side = &config->sides[i];

		for (uint32_t j = 0; j < side->listenc && !err; j++)
			err = listen_at(engine, side, &side->listen[j]);
	}

	return err;
}

static int open_rooms(struct engine *engine)
{
	struct calls *calls = &engine->calls;
	const struct transaction_user user = {
		.request = request, .ack = ack, .late = late, .arg = engine};
	int err = peers_alloc(&calls->peers);

	err = err ? err : dialogs_alloc(&calls->dialogs);
	err = err ? err
		  : transactions_alloc(&calls->transactions, calls->world, calls->events, &user);
	err = err ? err : open_ports(calls);
	if (err)
		return err;

	transports_peers(transactions_transports(calls->transactions), is_peer, engine);
	return open_listeners(engine);
}

int engine_alloc(struct engine **enginep, const struct engine_config *config)
{
	struct engine *engine = mem_zalloc(sizeof *engine, engine_destroy);
	int err;

	if (!engine)
		return ENOMEM;

	engine->calls.world = config->world;
	engine->calls.events = config->events;
	engine->calls.relay = config->relay;
	engine->calls.policy = mem_ref(config->policy);
	err = open_rooms(engine);
	if (err) {
		mem_deref(engine);
		return err;
	}

	event_say(config->events, &(struct event){.kind = EVENT_STARTED}, "%s listens",
		  policy_config(config->policy)->name);
	*enginep = engine;
	return 0;
}

static void idle(void *arg)
{
	struct engine *engine = arg;

	event_say(engine->calls.events, &(struct event){.kind = EVENT_STOPPED}, "no call is left");
	engine->stopped(engine->arg);
}

void engine_stop(struct engine *engine, engine_stopped_h *stopped, void *arg)
{
	engine->stopped = stopped;
	engine->arg = arg;
	calls_stop(&engine->calls, idle, engine);
}

/* Ports that sides share are counted once. */
static bool is_first(struct ports *const ports[], uint32_t i)
{
	for (uint32_t j = 0; j < i; j++) {
		if (ports[j] == ports[i])
			return false;
	}

	return true;
}

void engine_count(const struct engine *engine, struct engine_counts *counts)
{
	const struct calls *calls = &engine->calls;
	const struct config *config = policy_config(calls->policy);

	*counts = (struct engine_counts){.calls = calls->count,
					 .dialogs = dialogs_count(calls->dialogs),
					 .transactions = transactions_count(calls->transactions)};
	for (uint32_t i = 0; i < config->sidec; i++)
		counts->ports += is_first(calls->ports, i) ? ports_taken(calls->ports[i]) : 0;
}
