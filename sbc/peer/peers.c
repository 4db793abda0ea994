/* peers.c -- a hash of names; see peers.h */
#include <errno.h>
#include "sbc/peer/peers.h"

enum {
	PEERS_BUCKETS = 1024
};

struct peers {
	struct hash *names;
};

static void peer_destroy(void *data)
{
	struct peer *peer = data;

	hash_unlink(&peer->he);
	mem_deref(peer->name);
}

static void peers_destroy(void *data)
{
	struct peers *peers = data;

	hash_flush(peers->names);
	mem_deref(peers->names);
}

int peers_alloc(struct peers **peersp)
{
	struct peers *peers = mem_zalloc(sizeof *peers, peers_destroy);
	int err = peers ? hash_alloc(&peers->names, PEERS_BUCKETS) : ENOMEM;

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

static int peer_add(struct peer **peerp, struct peers *peers, const char *name)
{
	struct peer *peer = mem_zalloc(sizeof *peer, peer_destroy);
	int err = peer ? str_dup(&peer->name, name) : ENOMEM;

	if (err) {
		mem_deref(peer);
		return err;
	}

	hash_append(peers->names, hash_joaat_str(name), &peer->he, peer);
	*peerp = peer;
	return 0;
}

int peers_find(struct peer **peerp, struct peers *peers, const char *name)
{
	struct le *le = hash_lookup(peers->names, hash_joaat_str(name), is_named, (void *)name);

	if (!le)
		return peer_add(peerp, peers, name);

	*peerp = le->data;
	return 0;
}
