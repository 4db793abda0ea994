/*
 * transaction.c -- the four machines, told as scripts and as what comes of them
 *
 * A script is words: what the wire brings (<INVITE, <486), what the user does (INVITE, 180, cancel,
 * forget), and the time (@500000: until then). What comes of it: what we send (>INVITE), what the
 * user hears (!486, !TIMEOUT, +INVITE for a new request, +ACK for one of a 2xx), the time in front
 * of what happened later than the last, and at the end "live" if a transaction still is.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include "sbc/world/sim.h"
#include "sbc/sip/transaction.h"
#include "tests/unit/sbc/sip/given.h"

#define US   "192.0.2.1:5060"
#define THEM "192.0.2.2:5060"
#define OURS "z9hG4bK0123456789abcdef01234567" /* as long as message_branch makes them */

struct stage {
	struct world *world;
	struct events *events;
	struct transactions *all;
	struct listener *listener;
	struct datagrams *them;
	struct transaction *client, *server;
	struct mbuf *request; /* the user's last message */
	const char *method;   /* of the client */
	bool lets_go;         /* the next request is not kept */
	bool drops_all;       /* the user's handlers end everything they can */
	uint64_t told_us;
	size_t end;
	char log[4096];
};

static void note(struct stage *stage, const char *fmt, ...)
{
	const uint64_t now_us = world_now_us(stage->world);
	va_list ap;

	if (now_us != stage->told_us)
		stage->end +=
			(size_t)snprintf(stage->log + stage->end, sizeof stage->log - stage->end,
					 " @%llu", (unsigned long long)now_us);
	stage->told_us = now_us;
	stage->end +=
		(size_t)snprintf(stage->log + stage->end, sizeof stage->log - stage->end, " ");
	va_start(ap, fmt);
	stage->end +=
		(size_t)vsnprintf(stage->log + stage->end, sizeof stage->log - stage->end, fmt, ap);
	va_end(ap);
	ck_assert_uint_lt(stage->end, sizeof stage->log);
}

/* ---- what is seen ---- */

static void saw(const struct sim_sight *sight, void *arg)
{
	const struct sa us = at(US);
	const char *text = (const char *)mbuf_buf(sight->data);
	const bool is_response = !strncmp(text, "SIP/2.0 ", 8);

	if (sa_cmp(sight->from, &us, SA_ALL))
		note(arg, ">%.*s", is_response ? 3 : (int)strcspn(text, " "),
		     is_response ? text + 8 : text);
}

static void ignore(const struct sa *from, struct mbuf *data, void *arg)
{
	(void)from;
	(void)data;
	(void)arg;
}

static void let_go(struct transaction **transactionp)
{
	transaction_forget(*transactionp);
	*transactionp = mem_deref(*transactionp);
}

static void hear(enum transaction_news news, const struct sip_msg *msg, void *arg)
{
	static const char *const names[] = {
		[TRANSACTION_CANCELLED] = "!CANCEL",
		[TRANSACTION_TIMEOUT] = "!TIMEOUT",
		[TRANSACTION_UNREACHABLE] = "!UNREACHABLE",
	};
	struct stage *stage = arg;

	if (news == TRANSACTION_RESPONSE)
		note(stage, "!%u", msg->scode);
	else
		note(stage, names[news]);
	ck_assert(!msg == (news == TRANSACTION_TIMEOUT || news == TRANSACTION_UNREACHABLE));
	if (!stage->drops_all)
		return;

	let_go(&stage->client);
	let_go(&stage->server);
	stage->all = mem_deref(stage->all);
}

static void hear_request(struct transaction *server, const struct sip_msg *msg, void *arg)
{
	struct stage *stage = arg;

	note(stage, "+%.*s", (int)msg->met.l, msg->met.p);
	ck_assert_ptr_eq(msg, transaction_message(server));
	ck_assert_ptr_eq(stage->listener, transaction_listener(server));
	if (stage->lets_go)
		return;

	let_go(&stage->server);
	stage->server = mem_ref(server);
	transaction_listen(server, hear, stage);
}

static void hear_ack(const struct sip_msg *msg, void *arg)
{
	ck_assert(message_is(msg, "ACK"));
	note(arg, "+ACK");
}

static void hear_late(struct listener *listener, const struct sip_msg *msg, void *arg)
{
	struct stage *stage = arg;

	ck_assert_ptr_eq(stage->listener, listener);
	note(stage, "+late%u", msg->scode);
}

/* ---- what is done: the wire ---- */

static void arrive(struct stage *stage, const char *text)
{
	const struct sa us = at(US);
	struct mbuf *mb = datagram_of(text);

	ck_assert_int_eq(0, datagrams_send(stage->them, &us, mb));
	sim_run(stage->world, 0);
	mem_deref(mb);
}

/* <180 answers the client's request; <200/CANCEL another of its branch. */
static void arrive_response(struct stage *stage, const char *word)
{
	const char *slash = strchr(word, '/');
	const char *branch = strchr(word, '?') ? "z9hG4bKtheirs" : OURS;
	char text[512];

	(void)re_snprintf(text, sizeof text,
			  "SIP/2.0 %b x" CRLF "Via: SIP/2.0/UDP " US ";branch=%s" CRLF
			  "From: <sip:us@h>;tag=a" CRLF "To: <sip:them@h>;tag=b" CRLF
			  "Call-ID: c" CRLF "CSeq: 1 %s" CRLF CRLF,
			  word, (size_t)3, branch, slash ? slash + 1 : stage->method);
	arrive(stage, text);
}

struct request {
	const char *uri, *via, *from_tag, *to_tag, *call_id, *cseq;
};

