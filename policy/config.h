/*
 * config.h -- the policy file as values: what each section says, with its position
 *
 * Filled by compile.c, const for everybody else, alive as long as the policy is. Arrays are in
 * file order. Names are unique within their section.
 */
#ifndef POLICY_CONFIG_H
#define POLICY_CONFIG_H

#include <re.h>

enum {
	SIDES_MAX = 16,
	LISTENERS_MAX = 16, /* each side */
	PEERS_MAX = 10000,
	ROUTES_MAX = 20000,
	TARGETS_MAX = 16,   /* of one `send` */
	ADDRESSES_MAX = 16, /* of one peer */
};

struct numbering;
struct extensions;

struct place { /* where in which file */
	const char *file;
	uint32_t line, column;
};

struct listener_config {
	enum sip_transp transport; /* UDP only, until TCP and TLS come */
	struct sa local;           /* port 5060 unless the file says another */
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
	struct sa media; /* address of our RTP on this side; default: the first listener's */
	enum latch_choice latch; /* default once */
	struct place place;
};

struct limit_config {        /* 0: none */
	uint32_t calls;      /* at once */
	uint32_t rate_calls; /* so many … */
	uint64_t rate_us;    /* … in so long */
	struct place place;
};

struct peer_config {
	const char *name;
	uint32_t index; /* in policy order; state of a peer is kept by name over reloads */
	const struct side_config *side;
	struct sa addresses[ADDRESSES_MAX]; /* calls come from these (port ignored)… */
	uint32_t addressc;
	struct sa target; /* …and go here: first address, or `server`; port 5060 default */
	enum sip_transp transport;
	struct limit_config limit;
	const struct numbering *numbers;     /* numbers.h; NULL: numbers stay as they are */
	const struct extensions *extensions; /* NULL: none */
	struct place place;
};

struct next_config {       /* when to try the next target */
	uint64_t on[11];   /* a bit for each status 0..699 */
	uint64_t after_us; /* silence of a target for so long; default 6 s */
	struct place place;
};

struct route_config {
	const char *name;
	uint32_t targetc;
	const struct peer_config *targets[TARGETS_MAX];
	struct next_config next;
	struct place place;
};

struct config {
	const char *name;
	struct side_config *sides;
	uint32_t sidec;
	struct peer_config *peers;
	uint32_t peerc;
	uint32_t rulec;                 /* what they say is the policy's own affair */
	uint16_t port_first, port_last; /* media.ports; default 20000-39999 */
	uint64_t silence_us;            /* media.silence; default 60 s; 0: never */
	const char *cdr;                /* a file; NULL: none */
	bool log_json;
};

#endif
