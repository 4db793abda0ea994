/* session.c -- one call's media, told over a relay whose wire is the test */
#include "tests/unit/rtp/wire.h"
#include "rtp/session.h"

enum {
	MS = 1000,
	SEC = 1000 * MS,
	SILENCE = 60 * SEC,
	WINDOW = 10 * SEC,
};

struct call {
	struct wire wire;
	struct relay *relay;
	struct ports *ports[SESSION_SIDES]; /* caller's: 2000 on; callee's: 3000 on */
	struct session *session;
	uint32_t latched, silent;   /* events told */
	struct session_event event; /* the last */
	bool ends;                  /* at the next event */
};

static void heard(const struct session_event *event, void *arg)
{
	struct call *call = arg;

	call->event = *event;
	call->latched += event->news == SESSION_LATCHED;
	call->silent += event->news == SESSION_SILENT;
	if (call->ends)
		call->session = mem_deref(call->session);
}

static void open_call(struct call *call, uint16_t pairs)
{
	struct sa inside = at("10.0.0.1:0"), outside = at("[2001:db8::1]:0");
	struct session_config config = {
		.silence_us = SILENCE, .latch_us = WINDOW, .event = heard, .arg = call};
	uint16_t more = (uint16_t)(2 * pairs - 1);

	*call = (struct call){0};
	ck_assert_int_eq(0, relay_host_alloc(&call->relay, &wire_ops, &call->wire));
	ck_assert_int_eq(0, ports_alloc(&call->ports[SESSION_CALLER], &inside, 2000, 2000 + more));
	ck_assert_int_eq(0, ports_alloc(&call->ports[SESSION_CALLEE], &outside, 3000, 3000 + more));
	config.relay = call->relay;
	for (int side = 0; side < SESSION_SIDES; side++)
		config.ports[side] = call->ports[side];
	ck_assert_int_eq(0, session_open(&call->session, &config));
}

static void close_call(struct call *call)
{
	mem_deref(call->session);
	ck_assert_uint_eq(0, wire_count(&call->wire));
	for (int side = 0; side < SESSION_SIDES; side++) {
		ck_assert_uint_eq(0, ports_taken(call->ports[side]));
		ck_assert_uint_eq(1, mem_nrefs(call->ports[side]));
		mem_deref(call->ports[side]);
	}
	ck_assert_uint_eq(1, mem_nrefs(call->relay));
	mem_deref(call->relay);
}

/* What an SDP direction says of its own side. */
struct direction {
	bool used, sends, receives;
};
static const struct direction sendrecv = {true, true, true}, sendonly = {true, true, false},
			      recvonly = {true, false, true}, inactive = {true, false, false},
			      refused = {false, true, true};

static void describe_at(struct call *call, enum session_side side, struct direction direction,
			const char *rtp, const char *rtcp, uint64_t now_us)
{
	struct media media = {.streamc = 1, .latch = LATCH_ONCE};

	media.streams[0] = (struct media_stream){.used = direction.used,
						 .rtp = at(rtp),
						 .rtcp = at(rtcp),
						 .sends = direction.sends,
						 .receives = direction.receives};
	ck_assert_int_eq(0, session_describe(call->session, side, &media, now_us));
}

static void describe(struct call *call, enum session_side side, struct direction direction,
		     uint64_t now_us)
{
	if (side == SESSION_CALLER)
		describe_at(call, side, direction, "10.0.0.5:4000", "10.0.0.5:4001", now_us);
	else
		describe_at(call, side, direction, "[2001:db8::9]:6000", "[2001:db8::9]:6001",
			    now_us);
}

/* Reserved and described at 0, not answered yet; one stream. */
static void begin_call(struct call *call, struct direction caller, struct direction callee)
{
	open_call(call, 4);
	describe(call, SESSION_CALLER, caller, 0);
	ck_assert_int_eq(0, session_reserve(call->session, SESSION_CALLEE, 1));
	ck_assert_int_eq(0, session_reserve(call->session, SESSION_CALLER, 1));
	describe(call, SESSION_CALLEE, callee, 0);
}

/* ---- ports ---- */

