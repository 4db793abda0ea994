/* who.c -- binary search in what qsort has sorted; see who.h */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "policy/who.h"

struct address {
	const struct sa *sa;
	const struct peer_config *peer;
};

struct who {
	struct address *addresses;
	const struct peer_config **names;
	size_t addressc, namec;
};

static void who_destructor(void *arg)
{
	struct who *who = arg;

	mem_deref(who->addresses);
	mem_deref(who->names);
}

static int compare_sa(const struct sa *a, const struct sa *b)
{
	uint8_t a6[16], b6[16];

	if (sa_af(a) != sa_af(b))
		return sa_af(a) < sa_af(b) ? -1 : 1;
	if (sa_af(a) == AF_INET)
		return sa_in(a) < sa_in(b) ? -1 : sa_in(a) > sa_in(b);

	sa_in6(a, a6);
	sa_in6(b, b6);
	return memcmp(a6, b6, sizeof a6);
}

/* By address, then side; peers of one address on several sides stand together. */
static int compare_address(const void *a, const void *b)
{
	const struct address *x = a, *y = b;
	const int order = compare_sa(x->sa, y->sa);

	return order ? order : strcmp(x->peer->side->name, y->peer->side->name);
}

static int compare_name(const void *a, const void *b)
{
	const struct peer_config *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static void fill(struct who *who, const struct peer_config *peers, uint32_t peerc)
{
	for (uint32_t i = 0; i < peerc; i++) {
		who->names[who->namec++] = &peers[i];
		for (uint32_t j = 0; j < peers[i].addressc; j++)
			who->addresses[who->addressc++] =
				(struct address){&peers[i].addresses[j].address, &peers[i]};
	}

	qsort(who->addresses, who->addressc, sizeof *who->addresses, compare_address);
	qsort(who->names, who->namec, sizeof *who->names, compare_name);
}

int who_alloc(struct who **whop, const struct peer_config *peers, uint32_t peerc)
{
	struct who *who = mem_zalloc(sizeof *who, who_destructor);
	size_t addressc = 0;

	if (!who)
		return ENOMEM;

	for (uint32_t i = 0; i < peerc; i++)
		addressc += peers[i].addressc;

	who->addresses = mem_zalloc((addressc + 1) * sizeof *who->addresses, NULL);
	who->names = mem_zalloc((peerc + 1) * sizeof *who->names, NULL);
	if (!who->addresses || !who->names) {
		mem_deref(who);
		return ENOMEM;
	}

	fill(who, peers, peerc);
	*whop = who;
	return 0;
}

/* The first entry that is not before this address on this side ("": before all sides). */
static size_t lower_bound(const struct who *who, const char *side, const struct sa *source)
{
	size_t low = 0, high = who->addressc;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const struct address *address = &who->addresses[middle];
		const int order = compare_sa(address->sa, source);

		if (order < 0 || (!order && strcmp(address->peer->side->name, side) < 0))
			low = middle + 1;
		else
			high = middle;
	}

	return low;
}

const struct peer_config *who_is_at(const struct who *who, const char *side,
				    const struct sa *source)
{
	const size_t i = lower_bound(who, side ? side : "", source);
	const struct address *address = &who->addresses[i];

	if (i == who->addressc || compare_sa(address->sa, source))
		return NULL;

	return !side || !strcmp(address->peer->side->name, side) ? address->peer : NULL;
}

const struct peer_config *who_is_named(const struct who *who, const char *name)
{
	const struct peer_config key = {.name = name}, *keyp = &key;
	const struct peer_config **found =
		bsearch(&keyp, who->names, who->namec, sizeof *who->names, compare_name);

	return found ? *found : NULL;
}
