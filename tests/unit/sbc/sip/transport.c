/* transport.c -- what becomes of datagrams at a listener, and what is told of them */
#include "sbc/world/sim.h"
#include "sbc/sip/transport.h"
#include "sbc/sip/guard.h"
#include "tests/unit/sbc/sip/given.h"

#define US   "192.0.2.1:5060"
#define THEM "192.0.2.2:5060"

struct stage {
	struct world *world;
	struct events *events;
	struct watcher *watcher;
	struct transports *all;
	struct datagrams *them;
	char log[512];    /* what was told and handed up */
	char answer[512]; /* what they heard last */
};

static void note(struct stage *stage, const char *text)
{
	ck_assert_uint_lt(strlen(stage->log) + strlen(text) + 2, sizeof stage->log);
	if (stage->log[0])
		strcat(stage->log, " ");
	strcat(stage->log, text);
}

static void hear_event(const struct event *event, void *arg)
{
	const struct sa us = at(US), them = at(THEM);
	const bool is_sent = event->kind == EVENT_SENT;

	note(arg, event_name(event->kind));
	ck_assert(sa_cmp(event->from, is_sent ? &us : &them, SA_ALL));
	ck_assert(sa_cmp(event->to, is_sent ? &them : &us, SA_ALL));
	ck_assert(!event->data == (event->kind == EVENT_FLOOD));
}

static void hear_message(struct listener *listener, const struct sip_msg *msg, void *arg)
{
	const struct sa us = at(US), them = at(THEM);

	note(arg, "up");
	ck_assert_str_eq("side", listener->side);
	ck_assert(sa_cmp(&msg->src, &them, SA_ALL));
	ck_assert(sa_cmp(&msg->dst, &us, SA_ALL));
	ck_assert_int_eq(SIP_TRANSP_UDP, msg->tp);
}

static void hear_answer(const struct sa *from, struct mbuf *data, void *arg)
{
	struct stage *stage = arg;

	(void)from;
	ck_assert_uint_lt(mbuf_get_left(data), sizeof stage->answer);
	memcpy(stage->answer, mbuf_buf(data), mbuf_get_left(data));
	stage->answer[mbuf_get_left(data)] = 0;
}

static uint64_t no_date(const void *arg)
{
	(void)arg;
	return 0;
}

static void open_stage(struct stage *stage)
{
	const struct sa us = at(US), them = at(THEM);

	memset(stage, 0, sizeof *stage);
	ck_assert_int_eq(0, sim_alloc(&stage->world, 1));
	ck_assert_int_eq(0, events_alloc(&stage->events, no_date, NULL));
	ck_assert_int_eq(0, events_watch(&stage->watcher, stage->events, hear_event, stage));
	ck_assert_int_eq(
		0, transports_alloc(&stage->all, stage->world, stage->events, hear_message, stage));
	ck_assert_int_eq(0, transport_listen(stage->all, "side", SIP_TRANSP_UDP, &us));
	ck_assert_int_eq(0, datagrams_open(&stage->them, stage->world, &them, hear_answer, stage));
}

static void close_stage(struct stage *stage)
{
	struct sim_counts counts;

	mem_deref(stage->all);
	mem_deref(stage->them);
	sim_count(stage->world, &counts);
	ck_assert_uint_eq(0, counts.datagrams);
	mem_deref(stage->watcher);
	mem_deref(stage->events);
	mem_deref(stage->world);
}

static void arrive(struct stage *stage, const char *text)
{
	const struct sa us = at(US);
	struct mbuf *mb = datagram_of(text);

	ck_assert_int_eq(0, datagrams_send(stage->them, &us, mb));
	sim_run(stage->world, 0);
	mem_deref(mb);
}

#define REST                                                                                       \
	"Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1" CRLF "From: <sip:a@h>;tag=1" CRLF             \
	"To: <sip:b@h>" CRLF "Call-ID: 1" CRLF "CSeq: 1 OPTIONS" CRLF CRLF

