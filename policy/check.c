/* check.c -- a row for each kind of mistake; see check.h */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "policy/check.h"
#include "policy/compile.h"

static bool is_one_socket(const struct listener_config *a, const struct listener_config *b)
{
	return (a->transport == SIP_TRANSP_UDP) == (b->transport == SIP_TRANSP_UDP)
		&& sa_cmp(&a->local, &b->local, SA_ALL);
}

/* "192.0.2.1:5060" taken by two sockets: the second could not be opened. */
static void check_listener(struct compiler *c, const struct listener_config *listener)
{
	const struct config *config = &c->policy->config;

	for (uint32_t i = 0; i < config->sidec; i++) {
		for (uint32_t j = 0; j < config->sides[i].listenc; j++) {
			const struct listener_config *first = &config->sides[i].listen[j];

			if (first == listener)
				return;
			if (!is_one_socket(first, listener))
				continue;

			mistakes_add(c->mistakes, &listener->place,
				     "'%J' is listened on already: %H", &listener->local,
				     mistakes_where,
				     &(struct mistakes_where){&first->place, &listener->place});
			return;
		}
	}
}

static void check_listeners(struct compiler *c)
{
	const struct config *config = &c->policy->config;

	for (uint32_t i = 0; i < config->sidec; i++)
		for (uint32_t j = 0; j < config->sides[i].listenc; j++)
			check_listener(c, &config->sides[i].listen[j]);
}

static bool is_in_media(const struct config *config, const struct listener_config *listener)
{
	const uint16_t port = sa_port(&listener->local);

	if (port < config->port_first || port > config->port_last)
		return false;

	for (uint32_t i = 0; i < config->sidec; i++)
		if (sa_cmp(&config->sides[i].media, &listener->local, SA_ADDR))
			return true;

	return false;
}

/* RTP would ask for the port on which SIP is listened for. */
static void check_ports(struct compiler *c)
{
	const struct config *config = &c->policy->config;

	for (uint32_t i = 0; i < config->sidec; i++)
		for (uint32_t j = 0; j < config->sides[i].listenc; j++)
			if (is_in_media(config, &config->sides[i].listen[j]))
				mistakes_add(c->mistakes, &config->sides[i].listen[j].place,
					     "port %u is one of media.ports (%u-%u): SIP needs "
					     "another, or media others",
					     sa_port(&config->sides[i].listen[j].local),
					     config->port_first, config->port_last);
}

static const char *family_name(const struct sa *address)
{
	return sa_af(address) == AF_INET6 ? "IPv6" : "IPv4";
}

static bool listens_in(const struct side_config *side, const struct sa *address)
{
	for (uint32_t i = 0; i < side->listenc; i++)
		if (sa_af(&side->listen[i].local) == sa_af(address))
			return true;

	return !side->listenc; /* its listeners are wrong: nobody knows what they were to be */
}

/* We could not send to that peer, nor could it reach us. */
static void check_families(struct compiler *c)
{
	const struct config *config = &c->policy->config;

	for (uint32_t i = 0; i < config->peerc; i++) {
		const struct peer_config *peer = &config->peers[i];

		for (uint32_t j = 0; peer->side && j < peer->addressc; j++)
			if (!listens_in(peer->side, &peer->addresses[j].address))
				mistakes_add(c->mistakes, &peer->addresses[j].place,
					     "'%j' is %s, side '%s' (%H) has no such listener",
					     &peer->addresses[j].address,
					     family_name(&peer->addresses[j].address),
					     peer->side->name, mistakes_where,
					     &(struct mistakes_where){&peer->side->place,
								      &peer->addresses[j].place});
	}
}

static bool speaks(const struct side_config *side, enum sip_transp transport)
{
	for (uint32_t i = 0; i < side->listenc; i++)
		if (side->listen[i].transport == transport)
			return true;

	return false;
}

/* An address without a transport is called over UDP; of a name, its records say it. */
static bool is_reached(const struct peer_config *peer, const struct server_config *server)
{
	const bool is_address = sa_isset(&server->address, SA_ADDR);

	if (!server->host || (server->transport == SIP_TRANSP_NONE && !is_address))
		return true;

	return speaks(peer->side,
		      server->transport == SIP_TRANSP_NONE ? SIP_TRANSP_UDP : server->transport);
}

