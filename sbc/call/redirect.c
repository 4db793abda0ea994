/* redirect.c -- the best Contact that is the peer's own; see redirect.h */
#include <errno.h>
#include <string.h>
#include "sbc/call/redirect.h"
#include "sbc/call/call.h"
#include "sbc/sip/syntax.h"

enum {
	Q_MOST = 1000 /* q=1 */
};

/* q=0.75 as 750; anything that is no such number is the default, 1 (RFC 3261 20.10). */
static uint32_t q_of(const struct pl *params)
{
	struct pl value, digits;
	uint32_t q = 0, unit = 100;

	if (!syntax_param(params, "q", &value) || !value.l || value.p[0] != '0')
		return Q_MOST;

	digits = value;
	pl_advance(&digits, value.l > 1 && value.p[1] == '.' ? 2 : 1);
	for (; digits.l && unit && *digits.p >= '0' && *digits.p <= '9'; unit /= 10) {
		q += unit * (uint32_t)(*digits.p - '0');
		pl_advance(&digits, 1);
	}

	return q;
}

static bool is_machine(const struct call *call, const struct sa *address)
{
	struct hop hops[HOSTS_MAX];
	struct peer *peer;
	uint32_t count;

	if (peers_find(&peer, call->calls->peers, call->attempt.peer->name))
		return false;

	count = hosts_order(hops, peer, call->calls->world);
	for (uint32_t i = 0; i < count; i++) {
		if (sa_cmp(&hops[i].address, address, SA_ADDR))
			return true;
	}

	return false;
}

/* The name under which the policy knows it, or the address of one of its machines. */
static bool is_theirs(const struct call *call, const struct pl *host)
{
	const struct peer_config *peer = call->attempt.peer;
	struct sa address;

	if (peer->server.host && !pl_strcasecmp(host, peer->server.host))
		return true;
	if (peer->match.domain && !pl_strcasecmp(host, peer->match.domain))
		return true;

	return !sa_set(&address, host, 0) && is_machine(call, &address);
}

/* The number without what follows it (RFC 3966 parameters are of that side). */
static bool read_user(char user[NUMBER_SIZE], const struct uri *uri)
{
	const char *end = pl_strchr(&uri->user, ';');
	struct pl number = {uri->user.p, end ? (size_t)(end - uri->user.p) : uri->user.l};

	return number.l && !pl_strcpy(&number, user, NUMBER_SIZE);
}

struct best {
	const struct call *call;
	char user[NUMBER_SIZE]; /* "": none yet */
	uint32_t q;
};

/* The first of those with the highest q. A value is an entry, as all list headers are read. */
static bool look_at(const struct sip_hdr *header, const struct sip_msg *msg, void *arg)
{
	struct best *best = arg;
	struct sip_addr address;
	char user[NUMBER_SIZE];
	uint32_t q;

	(void)msg;
	if (syntax_address(&address, &header->val))
		return false;

	q = q_of(&address.params);
	if ((best->user[0] && q <= best->q) || pl_strcasecmp(&address.uri.scheme, "sip")
	    || !is_theirs(best->call, &address.uri.host) || !read_user(user, &address.uri))
		return false;

	strcpy(best->user, user);
	best->q = q;
	return false;
}

static bool was_tried(const struct redirect *redirect, const char *user)
{
	for (uint32_t i = 0; i < redirect->count; i++) {
		if (!str_cmp(redirect->users[i], user))
			return true;
	}

	return false;
}

int redirect_follow(struct call *call, const struct sip_msg *response)
{
	struct redirect *redirect = &call->redirect;
	struct best best = {.call = call};
	int err;

	(void)sip_msg_hdr_apply(response, true, SIP_HDR_CONTACT, look_at, &best);
	if (!best.user[0])
		return ENOENT;
	if (redirect->count == REDIRECTS_MAX)
		return ELOOP;

	err = str_dup(&redirect->users[redirect->count], call->attempt.called);
	if (err)
		return err;

	++redirect->count;
	if (was_tried(redirect, best.user))
		return ELOOP;

	strcpy(call->attempt.called, best.user);
	return 0;
}

void redirect_reset(struct redirect *redirect)
{
	while (redirect->count)
		mem_deref(redirect->users[--redirect->count]);
}
