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
 * the connection: the other end hears `closed` with 0.
 *
 * With `tls` the connection is encrypted, 1.2 or 1.3, and `opened` means that who called has seen the
 * certificate of who listens: its issuer is one of our roots and it bears `name` (RFC 5922). If not,
 * `closed` comes with EKEYREJECTED. Files are read by the world, and again once they have changed;
 * connections that are open keep what they began with. ENOKEY: a listener needs a certificate.
 * EKEYREJECTED: a file is not there, or not what it should be.
 *
 * Whoever calls and does not finish opening is closed after STREAM_OPENING_US. More than
 * STREAM_OPENING_MAX at once of one listener: the oldest goes; more than STREAM_OPENING_EACH of one
 * address: the newest.
 *
 * What was sent and reaches nobody for STREAM_UNHEARD_US ends the connection with ETIMEDOUT.
 */
#define STREAM_OPENING_US UINT64_C(10000000)
#define STREAM_UNHEARD_US UINT64_C(30000000)
enum {
	STREAM_QUEUE_BYTES = 512 * 1024,
	STREAM_OPENING_MAX = 512,
	STREAM_OPENING_EACH = 32,
	STREAM_NAME_SIZE = 256, /* of a name to be proven, with its 0 */
};
struct stream_tls {
	const char *certificate; /* PEM file: our chain, its key; NULL: none, to connect only */
	const char *roots;       /* PEM file: whom we believe; NULL: the machine's */
	const char *name;        /* to connect: who must answer, a name or an address as text */
};
struct stream_handlers {
	void (*opened)(struct stream *stream, void *arg);
	void (*data)(struct stream *stream, struct mbuf *data, void *arg);
	void (*closed)(struct stream *stream, int err, void *arg); /* always once, always last */
};
struct stream_config {
	const struct sa *local;       /* to listen: where; to connect: from where (NULL: any) */
	const struct sa *peer;        /* to connect: to whom */
	const struct stream_tls *tls; /* NULL: plain; borrowed only for the call */
	const struct stream_handlers *handlers; /* all of them are there, and outlive the stream */
	void *arg;
};
int stream_listen(struct stream **streamp, struct world *world, const struct stream_config *config);
int stream_connect(struct stream **streamp, struct world *world,
		   const struct stream_config *config);
void stream_attach(struct stream *stream, const struct stream_handlers *handlers, void *arg);
const struct sa *stream_peer(const struct stream *stream);
int stream_send(struct stream *stream, struct mbuf *data);

/* In `closed`: what was wrong with TLS, as a sentence about the other end; NULL: nothing. */
const char *stream_why(const struct stream *stream);

/*
 * `records` is a list of struct dnsrr, borrowed, and empty if the name has none of this type (A,
 * AAAA, SRV, NAPTR). NXDOMAIN is ENOENT, silence ETIMEDOUT, a server's refusal EPROTO.
 */
typedef void(answer_h)(int err, const struct list *records, void *arg);
int names_ask(struct question **questionp, struct world *world, uint16_t type, const char *name,
	      answer_h *handler, void *arg);

/*
 * The name servers to be asked from now on; 0: those of the machine (/etc/resolv.conf). More than
 * NAMES_SERVERS_MAX are not asked. The simulated world has a table of its own.
 */
enum {
	NAMES_SERVERS_MAX = 8,
};
void names_use(struct world *world, const struct sa *servers, uint32_t count);

#endif
