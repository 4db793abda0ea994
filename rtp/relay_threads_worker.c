/* relay_threads_worker.c -- see relay_threads_worker.h */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include "rtp/relay_threads_worker.h"

struct batch {
	struct mmsghdr in[WORKER_PACKETS], out[WORKER_PACKETS];
	struct iovec in_data[WORKER_PACKETS], out_data[WORKER_PACKETS];
	struct sa source[WORKER_PACKETS];
	uint8_t data[WORKER_PACKETS][WORKER_OCTETS];
};

uint64_t relay_threads_worker_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void batch_prepare(struct batch *batch)
{
	for (int i = 0; i < WORKER_PACKETS; i++) {
		batch->in_data[i] = (struct iovec){batch->data[i], WORKER_OCTETS};
		batch->in[i].msg_hdr.msg_iov = &batch->in_data[i];
		batch->in[i].msg_hdr.msg_iovlen = 1;
		batch->in[i].msg_hdr.msg_name = &batch->source[i].u;
		batch->out[i].msg_hdr.msg_iov = &batch->out_data[i];
		batch->out[i].msg_hdr.msg_iovlen = 1;
	}
}

static int batch_read(struct batch *batch, int fd)
{
	for (int i = 0; i < WORKER_PACKETS; i++)
		batch->in[i].msg_hdr.msg_namelen = sizeof batch->source[i].u;

	return recvmmsg(fd, batch->in, WORKER_PACKETS, MSG_DONTWAIT, NULL);
}

/* What cannot be sent is lost, as on any wire; the packets after it are not. */
static void batch_write(struct batch *batch, int fd, int outc)
{
	for (int sent = 0; sent < outc;) {
		int n = sendmmsg(fd, batch->out + sent, (unsigned)(outc - sent), MSG_DONTWAIT);

		sent += n > 0 ? n : 1;
	}
}

/* Packet i of the batch to `out`, if it goes anywhere; 1 or 0. */
static int batch_pass(struct batch *batch, struct thread_port *port, int i, int outc,
		      uint64_t now_us)
{
	struct msghdr *in = &batch->in[i].msg_hdr, *out = &batch->out[outc].msg_hdr;
	struct flow_packet packet = {batch->data[i], batch->in[i].msg_len, &batch->source[i],
				     now_us, WORKER_OCTETS};
	const struct sa *to;

	batch->source[i].len = in->msg_namelen;
	if (in->msg_flags & MSG_TRUNC)
		packet.size = 0;

	to = flow_accept(&port->flow->flow, port->lane, &packet);
	if (!to)
		return 0;

	out->msg_name = (void *)&to->u; /* sendmmsg only reads it */
	out->msg_namelen = to->len;
	batch->out_data[outc] = (struct iovec){batch->data[i], packet.size};
	return 1;
}

/* Under the stream's mutex. */
static void move_batch(struct batch *batch, struct thread_port *port, uint64_t now_us)
{
	struct thread_flow *flow = port->flow, *onward = (struct thread_flow *)flow->flow.onward;
	uint32_t learnt = flow->flow.learnt;
	int inc = batch_read(batch, port->fd), outc = 0;

	for (int i = 0; i < inc; i++)
		outc += batch_pass(batch, port, i, outc, now_us);

	if (outc > 0)
		batch_write(batch, onward->ports[port->lane].fd, outc);
	if (flow->flow.learnt != learnt)
		flow->learnt_peer = flow->flow.latch[FLOW_RTP].peer;
}

/* A port that is passed over has its packets still, so epoll names it again. */
static void port_ready(struct batch *batch, struct thread_port *port, uint64_t now_us)
{
	struct thread_stream *stream = port->flow->stream;

	if (atomic_load(&stream->wanted))
		return;

	pthread_mutex_lock(&stream->mutex);
	if (port->fd >= 0)
		move_batch(batch, port, now_us);
	pthread_mutex_unlock(&stream->mutex);
}

static void *worker_run(void *arg)
{
	struct worker *worker = arg;
	struct epoll_event events[WORKER_PORTS];

	for (;;) {
		int n = epoll_wait(worker->epoll, events, WORKER_PORTS, -1);
		uint64_t now_us = relay_threads_worker_now_us();

		for (int i = 0; i < n; i++) {
			if (!events[i].data.ptr)
				return NULL;
			port_ready(worker->batch, events[i].data.ptr, now_us);
		}
	}
}

/* Signals are the control thread's. */
static int run(struct worker *worker)
{
	sigset_t all, before;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&worker->thread, NULL, worker_run, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	worker->runs = err == 0;
	return err;
}

static int watch(struct worker *worker, int end)
{
	struct epoll_event event = {.events = EPOLLIN}; /* no port: the end */

	worker->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (worker->epoll < 0)
		return errno;

	return epoll_ctl(worker->epoll, EPOLL_CTL_ADD, end, &event) < 0 ? errno : 0;
}

int relay_threads_worker_start(struct worker *worker, int end)
{
	int err;

	worker->epoll = -1;
	worker->batch = calloc(1, sizeof *worker->batch);
	if (!worker->batch)
		return ENOMEM;

	batch_prepare(worker->batch);
	err = watch(worker, end);
	return err ? err : run(worker);
}

void relay_threads_worker_close(struct worker *worker)
{
	if (worker->runs)
		(void)pthread_join(worker->thread, NULL);
	if (worker->epoll >= 0)
		(void)close(worker->epoll);
	free(worker->batch);
}
