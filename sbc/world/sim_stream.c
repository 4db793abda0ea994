/*
 * sim_stream.c -- connections of the simulated world
 *
 * Over a way that is dead or cut the sender hears ETIMEDOUT, while the other end notices nothing
 * until it sends itself (ECONNRESET).
 */
#include "sbc/world/sim_end.h"

static void forget_other(struct sim_stream *end)
{
	if (end->other)
		end->other->other = NULL;
	end->other = NULL;
}

static void close_end(struct sim_stream *to, const struct piece *piece)
{
	to->open = false;
	sim_end_drop_pieces(to);
	forget_other(to);
	to->stream.handlers->closed(&to->stream, piece->err, to->stream.arg);
}

static int doom(struct sim_stream *end, uint64_t after_us, int err)
{
	int failed = sim_end_post(end, after_us, &(struct piece){.happen = close_end, .err = err});

	end->doomed = !failed;
	return failed;
}

static void open_end(struct sim_stream *to, const struct piece *piece)
{
	(void)piece;
	to->open = true;
	to->stream.handlers->opened(&to->stream, to->stream.arg);
}

static void read_end(struct sim_stream *to, const struct piece *piece)
{
	to->stream.handlers->data(&to->stream, piece->data, to->stream.arg);
}

static bool is_at(struct le *le, void *arg)
{
	const struct sim_stream *listener = le->data;

	return sa_cmp(&listener->local, arg, SA_ALL);
}

static struct sim_stream *find(const struct sim *sim, const struct sa *address)
{
	return list_ledata(
		hash_lookup(sim->listeners, sa_hash(address, SA_ALL), is_at, (void *)address));
}

static void destructor(void *arg)
{
	struct sim_stream *end = arg, *other = end->other;
	uint64_t after_us;

	hash_unlink(&end->le);
	sim_end_drop_pieces(end);
	--sim_end_world(end)->counts.streams;
	mem_deref(end->certificate);
	mem_deref(end->name);
	forget_other(end);
	if (other && sim_end_find_way(&after_us, sim_end_world(end), &end->local, &other->local))
		(void)doom(other, after_us, 0); /* without memory the other end stays half open */
}

static int alloc_end(struct sim_stream **endp, struct world *world,
		     const struct stream_config *config)
{
	struct sim_stream *end = mem_zalloc(sizeof *end, destructor);

	if (!end)
		return ENOMEM;

	end->stream.world = world;
	end->stream.handlers = config->handlers;
	end->stream.arg = config->arg;
	end->local = *config->local;
	if (config->peer)
		end->stream.peer = *config->peer;
	++sim_end_world(end)->counts.streams;
	*endp = end;
	return 0;
}

int sim_stream_listen(struct stream **streamp, struct world *world,
		      const struct stream_config *config)
{
	struct sim *sim = (struct sim *)world;
	struct sim_stream *listener;

	if (!sim_net_is_host(config->local))
		return EADDRNOTAVAIL;
	if (find(sim, config->local))
		return EADDRINUSE;
	if (config->tls) {
		int err = sim_tls_open(sim, config->tls->certificate);

		if (err)
			return err;
	}

	if (alloc_end(&listener, world, config))
		return ENOMEM;
	if (config->tls && str_dup(&listener->certificate, config->tls->certificate)) {
		mem_deref(listener);
		return ENOMEM;
	}

	listener->is_secret = config->tls;
	hash_append(sim->listeners, sa_hash(config->local, SA_ALL), &listener->le, listener);
	*streamp = &listener->stream;
	return 0;
}

static void accept_end(struct sim_stream *client, struct sim_stream *listener, uint64_t after_us)
{
	struct stream_config config = {.local = &client->stream.peer,
				       .peer = &client->local,
				       .handlers = listener->stream.handlers,
				       .arg = listener->stream.arg};
	struct sim_stream *server;

	if (alloc_end(&server, client->stream.world, &config))
		return;

	if (!sim_end_post(client, after_us, &(struct piece){.happen = open_end})) {
		server->other = client;
		client->other = server;
		open_end(server, NULL);
	}
	mem_deref(server); /* was lent: closes here, if nobody kept it */
}

