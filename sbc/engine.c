/* engine.c -- the rooms put together; see engine.h */
#include <errno.h>
#include <string.h>
#include "sbc/engine.h"
#include "sbc/call/uac.h"
#include "sbc/dispatch.h"
#include "sbc/openings.h"
#include "sbc/overview.h"
#include "sbc/sip/nonce.h"

struct engine {
	struct calls calls;
	struct trial trial;
	uint32_t stopping; /* calls, registrations: what has not ended yet */
	engine_stopped_h *stopped;
	void *arg;
};

static void engine_destroy(void *data)
{
	struct engine *engine = data;
	struct calls *calls = &engine->calls;

	trial_end(&engine->trial);
	calls_flush(calls);
	mem_deref(calls->registrations);
	mem_deref(calls->nonces);
	mem_deref(calls->transactions);
	mem_deref(calls->dialogs);
	mem_deref(calls->peers);
	for (uint32_t i = 0; i < calls->portsc; i++)
		mem_deref(calls->ports[i]);
	mem_deref(calls->policy);
}

static void request(struct transaction *server, const struct sip_msg *msg, void *arg)
{
	struct engine *engine = arg;

	dispatch_request(&engine->calls, server, msg);
}

static void ack(const struct sip_msg *msg, void *arg)
{
	struct engine *engine = arg;

	dispatch_ack(&engine->calls, msg);
}

static void late(struct listener *listener, const struct sip_msg *msg, void *arg)
{
	struct engine *engine = arg;

	uac_late(&engine->calls, listener, msg);
}

static bool is_peer(const struct listener *listener, const struct sa *source, void *arg)
{
	const struct engine *engine = arg;
	struct sa from = *source;

	if (transport_is_reliable(listener->transport))
		sa_set_port(&from, 0);

	return policy_who(engine->calls.policy, listener->side, &from)
		|| peers_who(engine->calls.peers, listener->side, source, NULL);
}

static int open_peers(struct calls *calls)
{
	return peers_alloc(&calls->peers,
			   &(struct peers_config){.world = calls->world,
						  .events = calls->events,
						  .transactions = calls->transactions});
}

static int open_registrations(struct calls *calls)
{
	int err = nonces_alloc(&calls->nonces, calls->world);

	return err ? err
		   : registrations_alloc(
			   &calls->registrations,
			   &(struct registrations_config){.world = calls->world,
							  .events = calls->events,
							  .transactions = calls->transactions,
							  .peers = calls->peers});
}

static int open_rooms(struct engine *engine)
{
	struct calls *calls = &engine->calls;
	const struct transaction_user user = {
		.request = request, .ack = ack, .late = late, .arg = engine};
	int err = dialogs_alloc(&calls->dialogs);

	err = err ? err
		  : transactions_alloc(&calls->transactions, calls->world, calls->events, &user);
	err = err ? err : open_peers(calls);
	err = err ? err : open_registrations(calls);
	if (err)
		return err;

	transports_peers(transactions_transports(calls->transactions), is_peer, engine);
	err = openings_make(calls, calls->policy);
	err = err ? err : peers_adopt(calls->peers, calls->policy);
	return err ? err : registrations_adopt(calls->registrations, calls->policy);
}

/* What is in force from now on. Calls that run hold references of their own. */
static void swap(struct calls *calls, struct policy *policy)
{
	mem_deref(calls->policy);
	calls->policy = mem_ref(policy);
	calls->tally = (struct answer_tally){0};
	if (peers_adopt(calls->peers, policy))
		event_say(calls->events, &(struct event){.kind = EVENT_MACHINE},
			  "no memory for all peers of the new policy");
	if (registrations_adopt(calls->registrations, policy))
		event_say(calls->events, &(struct event){.kind = EVENT_MACHINE},
			  "no memory for all accounts of the new policy");
}

