/* media.c -- see media.h */
#include "nat/media.h"
#include "nat/address.h"

enum belief {
	BELIEVE_NOBODY,
	BELIEVE_DESCRIBED,
	BELIEVE_SIGNALLED, /* that address, with the described port */
};

/*
 * Which address to believe when one of this kind is described and signalling came from the public
 * internet, or from a private network (where routers join 10.0.0.0/8 and 192.168.0.0/16, and the
 * host that signals need not be the one that carries media).
 */
static const struct {
	enum belief from_public, from_private;
} beliefs[ADDRESS_KINDS] = {
	[ADDRESS_UNUSABLE] = {BELIEVE_NOBODY,    BELIEVE_NOBODY   },
	[ADDRESS_PUBLIC] = {BELIEVE_DESCRIBED, BELIEVE_DESCRIBED},
	[ADDRESS_PRIVATE] = {BELIEVE_SIGNALLED, BELIEVE_DESCRIBED},
	[ADDRESS_SHARED] = {BELIEVE_SIGNALLED, BELIEVE_DESCRIBED},
	[ADDRESS_LINK_LOCAL] = {BELIEVE_SIGNALLED, BELIEVE_SIGNALLED},
	[ADDRESS_LOOPBACK] = {BELIEVE_SIGNALLED, BELIEVE_SIGNALLED},
};

static enum belief belief(const struct sa *described, const struct sa *signalled)
{
	enum address_kind kind = address_kind(described);

	if (address_same_network(described, signalled))
		return BELIEVE_DESCRIBED;
	return address_is_private(signalled) ? beliefs[kind].from_private
					     : beliefs[kind].from_public;
}

void media_believe(struct sa *peer, const struct sa *described, const struct sa *signalled)
{
	uint16_t port = sa_port(described);

	switch (belief(described, signalled)) {
	case BELIEVE_DESCRIBED:
		*peer = *described;
		break;
	case BELIEVE_SIGNALLED:
		*peer = *signalled;
		sa_set_port(peer, port);
		break;
	case BELIEVE_NOBODY:
		sa_init(peer, AF_UNSPEC);
		break;
	}
}
