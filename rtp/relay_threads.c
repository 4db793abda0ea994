/*
 * relay_threads.c -- flows opened, described, read and closed by the control thread; see relay_threads.h
 *
 * What the control thread wants it does at once, by itself, under the stream's mutex: no command, no
 * waking. When commands went to the worker by eventfd, a call without media took 4 writes, 4 reads
 * and 5 wakings, a quarter of its CPU. Now it is socket, bind, epoll_ctl and close, once a port.
 */
#include <stdlib.h>
#include <unistd.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include "rtp/relay_threads.h"
#include "rtp/relay_threads_worker.h"

struct relay_threads {
	struct relay relay;
	int end; /* an eventfd in each worker's epoll, written once: all is over */
	struct thread_stream *free_streams;
	struct worker *workers;
	uint32_t workerc;
};

/* ---- streams ---- */

/*
 * A mutex goes to who is running, and a flooded worker always runs: it would take it again before
 * we wake. `wanted` keeps it away, so the wait is for the batch it is at, and no second.
 */
static void lock(struct thread_stream *stream)
{
	atomic_store(&stream->wanted, true);
	pthread_mutex_lock(&stream->mutex);
	atomic_store(&stream->wanted, false);
}

static void unlock(struct thread_stream *stream)
{
	pthread_mutex_unlock(&stream->mutex);
}

static bool is_used(const struct thread_flow *flow)
{
	return flow->ports[FLOW_RTP].fd >= 0;
}

static struct thread_flow *pair_of(struct thread_flow *flow)
{
	struct thread_flow *flows = flow->stream->flows;

	return flow == &flows[0] ? &flows[1] : &flows[0];
}

static struct thread_stream *make_stream(void)
{
	struct thread_stream *stream = calloc(1, sizeof *stream);

	if (!stream)
		return NULL;

	pthread_mutex_init(&stream->mutex, NULL);
	for (int i = 0; i < 2; i++) {
		struct thread_flow *flow = &stream->flows[i];

		flow->stream = stream;
		for (int lane = 0; lane < FLOW_LANES; lane++)
			flow->ports[lane] = (struct thread_port){-1, lane, flow};
	}

	return stream;
}

static struct worker *least_busy(struct relay_threads *threads)
{
	struct worker *least = &threads->workers[0];

	for (uint32_t i = 1; i < threads->workerc; i++) {
		if (threads->workers[i].flowc < least->flowc)
			least = &threads->workers[i];
	}

	return least;
}

/* The stream freed last is taken first: it is still in the cache. */
static struct thread_stream *take_stream(struct relay_threads *threads)
{
	struct thread_stream *stream = threads->free_streams;

	if (stream)
		threads->free_streams = stream->next;
	else
		stream = make_stream();
	if (stream)
		stream->worker = least_busy(threads);

	return stream;
}

static void give_stream(struct relay_threads *threads, struct thread_stream *stream)
{
	stream->next = threads->free_streams;
	threads->free_streams = stream;
}

/* ---- ports ---- */

/* libre leaves these of an address that was text as they were in memory; the kernel would read them. */
static void forget_scope(struct sa *address)
{
	if (sa_af(address) == AF_INET6)
		address->u.in6.sin6_flowinfo = address->u.in6.sin6_scope_id = 0;
}

