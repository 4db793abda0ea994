/*
 * transport_stream.c -- messages over connections: whose they are, how they open, when they end
 *
 * A connection is one with its peer's address and port, and for TLS with the name that was proven.
 * It ends by its timer (not open in time, silent for too long), by its limits, or by the other end;
 * then everybody who waits for an answer on it is told. It is never closed from inside a sending.
 */
#include <string.h>
#include "sbc/sip/transport_inner.h"
#include "sbc/sip/frame.h"

enum {
	BUCKETS = 4096,
};

struct connections {
	struct listener *listener;
	struct stream *stream; /* that listens */
	struct hash *table;    /* by the peer's address without its port */
	struct list strangers; /* of these, the oldest first */
	uint32_t count;
};

struct connection {
	struct le he;
	struct le le; /* among the strangers, if it is one */
	struct connections *all;
	struct stream *stream;
	struct sa peer;
	char *name;           /* who must prove himself; NULL: he called us, or it is no TLS */
	struct mbuf *waiting; /* to be sent as soon as it is open */
	struct frame frame;
	struct list watches;
	struct timer timer;
	uint64_t heard_us; /* the last byte, in or out */
	bool is_open;
	bool is_spoken_to; /* something was sent to it */
};

/* ---- being there ---- */

static struct world *world_of(const struct connection *connection)
{
	return connection->all->listener->transports->world;
}

static void destroy_connection(void *arg)
{
	struct connection *connection = arg;

	if (connection->he.list)
		connection->all->count--;
	hash_unlink(&connection->he);
	list_unlink(&connection->le);
	timer_stop(&connection->timer);
	list_clear(&connection->watches);
	frame_reset(&connection->frame);
	mem_deref(connection->stream);
	mem_deref(connection->waiting);
	mem_deref(connection->name);
}

/* Out of everybody's sight first, as whoever hears of it may send, and so connect, again. */
static void leave(struct connection *connection, int err)
{
	const bool was_open = connection->is_open;
	struct le *le;

	if (!connection->he.list)
		return;

	connection->is_open = false;
	connection->all->count--;
	hash_unlink(&connection->he);
	list_unlink(&connection->le);
	timer_stop(&connection->timer);
	connection->stream = mem_deref(connection->stream);
	while ((le = list_head(&connection->watches))) {
		struct transport_watch *watch = list_ledata(le);

		list_unlink(le);
		watch->handler(err, was_open, watch->arg);
	}

	mem_deref(connection);
}

static void rest(void *arg)
{
	struct connection *connection = arg;
	const uint64_t until_us = connection->heard_us + TRANSPORT_IDLE_US;
	const uint64_t now_us = world_now_us(world_of(connection));

	if (now_us >= until_us)
		leave(connection, 0);
	else
		timer_start(&connection->timer, world_of(connection), until_us - now_us, rest,
			    connection);
}

static void stay(struct connection *connection)
{
	list_unlink(&connection->le);
	timer_start(&connection->timer, world_of(connection), TRANSPORT_IDLE_US, rest, connection);
}

static void hear(struct connection *connection)
{
	connection->heard_us = world_now_us(world_of(connection));
}

static int enter(struct connection **connectionp, struct connections *all, const struct sa *peer)
{
	struct connection *connection = mem_zalloc(sizeof *connection, destroy_connection);

	if (!connection)
		return ENOMEM;

	connection->all = all;
	connection->peer = *peer;
	hear(connection);
	hash_append(all->table, sa_hash(peer, SA_ADDR), &connection->he, connection);
	all->count++;
	*connectionp = connection;
	return 0;
}

static bool has_proven(const struct connection *connection, const char *name)
{
	return !name || (connection->name && !strcmp(connection->name, name));
}

static struct connection *find(const struct connections *all, const struct sa *peer,
			       const char *name)
{
	struct list *list = hash_list(all->table, sa_hash(peer, SA_ADDR));

	for (struct le *le = list_head(list); le; le = le->next) {
		struct connection *connection = list_ledata(le);

		if (sa_cmp(&connection->peer, peer, SA_ALL) && has_proven(connection, name))
			return connection;
	}

	return NULL;
}