/* What is different in <INVITE:these; each is a field's other value. */
static void vary(struct request *request, const char *variant)
{
	static const struct {
		const char *name;
		size_t field;
		const char *value;
	} variants[] = {
		{"branch", offsetof(struct request, via),      "192.0.2.2:5060;branch=z9hG4bKtwo"},
		{"sentby", offsetof(struct request, via),      "192.0.2.3:5060;branch=z9hG4bKone"},
		{"cookie", offsetof(struct request, via),      "192.0.2.2:5060;branch=z9hG4bK"   },
		{"old",    offsetof(struct request, via),      "192.0.2.2:5060"                  },
		{"oldvia", offsetof(struct request, via),      "192.0.2.2:5060;branch=1"         },
		{"uri",    offsetof(struct request, uri),      "sip:other@h"                     },
		{"from",   offsetof(struct request, from_tag), ";tag=a2"                         },
		{"to",     offsetof(struct request, to_tag),   ";tag=b1"                         },
		{"call",   offsetof(struct request, call_id),  "c2"                              },
		{"cseq",   offsetof(struct request, cseq),     "2"                               },
	};
	const size_t l = strcspn(variant, ":");

	for (size_t i = 0; i < ARRAY_SIZE(variants); i++) {
		if (strlen(variants[i].name) == l && !strncmp(variants[i].name, variant, l)) {
			*(const char **)((char *)request + variants[i].field) = variants[i].value;
			return;
		}
	}

	ck_abort_msg("no variant %s", variant);
}

static void arrive_request(struct stage *stage, const char *word)
{
	struct request request = {"sip:us@h", "192.0.2.2:5060;branch=z9hG4bKone", ";tag=a", "", "c",
				  "1"};
	const size_t method_l = strcspn(word, ":");
	char text[512];

	for (const char *p = strchr(word, ':'); p; p = strchr(p + 1, ':'))
		vary(&request, p + 1);

	(void)re_snprintf(text, sizeof text,
			  "%b %s SIP/2.0" CRLF "Via: SIP/2.0/UDP %s" CRLF
			  "From: <sip:them@h>%s" CRLF "To: <sip:us@h>%s" CRLF "Call-ID: %s" CRLF
			  "CSeq: %s %b" CRLF CRLF,
			  word, method_l, request.uri, request.via, request.from_tag,
			  request.to_tag, request.call_id, request.cseq, word, method_l);
	arrive(stage, text);
}

static void do_arrive(struct stage *stage, const char *word)
{
	if (isdigit(word[1]))
		arrive_response(stage, word + 1);
	else
		arrive_request(stage, word + 1);
}

/* ---- what is done: the user ---- */

static void request(struct stage *stage, const char *method, const struct sa *to)
{
	mem_deref(stage->request);
	stage->method = strcmp(method, "INVITE") ? "OPTIONS" : "INVITE";
	stage->request = mbuf_alloc(512);
	(void)mbuf_printf(stage->request,
			  "%s sip:them@h SIP/2.0" CRLF "Via: SIP/2.0/UDP " US ";branch=" OURS CRLF
			  "From: <sip:us@h>;tag=a" CRLF "To: <sip:them@h>" CRLF "Call-ID: c" CRLF
			  "CSeq: 1 %s" CRLF CRLF,
			  stage->method, stage->method);
	stage->request->pos = 0;
	ck_assert_int_eq(0,
			 transaction_request(&stage->client, stage->all, stage->listener, to, OURS,
					     stage->method, stage->request, hear, stage));
}

static void do_request(struct stage *stage, const char *word)
{
	const struct sa them = at(THEM);

	request(stage, word, &them);
}

static void do_fail(struct stage *stage, const char *word)
{
	const struct sa nowhere = at("192.0.2.9:0");

	request(stage, strchr(word, '-') + 1, &nowhere);
}

/* From now on the request is too long to be sent. */
static void do_swell(struct stage *stage, const char *word)
{
	(void)word;
	stage->request->pos = stage->request->end;
	(void)mbuf_fill(stage->request, 'x', 2 * MESSAGE_SIZE_MAX);
	stage->request->pos = 0;
}

static void do_reply(struct stage *stage, const char *word)
{
	const uint16_t status = (uint16_t)atoi(word);
	const struct sip_msg *msg = transaction_message(stage->server);
	struct mbuf *mb = mbuf_alloc(512);
	int err;

	(void)message_reply(mb, msg, status, NULL, transaction_tag(stage->server));
	(void)message_body(mb, NULL, NULL);
	mb->pos = 0;
	err = transaction_reply(stage->server, status, mb);
	if (err)
		note(stage, err == EALREADY ? "EALREADY" : "ERROR");
	mem_deref(stage->request);
	stage->request = mb;
}

static void do_refuse(struct stage *stage, const char *word)
{
	const uint16_t status = (uint16_t)atoi(strchr(word, '-') + 1);

	if (transaction_refuse(stage->server, status, NULL, "X-Why: because" CRLF))
		note(stage, "EALREADY");
}

static void do_cancel(struct stage *stage, const char *word)
{
	(void)word;
	ck_assert_int_eq(strcmp(stage->method, "INVITE") ? EINVAL : 0,
			 transaction_cancel(stage->client));
}

static void do_forget(struct stage *stage, const char *word)
{
	(void)word;
	let_go(&stage->client);
	let_go(&stage->server);
}

static void do_drop(struct stage *stage, const char *word)
{
	(void)word;
	transaction_drop(stage->server);
	stage->server = mem_deref(stage->server);
}

static void do_let(struct stage *stage, const char *word)
{
	(void)word;
	stage->lets_go = true;
}

