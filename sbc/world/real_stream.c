/*
 * real_stream.c -- TCP connections, on libre's, and what TLS makes of their bytes
 *
 * An end is lent to `opened` when TCP, and TLS if there is any, is through its handshake. Until then
 * an accepted one belongs to its listener's list, and to a timer.
 */
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include "sbc/world/real_inner.h"
#include "sbc/world/real_tls.h"

struct real_stream {
	struct stream stream;
	struct tcp_sock *listener;
	struct tcp_conn *conn;
	struct real_tls *tls; /* NULL: plain */
	struct list accepted; /* a listener's: not opened yet, so nobody else has them */
	struct le le;         /* among those */
	struct timer patience;
	bool open, is_secret;
	char *certificate, *roots; /* a listener's files */
};

static int flush(struct real_stream *end)
{
	struct mbuf *data;
	int err = 0;

	while (!err && (data = real_tls_out(end->tls))) {
		err = tcp_send(end->conn, data);
		mem_deref(data);
	}

	return err;
}

/* So that the other end knows that nobody cut the line. */
static void say_goodbye(struct real_stream *end)
{
	if (!end->open || !end->tls)
		return;

	real_tls_bye(end->tls);
	(void)flush(end);
}

static void destructor(void *arg)
{
	struct real_stream *end = arg;

	say_goodbye(end);
	timer_stop(&end->patience);
	list_unlink(&end->le);
	list_flush(&end->accepted);
	mem_deref(end->conn);
	mem_deref(end->listener);
	mem_deref(end->tls);
	mem_deref(end->certificate);
	mem_deref(end->roots);
}

static int alloc_end(struct real_stream **endp, struct world *world,
		     const struct stream_handlers *handlers, void *arg)
{
	struct real_stream *end = mem_zalloc(sizeof *end, destructor);

	if (!end)
		return ENOMEM;

	end->stream.world = world;
	end->stream.handlers = handlers;
	end->stream.arg = arg;
	*endp = end;
	return 0;
}

static void close_end(int err, void *arg)
{
	struct real_stream *end = arg;

	end->open = false;
	end->conn = mem_deref(end->conn);
	if (end->le.list)
		mem_deref(end); /* was never shown to anybody */
	else
		end->stream.handlers->closed(&end->stream, err, end->stream.arg);
}

/* The user has it from here on, or lets it be closed. */
static void show(struct real_stream *end)
{
	timer_stop(&end->patience);
	list_unlink(&end->le);
	end->open = true;
	end->stream.handlers->opened(&end->stream, end->stream.arg);
}

/* ---- TLS: each step may be the end of the user's interest, so somebody holds the end ---- */

static void give_up(struct real_stream *end, int err)
{
	(void)flush(end); /* the alert, if there is one */
	end->stream.why = real_tls_why(end->tls);
	close_end(err, end);
}

/* Whether somebody besides read_end still has it, and it is not closed. */
static bool is_wanted(struct real_stream *end)
{
	return end->open && mem_nrefs(end) > 1;
}

static void hand_out(struct real_stream *end)
{
	struct mbuf *data;
	int err = 0;

	while (is_wanted(end)) {
		err = real_tls_read(end->tls, &data);
		if (err)
			break;
		end->stream.handlers->data(&end->stream, data, end->stream.arg);
		mem_deref(data);
	}

	if (!is_wanted(end))
		return;
	if (err == EAGAIN)
		(void)flush(end); /* a new key, perhaps; what cannot be sent is told by `closed` */
	else
		give_up(end, err == ENOTCONN ? 0 : err);
}

static void shake(struct real_stream *end)
{
	const int err = real_tls_shake(end->tls);

	if (err && err != EAGAIN) {
		give_up(end, err);
		return;
	}

	(void)flush(end);
	if (err)
		return;

	const bool lent = end->le.list;

	show(end);
	if (lent)
		mem_deref(end);
}

static void read_secret(struct real_stream *end, struct mbuf *data)
{
	const int err = real_tls_take(end->tls, data);

	if (err) {
		close_end(err, end);
		return;
	}

	mem_ref(end);
	if (!end->open)
		shake(end);
	hand_out(end);
	mem_deref(end);
}

static int send_secret(struct real_stream *end, const struct mbuf *data)
{
	int err;

	if (tcp_conn_txqsz(end->conn) + mbuf_get_left(data) > STREAM_QUEUE_BYTES)
		return ENOSPC; /* now, as half a record could not be taken back */

	err = real_tls_write(end->tls, data);
	return err ? err : flush(end);
}

static int begin_tls(struct real_stream *end, const struct stream_tls *tls, bool listens)
{
	struct real *real = (struct real *)end->stream.world;
	struct real_tls_files *files;
	char name[STREAM_NAME_SIZE];
	int err = real_tls_files_find(&files, &real->tls_files, tls, listens);

	if (err)
		return err;

	end->is_secret = true;
	if (listens)
		return real_tls_alloc(&end->tls, files, NULL);

	if (re_snprintf(name, sizeof name, tls->name ? "%s" : "%j",
			tls->name ? (const void *)tls->name : &end->stream.peer)
	    < 0)
		return EINVAL;

	return real_tls_alloc(&end->tls, files, name);
}

/* ---- TCP ---- */

