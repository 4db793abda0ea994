/*
 * via.h -- where a response goes: received and rport (RFC 3261 18.2, RFC 3581)
 *
 * A sender behind a NAT writes an address into its Via that nobody can reach. A response over UDP
 * goes to the address the request came from, always; only the port is the sender's to choose. maddr
 * is not obeyed: it would let a stranger aim our answers at somebody else.
 */
#ifndef NAT_VIA_H
#define NAT_VIA_H

#include <re.h>

enum {
	VIA_PORT = 5060, /* a Via without port; RFC 3261 18.2.2 */
};

bool via_wants_rport(const struct sip_via *via);

/* Where the response to a request with this topmost Via, from `source`, goes over UDP. */
void via_answer(struct sa *to, const struct sip_via *via, const struct sa *source);

#endif