START_TEST(each_side_has_its_own_ports)
{
	struct sa caller = at("10.0.0.1:2000"), callee = at("[2001:db8::1]:3002");
	struct call call;

	open_call(&call, 4);
	ck_assert_ptr_null(session_local(call.session, SESSION_CALLER, 0));
	ck_assert_int_eq(0, session_reserve(call.session, SESSION_CALLER, 1));
	ck_assert_int_eq(0, session_reserve(call.session, SESSION_CALLEE, 2));
	ck_assert(sa_cmp(session_local(call.session, SESSION_CALLER, 0), &caller, SA_ALL));
	ck_assert(sa_cmp(session_local(call.session, SESSION_CALLEE, 1), &callee, SA_ALL));
	ck_assert_ptr_null(session_local(call.session, SESSION_CALLER, 1));
	ck_assert_ptr_null(session_local(call.session, SESSION_CALLEE, MEDIA_STREAMS_MAX));
	ck_assert_uint_eq(6, wire_count(&call.wire));
	close_call(&call);
}
END_TEST

START_TEST(reserving_again_keeps_what_there_is)
{
	struct sa first;
	struct call call;

	open_call(&call, 4);
	ck_assert_int_eq(0, session_reserve(call.session, SESSION_CALLER, 1));
	first = *session_local(call.session, SESSION_CALLER, 0);
	ck_assert_int_eq(0, session_reserve(call.session, SESSION_CALLER, 2));
	ck_assert(sa_cmp(session_local(call.session, SESSION_CALLER, 0), &first, SA_ALL));
	ck_assert_int_eq(0, session_reserve(call.session, SESSION_CALLER, 1));
	ck_assert_uint_eq(2, ports_taken(call.ports[SESSION_CALLER]));
	close_call(&call);
}
END_TEST

/* Each row reserves `streamc` streams of a caller that has one already, out of `pairs`. */
static const struct {
	const char *what;
	uint16_t pairs, busy;
	int err;
	uint32_t streamc;
	int expect;
	uint32_t taken;
} reservations[] = {
	{"as many as there may be",            4, 0,    0,      MEDIA_STREAMS_MAX,     0,             4},
	{"more than there may be",             8, 0,    0,      MEDIA_STREAMS_MAX + 1, ERANGE,        1},
	{"used up: nothing more was taken",    2, 0,    0,      3,                     EADDRNOTAVAIL, 1},
	{"somebody has a port: the next pair", 4, 2003, 0,      2,                     0,             2},
	{"somebody has all that is left",      2, 2002, 0,      2,                     EADDRNOTAVAIL, 1},
	{"the machine has no descriptors",     4, 0,    EMFILE, 2,                     EMFILE,        1},
};

START_TEST(reserve)
{
	struct call call;
	int err;

	open_call(&call, reservations[_i].pairs);
	ck_assert_int_eq(0, session_reserve(call.session, SESSION_CALLER, 1));
	call.wire.busy = reservations[_i].busy;
	call.wire.err = reservations[_i].err;
	err = session_reserve(call.session, SESSION_CALLER, reservations[_i].streamc);
	ck_assert_msg(err == reservations[_i].expect, "%s: %d", reservations[_i].what, err);
	ck_assert_msg(ports_taken(call.ports[SESSION_CALLER]) == reservations[_i].taken, "%s",
		      reservations[_i].what);
	ck_assert_msg(wire_count(&call.wire) == 2 * reservations[_i].taken, "%s",
		      reservations[_i].what);
	close_call(&call);
}
END_TEST

START_TEST(more_streams_than_there_may_be_are_not_described)
{
	struct media media = {.streamc = MEDIA_STREAMS_MAX + 1};
	struct call call;

	open_call(&call, 1);
	ck_assert_int_eq(ERANGE, session_describe(call.session, SESSION_CALLER, &media, 0));
	close_call(&call);
}
END_TEST

/* ---- packets ---- */

