/* via.c -- see via.h */
#include "nat/via.h"

bool via_wants_rport(const struct sip_via *via)
{
	struct pl end;

	return msg_param_exists(&via->params, "rport", &end) == 0;
}

void via_answer(struct sa *to, const struct sip_via *via, const struct sa *source)
{
	uint16_t port = sa_port(&via->addr);

	*to = *source;
	if (!via_wants_rport(via))
		sa_set_port(to, port ? port : VIA_PORT);
}
