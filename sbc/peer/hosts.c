/* hosts.c -- the list of a peer's machines, and where it comes from; see hosts.h */
#include <errno.h>
#include <string.h>
#include <time.h>
#include "sbc/peer/host.h"
#include "sbc/peer/lookup.h"
#include "sbc/peer/peers.h"
#include "policy/who.h"

struct hosts {
	const struct hosts_house *house;
	const struct peer_config *config;
	struct host *list[HOSTS_MAX];
	uint32_t count;
	struct lookup *lookup;        /* NULL: the file says an address */
	struct resolve_config wanted; /* what is looked up; its host leads into `name` */
	char *name;
	uint64_t within_us; /* what begins for all peers at once is spread over this */
	int err;            /* of the last walk; EAGAIN: there was none yet */
};

/* ---- words ---- */

static void say(const struct hosts *hosts, const struct sa *address, const char *fmt, ...)
{
	const struct event event = {
		.kind = EVENT_HEALTH, .peer = hosts->config->name, .to = address};
	char text[256];
	va_list ap;

	if (!events_wanted(hosts->house->events, EVENT_HEALTH))
		return;

	va_start(ap, fmt);
	(void)re_vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	event_say(hosts->house->events, &event, "%s", text);
}

static int print_us(struct re_printf *pf, const uint64_t *date_us)
{
	const time_t seconds = (time_t)(*date_us / 1000000);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm))
		return 0;

	return re_hprintf(pf, "%d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1,
			  tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static struct host *host_at(const struct hosts *hosts, const struct hop *hop)
{
	for (uint32_t i = 0; i < hosts->count; i++) {
		const struct resolved *where = &hosts->list[i]->where;

		if (where->transport == hop->transport
		    && sa_cmp(&where->address, &hop->address, SA_ALL))
			return hosts->list[i];
	}

	return NULL;
}

void hosts_answered(struct peer *peer, const struct hop *hop, uint64_t after_us)
{
	struct host *host = peer->is_retired ? NULL : host_at(peer->hosts, hop);

	if (host)
		host_answered(host, after_us);
}

void hosts_silent(struct peer *peer, const struct hop *hop)
{
	struct host *host = peer->is_retired ? NULL : host_at(peer->hosts, hop);

	if (host)
		host_silent(host);
}

/* ---- the list ---- */

static void flush(struct hosts *hosts)
{
	while (hosts->count)
		mem_deref(hosts->list[--hosts->count]);
}

static struct host *kept(const struct hosts *hosts, const struct resolved *where)
{
	const struct hop hop = {where->transport, where->address, NULL};
	struct host *host = mem_ref(host_at(hosts, &hop));

	if (host)
		host->where = *where; /* weights may be others */

	return host;
}

static bool has(struct host *const list[], uint32_t count, const struct resolved *where)
{
	for (uint32_t i = 0; i < count; i++) {
		if (list[i]->where.transport == where->transport
		    && sa_cmp(&list[i]->where.address, &where->address, SA_ALL))
			return true;
	}

	return false;
}

/* A machine that was there before keeps what was learnt of it. Two records of one machine are one. */
static void replace(struct hosts *hosts, const struct resolved *found, uint32_t count)
{
	struct host *list[HOSTS_MAX];
	uint32_t listc = 0;

	for (uint32_t i = 0; i < count && listc < HOSTS_MAX; i++) {
		struct host *host = has(list, listc, &found[i]) ? NULL : kept(hosts, &found[i]);

		if (!host && !has(list, listc, &found[i]))
			host = host_alloc(hosts->house, hosts->config, &found[i], hosts->within_us);
		if (host)
			list[listc++] = host;
	}

	flush(hosts);
	memcpy(hosts->list, list, listc * sizeof *list);
	hosts->count = listc;
}

static void say_trouble(struct hosts *hosts, int err, bool keeps)
{
	if (err == hosts->err || (!err && hosts->err == EAGAIN))
		return;

	if (!err)
		say(hosts, NULL, "%s leads to %u machines", hosts->name, hosts->count);
	else if (err == ENOENT)
		say(hosts, NULL,
		    "%s leads nowhere: it has no SRV, A or AAAA record that we can use",
		    hosts->name);
	else
		say(hosts, NULL, "no name server answers for %s (%m)%s", hosts->name, err,
		    keeps ? ": what they said before holds" : "");
}

static void heard(const struct resolve_answer *answer, bool keeps, void *arg)
{
	struct hosts *hosts = arg;

	if (!answer->err)
		replace(hosts, answer->list, answer->count);
	else if (!keeps)
		flush(hosts);

	say_trouble(hosts, answer->err, keeps);
	hosts->err = answer->err;
}

/* ---- where the file says that it is ---- */

static void note_listeners(struct resolve_config *wanted, const struct side_config *side)
{
	for (uint32_t i = 0; i < side->listenc; i++) {
		const uint32_t bit = 1u << side->listen[i].transport;

		if (sa_af(&side->listen[i].local) == AF_INET6)
			wanted->ipv6 |= bit;
		else
			wanted->ipv4 |= bit;
	}
}

static bool is_the_same(const struct hosts *hosts, const struct resolve_config *wanted)
{
	return hosts->lookup && hosts->wanted.port == wanted->port
		&& hosts->wanted.transport == wanted->transport
		&& hosts->wanted.ipv4 == wanted->ipv4 && hosts->wanted.ipv6 == wanted->ipv6
		&& !str_casecmp(hosts->name, wanted->host);
}

/* What we speak to an address whose transport is not written: UDP, if the side has it (RFC 3263 4.1). */
static enum sip_transp usual_transport(const struct resolve_config *wanted,
				       const struct sa *address)
{
	const uint32_t spoken = sa_af(address) == AF_INET6 ? wanted->ipv6 : wanted->ipv4;

	for (int transport = SIP_TRANSP_UDP; transport <= SIP_TRANSP_TLS; transport++) {
		if (spoken & 1u << transport)
			return (enum sip_transp)transport;
	}

	return SIP_TRANSP_UDP;
}

static void stand_at(struct hosts *hosts, const struct server_config *server,
		     const struct resolve_config *wanted)
{
	struct resolved where = {.transport = server->transport, .address = server->address};

	if (where.transport == SIP_TRANSP_NONE)
		where.transport = usual_transport(wanted, &where.address);
	if (!sa_port(&where.address))
		sa_set_port(&where.address,
			    where.transport == SIP_TRANSP_TLS ? SIP_PORT_TLS : SIP_PORT);

	hosts->lookup = mem_deref(hosts->lookup);
	hosts->err = 0;
	replace(hosts, &where, 1);
}

static int look_up(struct hosts *hosts, const struct resolve_config *wanted, uint64_t within_us)
{
	char *name;
	int err = str_dup(&name, wanted->host);

	if (err)
		return err;

	hosts->lookup = mem_deref(hosts->lookup);
	mem_deref(hosts->name);
	hosts->name = name;
	hosts->wanted = *wanted;
	hosts->err = EAGAIN;
	return lookup_alloc(&hosts->lookup, hosts->house->world, wanted, within_us, heard, hosts);
}

/* Whoever only calls us is nowhere. */
int hosts_adopt(struct hosts *hosts, const struct peer_config *config, uint64_t within_us)
{
	const struct server_config *server = host_server(config);
	struct resolve_config wanted = {
		.host = server->host, .port = server->port, .transport = server->transport};

	hosts->config = config;
	hosts->within_us = within_us;
	note_listeners(&wanted, config->side);
	for (uint32_t i = 0; i < hosts->count; i++)
		host_adopt(hosts->list[i], config);

	if (sa_isset(&server->address, SA_ADDR)) {
		stand_at(hosts, server, &wanted);
		return 0;
	}

	if (server->host)
		return is_the_same(hosts, &wanted) ? 0 : look_up(hosts, &wanted, within_us);

	hosts->lookup = mem_deref(hosts->lookup);
	flush(hosts);
	return 0;
}

void hosts_retire(struct hosts *hosts)
{
	hosts->lookup = mem_deref(hosts->lookup);
	for (uint32_t i = 0; i < hosts->count; i++)
		host_retire(hosts->list[i]);
}

static void destructor(void *arg)
{
	struct hosts *hosts = arg;

	mem_deref(hosts->lookup);
	flush(hosts);
	mem_deref(hosts->name);
}

int hosts_alloc(struct hosts **hostsp, const struct hosts_house *house,
		const struct peer_config *config, uint64_t within_us)
{
	struct hosts *hosts = mem_zalloc(sizeof *hosts, destructor);
	int err;

	if (!hosts)
		return ENOMEM;

	hosts->house = house;
	err = hosts_adopt(hosts, config, within_us);
	if (err)
		mem_deref(hosts);
	else
		*hostsp = hosts;

	return err;
}

/* ---- what is asked of it ---- */

/* Those that are well stand before those that are not; else the order stays. */
static void put_in_order(struct host *sorted[], uint32_t i, struct host *host)
{
	for (; i && sorted[i - 1]->health.state > host->health.state; i--)
		sorted[i] = sorted[i - 1];
	sorted[i] = host;
}

uint32_t hosts_order(struct hop hops[HOSTS_MAX], struct peer *peer, struct world *world)
{
	const struct hosts *hosts = peer->hosts;
	struct resolved where[HOSTS_MAX];
	struct host *sorted[HOSTS_MAX];
	uint32_t order[HOSTS_MAX];

	for (uint32_t i = 0; i < hosts->count; i++)
		where[i] = hosts->list[i]->where;

	resolve_order(order, where, hosts->count, world);
	for (uint32_t i = 0; i < hosts->count; i++)
		put_in_order(sorted, i, hosts->list[order[i]]);
	for (uint32_t i = 0; i < hosts->count; i++)
		hops[i] = host_hop(sorted[i]);

	return hosts->count;
}

bool hosts_is_up(const struct peer *peer, const struct hop *hop)
{
	const struct host *host = host_at(peer->hosts, hop);

	return host && host->health.state == HEALTH_UP;
}

bool hosts_are_down(const struct peer *peer)
{
	const struct hosts *hosts = peer->hosts;

	for (uint32_t i = 0; i < hosts->count; i++) {
		if (hosts->list[i]->health.state != HEALTH_DOWN)
			return false;
	}

	return true;
}

static int print_since(struct re_printf *pf, const struct peer *peer)
{
	const struct hosts *hosts = peer->hosts;
	struct world *world = hosts->house->world;
	uint64_t since_us = 0, date_us;

	for (uint32_t i = 0; i < hosts->count; i++) {
		if (hosts->list[i]->health.since_us > since_us)
			since_us = hosts->list[i]->health.since_us;
	}

	date_us = world_date_us(world) - (world_now_us(world) - since_us);
	return re_hprintf(pf, "%s is down since %H", peer->name, print_us, &date_us);
}

int hosts_print_why(struct re_printf *pf, const struct peer *peer)
{
	const struct hosts *hosts = peer->hosts;

	if (hosts->count)
		return print_since(pf, peer);
	if (!hosts->name)
		return re_hprintf(pf, "%s has no server to send calls to", peer->name);
	if (hosts->err == EAGAIN)
		return re_hprintf(pf, "%s: %s is not resolved yet", peer->name, hosts->name);
	if (hosts->err == ENOENT)
		return re_hprintf(pf, "%s: the name %s leads nowhere", peer->name, hosts->name);
	if (hosts->err == EINVAL)
		return re_hprintf(pf, "%s: side '%s' listens on no transport for %s", peer->name,
				  hosts->config->side->name, hosts->name);

	return re_hprintf(pf, "%s: no name server answers for %s (%m)", peer->name, hosts->name,
			  hosts->err);
}

int hosts_print(struct re_printf *pf, const struct peer *peer)
{
	const struct hosts *hosts = peer->hosts;
	int err = hosts->count ? 0 : re_hprintf(pf, "; %H", hosts_print_why, peer);

	for (uint32_t i = 0; i < hosts->count; i++) {
		const struct host *host = hosts->list[i];

		err |= re_hprintf(pf, ", %s: %J over %s", health_name(host->health.state),
				  &host->where.address, sip_transp_name(host->where.transport));
	}

	return err;
}

/* As the policy does it for addresses: a `match` that fits before none, then the file's order. */
static bool is_nearer(const struct peer_config *one, const struct peer_config *other)
{
	if (!one->match.place.line != !other->match.place.line)
		return one->match.place.line;

	return one->index < other->index;
}

const struct peer_config *hosts_who(const struct hash *known, const char *side,
				    const struct sa *source, const struct facts *facts)
{
	const struct list *list = hash_list((struct hash *)known, sa_hash(source, SA_ADDR));
	const struct peer_config *nearest = NULL;

	for (struct le *le = list_head(list); le; le = le->next) {
		const struct host *host = le->data;
		const struct peer_config *config = host->config;

		if (sa_cmp(&host->where.address, source, SA_ADDR)
		    && !strcmp(config->side->name, side) && who_matches(&config->match, facts)
		    && (!nearest || is_nearer(config, nearest)))
			nearest = config;
	}

	return nearest;
}

uint32_t hosts_errands(const struct hosts *hosts)
{
	uint32_t count = hosts->lookup ? lookup_errands(hosts->lookup) : 0;

	for (uint32_t i = 0; i < hosts->count; i++)
		count += timer_is_pending(&hosts->list[i]->timer);

	return count;
}

uint32_t hosts_asked(const struct hosts *hosts)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < hosts->count; i++)
		count += hosts->list[i]->ping != NULL;

	return count;
}