/* Each row is a packet of one side, and whether it crosses; directions as each side's SDP says. */
/* clang-format off */
static const struct {
	const char *what;
	const struct direction *caller, *callee;
	uint16_t port;
	const char *source;
	uint16_t from;
	const char *to;
} packets[] = {
	{"caller to callee",      &sendrecv, &sendrecv, 2000, "10.0.0.5:4000",      3000, "[2001:db8::9]:6000"},
	{"callee to caller",      &sendrecv, &sendrecv, 3000, "[2001:db8::9]:6000", 2000, "10.0.0.5:4000"},
	{"RTCP to callee",        &sendrecv, &sendrecv, 2001, "10.0.0.5:4001",      3001, "[2001:db8::9]:6001"},
	{"RTCP to caller",        &sendrecv, &sendrecv, 3001, "[2001:db8::9]:6001", 2001, "10.0.0.5:4001"},
	{"music on hold",         &sendonly, &recvonly, 2000, "10.0.0.5:4000",      3000, "[2001:db8::9]:6000"},
	{"not back to who holds", &sendonly, &recvonly, 3000, "[2001:db8::9]:6000", 0,    ""},
	{"held by both",          &inactive, &inactive, 2000, "10.0.0.5:4000",      0,    ""},
	{"but RTCP goes on",      &inactive, &inactive, 2001, "10.0.0.5:4001",      3001, "[2001:db8::9]:6001"},
	{"a refused stream",      &sendrecv, &refused,  2000, "10.0.0.5:4000",      0,    ""},
	{"its other side",        &sendrecv, &refused,  3000, "[2001:db8::9]:6000", 0,    ""},
};
/* clang-format on */

START_TEST(packet)
{
	struct call call;

	begin_call(&call, *packets[_i].caller, *packets[_i].callee);
	wire_receive(&call.wire, packets[_i].port, packets[_i].source, 20 * MS);
	wire_expect(&call.wire, packets[_i].from, packets[_i].to);
	close_call(&call);
}
END_TEST

START_TEST(only_what_is_described_flows)
{
	struct call call;

	open_call(&call, 4);
	ck_assert_int_eq(0, session_reserve(call.session, SESSION_CALLER, 1));
	ck_assert_int_eq(0, session_reserve(call.session, SESSION_CALLEE, 1));
	describe(&call, SESSION_CALLER, sendrecv, 0);
	wire_receive(&call.wire, 3000, "[2001:db8::9]:6000", 20 * MS);
	wire_expect(&call.wire, 0, "");
	close_call(&call);
}
END_TEST

START_TEST(a_description_may_come_before_the_ports)
{
	struct call call;

	open_call(&call, 4);
	describe(&call, SESSION_CALLER, sendrecv, 0);
	describe(&call, SESSION_CALLEE, sendrecv, 0);
	ck_assert_int_eq(0, session_reserve(call.session, SESSION_CALLEE, 1));
	ck_assert_int_eq(0, session_reserve(call.session, SESSION_CALLER, 1));
	wire_receive(&call.wire, 2000, "10.0.0.5:4000", 20 * MS);
	wire_expect(&call.wire, 3000, "[2001:db8::9]:6000");
	close_call(&call);
}
END_TEST

START_TEST(streams_do_not_mix)
{
	struct media media = {.streamc = 2, .latch = LATCH_ONCE};
	struct call call;

	begin_call(&call, sendrecv, sendrecv);
	ck_assert_int_eq(0, session_reserve(call.session, SESSION_CALLER, 2));
	ck_assert_int_eq(0, session_reserve(call.session, SESSION_CALLEE, 2));
	media.streams[1] = (struct media_stream){.used = true,
						 .rtp = at("10.0.0.5:5000"),
						 .rtcp = at("10.0.0.5:5001"),
						 .sends = true,
						 .receives = true};
	ck_assert_int_eq(0, session_describe(call.session, SESSION_CALLER, &media, 0));
	media.streams[1].rtp = at("[2001:db8::9]:7000");
	ck_assert_int_eq(0, session_describe(call.session, SESSION_CALLEE, &media, 0));
	wire_receive(&call.wire, 2002, "10.0.0.5:5000", 20 * MS);
	wire_expect(&call.wire, 3002, "[2001:db8::9]:7000");
	close_call(&call);
}
END_TEST

START_TEST(a_stream_left_out_of_a_description_is_refused)
{
	struct media none = {.streamc = 0, .streams = {{.used = true, .receives = true}}};
	struct call call;

	none.streams[0].rtp = at("[2001:db8::9]:6000");
	begin_call(&call, sendrecv, sendrecv);
	ck_assert_int_eq(0, session_describe(call.session, SESSION_CALLEE, &none, 0));
	wire_receive(&call.wire, 2000, "10.0.0.5:4000", 20 * MS);
	wire_expect(&call.wire, 0, "");
	close_call(&call);
}
END_TEST