static void do_end_all(struct stage *stage, const char *word)
{
	(void)word;
	stage->drops_all = true;
}

static void do_close(struct stage *stage, const char *word)
{
	(void)word;
	stage->all = mem_deref(stage->all);
}

static void do_time(struct stage *stage, const char *word)
{
	const uint64_t until_us = strtoull(word + 1, NULL, 10);

	sim_run(stage->world, until_us - world_now_us(stage->world));
}

static const struct {
	const char *begins;
	void (*act)(struct stage *stage, const char *word);
} words[] = {
	{"<",       do_arrive },
        {"@",       do_time   },
        {"1",       do_reply  },
	{"2",       do_reply  },
        {"4",       do_reply  },
        {"refuse-", do_refuse },
	{"INVITE",  do_request},
        {"OPTIONS", do_request},
        {"fail-",   do_fail   },
	{"swell",   do_swell  },
        {"cancel",  do_cancel },
        {"forget",  do_forget },
	{"drop",    do_drop   },
        {"let",     do_let    }, /* the next request is not kept */
	{"endall",  do_end_all}, /* the next handler ends everything from inside */
	{"close",   do_close  },
};

static void act(struct stage *stage, const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (!strncmp(word, words[i].begins, strlen(words[i].begins))) {
			words[i].act(stage, word);
			return;
		}
	}

	ck_abort_msg("no word %s", word);
}

/* ---- the stage ---- */

static uint64_t no_date(const void *arg)
{
	(void)arg;
	return 0;
}

static void open_stage(struct stage *stage)
{
	const struct transaction_user user = {hear_request, hear_ack, stage, hear_late};
	const struct sa us = at(US), them = at(THEM);

	memset(stage, 0, sizeof *stage);
	ck_assert_int_eq(0, sim_alloc(&stage->world, 1));
	ck_assert_int_eq(0, events_alloc(&stage->events, no_date, NULL));
	ck_assert_int_eq(0, transactions_alloc(&stage->all, stage->world, stage->events, &user));
	ck_assert_int_eq(
		0,
		transport_listen(transactions_transports(stage->all), "side", SIP_TRANSP_UDP, &us));
	stage->listener =
		transport_find(transactions_transports(stage->all), "side", SIP_TRANSP_UDP, &us);
	ck_assert_int_eq(0, datagrams_open(&stage->them, stage->world, &them, ignore, NULL));
	sim_watch(stage->world, saw, stage);
}

static void close_stage(struct stage *stage)
{
	struct sim_counts counts;

	let_go(&stage->client);
	let_go(&stage->server);
	mem_deref(stage->all);
	mem_deref(stage->them);
	sim_count(stage->world, &counts);
	ck_assert_uint_eq(0, counts.timers);
	ck_assert_uint_eq(0, counts.datagrams);
	mem_deref(stage->request);
	mem_deref(stage->events);
	mem_deref(stage->world);
}

static void play(struct stage *stage, const char *script)
{
	char copy[512], *rest = copy;

	ck_assert_uint_lt(strlen(script), sizeof copy);
	strcpy(copy, script);
	for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		act(stage, word);

	if (stage->all && transactions_count(stage->all))
		note(stage, "live");
}

