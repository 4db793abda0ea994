/* relay_threads.c -- flows between real sockets on loopback, moved by worker threads */
#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/resource.h>
#include <check.h>
#include "rtp/relay_threads.h"

enum {
	PORT_FIRST = 22000, /* even; from here, or a bit later, the first that nobody has */
	PORT_LAST = 32766,  /* before the kernel's own choices */
	FLOWS = 1000,
	TRIES = 200, /* of 10 ms: how long to wait for what must come */
	WORKERS = 4,
	TASKS = 16,
	SENDERS = 3, /* threads of parties in a storm… */
	CALLS = 3,   /* …and how many calls each has */
	STORM = 1000,
};

static const uint8_t rtp[] = {0x80, 8, 0, 1, 0, 0, 0, 16, 1, 2, 3, 4, 0xd5, 0xd5};
static const uint8_t rtcp[] = {0x80, 0xc9, 0, 1, 1, 2, 3, 4};

struct octets {
	const uint8_t *data;
	size_t size;
};
/* clang-format off */
static const struct octets lanes[FLOW_LANES] = {
	{rtp,  sizeof rtp},
	{rtcp, sizeof rtcp},
};
/* clang-format on */

/* Two tests at a time seldom want the same. */
static uint16_t first_port(void)
{
	return (uint16_t)(PORT_FIRST + 512 * (getpid() % 12));
}

static uint32_t count_entries(const char *path)
{
	DIR *dir = opendir(path);
	uint32_t count = 0;

	ck_assert_ptr_nonnull(dir);
	while (readdir(dir))
		++count;
	closedir(dir);
	return count;
}

/* Threads of the process while a relay of `threads` runs; a first one may bring a sanitizer's own. */
static uint32_t count_tasks(uint32_t threads)
{
	struct relay *relay;
	uint32_t count;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, threads));
	count = count_entries("/proc/self/task");
	mem_deref(relay);
	return count;
}

/* ---- a party with an RTP and an RTCP socket ---- */

struct party {
	int fd[FLOW_LANES];
	struct sa local[FLOW_LANES];
};

static void party_open(struct party *party, const char *address)
{
	for (int lane = 0; lane < FLOW_LANES; lane++) {
		struct sa *local = &party->local[lane];

		*local = (struct sa){.len = 0};
		ck_assert_int_eq(0, sa_set_str(local, address, 0));
		party->fd[lane] = socket(sa_af(local), SOCK_DGRAM, 0);
		ck_assert_int_ge(party->fd[lane], 0);
		ck_assert_int_eq(0, bind(party->fd[lane], &local->u.sa, local->len));
		local->len = sizeof local->u;
		ck_assert_int_eq(0, getsockname(party->fd[lane], &local->u.sa, &local->len));
	}
}

static void party_close(struct party *party)
{
	for (int lane = 0; lane < FLOW_LANES; lane++)
		close(party->fd[lane]);
}

static void party_send(struct party *party, enum flow_lane lane, const struct sa *rtp_port,
		       const struct octets *octets)
{
	struct sa to = *rtp_port;

	if (sa_af(&to) == AF_INET6)
		to.u.in6.sin6_flowinfo = to.u.in6.sin6_scope_id = 0;
	sa_set_port(&to, (uint16_t)(sa_port(rtp_port) + lane));
	(void)sendto(party->fd[lane], octets->data, octets->size, 0, &to.u.sa, to.len);
}

/* Waits up to `wait_ms`; the packet's size and source, or -1. */
static ssize_t party_receive(struct party *party, enum flow_lane lane, struct sa *source,
			     uint8_t *data, size_t size, int wait_ms)
{
	struct pollfd poll_fd = {party->fd[lane], POLLIN, 0};

	if (poll(&poll_fd, 1, wait_ms) != 1)
		return -1;

	source->len = sizeof source->u;
	return recvfrom(party->fd[lane], data, size, 0, &source->u.sa, &source->len);
}

/* ---- a call: two parties and their flows ---- */

struct call {
	struct relay *relay;
	struct party party[2];
	struct flow *flow[2];
	struct sa port[2];
};

/* The first pair of ports from *portp on that nobody has. */
static struct flow *add(struct relay *relay, struct sa *local, const char *address, uint16_t *portp,
			struct flow *other)
{
	struct flow *flow = NULL;
	int err = EADDRINUSE;

	while (err == EADDRINUSE && *portp <= PORT_LAST) {
		ck_assert_int_eq(0, sa_set_str(local, address, *portp));
		err = relay->ops->add(&flow, relay, local, other);
		*portp += 2;
	}
	ck_assert_int_eq(0, err);
	return flow;
}