/* Two ends of which one wants TLS never open; nor do those whose certificate does not please. */
static int shake(struct sim_stream *client, const struct sim_stream *listener)
{
	if (client->is_secret != listener->is_secret)
		return client->is_secret ? EPROTO : ECONNRESET;
	if (!client->is_secret)
		return 0;

	client->stream.why =
		sim_tls_fault(sim_end_world(client), listener->certificate, client->name);
	return client->stream.why ? EKEYREJECTED : 0;
}

/* The connection's first piece has come to where the listener should be. */
static void knock(struct sim_stream *client, const struct piece *piece)
{
	struct sim *sim = sim_end_world(client);
	struct sim_stream *listener = find(sim, &client->stream.peer);
	uint64_t after_us;
	int err;

	(void)piece;
	if (!sim_end_find_way(&after_us, sim, &client->stream.peer, &client->local)) {
		(void)doom(client, SIM_TIMEOUT_US, ETIMEDOUT);
		return;
	}

	err = listener ? shake(client, listener) : ECONNREFUSED;
	if (err)
		(void)doom(client, after_us, err);
	else
		accept_end(client, listener, after_us);
}

/* The address of a client that does not say: its peer's, with the next ephemeral port. */
static void choose_local(struct sa *local, struct sim *sim, const struct stream_config *config)
{
	*local = config->local ? *config->local : *config->peer;
	if (config->local && sa_port(config->local))
		return;

	sa_set_port(local, sim->port);
	sim->port = sim->port == UINT16_MAX ? SIM_EPHEMERAL_PORTS_FROM : sim->port + 1;
}

/* Whoever does not say a name wants the address itself. */
static int note_name(struct sim_stream *client, const struct stream_tls *tls)
{
	client->is_secret = true;
	return tls->name ? str_dup(&client->name, tls->name)
			 : re_sdprintf(&client->name, "%j", &client->stream.peer);
}

static int set_out(struct sim_stream *client)
{
	uint64_t after_us;

	if (!sim_end_find_way(&after_us, sim_end_world(client), &client->local,
			      &client->stream.peer))
		return doom(client, SIM_TIMEOUT_US, ETIMEDOUT);

	return sim_end_post(client, after_us, &(struct piece){.happen = knock});
}

int sim_stream_connect(struct stream **streamp, struct world *world,
		       const struct stream_config *config)
{
	struct sim *sim = (struct sim *)world;
	struct stream_config mine = *config;
	struct sim_stream *client;
	struct sa local;
	int err;

	if (!sim_net_is_host(config->peer))
		return EINVAL;

	choose_local(&local, sim, config);
	mine.local = &local;
	err = alloc_end(&client, world, &mine);
	if (err)
		return err;

	if (config->tls)
		err = note_name(client, config->tls);
	if (!err)
		err = set_out(client);
	if (err)
		mem_deref(client);
	else
		*streamp = &client->stream;
	return err;
}

int sim_stream_send(struct stream *stream, struct mbuf *data)
{
	struct sim_stream *end = (struct sim_stream *)stream;
	struct sim *sim = sim_end_world(end);
	struct sim_sight sight = {.now_us = world_now_us(stream->world),
				  .from = &end->local,
				  .to = &stream->peer,
				  .data = data,
				  .stream = true};
	struct piece piece = {.happen = read_end};
	uint64_t after_us;
	int err;

	if (!end->open)
		return ENOTCONN;
	if (!mbuf_get_left(data))
		return 0;
	if (end->other && end->other->queued_bytes + mbuf_get_left(data) > STREAM_QUEUE_BYTES)
		return ENOSPC;

	bool arrives = sim_end_find_way(&after_us, sim, &end->local, &stream->peer);
	sight.copies = arrives && end->other && !end->doomed;
	sim_net_show(sim, &sight);
	if (end->doomed)
		return 0;
	if (!arrives)
		return doom(end, SIM_TIMEOUT_US, ETIMEDOUT);
	if (!end->other)
		return doom(end, after_us, ECONNRESET);

	err = sim_net_copy(&piece.data, data);
	if (!err)
		err = sim_end_post(end->other, after_us, &piece);
	mem_deref(piece.data);
	return err;
}