/* clang-format off */
static const struct {
	const char *what, *script, *expect;
} scripts[] = {
	/* -- client INVITE, trying -- */
	{"A doubles without end, B ends it",
	 "INVITE @40000000",
	 ">INVITE @500000 >INVITE @1500000 >INVITE @3500000 >INVITE @7500000 >INVITE @15500000 >INVITE @31500000 >INVITE @32000000 !TIMEOUT"},
	{"B to the microsecond",                 "INVITE @31999999",          ">INVITE @500000 >INVITE @1500000 >INVITE @3500000 >INVITE @7500000 >INVITE @15500000 >INVITE @31500000 >INVITE @31999999 live"},
	{"a 1xx stops A and B",                  "INVITE <100 @100000000",    ">INVITE !100 @100000000 live"},
	{"a 2xx ends it after 64*T1 (M)",        "INVITE <200 @31999999",     ">INVITE !200 @31999999 live"},
	{"to the microsecond",                   "INVITE <200 @32000000",     ">INVITE !200"},
	{"M begins with the 2xx",                "INVITE @9 <200 @32000008",  ">INVITE @9 !200 @32000008 live"},
	{"a failure is acknowledged at once",    "INVITE <486 @31999999",     ">INVITE >ACK !486 @31999999 live"},
	{"and lives on for D",                   "INVITE <486 @32000000",     ">INVITE >ACK !486"},
	{"which begins with it",                 "INVITE @9 <486 @32000008",  ">INVITE @9 >ACK !486 @32000008 live"},
	{"no transport is told later",           "fail-INVITE @1",            "!UNREACHABLE"},
	{"no transport for a retry, too",        "INVITE swell @500000",      ">INVITE @500000 !UNREACHABLE"},
	{"forgotten while trying, B goes on",    "INVITE forget @31999999",   ">INVITE @500000 >INVITE @1500000 >INVITE @3500000 >INVITE @7500000 >INVITE @15500000 >INVITE @31500000 >INVITE @31999999 live"},
	{"and ends it in silence",               "INVITE forget @32000000",   ">INVITE @500000 >INVITE @1500000 >INVITE @3500000 >INVITE @7500000 >INVITE @15500000 >INVITE @31500000 >INVITE"},
	{"forgotten, a 1xx does not stop B",     "INVITE forget <180 @32000000", ">INVITE"},
	{"a response of another branch",         "INVITE <180?",              ">INVITE live"},
	{"a response to another method",         "INVITE <200/OPTIONS",       ">INVITE live"},

	/* -- client INVITE, proceeding -- */
	{"each 1xx is told",                     "INVITE <100 <180 <183",     ">INVITE !100 !180 !183 live"},
	{"then a 2xx",                           "INVITE <180 <200 @32000000", ">INVITE !180 !200"},
	{"M begins with the 2xx",                "INVITE <180 @9 <200 @32000008", ">INVITE !180 @9 !200 @32000008 live"},
	{"then a failure",                       "INVITE <180 <404 @32000000", ">INVITE !180 >ACK !404"},
	{"forgotten, it ends after 64*T1",       "INVITE <180 forget @31999999", ">INVITE !180 @31999999 live"},
	{"to the microsecond",                   "INVITE <180 forget @32000000", ">INVITE !180"},
	{"forgotten, a failure is acknowledged", "INVITE <180 forget <486",   ">INVITE !180 >ACK live"},

	/* -- client INVITE, accepted -- */
	{"each 2xx is told: the user ACKs it",   "INVITE <200 <200 @5 <200",  ">INVITE !200 !200 @5 !200 live"},
	{"a 2xx again does not prolong it",      "INVITE <200 @5 <200 @32000000", ">INVITE !200 @5 !200"},
	{"nothing else is",                      "INVITE <200 <180 <486",     ">INVITE !200 live"},

	/* -- client INVITE, completed -- */
	{"a failure again is acknowledged again", "INVITE <486 <486 @7 <486", ">INVITE >ACK !486 >ACK @7 >ACK live"},
	{"it does not prolong D",                "INVITE <486 @7 <486 @32000000", ">INVITE >ACK !486 @7 >ACK"},
	{"nothing else counts",                  "INVITE <486 <180 <200",     ">INVITE >ACK !486 live"},
	{"forgotten, it still acknowledges",     "INVITE <486 forget <486",   ">INVITE >ACK !486 >ACK live"},

	/* -- CANCEL, from us -- */
	{"after a 1xx at once",                  "INVITE <180 cancel",        ">INVITE !180 >CANCEL live"},
	{"before it, as soon as one comes",      "INVITE cancel <100",        ">INVITE >CANCEL !100 live"},
	{"only once",                            "INVITE cancel cancel <100 <180 cancel", ">INVITE >CANCEL !100 !180 live"},
	{"the 487 is told and acknowledged",     "INVITE <180 cancel <200/CANCEL <487", ">INVITE !180 >CANCEL >ACK !487 live"},
	{"a 200 that crossed is told",           "INVITE <180 cancel <200 <481/CANCEL", ">INVITE !180 >CANCEL !200 live"},
	{"the CANCEL has timers of its own",     "INVITE <180 cancel @1500000", ">INVITE !180 >CANCEL @500000 >CANCEL @1500000 >CANCEL live"},
	{"nothing for 64*T1 after it",           "INVITE <180 @4 cancel <200/CANCEL @32000004", ">INVITE !180 @4 >CANCEL @32000004 !TIMEOUT"},
	{"another 1xx does not prolong that",    "INVITE <180 cancel <200/CANCEL @8 <180 @32000000", ">INVITE !180 >CANCEL @8 !180 @32000000 !TIMEOUT"},
	{"never answered, B ends it",            "INVITE cancel @32000000",   ">INVITE @500000 >INVITE @1500000 >INVITE @3500000 >INVITE @7500000 >INVITE @15500000 >INVITE @31500000 >INVITE @32000000 !TIMEOUT"},
	{"after a final answer it does nothing", "INVITE <200 cancel",        ">INVITE !200 live"},
	{"nor after a failure",                  "INVITE <486 cancel",        ">INVITE >ACK !486 live"},
	{"nothing but INVITE is cancelled",      "OPTIONS cancel",            ">OPTIONS live"},

	/* -- client, not INVITE -- */
	{"E doubles up to T2, F ends it",
	 "OPTIONS @40000000",
	 ">OPTIONS @500000 >OPTIONS @1500000 >OPTIONS @3500000 >OPTIONS @7500000 >OPTIONS @11500000 >OPTIONS @15500000 >OPTIONS @19500000 >OPTIONS @23500000 >OPTIONS @27500000 >OPTIONS @31500000 >OPTIONS @32000000 !TIMEOUT"},
	{"after a 1xx every T2",                 "OPTIONS <100 @9000000",     ">OPTIONS !100 @500000 >OPTIONS @4500000 >OPTIONS @8500000 >OPTIONS @9000000 live"},
	{"and F still ends it",                  "OPTIONS <100 @32000000",    ">OPTIONS !100 @500000 >OPTIONS @4500000 >OPTIONS @8500000 >OPTIONS @12500000 >OPTIONS @16500000 >OPTIONS @20500000 >OPTIONS @24500000 >OPTIONS @28500000 >OPTIONS @32000000 !TIMEOUT"},
	{"each 1xx is told",                     "OPTIONS <100 <182",         ">OPTIONS !100 !182 live"},
	{"a 2xx: K",                             "OPTIONS <200 @4999999",     ">OPTIONS !200 @4999999 live"},
	{"to the microsecond",                   "OPTIONS <200 @5000000",     ">OPTIONS !200"},
	{"a failure: K; it has no ACK",          "OPTIONS <404 @5000000",     ">OPTIONS !404"},
	{"a 2xx after a 1xx",                    "OPTIONS <100 <200 @5000000", ">OPTIONS !100 !200"},
	{"a failure after a 1xx",                "OPTIONS <100 <404 @5000000", ">OPTIONS !100 !404"},
	{"the answer again is swallowed",        "OPTIONS <200 <200 <404 <100", ">OPTIONS !200 live"},
	{"no transport is told later",           "fail-OPTIONS @1",           "!UNREACHABLE"},
	{"no transport for a retry, too",        "OPTIONS swell @500000",     ">OPTIONS @500000 !UNREACHABLE"},
	{"nor after a 1xx",                      "OPTIONS <100 swell @500000", ">OPTIONS !100 @500000 !UNREACHABLE"},
	{"forgotten, the answer is swallowed",   "OPTIONS forget <200 @5000000", ">OPTIONS"},

	/* -- server INVITE, proceeding -- */
	{"no answer of ours is made up",         "<INVITE",                   "+INVITE live"},
	{"again before any answer: nothing",     "<INVITE <INVITE",           "+INVITE live"},
	{"again: the last 1xx again",            "<INVITE 100 180 <INVITE",   "+INVITE >100 >180 >180 live"},
	{"it waits for ever for its user",       "<INVITE 180 @200000000",    "+INVITE >180 @200000000 live"},
	{"forgotten, for 64*T1",                 "<INVITE 180 forget <INVITE @31999999", "+INVITE >180 >180 @31999999 live"},
	{"to the microsecond",                   "<INVITE 180 forget @32000000", "+INVITE >180"},
	{"not kept: as if forgotten",            "let <INVITE @31999999",     "+INVITE @31999999 live"},
	{"to the microsecond",                   "let <INVITE @32000000",     "+INVITE"},
	{"dropped: not a word",                  "<INVITE drop <INVITE <CANCEL @31999999", "+INVITE @31999999 live"},
	{"and for no longer",                    "<INVITE drop @32000000 <INVITE", "+INVITE @32000000 +INVITE live"},
	{"an ACK that is too early",             "<INVITE 180 <ACK",          "+INVITE >180 live"},

	/* -- server INVITE, accepted -- */
	{"L",                                    "<INVITE 200 @31999999",     "+INVITE >200 @31999999 live"},
	{"to the microsecond",                   "<INVITE 200 @32000000",     "+INVITE >200"},
	{"the user sends his 2xx again",         "<INVITE 200 200",           "+INVITE >200 >200 live"},
	{"the request again is swallowed",       "<INVITE 200 <INVITE",       "+INVITE >200 live"},
	{"an ACK with the same branch goes up",  "<INVITE 200 <ACK",          "+INVITE >200 +ACK live"},
	{"an ACK with its own goes up",          "<INVITE 200 <ACK:branch",   "+INVITE >200 +ACK live"},
	{"no other answer",                      "<INVITE 200 180 486",       "+INVITE >200 EALREADY EALREADY live"},

	/* -- server INVITE, completed -- */
	{"G doubles up to T2, H ends it",
	 "<INVITE 486 @40000000",
	 "+INVITE >486 @500000 >486 @1500000 >486 @3500000 >486 @7500000 >486 @11500000 >486 @15500000 >486 @19500000 >486 @23500000 >486 @27500000 >486 @31500000 >486 @32000000 !TIMEOUT"},
	{"the request again: the answer again",  "<INVITE 486 <INVITE",       "+INVITE >486 >486 live"},
	{"no other answer",                      "<INVITE 486 180 200 404",   "+INVITE >486 EALREADY EALREADY EALREADY live"},
	{"the ACK ends the answers",             "<INVITE 486 <ACK @4999999", "+INVITE >486 @4999999 live"},
	{"I to the microsecond",                 "<INVITE 486 <ACK @5000000", "+INVITE >486"},
	{"a lost ACK comes with the next answer", "<INVITE 486 @500000 <ACK @5500000", "+INVITE >486 @500000 >486"},
	{"an ACK of another Via is another's",   "<INVITE 486 <ACK:sentby",   "+INVITE >486 +ACK live"},

	/* -- server INVITE, confirmed -- */
	{"everything again is swallowed",        "<INVITE 486 <ACK <ACK <INVITE", "+INVITE >486 live"},
	{"and prolongs nothing",                 "<INVITE 486 <ACK @5 <ACK <INVITE @5000000", "+INVITE >486"},
	{"no other answer",                      "<INVITE 486 <ACK 200",      "+INVITE >486 EALREADY live"},

	/* -- CANCEL, to us -- */
	{"answered, and told",                   "<INVITE 180 <CANCEL",       "+INVITE >180 >200 !CANCEL live"},
	{"again: answered, not told",            "<INVITE 180 <CANCEL <CANCEL", "+INVITE >180 >200 !CANCEL >200 live"},
	{"too late: answered, not told",         "<INVITE 200 <CANCEL",       "+INVITE >200 >200 live"},
	{"after a failure, too",                 "<INVITE 486 <CANCEL",       "+INVITE >486 >200 live"},
	{"of nothing we know",                   "<CANCEL",                   ">481"},
	{"of another branch",                    "<INVITE <CANCEL:branch",    "+INVITE >481 live"},
	{"of another CSeq",                      "<INVITE <CANCEL:cseq",      "+INVITE >481 live"},
	{"of no INVITE",                         "<OPTIONS <CANCEL",          "+OPTIONS >481 live"},
	{"then the user's 487",                  "<INVITE <CANCEL refuse-487 <ACK", "+INVITE >200 !CANCEL >487 live"},

	/* -- server, not INVITE -- */
	{"again before any answer: nothing",     "<OPTIONS <OPTIONS",         "+OPTIONS live"},
	{"a 1xx, again: the same",               "<OPTIONS 100 <OPTIONS 182 <OPTIONS", "+OPTIONS >100 >100 >182 >182 live"},
	{"a 2xx, again: the same",               "<OPTIONS 200 <OPTIONS @31999999 <OPTIONS", "+OPTIONS >200 >200 @31999999 >200 live"},
	{"J to the microsecond",                 "<OPTIONS 200 @32000000",    "+OPTIONS >200"},
	{"a failure likewise",                   "<OPTIONS 404 <OPTIONS @32000000", "+OPTIONS >404 >404"},
	{"a 2xx after a 1xx",                    "<OPTIONS 100 200 @32000000", "+OPTIONS >100 >200"},
	{"a failure after a 1xx",                "<OPTIONS 100 404 @32000000", "+OPTIONS >100 >404"},
	{"no other answer",                      "<OPTIONS 200 200 404 100",  "+OPTIONS >200 EALREADY EALREADY EALREADY live"},
	{"forgotten while trying",               "<OPTIONS forget @31999999", "+OPTIONS @31999999 live"},
	{"to the microsecond",                   "<OPTIONS forget @32000000", "+OPTIONS"},
	{"forgotten while proceeding",           "<OPTIONS 100 forget @32000000", "+OPTIONS >100"},
	{"refused, again: the same",             "<OPTIONS refuse-404 forget <OPTIONS", "+OPTIONS >404 >404 live"},
	{"refused twice",                        "<OPTIONS refuse-404 refuse-404", "+OPTIONS >404 EALREADY live"},

	/* -- what belongs together (17.2.3) -- */
	{"another branch in a dialog is new",    "<OPTIONS:to <OPTIONS:to:branch", "+OPTIONS +OPTIONS live"},
	{"another sent-by in a dialog is new",   "<OPTIONS:to <OPTIONS:to:sentby", "+OPTIONS +OPTIONS live"},
	{"another method is new",                "<OPTIONS:to <INVITE:to",    "+OPTIONS +INVITE live"},
	{"another Call-ID is new",               "<OPTIONS <OPTIONS:call",    "+OPTIONS +OPTIONS live"},
	{"another CSeq is new",                  "<OPTIONS <OPTIONS:cseq",    "+OPTIONS +OPTIONS live"},
	{"the Request-URI does not count",       "<OPTIONS <OPTIONS:uri",     "+OPTIONS live"},
	{"without cookie it does (RFC 2543)",    "<OPTIONS:old:to <OPTIONS:old:to:uri", "+OPTIONS +OPTIONS live"},
	{"and the From tag does",                "<OPTIONS:old:to <OPTIONS:old:to:from", "+OPTIONS +OPTIONS live"},
	{"and the whole Via does",               "<OPTIONS:old:to <OPTIONS:oldvia:to", "+OPTIONS +OPTIONS live"},
	{"else it is the same",                  "<OPTIONS:old <OPTIONS:old", "+OPTIONS live"},
	{"a bare cookie is none",                "<OPTIONS:cookie:to <OPTIONS:cookie:to:from", "+OPTIONS +OPTIONS live"},
	{"an old ACK finds its INVITE",          "<INVITE:old 486 <ACK:old:to @5000000", "+INVITE >486"},
	{"an old CANCEL finds its INVITE",       "<INVITE:old <CANCEL:old",   "+INVITE >200 !CANCEL live"},

	/* -- merged requests (8.2.2.2) -- */
	{"one that came another way, too",       "<INVITE <INVITE:branch",    "+INVITE >482 live"},
	{"with another From tag it is another",  "<INVITE <INVITE:branch:from", "+INVITE +INVITE live"},
	{"with another CSeq it is another",      "<INVITE <INVITE:branch:cseq", "+INVITE +INVITE live"},
	{"with a To-tag it is in a dialog",      "<INVITE <INVITE:branch:to", "+INVITE +INVITE live"},
	{"another method never is",              "<INVITE <OPTIONS:branch",   "+INVITE +OPTIONS live"},
	{"nor when the first is gone",           "<INVITE 486 <ACK @5000000 <INVITE:branch", "+INVITE >486 @5000000 +INVITE live"},

	/* -- what belongs to nothing -- */
	{"a response",                           "INVITE <200/BYE",           ">INVITE live"},
	{"a 2xx after timer B goes up",          "fail-INVITE @1 <200",       "!UNREACHABLE @1 +late200"},
	{"another branch is not ours",           "fail-INVITE @1 <200?",      "!UNREACHABLE"},
	{"a late failure is sent again and again, in vain", "fail-INVITE @1 <486", "!UNREACHABLE"},
	{"a late 1xx, too",                      "fail-INVITE @1 <180",       "!UNREACHABLE"},
	{"a 2xx to anything else, too",          "fail-OPTIONS @1 <200",      "!UNREACHABLE"},
	{"an ACK goes up",                       "<ACK",                      "+ACK"},

	/* -- ends from inside and outside -- */
	{"a client's handler ends everything",   "INVITE endall <180",        ">INVITE !180"},
	{"with its last news, too",              "INVITE endall @32000000",   ">INVITE @500000 >INVITE @1500000 >INVITE @3500000 >INVITE @7500000 >INVITE @15500000 >INVITE @31500000 >INVITE @32000000 !TIMEOUT"},
	{"and with a failure",                   "INVITE endall <486",        ">INVITE >ACK !486"},
	{"a server's handler ends everything",   "<INVITE endall <CANCEL",    "+INVITE >200 !CANCEL"},
	{"the table goes first, client left",    "INVITE <180 close cancel @40000000", ">INVITE !180"},
	{"the table goes first, server left",    "<INVITE close 200 refuse-500 forget @40000000", "+INVITE EALREADY EALREADY"},
};
/* clang-format on */