/* Each row is one datagram: what was told and handed up, and how their answer begins. */
/* clang-format off */
static const struct {
	const char *what, *text, *log, *answer;
} datagrams[] = {
	{"a request", "OPTIONS sip:h SIP/2.0" CRLF REST, "received up", ""},
	{"a response", "SIP/2.0 200 OK" CRLF REST, "received up", ""},
	{"a wrong request", "OPTIONS <sip:h> SIP/2.0" CRLF REST, "received sent",
	 "SIP/2.0 400 Bad Request-URI"},
	{"of another version", "OPTIONS sip:h SIP/3.0" CRLF REST, "received sent", "SIP/2.0 505"},
	{"of an unknown scheme", "OPTIONS x:h SIP/2.0" CRLF REST, "received sent", "SIP/2.0 416"},
	{"a wrong response", "SIP/2.0 2 OK" CRLF REST, "nonsense", ""},
	{"a wrong ACK", "ACK sip:h SIP/2.0" CRLF REST, "nonsense", ""},
	{"no message", "GET / HTTP/1.1" CRLF CRLF, "nonsense", ""},
	{"no text", "\x01\x02\x03\x04\x05\x06", "nonsense", ""},
	{"a keepalive", CRLF CRLF, "", ""},
};
/* clang-format on */

START_TEST(one_datagram)
{
	struct stage stage;

	open_stage(&stage);
	arrive(&stage, datagrams[_i].text);
	ck_assert_msg(!strcmp(stage.log, datagrams[_i].log), "%s: %s", datagrams[_i].what,
		      stage.log);
	ck_assert_msg(!strncmp(stage.answer, datagrams[_i].answer, strlen(datagrams[_i].answer))
			      && !stage.answer[0] == !datagrams[_i].answer[0],
		      "%s: %s", datagrams[_i].what, stage.answer);
	close_stage(&stage);
}
END_TEST

START_TEST(nonsense_is_told_once_a_second)
{
	struct stage stage;

	open_stage(&stage);
	for (int i = 0; i < 10; i++)
		arrive(&stage, "rubbish");
	ck_assert_str_eq("nonsense", stage.log);
	sim_run(stage.world, GUARD_QUIET_US);
	arrive(&stage, "rubbish");
	ck_assert_str_eq("nonsense nonsense", stage.log);
	close_stage(&stage);
}
END_TEST

static bool is_peer(const struct listener *listener, const struct sa *source, void *arg)
{
	const struct sa them = at(THEM);

	ck_assert_str_eq("side", listener->side);
	ck_assert(sa_cmp(source, &them, SA_ALL));
	return *(const bool *)arg;
}

START_TEST(a_flood_is_told_once_and_stopped)
{
	struct stage stage;
	bool peer = false;

	open_stage(&stage);
	for (int i = 0; i < GUARD_BURST; i++)
		arrive(&stage, CRLF);
	arrive(&stage, "OPTIONS sip:h SIP/2.0" CRLF REST);
	ck_assert_str_eq("flood", stage.log);
	transports_peers(stage.all, is_peer, &peer);
	arrive(&stage, "OPTIONS sip:h SIP/2.0" CRLF REST);
	ck_assert_str_eq("flood", stage.log);
	close_stage(&stage);
}
END_TEST

START_TEST(our_own_carrier_is_never_stopped)
{
	struct stage stage;
	bool peer = true;

	open_stage(&stage);
	transports_peers(stage.all, is_peer, &peer);
	for (int i = 0; i < GUARD_BURST; i++)
		arrive(&stage, CRLF);
	arrive(&stage, "OPTIONS sip:h SIP/2.0" CRLF REST);
	ck_assert_str_eq("received up", stage.log);
	close_stage(&stage);
}
END_TEST

/* Each row is a wrong request: whether who sent it is told so. */
/* clang-format off */
static const struct {
	const char *what;
	bool is_known, is_peer;
	const char *log;
} strangers[] = {
	{"all are, while nobody says who is a peer", false, false, "received sent"},
	{"a peer is",                                true,  true,  "received sent"},
	{"a stranger is not",                        true,  false, "received"},
};
/* clang-format on */

START_TEST(a_stranger_hears_nothing)
{
	struct stage stage;
	bool peer = strangers[_i].is_peer;

	open_stage(&stage);
	if (strangers[_i].is_known)
		transports_peers(stage.all, is_peer, &peer);
	arrive(&stage, "OPTIONS x:h SIP/2.0" CRLF REST);
	ck_assert_msg(!strcmp(stage.log, strangers[_i].log), "%s: %s", strangers[_i].what,
		      stage.log);
	close_stage(&stage);
}
END_TEST

