/* host.h -- an address as a SIP URI writes its host: 192.0.2.7, [2001:db8::7] */
#ifndef SIP_HOST_H
#define SIP_HOST_H

#include <re.h>

int host_print(struct re_printf *pf, const struct sa *address); /* for %H */

#endif
