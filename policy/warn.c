/* warn.c -- a row for each thing that is allowed and probably not meant; see warn.h */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/cover.h"
#include "policy/index.h"
#include "policy/secret.h"
#include "policy/warn.h"

enum {
	WIDE_BITS_4 = 24, /* a prefix with fewer is wide: that many machines are nobody's own */
	WIDE_BITS_6 = 64,
};

struct warner {
	const struct policy *policy;
	struct mistakes *warnings;
	int err;
};

static void warn(struct warner *w, const struct place *place, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	w->err |= re_vsdprintf(&text, fmt, ap);
	va_end(ap);
	if (text)
		mistakes_add(w->warnings, place, "warning: %s", text);
	mem_deref(text);
}

/* The first rule from `first` on that takes all calls of a later one; NULL: none. */
static const struct rule *find_hiding(const struct policy *policy, uint32_t first, uint32_t hidden,
				      uint32_t *pairc)
{
	struct candidates wider;

	index_find_wider(&wider, policy->index, &policy->rules[hidden]);
	for (uint32_t i = index_next(&wider, policy->index, first); i < hidden;
	     i = index_next(&wider, policy->index, i + 1)) {
		++*pairc;
		if (policy->rules[i].verb != VERB_COUNT
		    && cover_rule(&policy->rules[i], &policy->rules[hidden]))
			return &policy->rules[i];
	}

	return NULL;
}

static void warn_of_hidden(struct warner *w)
{
	const struct policy *policy = w->policy;
	uint32_t first = 0, pairc = 0;

	for (uint32_t i = 1; i < policy->config.rulec; i++) {
		const struct rule *hidden = &policy->rules[i], *hiding;

		if (policy->rules[i - 1].change)
			first = i; /* those before saw another call */
		hiding = find_hiding(policy, first, i, &pairc);
		if (hiding)
			warn(w, &hidden->route.place,
			     "rule '%s' can never match: rule '%s' (%H) takes all of its calls "
			     "before",
			     hidden->route.name, hiding->route.name, mistakes_where,
			     &(struct mistakes_where){&hiding->route.place, &hidden->route.place});
		if (pairc > WARN_PAIRS_MAX)
			return warn(w, &hidden->route.place,
				    "whether the rules behind '%s' can ever match was not looked "
				    "at: so many are alike that %u comparisons did not do",
				    hidden->route.name, (unsigned)WARN_PAIRS_MAX);
	}
}

struct range { /* one range among the called numbers of a rule that decides */
	const struct pattern *pattern;
	const struct rule *rule;
};

/* By length, then by the first number, then in file order. */
static int compare_range(const void *a, const void *b)
{
	const struct range *x = a, *y = b;
	int order = x->pattern->places - y->pattern->places;

	if (!order)
		order = strcmp(x->pattern->low, y->pattern->low);

	return order ? order : x->rule < y->rule ? -1 : 1;
}

static const struct patterns *called_of(const struct rule *rule)
{
	const bool has = rule->all.kinds & 1u << MATCH_CALLED;

	return has && rule->verb != VERB_COUNT ? &rule->all.conditions[MATCH_CALLED].patterns
					       : NULL;
}

/* `ranges` NULL: only counted. */
static uint32_t list_ranges(struct range *ranges, const struct policy *policy)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < policy->config.rulec; i++) {
		const struct patterns *called = called_of(&policy->rules[i]);

		for (uint32_t j = 0; called && j < called->count; j++) {
			if (!called->list[j].range)
				continue;
			if (ranges)
				ranges[count] = (struct range){&called->list[j], &policy->rules[i]};
			++count;
		}
	}

	return count;
}

static bool decide_alike(const struct rule *a, const struct rule *b)
{
	if (a->verb != b->verb || a->status != b->status || a->route.targetc != b->route.targetc)
		return false;

	for (uint32_t i = 0; i < a->route.targetc; i++)
		if (a->route.targets[i].peer != b->route.targets[i].peer)
			return false;

	return true;
}

/* A range inside another is how exceptions are written; one that sticks out is a slip. */
static bool overlap(const struct range *a, const struct range *b)
{
	return strcmp(b->pattern->low, a->pattern->high) <= 0 && a->rule != b->rule
		&& !cover_pattern(a->pattern, b->pattern) && !cover_pattern(b->pattern, a->pattern)
		&& !decide_alike(a->rule, b->rule);
}

static void warn_of_overlap(struct warner *w, const struct range *a, const struct range *b)
{
	const struct range *first = a->rule < b->rule ? a : b, *second = first == a ? b : a;

	warn(w, &second->rule->route.place,
	     "rule '%s' has the range %s, which overlaps %s of rule '%s' (%H): numbers in both are "
	     "that rule's",
	     second->rule->route.name, second->pattern->text, first->pattern->text,
	     first->rule->route.name, mistakes_where,
	     &(struct mistakes_where){&first->rule->route.place, &second->rule->route.place});
}

