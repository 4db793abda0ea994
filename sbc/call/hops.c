/* hops.c -- machine after machine of one target; see hops.h */
#include <errno.h>
#include "sbc/call/hops.h"
#include "sbc/call/call.h"
#include "sbc/call/hunt.h"
#include "sbc/call/uac.h"

struct hops {
	struct call *call;
	struct peer *peer; /* one reference; NULL: it has left the policy */
	struct hop list[HOSTS_MAX];
	uint32_t count, next;
	struct timer silence;
	uint64_t sent_us; /* when the machine got its INVITE */
	bool has_spoken;
};

static void hops_destructor(void *arg)
{
	struct hops *hops = arg;

	timer_stop(&hops->silence);
	mem_deref(hops->peer);
}

const char *hops_name(const struct peer_config *config)
{
	const struct server_config *server = config->proxy.host ? &config->proxy : &config->server;

	return sa_isset(&server->address, SA_ADDR) ? NULL : server->host;
}

static uint32_t find_machines(struct hops *hops, struct call *call)
{
	const struct peer_config *config = call->attempt.peer;
	uint32_t count;

	if (peers_find(&hops->peer, call->calls->peers, config->name)) {
		(void)re_snprintf(call->said, sizeof call->said, "%s is no longer in the policy",
				  config->name);
		return 0;
	}

	mem_ref(hops->peer);
	count = hosts_order(hops->list, hops->peer, call->calls->world);
	registrations_prefer(hops->list, count, call->calls->registrations, config,
			     call->attempt.caller);
	/* The policy that the call began with outlives the one that the peers are in now. */
	for (uint32_t i = 0; i < count; i++)
		hops->list[i].name = hops->list[i].name ? hops_name(config) : NULL;

	if (!count)
		(void)re_snprintf(call->said, sizeof call->said, "%H", hosts_print_why, hops->peer);

	return count;
}

int hops_begin(struct call *call)
{
	struct hops *hops = mem_zalloc(sizeof *hops, hops_destructor);

	if (!hops)
		return ENOMEM;

	hops_end(call);
	hops->call = call;
	hops->count = find_machines(hops, call);
	call->hops = hops;
	return hops->count ? 0 : ENOENT;
}

/* It said nothing at all: the next one, and CANCEL if it ever speaks. */
static void silent(void *arg)
{
	struct hops *hops = arg;
	struct call *call = mem_ref(hops->call);

	(void)re_snprintf(call->said, sizeof call->said, "%s said nothing at %J for %llu ms",
			  call->attempt.peer->name, &call->hop.address,
			  (world_now_us(call->calls->world) - hops->sent_us) / 1000);
	uac_cancel(call->callee);
	hunt_refused(call, 408, NULL);
	mem_deref(call);
}

/* Of a target with little patience, half of it, so that the next machine has the other half. */
static uint64_t patience_us(const struct call *call)
{
	const uint64_t half_us = call->attempt.after_us / 2;

	return half_us < HOPS_SILENCE_US ? half_us : HOPS_SILENCE_US;
}

int hops_next(struct call *call)
{
	struct hops *hops = call->hops;
	struct world *world = call->calls->world;
	int err = ENOENT;

	while (err && hops->next < hops->count) {
		call->hop = hops->list[hops->next++];
		err = uac_invite(&call->callee, call);
	}

	if (err)
		return err;

	hops->sent_us = world_now_us(world);
	hops->has_spoken = false;
	if (hops->next < hops->count)
		timer_start(&hops->silence, world, patience_us(call), silent, hops);

	call_say(call, EVENT_ROUTED, call->callee, "called as %s at %J", call->attempt.called,
		 &call->hop.address);
	return 0;
}

void hops_heard(struct leg *leg)
{
	struct call *call = leg->call;
	struct hops *hops = call->hops;
	uint64_t after_us;

	if (!hops || !hops->next || leg != call->callee || hops->has_spoken)
		return;

	after_us = world_now_us(call->calls->world) - hops->sent_us;
	hops->has_spoken = true;
	timer_stop(&hops->silence);
	hosts_answered(hops->peer, &call->hop, after_us);
	if (hops->next > 1 && after_us < call->attempt.after_us)
		hunt_wait(call, call->attempt.after_us - after_us);
}

/* What was lost without a word teaches; so does a connection that was cut after it. */
static void learn(const struct hops *hops, uint16_t status, const struct sip_msg *msg)
{
	if (!msg && (status == 503 || !hops->has_spoken))
		hosts_silent(hops->peer, &hops->call->hop);
}

bool hops_go_on(struct call *call, uint16_t status, const struct sip_msg *msg)
{
	struct hops *hops = call->hops;

	if (!hops)
		return false;

	learn(hops, status, msg);
	timer_stop(&hops->silence);
	if (hops->next == hops->count || (status != 503 && (msg || hops->has_spoken)))
		return false;

	call_say(call, EVENT_MOVE, call->callee, "its next machine is tried: %s", call->said);
	cdr_tried(call, status);
	call->cdr.trying_us = world_now_us(call->calls->world);
	return !hops_next(call);
}

void hops_leave(struct call *call)
{
	struct hops *hops = call->hops;

	if (!hops)
		return;

	learn(hops, 408, NULL);
	hops->has_spoken = true; /* once is enough */
	hops->count = hops->next;
}

void hops_end(struct call *call)
{
	call->hops = mem_deref(call->hops);
}

const struct sa *hops_at(const struct call *call)
{
	return call->hops && call->hops->next ? &call->hop.address : NULL;
}