static bool has_room(const struct connections *all, const struct sa *peer)
{
	struct list *list = hash_list(all->table, sa_hash(peer, SA_ADDR));
	uint32_t count = 0;

	for (struct le *le = list_head(list); le; le = le->next)
		count += sa_cmp(&((struct connection *)list_ledata(le))->peer, peer, SA_ADDR);

	return count < TRANSPORT_CONNECTIONS_EACH && all->count < TRANSPORT_CONNECTIONS_MAX;
}

/* ---- down to the wire ---- */

static int put(struct connection *connection, struct mbuf *mb)
{
	struct mbuf *waiting;

	connection->is_spoken_to = true;
	if (connection->is_open) {
		int err = stream_send(connection->stream, mb);

		if (!err)
			hear(connection);
		return err;
	}

	if (!connection->waiting)
		connection->waiting = mbuf_alloc(mbuf_get_left(mb));
	waiting = connection->waiting;
	if (!waiting)
		return ENOMEM;
	if (waiting->end + mbuf_get_left(mb) > TRANSPORT_WAITING_MAX)
		return ENOSPC;

	return mbuf_write_mem(waiting, mbuf_buf(mb), mbuf_get_left(mb));
}

static void complain(const struct connection *connection, int err)
{
	const struct listener *listener = connection->all->listener;
	const char *why = stream_why(connection->stream);
	const char *name = connection->name ? connection->name : "", *at = *name ? " at " : "";
	char said[128];

	(void)re_snprintf(said, sizeof said, err ? "%m" : "they hung up", err);
	transport_complain(listener, EVENT_CONNECTION, &connection->peer, NULL,
			   "no %s to %s%s%J: %s", transport_name(listener->transport), name, at,
			   &connection->peer, why ? why : said);
}

static void connected(struct stream *stream, void *arg)
{
	struct connection *connection = arg;
	int err = 0;

	connection->is_open = true;
	if (connection->waiting) {
		connection->waiting->pos = 0;
		err = stream_send(stream, connection->waiting);
		connection->waiting = mem_deref(connection->waiting);
	}

	hear(connection);
	if (err)
		leave(connection, err);
	else
		stay(connection);
}

static void closed(struct stream *stream, int err, void *arg)
{
	struct connection *connection = arg;

	(void)stream;
	if (!connection->is_open)
		complain(connection, err);
	leave(connection, err);
}

static void heard(struct stream *stream, struct mbuf *data, void *arg);
static const struct stream_handlers handlers = {connected, heard, closed};

static void give_up(void *arg)
{
	struct connection *connection = arg;

	complain(connection, ETIMEDOUT);
	leave(connection, ETIMEDOUT);
}

static int begin(struct connection *connection, const char *name)
{
	const struct listener *listener = connection->all->listener;
	struct stream_tls tls = *transport_names_tls(listener->transports, listener->side);
	const bool is_secret = listener->transport == SIP_TRANSP_TLS;
	struct sa local = listener->local;
	const struct stream_config config = {.local = &local,
					     .peer = &connection->peer,
					     .tls = is_secret ? &tls : NULL,
					     .handlers = &handlers,
					     .arg = connection};
	int err = name ? str_dup(&connection->name, name) : 0;

	tls.name = name;
	sa_set_port(&local, 0);
	err = err ? err : stream_connect(&connection->stream, world_of(connection), &config);
	if (!err)
		timer_start(&connection->timer, world_of(connection), TRANSPORT_OPEN_US, give_up,
			    connection);

	return err;
}

static int connect_to(struct connection **connectionp, struct connections *all,
		      const struct sa *peer, const char *name)
{
	struct connection *connection;
	int err = has_room(all, peer) ? enter(&connection, all, peer) : ENOSPC;

	if (err)
		return err;

	err = begin(connection, name);
	if (err)
		mem_deref(connection);
	else
		*connectionp = connection;

	return err;
}

int transport_stream_send(struct listener *listener, const struct sa *to, struct mbuf *mb,
			  struct transport_watch *watch)
{
	struct connections *all = listener->connections;
	const char *name = transport_names_at(listener->transports, to);
	struct connection *connection = find(all, to, name);
	int err = connection ? 0 : connect_to(&connection, all, to, name);

	err = err ? err : put(connection, mb);
	if (!err && watch) {
		list_unlink(&watch->le);
		list_append(&connection->watches, &watch->le, watch);
	}

	return err;
}

bool transport_stream_is_open(const struct listener *listener, const struct sa *to)
{
	const struct connection *connection = find(listener->connections, to, NULL);

	return connection && connection->is_open;
}

