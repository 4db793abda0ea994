/* relay_host.c -- flows whose packets come and go through the test */
#include "tests/unit/rtp/wire.h"

struct host {
	struct wire wire;
	struct relay *relay;
	struct flow *office, *provider; /* 10.0.0.1:2000 and 203.0.113.1:3000 */
};

static void open_host(struct host *host)
{
	*host = (struct host){0};
	ck_assert_int_eq(0, relay_host_alloc(&host->relay, &wire_ops, &host->wire));
}

static int add(struct host *host, struct flow **flowp, const char *local, struct flow *other)
{
	struct sa sa = at(local);

	return host->relay->ops->add(flowp, host->relay, &sa, other);
}

static void describe(struct host *host, struct flow *flow, const char *rtp, const char *rtcp)
{
	struct flow_terms terms = {
		.used = true,
		.sends = true,
		.receives = true,
		.peer = {at(rtp), at(rtcp)},
		.latch = LATCH_ONCE,
		.latch_us = 1000000
        };

	host->relay->ops->change(host->relay, flow, &terms, 0);
}

static void open_call(struct host *host)
{
	open_host(host);
	ck_assert_int_eq(0, add(host, &host->office, "10.0.0.1:2000", NULL));
	ck_assert_int_eq(0, add(host, &host->provider, "203.0.113.1:3000", host->office));
	describe(host, host->office, "10.0.0.5:4000", "10.0.0.5:4001");
	describe(host, host->provider, "192.0.2.7:6000", "192.0.2.7:6001");
}

static void close_call(struct host *host)
{
	host->relay->ops->remove(host->relay, host->office);
	host->relay->ops->remove(host->relay, host->provider);
	ck_assert_uint_eq(0, wire_count(&host->wire));
	mem_deref(host->relay);
}

static const struct {
	const char *what;
	uint16_t port;
	const char *source;
	uint16_t from;
	const char *to;
} packets[] = {
	{"RTP from the office to the provider", 2000, "10.0.0.5:4000",  3000, "192.0.2.7:6000"},
	{"RTCP beside it",                      2001, "10.0.0.5:4001",  3001, "192.0.2.7:6001"},
	{"RTP from the provider to the office", 3000, "192.0.2.7:6000", 2000, "10.0.0.5:4000" },
	{"RTCP beside it",                      3001, "192.0.2.7:6001", 2001, "10.0.0.5:4001" },
	{"a phone behind a NAT",                2000, "10.0.0.5:61022", 3000, "192.0.2.7:6000"},
};

START_TEST(packet)
{
	struct host host;

	open_call(&host);
	wire_receive(&host.wire, packets[_i].port, packets[_i].source, 20000);
	wire_expect(&host.wire, packets[_i].from, packets[_i].to);
	close_call(&host);
}
END_TEST

START_TEST(strangers_are_refused_and_counted)
{
	struct relay_report report;
	struct host host;

	open_call(&host);
	wire_receive(&host.wire, 2000, "203.0.113.66:4", 1000000);
	wire_expect(&host.wire, 0, "");
	host.relay->ops->read(&report, host.relay, host.office, 1000000);
	ck_assert_uint_eq(1, report.refused);
	ck_assert_uint_eq(0, report.packets);
	close_call(&host);
}
END_TEST

START_TEST(report_names_who_was_learnt)
{
	struct sa phone = at("10.0.0.5:61022");
	struct relay_report report;
	struct host host;

	open_call(&host);
	wire_receive(&host.wire, 2001, "10.0.0.5:4001", 0);
	host.relay->ops->read(&report, host.relay, host.office, 0);
	ck_assert_uint_eq(0, report.learnt);
	ck_assert(!sa_isset(&report.peer, SA_ADDR));
	wire_receive(&host.wire, 2000, "10.0.0.5:61022", 20000);
	host.relay->ops->read(&report, host.relay, host.office, 50000);
	ck_assert_uint_eq(1, report.learnt);
	ck_assert(sa_cmp(&report.peer, &phone, SA_ALL));
	ck_assert_uint_eq(30000, report.quiet_us);
	close_call(&host);
}
END_TEST

START_TEST(a_call_whose_other_side_is_gone_sends_nothing)
{
	struct host host;

	open_call(&host);
	host.relay->ops->remove(host.relay, host.provider);
	wire_receive(&host.wire, 2000, "10.0.0.5:4000", 20000);
	wire_expect(&host.wire, 0, "");
	host.relay->ops->remove(host.relay, host.office);
	mem_deref(host.relay);
}
END_TEST

/* Each row is an open that fails: nothing may be left open. */
static const struct {
	const char *what;
	uint16_t busy;
	int err, expect;
} failures[] = {
	{"somebody has the RTP port",      2000, 0,      EADDRINUSE},
	{"somebody has the RTCP port",     2001, 0,      EADDRINUSE},
	{"the machine has no descriptors", 0,    EMFILE, EMFILE    },
};

START_TEST(failure)
{
	struct flow *flow = NULL;
	struct host host;

	open_host(&host);
	host.wire.busy = failures[_i].busy;
	host.wire.err = failures[_i].err;
	ck_assert_msg(add(&host, &flow, "10.0.0.1:2000", NULL) == failures[_i].expect, "%s",
		      failures[_i].what);
	ck_assert_ptr_null(flow);
	ck_assert_uint_eq(0, wire_count(&host.wire));
	mem_deref(host.relay);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rtp/relay_host");
	TCase *tcase = tcase_create("relay_host");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, packet, 0, sizeof packets / sizeof packets[0]);
	tcase_add_test(tcase, strangers_are_refused_and_counted);
	tcase_add_test(tcase, report_names_who_was_learnt);
	tcase_add_test(tcase, a_call_whose_other_side_is_gone_sends_nothing);
	tcase_add_loop_test(tcase, failure, 0, sizeof failures / sizeof failures[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
