/*
 * world.c -- the same for every world: timers, and who is asked
 */
#include "sbc/world/world_ops.h"

uint64_t world_now_us(const struct world *world)
{
	return world->ops->now_us(world);
}

uint64_t world_date_us(const struct world *world)
{
	return world->ops->date_us(world);
}

void world_random(struct world *world, void *to, size_t size)
{
	world->ops->random(world, to, size);
}

void timer_start(struct timer *timer, struct world *world, uint64_t after_us, timer_h *handler,
		 void *arg)
{
	uint64_t now_us = world_now_us(world);

	timer_stop(timer);
	timer->world = world;
	timer->due_us = after_us > UINT64_MAX - now_us ? UINT64_MAX : now_us + after_us;
	timer->handler = handler;
	timer->arg = arg;
	wheel_add(&world->wheel, timer);
	if (world->ops->wake)
		world->ops->wake(world, timer->due_us);
}

void timer_stop(struct timer *timer)
{
	if (timer_is_pending(timer))
		wheel_remove(&timer->world->wheel, timer);
}

bool timer_is_pending(const struct timer *timer)
{
	return timer->le.list;
}

int datagrams_open(struct datagrams **datagramsp, struct world *world, const struct sa *local,
		   datagram_h *handler, void *arg)
{
	return world->ops->datagrams_open(datagramsp, world, local, handler, arg);
}

int datagrams_send(struct datagrams *datagrams, const struct sa *to, struct mbuf *data)
{
	if (sa_af(to) != sa_af(&datagrams->local))
		return EAFNOSUPPORT;

	return datagrams->world->ops->datagrams_send(datagrams, to, data);
}

int stream_listen(struct stream **streamp, struct world *world, const struct stream_config *config)
{
	return world->ops->stream_listen(streamp, world, config);
}

int stream_connect(struct stream **streamp, struct world *world, const struct stream_config *config)
{
	return world->ops->stream_connect(streamp, world, config);
}

void stream_attach(struct stream *stream, const struct stream_handlers *handlers, void *arg)
{
	stream->handlers = handlers;
	stream->arg = arg;
}

const struct sa *stream_peer(const struct stream *stream)
{
	return &stream->peer;
}

const char *stream_why(const struct stream *stream)
{
	return stream->why;
}

int stream_send(struct stream *stream, struct mbuf *data)
{
	return stream->world->ops->stream_send(stream, data);
}

int names_ask(struct question **questionp, struct world *world, uint16_t type, const char *name,
	      answer_h *handler, void *arg)
{
	return world->ops->names_ask(questionp, world, type, name, handler, arg);
}

void names_use(struct world *world, const struct sa *servers, uint32_t count)
{
	if (world->ops->names_use)
		world->ops->names_use(world, servers, count);
}
