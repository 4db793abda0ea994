/*
 * address.h -- what kind of address this is: private, shared, link-local, on one network or not
 *
 * Everything in this room rests on one question: could a packet from here get there? The blocks and
 * the RFCs that set them apart are one table in address.c. Documentation addresses (RFC 5737, RFC
 * 3849) count as public, so that tests may speak of the internet. Ports are not looked at.
 */
#ifndef NAT_ADDRESS_H
#define NAT_ADDRESS_H

#include <re.h>

enum address_kind {
	ADDRESS_UNUSABLE, /* unset, unspecified (0.0.0.0, ::), multicast, broadcast, IPv4-mapped */
	ADDRESS_PUBLIC,   /* all that no other row takes */
	ADDRESS_PRIVATE,  /* RFC 1918; unique local (RFC 4193) */
	ADDRESS_SHARED,   /* RFC 6598: behind a carrier's NAT */
	ADDRESS_LINK_LOCAL, /* RFC 3927; fe80::/10 */
	ADDRESS_LOOPBACK,
	ADDRESS_KINDS
};

enum address_kind address_kind(const struct sa *address);

/* Usable, but not from the public internet: private, shared, link-local or loopback. */
bool address_is_private(const struct sa *address);

/*
 * Whether one can be reached from where the other is, as far as addresses tell: both public, or
 * both in one block of the table (10.1.0.1 and 10.2.0.1; not 10.1.0.1 and 192.168.0.1). Never
 * across families, never for unusable ones.
 */
bool address_same_network(const struct sa *one, const struct sa *other);

#endif
