/* resolve.c -- a queue of questions, each answer of which may add more; see resolve.h */
#include <errno.h>
#include <string.h>
#include "sbc/sip/resolve.h"

enum {
	NAPTRS_MAX = 8, /* of one name; a name has one a transport */
};

struct way { /* how a transport is found */
	enum sip_transp transport;
	const char *service; /* in NAPTR */
	const char *prefix;  /* of the SRV record's name */
	uint16_t port;       /* if there is no SRV record */
};

/* In the order in which they are tried if no NAPTR says another. */
static const struct way ways[] = {
	{SIP_TRANSP_UDP, "SIP+D2U",  "_sip._udp.",  5060},
	{SIP_TRANSP_TCP, "SIP+D2T",  "_sip._tcp.",  5060},
	{SIP_TRANSP_TLS, "SIPS+D2T", "_sips._tcp.", 5061},
};

struct ask { /* a question, and what its answers inherit */
	struct le le;
	uint16_t type;
	uint16_t port;
	struct resolved as;
	char *name;
};

struct resolve {
	struct world *world;
	struct resolve_config config;
	char *host;
	resolve_h *handler;
	void *arg;
	struct question *question;
	struct list asks; /* the first is the one that was asked */
	uint32_t askc;
	bool is_plain; /* A and AAAA of the name itself were asked for */
	uint16_t targetc;
	struct resolved list[RESOLVE_MACHINES_MAX];
	uint32_t count;
	int64_t ttl_s;
	int err; /* what went wrong and may be why nothing was found */
};

static void ask_destructor(void *arg)
{
	struct ask *ask = arg;

	list_unlink(&ask->le);
	mem_deref(ask->name);
}

static void destructor(void *arg)
{
	struct resolve *resolve = arg;

	mem_deref(resolve->question);
	list_flush(&resolve->asks);
	mem_deref(resolve->host);
}

/* ---- what is asked ---- */

static bool speaks(const struct resolve *resolve, const struct way *way)
{
	return (resolve->config.ipv4 | resolve->config.ipv6) & 1u << way->transport;
}

static const struct way *way_of(enum sip_transp transport)
{
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		if (ways[i].transport == transport)
			return &ways[i];
	}

	return NULL;
}

static const struct way *usual_way(const struct resolve *resolve)
{
	if (resolve->config.transport != SIP_TRANSP_NONE)
		return way_of(resolve->config.transport);

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		if (speaks(resolve, &ways[i]))
			return &ways[i];
	}

	return NULL;
}

/* What is better stands before: if there are too many, the worse ones are not asked for. */
static bool is_after(const struct ask *ask, const struct resolved *as)
{
	return ask->as.rank > as->rank
		|| (ask->as.rank == as->rank && ask->as.priority > as->priority);
}

static void insert(struct resolve *resolve, struct ask *ask)
{
	struct le *le = resolve->asks.head;

	while (le && !is_after(le->data, &ask->as))
		le = le->next;

	if (le)
		list_insert_before(&resolve->asks, le, &ask->le, ask);
	else
		list_append(&resolve->asks, &ask->le, ask);
}

static void want(struct resolve *resolve, uint16_t type, const char *name, uint16_t port,
		 const struct resolved *as)
{
	struct ask *ask;

	if (resolve->askc == RESOLVE_QUESTIONS_MAX)
		return;

	ask = mem_zalloc(sizeof *ask, ask_destructor);
	if (!ask || str_dup(&ask->name, name)) {
		resolve->err = ENOMEM;
		mem_deref(ask);
		return;
	}

	++resolve->askc;
	ask->type = type;
	ask->port = port;
	ask->as = *as;
	insert(resolve, ask);
}

static void want_addresses(struct resolve *resolve, const char *name, uint16_t port,
			   const struct resolved *as)
{
	const uint32_t bit = 1u << as->transport;

	if (resolve->config.ipv4 & bit)
		want(resolve, DNS_TYPE_A, name, port, as);
	if (resolve->config.ipv6 & bit)
		want(resolve, DNS_TYPE_AAAA, name, port, as);
}

/* The name itself is the machine. */
static void want_plain(struct resolve *resolve)
{
	const struct way *way = usual_way(resolve);
	const uint16_t port = resolve->config.port ? resolve->config.port : way->port;

	resolve->is_plain = true;
	want_addresses(resolve, resolve->host, port,
		       &(struct resolved){.transport = way->transport});
}

static void want_srv(struct resolve *resolve, const struct way *way, uint16_t rank)
{
	char name[RESOLVE_NAME_SIZE];

	if (re_snprintf(name, sizeof name, "%s%s", way->prefix, resolve->host) > 0)
		want(resolve, DNS_TYPE_SRV, name, 0,
		     &(struct resolved){.transport = way->transport, .rank = rank});
}