static struct flow_terms terms_of(const struct party *party)
{
	return (struct flow_terms){
		.used = true,
		.sends = true,
		.receives = true,
		.peer = {party->local[FLOW_RTP], party->local[FLOW_RTCP]},
		.latch = LATCH_STRICT,
		.latch_us = 60000000,
	};
}

static void call_open(struct call *call, struct relay *relay, const char *one, const char *other,
		      uint16_t *portp)
{
	const char *addresses[] = {one, other};

	call->relay = relay;
	for (int i = 0; i < 2; i++) {
		struct flow_terms terms;

		party_open(&call->party[i], addresses[i]);
		call->flow[i] =
			add(relay, &call->port[i], addresses[i], portp, i ? call->flow[0] : NULL);
		terms = terms_of(&call->party[i]);
		relay->ops->change(relay, call->flow[i], &terms, 0);
	}
}

static void call_close(struct call *call)
{
	for (int i = 0; i < 2; i++) {
		call->relay->ops->remove(call->relay, call->flow[i]);
		party_close(&call->party[i]);
	}
}

/* Sends from party i until the other party hears it. Terms are in force at once; a packet may be lost. */
static void expect_relayed(struct call *call, int i, enum flow_lane lane)
{
	struct sa source, expect = call->port[!i];
	ssize_t size = -1;
	uint8_t data[64];

	for (int tries = 0; tries < TRIES && size < 0; tries++) {
		party_send(&call->party[i], lane, &call->port[i], &lanes[lane]);
		size = party_receive(&call->party[!i], lane, &source, data, sizeof data, 10);
	}

	sa_set_port(&expect, (uint16_t)(sa_port(&expect) + lane));
	ck_assert_int_eq((int)lanes[lane].size, (int)size);
	ck_assert_int_eq(0, memcmp(data, lanes[lane].data, lanes[lane].size));
	ck_assert(sa_cmp(&source, &expect, SA_ALL));
}

static struct relay_report report_of(struct call *call, int i)
{
	struct relay_report report;

	call->relay->ops->read(&report, call->relay, call->flow[i], 0);
	return report;
}

/* Waits until `refused` of party i's flow is `refused` at least. */
static void expect_refused(struct call *call, int i, uint64_t refused)
{
	for (int tries = 0; tries < TRIES && report_of(call, i).refused < refused; tries++)
		usleep(10000);
	ck_assert_uint_eq(refused, report_of(call, i).refused);
}

/* clang-format off */
static const struct {
	const char *what, *one, *other;
} families[] = {
	{"IPv4",                  "127.0.0.1", "127.0.0.1"},
	{"IPv6",                  "::1",       "::1"},
	{"IPv4 with IPv6",        "127.0.0.1", "::1"},
	{"two addresses of ours", "127.0.0.1", "127.0.0.2"},
};
/* clang-format on */

START_TEST(relays_both_ways)
{
	uint16_t port = first_port();
	struct relay *relay;
	struct call call;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 2));
	call_open(&call, relay, families[_i].one, families[_i].other, &port);
	for (int i = 0; i < 2; i++) {
		expect_relayed(&call, i, FLOW_RTP);
		expect_relayed(&call, i, FLOW_RTCP);
	}
	call_close(&call);
	mem_deref(relay);
}
END_TEST

START_TEST(counts_and_refuses)
{
	static const uint8_t large[4000] = {0x80, 8};
	const struct octets nonsense = {rtp, 5}, oversized = {large, sizeof large};
	uint16_t port = first_port();
	struct relay_report before, after;
	struct party stranger;
	struct relay *relay;
	struct call call;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 1));
	call_open(&call, relay, "127.0.0.1", "127.0.0.1", &port);
	party_open(&stranger, "127.0.0.1");
	expect_relayed(&call, 0, FLOW_RTP);
	before = report_of(&call, 0);
	party_send(&stranger, FLOW_RTP, &call.port[0], &lanes[FLOW_RTP]);
	party_send(&call.party[0], FLOW_RTP, &call.port[0], &nonsense);
	party_send(&call.party[0], FLOW_RTP, &call.port[0], &oversized);
	expect_refused(&call, 0, before.refused + 3);

	expect_relayed(&call, 0, FLOW_RTP);
	after = report_of(&call, 0);
	ck_assert_uint_gt(after.packets, before.packets);
	ck_assert_uint_eq(after.packets * sizeof rtp, after.bytes);
	ck_assert_uint_eq(after.packets, after.relayed);
	ck_assert_uint_lt(after.quiet_us, 10000000);
	ck_assert_uint_eq(UINT64_MAX, report_of(&call, 1).quiet_us);
	party_close(&stranger);
	call_close(&call);
	mem_deref(relay);
}
END_TEST

