/*
 * plan.h -- what a party does with a call that it gets, step after step
 *
 * It says 100 at once, unless its first step is a final answer or silence. The plan of a party is
 * the plan of all its calls; without one it rings for a second and answers.
 */
#ifndef LAB_PLAN_H
#define LAB_PLAN_H

#include <stdint.h>

#define MS     UINT64_C(1000)
#define SEC    UINT64_C(1000000)
#define MINUTE (60 * SEC)

enum {
	PLAN_STEPS_MAX = 8, /* steps of one plan */
};

enum plan_kind {
	PLAN_REFUSE = 1,
	PLAN_RING,
	PLAN_PROGRESS,
	PLAN_WAIT,
	PLAN_ANSWER,
	PLAN_ANSWER_TWICE,
	PLAN_HANGUP,
	PLAN_LOOP,
	PLAN_IGNORE,
};
struct plan {
	enum plan_kind kind;
	uint64_t for_us;
	uint16_t status;
};
#define REFUSE(status_) ((struct plan){PLAN_REFUSE, 0, status_})
#define RING(for_)      ((struct plan){PLAN_RING, for_, 180}) /* 180, then the next step after so long */
#define PROGRESS(for_)  ((struct plan){PLAN_PROGRESS, for_, 183}) /* 183 with SDP */
#define AFTER(for_)     ((struct plan){PLAN_WAIT, for_, 0})       /* nothing but the 100 */
#define ANSWER          ((struct plan){PLAN_ANSWER, 0, 200})
#define ANSWER_TWICE                                                                               \
	((struct plan){PLAN_ANSWER_TWICE, 0, 200}) /* two 200 with two tags: a fork behind it */
#define HANGUP(after_)                                                                             \
	((struct plan){PLAN_HANGUP, after_, 0})   /* BYE so long after the step before */
#define LOOP   ((struct plan){PLAN_LOOP, 0, 0})   /* sends the INVITE back, as a proxy would */
#define IGNORE ((struct plan){PLAN_IGNORE, 0, 0}) /* hears nothing, says nothing */

#endif
