/*
 * relay_threads.c -- media workers: batches from epoll, commands by mailbox; see relay_threads.h
 *
 * Each flow is its own mailbox: what is asked of it lies under its worker's mutex, and the worker
 * is told by eventfd. So a command needs no memory, never fails, and the queue is as long as there
 * are flows. The worker looks at commands between batches only: no pointer in a batch is stale.
 */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <signal.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include "rtp/relay_threads.h"

enum {
	BATCH_PORTS = 64,     /* ports looked at in one waking… */
	BATCH_PACKETS = 16,   /* …and packets read from each: a flood waits for its next turn */
	PACKET_SIZE = 2048,   /* octets of one packet; a longer one is nonsense */
	SOCKET_BYTES = 65536, /* kernel's buffer of one port: a second of audio, a blink of flood */
};

enum { /* what is asked of a flow; all of it may be asked at once, and is done in this order */
	ASK_JOIN = 1 << 0,
	ASK_CHANGE = 1 << 1,
	ASK_REMOVE = 1 << 2,
};

struct thread_port {
	int fd;
	enum flow_lane lane;
	struct thread_flow *flow;
};

struct thread_flow {
	struct flow flow; /* the worker's */
	struct thread_port ports[FLOW_LANES];
	struct worker *worker;

	/* Under the worker's mutex. */
	struct thread_flow *next; /* in the worker's queue */
	struct thread_flow *pair; /* as the control thread sees it; joined when ASK_JOIN is done */
	unsigned asks;
	struct flow_terms terms; /* for ASK_CHANGE */
	uint32_t learnt;
	struct sa peer;
};

struct batch { /* the worker's own */
	struct mmsghdr in[BATCH_PACKETS], out[BATCH_PACKETS];
	struct iovec in_data[BATCH_PACKETS], out_data[BATCH_PACKETS];
	struct sa source[BATCH_PACKETS];
	uint8_t data[BATCH_PACKETS][PACKET_SIZE];
};

struct worker {
	pthread_t thread;
	bool runs;
	int epoll, wake;
	uint32_t flowc;   /* the control thread's: to spread flows evenly */
	uint64_t removed; /* the control thread's: flows it asked to remove */
	struct batch *batch;

	pthread_mutex_t mutex;
	pthread_cond_t cond;         /* `closed` grew */
	struct thread_flow *queue;   /* flows with something asked, first asked first */
	struct thread_flow **queuep; /* its end */
	uint64_t closed;             /* flows removed and closed */
	bool stop;
};

struct relay_threads {
	struct relay relay;
	struct worker *workers;
	uint32_t workerc;
};

static uint64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* ---- worker: packets ---- */

static void batch_prepare(struct batch *batch)
{
	for (int i = 0; i < BATCH_PACKETS; i++) {
		batch->in_data[i] = (struct iovec){batch->data[i], PACKET_SIZE};
		batch->in[i].msg_hdr.msg_iov = &batch->in_data[i];
		batch->in[i].msg_hdr.msg_iovlen = 1;
		batch->in[i].msg_hdr.msg_name = &batch->source[i].u;
		batch->out[i].msg_hdr.msg_iov = &batch->out_data[i];
		batch->out[i].msg_hdr.msg_iovlen = 1;
	}
}

static int batch_read(struct batch *batch, int fd)
{
	for (int i = 0; i < BATCH_PACKETS; i++)
		batch->in[i].msg_hdr.msg_namelen = sizeof batch->source[i].u;

	return recvmmsg(fd, batch->in, BATCH_PACKETS, MSG_DONTWAIT, NULL);
}

/* What cannot be sent is lost, as on any wire; the packets after it are not. */
static void batch_write(struct batch *batch, int fd, int outc)
{
	for (int sent = 0; sent < outc;) {
		int n = sendmmsg(fd, batch->out + sent, (unsigned)(outc - sent), MSG_DONTWAIT);

		sent += n > 0 ? n : 1;
	}
}

