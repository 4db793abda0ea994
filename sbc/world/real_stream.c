/*
 * real_stream.c -- TCP connections, on libre's
 */
#include "sbc/world/real_inner.h"

struct real_stream {
	struct stream stream;
	struct tcp_sock *listener;
	struct tcp_conn *conn;
	struct list accepted; /* a listener's: not opened yet, so nobody else has them */
	struct le le;         /* among those */
	bool open;
};

static void destructor(void *arg)
{
	struct real_stream *end = arg;

	list_unlink(&end->le);
	list_flush(&end->accepted);
	mem_deref(end->conn);
	mem_deref(end->listener);
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

static void open_end(void *arg)
{
	struct real_stream *end = arg;
	bool lent = end->le.list;

	list_unlink(&end->le);
	end->open = true;
	end->stream.handlers->opened(&end->stream, end->stream.arg);
	if (lent)
		mem_deref(end);
}

static void read_end(struct mbuf *data, void *arg)
{
	struct real_stream *end = arg;

	end->stream.handlers->data(&end->stream, data, end->stream.arg);
}

static void close_end(int err, void *arg)
{
	struct real_stream *end = arg;

	end->open = false;
	if (end->le.list)
		mem_deref(end); /* was never shown to anybody */
	else
		end->stream.handlers->closed(&end->stream, err, end->stream.arg);
}

static void accept_end(const struct sa *peer, void *arg)
{
	struct real_stream *listener = arg, *end;

	if (alloc_end(&end, listener->stream.world, listener->stream.handlers,
		      listener->stream.arg)) {
		tcp_reject(listener->listener);
		return;
	}
	end->stream.peer = *peer;
	if (tcp_accept(&end->conn, listener->listener, open_end, read_end, close_end, end)) {
		tcp_reject(listener->listener);
		mem_deref(end);
		return;
	}
	tcp_conn_txqsz_set(end->conn, STREAM_QUEUE_BYTES);
	list_append(&listener->accepted, &end->le, end);
}

int real_stream_listen(struct stream **streamp, struct world *world,
		       const struct stream_config *config)
{
	struct real_stream *listener;
	int err = alloc_end(&listener, world, config->handlers, config->arg);

	if (err)
		return err;

	err = tcp_listen(&listener->listener, config->local, accept_end, listener);
	if (err)
		mem_deref(listener);
	else
		*streamp = &listener->stream;
	return err;
}

static int connect_end(struct real_stream *end, const struct stream_config *config)
{
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
	tcp_conn_txqsz_set(end->conn, STREAM_QUEUE_BYTES);
	*streamp = &end->stream;
	return 0;
}

int real_stream_send(struct stream *stream, struct mbuf *data)
{
	struct real_stream *end = (struct real_stream *)stream;

	if (!end->open)
		return ENOTCONN;
	if (!mbuf_get_left(data))
		return 0;

	int err = tcp_send(end->conn, data);
	return err == EPIPE || err == ECONNRESET ? 0 : err; /* `closed` is about to say it */
}
