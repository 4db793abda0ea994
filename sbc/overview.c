/* overview.c -- a line for each machine of a peer and each account; see overview.h */
#include "sbc/peer/registrations.h"
#include "sbc/overview.h"
#include "policy/value.h"

static int print_peer(struct re_printf *pf, const struct calls *calls,
		      const struct peer_config *config)
{
	struct peer *peer;

	if (peers_find(&peer, calls->peers, config->name))
		return 0;

	return re_hprintf(pf, "%-16s %u calls%H\n", peer->name, peer->calls, hosts_print, peer);
}

static int print_peers(struct re_printf *pf, const struct calls *calls)
{
	const struct config *config = policy_config(calls->policy);
	int err = re_hprintf(pf, "\npeers\n");

	for (uint32_t i = 0; i < config->peerc; i++)
		err |= print_peer(pf, calls, &config->peers[i]);

	return err;
}

struct accounts {
	struct re_printf *pf;
	uint64_t now_us;
	int err;
};

/* Whole seconds. */
static uint64_t seconds(uint64_t us)
{
	return us / 1000000 * 1000000;
}

static void print_account(const struct registration_status *status, void *arg)
{
	struct accounts *accounts = arg;
	const uint64_t since_us = seconds(accounts->now_us - status->since_us);
	const uint64_t next_us = status->next_us > accounts->now_us
		? seconds(status->next_us - accounts->now_us)
		: 0;

	accounts->err |=
		re_hprintf(accounts->pf, "%-16s %s as %s at %s for %H, next in %H%s%s\n",
			   status->label, registration_state_name(status->state), status->user,
			   status->peer, value_print_time, &since_us, value_print_time, &next_us,
			   status->said[0] ? ": " : "", status->said);
}

static int print_accounts(struct re_printf *pf, const struct calls *calls)
{
	struct accounts accounts = {.pf = pf, .now_us = world_now_us(calls->world)};

	if (!policy_config(calls->policy)->accountc)
		return 0;

	accounts.err = re_hprintf(pf, "\naccounts\n");
	registrations_each(calls->registrations, print_account, &accounts);
	return accounts.err;
}

int overview_print(struct re_printf *pf, const struct calls *calls)
{
	const struct answer_tally *tally = &calls->tally;
	int err = re_hprintf(
		pf, "%s: %u calls now; %u ended under this policy, %u of them answered\n",
		policy_config(calls->policy)->name, calls->count, tally->ended, tally->answered);

	err |= print_peers(pf, calls);
	return err | print_accounts(pf, calls);
}
