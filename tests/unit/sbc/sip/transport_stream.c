/* transport_stream.c -- connections: whose they are, what comes and goes by them, when they end */
#include "sbc/world/sim.h"
#include "sbc/sip/transport.h"
#include "sbc/sip/guard.h"
#include "tests/unit/sbc/sip/given.h"

#define US   "192.0.2.1:5060"
#define THEM "192.0.2.2:5060"
#define SEC  UINT64_C(1000000)

enum {
	ENDS_MAX = 200,
};

struct end { /* of a connection, theirs */
	struct stage *stage;
	struct stream *stream;
	char heard[1024];
	bool is_open, is_closed;
};

struct stage {
	struct world *world;
	struct events *events;
	struct watcher *watcher;
	struct transports *all;
	struct listener *us;
	struct stream *them; /* their listener */
	struct end ends[ENDS_MAX];
	uint32_t endc;
	struct transport_watch watch;
	char log[1024]; /* what was told and handed up */
	bool is_peer;   /* whoever calls */
	bool answers;   /* each request, by where it came from */
};

static void note(struct stage *stage, const char *fmt, ...)
{
	const size_t used = strlen(stage->log);
	va_list ap;

	va_start(ap, fmt);
	if (used)
		strcat(stage->log, " ");
	ck_assert_int_ge(
		re_vsnprintf(stage->log + used + !!used, sizeof stage->log - used - 1, fmt, ap), 0);
	va_end(ap);
}

/* ---- their side ---- */

static void end_opened(struct stream *stream, void *arg)
{
	struct end *end = arg;

	(void)stream;
	end->is_open = true;
}

static void end_heard(struct stream *stream, struct mbuf *data, void *arg)
{
	struct end *end = arg;
	const size_t used = strlen(end->heard), size = mbuf_get_left(data);

	(void)stream;
	if (used + size < sizeof end->heard)
		memcpy(end->heard + used, mbuf_buf(data), size);
}

static void end_closed(struct stream *stream, int err, void *arg)
{
	struct end *end = arg;

	(void)stream;
	(void)err;
	end->is_closed = true;
	end->stream = mem_deref(end->stream);
}

static const struct stream_handlers end_handlers = {end_opened, end_heard, end_closed};

static struct end *new_end(struct stage *stage)
{
	struct end *end = &stage->ends[stage->endc++];

	ck_assert_uint_le(stage->endc, ENDS_MAX);
	end->stage = stage;
	return end;
}

static void end_accepted(struct stream *stream, void *arg)
{
	struct end *end = new_end(arg);

	end->stream = mem_ref(stream);
	end->is_open = true;
	stream_attach(stream, &end_handlers, end);
}

static const struct stream_handlers accepts = {end_accepted, end_heard, end_closed};

static void they_listen(struct stage *stage, const struct stream_tls *tls)
{
	const struct sa them = at(THEM);
	const struct stream_config config = {
		.local = &them, .tls = tls, .handlers = &accepts, .arg = stage};

	ck_assert_int_eq(0, stream_listen(&stage->them, stage->world, &config));
}

static struct end *they_call(struct stage *stage, const char *from)
{
	const struct sa us = at(US), here = at(from);
	struct end *end = new_end(stage);
	const struct stream_config config = {
		.local = &here, .peer = &us, .handlers = &end_handlers, .arg = end};

	ck_assert_int_eq(0, stream_connect(&end->stream, stage->world, &config));
	sim_run(stage->world, 0);
	return end;
}

static void they_say(struct end *end, const char *text)
{
	struct mbuf *mb = datagram_of(text);

	ck_assert_int_eq(0, stream_send(end->stream, mb));
	sim_run(end->stage->world, 0);
	mem_deref(mb);
}

static void they_hang_up(struct end *end)
{
	end->stream = mem_deref(end->stream);
	sim_run(end->stage->world, 0);
}

/* ---- ours ---- */

static void hear_event(const struct event *event, void *arg)
{
	if (event->kind == EVENT_CONNECTION)
		note(arg, "(%s)", event->text);
	else
		note(arg, "%s", event_name(event->kind));
}

