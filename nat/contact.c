/* contact.c -- see contact.h */
#include "nat/contact.h"
#include "nat/address.h"

enum {
	CONTACT_PORT = 5060, /* RFC 3261 19.1.2 */
};

enum reach {
	REACH_YES,
	REACH_NO,
	REACH_SAME_NETWORK
};

/* Whether a Contact of this kind can be reached from where its source is. */
static const enum reach reach[ADDRESS_KINDS] = {
	[ADDRESS_UNUSABLE] = REACH_NO,
	[ADDRESS_PUBLIC] = REACH_YES,              /* from everywhere, private networks too */
	[ADDRESS_PRIVATE] = REACH_SAME_NETWORK,    /* else: behind a NAT */
	[ADDRESS_SHARED] = REACH_SAME_NETWORK,     /* else: behind the carrier's NAT */
	[ADDRESS_LINK_LOCAL] = REACH_SAME_NETWORK, /* else: a host without a real address yet */
	[ADDRESS_LOOPBACK] = REACH_SAME_NETWORK,   /* else: a host that knows itself only */
};

static bool is_reachable(const struct sa *contact, const struct sa *source)
{
	if (sa_af(contact) != sa_af(source))
		return false; /* the listener that heard the source cannot send there */

	switch (reach[address_kind(contact)]) {
	case REACH_YES:
		return true;
	case REACH_SAME_NETWORK:
		return address_same_network(contact, source);
	default:
		return false;
	}
}

void contact_target(struct sa *to, const struct sa *contact, const struct sa *source)
{
	if (!is_reachable(contact, source)) {
		*to = *source;
		return;
	}

	*to = *contact;
	if (sa_port(to) == 0)
		sa_set_port(to, CONTACT_PORT);
}