START_TEST(the_same_request_is_refused_with_the_same_tag)
{
	static const char wrong[] = "OPTIONS x:h SIP/2.0" CRLF REST;
	static const char other[] =
		"OPTIONS x:h SIP/2.0" CRLF "Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2" CRLF
		"From: <sip:a@h>;tag=1" CRLF "To: <sip:b@h>" CRLF "Call-ID: 1" CRLF
		"CSeq: 1 OPTIONS" CRLF CRLF;
	struct stage stage;
	char first[512];

	open_stage(&stage);
	arrive(&stage, wrong);
	strcpy(first, stage.answer);
	ck_assert_ptr_nonnull(strstr(first, "To: <sip:b@h>;tag="));
	arrive(&stage, wrong);
	ck_assert_str_eq(first, stage.answer);
	arrive(&stage, other);
	ck_assert_str_ne(strstr(first, ";tag="), strstr(stage.answer, ";tag="));
	close_stage(&stage);
}
END_TEST

START_TEST(an_ack_is_never_answered)
{
	struct stage stage;
	struct sip_msg *msg =
		message_of("ACK sip:h SIP/2.0" CRLF "Via: SIP/2.0/UDP h" CRLF "From: <sip:a@h>" CRLF
			   "To: <sip:b@h>" CRLF "Call-ID: 1" CRLF "CSeq: 1 ACK" CRLF CRLF,
			   THEM);
	const struct sa us = at(US);

	open_stage(&stage);
	ck_assert_int_eq(EINVAL,
			 transport_refuse(transport_find(stage.all, "side", SIP_TRANSP_UDP, &us),
					  msg, 481, NULL, NULL));
	ck_assert_str_eq("", stage.log);
	mem_deref(msg);
	close_stage(&stage);
}
END_TEST

START_TEST(sending_leaves_the_buffer_as_it_was)
{
	struct stage stage;
	const struct sa us = at(US), them = at(THEM), nowhere = at("192.0.2.9:0");
	struct mbuf *mb = datagram_of("xxOPTIONS");
	struct listener *listener;

	open_stage(&stage);
	listener = transport_find(stage.all, "side", SIP_TRANSP_UDP, &us);
	mb->pos = 2;
	ck_assert_int_eq(0, transport_send(listener, &them, mb));
	ck_assert_uint_eq(2, mb->pos);
	sim_run(stage.world, 0);
	ck_assert_str_eq("OPTIONS", stage.answer);
	ck_assert_str_eq("sent", stage.log);
	ck_assert_int_ne(0, transport_send(listener, &nowhere, mb));
	ck_assert_str_eq("sent", stage.log);
	mem_deref(mb);
	close_stage(&stage);
}
END_TEST

/* Besides "side" at 192.0.2.1:5060 there are "six" at [2001:db8::1]:5060 and "other" at 192.0.2.1:5070. */
static const struct {
	const char *what, *side;
	enum sip_transp transport;
	const char *to, *expect;
} finds[] = {
	{"by its side",         "other", SIP_TRANSP_UDP, "203.0.113.1:5060",    "192.0.2.1:5070"    },
	{"of the family",       "six",   SIP_TRANSP_UDP, "[2001:db8::99]:5060", "[2001:db8::1]:5060"},
	{"none of the family",  "six",   SIP_TRANSP_UDP, "203.0.113.1:5060",    NULL                },
	{"none of the side",    "third", SIP_TRANSP_UDP, "203.0.113.1:5060",    NULL                },
	{"none that speaks it", "side",  SIP_TRANSP_TCP, "203.0.113.1:5060",    NULL                },
};

START_TEST(found)
{
	const struct sa six = at("[2001:db8::1]:5060"), other = at("192.0.2.1:5070");
	const struct sa to = at(finds[_i].to);
	struct listener *listener;
	struct stage stage;
	struct sa expect;

	open_stage(&stage);
	ck_assert_int_eq(0, transport_listen(stage.all, "six", SIP_TRANSP_UDP, &six));
	ck_assert_int_eq(0, transport_listen(stage.all, "other", SIP_TRANSP_UDP, &other));
	listener = transport_find(stage.all, finds[_i].side, finds[_i].transport, &to);
	ck_assert_msg(!listener == !finds[_i].expect, "%s", finds[_i].what);
	if (listener) {
		expect = at(finds[_i].expect);
		ck_assert_msg(sa_cmp(&listener->local, &expect, SA_ALL), "%s", finds[_i].what);
	}
	close_stage(&stage);
}
END_TEST

START_TEST(ours_is_an_address_with_its_port)
{
	const struct sa us = at(US), port = at("192.0.2.1:5061"), host = at("192.0.2.3:5060");
	struct stage stage;

	open_stage(&stage);
	ck_assert(transport_is_local(stage.all, &us));
	ck_assert(!transport_is_local(stage.all, &port));
	ck_assert(!transport_is_local(stage.all, &host));
	close_stage(&stage);
}
END_TEST