static void hear_message(struct listener *listener, const struct sip_msg *msg, void *arg)
{
	struct stage *stage = arg;
	struct mbuf *mb = datagram_of("SIP/2.0 200 OK" CRLF CRLF);
	const struct sa to = at(THEM);

	note(stage, "up");
	ck_assert_int_eq(listener->transport, msg->tp);
	if (stage->answers)
		ck_assert_int_eq(0, transport_answer(listener, &msg->src, &to, mb));
	mem_deref(mb);
}

static bool is_peer(const struct listener *listener, const struct sa *source, void *arg)
{
	(void)listener;
	(void)source;
	return ((const struct stage *)arg)->is_peer;
}

static void lost(int err, bool opened, void *arg)
{
	note(arg, "lost:%s%s",
	     err == 0                      ? "hung-up"
		     : err == ECONNREFUSED ? "refused"
		     : err == ETIMEDOUT    ? "timeout"
		     : err == EKEYREJECTED ? "rejected"
					   : "broken",
	     opened ? "" : ",unopened");
}

static uint64_t no_date(const void *arg)
{
	(void)arg;
	return 0;
}

static void open_stage(struct stage *stage, enum sip_transp transport)
{
	const struct sa us = at(US);

	memset(stage, 0, sizeof *stage);
	stage->is_peer = true;
	stage->watch = (struct transport_watch){.handler = lost, .arg = stage};
	ck_assert_int_eq(0, sim_alloc(&stage->world, 1));
	ck_assert_int_eq(0, events_alloc(&stage->events, no_date, NULL));
	ck_assert_int_eq(0, events_watch(&stage->watcher, stage->events, hear_event, stage));
	ck_assert_int_eq(
		0, transports_alloc(&stage->all, stage->world, stage->events, hear_message, stage));
	transports_peers(stage->all, is_peer, stage);
	ck_assert_int_eq(0,
			 transports_secure(stage->all, "side",
					   &(struct stream_tls){.certificate = "ours.pem"}));
	ck_assert_int_eq(0, transport_listen(stage->all, "side", transport, &us));
	stage->us = transport_find(stage->all, "side", transport, &us);
}

static void close_stage(struct stage *stage)
{
	struct sim_counts counts;

	list_unlink(&stage->watch.le);
	mem_deref(stage->all);
	for (uint32_t i = 0; i < stage->endc; i++)
		mem_deref(stage->ends[i].stream);
	mem_deref(stage->them);
	sim_count(stage->world, &counts);
	ck_assert_uint_eq(0, counts.streams);
	ck_assert_uint_eq(0, counts.timers);
	mem_deref(stage->watcher);
	mem_deref(stage->events);
	mem_deref(stage->world);
}

static int we_say(struct stage *stage, const char *to, const char *text)
{
	const struct sa address = at(to);
	struct mbuf *mb = datagram_of(text);
	const int err = transport_request(stage->us, &address, mb, &stage->watch);

	ck_assert_uint_eq(0, mb->pos);
	mem_deref(mb);
	return err;
}

#define REST                                                                                       \
	"Via: SIP/2.0/TCP 192.0.2.2;branch=z9hG4bK1" CRLF "From: <sip:a@h>;tag=1" CRLF             \
	"To: <sip:b@h>" CRLF "Call-ID: 1" CRLF "CSeq: 1 OPTIONS" CRLF                              \
	"Content-Length: 0" CRLF CRLF
#define ASKED "OPTIONS sip:h SIP/2.0" CRLF REST
#define WRONG "OPTIONS x:h SIP/2.0" CRLF REST

/* Each row is what comes on a connection: what was told and handed up, what they hear, is it over. */
/* clang-format off */
static const struct {
	const char *what, *text;
	bool is_peer, answers;
	const char *log, *heard;
	bool is_closed;
} callers[] = {
	{"a peer's request",            ASKED,             true,  false, "received up", "", false},
	{"two in one piece",            ASKED ASKED,       true,  false, "received up received up", "", false},
	{"half of one",                 "OPTIONS sip:h S", true,  false, "", "", false},
	{"one that is answered",        ASKED,             true,  true,  "received up sent", "SIP/2.0 200", false},
	{"a wrong one",                 WRONG,             true,  false, "received sent", "SIP/2.0 416", false},
	{"one that nobody can answer",  "SIP/2.0 200 OK" CRLF "l: 0" CRLF CRLF, true, false, "nonsense", "", false},
	{"a ping",                      CRLF CRLF,         true,  false, "", CRLF, false},
	{"pings in one piece",          CRLF CRLF CRLF CRLF, true, false, "", CRLF, false},
	{"a pong",                      CRLF,              true,  false, "", "", false},
	{"a browser",                   "GET / HTTP/1.1" CRLF, true, false, "nonsense", "", true},
	{"a message and nonsense",      ASKED "\x01",      true,  false, "received up nonsense", "", true},
	{"a stranger's request",        ASKED,             false, false, "received up", "", true},
	{"its second is not heard",     ASKED ASKED,       false, false, "received up", "", true},
	{"a stranger who is answered",  ASKED,             false, true,  "received up sent", "SIP/2.0 200", false},
	{"a stranger's wrong request",  WRONG,             false, false, "received", "", true},
};
/* clang-format on */

