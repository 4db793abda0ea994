/*
 * ping.h -- one OPTIONS to a machine, to hear whether it is alive (RFC 3261 11)
 *
 * Any final answer is a sign of life, a refusal too: 401, 404, 405 and 483 come from machines that
 * are well. After PING_SILENCE_US, which is four copies over UDP, its silence is told; but copies go
 * on for 32 s as RFC 3261 17.1.2 wants, so the same ping hears a machine that comes back meanwhile.
 */
#ifndef PEER_PING_H
#define PEER_PING_H

#include <re.h>
#include "sbc/sip/transaction.h"
#include "sbc/peer/hosts.h"
#include "policy/config.h"

#define PING_SILENCE_US UINT64_C(5000000)

struct ping;

enum ping_news {
	PING_ANSWERED, /* it is over */
	PING_SILENT,   /* once, and it goes on */
	PING_LOST,     /* it is over: nothing came in 32 s, or the network refused */
};

/* Never from inside ping_send; it may end the ping with mem_deref. `after_us` is of an answer. */
typedef void(ping_h)(enum ping_news news, uint64_t after_us, void *arg);

/*
 * Ended by mem_deref; then nobody hears of it. EADDRNOTAVAIL: no listener on the peer's side reaches
 * that machine.
 */
int ping_send(struct ping **pingp, struct world *world, struct transactions *transactions,
	      const struct peer_config *peer, const struct hop *hop, ping_h *handler, void *arg);

#endif