START_TEST(learns_and_reports_a_new_source)
{
	uint16_t port = first_port();
	struct flow_terms terms;
	struct relay_report report;
	struct party described;
	struct relay *relay;
	struct call call;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 1));
	call_open(&call, relay, "127.0.0.1", "127.0.0.1", &port);
	ck_assert_uint_eq(0, report_of(&call, 0).learnt);
	party_open(&described, "127.0.0.1");
	terms = terms_of(&described);
	terms.latch = LATCH_ONCE;
	relay->ops->change(relay, call.flow[0], &terms, 0);

	expect_relayed(&call, 0, FLOW_RTP);
	for (int tries = 0; tries < TRIES && report_of(&call, 0).learnt == 0; tries++)
		usleep(10000);
	report = report_of(&call, 0);
	ck_assert_uint_eq(1, report.learnt);
	ck_assert(sa_cmp(&report.peer, &call.party[0].local[FLOW_RTP], SA_ALL));
	expect_relayed(&call, 1, FLOW_RTP); /* to the phone, not where it was described */
	party_close(&described);
	call_close(&call);
	mem_deref(relay);
}
END_TEST

START_TEST(a_call_whose_other_side_is_gone_sends_nothing)
{
	uint16_t port = first_port();
	struct relay *relay;
	struct call call;
	uint64_t packets;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 1));
	call_open(&call, relay, "127.0.0.1", "127.0.0.1", &port);
	expect_relayed(&call, 0, FLOW_RTP);
	relay->ops->remove(relay, call.flow[1]);
	call.flow[1] = add(relay, &call.port[1], "127.0.0.1", &port, NULL); /* not joined */
	packets = report_of(&call, 0).packets;
	for (int tries = 0; tries < TRIES && report_of(&call, 0).packets < packets + 3; tries++) {
		party_send(&call.party[0], FLOW_RTP, &call.port[0], &lanes[FLOW_RTP]);
		usleep(10000);
	}
	ck_assert_uint_ge(report_of(&call, 0).packets, packets + 3);
	ck_assert_uint_lt(report_of(&call, 0).relayed, packets + 3);
	call_close(&call);
	mem_deref(relay);
}
END_TEST

/* Either goes first; the other must not find what is gone. */
START_TEST(a_flow_removed_before_any_packet)
{
	struct flow_terms terms = {.used = true};
	struct relay *relay;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 1));
	for (int i = 0; i < 500; i++) {
		uint16_t port = first_port();
		struct flow *first, *second;
		struct sa local;

		first = add(relay, &local, "127.0.0.1", &port, NULL);
		relay->ops->change(relay, first, &terms, 0);
		second = add(relay, &local, "127.0.0.1", &port, first);
		relay->ops->remove(relay, i % 2 ? first : second);
		relay->ops->change(relay, i % 2 ? second : first, &terms, 0);
		relay->ops->remove(relay, i % 2 ? second : first);
	}
	mem_deref(relay);
}
END_TEST

/*
 * On the port just given back. A worker's epoll_wait may be looking at the closed socket and hold it
 * for that instant: EADDRINUSE, for which a session takes the next pair.
 */
static int add_again(struct call *call, int own, struct flow *other)
{
	int err = EADDRINUSE;

	for (int tries = 0; tries < TRIES && err == EADDRINUSE; tries++) {
		err = call->relay->ops->add(&call->flow[own], call->relay, &call->port[own], other);
		if (err == EADDRINUSE)
			usleep(1000);
	}

	return err;
}

/* Flow 0 of a call, described as at `described`, learns that its peer is where party i sends from. */
static void learn(struct call *call, const struct party *described, int i)
{
	struct flow_terms terms = terms_of(described);
	ssize_t size = -1;
	struct sa source;
	uint8_t data[64];

	while (party_receive(&call->party[1], FLOW_RTP, &source, data, sizeof data, 0) >= 0)
		; /* of before */
	terms.latch = LATCH_ONCE;
	call->relay->ops->change(call->relay, call->flow[0], &terms, 0);
	for (int tries = 0; tries < TRIES && size < 0; tries++) {
		party_send(&call->party[i], FLOW_RTP, &call->port[0], &lanes[FLOW_RTP]);
		size = party_receive(&call->party[1], FLOW_RTP, &source, data, sizeof data, 10);
	}
	ck_assert_int_gt(size, 0);
}

