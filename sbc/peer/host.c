/* host.c -- what requests taught, and when to ask again; see host.h */
#include "sbc/peer/host.h"

#define FIRST_PING_US UINT64_C(1000000)

const struct server_config *host_server(const struct peer_config *config)
{
	return config->proxy.host ? &config->proxy : &config->server;
}

static const struct health_config *health_of(const struct host *host)
{
	return &host->config->health;
}

struct hop host_hop(const struct host *host)
{
	const struct server_config *server = host_server(host->config);
	const bool is_named = !sa_isset(&server->address, SA_ADDR);

	return (struct hop){host->where.transport, host->where.address,
			    is_named ? server->host : NULL};
}

static timer_h ask;

/* Between nine tenths and eleven: thousands of machines are not asked in one instant. */
static void ask_later(struct host *host)
{
	const uint64_t after_us = health_ask_us(&host->health, health_of(host));
	struct world *world = host->house->world;
	uint32_t chance;

	if (!after_us) {
		timer_stop(&host->timer);
		return;
	}

	world_random(world, &chance, sizeof chance);
	timer_start(&host->timer, world, after_us / 10 * 9 + after_us / 5 * (chance >> 16) / 65536,
		    ask, host);
}

/*
 * A new machine: there are some that call nobody, and take no call, before they were asked (Teams), so
 * a start must not wait for a whole pause. Spread as names are: thousands are no flood.
 */
static void ask_soon(struct host *host, uint64_t within_us)
{
	const uint64_t pause_us = health_ask_us(&host->health, health_of(host));
	struct world *world = host->house->world;
	const uint64_t most_us = MIN(pause_us, FIRST_PING_US + within_us);
	uint32_t chance;

	if (!pause_us)
		return;

	world_random(world, &chance, sizeof chance);
	timer_start(&host->timer, world, most_us * (chance >> 16) / 65536, ask, host);
}

void host_adopt(struct host *host, const struct peer_config *config)
{
	struct world *world = host->house->world;
	const bool was_pending = timer_is_pending(&host->timer);
	const uint64_t now_us = world_now_us(world), due_us = host->timer.due_us;

	host->config = config;
	ask_later(host);
	if (was_pending && timer_is_pending(&host->timer) && due_us < host->timer.due_us)
		timer_start(&host->timer, world, due_us > now_us ? due_us - now_us : 0, ask, host);
}

static void say_health(const struct host *host, const char *why)
{
	const struct event event = {
		.kind = EVENT_HEALTH, .peer = host->config->name, .to = &host->where.address};

	event_say(host->house->events, &event, "%J is %s: %s", &host->where.address,
		  health_name(host->health.state), why);
}

void host_answered(struct host *host, uint64_t after_us)
{
	char why[64];

	if (!health_answered(&host->health, health_of(host), after_us,
			     world_now_us(host->house->world)))
		return;

	(void)re_snprintf(why, sizeof why, "it answered after %llu ms", after_us / 1000);
	say_health(host, why);
	ask_later(host);
}

void host_silent(struct host *host)
{
	char why[64];

	if (!health_failed(&host->health, health_of(host), world_now_us(host->house->world)))
		return;

	(void)re_snprintf(why, sizeof why, "%u %s without an answer", host->health.failures,
			  host->health.failures == 1 ? "request" : "requests");
	say_health(host, why);
	ask_later(host);
}

/* Silence was told before it is lost, unless the network refused at once. */
static void pinged(enum ping_news news, uint64_t after_us, void *arg)
{
	struct host *host = arg;

	if (news != PING_SILENT)
		host->ping = mem_deref(host->ping);

	ask_later(host);
	if (news == PING_ANSWERED)
		host_answered(host, after_us);
	else if (news == PING_SILENT || !host->is_silent)
		host_silent(host);

	host->is_silent = news == PING_SILENT;
}

/* One that is still out goes on asking by itself; each time that it is looked at is a failure more. */
static void ask(void *arg)
{
	struct host *host = arg;
	const struct hosts_house *house = host->house;
	const struct hop hop = host_hop(host);

	if (host->ping && host->is_silent)
		host_silent(host);

	if (host->ping
	    || ping_send(&host->ping, house->world, house->transactions, host->config, &hop, pinged,
			 host))
		ask_later(host);
}

void host_retire(struct host *host)
{
	hash_unlink(&host->he);
	timer_stop(&host->timer);
	host->ping = mem_deref(host->ping);
}

static void destructor(void *arg)
{
	host_retire(arg);
}

struct host *host_alloc(const struct hosts_house *house, const struct peer_config *config,
			const struct resolved *where, uint64_t within_us)
{
	struct host *host = mem_zalloc(sizeof *host, destructor);

	if (!host)
		return NULL;

	host->house = house;
	host->config = config;
	host->where = *where;
	hash_append(house->known, sa_hash(&where->address, SA_ADDR), &host->he, host);
	ask_soon(host, within_us);
	return host;
}
