/* compile.c -- what readers use, and the order of reading; see compile.h */
#include <errno.h>
#include <string.h>
#include "policy/check.h"
#include "policy/compile.h"
#include "policy/expect.h"
#include "policy/index.h"

struct block {
	struct le le;
	uint64_t data[]; /* aligned for all that we keep */
};

static void block_destructor(void *arg)
{
	struct block *block = arg;

	list_unlink(&block->le);
}

void *compile_block(struct compiler *c, size_t count, size_t size)
{
	struct block *block = mem_zalloc(sizeof *block + (count + 1) * size, block_destructor);

	if (!block) {
		c->err = ENOMEM;
		return NULL;
	}

	list_append(&c->policy->blocks, &block->le, block);
	return block->data;
}

const char *compile_copy(struct compiler *c, const char *text, size_t length)
{
	char *copy = compile_block(c, length + 1, 1);

	if (copy)
		memcpy(copy, text, length);

	return copy;
}

struct kept {
	struct le le;
	void *object;
};

static void kept_destructor(void *arg)
{
	struct kept *kept = arg;

	list_unlink(&kept->le);
	mem_deref(kept->object);
}

bool compile_keep(struct compiler *c, void *object)
{
	struct kept *kept = mem_zalloc(sizeof *kept, kept_destructor);

	if (!kept) {
		mem_deref(object);
		c->err = ENOMEM;
		return false;
	}

	kept->object = object;
	list_append(&c->policy->blocks, &kept->le, kept);
	return true;
}

const char *compile_path(struct compiler *c, const struct place *file, const char *name)
{
	char *path = NULL;

	if (compile_join(&path, file->file, name)) {
		c->err = ENOMEM;
		return NULL;
	}

	return compile_keep(c, path) ? path : NULL;
}

void compile_wrong(struct compiler *c, const struct yaml_node *node, const struct key *key)
{
	mistakes_add(c->mistakes, &node->place, "'%s' is not %s", node->text, key->form);
}

void compile_give(struct compiler *c, enum names_kind kind, const struct yaml_node *node,
		  const void *object)
{
	c->err |=
		names_give(c->names, kind, node->key->text, &node->key->place, object, c->mistakes);
}

void compile_want(struct compiler *c, enum names_kind kind, const struct yaml_node *node,
		  void *into)
{
	c->err |= names_want(c->names, kind, node->text, &node->place, into);
}

bool compile_read_word(struct compiler *c, uint32_t *word, const struct yaml_node *node,
		       const struct key *key, const char *const *words, size_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (!strcmp(words[i], node->text)) {
			*word = i;
			return true;
		}
	}

	compile_wrong(c, node, key);
	return false;
}

bool compile_read_yes(struct compiler *c, bool *yes, const struct yaml_node *node,
		      const struct key *key)
{
	static const char *const words[] = {"no", "yes"};
	uint32_t word;

	if (!compile_read_word(c, &word, node, key, words, ARRAY_SIZE(words)))
		return false;

	*yes = word;
	return true;
}

static void set_defaults(struct config *config)
{
	config->name = "sbc";
	config->port_first = 20000;
	config->port_last = 39999;
	config->silence_us = 60000000;
}

static void policy_destructor(void *arg)
{
	struct policy *policy = arg;

	mem_deref(policy->who);
	mem_deref(policy->index);
	list_flush(&policy->blocks);
	mem_deref(policy->tree);
}

static void compile_root(struct compiler *c, const struct yaml_node *root)
{
	set_defaults(&c->policy->config);
	compile_walk(c, root);
	names_resolve(c->names, c->mistakes);
	compile_end_sides(c);
	compile_end_peers(c);
	compile_end_accounts(c);
	compile_end_tenants(c);
	compile_end_routes(c);
	compile_end_guards(c);
	check_policy(c);
}

int compile_policy(struct policy **policyp, struct yaml *tree, const struct policy_reader *reader,
		   struct mistakes *mistakes)
{
	struct compiler c = {.mistakes = mistakes, .reader = reader};
	const struct yaml_node *root = yaml_root(tree);
	int err;

	c.policy = mem_zalloc(sizeof *c.policy, policy_destructor);
	if (!c.policy)
		return ENOMEM;

	c.policy->tree = mem_ref(tree);
	err = names_alloc(&c.names);
	if (!err && root)
		compile_root(&c, root);
	if (!err)
		err = c.err;
	if (!err && !mistakes_count(mistakes))
		err = who_alloc(&c.policy->who, c.policy->config.peers, c.policy->config.peerc);
	if (!err && !mistakes_count(mistakes))
		err = index_alloc(&c.policy->index, c.policy);
	if (!err && !mistakes_count(mistakes))
		expect_prove(&c);
	if (!err)
		err = c.err;

	mem_deref(c.names);
	if (err)
		mem_deref(c.policy);
	else
		*policyp = c.policy;

	return err;
}
