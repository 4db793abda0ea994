/*
 * config.h -- the policy file as values: what each section says, with its position
 *
 * Filled by the compile_*.c, const for everybody else, alive as long as the policy is. Arrays are
 * in file order. Names are unique within their section. config_peer.h has peers, accounts and
 * tenants, config_route.h rules and guards.
 */
#ifndef POLICY_CONFIG_H
#define POLICY_CONFIG_H

#include <re.h>
#include "policy/config_peer.h"
#include "policy/config_route.h"
#include "policy/place.h"

enum {
	SIDES_MAX = 16,
	LISTENERS_MAX = 16, /* each side */
	NAMES_MAX = 8,      /* name servers */
};

struct listener_config {
	enum sip_transp transport;
	struct sa local; /* port 5060, TLS 5061, unless the file says another */
	struct place place;
};

struct tls_config {              /* files, read by whoever opens the listener; NULL: none */
	const char *certificate; /* PEM: our chain and its key */
	const char *roots;       /* PEM: whom we believe; NULL: the machine's */
	struct place place;
};

enum latch_choice {
	LATCH_CHOICE_ONCE,
	LATCH_CHOICE_STRICT,
	LATCH_CHOICE_NEAR
};

struct side_config {
	const char *name;
	struct listener_config listen[LISTENERS_MAX];
	uint32_t listenc;
	struct tls_config tls;
	struct sa media; /* address of our RTP on this side; default: the first listener's */
	enum latch_choice latch; /* default once */
	struct place place;
};

struct config {
	const char *name;
	struct side_config *sides;
	uint32_t sidec;
	struct peer_config *peers;
	uint32_t peerc;
	struct account_config *accounts;
	uint32_t accountc;
	struct tenant_config *tenants;
	uint32_t tenantc;
	uint32_t rulec;                 /* what they say is the policy's own affair */
	uint16_t port_first, port_last; /* media.ports; default 20000-39999 */
	uint64_t silence_us;            /* media.silence; default 60 s; 0: never */
	const char *cdr;                /* a file; NULL: none */
	struct sa names[NAMES_MAX];     /* name servers; none: those of the machine */
	uint32_t namec;
	const char *control; /* the path of a socket for `sbc reload` …; NULL: none */
	bool log_json;
};

#endif