/* The kernel's buffer stays as the machine has it (212 kB): a smaller one is not worth the call. */
static int open_port(int *fdp, const struct sa *rtp, enum flow_lane lane)
{
	struct sa local = *rtp;
	int on = 1;

	forget_scope(&local);
	sa_set_port(&local, (uint16_t)(sa_port(rtp) + lane));
	*fdp = socket(sa_af(rtp), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (*fdp < 0)
		return errno;

	if (sa_af(rtp) == AF_INET6
	    && setsockopt(*fdp, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) < 0)
		return errno;

	return bind(*fdp, &local.u.sa, local.len) < 0 ? errno : 0;
}

static void close_ports(const int fds[FLOW_LANES])
{
	for (int lane = 0; lane < FLOW_LANES; lane++) {
		if (fds[lane] >= 0)
			(void)close(fds[lane]); /* epoll forgets it */
	}
}

static int open_ports(int fds[FLOW_LANES], const struct sa *rtp)
{
	int err = 0;

	for (int lane = 0; lane < FLOW_LANES; lane++)
		fds[lane] = -1;
	for (int lane = 0; lane < FLOW_LANES && !err; lane++)
		err = open_port(&fds[lane], rtp, lane);
	if (err)
		close_ports(fds);
	return err;
}

static int listen_ports(struct thread_flow *flow)
{
	for (int lane = 0; lane < FLOW_LANES; lane++) {
		struct thread_port *port = &flow->ports[lane];
		struct epoll_event event = {.events = EPOLLIN, .data.ptr = port};

		if (epoll_ctl(flow->stream->worker->epoll, EPOLL_CTL_ADD, port->fd, &event) < 0)
			return errno;
	}

	return 0;
}

/* ---- flows ---- */

/* Where a new flow has its place: beside `other`, or in a stream of its own. */
static int find_place(struct thread_flow **flowp, struct relay_threads *threads, struct flow *other)
{
	struct thread_stream *stream;

	if (other) {
		*flowp = pair_of((struct thread_flow *)other);
		return is_used(*flowp) ? EBUSY : 0;
	}

	stream = take_stream(threads);
	if (!stream)
		return ENOMEM;

	*flowp = &stream->flows[0];
	return 0;
}

static void flow_begin(struct thread_flow *flow, const int fds[FLOW_LANES], struct flow *other)
{
	lock(flow->stream);
	flow->flow = (struct flow){.onward = NULL};
	flow->told_peer = (struct sa){.len = 0};
	flow->told = 0;
	for (int lane = 0; lane < FLOW_LANES; lane++)
		flow->ports[lane].fd = fds[lane];
	if (other)
		flow_join(&flow->flow, other);
	unlock(flow->stream);
	flow->stream->worker->flowc++;
}

static void flow_end(struct thread_flow *flow, int fds[FLOW_LANES])
{
	lock(flow->stream);
	flow_part(&flow->flow);
	for (int lane = 0; lane < FLOW_LANES; lane++) {
		fds[lane] = flow->ports[lane].fd;
		flow->ports[lane].fd = -1;
	}
	unlock(flow->stream);
	flow->stream->worker->flowc--;
}

static void threads_remove(struct relay *relay, struct flow *flow)
{
	struct thread_flow *own = (struct thread_flow *)flow;
	int fds[FLOW_LANES];

	flow_end(own, fds);
	close_ports(fds);
	if (!is_used(pair_of(own)))
		give_stream((struct relay_threads *)relay, own->stream);
}

static int threads_add(struct flow **flowp, struct relay *relay, const struct sa *local,
		       struct flow *other)
{
	struct thread_flow *flow;
	int fds[FLOW_LANES];
	int err = open_ports(fds, local);

	if (err)
		return err;

	err = find_place(&flow, (struct relay_threads *)relay, other);
	if (err) {
		close_ports(fds);
		return err;
	}

	flow_begin(flow, fds, other);
	err = listen_ports(flow);
	if (err) {
		threads_remove(relay, &flow->flow);
		return err;
	}

	*flowp = &flow->flow;
	return 0;
}

static void threads_change(struct relay *relay, struct flow *flow, const struct flow_terms *terms,
			   uint64_t now_us)
{
	struct thread_flow *own = (struct thread_flow *)flow;
	struct flow_terms clean = *terms;

	(void)relay;
	(void)now_us;
	for (int lane = 0; lane < FLOW_LANES; lane++)
		forget_scope(&clean.peer[lane]);

	lock(own->stream);
	flow_change(flow, &clean, relay_threads_worker_now_us());
	unlock(own->stream);
}

/* Its peer is read when there is news of it: a flood on the stream is waited for once. */
static void hear_learnt(struct thread_flow *flow)
{
	if (flow->flow.learnt == flow->told)
		return;

	lock(flow->stream);
	flow->told = flow->flow.learnt;
	flow->told_peer = flow->learnt_peer;
	unlock(flow->stream);
}

static void threads_read(struct relay_report *report, struct relay *relay, struct flow *flow,
			 uint64_t now_us)
{
	struct thread_flow *own = (struct thread_flow *)flow;

	(void)relay;
	(void)now_us;
	hear_learnt(own);
	relay_count(report, flow, relay_threads_worker_now_us());
	report->learnt = own->told;
	report->peer = own->told_peer;
}

static const struct relay_ops ops = {
	.add = threads_add,
	.change = threads_change,
	.remove = threads_remove,
	.read = threads_read,
};

/* ---- all of it ---- */

static int start(struct relay_threads *threads, uint32_t threadc)
{
	int err = 0;

	threads->workers = calloc(threadc, sizeof *threads->workers);
	if (!threads->workers)
		return ENOMEM;

	threads->end = eventfd(0, EFD_CLOEXEC);
	if (threads->end < 0)
		return errno;

	while (!err && threads->workerc < threadc)
		err = relay_threads_worker_start(&threads->workers[threads->workerc++],
						 threads->end);
	return err;
}

static void end_workers(struct relay_threads *threads)
{
	uint64_t one = 1;

	if (threads->end < 0)
		return;

	(void)!write(threads->end, &one, sizeof one);
	for (uint32_t i = 0; i < threads->workerc; i++)
		relay_threads_worker_close(&threads->workers[i]);
	(void)close(threads->end);
}

/* The workers first: an event may name any stream. */
static void destroy(void *arg)
{
	struct relay_threads *threads = arg;
	struct thread_stream *stream;

	end_workers(threads);
	while ((stream = threads->free_streams)) {
		threads->free_streams = stream->next;
		pthread_mutex_destroy(&stream->mutex);
		free(stream);
	}
	free(threads->workers);
}

static uint32_t count_threads(uint32_t asked)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (asked == 0)
		asked = cores > 0 ? (uint32_t)cores : 1;
	return MIN(asked, RELAY_THREADS_MAX);
}

int relay_threads_alloc(struct relay **relayp, uint32_t threadc)
{
	struct relay_threads *threads = mem_zalloc(sizeof *threads, destroy);
	int err;

	if (!threads)
		return ENOMEM;

	threads->relay.ops = &ops;
	threads->end = -1;
	err = start(threads, count_threads(threadc));
	if (err) {
		mem_deref(threads);
		return err;
	}

	*relayp = &threads->relay;
	return 0;
}