/* Sorted ranges: one is compared with those that begin before it ends, and told of once. */
static void compare_ranges(struct warner *w, const struct range *ranges, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct pattern *pattern = ranges[i].pattern;

		for (uint32_t j = i + 1; j < count && ranges[j].pattern->places == pattern->places
		     && strcmp(ranges[j].pattern->low, pattern->high) <= 0;
		     j++) {
			if (!overlap(&ranges[i], &ranges[j]))
				continue;
			warn_of_overlap(w, &ranges[i], &ranges[j]);
			break;
		}
	}
}

static void warn_of_overlaps(struct warner *w)
{
	const uint32_t count = list_ranges(NULL, w->policy);
	struct range *ranges = mem_zalloc((count + 1) * sizeof *ranges, NULL);

	if (!ranges) {
		w->err = ENOMEM;
		return;
	}

	(void)list_ranges(ranges, w->policy);
	qsort(ranges, count, sizeof *ranges, compare_range);
	compare_ranges(w, ranges, count);
	mem_deref(ranges);
}

static bool rule_sends_to(const struct rule *rule, const struct peer_config *peer)
{
	for (uint32_t i = 0; i < rule->route.targetc; i++)
		if (rule->route.targets[i].peer == peer)
			return true;

	return false;
}

static bool rule_hears(const struct rule *rule, const struct peer_config *peer)
{
	const struct condition *from = &rule->all.conditions[MATCH_FROM];

	if (!(rule->all.kinds & 1u << MATCH_FROM))
		return true;

	for (uint32_t i = 0; i < from->count; i++)
		if (from->origins[i].peer == peer
		    || (peer->tenant && from->origins[i].tenant == peer->tenant))
			return true;

	return false;
}

static void warn_of_idle_peers(struct warner *w)
{
	const struct config *config = &w->policy->config;

	for (uint32_t i = 0; i < config->peerc; i++) {
		const struct peer_config *peer = &config->peers[i];
		uint32_t j = 0;

		while (j < config->rulec && !rule_sends_to(&w->policy->rules[j], peer)
		       && !rule_hears(&w->policy->rules[j], peer))
			++j;
		if (j == config->rulec)
			warn(w, &peer->place,
			     "no rule sends to peer '%s' or takes calls from it: it is of no use",
			     peer->name);
	}
}

static void warn_of_login(struct warner *w, const struct login_config *login, const char *what,
			  const char *name)
{
	if (login->password && secret_is_plain(login->password))
		warn(w, &login->place,
		     "the password of %s '%s' is written in the file: put it elsewhere and write "
		     "env:NAME, file:PATH or credential:NAME",
		     what, name);
}

static void warn_of_secrets(struct warner *w)
{
	const struct config *config = &w->policy->config;

	for (uint32_t i = 0; i < config->peerc; i++) {
		warn_of_login(w, &config->peers[i].login, "peer", config->peers[i].name);
		warn_of_login(w, &config->peers[i].challenge, "peer", config->peers[i].name);
	}
	for (uint32_t i = 0; i < config->accountc; i++)
		warn_of_login(w, &config->accounts[i].login, "account", config->accounts[i].name);
}

static bool begins_with(uint32_t address, uint32_t prefix, uint32_t bits)
{
	return (address ^ prefix) >> (32 - bits) == 0;
}

/* Whether strangers can reach it. RFC 1122, 1918, 3927, 6598; RFC 4291: all that is given out. */
static bool is_public(const struct sa *address)
{
	/* clang-format off */
	static const struct {
		uint32_t prefix, bits;
	} ours[] = {
		{0x00000000, 8}, {0x0a000000, 8}, {0x7f000000, 8},
		{0x64400000, 10}, {0xac100000, 12}, {0xa9fe0000, 16}, {0xc0a80000, 16},
	};
	/* clang-format on */
	const uint8_t *bytes = address->u.in6.sin6_addr.s6_addr;

	if (sa_af(address) == AF_INET6)
		return (bytes[0] & 0xe0) == 0x20; /* 2000::/3 */

	for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
		if (begins_with(sa_in(address), ours[i].prefix, ours[i].bits))
			return false;

	return true;
}

static void warn_of_open_side(struct warner *w, const struct side_config *side)
{
	const struct listener_config *open = NULL;

	for (uint32_t i = 0; i < side->listenc; i++) {
		if (side->listen[i].transport == SIP_TRANSP_TLS
		    || side->listen[i].transport == SIP_TRANSP_WSS)
			return;
		if (!open && is_public(&side->listen[i].local))
			open = &side->listen[i];
	}

	if (open)
		warn(w, &open->place,
		     "side '%s' listens on the public address %j without TLS: calls can be read "
		     "and changed on the way",
		     side->name, &open->local);
}

static void warn_of_open_listeners(struct warner *w)
{
	for (uint32_t i = 0; i < w->policy->config.sidec; i++)
		warn_of_open_side(w, &w->policy->config.sides[i]);
}

