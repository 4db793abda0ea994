/*
 * inside.h -- what the lab's own files know of a lab and its parties
 *
 * Stories include lab.h only. A lab owns its world, the engine in it, its parties and everything
 * that was seen; lab.c makes and ends it.
 */
#ifndef LAB_INSIDE_H
#define LAB_INSIDE_H

#include <re.h>
#include "sbc/engine.h"
#include "sbc/world/sim.h"
#include "tests/lab/lab.h"
#include "tests/lab/wire.h"

enum {
	PARTY_NAME_SIZE = 32,
	LOSSES_MAX = 8,     /* party_loses of one party */
	LOSSES_DEAF = 10,   /* so many of one kind: no repetition gets through */
	SPEAKERS_MAX = 16,  /* of whom one party has heard */
	BINDINGS_MAX = 512, /* users known to one registrar */
};

#define LAB_SBC_NAME "sbc.example" /* what the engine's certificates name, on all sides */

struct lines;

struct binding { /* of a user at a registrar */
	char user[32], contact[192];
	uint64_t until_us;
};

struct loss { /*  "> ACK", and how many more of it */
	char what[16];
	uint32_t count;
};

struct party {
	struct le le;
	struct lab *lab;
	char name[PARTY_NAME_SIZE];
	const char *owner;              /* whose secrets it knows: its own, or another party's */
	const struct peer_config *peer; /* NULL: not in the policy */
	struct sa address, sbc;         /* where it is, and where it sends requests */
	struct sa claims; /* what it says of itself: `address`, if no NAT is between */
	enum sip_transp transport;
	struct datagrams *datagrams; /* UDP… */
	struct lines *lines;         /* …or TCP, TLS */

	struct wants wants; /* user NULL: no login */
	struct {
		const char *user, *password;
		uint32_t tries;
	} has;
	struct registrar registrar;
	bool is_registrar;
	struct binding bindings[BINDINGS_MAX];
	uint32_t bindingc;

	char number[32];            /* its own */
	char host[64], agent[64];   /* what nobody but its own side may learn */
	char origin[32], title[32]; /* o= and s= of its SDP */
	const char *direction;
	const char *adds; /* lines for its answers */
	uint16_t next_port;

	struct plan plan[PLAN_STEPS_MAX];
	int stepc;
	bool random_plans; /* each call's plan is thrown by the lab's dice */
	uint32_t packets_per_second;
	bool bare; /* its 200 has no SDP: what its 183 said holds */
	bool mute;
	bool encrypts, forgets_key; /* crypt.h */
	const char *profile;        /* whose habits it has; NULL: none */
	bool was_asked;             /* by an OPTIONS that it liked */
	uint64_t called_us;         /* the last INVITE that was not too many; 0: none */
	const char *contact_params; /* of its Contact: ";rinstance=…" */

	struct loss losses[LOSSES_MAX];
	uint32_t lossc;
	bool deaf; /* it loses so much that nothing can be expected of its calls */

	struct list talks, clients, servers;
	struct list ladder; /* struct rung: what it saw */

	struct {
		char speaker[PARTY_NAME_SIZE];
		uint32_t packets;
	} heard[SPEAKERS_MAX];
	uint32_t heardc;
	uint64_t died_us; /* the last instant at which it was dead; 0: never */
	bool dead;
};

struct record { /* one CDR, as the engine told it */
	struct le le;
	char *json;
	struct odict *fields;
	bool looked_at;
};

struct lab {
	const struct sim_test *test;
	const char *folder; /* of policies */
	uint64_t seed;
	struct dice dice; /* of plans and identifiers */

	struct world *world;
	struct events *events;
	struct watcher *watcher;
	struct relay *relay;
	struct policy *policy;
	struct engine *engine;
	bool stopping, stopped;

	struct list parties;
	struct list records;
	struct list errands; /* what is to happen later (traffic.h) */
	struct faults weather;
	enum faults_kind kind;

	struct wire *wire;
	struct mbuf *failures; /* a line each */
	uint32_t failurec;
};

/* One more failure of this story. */
void lab_fail(struct lab *lab, const char *fmt, ...);

/* The test's own machine (memory, simulated sockets) must work, or nothing can be said. */
void lab_need(int err, const char *what);

uint64_t lab_now(const struct lab *lab);

/* `folder`: where its policy is. */
int lab_alloc(struct lab **labp, const struct sim_test *test, uint64_t seed, const char *folder);
void lab_close(struct lab *lab); /* the end of the story: all calls end, the invariants hold */

#endif