START_TEST(what_comes_on_a_connection)
{
	struct stage stage;
	struct end *end;

	open_stage(&stage, SIP_TRANSP_TCP);
	stage.is_peer = callers[_i].is_peer;
	stage.answers = callers[_i].answers;
	end = they_call(&stage, "192.0.2.2:40000");
	they_say(end, callers[_i].text);
	ck_assert_msg(!strcmp(stage.log, callers[_i].log), "%s: %s", callers[_i].what, stage.log);
	ck_assert_msg(!strncmp(end->heard, callers[_i].heard, strlen(callers[_i].heard))
			      && (strlen(end->heard) == strlen(callers[_i].heard)
				  || callers[_i].heard[0] == 'S'),
		      "%s: %s", callers[_i].what, end->heard);
	ck_assert_msg(end->is_closed == callers[_i].is_closed, "%s", callers[_i].what);
	close_stage(&stage);
}
END_TEST

START_TEST(a_message_in_single_octets)
{
	struct stage stage;
	struct end *end;

	open_stage(&stage, SIP_TRANSP_TCP);
	end = they_call(&stage, "192.0.2.2:40000");
	for (const char *c = ASKED; *c; c++)
		they_say(end, (char[]){*c, 0});
	ck_assert_str_eq("received up", stage.log);
	close_stage(&stage);
}
END_TEST

START_TEST(what_is_sent_waits_for_the_connection)
{
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TCP);
	they_listen(&stage, NULL);
	ck_assert_int_eq(0, we_say(&stage, THEM, "one "));
	ck_assert_int_eq(0, we_say(&stage, THEM, "two "));
	sim_run(stage.world, 0);
	ck_assert_int_eq(0, we_say(&stage, THEM, "three"));
	sim_run(stage.world, 0);
	ck_assert_uint_eq(1, stage.endc);
	ck_assert_str_eq("one two three", stage.ends[0].heard);
	ck_assert_int_eq(sa_in(stream_peer(stage.ends[0].stream)), sa_in(&stage.us->local));
	close_stage(&stage);
}
END_TEST

START_TEST(who_called_us_is_called_by_his_connection)
{
	struct stage stage;
	struct end *end;

	open_stage(&stage, SIP_TRANSP_TCP);
	end = they_call(&stage, "192.0.2.2:40000");
	ck_assert_int_eq(0, we_say(&stage, "192.0.2.2:40000", "hello"));
	sim_run(stage.world, 0);
	ck_assert_str_eq("hello", end->heard);
	close_stage(&stage);
}
END_TEST

/* RFC 3261 18.2.2: by the connection of the request; if that is gone, to where the Via says. */
START_TEST(an_answer_finds_its_way)
{
	const struct sa source = at("192.0.2.2:40000"), via = at(THEM);
	struct mbuf *mb = datagram_of("answer ");
	struct stage stage;
	struct end *end;

	open_stage(&stage, SIP_TRANSP_TCP);
	they_listen(&stage, NULL);
	end = they_call(&stage, "192.0.2.2:40000");
	ck_assert_int_eq(0, transport_answer(stage.us, &source, &via, mb));
	sim_run(stage.world, 0);
	ck_assert_str_eq("answer ", end->heard);
	they_hang_up(end);
	ck_assert_int_eq(0, transport_answer(stage.us, &source, &via, mb));
	sim_run(stage.world, 0);
	ck_assert_str_eq("answer ", end->heard);
	ck_assert_str_eq("answer ", stage.ends[1].heard);
	mem_deref(mb);
	close_stage(&stage);
}
END_TEST