static void publish_peer(struct thread_flow *flow)
{
	pthread_mutex_lock(&flow->worker->mutex);
	flow->learnt = flow->flow.learnt;
	flow->peer = flow->flow.latch[FLOW_RTP].peer;
	pthread_mutex_unlock(&flow->worker->mutex);
}

/* Packet i of the batch to `out`, if it goes anywhere; 1 or 0. */
static int batch_pass(struct batch *batch, struct thread_port *port, int i, int outc,
		      uint64_t now_us)
{
	struct msghdr *in = &batch->in[i].msg_hdr, *out = &batch->out[outc].msg_hdr;
	struct flow_packet packet = {batch->data[i], batch->in[i].msg_len, &batch->source[i],
				     now_us};
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

static void port_ready(struct worker *worker, struct thread_port *port, uint64_t now_us)
{
	struct thread_flow *flow = port->flow, *onward;
	int inc = batch_read(worker->batch, port->fd), outc = 0;

	for (int i = 0; i < inc; i++)
		outc += batch_pass(worker->batch, port, i, outc, now_us);

	onward = (struct thread_flow *)flow->flow.onward;
	if (outc > 0)
		batch_write(worker->batch, onward->ports[port->lane].fd, outc);
	if (flow->learnt != flow->flow.learnt)
		publish_peer(flow);
}

/* ---- worker: commands ---- */

static void close_flow(struct thread_flow *flow)
{
	for (int lane = 0; lane < FLOW_LANES; lane++) {
		if (flow->ports[lane].fd >= 0)
			(void)close(flow->ports[lane].fd); /* epoll forgets it */
	}
	free(flow);
}

/* One flow's mailbox, under the mutex: what is asked is few and short. */
static void obey(struct worker *worker, struct thread_flow *flow)
{
	unsigned asks = flow->asks;

	flow->asks = 0;
	if (asks & ASK_JOIN && flow->pair)
		flow_join(&flow->flow, &flow->pair->flow);
	if (asks & ASK_CHANGE)
		flow_change(&flow->flow, &flow->terms, clock_us());
	if (asks & ASK_REMOVE) {
		flow_part(&flow->flow);
		close_flow(flow);
		worker->closed++;
	}
}

static struct thread_flow *queue_pop(struct worker *worker)
{
	struct thread_flow *flow = worker->queue;

	if (!flow)
		return NULL;

	worker->queue = flow->next;
	if (!worker->queue)
		worker->queuep = &worker->queue;
	return flow;
}

/* The mutex is given up between flows: the control thread does not wait for a long queue. */
static bool obey_next(struct worker *worker)
{
	struct thread_flow *flow;

	pthread_mutex_lock(&worker->mutex);
	flow = queue_pop(worker);
	if (flow)
		obey(worker, flow);
	pthread_mutex_unlock(&worker->mutex);
	return flow != NULL;
}

/* False: no more work, ever. */
static bool worker_obey(struct worker *worker)
{
	uint64_t wakes;
	bool stop;

	(void)!read(worker->wake, &wakes, sizeof wakes);
	while (obey_next(worker))
		;

	pthread_mutex_lock(&worker->mutex);
	stop = worker->stop && !worker->queue;
	pthread_cond_signal(&worker->cond);
	pthread_mutex_unlock(&worker->mutex);
	return !stop;
}

static void *worker_run(void *arg)
{
	struct worker *worker = arg;
	struct epoll_event events[BATCH_PORTS];
	bool asked = false;

	while (!asked || worker_obey(worker)) {
		int n = epoll_wait(worker->epoll, events, BATCH_PORTS, -1);
		uint64_t now_us = clock_us();

		asked = false;
		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr)
				port_ready(worker, events[i].data.ptr, now_us);
			else
				asked = true;
		}
	}

	return NULL;
}

/* ---- control thread: commands ---- */

