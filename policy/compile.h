/*
 * compile.h -- the tree of a file becomes a policy: values, plans and rules that match fast
 *
 * compile_walk.c goes through the tree along the table of keys; each key's reader (compile_sides.c,
 * compile_peers.c, compile_routes.c…) takes over its value. References are resolved at the end, then
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
#include "policy/policy.h"
#include "policy/who.h"
#include "policy/yaml.h"

enum {
	PLANS_MAX = 100,           /* numbering plans */
	PATTERNS_MAX = 1000,       /* of one condition or `local` */
	EXTENSIONS_MAX = 1000,     /* of one peer */
	FROM_MAX = 1000,           /* peers and tenants of one `from` */
	CONDITION_VALUES_MAX = 64, /* of the other conditions */
	COMPAT_MAX = 32,           /* names of one `compat` */
	IDENTITY_NAMES_MAX = 8,    /* headers of one `trust` or `send` */
	ON_MAX = 400,              /* values of one `on` */
};

struct policy {
	struct config config;
	struct rule *rules;
	struct guard *guards;
	uint32_t guardc;
	struct index *index; /* of the rules */
	struct numbering *plans;
	uint32_t planc;
	struct expectation *expectations; /* expect.h */
	uint32_t expectationc;
	struct hours *hours;
	uint32_t hourc;
	struct place peers_place,
		routes_place; /* where a stranger, or a call without a rule, looks */
	struct who *who;
	struct yaml *tree;
	struct list blocks; /* the memory of all arrays, and what compile_keep took over */
};

struct compiler {
	struct policy *policy;
	const struct policy_reader *reader;
	struct mistakes *mistakes;
	struct names *names;
	struct place ports_place;
	struct side_config *side; /* the section that is being read */
	struct numbering *plan;
	struct peer_config *peer;
	struct login_config *login;
	struct account_config *account;
	struct hours *hours;
	struct rule *rule;
	struct tenant_config *tenant;
	struct change *change; /* of the rule */
	struct guard *guard;
	struct known_file *files;    /* of patterns, read so far */
	struct membership *members;  /* of all tenants so far */
	const struct zoneinfo *zone; /* of the hours that are read; NULL: each span has its own */
	bool zone_is_wrong;
	struct limit_config *limit;
	struct group *all, *not ; /* of the rule or guard */
	int err;                  /* the machine's: no memory */
};

/* Adds mistakes; the policy is of use only if there were none. It keeps a reference to the tree. */
int compile_policy(struct policy **policyp, struct yaml *tree, const struct policy_reader *reader,
		   struct mistakes *mistakes);

/* Gives each value of the file to its key's reader. */
void compile_walk(struct compiler *compiler, const struct yaml_node *root);

/* Zeroed memory that lives as long as the policy; NULL: none, and the compiler notes it. */
void *compile_block(struct compiler *compiler, size_t count, size_t size);

/* "'60' is not a time from 1s to 1d, such as 60s": quotes the key's form. */
void compile_wrong(struct compiler *compiler, const struct yaml_node *node, const struct key *key);

/* Gives the section's name, its key, to the object. */
void compile_give(struct compiler *compiler, enum names_kind kind, const struct yaml_node *node,
		  const void *object);
void compile_want(struct compiler *compiler, enum names_kind kind, const struct yaml_node *node,
		  void *into);

/* A copy that lives as long as the policy; NULL: there is no memory. */
const char *compile_copy(struct compiler *compiler, const char *text, size_t length);

/* Takes over a reference: it ends with the policy. False: no memory, it ended now. */
bool compile_keep(struct compiler *compiler, void *object);

/* The path of a file that `file` names: relative to its own folder. NULL: there is no memory. */
const char *compile_path(struct compiler *compiler, const struct place *file, const char *name);

/*
 * Moves *textp behind "udp:", "tcp:" or "tls:". ENOENT: there is no such word; EPROTONOSUPPORT: one
 * that is not supported, the mistake was added.
 */
int compile_read_transport(struct compiler *compiler, const struct yaml_node *node,
			   enum sip_transp *transport, const char **textp);

/* "[tls:]host[:port]"; false: the mistake was added. */
bool compile_read_server(struct compiler *compiler, struct server_config *server,
			 const struct yaml_node *node, const struct key *key);

/* "yes" or "no"; false: it is neither, the mistake was added. */
bool compile_read_yes(struct compiler *compiler, bool *yes, const struct yaml_node *node,
		      const struct key *key);

/* Reads what env:NAME and the like stand for, and wipes a password that is written in the file. */
const struct secret *compile_read_secret(struct compiler *compiler, const struct yaml_node *node);

/* Bits of compat.h. */
uint32_t compile_read_compat(struct compiler *compiler, const struct yaml_node *node);

/* Which word of a list it is; false: none, the mistake was added. */
bool compile_read_word(struct compiler *compiler, uint32_t *word, const struct yaml_node *node,
		       const struct key *key, const char *const *words, size_t count);

/* Of a peer or a rule; false: none, the mistake was added. */
bool compile_read_privacy(struct compiler *compiler, enum privacy *privacy,
			  const struct yaml_node *node, const struct key *key);