START_TEST(told)
{
	struct stage stage;

	open_stage(&stage);
	play(&stage, scripts[_i].script);
	ck_assert_msg(!strcmp(stage.log + 1, scripts[_i].expect)
			      || (!stage.end && !scripts[_i].expect[0]),
		      "%s: %s\n gives %s\n not   %s", scripts[_i].what, scripts[_i].script,
		      stage.log + 1, scripts[_i].expect);
	close_stage(&stage);
}
END_TEST

/* Each row plays, and asks how many timers run, and whether the user's last message is held. */
/* clang-format off */
static const struct {
	const char *what, *script;
	uint32_t timers;
	bool is_held;
} holds[] = {
	{"INVITE: A and B",                   "INVITE",                 2, true},
	{"a 1xx stops both",                  "INVITE <100",            0, true},
	{"forgotten: only A",                 "INVITE forget <100",     1, true},
	{"CANCEL: its E and F, and the wait", "INVITE <100 cancel",     3, true},
	{"a 2xx: M",                          "INVITE <200",            1, false},
	{"a 2xx after a 1xx: M",              "INVITE <100 <200",       1, false},
	{"a failure: D",                      "INVITE <486",            1, false},
	{"a failure after a 1xx: D",          "INVITE <100 <486",       1, false},
	{"OPTIONS: E and F",                  "OPTIONS",                2, true},
	{"a 1xx changes nothing",             "OPTIONS <100",           2, true},
	{"a 2xx: K",                          "OPTIONS <200",           1, false},
	{"a failure: K",                      "OPTIONS <404",           1, false},
	{"a 2xx after a 1xx: K",              "OPTIONS <100 <200",      1, false},
	{"a failure after a 1xx: K",          "OPTIONS <100 <404",      1, false},
	{"serving INVITE: none",              "<INVITE 180",            0, true},
	{"a 2xx: L",                          "<INVITE 200",            1, true},
	{"a failure: G and H",                "<INVITE 486",            2, true},
	{"its ACK: I",                        "<INVITE 486 <ACK",       1, false},
	{"serving OPTIONS: none",             "<OPTIONS 100",           0, true},
	{"answered: J",                       "<OPTIONS 200",           1, true},
	{"all over: nothing",                 "<OPTIONS 200 @32000000", 0, false},
};
/* clang-format on */