/* A flow in the place of another knows nothing of it: not when read at once, nor when read late. */
START_TEST(a_place_serves_one_call_after_the_other)
{
	uint16_t port = first_port();
	struct relay_report report;
	struct party described;
	struct flow *before;
	struct relay *relay;
	struct call call;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 1));
	call_open(&call, relay, "127.0.0.1", "127.0.0.1", &port);
	party_open(&described, "127.0.0.1");
	learn(&call, &described, 0);
	ck_assert_uint_eq(1, report_of(&call, 0).learnt);

	before = call.flow[0];
	relay->ops->remove(relay, call.flow[0]);
	ck_assert_int_eq(0, add_again(&call, 0, call.flow[1]));
	ck_assert_ptr_eq(before, call.flow[0]);
	if (_i)
		learn(&call, &described, 1);
	report = report_of(&call, 0);
	ck_assert_int_eq(_i > 0, report.packets > 0);
	ck_assert_uint_eq(_i, report.learnt);
	ck_assert(_i ? sa_cmp(&report.peer, &call.party[1].local[FLOW_RTP], SA_ALL)
		     : !sa_isset(&report.peer, SA_ADDR));
	party_close(&described);
	call_close(&call);
	mem_deref(relay);
}
END_TEST

START_TEST(a_flow_without_terms_refuses)
{
	uint16_t port = first_port();
	struct relay *relay;
	struct call call;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 1));
	call_open(&call, relay, "127.0.0.1", "127.0.0.1", &port);
	expect_relayed(&call, 0, FLOW_RTP);
	relay->ops->remove(relay, call.flow[0]);
	ck_assert_int_eq(0, add_again(&call, 0, call.flow[1]));
	party_send(&call.party[0], FLOW_RTP, &call.port[0], &lanes[FLOW_RTP]);
	expect_refused(&call, 0, 1);
	call_close(&call);
	mem_deref(relay);
}
END_TEST

START_TEST(a_call_over_is_the_next_ones_memory)
{
	uint16_t port = first_port();
	struct flow *first[2], *next[2];
	struct relay *relay;
	struct sa local;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 2));
	first[0] = add(relay, &local, "127.0.0.1", &port, NULL);
	first[1] = add(relay, &local, "127.0.0.1", &port, first[0]);
	relay->ops->remove(relay, first[_i]);
	next[0] = add(relay, &local, "127.0.0.1", &port, NULL); /* half of it is still in use */
	ck_assert_ptr_ne(first[0], next[0]);
	ck_assert_ptr_ne(first[1], next[0]);
	relay->ops->remove(relay, first[!_i]);
	next[1] = add(relay, &local, "127.0.0.1", &port, NULL);
	ck_assert(next[1] == first[0] || next[1] == first[1]);
	for (int i = 0; i < 2; i++)
		relay->ops->remove(relay, next[i]);
	mem_deref(relay);
}
END_TEST

START_TEST(a_stream_has_two_sides)
{
	uint32_t fds = count_entries("/proc/self/fd");
	uint16_t port = first_port();
	struct flow *third = NULL;
	struct relay *relay;
	struct call call;
	struct sa local;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 1));
	call_open(&call, relay, "127.0.0.1", "127.0.0.1", &port);
	third = add(relay, &local, "127.0.0.1", &port, NULL); /* the next that is free */
	relay->ops->remove(relay, third);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(EBUSY, relay->ops->add(&third, relay, &local, call.flow[i]));
	expect_relayed(&call, 0, FLOW_RTP);
	expect_relayed(&call, 1, FLOW_RTP);
	call_close(&call);
	mem_deref(relay);
	ck_assert_uint_eq(fds, count_entries("/proc/self/fd"));
}
END_TEST

START_TEST(ipv6_takes_no_port_of_ipv4)
{
	uint16_t port = first_port();
	struct relay *relay;
	struct flow *six, *four;
	struct sa local;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 1));
	six = add(relay, &local, "::", &port, NULL);
	ck_assert_int_eq(0, sa_set_str(&local, "127.0.0.1", sa_port(&local)));
	ck_assert_int_eq(0, relay->ops->add(&four, relay, &local, NULL));
	relay->ops->remove(relay, six);
	relay->ops->remove(relay, four);
	mem_deref(relay);
}
END_TEST

START_TEST(a_port_can_be_had_again_at_once)
{
	uint16_t port = first_port();
	struct relay *relay;
	struct flow *flow;
	struct sa local;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 1));
	flow = add(relay, &local, "127.0.0.1", &port, NULL);
	for (int i = 0; i < 200; i++) {
		relay->ops->remove(relay, flow);
		ck_assert_int_eq(0, relay->ops->add(&flow, relay, &local, NULL));
	}
	relay->ops->remove(relay, flow);
	mem_deref(relay);
}
END_TEST