START_TEST(a_refused_connection_is_told)
{
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TCP);
	ck_assert_int_eq(0, we_say(&stage, THEM, "x"));
	sim_run(stage.world, 0);
	ck_assert_str_eq(
		"sent (no TCP to 192.0.2.2:5060: Connection refused) lost:refused,unopened",
		stage.log);
	close_stage(&stage);
}
END_TEST

START_TEST(one_that_does_not_open_in_time_is_told)
{
	struct faults faults = {.dead = {at("192.0.2.2:0")}, .deadc = 1};
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TCP);
	sim_faults(stage.world, &faults);
	ck_assert_int_eq(0, we_say(&stage, THEM, "x"));
	sim_run(stage.world, TRANSPORT_OPEN_US - 1);
	ck_assert_str_eq("sent", stage.log);
	sim_run(stage.world, 1);
	ck_assert_str_eq(
		"sent (no TCP to 192.0.2.2:5060: Connection timed out) lost:timeout,unopened",
		stage.log);
	close_stage(&stage);
}
END_TEST

START_TEST(one_that_ends_is_told_and_made_anew)
{
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TCP);
	they_listen(&stage, NULL);
	ck_assert_int_eq(0, we_say(&stage, THEM, "x"));
	sim_run(stage.world, 0);
	they_hang_up(&stage.ends[0]);
	ck_assert_str_eq("sent lost:hung-up", stage.log);
	ck_assert_int_eq(0, we_say(&stage, THEM, "y"));
	sim_run(stage.world, 0);
	ck_assert_str_eq("y", stage.ends[1].heard);
	close_stage(&stage);
}
END_TEST

START_TEST(who_does_not_watch_hears_nothing)
{
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TCP);
	they_listen(&stage, NULL);
	ck_assert_int_eq(0, we_say(&stage, THEM, "x"));
	list_unlink(&stage.watch.le);
	sim_run(stage.world, 0);
	they_hang_up(&stage.ends[0]);
	ck_assert_str_eq("sent", stage.log);
	close_stage(&stage);
}
END_TEST

START_TEST(what_waits_has_a_limit)
{
	char *text = mem_zalloc(TRANSPORT_WAITING_MAX + 1, NULL);
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TCP);
	they_listen(&stage, NULL);
	memset(text, 'x', TRANSPORT_WAITING_MAX);
	ck_assert_int_eq(0, we_say(&stage, THEM, text));
	ck_assert_int_eq(ENOSPC, we_say(&stage, THEM, "y"));
	sim_run(stage.world, 0);
	ck_assert_int_eq(0, we_say(&stage, THEM, "y"));
	mem_deref(text);
	close_stage(&stage);
}
END_TEST

START_TEST(one_address_has_so_many_connections)
{
	char from[32];
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TCP);
	for (int i = 0; i <= TRANSPORT_CONNECTIONS_EACH; i++) {
		re_snprintf(from, sizeof from, "192.0.2.2:%d", 40000 + i);
		they_call(&stage, from);
	}
	ck_assert(!stage.ends[TRANSPORT_CONNECTIONS_EACH - 1].is_closed);
	ck_assert(stage.ends[TRANSPORT_CONNECTIONS_EACH].is_closed);
	ck_assert_str_eq("flood", stage.log);
	ck_assert_int_eq(ENOSPC, we_say(&stage, THEM, "x"));
	ck_assert(!they_call(&stage, "192.0.2.3:40000")->is_closed);
	they_hang_up(&stage.ends[7]);
	ck_assert(!they_call(&stage, "192.0.2.2:50000")->is_closed);
	close_stage(&stage);
}
END_TEST

static void count_closed(struct stream *stream, int err, void *arg)
{
	(void)stream;
	(void)err;
	++*(uint32_t *)arg;
}

static void count_nothing(struct stream *stream, void *arg)
{
	(void)stream;
	(void)arg;
}

static const struct stream_handlers counts = {count_nothing, end_heard, count_closed};

