/*
 * relay_threads_worker.h -- a thread that moves packets between the two flows of a stream
 *
 * Shared by relay_threads.c, which opens and describes flows, and relay_threads_worker.c. Both flows
 * of a stream, their ports, terms and latches lie under the stream's own mutex. A worker holds it
 * for one batch of one port, the control thread for a few assignments; nobody holds two.
 *
 * An event of epoll is a hint, never a claim: it names a place where a port may be. Streams stay
 * where they are until the relay ends, and serve one call after the other. So an event that was
 * fetched before its flow was removed finds, under the mutex, no port, or the next call's port to
 * read without waiting: at worst one empty read, never a stale pointer or descriptor.
 */
#ifndef RTP_RELAY_THREADS_WORKER_H
#define RTP_RELAY_THREADS_WORKER_H

#include <pthread.h>
#include <stdatomic.h>
#include "rtp/flow.h"

enum {
	WORKER_PORTS = 64,    /* ports looked at in one waking… */
	WORKER_PACKETS = 16,  /* …and packets read from each: a flood waits for its next turn */
	WORKER_OCTETS = 2048, /* of one packet; a longer one is nonsense */
};

struct thread_port { /* where it lies is what epoll is told of it */
	int fd;      /* -1: no port here now */
	enum flow_lane lane;
	struct thread_flow *flow;
};

struct thread_flow {
	struct flow flow;
	struct sa learnt_peer; /* RTP's when it was last learnt */
	struct thread_port ports[FLOW_LANES];
	struct thread_stream *stream;

	/* The control thread's, without the mutex: learnt_peer as it was read last. */
	uint32_t told;
	struct sa told_peer;
};

struct thread_stream {
	struct thread_flow flows[2]; /* each the other's pair */
	pthread_mutex_t mutex;       /* of the flows */
	atomic_bool wanted;          /* the control thread waits for the mutex: begin no batch */

	/* The control thread's, without the mutex. */
	struct worker *worker;
	struct thread_stream *next; /* of those that are free */
};

struct worker {
	pthread_t thread;
	bool runs;
	int epoll; /* of thread_ports; NULL: the end */
	struct batch *batch;
	uint32_t flowc; /* the control thread's: to spread flows evenly */
};

/* The worker ends when `end` can be read. On error what was begun is relay_threads_worker_close's. */
int relay_threads_worker_start(struct worker *worker, int end);

/* Waits for its end. */
void relay_threads_worker_close(struct worker *worker);

/* CLOCK_MONOTONIC. */
uint64_t relay_threads_worker_now_us(void);

#endif