/* Somebody has RTP's port, or RTCP's: the pair is refused, and no descriptor stays. */
START_TEST(a_port_that_somebody_has)
{
	uint16_t port = first_port();
	uint32_t fds = count_entries("/proc/self/fd");
	struct sa local, pair;
	struct relay *relay;
	struct flow *flow, *other;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 1));
	flow = add(relay, &local, "127.0.0.1", &port, NULL);
	pair = local;
	sa_set_port(&pair, (uint16_t)(sa_port(&local) + 1 - 2 * _i));
	ck_assert_int_eq(EADDRINUSE, relay->ops->add(&other, relay, &pair, NULL));
	relay->ops->remove(relay, flow);
	mem_deref(relay);
	ck_assert_uint_eq(fds, count_entries("/proc/self/fd"));
}
END_TEST

static void allow_descriptors(void)
{
	struct rlimit limit;

	ck_assert_int_eq(0, getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = limit.rlim_max;
	ck_assert_int_eq(0, setrlimit(RLIMIT_NOFILE, &limit));
}

START_TEST(a_thousand_flows_give_everything_back)
{
	struct flow *flows[FLOWS];
	uint32_t fds = count_entries("/proc/self/fd"), tasks = count_tasks(1) - 1;
	uint16_t port = first_port();
	struct relay *relay;
	struct sa local;

	allow_descriptors();
	ck_assert_int_eq(0, relay_threads_alloc(&relay, 2));
	for (int i = 0; i < FLOWS; i++)
		flows[i] = add(relay, &local, "127.0.0.1", &port, i % 2 ? flows[i - 1] : NULL);
	ck_assert_uint_ge(count_entries("/proc/self/fd"), fds + 2 * FLOWS);
	for (int i = 0; i < FLOWS; i++)
		relay->ops->remove(relay, flows[i]);
	mem_deref(relay);
	ck_assert_uint_eq(fds, count_entries("/proc/self/fd"));
	ck_assert_uint_eq(tasks, count_entries("/proc/self/task"));
}
END_TEST

/* RLIMIT_NOFILE is the limit of flows: the machine's trouble costs this flow and no other. */
START_TEST(descriptors_run_out)
{
	uint32_t fds = count_entries("/proc/self/fd");
	uint16_t port = first_port();
	struct rlimit limit, few;
	struct flow *flows[8];
	struct relay *relay;
	struct sa local;
	int flowc = 0, err = 0;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 1));
	ck_assert_int_eq(0, getrlimit(RLIMIT_NOFILE, &limit));
	few = (struct rlimit){(rlim_t)dup(0) + 4 + (rlim_t)_i, limit.rlim_max};
	close((int)few.rlim_cur - 4 - _i);
	ck_assert_int_eq(0, setrlimit(RLIMIT_NOFILE, &few));
	while (!err && flowc < 8) {
		ck_assert_int_eq(0, sa_set_str(&local, "127.0.0.7", port));
		port += 2;
		err = relay->ops->add(&flows[flowc], relay, &local, NULL);
		flowc += err == 0;
	}
	ck_assert_int_eq(EMFILE, err);
	ck_assert_int_eq(2, flowc);
	relay->ops->remove(relay, flows[0]);
	ck_assert_int_eq(0, relay->ops->add(&flows[0], relay, &local, NULL));
	for (int i = 0; i < flowc; i++)
		relay->ops->remove(relay, flows[i]);
	ck_assert_int_eq(0, setrlimit(RLIMIT_NOFILE, &limit));
	mem_deref(relay);
	ck_assert_uint_eq(fds, count_entries("/proc/self/fd"));
}
END_TEST

/* What each epoll of the process watches, by /proc. */
static uint32_t watched_by(const char *fd)
{
	char path[300], line[200];
	uint32_t count = 0;
	FILE *file;

	snprintf(path, sizeof path, "/proc/self/fdinfo/%s", fd);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof line, file))
		count += strncmp(line, "tfd:", 4) == 0;
	if (file)
		fclose(file);
	return count;
}

/* How many epolls of the process watch `expect` descriptors. */
static uint32_t count_epolls(uint32_t expect)
{
	DIR *dir = opendir("/proc/self/fd");
	uint32_t count = 0;
	struct dirent *entry;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)))
		count += watched_by(entry->d_name) == expect;
	closedir(dir);
	return count;
}