START_TEST(held)
{
	struct sim_counts counts;
	struct stage stage;

	open_stage(&stage);
	play(&stage, holds[_i].script);
	sim_count(stage.world, &counts);
	ck_assert_msg(counts.timers == holds[_i].timers, "%s: %u timers", holds[_i].what,
		      counts.timers);
	ck_assert_msg(mem_nrefs(stage.request) == 1 + (uint32_t)holds[_i].is_held, "%s: %u held",
		      holds[_i].what, mem_nrefs(stage.request));
	close_stage(&stage);
}
END_TEST

START_TEST(a_full_table_answers_503_without_state)
{
	struct stage stage;

	open_stage(&stage);
	transactions_limit(stage.all, 2);
	play(&stage, "<OPTIONS <OPTIONS:call");
	play(&stage, "<OPTIONS:cseq <OPTIONS <ACK");
	ck_assert_str_eq(" +OPTIONS +OPTIONS live >503 +ACK live", stage.log);
	ck_assert_uint_eq(2, transactions_count(stage.all));
	close_stage(&stage);
}
END_TEST

START_TEST(what_is_up_can_still_be_ended_when_it_is_full)
{
	const struct sa them = at(THEM);
	struct transaction *client = NULL;
	struct stage stage;

	open_stage(&stage);
	transactions_limit(stage.all, 1);
	play(&stage, "<OPTIONS OPTIONS");
	ck_assert_uint_eq(2, transactions_count(stage.all));
	ck_assert_int_eq(ENOSPC,
			 transaction_request(&client, stage.all, stage.listener, &them, "b", "BYE",
					     stage.request, hear, &stage));
	ck_assert_ptr_null(client);
	close_stage(&stage);
}
END_TEST