static void want_usual_srvs(struct resolve *resolve)
{
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		if (speaks(resolve, &ways[i]))
			want_srv(resolve, &ways[i], (uint16_t)i);
	}
}

static void want_first(struct resolve *resolve)
{
	if (resolve->config.port)
		want_plain(resolve);
	else if (resolve->config.transport != SIP_TRANSP_NONE)
		want_srv(resolve, way_of(resolve->config.transport), 0);
	else
		want(resolve, DNS_TYPE_NAPTR, resolve->host, 0, &(struct resolved){0});
}

/* ---- what is heard ---- */

static const struct way *way_of_naptr(const struct resolve *resolve, const struct dnsrr *rr)
{
	if (str_casecmp(rr->rdata.naptr.flags, "s"))
		return NULL;

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		if (!str_casecmp(rr->rdata.naptr.services, ways[i].service))
			return speaks(resolve, &ways[i]) ? &ways[i] : NULL;
	}

	return NULL;
}

static bool is_better(const struct dnsrr *a, const struct dnsrr *b)
{
	return a->rdata.naptr.order < b->rdata.naptr.order
		|| (a->rdata.naptr.order == b->rdata.naptr.order
		    && a->rdata.naptr.pref < b->rdata.naptr.pref);
}

/* By order and preference; equal ones stay as they came. */
static void put_in_order(const struct dnsrr *usable[NAPTRS_MAX], uint32_t *count,
			 const struct dnsrr *rr)
{
	uint32_t i = *count;

	if (i == NAPTRS_MAX)
		return;

	for (; i && is_better(rr, usable[i - 1]); i--)
		usable[i] = usable[i - 1];
	usable[i] = rr;
	++*count;
}

static void note_ttl(struct resolve *resolve, const struct dnsrr *rr)
{
	if (resolve->ttl_s < 0 || rr->ttl < resolve->ttl_s)
		resolve->ttl_s = rr->ttl > 0 ? rr->ttl : 0;
}

static const struct dnsrr *alias_of(const struct list *records, const char *name)
{
	for (struct le *le = list_head(records); le; le = le->next) {
		const struct dnsrr *rr = le->data;

		if (rr->type == DNS_TYPE_CNAME && !str_casecmp(rr->name, name))
			return rr;
	}

	return NULL;
}

/* The name under which the answer has what was asked for. */
static const char *true_name(struct resolve *resolve, const struct list *records, const char *name)
{
	const struct dnsrr *alias;

	for (uint32_t i = 0; i < RESOLVE_ALIASES_MAX && (alias = alias_of(records, name)); i++) {
		note_ttl(resolve, alias);
		name = alias->rdata.cname.cname;
	}

	return name;
}

/* RFC 3403 4.1: records of a higher order are not for us when one of a lower order is. */
static void hear_naptr(struct resolve *resolve, const struct ask *ask, const struct list *records)
{
	const char *name = true_name(resolve, records, ask->name);
	const struct dnsrr *usable[NAPTRS_MAX];
	uint32_t count = 0;

	for (struct le *le = list_head(records); le; le = le->next) {
		const struct dnsrr *rr = le->data;

		if (rr->type == DNS_TYPE_NAPTR && !str_casecmp(rr->name, name)
		    && way_of_naptr(resolve, rr))
			put_in_order(usable, &count, rr);
	}

	for (uint32_t i = 0; i < count; i++) {
		const struct way *way = way_of_naptr(resolve, usable[i]);

		if (usable[i]->rdata.naptr.order != usable[0]->rdata.naptr.order)
			break;

		note_ttl(resolve, usable[i]);
		want(resolve, DNS_TYPE_SRV, usable[i]->rdata.naptr.replace, 0,
		     &(struct resolved){.transport = way->transport, .rank = (uint16_t)i});
	}

	if (!count)
		want_usual_srvs(resolve);
}

/* A target of "." says: this service is decidedly not there (RFC 2782). */
static bool is_root(const char *name)
{
	return !str_isset(name) || !strcmp(name, ".");
}

static void hear_srv(struct resolve *resolve, const struct ask *ask, const struct list *records)
{
	const char *name = true_name(resolve, records, ask->name);

	for (struct le *le = list_head(records); le; le = le->next) {
		const struct dnsrr *rr = le->data;
		struct resolved as = ask->as;

		if (rr->type != DNS_TYPE_SRV || str_casecmp(rr->name, name))
			continue;

		note_ttl(resolve, rr);
		as.priority = rr->rdata.srv.pri;
		as.weight = rr->rdata.srv.weight;
		as.target = ++resolve->targetc;
		if (!is_root(rr->rdata.srv.target))
			want_addresses(resolve, rr->rdata.srv.target, rr->rdata.srv.port, &as);
	}
}