static void open_end(void *arg)
{
	struct real_stream *end = arg;
	const bool lent = end->le.list;

	if (end->is_secret) {
		shake(end);
		return;
	}

	show(end);
	if (lent)
		mem_deref(end);
}

static void read_end(struct mbuf *data, void *arg)
{
	struct real_stream *end = arg;

	if (end->is_secret)
		read_secret(end, data);
	else
		end->stream.handlers->data(&end->stream, data, end->stream.arg);
}

static void lose_patience(void *arg)
{
	mem_deref(arg);
}

static uint32_t count_of(const struct real_stream *listener, const struct sa *peer)
{
	uint32_t count = 0;

	for (struct le *le = list_head(&listener->accepted); le; le = le->next) {
		const struct real_stream *end = le->data;

		count += sa_cmp(&end->stream.peer, peer, SA_ADDR);
	}

	return count;
}

/*
 * The kernel would go on for a quarter of an hour with an end that vanished without a word, and take
 * all that is sent meanwhile. Where it does not know the option, that is how it is.
 */
static void watch(struct real_stream *end)
{
	const unsigned ms = (unsigned)(STREAM_UNHEARD_US / 1000);

	tcp_conn_txqsz_set(end->conn, 2 * STREAM_QUEUE_BYTES);
	(void)setsockopt(tcp_conn_fd(end->conn), IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
}

static int accept_tcp(struct real_stream *end, struct real_stream *listener)
{
	const struct stream_tls tls = {.certificate = listener->certificate};
	int err = listener->is_secret ? begin_tls(end, &tls, true) : 0;

	err = err ? err
		  : tcp_accept(&end->conn, listener->listener, open_end, read_end, close_end, end);
	if (!err)
		watch(end);

	return err;
}

static void accept_end(const struct sa *peer, void *arg)
{
	struct real_stream *listener = arg, *end;
	struct stream *stream = &listener->stream;

	if (count_of(listener, peer) >= STREAM_OPENING_EACH
	    || alloc_end(&end, stream->world, stream->handlers, stream->arg)) {
		tcp_reject(listener->listener);
		return;
	}

	end->stream.peer = *peer;
	if (accept_tcp(end, listener)) {
		tcp_reject(listener->listener);
		mem_deref(end);
		return;
	}

	if (list_count(&listener->accepted) >= STREAM_OPENING_MAX)
		mem_deref(list_ledata(list_head(&listener->accepted)));
	list_append(&listener->accepted, &end->le, end);
	timer_start(&end->patience, stream->world, STREAM_OPENING_US, lose_patience, end);
}

/* libre's tcp_listen lets five wait; a peer that comes back brings all its calls at once. */
static int listen_tcp(struct real_stream *listener, const struct sa *local)
{
	int err = tcp_sock_alloc(&listener->listener, local, accept_end, listener);

	err = err ? err : tcp_sock_bind(listener->listener, local);
	return err ? err : tcp_sock_listen(listener->listener, STREAM_OPENING_MAX);
}

/* Read now, so that whoever opens the listener hears what is wrong; each connection looks again. */
static int note_files(struct real_stream *listener, const struct stream_tls *tls)
{
	struct real *real = (struct real *)listener->stream.world;
	struct real_tls_files *files;
	int err = real_tls_files_find(&files, &real->tls_files,
				      &(struct stream_tls){.certificate = tls->certificate}, true);

	listener->is_secret = true;
	return err ? err : str_dup(&listener->certificate, tls->certificate);
}

int real_stream_listen(struct stream **streamp, struct world *world,
		       const struct stream_config *config)
{
	struct real_stream *listener;
	int err = alloc_end(&listener, world, config->handlers, config->arg);

	if (err)
		return err;

	if (config->tls)
		err = note_files(listener, config->tls);
	if (!err)
		err = listen_tcp(listener, config->local);
	if (err)
		mem_deref(listener);
	else
		*streamp = &listener->stream;
	return err;
}

static int connect_end(struct real_stream *end, const struct stream_config *config)
{
	int err = config->tls ? begin_tls(end, config->tls, false) : 0;

	if (err)
		return err;
	if (config->local)
		return tcp_connect_bind(&end->conn, config->peer, open_end, read_end, close_end,
					config->local, end);

	return tcp_connect(&end->conn, config->peer, open_end, read_end, close_end, end);
}

int real_stream_connect(struct stream **streamp, struct world *world,
			const struct stream_config *config)
{
	struct real_stream *end;
	int err = alloc_end(&end, world, config->handlers, config->arg);

	if (err)
		return err;

	end->stream.peer = *config->peer;
	err = connect_end(end, config);
	if (err) {
		mem_deref(end);
		return err;
	}
	watch(end);
	*streamp = &end->stream;
	return 0;
}

static int send_plain(struct real_stream *end, struct mbuf *data)
{
	if (tcp_conn_txqsz(end->conn) + mbuf_get_left(data) > STREAM_QUEUE_BYTES)
		return ENOSPC;

	return tcp_send(end->conn, data);
}

int real_stream_send(struct stream *stream, struct mbuf *data)
{
	struct real_stream *end = (struct real_stream *)stream;

	if (!end->open)
		return ENOTCONN;
	if (!mbuf_get_left(data))
		return 0;

	int err = end->tls ? send_secret(end, data) : send_plain(end, data);
	return err == EPIPE || err == ECONNRESET ? 0 : err; /* `closed` is about to say it */
}