START_TEST(the_next_target_takes_the_place_of_the_first)
{
	struct call call;

	begin_call(&call, sendrecv, sendrecv);
	wire_receive(&call.wire, 3000, "[2001:db8::9]:6000", 20 * MS);
	wire_expect(&call.wire, 2000, "10.0.0.5:4000");
	describe_at(&call, SESSION_CALLEE, sendrecv, "[2001:db8:2::1]:8000", "", 40 * MS);
	wire_receive(&call.wire, 3000, "[2001:db8::9]:6000", 60 * MS);
	wire_expect(&call.wire, 0, "");
	wire_receive(&call.wire, 3000, "[2001:db8:2::1]:61022", 80 * MS);
	wire_expect(&call.wire, 2000, "10.0.0.5:4000");
	wire_receive(&call.wire, 2000, "10.0.0.5:4000", 100 * MS);
	wire_expect(&call.wire, 3000, "[2001:db8:2::1]:61022");
	close_call(&call);
}
END_TEST

/* The caller was described when it called; it may speak only when it hears of the answer. */
START_TEST(a_caller_behind_a_nat_is_found_after_a_long_ringing)
{
	struct call call;

	begin_call(&call, sendrecv, sendrecv);
	wire_receive(&call.wire, 2000, "10.0.0.5:61022", 3 * WINDOW);
	wire_expect(&call.wire, 0, "");
	session_answered(call.session, 3 * WINDOW);
	wire_receive(&call.wire, 2000, "10.0.0.5:61022", 3 * WINDOW);
	wire_expect(&call.wire, 3000, "[2001:db8::9]:6000");
	close_call(&call);
}
END_TEST

START_TEST(a_description_opens_the_other_sides_window_too)
{
	struct call call;

	begin_call(&call, sendrecv, sendrecv);
	describe(&call, SESSION_CALLEE, sendrecv, 3 * WINDOW);
	wire_receive(&call.wire, 2000, "10.0.0.5:61022", 4 * WINDOW - 1);
	wire_expect(&call.wire, 3000, "[2001:db8::9]:6000");
	close_call(&call);
}
END_TEST

START_TEST(counters_are_of_one_side)
{
	struct session_counters counters;
	struct call call;

	begin_call(&call, sendrecv, sendonly);
	wire_receive(&call.wire, 2000, "10.0.0.5:4000", 20 * MS);
	wire_receive(&call.wire, 2001, "10.0.0.5:4001", 20 * MS);
	wire_receive(&call.wire, 2000, "203.0.113.66:4", 40 * MS);
	session_read(call.session, SESSION_CALLER, &counters);
	ck_assert_uint_eq(2, counters.packets);
	ck_assert_uint_eq(14 + 8, counters.bytes);
	ck_assert_uint_eq(1, counters.refused);
	ck_assert_uint_eq(1, counters.relayed);
	session_read(call.session, SESSION_CALLEE, &counters);
	ck_assert_uint_eq(0,
			  counters.packets + counters.bytes + counters.refused + counters.relayed);
	close_call(&call);
}
END_TEST

/* ---- events ---- */

START_TEST(a_latch_is_told_once_and_only_by_tick)
{
	struct sa phone = at("10.0.0.5:61022");
	struct call call;

	begin_call(&call, sendrecv, sendrecv);
	wire_receive(&call.wire, 2000, "10.0.0.5:61022", 20 * MS);
	ck_assert_uint_eq(0, call.latched);
	session_tick(call.session, 40 * MS);
	session_tick(call.session, 60 * MS);
	ck_assert_uint_eq(1, call.latched);
	ck_assert_int_eq(SESSION_CALLER, call.event.side);
	ck_assert_uint_eq(0, call.event.stream);
	ck_assert(sa_cmp(&call.event.peer, &phone, SA_ALL));
	close_call(&call);
}
END_TEST

START_TEST(latches_are_looked_at_while_their_windows_are_open)
{
	struct call call;
	uint64_t now_us = 0;

	begin_call(&call, sendrecv, sendrecv);
	for (; now_us <= WINDOW; now_us += SESSION_LOOK_US)
		ck_assert_uint_eq(now_us + SESSION_LOOK_US, session_tick(call.session, now_us));
	ck_assert_uint_eq(UINT64_MAX, session_tick(call.session, WINDOW + SESSION_LOOK_US));
	close_call(&call);
}
END_TEST

enum {
	NOBODY = 0,
	CALLER_RTP = 2000,
	CALLER_RTCP = 2001,
	CALLEE_RTP = 3000
};

