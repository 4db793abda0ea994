/* transaction_stream.c -- transactions over TCP: nothing is said twice, and a lost connection is told */
#include <stdlib.h>
#include "sbc/world/sim.h"
#include "sbc/sip/transaction.h"
#include "tests/unit/sbc/sip/given.h"

#define US   "192.0.2.1:5060"
#define THEM "192.0.2.2:5060"

struct stage {
	struct world *world;
	struct events *events;
	struct transactions *all;
	struct listener *listener;
	struct stream *them;       /* that listens… */
	struct stream *connection; /* …and the latest that there is */
	struct transaction *client, *server;
	char method[16];
	char log[512];
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

static void they_opened(struct stream *stream, void *arg)
{
	(void)stream;
	(void)arg;
}

static void they_heard(struct stream *stream, struct mbuf *data, void *arg)
{
	const struct pl text = {(const char *)mbuf_buf(data), mbuf_get_left(data)};
	const bool is_response = !strncmp(text.p, "SIP/2.0 ", 8);
	struct pl word = {text.p + (is_response ? 8 : 0), 0};

	(void)stream;
	while (word.p[word.l] != ' ')
		word.l++;
	note(arg, is_response ? "<%r" : ">%r", &word);
}

static void they_closed(struct stream *stream, int err, void *arg)
{
	struct stage *stage = arg;

	(void)err;
	if (stage->connection == stream)
		stage->connection = NULL;
	mem_deref(stream);
}

static const struct stream_handlers handlers = {they_opened, they_heard, they_closed};

static void they_accepted(struct stream *stream, void *arg)
{
	struct stage *stage = arg;

	stage->connection = mem_ref(stream);
	stream_attach(stream, &handlers, stage);
}

static const struct stream_handlers accepts = {they_accepted, they_heard, they_closed};

static void they_listen(struct stage *stage)
{
	const struct sa them = at(THEM);
	const struct stream_config config = {.local = &them, .handlers = &accepts, .arg = stage};

	ck_assert_int_eq(0, stream_listen(&stage->them, stage->world, &config));
}

static void they_call(struct stage *stage)
{
	const struct sa us = at(US), them = at("192.0.2.2:0");
	const struct stream_config config = {
		.local = &them, .peer = &us, .handlers = &handlers, .arg = stage};

	ck_assert_int_eq(0, stream_connect(&stage->connection, stage->world, &config));
	sim_run(stage->world, 0);
}

static void they_say(struct stage *stage, const char *start, const char *method)
{
	struct mbuf *mb = mbuf_alloc(512);

	if (!stage->connection)
		they_call(stage);
	ck_assert_int_eq(0,
			 mbuf_printf(mb,
				     "%s" CRLF "Via: SIP/2.0/TCP %s;branch=z9hG4bK1" CRLF
				     "From: <sip:a@h>;tag=1" CRLF "To: <sip:b@h>" CRLF
				     "Call-ID: 1" CRLF "CSeq: 1 %s" CRLF "l: 0" CRLF CRLF,
				     start, *start == 'S' ? US : THEM, method));
	mb->pos = 0;
	ck_assert_int_eq(0, stream_send(stage->connection, mb));
	sim_run(stage->world, 0);
	mem_deref(mb);
}

/* ---- ours ---- */

static void hear_news(enum transaction_news news, const struct sip_msg *msg, void *arg)
{
	static const char *const names[] = {"", "CANCELLED", "TIMEOUT", "UNREACHABLE"};

	if (news == TRANSACTION_RESPONSE)
		note(arg, "!%u", msg->scode);
	else
		note(arg, "!%s", names[news]);
}

static void hear_request(struct transaction *server, const struct sip_msg *msg, void *arg)
{
	struct stage *stage = arg;

	note(stage, "?%r", &msg->met);
	stage->server = mem_ref(server);
	transaction_listen(server, hear_news, stage);
}

static void hear_ack(const struct sip_msg *msg, void *arg)
{
	(void)msg;
	note(arg, "?ACK");
}

static void we_ask(struct stage *stage, const char *method)
{
	const struct sa them = at(THEM);
	struct mbuf *mb = mbuf_alloc(512);

	str_ncpy(stage->method, method, sizeof stage->method);
	ck_assert_int_eq(0,
			 mbuf_printf(mb,
				     "%s sip:h SIP/2.0" CRLF "Via: SIP/2.0/TCP " US
				     ";branch=z9hG4bK1" CRLF "From: <sip:a@h>;tag=1" CRLF
				     "To: <sip:b@h>" CRLF "Call-ID: 1" CRLF "CSeq: 1 %s" CRLF
				     "Content-Length: 0" CRLF CRLF,
				     method, method));
	mb->pos = 0;
	ck_assert_int_eq(0,
			 transaction_request(&stage->client, stage->all, stage->listener, &them,
					     "z9hG4bK1", method, mb, hear_news, stage));
	sim_run(stage->world, 0);
	mem_deref(mb);
}

static uint64_t no_date(const void *arg)
{
	(void)arg;
	return 0;
}

static void open_stage(struct stage *stage)
{
	const struct transaction_user user = {
		.request = hear_request, .ack = hear_ack, .arg = stage};
	const struct sa us = at(US);
	struct transports *transports;

	memset(stage, 0, sizeof *stage);
	ck_assert_int_eq(0, sim_alloc(&stage->world, 1));
	ck_assert_int_eq(0, events_alloc(&stage->events, no_date, NULL));
	ck_assert_int_eq(0, transactions_alloc(&stage->all, stage->world, stage->events, &user));
	transports = transactions_transports(stage->all);
	ck_assert_int_eq(0, transport_listen(transports, "side", SIP_TRANSP_TCP, &us));
	stage->listener = transport_find(transports, "side", SIP_TRANSP_TCP, &us);
}

static void close_stage(struct stage *stage)
{
	struct sim_counts counts;

	transaction_forget(stage->client);
	mem_deref(stage->client);
	transaction_forget(stage->server);
	mem_deref(stage->server);
	mem_deref(stage->all);
	mem_deref(stage->connection);
	mem_deref(stage->them);
	sim_count(stage->world, &counts);
	ck_assert_uint_eq(0, counts.timers);
	ck_assert_uint_eq(0, counts.streams);
	mem_deref(stage->events);
	mem_deref(stage->world);
}

static void they_break(struct stage *stage)
{
	struct faults faults = {.dead = {at("192.0.2.2:0")}, .deadc = 1};
	const struct sa them = at(THEM);
	struct mbuf *mb = datagram_of("x");

	sim_faults(stage->world, &faults);
	ck_assert_int_eq(0, transport_send(stage->listener, &them, mb));
	sim_run(stage->world, SIM_TIMEOUT_US);
	mem_deref(mb);
}

static void act(struct stage *stage, const char *word)
{
	char start[64];

	if (!strcmp(word, "INVITE") || !strcmp(word, "OPTIONS")) {
		we_ask(stage, word);
	} else if (!strcmp(word, "hang-up")) {
		stage->connection = mem_deref(stage->connection);
		sim_run(stage->world, 0);
	} else if (!strcmp(word, "gone")) {
		stage->them = mem_deref(stage->them);
	} else if (!strcmp(word, "break")) {
		they_break(stage);
	} else if (!strcmp(word, "cancel")) {
		ck_assert_int_eq(0, transaction_cancel(stage->client));
		sim_run(stage->world, 0);
	} else if (word[0] == '@') {
		sim_run(stage->world, strtoull(word + 1, NULL, 10));
	} else if (word[0] == '<') {
		re_snprintf(start, sizeof start, "SIP/2.0 %s Fine", word + 1);
		they_say(stage, start, stage->method);
	} else if (word[0] == '?') {
		re_snprintf(start, sizeof start, "%s sip:h SIP/2.0", word + 1);
		they_say(stage, start, word + 1);
	} else {
		ck_assert_int_eq(
			0, transaction_refuse(stage->server, (uint16_t)atoi(word), NULL, NULL));
		sim_run(stage->world, 0);
	}
}

/*
 * Each row is what we ask, they answer (<), they ask (?) and we answer; then what they heard (> and
 * <), what our user heard (! and ?), and whether a transaction is alive.
 */
/* clang-format off */
static const struct {
	const char *what, *script, *expect;
} scripts[] = {
	{"an INVITE is said once (A)",            "INVITE @31999999",            ">INVITE live"},
	{"and times out all the same (B)",        "INVITE @32000000",            ">INVITE !TIMEOUT"},
	{"its failure is acknowledged, and over (D)", "INVITE <486",             ">INVITE !486 >ACK"},
	{"its answer may come again (M)",         "INVITE <200 <200",            ">INVITE !200 !200 live"},
	{"another request is said once (E)",      "OPTIONS @31999999",           ">OPTIONS live"},
	{"and times out all the same (F)",        "OPTIONS @32000000",           ">OPTIONS !TIMEOUT"},
	{"its answer is its end (K)",             "OPTIONS <200",                ">OPTIONS !200"},
	{"so it is behind a 1xx",                 "OPTIONS <100 @31999999 <200", ">OPTIONS !100 !200"},
	{"nobody is there",                       "gone OPTIONS",                "!UNREACHABLE"},
	{"nobody is there for an INVITE",         "gone INVITE",                 "!UNREACHABLE"},
	{"they hang up: it is said again",        "OPTIONS hang-up",             ">OPTIONS >OPTIONS live"},
	{"but not for ever",                      "OPTIONS hang-up hang-up",     ">OPTIONS >OPTIONS !UNREACHABLE"},
	{"nor to nobody",                         "OPTIONS gone hang-up",        ">OPTIONS !UNREACHABLE"},
	{"an INVITE, too",                        "INVITE hang-up <180",         ">INVITE >INVITE !180 live"},
	{"what rings may be answered by another", "INVITE <180 hang-up <200",    ">INVITE !180 !200 live"},
	{"unless the connection broke",           "INVITE <180 break",           ">INVITE !180 !UNREACHABLE"},
	{"a CANCEL goes by it",                   "INVITE <180 cancel",          ">INVITE !180 >CANCEL live"},
	{"or by another",                         "INVITE <180 hang-up cancel <487", ">INVITE !180 >CANCEL !487 >ACK live"},
	{"what is answered is over (J)",          "?OPTIONS 200",                "?OPTIONS <200"},
	{"a refusal is said once (G)",            "?INVITE 486 @31999999",       "?INVITE <486 live"},
	{"and waits for its ACK (H)",             "?INVITE 486 @32000000",       "?INVITE <486 !TIMEOUT"},
	{"which is its end (I)",                  "?INVITE 486 ?ACK",            "?INVITE <486"},
	{"an answer by a connection of ours",     "?INVITE hang-up 486",         "?INVITE <486 live"},
};
/* clang-format on */

START_TEST(over_tcp)
{
	char copy[256], *rest = copy;
	struct stage stage;

	open_stage(&stage);
	they_listen(&stage);
	strcpy(copy, scripts[_i].script);
	for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		act(&stage, word);
	if (transactions_count(stage.all))
		note(&stage, "live");
	ck_assert_msg(!strcmp(stage.log, scripts[_i].expect), "%s: %s", scripts[_i].what,
		      stage.log);
	close_stage(&stage);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/transaction_stream");
	TCase *tcase = tcase_create("transaction_stream");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, over_tcp, 0, ARRAY_SIZE(scripts));
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
