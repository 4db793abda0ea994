/* peers.c -- a hash of names, made anew with each policy; see peers.h */
#include <errno.h>
#include "sbc/peer/peers.h"

enum {
	PEERS_BUCKETS = 1024,
	KNOWN_BUCKETS = 4096,
};

#define PEERS_EACH_US UINT64_C(1000) /* at the start, a thousand names a second are asked for */

struct peers {
	struct hosts_house house;
	struct hash *names;
	struct meters *meters;
};

static void peer_destructor(void *arg)
{
	struct peer *peer = arg;

	hash_unlink(&peer->he);
	mem_deref(peer->hosts);
	mem_deref(peer->policy);
	mem_deref(peer->name);
}

/* Whoever holds it may go on with its machines, but nobody asks after them any more. */
static void retire(struct peer *peer)
{
	hosts_retire(peer->hosts);
	peer->is_retired = true;
}

static void leave(struct peer *peer)
{
	hash_unlink(&peer->he);
	retire(peer);
	mem_deref(peer);
}

static bool leave_each(struct le *le, void *arg)
{
	(void)arg;
	leave(le->data);
	return false;
}

static void destructor(void *arg)
{
	struct peers *peers = arg;

	(void)hash_apply(peers->names, leave_each, NULL);
	mem_deref(peers->names);
	mem_deref(peers->house.known);
	mem_deref(peers->meters);
}

int peers_alloc(struct peers **peersp, const struct peers_config *config)
{
	struct peers *peers = mem_zalloc(sizeof *peers, destructor);
	int err;

	if (!peers)
		return ENOMEM;

	peers->house.world = config->world;
	peers->house.events = config->events;
	peers->house.transactions = config->transactions;
	err = hash_alloc(&peers->names, PEERS_BUCKETS);
	err = err ? err : hash_alloc(&peers->house.known, KNOWN_BUCKETS);
	err = err ? err : meters_alloc(&peers->meters);
	if (err)
		mem_deref(peers);
	else
		*peersp = peers;

	return err;
}

static bool is_named(struct le *le, void *arg)
{
	const struct peer *peer = le->data;

	return !str_cmp(peer->name, arg);
}

static struct peer *find(const struct peers *peers, const char *name)
{
	return list_ledata(hash_lookup(peers->names, hash_joaat_str(name), is_named, (void *)name));
}

int peers_find(struct peer **peerp, const struct peers *peers, const char *name)
{
	struct peer *peer = find(peers, name);

	if (!peer)
		return ENOENT;

	*peerp = peer;
	return 0;
}

struct meters *peers_meters(const struct peers *peers)
{
	return peers->meters;
}

static int add(struct peers *peers, struct policy *policy, const struct peer_config *config,
	       uint64_t within_us)
{
	struct peer *peer = mem_zalloc(sizeof *peer, peer_destructor);
	int err = peer ? str_dup(&peer->name, config->name) : ENOMEM;

	err = err ? err : hosts_alloc(&peer->hosts, &peers->house, config, within_us);
	if (err) {
		mem_deref(peer);
		return err;
	}

	peer->policy = mem_ref(policy);
	hash_append(peers->names, hash_joaat_str(peer->name), &peer->he, peer);
	return 0;
}

static int adopt(struct peers *peers, struct policy *policy, const struct peer_config *config,
		 uint64_t within_us)
{
	struct peer *peer = find(peers, config->name);
	struct policy *before;
	int err;

	if (peer && peer->is_retired) {
		leave(peer);
		peer = NULL;
	}

	if (!peer)
		return add(peers, policy, config, within_us);

	before = peer->policy;
	peer->policy = mem_ref(policy);
	err = hosts_adopt(peer->hosts, config, within_us);
	mem_deref(before);
	return err;
}

/* Whoever is not in the new policy stays for one reload more. */
static bool part(struct le *le, void *arg)
{
	struct peer *peer = le->data;

	if (peer->policy == arg)
		return false;

	if (peer->is_retired)
		leave(peer);
	else
		retire(peer);

	return false;
}

int peers_adopt(struct peers *peers, struct policy *policy)
{
	const struct config *config = policy_config(policy);
	const uint64_t within_us = config->peerc * PEERS_EACH_US;
	int err = 0;

	names_use(peers->house.world, config->names, config->namec);
	for (uint32_t i = 0; i < config->peerc; i++)
		err |= adopt(peers, policy, &config->peers[i], within_us);

	(void)hash_apply(peers->names, part, policy);
	return err ? ENOMEM : 0;
}

const struct peer_config *peers_who(const struct peers *peers, const char *side,
				    const struct sa *source, const struct facts *facts)
{
	return hosts_who(peers->house.known, side, source, facts);
}

static bool count_errands(struct le *le, void *arg)
{
	const struct peer *peer = le->data;
	struct peers_errands *errands = arg;

	errands->pending += hosts_errands(peer->hosts);
	errands->asked += hosts_asked(peer->hosts);
	return false;
}

void peers_errands(struct peers_errands *errands, const struct peers *peers)
{
	*errands = (struct peers_errands){0};
	(void)hash_apply(peers->names, count_errands, errands);
}
