/*
 * contact.h -- where the next request in a dialog goes when Contact cannot be reached
 *
 * A Contact names the host as it sees itself. If that address cannot be reached from where we
 * stand, the request goes where its last message came from: the NAT's binding, which signalling
 * keeps open. The Request-URI stays the Contact (RFC 3261 12.2.1.1); only the wire differs. The
 * rule is a table in contact.c.
 */
#ifndef NAT_CONTACT_H
#define NAT_CONTACT_H

#include <re.h>

/* `contact` unset (a name, not an address) is the source too. A contact without port is 5060. */
void contact_target(struct sa *to, const struct sa *contact, const struct sa *source);

#endif
