/*
 * engine.h -- one SBC: a world, a policy, its rooms; many fit into one process
 *
 * It listens where the policy's sides say, and every call that comes is decided by the policy and
 * made anew on the other side. What happens is told to `events`. No globals, no threads: all of it
 * runs on the world's own.
 */
#ifndef SBC_ENGINE_H
#define SBC_ENGINE_H

#include <re.h>
#include "sbc/world/world.h"
#include "sbc/event/event.h"
#include "sbc/trial.h"
#include "policy/policy.h"
#include "rtp/relay.h"

struct engine;

struct engine_config { /* world, events and relay are borrowed and outlive the engine */
	struct world *world;
	struct events *events;
	struct policy *policy; /* the engine takes a reference */
	struct relay *relay;
};

/* The world's error if a listener cannot be opened; EVENT_MACHINE then says which and why. */
int engine_alloc(struct engine **enginep, const struct engine_config *config);

/*
 * Ends every call with BYE or CANCEL and answers new ones 503; `stopped` is called once, when no
 * call is left and our accounts have left their registrars (which is not waited for longer than
 * REGISTRATIONS_LEAVE_US). Then mem_deref gives everything back.
 */
typedef void(engine_stopped_h)(void *arg);
void engine_stop(struct engine *engine, engine_stopped_h *stopped, void *arg);

/*
 * New calls are decided by `policy` from now on; those that run keep the one they began with.
 * EBUSY: something that is open would have to be closed, which needs a restart. On any error the
 * policy in force stays, and `said` has lines that say why; new listeners that did open are there for
 * the next try. On trial (trial.h) the old policy may come back:
 * EVENT_POLICY tells it.
 */
int engine_reload(struct engine *engine, struct mbuf *said, struct policy *policy,
		  const struct trial_config *config);

/* The one in force; borrowed, and only until the next reload. */
const struct policy *engine_policy(const struct engine *engine);

/* For a person (overview.h); for %H. */
int engine_print_status(struct re_printf *pf, const struct engine *engine);

/* ENOENT: nothing is on trial. */
int engine_confirm(struct engine *engine);

struct engine_counts { /* what is held right now; all 0 when nothing happens… */
	uint32_t calls, dialogs, transactions, ports;
	uint32_t errands; /* …but these: names that are asked for, machines that are asked after */
};
void engine_count(const struct engine *engine, struct engine_counts *counts);

#endif
