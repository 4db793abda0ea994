/* reason.c -- see reason.h */
#include "sbc/hide/nameaddr.h"
#include "sbc/hide/reason.h"

int reason_write(struct mbuf *mb, const struct reason *reason)
{
	struct pl rule = PL_INIT;

	if (reason->rule)
		pl_set_str(&rule, reason->rule);

	return mbuf_printf(mb, "Reason: SIP;cause=%u;text=\"%s%H%scall %s\"\r\n", reason->status,
			   rule.l ? "rule " : "", nameaddr_quoted, &rule, rule.l ? ", " : "",
			   reason->call);
}
