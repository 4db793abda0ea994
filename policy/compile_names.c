/* compile_names.c -- reader of names: whom to ask where a peer is; see compile.h */
#include "policy/compile.h"
#include "policy/value.h"

void compile_name_servers(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	struct config *config = &c->policy->config;
	const struct yaml_node *item = NULL;

	while ((item = yaml_each(node, item))) {
		if (value_address(&config->names[config->namec], item->text, DNS_PORT))
			compile_wrong(c, item, key);
		else
			++config->namec;
	}
}