static bool is_nobody(const struct listener *listener, const struct sa *source, void *arg)
{
	(void)listener;
	(void)source;
	(void)arg;
	return false;
}

START_TEST(a_stranger_is_not_late)
{
	struct stage stage;

	open_stage(&stage);
	transports_peers(transactions_transports(stage.all), is_nobody, NULL);
	play(&stage, "fail-INVITE @1 <200");
	ck_assert_str_eq(" !UNREACHABLE", stage.log);
	close_stage(&stage);
}
END_TEST

/* The user may hold what has ended, and ask it things. */
START_TEST(what_is_left_of_the_dead)
{
	struct transaction *server;
	struct stage stage;
	struct sip_msg *msg;

	open_stage(&stage);
	play(&stage, "<INVITE");
	server = mem_ref(stage.server);
	msg = mem_ref((void *)transaction_message(server));
	transaction_drop(server);
	ck_assert_uint_eq(1, mem_nrefs(msg));
	ck_assert_ptr_null(transaction_message(server));
	ck_assert_int_eq(EALREADY, transaction_refuse(server, 404, NULL, NULL));
	play(&stage, "close");
	ck_assert_str_eq("", transaction_tag(server));
	mem_deref(server);
	mem_deref(msg);
	close_stage(&stage);
}
END_TEST

START_TEST(the_limit_is_as_promised)
{
	ck_assert_uint_eq(400000, TRANSACTIONS_MAX);
}
END_TEST

static void keep(const struct sim_sight *sight, void *arg)
{
	struct mbuf **keptp = arg;

	mem_deref(*keptp);
	*keptp = mbuf_alloc(mbuf_get_left(sight->data));
	(void)mbuf_write_mem(*keptp, mbuf_buf(sight->data), mbuf_get_left(sight->data));
}

