/* prove.c -- see prove.h */
#include <errno.h>
#include "sbc/call/prove.h"
#include "sbc/call/call.h"
#include "sbc/peer/login.h"
#include "sbc/peer/registrations.h"

/* An account that a reload took away has none: then its calls cannot prove themselves any more. */
static const struct login_config *login_of(const struct leg *leg)
{
	const struct call *call = leg->call;

	return leg->peer
		? registrations_login(call->calls->registrations, leg->peer, call->attempt.caller)
		: NULL;
}

int prove_again(struct leg *leg, const struct sip_msg *response)
{
	const struct login_config *config = login_of(leg);
	char why[LOGIN_WHY_SIZE];
	int err;

	if ((response->scode != 401 && response->scode != 407) || !leg->peer)
		return ENOENT;

	err = login_challenged(&leg->login, config, response, leg->call->calls->world);
	if (!err)
		return 0;

	login_why(why, err, leg->peer, config);
	leg->why = mem_deref(leg->why);
	(void)str_dup(&leg->why, why);
	return err == ENOENT ? EPROTO : err;
}

int prove_write(struct mbuf *mb, struct leg *leg, const char *method, const struct pl *body)
{
	struct login_request request = {.method = method, .body = body ? *body : pl_null};
	size_t begin = mb->pos;
	struct pl lines;
	int err;

	pl_set_str(&request.uri, leg->dialog->target);
	err = login_write(mb, leg->login, login_of(leg), &request);
	if (err || mb->pos == begin)
		return err;

	lines = (struct pl){(const char *)mb->buf + begin, mb->pos - begin};
	leg->proof = mem_deref(leg->proof);
	return pl_strdup(&leg->proof, &lines);
}

int prove_repeat(struct mbuf *mb, const struct leg *leg)
{
	return leg->proof ? mbuf_write_str(mb, leg->proof) : 0;
}