/* A transport that no listener of the side speaks: no call would ever leave for it. */
static void check_transports(struct compiler *c)
{
	const struct config *config = &c->policy->config;

	for (uint32_t i = 0; i < config->peerc; i++) {
		const struct peer_config *peer = &config->peers[i];
		const struct server_config *server =
			peer->proxy.host ? &peer->proxy : &peer->server;

		if (!peer->side || !peer->side->listenc || is_reached(peer, server))
			continue;

		mistakes_add(c->mistakes, &server->place,
			     "peer '%s' is called over %s, at which side '%s' (%H) does not listen",
			     peer->name,
			     sip_transp_name(server->transport == SIP_TRANSP_NONE
						     ? SIP_TRANSP_UDP
						     : server->transport),
			     peer->side->name, mistakes_where,
			     &(struct mistakes_where){&peer->side->place, &server->place});
	}
}

/* An address of ours as a peer's: the calls would go round in a circle. */
static void check_own_addresses(struct compiler *c)
{
	const struct config *config = &c->policy->config;

	for (uint32_t i = 0; i < config->peerc; i++) {
		const struct peer_config *peer = &config->peers[i];

		for (uint32_t j = 0; peer->side && j < peer->side->listenc; j++)
			if (sa_cmp(&peer->server.address, &peer->side->listen[j].local, SA_ALL))
				mistakes_add(c->mistakes, &peer->place,
					     "'%s' is at %J, where side '%s' listens itself (%H)",
					     peer->name, &peer->server.address, peer->side->name,
					     mistakes_where,
					     &(struct mistakes_where){&peer->side->listen[j].place,
								      &peer->place});
	}
}

struct entry { /* one address of one peer */
	const struct peer_config *peer;
	const struct address_config *address;
};

static int compare_sa(const struct sa *a, const struct sa *b)
{
	if (sa_af(a) != sa_af(b))
		return sa_af(a) - sa_af(b);
	if (sa_af(a) == AF_INET)
		return memcmp(&a->u.in.sin_addr, &b->u.in.sin_addr, 4);

	return memcmp(&a->u.in6.sin6_addr, &b->u.in6.sin6_addr, 16);
}

/* By side, address, prefix and port, then in file order. */
static int compare_entry(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->peer->side->name, y->peer->side->name);

	if (!order)
		order = compare_sa(&x->address->address, &y->address->address);
	if (!order)
		order = x->address->bits - y->address->bits;
	if (!order)
		order = sa_port(&x->address->address) - sa_port(&y->address->address);

	return order ? order : x->peer->index < y->peer->index ? -1 : 1;
}

static uint32_t list_entries(struct compiler *c, struct entry *entries)
{
	const struct config *config = &c->policy->config;
	uint32_t count = 0;

	for (uint32_t i = 0; i < config->peerc; i++)
		for (uint32_t j = 0; config->peers[i].side && j < config->peers[i].addressc; j++)
			entries[count++] =
				(struct entry){&config->peers[i], &config->peers[i].addresses[j]};

	return count;
}

static bool is_same_address(const struct entry *a, const struct entry *b)
{
	return a->peer->side == b->peer->side && a->address->bits == b->address->bits
		&& sa_cmp(&a->address->address, &b->address->address, SA_ALL);
}

static bool is_same_list(const struct patterns *a, const struct patterns *b)
{
	uint32_t i = 0;

	if (!a || !b || a->count != b->count)
		return a == b;

	while (i < a->count && !strcmp(a->list[i].text, b->list[i].text))
		++i;

	return i == a->count;
}

/* Whether a call that is one's by its `match` is always the other's as well. */
static bool is_same_match(const struct match_config *a, const struct match_config *b)
{
	const bool same_domain =
		a->domain && b->domain ? !strcasecmp(a->domain, b->domain) : a->domain == b->domain;

	return same_domain && is_same_list(a->called, b->called);
}

/* We register there, so its calls come with the `line` of that account (RFC 3261 10). */
static bool has_account(const struct compiler *c, const struct peer_config *peer)
{
	const struct config *config = &c->policy->config;

	for (uint32_t i = 0; i < config->accountc; i++) {
		if (config->accounts[i].peer == peer)
			return true;
	}

	return false;
}