START_TEST(one_listener_has_so_many_connections)
{
	struct stream **streams =
		mem_zalloc((TRANSPORT_CONNECTIONS_MAX + 1) * sizeof *streams, NULL);
	struct sa from = at("10.0.0.1:0"), us = at(US);
	uint32_t closed = 0;
	struct stream_config config = {
		.local = &from, .peer = &us, .handlers = &counts, .arg = &closed};
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TCP);
	for (uint32_t i = 0; i <= TRANSPORT_CONNECTIONS_MAX; i++) {
		ck_assert_uint_eq(0, closed);
		sa_set_in(&from, 0x0a000001 + i / TRANSPORT_CONNECTIONS_EACH, 0);
		ck_assert_int_eq(0, stream_connect(&streams[i], stage.world, &config));
		sim_run(stage.world, 0);
	}
	ck_assert_uint_eq(1, closed);
	ck_assert_int_eq(ENOSPC, we_say(&stage, THEM, "x"));
	for (uint32_t i = 0; i <= TRANSPORT_CONNECTIONS_MAX; i++)
		mem_deref(streams[i]);
	mem_deref(streams);
	close_stage(&stage);
}
END_TEST

START_TEST(the_oldest_stranger_makes_room)
{
	char from[32];
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TCP);
	they_call(&stage, "192.0.2.3:40000");
	stage.is_peer = false;
	for (int i = 0; i < TRANSPORT_STRANGERS_MAX; i++) {
		re_snprintf(from, sizeof from, "192.0.2.2:%d", 40000 + i);
		they_call(&stage, from);
	}
	ck_assert(!stage.ends[1].is_closed);
	they_call(&stage, "192.0.2.2:50000");
	ck_assert(!stage.ends[0].is_closed); /* a peer's */
	ck_assert(stage.ends[1].is_closed);
	ck_assert(!stage.ends[2].is_closed);
	close_stage(&stage);
}
END_TEST

/* Each row is a connection that was silent for so long: whether it is over. */
/* clang-format off */
static const struct {
	const char *what;
	bool is_peer, speaks; /* just before half of that time has passed */
	uint64_t after_us;
	bool is_closed;
} silences[] = {
	{"a stranger who says nothing", false, false, TRANSPORT_FIRST_US - 1, false},
	{"for too long",                false, false, TRANSPORT_FIRST_US,     true},
	{"a peer who says nothing",     true,  false, TRANSPORT_IDLE_US - 1,  false},
	{"for too long",                true,  false, TRANSPORT_IDLE_US,      true},
	{"one who says something",      true,  true,  TRANSPORT_IDLE_US,      false},
	{"and then nothing",            true,  true,  TRANSPORT_IDLE_US + TRANSPORT_IDLE_US / 2, true},
};
/* clang-format on */

START_TEST(silence_ends_a_connection)
{
	struct stage stage;
	struct end *end;

	open_stage(&stage, SIP_TRANSP_TCP);
	stage.is_peer = silences[_i].is_peer;
	end = they_call(&stage, "192.0.2.2:40000");
	if (silences[_i].speaks) {
		sim_run(stage.world, TRANSPORT_IDLE_US / 2);
		they_say(end, CRLF);
		sim_run(stage.world, silences[_i].after_us - TRANSPORT_IDLE_US / 2);
	} else {
		sim_run(stage.world, silences[_i].after_us);
	}
	ck_assert_msg(end->is_closed == silences[_i].is_closed, "%s", silences[_i].what);
	close_stage(&stage);
}
END_TEST

START_TEST(a_flood_of_a_stranger_ends_his_connection)
{
	struct stage stage;
	struct end *end;
	uint32_t handed_up = 0;

	open_stage(&stage, SIP_TRANSP_TCP);
	stage.watcher = mem_deref(stage.watcher);
	end = they_call(&stage, "192.0.2.2:40000");
	stage.is_peer = false; /* he was one when he called */
	for (size_t at = 0; at <= GUARD_BURST && !end->is_closed; at++) {
		stage.log[0] = 0;
		they_say(end, ASKED);
		handed_up += !strcmp(stage.log, "up");
	}
	ck_assert(end->is_closed);
	ck_assert_uint_eq(GUARD_BURST, handed_up);
	close_stage(&stage);
}
END_TEST