static void take(struct resolve *resolve, const struct ask *ask, const struct dnsrr *rr)
{
	struct resolved *found = &resolve->list[resolve->count];

	if (resolve->count == RESOLVE_MACHINES_MAX)
		return;

	note_ttl(resolve, rr);
	*found = ask->as;
	if (rr->type == DNS_TYPE_A)
		sa_set_in(&found->address, rr->rdata.a.addr, ask->port);
	else
		sa_set_in6(&found->address, rr->rdata.aaaa.addr, ask->port);
	++resolve->count;
}

static void hear_address(struct resolve *resolve, const struct ask *ask, const struct list *records)
{
	const char *name = true_name(resolve, records, ask->name);

	for (struct le *le = list_head(records); le; le = le->next) {
		const struct dnsrr *rr = le->data;

		if (rr->type == ask->type && !str_casecmp(rr->name, name))
			take(resolve, ask, rr);
	}
}

/*
 * What each answer leads to, and whether the walk may go on without it. A NAPTR may be missing:
 * there are name servers that never answer this type. Without SRV we would end at the name's own
 * address, which may be a web server; so that is not guessed. Other addresses do for one that fails.
 */
static const struct {
	uint16_t type;
	void (*hear)(struct resolve *resolve, const struct ask *ask, const struct list *records);
	bool may_fail, may_time_out;
} types[] = {
	{DNS_TYPE_NAPTR, hear_naptr,   true,  true },
	{DNS_TYPE_SRV,   hear_srv,     false, false},
	{DNS_TYPE_A,     hear_address, true,  false},
	{DNS_TYPE_AAAA,  hear_address, true,  false},
};

static bool may_go_on(size_t type, int err)
{
	if (!err || err == ENOENT)
		return true;

	return err == ETIMEDOUT ? types[type].may_time_out : types[type].may_fail;
}

static void tell(struct resolve *resolve, int err)
{
	const struct resolve_answer answer = {
		.err = err               ? err
			: resolve->count ? 0
					 : ENOENT,
		.list = resolve->list,
		.count = err ? 0 : resolve->count,
		.ttl_s = resolve->ttl_s > UINT32_MAX ? UINT32_MAX
			: resolve->ttl_s > 0         ? (uint32_t)resolve->ttl_s
						     : 0,
	};

	list_flush(&resolve->asks);
	resolve->handler(&answer, resolve->arg);
}

static answer_h hear;

static int ask_next(struct resolve *resolve)
{
	const struct ask *ask = resolve->asks.head->data;

	return names_ask(&resolve->question, resolve->world, ask->type, ask->name, hear, resolve);
}

/* 0: a question is out. ENOENT: nothing is left to be asked. */
static int go_on(struct resolve *resolve)
{
	if (list_isempty(&resolve->asks) && !resolve->targetc && !resolve->is_plain)
		want_plain(resolve);

	return list_isempty(&resolve->asks) ? ENOENT : ask_next(resolve);
}

static void follow(struct resolve *resolve, int err, const struct list *records)
{
	const struct ask *ask = resolve->asks.head->data;
	size_t i = 0;

	while (types[i].type != ask->type)
		i++;

	if (!may_go_on(i, err)) {
		tell(resolve, err);
		return;
	}

	if (err && err != ENOENT && ask->type != DNS_TYPE_NAPTR)
		resolve->err = err;
	types[i].hear(resolve, ask, records);
	mem_deref(resolve->asks.head->data);
	err = go_on(resolve);
	if (err)
		tell(resolve, err != ENOENT ? err : resolve->count ? 0 : resolve->err);
}

static void hear(int err, const struct list *records, void *arg)
{
	struct resolve *resolve = arg;

	mem_ref(resolve); /* its owner may end it when it is told */
	resolve->question = mem_deref(resolve->question);
	follow(resolve, err, records);
	mem_deref(resolve);
}

static bool leads_somewhere(const struct resolve *resolve)
{
	const struct way *way = usual_way(resolve);

	return way && speaks(resolve, way);
}

int resolve_start(struct resolve **resolvep, struct world *world,
		  const struct resolve_config *config, resolve_h *handler, void *arg)
{
	struct resolve *resolve;
	int err;

	if (!str_isset(config->host) || strlen(config->host) >= RESOLVE_NAME_SIZE)
		return EINVAL;

	resolve = mem_zalloc(sizeof *resolve, destructor);
	if (!resolve)
		return ENOMEM;

	resolve->world = world;
	resolve->config = *config;
	resolve->handler = handler;
	resolve->arg = arg;
	resolve->ttl_s = -1;
	err = str_dup(&resolve->host, config->host);
	if (!err)
		err = leads_somewhere(resolve) ? 0 : EINVAL;
	if (err)
		goto out;

	want_first(resolve);
	err = resolve->err ? resolve->err : ask_next(resolve);

out:
	if (err)
		mem_deref(resolve);
	else
		*resolvep = resolve;

	return err;
}