/* Each row plays, and asks for text in the last message that was sent by anybody. */
/* clang-format off */
static const struct {
	const char *what, *script, *expect;
} texts[] = {
	{"the 200 to a CANCEL is to the CANCEL", "<INVITE <CANCEL",    "CSeq: 1 CANCEL" CRLF},
	{"a 503 says when to come again",        "<OPTIONS",           "Retry-After: 10" CRLF},
	{"a refusal has its extra lines",        "<INVITE refuse-404", "X-Why: because" CRLF},
	{"and an end",                           "<INVITE refuse-404", "Content-Length: 0" CRLF CRLF},
	{"an ACK has the To of the answer",      "INVITE <486",        "To: <sip:them@h>;tag=b" CRLF},
	{"and the branch of the INVITE",         "INVITE <486",        ";branch=" OURS CRLF},
	{"a CANCEL has the To of the INVITE",    "INVITE <180 cancel", "To: <sip:them@h>" CRLF},
	{"and its branch",                       "INVITE <180 cancel", ";branch=" OURS CRLF},
};
/* clang-format on */

START_TEST(written_so)
{
	struct mbuf *kept = NULL;
	struct stage stage;
	char room[1024];

	open_stage(&stage);
	sim_watch(stage.world, keep, &kept);
	transactions_limit(stage.all, strstr(texts[_i].expect, "Retry") ? 0 : 9);
	play(&stage, texts[_i].script);
	ck_assert_msg(strstr(written(kept, room, sizeof room), texts[_i].expect) != NULL, "%s:\n%s",
		      texts[_i].what, room);
	mem_deref(kept);
	close_stage(&stage);
}
END_TEST

START_TEST(one_tag_in_all_answers)
{
	struct mbuf *kept = NULL;
	struct stage stage;
	char room[1024], tag[TOKEN_SIZE + 8];

	open_stage(&stage);
	sim_watch(stage.world, keep, &kept);
	play(&stage, "<INVITE");
	(void)re_snprintf(tag, sizeof tag, ";tag=%s" CRLF, transaction_tag(stage.server));
	ck_assert_uint_eq(5 + 16 + 2, strlen(tag));
	play(&stage, "<CANCEL");
	ck_assert_ptr_nonnull(strstr(written(kept, room, sizeof room), tag));
	play(&stage, "refuse-487");
	ck_assert_ptr_nonnull(strstr(written(kept, room, sizeof room), tag));
	mem_deref(kept);
	close_stage(&stage);
}
END_TEST

/* Answers go where the Via says (nat/via), and by the listener that heard the request. */
START_TEST(an_answer_goes_back_by_the_way_it_came)
{
	struct sa other = at("192.0.2.1:5070"), us = at("192.0.2.1:5070"),
		  from = at("192.0.2.2:7777");
	struct datagrams *them;
	struct mbuf *kept = NULL, *mb;
	struct stage stage;
	char room[1024];

	open_stage(&stage);
	ck_assert_int_eq(0,
			 transport_listen(transactions_transports(stage.all), "other",
					  SIP_TRANSP_UDP, &other));
	stage.listener =
		transport_find(transactions_transports(stage.all), "other", SIP_TRANSP_UDP, &us);
	ck_assert_int_eq(0, datagrams_open(&them, stage.world, &from, ignore, NULL));
	mb = datagram_of("OPTIONS sip:us@h SIP/2.0" CRLF
			 "Via: SIP/2.0/UDP 10.0.0.1;rport;branch=z9hG4bK1" CRLF
			 "From: <sip:a@h>;tag=1" CRLF "To: <sip:b@h>" CRLF "Call-ID: 1" CRLF
			 "CSeq: 1 OPTIONS" CRLF CRLF);
	ck_assert_int_eq(0, datagrams_send(them, &us, mb));
	sim_run(stage.world, 0);
	sim_watch(stage.world, keep, &kept);
	play(&stage, "200");
	ck_assert_ptr_nonnull(
		strstr(written(kept, room, sizeof room), ";rport=7777;received=192.0.2.2"));
	mem_deref(kept);
	mem_deref(mb);
	mem_deref(them);
	close_stage(&stage);
}
END_TEST

/* What lingers must not hold a message of kilobytes for half a minute. */
START_TEST(a_forgotten_answer_gives_its_request_back)
{
	struct stage stage;
	const struct sip_msg *msg;

	open_stage(&stage);
	play(&stage, "<OPTIONS");
	msg = mem_ref((void *)transaction_message(stage.server));
	play(&stage, "200");
	ck_assert_uint_eq(2, mem_nrefs(msg));
	play(&stage, "forget");
	ck_assert_uint_eq(1, mem_nrefs(msg));
	mem_deref((void *)msg);
	close_stage(&stage);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/transaction");
	TCase *tcase = tcase_create("transaction");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, told, 0, ARRAY_SIZE(scripts));
	tcase_add_loop_test(tcase, held, 0, ARRAY_SIZE(holds));
	tcase_add_test(tcase, a_full_table_answers_503_without_state);
	tcase_add_test(tcase, what_is_up_can_still_be_ended_when_it_is_full);
	tcase_add_test(tcase, a_stranger_is_not_late);
	tcase_add_test(tcase, what_is_left_of_the_dead);
	tcase_add_test(tcase, the_limit_is_as_promised);
	tcase_add_loop_test(tcase, written_so, 0, ARRAY_SIZE(texts));
	tcase_add_test(tcase, one_tag_in_all_answers);
	tcase_add_test(tcase, an_answer_goes_back_by_the_way_it_came);
	tcase_add_test(tcase, a_forgotten_answer_gives_its_request_back);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
