/* host.c -- brackets around IPv6; see host.h */
#include "sbc/sip/host.h"

int host_print(struct re_printf *pf, const struct sa *address)
{
	return re_hprintf(pf, sa_af(address) == AF_INET6 ? "[%j]" : "%j", address);
}