/* libre leaves these of an address that was text as they were in memory; the kernel would read them. */
static void forget_scope(struct sa *address)
{
	if (sa_af(address) == AF_INET6)
		address->u.in6.sin6_flowinfo = address->u.in6.sin6_scope_id = 0;
}

static void wake(struct worker *worker)
{
	uint64_t one = 1;

	(void)!write(worker->wake, &one, sizeof one);
}

/* Under the mutex. A worker with a queue is awake, or has been told to wake. */
static void ask(struct thread_flow *flow, unsigned what)
{
	struct worker *worker = flow->worker;

	if (!worker->queue)
		wake(worker);
	if (flow->asks == 0) {
		flow->next = NULL;
		*worker->queuep = flow;
		worker->queuep = &flow->next;
	}
	flow->asks |= what;
}

/* Waits until all that was removed is closed: a batch's time at most. */
static void settle(struct relay_threads *threads)
{
	for (uint32_t i = 0; i < threads->workerc; i++) {
		struct worker *worker = &threads->workers[i];

		pthread_mutex_lock(&worker->mutex);
		while (worker->closed < worker->removed)
			pthread_cond_wait(&worker->cond, &worker->mutex);
		pthread_mutex_unlock(&worker->mutex);
	}
}

static void join(struct thread_flow *flow, struct thread_flow *pair)
{
	pthread_mutex_lock(&flow->worker->mutex);
	flow->pair = pair;
	pair->pair = flow;
	ask(flow, ASK_JOIN);
	pthread_mutex_unlock(&flow->worker->mutex);
}

static void threads_change(struct relay *relay, struct flow *flow, const struct flow_terms *terms,
			   uint64_t now_us)
{
	struct thread_flow *own = (struct thread_flow *)flow;

	(void)relay;
	(void)now_us;
	pthread_mutex_lock(&own->worker->mutex);
	own->terms = *terms;
	for (int lane = 0; lane < FLOW_LANES; lane++)
		forget_scope(&own->terms.peer[lane]);
	ask(own, ASK_CHANGE);
	pthread_mutex_unlock(&own->worker->mutex);
}

static void threads_remove(struct relay *relay, struct flow *flow)
{
	struct thread_flow *own = (struct thread_flow *)flow;
	struct worker *worker = own->worker; /* `own` may be freed as soon as the mutex is */

	(void)relay;
	worker->flowc--;
	worker->removed++;
	pthread_mutex_lock(&worker->mutex);
	if (own->pair)
		own->pair->pair = NULL;
	own->pair = NULL;
	ask(own, ASK_REMOVE);
	pthread_mutex_unlock(&worker->mutex);
}

static void threads_read(struct relay_report *report, struct relay *relay, struct flow *flow,
			 uint64_t now_us)
{
	struct thread_flow *own = (struct thread_flow *)flow;

	(void)relay;
	(void)now_us;
	relay_count(report, flow, clock_us());
	pthread_mutex_lock(&own->worker->mutex);
	report->learnt = own->learnt;
	report->peer = own->peer;
	pthread_mutex_unlock(&own->worker->mutex);
}

/* ---- control thread: ports ---- */