/* The rules of a zone: "Asia/Ho_Chi_Minh", "UTC", "+07:00". NULL: the mistake was added. */
const struct zoneinfo *compile_zone(struct compiler *compiler, const struct place *place,
				    const char *name);

/* A time that is counted: "day", "1d"; false: the mistake was added. */
bool compile_read_each(struct compiler *compiler, uint64_t *us, const struct yaml_node *node,
		       const struct key *key);

/* The path of `name` as it stands in `file`: relative to that file's folder. */
int compile_join(char **pathp, const char *file, const char *name);

/* "403 No", and a word that can only be `yes`; false: the mistake was added. */
bool compile_read_reject(struct compiler *compiler, uint16_t *status, const char **reasonp,
			 const struct yaml_node *node, const struct key *key);
bool compile_must_be_yes(struct compiler *compiler, const struct yaml_node *node,
			 const struct key *key);

/* What only a whole rule or guard shows: it does nothing, it counts nothing. */
void compile_end_routes(struct compiler *compiler);
void compile_end_guards(struct compiler *compiler);

/* Reads an expression, which the policy keeps; false: the mistake was added. */
bool compile_regex(struct compiler *compiler, const struct pattern_regex **regexp,
		   const struct yaml_node *node);

/* Reads one pattern or a list of them; they may be expressions and files. */
void compile_patterns(struct compiler *compiler, struct patterns *patterns,
		      const struct yaml_node *node);

/*
 * Headers to add or set (pairs) or remove (a list), for a peer or rule: behind those in *listp.
 * Those of routing and dialogs are mistakes, and so is a value that is no line of 512 bytes.
 */
void compile_change_headers(struct compiler *compiler, const struct yaml_node *node,
			    enum header_verb verb, const struct header_config **listp,
			    uint32_t *countp);

/* What can be said of a section only when all of the file is read. */
void compile_end_sides(struct compiler *compiler);
void compile_end_peers(struct compiler *compiler);
void compile_end_accounts(struct compiler *compiler);
void compile_end_tenants(struct compiler *compiler);

/* The readers, by section. compile_section is of one that says nothing by itself. */
key_read_h compile_section, compile_name, compile_include, compile_cdr, compile_log,
	compile_control;
key_read_h compile_sides, compile_side, compile_listen, compile_tls, compile_tls_certificate,
	compile_tls_roots, compile_latch, compile_ports, compile_silence;
key_read_h compile_numbering, compile_plan, compile_country, compile_national,
	compile_international, compile_local, compile_numbers, compile_extensions;
key_read_h compile_peers, compile_peer, compile_peer_side, compile_address, compile_server,
	compile_proxy, compile_match, compile_match_called, compile_match_domain, compile_host,
	compile_health, compile_health_ping, compile_health_retry, compile_health_slow,
	compile_health_down, compile_health_up, compile_prices;
key_read_h compile_identity, compile_trust, compile_identity_send, compile_identity_from,
	compile_identity_privacy, compile_own, compile_fallback;
/* compile_shape.c: what its calls look like */
key_read_h compile_peer_media, compile_srtp, compile_codecs, compile_headers_set,
	compile_headers_add, compile_headers_remove, compile_compat;
/* compile_accounts.c: passwords of theirs and ours */
key_read_h compile_login, compile_login_user, compile_login_password, compile_login_realm,
	compile_challenge, compile_register, compile_accounts, compile_account,
	compile_account_peer, compile_account_user, compile_account_label, compile_account_display,
	compile_account_expires, compile_account_server, compile_account_bulk;
key_read_h compile_tenants, compile_tenant, compile_tenant_peers;
key_read_h compile_hours, compile_hours_name, compile_hours_open, compile_hours_closed,
	compile_hours_zone;
/* compile_limit.c: for peers, tenants, rules and guards */
key_read_h compile_limit, compile_limit_calls, compile_limit_rate, compile_limit_pace,
	compile_limit_minutes, compile_limit_money, compile_limit_each, compile_limit_per;
/* compile_match.c: the conditions of rules and guards */
key_read_h compile_not, compile_from, compile_caller, compile_called, compile_when_open,
	compile_when_header, compile_when_codec, compile_when_country, compile_when_load,
	compile_when_transport, compile_when_method;
key_read_h compile_routes, compile_rule, compile_send, compile_order, compile_reject, compile_drop,
	compile_next, compile_next_on, compile_next_after, compile_next_retry,
	compile_next_redirect, compile_emergency, compile_tag, compile_rule_compat;
/* compile_change.c: what a rule changes */
key_read_h compile_set_caller, compile_set_called, compile_set_drop, compile_set_prefix,
	compile_set_replace, compile_set_display, compile_set_header, compile_add, compile_remove,
	compile_privacy;
key_read_h compile_guards, compile_guard, compile_short_calls, compile_short_under,
	compile_short_each, compile_new, compile_warn, compile_guard_reject;
key_read_h compile_expect, compile_expectation, compile_expect_from, compile_expect_caller,
	compile_expect_called, compile_expect_at, compile_expect_header, compile_expect_codec,
	compile_expect_transport, compile_expect_sent, compile_expect_as, compile_expect_caller_as,
	compile_expect_rejected, compile_expect_dropped, compile_expect_rule;
key_read_h compile_name_servers;

#endif
