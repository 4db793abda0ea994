/*
 * limits.h -- what one call may take: places, a new call's turn, talk and money, under many limits
 *
 * The policy names the figures (peers, tenants, rules, guards), meters count them; here they meet.
 * A call gathers a hold under each limit that it falls under, asks all of them before it takes any,
 * and gives all back when it is over. Pure: the caller owns the list and says the time.
 *
 * What is used up is said once, as a SIP status: 503 for what comes back by itself in seconds
 * (places, rate), 403 for talk and money, which another try or another trunk of the caller must not
 * get around.
 */
#ifndef PEER_LIMITS_H
#define PEER_LIMITS_H

#include <re.h>
#include "sbc/peer/meters.h"
#include "policy/config.h"

struct limit_who {                          /* whom a call is counted for; borrowed */
	const char *caller, *peer, *tenant; /* tenant NULL: of none */
};

struct hold { /* a call under one limit */
	struct le le;
	struct meter *meter;
	const struct limit_config *limit;
	const struct guard_config *guard; /* whose limit it is; NULL: a plain limit, no guard */
	uint64_t price;                   /* while it talks */
	bool is_taken, talks;
};

enum limit_lack { /* what is used up, in the order in which it is asked */
	LIMIT_LACKS_NOTHING,
	LIMIT_LACKS_PLACE,
	LIMIT_LACKS_TALK,
	LIMIT_LACKS_MONEY,
	LIMIT_LACKS_RATE, /* the last: a call that waits for its turn lacks nothing else */
};

struct limit_answer {
	enum limit_lack lack;
	const struct hold *hold; /* where; borrowed, NULL if nothing lacks */
	uint64_t wait_us;        /* another try makes sense after so long */
};

/* Nothing is done for a limit that the file does not have. ENOSPC, ENOMEM: no meter. */
int limits_add(struct list *holds, struct meters *meters, const struct limit_config *limit,
	       const struct limit_who *who, uint64_t now_us);

/* The hold of a guard (guards.h), whether it has a limit or not. */
int limits_add_guard(struct list *holds, struct meters *meters, const struct guard_config *guard,
		     const struct limit_who *who, uint64_t now_us);

/* Whether anything lacks under one limit: its figures are those of hold->limit. */
void limits_ask_one(struct limit_answer *answer, const struct hold *hold, uint64_t now_us);

/*
 * The first that lacks anything but its turn, else the first that lacks that. `turn`: the meter
 * whose first waiting call this is; at any other with calls that wait, a new one has to wait too.
 * NULL: none.
 */
void limits_ask(struct limit_answer *answer, const struct list *holds, const struct meter *turn,
		uint64_t now_us);

/* Whatever the figures say, so that an emergency is counted too. Twice is once. */
void limits_take(const struct list *holds, uint64_t now_us);

/* The call was answered: it talks, for `price` millionths a minute. */
void limits_talk(const struct list *holds, uint64_t price, uint64_t now_us);

/* How long it may go on; UINT64_MAX: for ever. answer->lack says what will be used up then, 0 now. */
uint64_t limits_last_us(struct limit_answer *answer, const struct list *holds, uint64_t now_us);

/* Places are free again, what was talked stays counted; the list is empty. */
void limits_give(struct list *holds, uint64_t now_us);

/* "the limit of peer pbx is used up: 2 calls at once (office.yaml:17)" */
int limits_print(struct re_printf *pf, const struct limit_answer *answer);

uint16_t limits_status(enum limit_lack lack);
const char *limits_reason(enum limit_lack lack);           /* its phrase */
uint32_t limits_wait_s(const struct limit_answer *answer); /* whole seconds, at least 1 */

#endif