/* Four flows each; whoever lost two has the next two. */
START_TEST(workers_have_equal_shares)
{
	struct flow *flows[4 * WORKERS], **last = &flows[4 * WORKERS - 2];
	uint16_t port = first_port();
	struct relay *relay;
	struct sa local;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, WORKERS));
	for (int i = 0; i < 4 * WORKERS; i++)
		flows[i] = add(relay, &local, "127.0.0.1", &port, i % 2 ? flows[i - 1] : NULL);
	ck_assert_uint_eq(WORKERS, count_epolls(1 + 2 * 4)); /* one is the end's */
	for (int i = 0; i < 2; i++)
		relay->ops->remove(relay, last[i]);
	for (int i = 0; i < 2; i++)
		last[i] = add(relay, &local, "127.0.0.1", &port, i ? last[0] : NULL);
	ck_assert_uint_eq(WORKERS, count_epolls(1 + 2 * 4));
	for (int i = 0; i < 4 * WORKERS; i++)
		relay->ops->remove(relay, flows[i]);
	ck_assert_uint_eq(WORKERS, count_epolls(1));
	mem_deref(relay);
}
END_TEST

/* clang-format off */
static const struct {
	uint32_t asked, expect;
} workers[] = {
	{1,                     1},
	{3,                     3},
	{RELAY_THREADS_MAX + 1, RELAY_THREADS_MAX},
};
/* clang-format on */

START_TEST(as_many_workers_as_asked)
{
	ck_assert_uint_eq(count_tasks(1) + workers[_i].expect - 1, count_tasks(workers[_i].asked));
}
END_TEST

START_TEST(one_worker_a_core_if_none_is_asked)
{
	uint32_t cores = (uint32_t)sysconf(_SC_NPROCESSORS_ONLN);

	ck_assert_uint_eq(count_tasks(1) + cores - 1, count_tasks(0));
}
END_TEST

START_TEST(the_machine_has_no_descriptors)
{
	struct rlimit limit, none;
	struct relay *relay = NULL;

	ck_assert_int_eq(0, getrlimit(RLIMIT_NOFILE, &limit));
	none = (struct rlimit){3, limit.rlim_max};
	ck_assert_int_eq(0, setrlimit(RLIMIT_NOFILE, &none));
	ck_assert_int_eq(EMFILE, relay_threads_alloc(&relay, 4));
	ck_assert_ptr_null(relay);
	ck_assert_int_eq(0, setrlimit(RLIMIT_NOFILE, &limit));
}
END_TEST

/* ---- a flood ---- */

struct flood {
	pthread_t thread;
	struct sa to;
	atomic_bool stop;
};

static void *flood_run(void *arg)
{
	struct flood *flood = arg;
	struct party stranger;

	party_open(&stranger, "127.0.0.1");
	while (!flood->stop)
		party_send(&stranger, FLOW_RTP, &flood->to, &lanes[FLOW_RTP]);
	party_close(&stranger);
	return NULL;
}

static void flood_begin(struct flood *flood, const struct sa *to)
{
	flood->to = *to;
	flood->stop = false;
	ck_assert_int_eq(0, pthread_create(&flood->thread, NULL, flood_run, flood));
}

static void flood_end(struct flood *flood)
{
	flood->stop = true;
	pthread_join(flood->thread, NULL);
}

START_TEST(a_flood_on_one_call_does_not_starve_another)
{
	uint16_t port = first_port();
	struct flood flood;
	struct relay *relay;
	struct call flooded, quiet;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 1));
	call_open(&flooded, relay, "127.0.0.1", "127.0.0.1", &port);
	call_open(&quiet, relay, "127.0.0.1", "127.0.0.1", &port);
	flood_begin(&flood, &flooded.port[0]);
	for (int tries = 0; tries < TRIES && report_of(&flooded, 0).refused == 0; tries++)
		usleep(10000); /* until the flood has begun */
	ck_assert_uint_gt(report_of(&flooded, 0).refused, 0);
	for (int i = 0; i < 50; i++)
		expect_relayed(&quiet, i % 2, FLOW_RTP);
	flood_end(&flood);
	call_close(&quiet);
	call_close(&flooded);
	mem_deref(relay);
}
END_TEST

START_TEST(calls_come_and_go_in_a_flood)
{
	uint16_t port = first_port();
	struct flood flood;
	struct relay *relay;
	struct call call;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 2));
	call_open(&call, relay, "127.0.0.1", "127.0.0.1", &port);
	flood_begin(&flood, &call.port[0]);
	for (int i = 0; i < 200; i++) {
		struct flow_terms terms = terms_of(&call.party[0]);

		terms.latch = LATCH_ONCE;
		relay->ops->remove(relay, call.flow[0]);
		ck_assert_int_eq(
			0, relay->ops->add(&call.flow[0], relay, &call.port[0], call.flow[1]));
		relay->ops->change(relay, call.flow[0], &terms, 0);
		(void)report_of(&call, 0);
	}
	flood_end(&flood);
	call_close(&call);
	mem_deref(relay);
}
END_TEST