/* Each row is one certificate at their end, and whom we want there: what we hear of it. */
/* clang-format off */
static const struct {
	const char *what, *names, *fault, *expected, *log;
} certificates[] = {
	{"who was meant",       "sip.fpt.example", NULL, "sip.fpt.example", "sent"},
	{"one of its names",    "a.example sip.fpt.example", NULL, "sip.fpt.example", "sent"},
	{"somebody else",       "sip.fpt.example.evil.example", NULL, "sip.fpt.example",
	 "sent (no TLS to sip.fpt.example at 192.0.2.2:5060: its certificate names somebody else) lost:rejected,unopened"},
	{"expired",             "sip.fpt.example", "its certificate has expired", "sip.fpt.example",
	 "sent (no TLS to sip.fpt.example at 192.0.2.2:5060: its certificate has expired) lost:rejected,unopened"},
	{"nobody in particular, so the address", "192.0.2.2", NULL, NULL, "sent"},
	{"which it does not name", "sip.fpt.example", NULL, NULL,
	 "sent (no TLS to 192.0.2.2:5060: its certificate names somebody else) lost:rejected,unopened"},
};
/* clang-format on */

START_TEST(who_answers_must_prove_it)
{
	const struct sim_certificate certificate = {"theirs.pem", certificates[_i].names,
						    certificates[_i].fault};
	const struct stream_tls tls = {.certificate = "theirs.pem"};
	const struct sa them = at(THEM);
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TLS);
	ck_assert_int_eq(0, sim_certificate(stage.world, &certificate));
	they_listen(&stage, &tls);
	ck_assert_int_eq(0, transport_expect(stage.us, &them, certificates[_i].expected));
	ck_assert_int_eq(0, we_say(&stage, THEM, "secret"));
	sim_run(stage.world, 0);
	ck_assert_msg(!strcmp(stage.log, certificates[_i].log), "%s: %s", certificates[_i].what,
		      stage.log);
	ck_assert_msg(!strcmp(stage.ends[0].heard, strchr(stage.log, '(') ? "" : "secret"), "%s",
		      certificates[_i].what);
	close_stage(&stage);
}
END_TEST

START_TEST(what_one_name_proved_is_not_for_another)
{
	const struct sim_certificate certificate = {"theirs.pem", "a.example b.example", NULL};
	const struct stream_tls tls = {.certificate = "theirs.pem"};
	const struct sa them = at(THEM);
	struct stage stage;

	open_stage(&stage, SIP_TRANSP_TLS);
	ck_assert_int_eq(0, sim_certificate(stage.world, &certificate));
	they_listen(&stage, &tls);
	for (uint32_t i = 0; i < 4; i++) {
		ck_assert_int_eq(
			0, transport_expect(stage.us, &them, i % 2 ? "b.example" : "a.example"));
		ck_assert_int_eq(0, we_say(&stage, THEM, "x"));
		sim_run(stage.world, 0);
	}
	ck_assert_uint_eq(2, stage.endc);
	ck_assert_str_eq("xx", stage.ends[0].heard);
	ck_assert_str_eq("xx", stage.ends[1].heard);
	close_stage(&stage);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/transport_stream");
	TCase *tcase = tcase_create("transport_stream");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, what_comes_on_a_connection, 0, ARRAY_SIZE(callers));
	tcase_add_test(tcase, a_message_in_single_octets);
	tcase_add_test(tcase, what_is_sent_waits_for_the_connection);
	tcase_add_test(tcase, who_called_us_is_called_by_his_connection);
	tcase_add_test(tcase, an_answer_finds_its_way);
	tcase_add_test(tcase, a_refused_connection_is_told);
	tcase_add_test(tcase, one_that_does_not_open_in_time_is_told);
	tcase_add_test(tcase, one_that_ends_is_told_and_made_anew);
	tcase_add_test(tcase, who_does_not_watch_hears_nothing);
	tcase_add_test(tcase, what_waits_has_a_limit);
	tcase_add_test(tcase, one_address_has_so_many_connections);
	tcase_add_test(tcase, one_listener_has_so_many_connections);
	tcase_add_test(tcase, the_oldest_stranger_makes_room);
	tcase_add_loop_test(tcase, silence_ends_a_connection, 0, ARRAY_SIZE(silences));
	tcase_add_test(tcase, a_flood_of_a_stranger_ends_his_connection);
	tcase_add_loop_test(tcase, who_answers_must_prove_it, 0, ARRAY_SIZE(certificates));
	tcase_add_test(tcase, what_one_name_proved_is_not_for_another);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
