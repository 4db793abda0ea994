/* check.c -- a row for each kind of mistake; see check.h */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "policy/check.h"
#include "policy/compile.h"

/* "192.0.2.1:5060" taken by two sockets: the second could not be opened. */
static void check_listener(struct compiler *c, const struct listener_config *listener)
{
	const struct config *config = &c->policy->config;

	for (uint32_t i = 0; i < config->sidec; i++) {
		for (uint32_t j = 0; j < config->sides[i].listenc; j++) {
			const struct listener_config *first = &config->sides[i].listen[j];

			if (first == listener)
				return;
			if (!sa_cmp(&first->local, &listener->local, SA_ALL))
				continue;

			mistakes_add(c->mistakes, &listener->place,
				     "'%J' is listened on already: line %u", &listener->local,
				     first->place.line);
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
					     "'%j' is %s, side '%s' (line %u) has no such listener",
					     &peer->addresses[j].address,
					     family_name(&peer->addresses[j].address),
					     peer->side->name, peer->side->place.line);
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
				mistakes_add(
					c->mistakes, &peer->place,
					"'%s' is at %J, where side '%s' listens itself (line %u)",
					peer->name, &peer->server.address, peer->side->name,
					peer->side->listen[j].place.line);
	}
}

struct entry { /* one address of one peer */
	const struct peer_config *peer;
	const struct sa *address;
	const struct place *place;
};

/* By side, family and address, then in file order. */
static int compare_entry(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->peer->side->name, y->peer->side->name);

	if (!order)
		order = sa_af(x->address) - sa_af(y->address);
	if (!order && sa_af(x->address) == AF_INET)
		order = memcmp(&x->address->u.in.sin_addr, &y->address->u.in.sin_addr, 4);
	else if (!order)
		order = memcmp(&x->address->u.in6.sin6_addr, &y->address->u.in6.sin6_addr, 16);

	return order ? order : x->peer->index < y->peer->index ? -1 : 1;
}

static uint32_t list_entries(struct compiler *c, struct entry *entries)
{
	const struct config *config = &c->policy->config;
	uint32_t count = 0;

	for (uint32_t i = 0; i < config->peerc; i++)
		for (uint32_t j = 0; config->peers[i].side && j < config->peers[i].addressc; j++)
			entries[count++] = (struct entry){&config->peers[i],
							  &config->peers[i].addresses[j].address,
							  &config->peers[i].addresses[j].place};

	return count;
}

/* Calls from an address can mean one peer only: the second could never be named. */
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
		if (entries[i].peer->side == entries[i - 1].peer->side
		    && sa_cmp(entries[i].address, entries[i - 1].address, SA_ADDR))
			mistakes_add(c->mistakes, entries[i].place,
				     "'%j' is the address of '%s' (line %u) already: calls from it "
				     "could never be those of '%s'",
				     entries[i].address, entries[i - 1].peer->name,
				     entries[i - 1].peer->place.line, entries[i].peer->name);

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
	for (uint32_t i = 0; i < policy->config.rulec; i++)
		if (!policy->rules[i].is_wrong && match_is_unconditional(&policy->rules[i]))
			return &policy->rules[i];

	return NULL;
}

/* One cause, one mistake: where the first hidden rule stands, with the number of others. */
static void check_hidden(struct compiler *c)
{
	const struct policy *policy = c->policy;
	const struct rule *hiding = first_unconditional(policy);
	const struct rule *hidden = hiding ? hiding + 1 : NULL;
	uint32_t others;

	if (!hiding || hidden == policy->rules + policy->config.rulec)
		return;

	others = policy->rules + policy->config.rulec - hidden - 1;
	if (others)
		mistakes_add(c->mistakes, &hidden->route.place,
			     "rule '%s' and the %u behind it can never match: rule '%s' (line %u) "
			     "has no conditions and takes every call",
			     hidden->route.name, others, hiding->route.name,
			     hiding->route.place.line);
	else
		mistakes_add(c->mistakes, &hidden->route.place,
			     "rule '%s' can never match: rule '%s' (line %u) has no conditions and "
			     "takes every call",
			     hidden->route.name, hiding->route.name, hiding->route.place.line);
}

static void (*const looks[])(struct compiler *c) = {
	check_listeners,     /* two sockets on one address */
	check_ports,         /* SIP inside the range of RTP */
	check_families,      /* a peer that no listener reaches */
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