/* ---- nobody is woken ---- */

/* How often a thread of the process went to sleep. */
static uint64_t sleeps_of(pid_t task)
{
	unsigned long long sleeps = 0;
	char path[64], line[200];
	FILE *file;

	snprintf(path, sizeof path, "/proc/self/task/%d/status", (int)task);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof line, file))
		(void)sscanf(line, "voluntary_ctxt_switches: %llu", &sleeps);
	fclose(file);
	return sleeps;
}

/* The process's threads; how many. */
static int list_tasks(pid_t tasks[TASKS])
{
	DIR *dir = opendir("/proc/self/task");
	struct dirent *entry;
	int count = 0;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)) && count < TASKS) {
		if (entry->d_name[0] != '.')
			tasks[count++] = atoi(entry->d_name);
	}
	closedir(dir);
	return count;
}

/* The thread that is in the list of now, and was not in the one of before. */
static pid_t new_task(const pid_t *before, int beforec)
{
	pid_t tasks[TASKS];
	int count = list_tasks(tasks);

	for (int i = 0; i < count; i++) {
		int known = 0;

		while (known < beforec && before[known] != tasks[i])
			known++;
		if (known == beforec)
			return tasks[i];
	}

	ck_abort_msg("no new thread");
	return 0;
}

START_TEST(what_is_asked_wakes_no_worker)
{
	uint16_t port = first_port();
	uint64_t before, sleeps = 0;
	struct relay *relay;
	struct call call;
	pid_t tasks[TASKS], worker;
	int taskc;

	(void)count_tasks(1);
	taskc = list_tasks(tasks);
	ck_assert_int_eq(0, relay_threads_alloc(&relay, 1));
	worker = new_task(tasks, taskc);
	call_open(&call, relay, "127.0.0.1", "127.0.0.1", &port);
	expect_relayed(&call, 0, FLOW_RTP);
	do { /* until it sleeps for good */
		before = sleeps;
		usleep(50000);
		sleeps = sleeps_of(worker);
	} while (before != sleeps);

	for (int i = 0; i < 100; i++) {
		struct call other;

		call_open(&other, relay, "127.0.0.1", "127.0.0.1", &port);
		(void)report_of(&other, 0);
		call_close(&other);
	}
	usleep(50000);
	ck_assert_uint_eq(sleeps, sleeps_of(worker));
	expect_relayed(&call, 1, FLOW_RTP);
	for (int tries = 0; tries < TRIES && sleeps_of(worker) == sleeps; tries++)
		usleep(10000);
	ck_assert_uint_lt(sleeps, sleeps_of(worker)); /* it was that thread */
	call_close(&call);
	mem_deref(relay);
}
END_TEST

/* ---- a storm: calls end and begin on the same ports while all parties speak ---- */

struct storm {
	pthread_t thread;
	uint8_t number;
	struct call calls[CALLS]; /* parties and ports only: flows are the control thread's */
	atomic_bool *stop;
	atomic_uint heard[CALLS][2];
	atomic_uint astray;
};

/* A packet says whose it is. */
static void storm_mark(uint8_t packet[sizeof rtp], const struct storm *storm, int call, int side)
{
	memcpy(packet, rtp, sizeof rtp);
	packet[12] = storm->number;
	packet[13] = (uint8_t)(2 * call + side);
}

static void storm_hear(struct storm *storm, int i, int side)
{
	struct party *party = &storm->calls[i].party[side];
	uint8_t expect[sizeof rtp], data[64];
	struct sa source;
	ssize_t size;

	storm_mark(expect, storm, i, !side);
	while ((size = party_receive(party, FLOW_RTP, &source, data, sizeof data, 0)) >= 0) {
		if (size == sizeof expect && memcmp(data, expect, sizeof expect) == 0
		    && sa_cmp(&source, &storm->calls[i].port[side], SA_ALL))
			storm->heard[i][side]++;
		else
			storm->astray++;
	}
}

static void *storm_run(void *arg)
{
	struct storm *storm = arg;

	while (!*storm->stop) {
		for (int i = 0; i < 2 * CALLS; i++) {
			struct call *call = &storm->calls[i / 2];
			uint8_t packet[sizeof rtp];
			struct octets octets = {packet, sizeof packet};

			storm_mark(packet, storm, i / 2, i % 2);
			party_send(&call->party[i % 2], FLOW_RTP, &call->port[i % 2], &octets);
			storm_hear(storm, i / 2, i % 2);
		}
	}

	return NULL;
}