static int open_port(struct thread_port *port, const struct sa *rtp)
{
	int on = 1, bytes = SOCKET_BYTES;
	struct sa local = *rtp;

	forget_scope(&local);
	sa_set_port(&local, (uint16_t)(sa_port(rtp) + port->lane));
	port->fd = socket(sa_af(rtp), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (port->fd < 0)
		return errno;

	(void)setsockopt(port->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
	if (sa_af(rtp) == AF_INET6
	    && setsockopt(port->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) < 0)
		return errno;

	return bind(port->fd, &local.u.sa, local.len) < 0 ? errno : 0;
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

/* A flow with its ports open, that no worker knows yet. */
static int open_flow(struct thread_flow **flowp, const struct sa *local)
{
	struct thread_flow *flow = calloc(1, sizeof *flow);
	int err = 0;

	if (!flow)
		return ENOMEM;

	for (int lane = 0; lane < FLOW_LANES; lane++)
		flow->ports[lane] = (struct thread_port){-1, lane, flow};
	for (int lane = 0; lane < FLOW_LANES && !err; lane++)
		err = open_port(&flow->ports[lane], local);
	if (err) {
		close_flow(flow);
		return err;
	}

	*flowp = flow;
	return 0;
}

static int listen_ports(struct thread_flow *flow)
{
	for (int lane = 0; lane < FLOW_LANES; lane++) {
		struct thread_port *port = &flow->ports[lane];
		struct epoll_event event = {.events = EPOLLIN, .data.ptr = port};

		if (epoll_ctl(flow->worker->epoll, EPOLL_CTL_ADD, port->fd, &event) < 0)
			return errno;
	}

	return 0;
}

static int threads_add(struct flow **flowp, struct relay *relay, const struct sa *local,
		       struct flow *other)
{
	struct relay_threads *threads = (struct relay_threads *)relay;
	struct thread_flow *flow, *pair = (struct thread_flow *)other;
	int err = open_flow(&flow, local);

	if (err == EADDRINUSE || err == EMFILE) { /* it may be ours, and on its way to be closed */
		settle(threads);
		err = open_flow(&flow, local);
	}
	if (err)
		return err;

	flow->worker = pair ? pair->worker : least_busy(threads);
	flow->worker->flowc++;
	err = listen_ports(flow);
	if (err) {
		threads_remove(relay, &flow->flow);
		return err;
	}

	if (pair)
		join(flow, pair);
	*flowp = &flow->flow;
	return 0;
}

static const struct relay_ops ops = {
	.add = threads_add,
	.change = threads_change,
	.remove = threads_remove,
	.read = threads_read,
};

/* ---- control thread: workers ---- */

static void worker_stop(struct worker *worker)
{
	if (worker->runs) {
		pthread_mutex_lock(&worker->mutex);
		worker->stop = true;
		pthread_mutex_unlock(&worker->mutex);
		wake(worker);
		(void)pthread_join(worker->thread, NULL);
	}
	if (worker->epoll >= 0)
		(void)close(worker->epoll);
	if (worker->wake >= 0)
		(void)close(worker->wake);
	pthread_cond_destroy(&worker->cond);
	pthread_mutex_destroy(&worker->mutex);
	free(worker->batch);
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

static int worker_watch(struct worker *worker)
{
	struct epoll_event event = {.events = EPOLLIN}; /* no port: commands */

	worker->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (worker->epoll < 0)
		return errno;

	worker->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (worker->wake < 0)
		return errno;

	return epoll_ctl(worker->epoll, EPOLL_CTL_ADD, worker->wake, &event) < 0 ? errno : 0;
}

/* On error what was begun is worker_stop's to undo. */
static int worker_start(struct worker *worker)
{
	int err;

	pthread_mutex_init(&worker->mutex, NULL);
	pthread_cond_init(&worker->cond, NULL);
	worker->queuep = &worker->queue;
	worker->epoll = worker->wake = -1;
	worker->batch = calloc(1, sizeof *worker->batch);
	if (!worker->batch)
		return ENOMEM;

	batch_prepare(worker->batch);
	err = worker_watch(worker);
	return err ? err : run(worker);
}

static void destroy(void *arg)
{
	struct relay_threads *threads = arg;

	for (uint32_t i = 0; i < threads->workerc; i++)
		worker_stop(&threads->workers[i]);
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
	int err = 0;

	if (!threads)
		return ENOMEM;

	threads->relay.ops = &ops;
	threadc = count_threads(threadc);
	threads->workers = calloc(threadc, sizeof *threads->workers);
	if (!threads->workers)
		err = ENOMEM;

	while (!err && threads->workerc < threadc)
		err = worker_start(&threads->workers[threads->workerc++]);
	if (err) {
		mem_deref(threads);
		return err;
	}

	*relayp = &threads->relay;
	return 0;
}
