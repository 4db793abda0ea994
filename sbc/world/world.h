/*
 * world.h -- everything the engine asks of the outside: time, chance, packets, names
 *
 * Two worlds answer: the real one (real.c, libre's loop) and the simulated one (sim.c: virtual
 * clock, links with faults, one seed). The engine cannot tell which; same seed, same bytes.
 * All handlers run on the world's own thread, one at a time, never from inside the call that asked.
 *
 * Every `x **` gives one reference, ended by mem_deref; after that its handler is not called again.
 * A world outlives all that was made in it.
 */
#ifndef WORLD_WORLD_H
#define WORLD_WORLD_H

#include <re.h>

struct world;
struct datagrams;
struct stream;
struct question;

uint64_t world_now_us(const struct world *world);  /* never goes back: timers and durations */
uint64_t world_date_us(const struct world *world); /* since 1970, UTC: records and opening hours */
void world_random(struct world *world, void *to, size_t size);

/*
 * A timer lives inside its owner, zeroed before its first use. Starting a pending timer moves it;
 * stopping one that is not pending does nothing. Timers due at one microsecond run in the order in
 * which they were started. Cost: the same with ten pending as with a million (wheel.h).
 */
typedef void(timer_h)(void *arg);
struct timer {
	struct le le;
	struct world *world;
	uint64_t due_us;
	timer_h *handler;
	void *arg;
};
void timer_start(struct timer *timer, struct world *world, uint64_t after_us, timer_h *handler,
		 void *arg);
void timer_stop(struct timer *timer);
bool timer_is_pending(const struct timer *timer);

/*
 * The handler borrows `data`, but may mem_ref it to keep it: no two datagrams share a buffer. To
 * send is from data's pos to its end, and leaves it as it was. What the network loses is no error.
 * EADDRINUSE, EADDRNOTAVAIL, EACCES, EMSGSIZE...: the machine refused.
 */
typedef void(datagram_h)(const struct sa *from, struct mbuf *data, void *arg);
int datagrams_open(struct datagrams **datagramsp, struct world *world, const struct sa *local,
		   datagram_h *handler, void *arg);
int datagrams_send(struct datagrams *datagrams, const struct sa *to, struct mbuf *data);

/*
 * A listener's own handlers are never called: they are those of the connections that it accepts.
 * Such a connection is lent to `opened`, which keeps it with mem_ref or lets it be closed, and may
 * give it handlers and arg of its own with stream_attach. Before `opened` and after `closed`,
 * stream_send is ENOTCONN; with STREAM_QUEUE_BYTES unsent, ENOSPC. Ending the last reference closes
 * the connection: the other end hears `closed` with 0. TLS is not there yet: ENOSYS.
 */
enum {
	STREAM_QUEUE_BYTES = 512 * 1024,
};
struct stream_handlers {
	void (*opened)(struct stream *stream, void *arg);
	void (*data)(struct stream *stream, struct mbuf *data, void *arg);
	void (*closed)(struct stream *stream, int err, void *arg); /* always once, always last */
};
struct stream_config {
	const struct sa *local; /* to listen: where; to connect: from where (NULL: any) */
	const struct sa *peer;  /* to connect: to whom */
	struct tls *tls;
	const struct stream_handlers *handlers; /* all of them are there, and outlive the stream */
	void *arg;
};
int stream_listen(struct stream **streamp, struct world *world, const struct stream_config *config);
int stream_connect(struct stream **streamp, struct world *world,
		   const struct stream_config *config);
void stream_attach(struct stream *stream, const struct stream_handlers *handlers, void *arg);
const struct sa *stream_peer(const struct stream *stream);
int stream_send(struct stream *stream, struct mbuf *data);

/*
 * `records` is a list of struct dnsrr, borrowed, and empty if the name has none of this type (A,
 * AAAA, SRV, NAPTR). NXDOMAIN is ENOENT, silence ETIMEDOUT, a server's refusal EPROTO.
 */
typedef void(answer_h)(int err, const struct list *records, void *arg);
int names_ask(struct question **questionp, struct world *world, uint16_t type, const char *name,
	      answer_h *handler, void *arg);

#endif