static const struct {
	const char *what;
	enum sip_transp transport;
	const char *local;
	int err;
} listens[] = {
	{"TLS without certificate",  SIP_TRANSP_TLS,  "192.0.2.1:5070", ENOKEY         },
	{"no WebSocket yet",         SIP_TRANSP_WS,   "192.0.2.1:5070", EPROTONOSUPPORT},
	{"nor secure WebSocket",     SIP_TRANSP_WSS,  "192.0.2.1:5070", EPROTONOSUPPORT},
	{"no transport at all",      SIP_TRANSP_NONE, "192.0.2.1:5070", EPROTONOSUPPORT},
	{"one beyond all",           SIP_TRANSPC,     "192.0.2.1:5070", EPROTONOSUPPORT},
	{"an address that is taken", SIP_TRANSP_UDP,  US,               EADDRINUSE     },
};

START_TEST(cannot_listen)
{
	const struct sa local = at(listens[_i].local);
	struct stage stage;

	open_stage(&stage);
	ck_assert_msg(transport_listen(stage.all, "x", listens[_i].transport, &local)
			      == listens[_i].err,
		      "%s", listens[_i].what);
	ck_assert_msg(!transport_find(stage.all, "x", SIP_TRANSP_UDP, &local), "%s",
		      listens[_i].what);
	close_stage(&stage);
}
END_TEST

START_TEST(there_are_no_more_listeners_than_the_limit)
{
	struct stage stage;
	struct sa local = at(US);

	open_stage(&stage);
	for (uint16_t i = 1; i < TRANSPORT_LISTENERS_MAX; i++) {
		sa_set_port(&local, (uint16_t)(10000 + i));
		ck_assert_int_eq(0, transport_listen(stage.all, "side", SIP_TRANSP_UDP, &local));
	}

	sa_set_port(&local, 20000);
	ck_assert_int_eq(ENOSPC, transport_listen(stage.all, "side", SIP_TRANSP_UDP, &local));
	close_stage(&stage);
}
END_TEST

START_TEST(names)
{
	ck_assert_str_eq("UDP", transport_name(SIP_TRANSP_UDP));
	ck_assert_str_eq("WSS", transport_name(SIP_TRANSP_WSS));
	ck_assert_str_eq("", transport_param(SIP_TRANSP_UDP));
	ck_assert_str_eq(";transport=tls", transport_param(SIP_TRANSP_TLS));
	ck_assert(!transport_is_reliable(SIP_TRANSP_UDP));
	ck_assert(transport_is_reliable(SIP_TRANSP_TCP));
}
END_TEST

static const struct {
	const char *name;
	enum sip_transp expect;
} named[] = {
	{"udp", SIP_TRANSP_UDP },
        {"tcp", SIP_TRANSP_TCP },
        {"TLS", SIP_TRANSP_TLS },
	{"ws",  SIP_TRANSP_NONE},
        {"t",   SIP_TRANSP_NONE},
        {"",    SIP_TRANSP_NONE},
};

START_TEST(a_transport_by_its_name)
{
	const struct pl name = pl_of(named[_i].name);

	ck_assert_msg(transport_named(&name) == named[_i].expect, "%s", named[_i].name);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/transport");
	TCase *tcase = tcase_create("transport");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, one_datagram, 0, ARRAY_SIZE(datagrams));
	tcase_add_test(tcase, nonsense_is_told_once_a_second);
	tcase_add_test(tcase, a_flood_is_told_once_and_stopped);
	tcase_add_test(tcase, our_own_carrier_is_never_stopped);
	tcase_add_loop_test(tcase, a_stranger_hears_nothing, 0, ARRAY_SIZE(strangers));
	tcase_add_test(tcase, the_same_request_is_refused_with_the_same_tag);
	tcase_add_test(tcase, an_ack_is_never_answered);
	tcase_add_test(tcase, sending_leaves_the_buffer_as_it_was);
	tcase_add_loop_test(tcase, found, 0, ARRAY_SIZE(finds));
	tcase_add_test(tcase, ours_is_an_address_with_its_port);
	tcase_add_loop_test(tcase, cannot_listen, 0, ARRAY_SIZE(listens));
	tcase_add_test(tcase, there_are_no_more_listeners_than_the_limit);
	tcase_add_test(tcase, names);
	tcase_add_loop_test(tcase, a_transport_by_its_name, 0, ARRAY_SIZE(named));
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