/* ---- up from it ---- */

static void pong(struct connection *connection)
{
	struct mbuf mb = {.buf = (uint8_t *)"\r\n", .size = 2, .end = 2};

	(void)stream_send(connection->stream, &mb);
}

static void take(struct connection *connection, struct mbuf *message)
{
	const bool is_welcome =
		transport_take(connection->all->listener, &connection->peer, message);
	const bool is_stranger = connection->le.list;

	mem_deref(message);
	if (!is_welcome || (is_stranger && !connection->is_spoken_to))
		leave(connection, ECONNABORTED);
	else if (is_stranger)
		stay(connection); /* he was answered: he is in a call, wherever he stands now */
}

static void refuse(struct connection *connection, const char *why)
{
	const struct mbuf *mb = connection->frame.mb;
	const struct pl data = {(const char *)mbuf_buf(mb), mbuf_get_left(mb)};

	transport_complain(connection->all->listener, EVENT_NONSENSE, &connection->peer, &data,
			   "the connection is closed: %s", why);
	leave(connection, EPROTO);
}

/* Whether there may be more in what has come. */
static bool take_next(struct connection *connection, bool *is_pinged)
{
	struct mbuf *message;
	const char *why;

	switch (frame_next(&connection->frame, &message, &why)) {
	case FRAME_MESSAGE:
		take(connection, message);
		break;
	case FRAME_PING:
		*is_pinged = true;
		break;
	case FRAME_BROKEN:
		refuse(connection, why);
		break;
	case FRAME_NOTHING:
		return false;
	}

	return connection->is_open;
}

static void heard(struct stream *stream, struct mbuf *data, void *arg)
{
	struct connection *connection = mem_ref(arg);
	bool is_pinged = false;

	(void)stream;
	hear(connection);
	if (frame_add(&connection->frame, data))
		leave(connection, ENOMEM);

	while (connection->is_open && take_next(connection, &is_pinged))
		;
	if (is_pinged && connection->is_open)
		pong(connection); /* one for all: they came together */

	mem_deref(connection);
}

/* ---- who calls us ---- */

static void expire(void *arg)
{
	leave(arg, ETIMEDOUT);
}

static void welcome(struct connection *connection)
{
	struct connections *all = connection->all;

	if (!transport_is_stranger(all->listener, &connection->peer)) {
		stay(connection);
		return;
	}

	if (list_count(&all->strangers) >= TRANSPORT_STRANGERS_MAX)
		leave(list_ledata(list_head(&all->strangers)), ECONNABORTED);
	list_append(&all->strangers, &connection->le, connection);
	timer_start(&connection->timer, world_of(connection), TRANSPORT_FIRST_US, expire,
		    connection);
}

/* Not kept, it is closed. */
static void called(struct stream *stream, void *arg)
{
	struct connections *all = arg;
	const struct sa *peer = stream_peer(stream);
	struct connection *connection;

	if (!has_room(all, peer)) {
		transport_complain(all->listener, EVENT_FLOOD, peer, NULL,
				   "more connections than one may have");
		return;
	}
	if (enter(&connection, all, peer))
		return;

	connection->stream = mem_ref(stream);
	connection->is_open = true;
	stream_attach(stream, &handlers, connection);
	welcome(connection);
}

/* Of the listener; only the first is ever called, as what was accepted has handlers of its own. */
static const struct stream_handlers accepts = {called, heard, closed};

static void destroy(void *arg)
{
	struct connections *all = arg;

	hash_flush(all->table);
	mem_deref(all->table);
	mem_deref(all->stream);
}

int transport_stream_open(struct listener *listener)
{
	const struct transports *transports = listener->transports;
	struct connections *all = mem_zalloc(sizeof *all, destroy);
	const bool is_secret = listener->transport == SIP_TRANSP_TLS;
	const struct stream_config config = {
		.local = &listener->local,
		.tls = is_secret ? transport_names_tls(transports, listener->side) : NULL,
		.handlers = &accepts,
		.arg = all};
	int err;

	if (!all)
		return ENOMEM;

	all->listener = listener;
	err = hash_alloc(&all->table, BUCKETS);
	err = err ? err : stream_listen(&all->stream, transports->world, &config);
	if (err)
		mem_deref(all);
	else
		listener->connections = all;

	return err;
}
