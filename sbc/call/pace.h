/*
 * pace.h -- calls that wait for their turn: a rate is kept by holding calls back, not by refusing them
 *
 * `rate: 1/s, pace: 5s` is what a provider wants whose gateway takes one call a second: the second
 * call of a second hears 100 and then nothing, until its turn comes or its pace is over. Each meter
 * whose rate is used up has a queue of its own. Turns go round by caller: one who dials a hundred
 * numbers at once does not keep another one waiting behind all of them.
 *
 * Whose turn it is asks all limits again: it may be refused for another reason, or wait elsewhere,
 * but for no longer than its pace in all.
 */
#ifndef CALL_PACE_H
#define CALL_PACE_H

#include <re.h>
#include "sbc/world/world.h"
#include "sbc/peer/limits.h"

enum {
	PACE_WAITING_MAX = 1000, /* calls in one queue; more are refused at once */
};

struct call;
struct pace;

/* Its turn has come; or its time is over, and it must be answered. */
typedef void(pace_h)(struct call *call, bool in_time);

struct wait { /* lies in a call, zeroed before its first use */
	struct le le;
	struct pace *pace; /* NULL: it does not wait */
	const struct limit_config *limit;
	uint64_t since_us; /* it began to wait then; 0: it has not, for what it wants now */
	uint64_t round;
	struct timer end;
	const struct meter *turn; /* while `go` runs: whose first it was */
	pace_h *go;
};

/*
 * The call waits for the rate that `answer` lacks. ETIME: the limit has no pace, or it has waited for
 * so long already. ENOSPC: PACE_WAITING_MAX.
 */
int pace_wait(struct call *call, const struct limit_answer *answer, pace_h *go);

/* It has what it waited for, or it is over. */
void pace_leave(struct call *call);

#endif