/* The second of two peers that share an address, a port and a `match` could never be named. */
static void check_entry(struct compiler *c, const struct entry *entries, uint32_t i)
{
	const struct entry *entry = &entries[i];

	while (i-- && is_same_address(&entries[i], entry)) {
		if (!strcmp(entries[i].peer->name, entry->peer->name)
		    || !is_same_match(&entries[i].peer->match, &entry->peer->match)
		    || has_account(c, entry->peer))
			continue; /* a name that is there twice is a mistake already */

		mistakes_add(
			c->mistakes, &entry->address->place,
			"'%j' is the address of '%s' (%H) already: calls from it could never "
			"be those of '%s', unless 'match' tells them apart",
			&entry->address->address, entries[i].peer->name, mistakes_where,
			&(struct mistakes_where){&entries[i].peer->place, &entry->address->place},
			entry->peer->name);
		return;
	}
}

static void check_addresses(struct compiler *c)
{
	const size_t max = (size_t)c->policy->config.peerc * ADDRESSES_MAX;
	struct entry *entries = mem_zalloc((max + 1) * sizeof *entries, NULL);
	uint32_t count;

	if (!entries) {
		c->err = ENOMEM;
		return;
	}

	count = list_entries(c, entries);
	qsort(entries, count, sizeof *entries, compare_entry);
	for (uint32_t i = 1; i < count; i++)
		check_entry(c, entries, i);

	mem_deref(entries);
}

/* Numbers of the own country could not be told from those of another. */
static void check_prefixes(struct compiler *c)
{
	for (uint32_t i = 0; i < c->policy->planc; i++) {
		const struct numbering *plan = &c->policy->plans[i];

		if (plan->national && !strcmp(plan->national, plan->international))
			mistakes_add(c->mistakes, &plan->place,
				     "in '%s', national and international are both '%s': nobody "
				     "could tell such numbers apart",
				     plan->name, plan->national);
	}
}

static void check_next(struct compiler *c)
{
	for (uint32_t i = 0; i < c->policy->config.rulec; i++) {
		const struct rule *rule = &c->policy->rules[i];

		if (!rule->is_wrong && rule->route.next.place.line && rule->verb != VERB_SEND)
			mistakes_add(c->mistakes, &rule->route.next.place,
				     "'next' without 'send': there is no next target");
	}
}

static const struct rule *first_unconditional(const struct policy *policy)
{
	for (uint32_t i = 0; i < policy->config.rulec; i++) {
		const struct rule *rule = &policy->rules[i];

		if (!rule->is_wrong && rule->verb != VERB_COUNT && match_is_unconditional(rule))
			return rule;
	}

	return NULL;
}

/* One cause, one mistake: where the first hidden rule stands, with the number of others. */
static void check_hidden(struct compiler *c)
{
	const struct policy *policy = c->policy;
	const struct rule *hiding = first_unconditional(policy);
	const struct rule *hidden = hiding ? hiding + 1 : NULL;
	char others[40] = "";
	uint32_t more;

	if (!hiding || hidden == policy->rules + policy->config.rulec)
		return;

	more = (uint32_t)(policy->rules + policy->config.rulec - hidden - 1);
	if (more == 1)
		str_ncpy(others, " and the one behind it", sizeof others);
	else if (more)
		(void)re_snprintf(others, sizeof others, " and the %u behind it", more);

	mistakes_add(c->mistakes, &hidden->route.place,
		     "rule '%s'%s can never match: rule '%s' (%H) has no conditions and takes "
		     "every call",
		     hidden->route.name, others, hiding->route.name, mistakes_where,
		     &(struct mistakes_where){&hiding->route.place, &hidden->route.place});
}

static void (*const looks[])(struct compiler *c) = {
	check_listeners,     /* two sockets on one address */
	check_ports,         /* SIP inside the range of RTP */
	check_families,      /* a peer that no listener reaches… */
	check_transports,    /* …or none that speaks so */
	check_own_addresses, /* a peer that is ourselves */
	check_addresses,     /* two peers at one address */
	check_prefixes,      /* a plan with two meanings for one number */
	check_next,          /* a next target of nothing */
	check_hidden,        /* rules behind one that takes every call */
};

void check_policy(struct compiler *c)
{
	for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++)
		looks[i](c);
}
