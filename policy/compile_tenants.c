/* compile_tenants.c -- readers of tenants; see compile.h */
#include "policy/compile.h"

/* What one tenant says of its peers, until all names are known. */
struct membership {
	struct membership *next;
	struct tenant_config *tenant;
	uint32_t count;
	struct member {
		const struct peer_config *peer;
		struct place place;
	} members[];
};

void compile_tenants(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct config *config = &c->policy->config;
	(void)key;

	config->tenants = compile_block(c, node->count, sizeof *config->tenants);
}

void compile_tenant(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct config *config = &c->policy->config;
	(void)key;

	c->tenant = &config->tenants[config->tenantc++];
	c->tenant->name = node->key->text;
	c->tenant->place = node->key->place;
	compile_give(c, NAMES_TENANT, node, c->tenant);
}

void compile_tenant_peers(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	const size_t size = yaml_count(node) * sizeof(struct member);
	struct membership *membership = compile_block(c, 1, sizeof *membership + size);
	struct membership **last = &c->members;
	const struct yaml_node *item = NULL;
	(void)key;

	if (!membership)
		return;

	membership->tenant = c->tenant;
	while (*last)
		last = &(*last)->next;
	*last = membership;
	while ((item = yaml_each(node, item))) {
		struct member *member = &membership->members[membership->count++];

		member->place = item->place;
		compile_want(c, NAMES_PEER, item, &member->peer);
	}
}

static void join(struct compiler *c, struct tenant_config *tenant, const struct member *member)
{
	struct peer_config *peer = &c->policy->config.peers[member->peer->index];

	if (peer->tenant)
		mistakes_add(c->mistakes, &member->place,
			     "'%s' belongs to tenant '%s' (%H) already: a peer has one", peer->name,
			     peer->tenant->name, mistakes_where,
			     &(struct mistakes_where){&peer->tenant->place, &member->place});
	else
		peer->tenant = tenant;
}

void compile_end_tenants(struct compiler *c)
{
	for (struct membership *m = c->members; m; m = m->next)
		for (uint32_t i = 0; i < m->count; i++)
			if (m->members[i].peer)
				join(c, m->tenant, &m->members[i]);
}
