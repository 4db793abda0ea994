/*
 * real_inner.h -- what the real world's files share
 */
#ifndef WORLD_REAL_INNER_H
#define WORLD_REAL_INNER_H

#include <signal.h>
#include <re.h>
#include "sbc/world/real.h"
#include "sbc/world/world_ops.h"

enum {
	REAL_CHANCE_BYTES = 256, /* what getrandom gives at once, whatever happens */
};

struct real_batch; /* where a batch of datagrams is read into */

struct real {
	struct world world;
	int clock; /* descriptor that becomes readable when the wheel wants to be looked at */
	uint64_t awake_us; /* when that is; UINT64_MAX: never */
	struct real_batch *batch;
	struct dnsc *dnsc;                    /* NULL until the first question */
	struct sa servers[NAMES_SERVERS_MAX]; /* whom it asks… */
	uint32_t serverc;                     /* …0: those of /etc/resolv.conf */
	struct list tls_files;                /* read for TLS; see real_tls.h */
	uint8_t chance[REAL_CHANCE_BYTES];
	size_t chance_left;
	int signals;   /* descriptor that they are read from */
	sigset_t mask; /* of signals, as it was before */
	real_signal_h *signal;
	void *signal_arg;
};

int real_batch_alloc(struct real_batch **batchp);
int real_datagrams_open(struct datagrams **datagramsp, struct world *world, const struct sa *local,
			datagram_h *handler, void *arg);
int real_datagrams_send(struct datagrams *datagrams, const struct sa *to, struct mbuf *data);

int real_stream_listen(struct stream **streamp, struct world *world,
		       const struct stream_config *config);
int real_stream_connect(struct stream **streamp, struct world *world,
			const struct stream_config *config);
int real_stream_send(struct stream *stream, struct mbuf *data);

void real_names_use(struct world *world, const struct sa *servers, uint32_t count);
int real_names_ask(struct question **questionp, struct world *world, uint16_t type,
		   const char *name, answer_h *handler, void *arg);

#endif