/*
 * Each row is a call answered at 5 s whose last packet comes at 20 s. When is the first tick that
 * tells silence, if at all?
 */
static const struct {
	const char *what;
	const struct direction *caller, *callee;
	uint16_t port;
	uint64_t expect_us;
} silences[] = {
	{"nobody ever spoke",                   &sendrecv, &sendrecv, NOBODY,      5 * SEC + SILENCE },
	{"the caller spoke last",               &sendrecv, &sendrecv, CALLER_RTP,  20 * SEC + SILENCE},
	{"the callee spoke last",               &sendrecv, &sendrecv, CALLEE_RTP,  20 * SEC + SILENCE},
	{"RTCP is no silence",                  &sendrecv, &sendrecv, CALLER_RTCP, 20 * SEC + SILENCE},
	{"music on hold that stops",            &sendonly, &recvonly, CALLER_RTP,  0                 },
	{"and the other way",                   &recvonly, &sendonly, NOBODY,      0                 },
	{"held by both for an hour",            &inactive, &inactive, NOBODY,      0                 },
	{"both want to listen",                 &recvonly, &recvonly, NOBODY,      0                 },
	{"both want to speak",                  &sendonly, &sendonly, NOBODY,      0                 },
	{"the caller's hold, not acknowledged", &inactive, &sendrecv, NOBODY,      0                 },
	{"no stream at all",                    &sendrecv, &refused,  NOBODY,      0                 },
};

/* Ticks as the session asks for, from `now_us`; when silence was told first; 0: within an hour not. */
static uint64_t run_until_silent(struct call *call, uint64_t now_us)
{
	uint64_t end_us = now_us + 3600ull * SEC;

	while (now_us <= end_us) {
		uint64_t next_us = session_tick(call->session, now_us);

		if (call->silent > 0)
			return now_us;
		ck_assert_uint_gt(next_us, now_us);
		now_us = next_us;
	}

	return 0;
}

START_TEST(silence)
{
	bool callers = silences[_i].port < 3000;
	uint64_t told_us;
	struct call call;

	begin_call(&call, *silences[_i].caller, *silences[_i].callee);
	session_answered(call.session, 5 * SEC);
	session_tick(call.session, 5 * SEC);
	if (silences[_i].port)
		wire_receive(&call.wire, silences[_i].port,
			     silences[_i].port == CALLER_RTCP ? "10.0.0.5:4001"
				     : callers                ? "10.0.0.5:4000"
							      : "[2001:db8::9]:6000",
			     20 * SEC);
	told_us = run_until_silent(&call, 21 * SEC);
	ck_assert_msg(told_us == silences[_i].expect_us, "%s: %u s", silences[_i].what,
		      (unsigned)(told_us / SEC));
	close_call(&call);
}
END_TEST

START_TEST(a_hold_by_address_is_not_silent)
{
	struct call call;

	begin_call(&call, sendrecv, sendrecv);
	session_answered(call.session, 0);
	describe_at(&call, SESSION_CALLER + _i, sendrecv, "", "", 1 * SEC);
	ck_assert_uint_eq(0, run_until_silent(&call, 1 * SEC));
	close_call(&call);
}
END_TEST

START_TEST(a_ringing_call_is_not_silent)
{
	struct call call;

	begin_call(&call, sendrecv, sendrecv);
	ck_assert_uint_eq(0, run_until_silent(&call, 0));
	close_call(&call);
}
END_TEST

START_TEST(strangers_do_not_break_the_silence)
{
	struct call call;

	begin_call(&call, sendrecv, sendrecv);
	session_answered(call.session, 0);
	wire_receive(&call.wire, 2000, "10.0.0.5:4000", 1 * SEC);
	wire_receive(&call.wire, 2000, "203.0.113.66:4", 30 * SEC);
	ck_assert_uint_eq(1 * SEC + SILENCE, run_until_silent(&call, 31 * SEC));
	close_call(&call);
}
END_TEST

START_TEST(silence_counts_anew_from_a_resume)
{
	struct call call;

	begin_call(&call, sendrecv, sendrecv);
	session_answered(call.session, 0);
	describe(&call, SESSION_CALLER, inactive, 1 * SEC);
	ck_assert_uint_eq(0, run_until_silent(&call, 1 * SEC));
	describe(&call, SESSION_CALLER, sendrecv, 3600ull * SEC);
	ck_assert_uint_eq(3600ull * SEC + SILENCE, run_until_silent(&call, 3600ull * SEC));
	close_call(&call);
}
END_TEST

