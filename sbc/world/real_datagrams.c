/*
 * real_datagrams.c -- UDP sockets, read in batches
 *
 * One system call reads up to REAL_BATCH datagrams into the world's own memory; each is copied
 * into an mbuf of its size, as it may be kept for as long as a call lasts.
 */
#include <string.h>
#include <unistd.h>
#include "sbc/world/real_inner.h"

enum {
	DATAGRAM_MAX_BYTES = 65535,
	SOCKET_QUEUE_BYTES = 4 * 1024 * 1024, /* asked for; the machine may give less */
};

struct real_batch {
	struct real_datagrams *reader; /* whose batch is handed out; NULL when it ends meanwhile */
	struct mmsghdr heads[REAL_BATCH];
	struct iovec pieces[REAL_BATCH];
	struct sa from[REAL_BATCH];
	uint8_t bytes[REAL_BATCH][DATAGRAM_MAX_BYTES]; /* costs memory only where it was used */
};

struct real_datagrams {
	struct datagrams datagrams;
	int fd;
};

static struct real_batch *batch_of(const struct real_datagrams *at)
{
	return ((struct real *)at->datagrams.world)->batch;
}

int real_batch_alloc(struct real_batch **batchp)
{
	struct real_batch *batch = mem_alloc(sizeof *batch, NULL);

	if (!batch)
		return ENOMEM;

	batch->reader = NULL;
	memset(batch->heads, 0, sizeof batch->heads);
	for (size_t i = 0; i < REAL_BATCH; ++i) {
		batch->pieces[i] = (struct iovec){batch->bytes[i], DATAGRAM_MAX_BYTES};
		batch->heads[i].msg_hdr.msg_iov = &batch->pieces[i];
		batch->heads[i].msg_hdr.msg_iovlen = 1;
		batch->heads[i].msg_hdr.msg_name = &batch->from[i].u;
		batch->heads[i].msg_hdr.msg_namelen = sizeof batch->from[i].u;
	}
	*batchp = batch;
	return 0;
}

static void hand_out(struct real_datagrams *at, struct real_batch *batch, size_t i)
{
	struct msghdr *head = &batch->heads[i].msg_hdr;
	size_t size = batch->heads[i].msg_len;
	struct mbuf *data = mbuf_alloc(size);

	batch->from[i].len = head->msg_namelen;
	head->msg_namelen = sizeof batch->from[i].u;
	if (!data)
		return; /* lost, as on the way */

	memcpy(data->buf, batch->bytes[i], size);
	data->end = size;
	at->datagrams.handler(&batch->from[i], data, at->datagrams.arg);
	mem_deref(data);
}

/* An error here is that of an earlier sending (ICMP), or that there was nothing: read on. */
static void read_batch(int flags, void *arg)
{
	struct real_datagrams *at = arg;
	struct real_batch *batch = batch_of(at);
	int count = recvmmsg(at->fd, batch->heads, REAL_BATCH, 0, NULL);

	(void)flags;
	batch->reader = at;
	for (int i = 0; i < count && batch->reader == at; ++i)
		hand_out(at, batch, (size_t)i);
	batch->reader = NULL;
}

static void destructor(void *arg)
{
	struct real_datagrams *at = arg;

	if (batch_of(at)->reader == at)
		batch_of(at)->reader = NULL;
	if (at->fd < 0)
		return;

	fd_close(at->fd);
	(void)close(at->fd);
}

static int open_socket(struct real_datagrams *at)
{
	const struct sa *local = &at->datagrams.local;
	const int on = 1, size = SOCKET_QUEUE_BYTES;

	at->fd = socket(sa_af(local), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (at->fd < 0)
		return errno;

	if (setsockopt(at->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size))
		(void)setsockopt(at->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	if (sa_af(local) == AF_INET6
	    && setsockopt(at->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on))
		return errno;
	if (bind(at->fd, &local->u.sa, local->len))
		return errno;

	return fd_listen(at->fd, FD_READ, read_batch, at);
}

int real_datagrams_open(struct datagrams **datagramsp, struct world *world, const struct sa *local,
			datagram_h *handler, void *arg)
{
	struct real_datagrams *at = mem_zalloc(sizeof *at, destructor);
	int err;

	if (!at)
		return ENOMEM;

	at->datagrams = (struct datagrams){world, handler, arg, *local};
	err = open_socket(at);
	if (err)
		mem_deref(at);
	else
		*datagramsp = &at->datagrams;
	return err;
}

/* A queue that is full loses the datagram like any other queue on the way. */
static bool is_refusal(int err)
{
	return err != EAGAIN && err != ENOBUFS && err != ECONNREFUSED && err != EINTR;
}

int real_datagrams_send(struct datagrams *datagrams, const struct sa *to, struct mbuf *data)
{
	struct real_datagrams *at = (struct real_datagrams *)datagrams;

	if (sendto(at->fd, mbuf_buf(data), mbuf_get_left(data), 0, &to->u.sa, to->len) < 0
	    && is_refusal(errno))
		return errno;

	return 0;
}
