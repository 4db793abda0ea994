/* who.c -- binary search in what qsort has sorted; see who.h */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "policy/numbers.h"
#include "policy/value.h"
#include "policy/who.h"

enum {
	BYTES = 16,        /* of an address; an IPv4 one uses 4 */
	LENGTHS_MAX = 162, /* of prefixes: 0 to 32, and 0 to 128 */
};

struct network {
	uint8_t af, bits; /* af: 4 or 6 */
	uint8_t bytes[BYTES];
};

struct entry { /* one address of one peer */
	struct network network;
	uint16_t port; /* 0: any */
	const struct peer_config *peer;
};

struct who {
	struct entry *entries;
	const struct peer_config **names;
	size_t entryc, namec;
	struct network lengths[LENGTHS_MAX]; /* that the entries have, the longest first */
	size_t lengthc;
};

static void who_destructor(void *arg)
{
	struct who *who = arg;

	mem_deref(who->entries);
	mem_deref(who->names);
}

static void mask(struct network *network, uint8_t bits)
{
	network->bits = bits;
	(void)value_mask(network->bytes, BYTES, bits);
}

/* False: no address. */
static bool read_network(struct network *network, const struct sa *sa)
{
	*network = (struct network){0};

	switch (sa_af(sa)) {
	case AF_INET:
		network->af = 4;
		memcpy(network->bytes, &sa->u.in.sin_addr, 4);
		return true;
	case AF_INET6:
		network->af = 6;
		memcpy(network->bytes, &sa->u.in6.sin6_addr, BYTES);
		return true;
	default:
		return false;
	}
}

/* IPv4 first, and the longest prefix of each. */
static int compare_length(const struct network *a, const struct network *b)
{
	if (a->af != b->af)
		return a->af < b->af ? -1 : 1;

	return a->bits == b->bits ? 0 : a->bits > b->bits ? -1 : 1;
}

static int compare_network(const struct network *a, const struct network *b)
{
	const int order = compare_length(a, b);

	return order ? order : memcmp(a->bytes, b->bytes, BYTES);
}

/* In the order in which the entries of one network are tried. */
static int compare_entry(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	const int order = compare_network(&x->network, &y->network);

	if (order)
		return order;
	if (!x->port != !y->port)
		return x->port ? -1 : 1;
	if (!x->peer->match.place.line != !y->peer->match.place.line)
		return x->peer->match.place.line ? -1 : 1;

	return x->peer->index < y->peer->index ? -1 : x->peer->index > y->peer->index;
}

static int compare_name(const void *a, const void *b)
{
	const struct peer_config *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static void add_peer(struct who *who, const struct peer_config *peer)
{
	who->names[who->namec++] = peer;

	for (uint32_t i = 0; i < peer->addressc; i++) {
		struct entry *entry = &who->entries[who->entryc++];

		(void)read_network(&entry->network, &peer->addresses[i].address);
		mask(&entry->network, peer->addresses[i].bits);
		entry->port = sa_port(&peer->addresses[i].address);
		entry->peer = peer;
	}
}

static void list_lengths(struct who *who)
{
	for (size_t i = 0; i < who->entryc; i++)
		if (!i || compare_length(&who->entries[i - 1].network, &who->entries[i].network))
			who->lengths[who->lengthc++] = who->entries[i].network;
}

int who_alloc(struct who **whop, const struct peer_config *peers, uint32_t peerc)
{
	struct who *who = mem_zalloc(sizeof *who, who_destructor);
	size_t entryc = 0;

	if (!who)
		return ENOMEM;

	for (uint32_t i = 0; i < peerc; i++)
		entryc += peers[i].addressc;

	who->entries = mem_zalloc((entryc + 1) * sizeof *who->entries, NULL);
	who->names = mem_zalloc((peerc + 1) * sizeof *who->names, NULL);
	if (!who->entries || !who->names) {
		mem_deref(who);
		return ENOMEM;
	}

	for (uint32_t i = 0; i < peerc; i++)
		add_peer(who, &peers[i]);

	qsort(who->entries, who->entryc, sizeof *who->entries, compare_entry);
	qsort(who->names, who->namec, sizeof *who->names, compare_name);
	list_lengths(who);
	*whop = who;
	return 0;
}

/* The first entry of this network. */
static size_t lower_bound(const struct who *who, const struct network *network)
{
	size_t low = 0, high = who->entryc;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (compare_network(&who->entries[middle].network, network) < 0)
			low = middle + 1;
		else
			high = middle;
	}

	return low;
}

bool who_matches(const struct match_config *match, const struct facts *facts)
{
	char called[NUMBER_SIZE];

	if (!facts || !match->place.line)
		return true;
	if (match->domain && pl_strcasecmp(&facts->domain, match->domain))
		return false;
	if (!match->called)
		return true;

	return !pl_strcpy(&facts->called, called, sizeof called)
		&& patterns_match(match->called, called);
}

static bool fits(const struct entry *entry, const char *side, const struct sa *source,
		 const struct facts *facts)
{
	return (!side || !strcmp(entry->peer->side->name, side))
		&& (!entry->port || !sa_port(source) || entry->port == sa_port(source))
		&& who_matches(&entry->peer->match, facts);
}

static const struct peer_config *find(const struct who *who, const char *side,
				      const struct sa *source, const struct facts *facts)
{
	struct network whole, network;

	if (!read_network(&whole, source))
		return NULL;

	for (size_t l = 0; l < who->lengthc; l++) {
		if (who->lengths[l].af != whole.af)
			continue;

		network = whole;
		mask(&network, who->lengths[l].bits);
		for (size_t i = lower_bound(who, &network); i < who->entryc; i++) {
			const struct entry *entry = &who->entries[i];

			if (compare_network(&entry->network, &network))
				break;
			if (fits(entry, side, source, facts))
				return entry->peer;
		}
	}

	return NULL;
}

const struct peer_config *who_is(const struct who *who, const struct facts *facts)
{
	struct sa source = facts->source;

	if (facts->transport != SIP_TRANSP_NONE && facts->transport != SIP_TRANSP_UDP)
		sa_set_port(&source, 0); /* of a connection, the port says nothing */

	return find(who, facts->side, &source, facts);
}

const struct peer_config *who_is_at(const struct who *who, const char *side,
				    const struct sa *source)
{
	return find(who, side, source, NULL);
}

const struct peer_config *who_is_named(const struct who *who, const char *name)
{
	const struct peer_config key = {.name = name}, *keyp = &key;
	const struct peer_config **found =
		bsearch(&keyp, who->names, who->namec, sizeof *who->names, compare_name);

	return found ? *found : NULL;
}