START_TEST(silence_is_told_once_until_something_happens)
{
	struct call call;

	begin_call(&call, sendrecv, sendrecv);
	session_answered(call.session, 0);
	ck_assert_uint_eq(2ull * SILENCE, session_tick(call.session, SILENCE));
	ck_assert_uint_eq(3ull * SILENCE, session_tick(call.session, 2ull * SILENCE));
	ck_assert_uint_eq(1, call.silent);
	wire_receive(&call.wire, 2000, "10.0.0.5:4000", 2ull * SILENCE + 1);
	session_tick(call.session, 3ull * SILENCE);
	ck_assert_uint_eq(1, call.silent);
	session_tick(call.session, 3ull * SILENCE + 1);
	session_tick(call.session, 4ull * SILENCE + 1);
	ck_assert_uint_eq(2, call.silent);
	describe(&call, SESSION_CALLER, sendrecv, 4ull * SILENCE + 1);
	session_tick(call.session, 5ull * SILENCE + 1);
	ck_assert_uint_eq(3, call.silent);
	close_call(&call);
}
END_TEST

START_TEST(no_silence_where_none_is_wanted)
{
	struct session_config config = {.silence_us = 0, .latch_us = WINDOW};
	struct call call;

	open_call(&call, 4);
	mem_deref(call.session);
	config.relay = call.relay;
	for (int side = 0; side < SESSION_SIDES; side++)
		config.ports[side] = call.ports[side];
	ck_assert_int_eq(0, session_open(&call.session, &config));
	describe(&call, SESSION_CALLER, sendrecv, 0);
	describe(&call, SESSION_CALLEE, sendrecv, 0);
	session_answered(call.session, 0);
	ck_assert_uint_eq(UINT64_MAX, session_tick(call.session, 3600ull * SEC));
	close_call(&call);
}
END_TEST

START_TEST(a_handler_may_end_the_session)
{
	struct call call;

	begin_call(&call, sendrecv, sendrecv);
	session_answered(call.session, 0);
	wire_receive(&call.wire, 2000, "10.0.0.5:61022", 20 * MS);
	wire_receive(&call.wire, 3000, "[2001:db8::9]:61022", 20 * MS);
	call.ends = true;
	session_tick(call.session, 3ull * SILENCE);
	ck_assert_uint_eq(1, call.latched + call.silent); /* nothing was told to the dead */
	close_call(&call);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rtp/session");
	TCase *tcase = tcase_create("session");
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, each_side_has_its_own_ports);
	tcase_add_test(tcase, reserving_again_keeps_what_there_is);
	tcase_add_loop_test(tcase, reserve, 0, sizeof reservations / sizeof reservations[0]);
	tcase_add_test(tcase, more_streams_than_there_may_be_are_not_described);
	tcase_add_loop_test(tcase, packet, 0, sizeof packets / sizeof packets[0]);
	tcase_add_test(tcase, only_what_is_described_flows);
	tcase_add_test(tcase, a_description_may_come_before_the_ports);
	tcase_add_test(tcase, streams_do_not_mix);
	tcase_add_test(tcase, a_stream_left_out_of_a_description_is_refused);
	tcase_add_test(tcase, the_next_target_takes_the_place_of_the_first);
	tcase_add_test(tcase, a_caller_behind_a_nat_is_found_after_a_long_ringing);
	tcase_add_test(tcase, a_description_opens_the_other_sides_window_too);
	tcase_add_test(tcase, counters_are_of_one_side);
	tcase_add_test(tcase, a_latch_is_told_once_and_only_by_tick);
	tcase_add_test(tcase, latches_are_looked_at_while_their_windows_are_open);
	tcase_add_loop_test(tcase, silence, 0, sizeof silences / sizeof silences[0]);
	tcase_add_loop_test(tcase, a_hold_by_address_is_not_silent, 0, SESSION_SIDES);
	tcase_add_test(tcase, a_ringing_call_is_not_silent);
	tcase_add_test(tcase, strangers_do_not_break_the_silence);
	tcase_add_test(tcase, silence_counts_anew_from_a_resume);
	tcase_add_test(tcase, silence_is_told_once_until_something_happens);
	tcase_add_test(tcase, no_silence_where_none_is_wanted);
	tcase_add_test(tcase, a_handler_may_end_the_session);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