static void trial_over(bool keep, const char *why, void *arg)
{
	struct engine *engine = arg;
	struct calls *calls = &engine->calls;

	if (!keep)
		swap(calls, engine->trial.before);
	event_say(calls->events, &(struct event){.kind = EVENT_POLICY}, "%s: %s",
		  keep ? "the new policy stays" : "back to the policy before", why);
}

int engine_alloc(struct engine **enginep, const struct engine_config *config)
{
	struct engine *engine = mem_zalloc(sizeof *engine, engine_destroy);
	int err;

	if (!engine)
		return ENOMEM;

	engine->calls.world = config->world;
	engine->calls.events = config->events;
	engine->calls.began_us = world_now_us(config->world);
	engine->calls.relay = config->relay;
	engine->calls.policy = mem_ref(config->policy);
	engine->trial = (struct trial){.world = config->world,
				       .now = &engine->calls.tally,
				       .over = trial_over,
				       .arg = engine};
	err = open_rooms(engine);
	if (err) {
		mem_deref(engine);
		return err;
	}

	event_say(config->events, &(struct event){.kind = EVENT_STARTED}, "%s listens",
		  policy_config(config->policy)->name);
	*enginep = engine;
	return 0;
}

int engine_reload(struct engine *engine, struct mbuf *said, struct policy *policy,
		  const struct trial_config *config)
{
	struct calls *calls = &engine->calls;
	struct answer_tally was = calls->tally;
	struct policy *before;
	int err;

	if (!openings_stay(said, calls->policy, policy))
		return EBUSY;

	err = openings_make(calls, policy);
	if (err) {
		(void)mbuf_printf(said, "the new policy's addresses: %m (the log says which)\n",
				  err);
		return err;
	}

	before = mem_ref(calls->policy);
	swap(calls, policy);
	trial_begin(&engine->trial, config, before, &was);
	mem_deref(before);
	event_say(calls->events, &(struct event){.kind = EVENT_POLICY}, "%s: a new policy%s",
		  policy_config(policy)->name, trial_is_on(&engine->trial) ? ", on trial" : "");
	return 0;
}

const struct policy *engine_policy(const struct engine *engine)
{
	return engine->calls.policy;
}

int engine_print_status(struct re_printf *pf, const struct engine *engine)
{
	const char *trial = trial_is_on(&engine->trial) ? "the policy is on trial\n" : "";

	return re_hprintf(pf, "%s%H", trial, overview_print, &engine->calls);
}

int engine_confirm(struct engine *engine)
{
	if (!trial_is_on(&engine->trial))
		return ENOENT;

	trial_end(&engine->trial);
	event_say(engine->calls.events, &(struct event){.kind = EVENT_POLICY},
		  "the new policy was confirmed");
	return 0;
}

static void ended(void *arg)
{
	struct engine *engine = arg;

	if (--engine->stopping)
		return;

	event_say(engine->calls.events, &(struct event){.kind = EVENT_STOPPED}, "no call is left");
	engine->stopped(engine->arg);
}

void engine_stop(struct engine *engine, engine_stopped_h *stopped, void *arg)
{
	engine->stopped = stopped;
	engine->arg = arg;
	engine->stopping = 2;
	calls_stop(&engine->calls, ended, engine);
	registrations_stop(engine->calls.registrations, ended, engine);
}

void engine_count(const struct engine *engine, struct engine_counts *counts)
{
	const struct calls *calls = &engine->calls;
	struct peers_errands errands;

	peers_errands(&errands, calls->peers);
	*counts = (struct engine_counts){.calls = calls->count,
					 .dialogs = dialogs_count(calls->dialogs),
					 .transactions = transactions_count(calls->transactions)
						 - errands.asked,
					 .errands = errands.pending + errands.asked
						 + registrations_errands(calls->registrations)};
	for (uint32_t i = 0; i < calls->portsc; i++)
		counts->ports += ports_taken(calls->ports[i]);
}
