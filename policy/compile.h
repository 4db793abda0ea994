/*
 * compile.h -- the tree of a file becomes a policy: values, plans and rules that match fast
 *
 * compile.c walks the tree along the table of keys; each key's reader (compile_sides.c,
 * compile_peers.c, compile_routes.c) takes over its value. References are resolved at the end, then
 * check.c looks at the whole. The policy keeps the tree, for names and texts lead into it.
 */
#ifndef POLICY_COMPILE_H
#define POLICY_COMPILE_H

#include <re.h>
#include "policy/config.h"
#include "policy/keys.h"
#include "policy/match.h"
#include "policy/mistakes.h"
#include "policy/names.h"
#include "policy/numbers.h"
#include "policy/who.h"
#include "policy/yaml.h"

enum {
	PLANS_MAX = 100,       /* numbering plans */
	PATTERNS_MAX = 1000,   /* of one condition or `local` */
	EXTENSIONS_MAX = 1000, /* of one peer */
	FROM_MAX = 1000,       /* peers of one `from` */
	ON_MAX = 400,          /* values of one `on` */
};

struct policy {
	struct config config;
	struct rule *rules;
	struct numbering *plans;
	uint32_t planc;
	struct place peers_place,
		routes_place; /* where a stranger, or a call without a rule, looks */
	struct who *who;
	struct yaml *tree;
	struct list blocks; /* the memory of all arrays */
};

struct compiler {
	struct policy *policy;
	struct mistakes *mistakes;
	struct names *names;
	struct place ports_place;
	struct side_config *side; /* the section that is being read */
	struct numbering *plan;
	struct peer_config *peer;
	struct rule *rule;
	int err; /* the machine's: no memory */
};

/* Adds mistakes; the policy is of use only if there were none. It keeps a reference to the tree. */
int compile_policy(struct policy **policyp, struct yaml *tree, struct mistakes *mistakes);

/* Zeroed memory that lives as long as the policy; NULL: none, and the compiler notes it. */
void *compile_block(struct compiler *compiler, size_t count, size_t size);

/* "'60' is not a time from 1s to 1d, such as 60s": quotes the key's form. */
void compile_wrong(struct compiler *compiler, const struct yaml_node *node, const struct key *key);

/* Gives the section's name, its key, to the object. */
void compile_give(struct compiler *compiler, enum names_kind kind, const struct yaml_node *node,
		  const void *object);
void compile_want(struct compiler *compiler, enum names_kind kind, const struct yaml_node *node,
		  void *into);

/* Reads an address with an optional port; false: the mistake was added. */
bool compile_read_address(struct compiler *compiler, struct sa *address,
			  const struct yaml_node *node, const char *text, const struct key *key);

/* Moves *textp behind "udp:". ENOENT: no such word; EPROTONOSUPPORT: the mistake was added. */
int compile_read_transport(struct compiler *compiler, const struct yaml_node *node,
			   const char **textp);

/* Reads one pattern or a list of them. */
void compile_patterns(struct compiler *compiler, struct patterns *patterns,
		      const struct yaml_node *node);

/* The readers, by section. */
key_read_h compile_name, compile_cdr, compile_log, compile_sides, compile_side, compile_listen,
	compile_latch, compile_media, compile_ports, compile_silence;
key_read_h compile_numbering, compile_plan, compile_country, compile_national,
	compile_international, compile_local, compile_peers, compile_peer, compile_peer_side,
	compile_address, compile_server, compile_numbers, compile_extensions, compile_limit,
	compile_limit_calls, compile_limit_rate;
key_read_h compile_routes, compile_rule, compile_from, compile_caller, compile_called, compile_not,
	compile_send, compile_reject, compile_drop, compile_next, compile_next_on,
	compile_next_after;

#endif