static void warn_of_wide_prefixes(struct warner *w)
{
	const struct config *config = &w->policy->config;

	for (uint32_t i = 0; i < config->peerc; i++) {
		const struct peer_config *peer = &config->peers[i];

		for (uint32_t j = 0; !peer->challenge.user && j < peer->addressc; j++) {
			const struct address_config *address = &peer->addresses[j];
			const bool is_4 = sa_af(&address->address) == AF_INET;

			if (address->bits < (is_4 ? WIDE_BITS_4 : WIDE_BITS_6))
				warn(w, &address->place,
				     "whoever has an address in %j/%u may call as peer '%s': give "
				     "it 'challenge', or a longer prefix",
				     &address->address, address->bits, peer->name);
		}
	}
}

static void warn_of_weights(struct warner *w)
{
	for (uint32_t i = 0; i < w->policy->config.rulec; i++) {
		const struct route_config *route = &w->policy->rules[i].route;

		if (route->targetc == 1 && route->order != ORDER_LISTED)
			warn(w, &route->targets[0].place,
			     "rule '%s' has one target: there is nothing to choose from",
			     route->name);
	}
}

static void warn_of_idle_sides(struct warner *w)
{
	const struct config *config = &w->policy->config;

	for (uint32_t i = 0; i < config->sidec; i++) {
		uint32_t j = 0;

		while (j < config->peerc && config->peers[j].side != &config->sides[i])
			++j;
		if (j == config->peerc)
			warn(w, &config->sides[i].place,
			     "no peer is on side '%s': it listens for nobody",
			     config->sides[i].name);
	}
}

static void warn_of_idle_plans(struct warner *w)
{
	const struct config *config = &w->policy->config;

	for (uint32_t i = 0; i < w->policy->planc; i++) {
		const struct numbering *plan = &w->policy->plans[i];
		uint32_t j = 0;

		while (j < config->peerc && config->peers[j].numbers != plan)
			++j;
		if (j == config->peerc)
			warn(w, &plan->place, "no peer writes numbers as in '%s'", plan->name);
	}
}

static bool tenant_is_used(const struct policy *policy, const struct tenant_config *tenant)
{
	for (uint32_t i = 0; i < policy->config.peerc; i++)
		if (policy->config.peers[i].tenant == tenant)
			return true;

	return false;
}

static void warn_of_idle_tenants(struct warner *w)
{
	const struct config *config = &w->policy->config;

	for (uint32_t i = 0; i < config->tenantc; i++)
		if (!tenant_is_used(w->policy, &config->tenants[i]))
			warn(w, &config->tenants[i].place, "no peer belongs to tenant '%s'",
			     config->tenants[i].name);
}

static bool group_has_hours(const struct group *group, const char *name)
{
	const struct condition *hours = &group->conditions[MATCH_HOURS];

	for (uint32_t i = 0; group->kinds & 1u << MATCH_HOURS && i < hours->count; i++)
		if (!strcmp(hours->texts[i], name))
			return true;

	return false;
}

static bool hours_are_used(const struct policy *policy, const char *name)
{
	for (uint32_t i = 0; i < policy->config.rulec; i++)
		if (group_has_hours(&policy->rules[i].all, name)
		    || group_has_hours(&policy->rules[i].not, name))
			return true;

	for (uint32_t i = 0; i < policy->guardc; i++)
		if (group_has_hours(&policy->guards[i].all, name)
		    || group_has_hours(&policy->guards[i].not, name))
			return true;

	return false;
}

static void warn_of_idle_hours(struct warner *w)
{
	const struct yaml_node *hours = yaml_find(yaml_root(w->policy->tree), "hours");

	for (const struct yaml_node *each = hours ? hours->first : NULL; each; each = each->next)
		if (!hours_are_used(w->policy, each->key->text))
			warn(w, &each->key->place, "no rule or guard asks for the hours '%s'",
			     each->key->text);
}

static void (*const looks[])(struct warner *w) = {
	warn_of_hidden,         /* a rule whose calls are all taken before */
	warn_of_overlaps,       /* ranges that stick out of each other */
	warn_of_idle_peers,     /* a peer that no rule names */
	warn_of_secrets,        /* a password that whoever reads the file has */
	warn_of_open_listeners, /* SIP in the clear over the internet */
	warn_of_wide_prefixes,  /* a peer that anybody's machine can be */
	warn_of_weights,        /* a choice of one */
	warn_of_idle_sides,     /* the rest of what is written and does nothing */
	warn_of_idle_plans,     warn_of_idle_tenants, warn_of_idle_hours,
};

int warn_print(struct mbuf *mb, const struct policy *policy, uint32_t *warningc)
{
	struct warner w = {.policy = policy};
	int err = mistakes_alloc(&w.warnings);

	if (err)
		return err;

	for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++)
		looks[i](&w);

	*warningc = mistakes_count(w.warnings);
	err = w.err ? w.err : mistakes_error(w.warnings);
	if (!err && *warningc)
		err = mistakes_print(mb, w.warnings);

	mem_deref(w.warnings);
	return err;
}