static void storm_open(struct storm *storm, uint8_t number, struct relay *relay, uint16_t *portp,
		       atomic_bool *stop)
{
	*storm = (struct storm){.number = number, .stop = stop};
	for (int i = 0; i < CALLS; i++)
		call_open(&storm->calls[i], relay, "127.0.0.1", "127.0.0.1", portp);
}

/* One side of a call ends, and begins again at once on its port; sometimes both do. */
static void storm_again(struct call *call, int side, bool both)
{
	struct relay *relay = call->relay;

	for (int i = 0; i < (both ? 2 : 1); i++)
		relay->ops->remove(relay, call->flow[i ? !side : side]);
	for (int i = 0; i < (both ? 2 : 1); i++) {
		int own = i ? !side : side;
		struct flow_terms terms = terms_of(&call->party[own]);

		ck_assert_int_eq(0, add_again(call, own, both && i == 0 ? NULL : call->flow[!own]));
		relay->ops->change(relay, call->flow[own], &terms, 0);
	}
	(void)report_of(call, side);
}

/* All calls have sound again, both ways. */
static void storm_settled(struct storm *storm)
{
	for (int i = 0; i < 2 * CALLS; i++) {
		atomic_uint *heard = &storm->heard[i / 2][i % 2];
		unsigned before = *heard;

		for (int tries = 0; tries < TRIES && *heard == before; tries++)
			usleep(10000);
		ck_assert_uint_gt(*heard, before);
	}
}

static void storm_close(struct storm *storm)
{
	pthread_join(storm->thread, NULL);
	for (int i = 0; i < CALLS; i++)
		call_close(&storm->calls[i]);
	ck_assert_uint_eq(0, storm->astray);
}

START_TEST(calls_end_and_begin_in_a_storm)
{
	struct storm storms[SENDERS];
	uint16_t port = first_port();
	atomic_bool stop = false;
	struct relay *relay;

	ck_assert_int_eq(0, relay_threads_alloc(&relay, 2));
	for (uint8_t i = 0; i < SENDERS; i++)
		storm_open(&storms[i], i, relay, &port, &stop);
	for (int i = 0; i < SENDERS; i++)
		ck_assert_int_eq(0, pthread_create(&storms[i].thread, NULL, storm_run, &storms[i]));
	for (int i = 0; i < STORM; i++)
		storm_again(&storms[i % SENDERS].calls[i / SENDERS % CALLS], i % 2, i % 5 == 0);
	for (int i = 0; i < SENDERS; i++)
		storm_settled(&storms[i]);
	stop = true;
	for (int i = 0; i < SENDERS; i++)
		storm_close(&storms[i]);
	mem_deref(relay);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rtp/relay_threads");
	TCase *tcase = tcase_create("relay_threads");
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, relays_both_ways, 0, sizeof families / sizeof families[0]);
	tcase_add_test(tcase, counts_and_refuses);
	tcase_add_test(tcase, learns_and_reports_a_new_source);
	tcase_add_test(tcase, a_call_whose_other_side_is_gone_sends_nothing);
	tcase_add_test(tcase, a_flow_removed_before_any_packet);
	tcase_add_loop_test(tcase, a_place_serves_one_call_after_the_other, 0, 2);
	tcase_add_test(tcase, a_flow_without_terms_refuses);
	tcase_add_loop_test(tcase, a_call_over_is_the_next_ones_memory, 0, 2);
	tcase_add_test(tcase, a_stream_has_two_sides);
	tcase_add_test(tcase, ipv6_takes_no_port_of_ipv4);
	tcase_add_test(tcase, a_port_can_be_had_again_at_once);
	tcase_add_loop_test(tcase, a_port_that_somebody_has, 0, 2);
	tcase_add_test(tcase, a_thousand_flows_give_everything_back);
	tcase_add_loop_test(tcase, descriptors_run_out, 0, 2); /* at RTP's port, at RTCP's */
	tcase_add_test(tcase, workers_have_equal_shares);
	tcase_add_loop_test(tcase, as_many_workers_as_asked, 0, sizeof workers / sizeof workers[0]);
	tcase_add_test(tcase, one_worker_a_core_if_none_is_asked);
	tcase_add_test(tcase, the_machine_has_no_descriptors);
	tcase_add_test(tcase, a_flood_on_one_call_does_not_starve_another);
	tcase_add_test(tcase, calls_come_and_go_in_a_flood);
	tcase_add_test(tcase, what_is_asked_wakes_no_worker);
	tcase_add_test(tcase, calls_end_and_begin_in_a_storm);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
