/* dialog.c -- what messages teach a dialog, how it is found, and what its requests look like */
#include "sbc/sip/dialog.h"
#include "sbc/world/sim.h"
#include "tests/unit/sbc/sip/given.h"

#define US   "192.0.2.1:5060"
#define THEM "192.0.2.2:5060"

static struct listener listener(void)
{
	return (struct listener){.transport = SIP_TRANSP_UDP, .local = at(US)};
}

static struct dialogs *table(void)
{
	struct dialogs *dialogs;

	ck_assert_int_eq(0, dialogs_alloc(&dialogs));
	return dialogs;
}

/* A request with its own From, To and further lines. */
static struct sip_msg *request(const char *method, const char *from, const char *to, uint32_t cseq,
			       const char *extra, const char *source)
{
	char text[4096];

	(void)re_snprintf(text, sizeof text,
			  "%s sip:us@192.0.2.1 SIP/2.0" CRLF
			  "Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1" CRLF "From: %s" CRLF
			  "To: %s" CRLF "Call-ID: c1" CRLF "CSeq: %u %s" CRLF "%s" CRLF,
			  method, from, to, cseq, method, extra);
	return message_of(text, source);
}

static struct sip_msg *response(uint16_t status, const char *to_tag, const char *extra,
				const char *source)
{
	char text[4096];

	(void)re_snprintf(text, sizeof text,
			  "SIP/2.0 %u x" CRLF "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1" CRLF
			  "From: <sip:us@h>;tag=ours" CRLF "To: <sip:them@h>%s" CRLF
			  "Call-ID: c1" CRLF "CSeq: 1 INVITE" CRLF "%s" CRLF,
			  status, to_tag, extra);
	return message_of(text, source);
}

static const char *next_request(const struct dialog *dialog, char *room, size_t size)
{
	struct mbuf *mb = mbuf_alloc(64);

	ck_assert_int_eq(0, dialog_request(mb, dialog, "BYE", 42, "z9hG4bKnew", 70));
	(void)written(mb, room, size);
	mem_deref(mb);
	return room;
}

#define HEAD(uri)                                                                                  \
	"BYE " uri " SIP/2.0" CRLF "Via: SIP/2.0/UDP " US ";branch=z9hG4bKnew;rport" CRLF          \
	"Max-Forwards: 70" CRLF
#define FOOT(from, to) "From: " from CRLF "To: " to CRLF "Call-ID: c1" CRLF "CSeq: 42 BYE" CRLF
#define CONTACT        "Contact: <sip:them@192.0.2.2:5062;x=y>" CRLF
#define USUAL          FOOT("<sip:us@h>;tag=ours", "<sip:them@h>;tag=theirs")

/* Each row is a dialog made of an INVITE: its next request, and where that goes. */
static const struct {
	const char *what, *from, *to, *extra, *source, *expect, *peer;
} accepts[] = {
  /* clang-format off */
	{"Contact is the target", "<sip:them@h>;tag=theirs", "<sip:us@h>", CONTACT, THEM,
	 HEAD("sip:them@192.0.2.2:5062;x=y") USUAL, "192.0.2.2:5062"},
	{"names are kept, other parameters of From and To are not", "\"T, \\\"H\" <sip:them@h;u=1>;x=1;tag=theirs", "U S <sip:us@h>", CONTACT, THEM,
	 HEAD("sip:them@192.0.2.2:5062;x=y") FOOT("\"U S\" <sip:us@h>;tag=ours", "\"T, \\\"H\" <sip:them@h;u=1>;tag=theirs"), "192.0.2.2:5062"},
	{"without brackets", "sip:them@h;tag=theirs", "sip:us@h", "m: sip:them@192.0.2.2:5062" CRLF, THEM,
	 HEAD("sip:them@192.0.2.2:5062") USUAL, "192.0.2.2:5062"},
	{"a caller of RFC 2543 has no tag", "<sip:them@h>", "<sip:us@h>", CONTACT, THEM,
	 HEAD("sip:them@192.0.2.2:5062;x=y") FOOT("<sip:us@h>;tag=ours", "<sip:them@h>"), "192.0.2.2:5062"},
	{"a Contact without port", "<sip:them@h>;tag=theirs", "<sip:us@h>", "Contact: <sip:192.0.2.9>" CRLF, THEM,
	 HEAD("sip:192.0.2.9") USUAL, "192.0.2.9:5060"},
	{"a Contact behind a NAT: the URI stays, the packet goes to the source", "<sip:them@h>;tag=theirs", "<sip:us@h>", "Contact: <sip:them@10.0.0.7>" CRLF, "198.51.100.1:4711",
	 HEAD("sip:them@10.0.0.7") USUAL, "198.51.100.1:4711"},
	{"a Contact that is a name: to the source", "<sip:them@h>;tag=theirs", "<sip:us@h>", "Contact: <sip:them@pbx.example.com:5099>" CRLF, THEM,
	 HEAD("sip:them@pbx.example.com:5099") USUAL, THEM},
	{"a telephone number: to the source", "<sip:them@h>;tag=theirs", "<sip:us@h>", "Contact: <tel:+8428>" CRLF, THEM,
	 HEAD("tel:+8428") USUAL, THEM},
	{"headers of a Contact are no part of a Request-URI", "<sip:them@h>;tag=theirs", "<sip:us@h>", "Contact: <sip:192.0.2.9;x?Route=y>" CRLF, THEM,
	 HEAD("sip:192.0.2.9;x") USUAL, "192.0.2.9:5060"},
	{"the first Contact counts", "<sip:them@h>;tag=theirs", "<sip:us@h>", "Contact: <sip:192.0.2.8>, <sip:192.0.2.9>" CRLF, THEM,
	 HEAD("sip:192.0.2.8") USUAL, "192.0.2.8:5060"},
	{"loose routers in order, the first is the peer", "<sip:them@h>;tag=theirs", "<sip:us@h>", CONTACT "Record-Route: <sip:192.0.2.11:5080;lr;a=b>;c=d, <sip:p2;lr>" CRLF "Record-Route: <sip:p3;lr>" CRLF, THEM,
	 HEAD("sip:them@192.0.2.2:5062;x=y") "Route: <sip:192.0.2.11:5080;lr;a=b>" CRLF "Route: <sip:p2;lr>" CRLF "Route: <sip:p3;lr>" CRLF USUAL, "192.0.2.11:5080"},
	{"a strict router is the Request-URI, the target comes last (12.2.1.1)", "<sip:them@h>;tag=theirs", "<sip:us@h>", CONTACT "Record-Route: <sip:192.0.2.11>, <sip:p2;lr>" CRLF, THEM,
	 HEAD("sip:192.0.2.11") "Route: <sip:p2;lr>" CRLF "Route: <sip:them@192.0.2.2:5062;x=y>" CRLF USUAL, "192.0.2.11:5060"},
	{"an lr elsewhere makes no loose router", "<sip:them@h>;tag=theirs", "<sip:us@h>", CONTACT "Record-Route: <sip:lr@192.0.2.11;lrx>" CRLF, THEM,
	 HEAD("sip:lr@192.0.2.11;lrx") "Route: <sip:them@192.0.2.2:5062;x=y>" CRLF USUAL, "192.0.2.11:5060"},
  /* clang-format on */
};

START_TEST(accepted)
{
	struct listener us = listener();
	struct dialogs *dialogs = table();
	struct sip_msg *msg = request("INVITE", accepts[_i].from, accepts[_i].to, 7,
				      accepts[_i].extra, accepts[_i].source);
	struct sa peer = at(accepts[_i].peer);
	struct dialog *dialog;
	char room[4096];

	ck_assert_int_eq(0, dialog_accept(&dialog, dialogs, &us, msg, "ours", &us));
	ck_assert_msg(!strcmp(next_request(dialog, room, sizeof room), accepts[_i].expect),
		      "%s:\n%s", accepts[_i].what, room);
	ck_assert_msg(sa_cmp(&dialog->peer, &peer, SA_ALL), "%s", accepts[_i].what);
	ck_assert_uint_eq(7, dialog->remote_cseq);
	ck_assert_ptr_eq(&us, dialog->owner);
	ck_assert_uint_eq(1, dialogs_count(dialogs));
	mem_deref(dialog);
	ck_assert_uint_eq(0, dialogs_count(dialogs));
	mem_deref(dialogs);
	mem_deref(msg);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what, *extra;
} unacceptables[] = {
	{"no Contact",                        ""},
	{"an unreadable Contact",             "Contact: <sip:them" CRLF},
	{"a Contact for all",                 "Contact: *" CRLF},
	{"a Contact that no request reaches", "Contact: <mailto:them@h>" CRLF},
	{"a Record-Route that none reaches",  CONTACT "Record-Route: <x:p1;lr>" CRLF},
	{"an unreadable Record-Route",        CONTACT "Record-Route: <sip:p1;lr>, nonsense" CRLF},
	{"a Record-Route with a line break",  CONTACT "Record-Route: <sip:p1;lr" CRLF " x>" CRLF},
};
/* clang-format on */

START_TEST(not_accepted)
{
	struct listener us = listener();
	struct dialogs *dialogs = table();
	struct sip_msg *msg =
		request("INVITE", "<sip:a@h>;tag=1", "<sip:b@h>", 1, unacceptables[_i].extra, THEM);
	struct dialog *dialog = NULL;

	ck_assert_msg(dialog_accept(&dialog, dialogs, &us, msg, "ours", NULL) == EBADMSG, "%s",
		      unacceptables[_i].what);
	ck_assert_ptr_null(dialog);
	ck_assert_uint_eq(0, dialogs_count(dialogs));
	mem_deref(dialogs);
	mem_deref(msg);
}
END_TEST

START_TEST(a_route_set_has_a_limit)
{
	struct listener us = listener();
	struct dialogs *dialogs = table();
	char extra[2048] = CONTACT "Record-Route: <sip:p;lr>";
	struct dialog *dialog;

	for (int i = 1; i <= DIALOG_ROUTES_MAX; i++) {
		const bool fits = i < DIALOG_ROUTES_MAX;
		char text[2048];
		struct sip_msg *msg;

		strcat(extra, ",<sip:p;lr>");
		(void)re_snprintf(text, sizeof text, "%s" CRLF, extra);
		msg = request("INVITE", "<sip:a@h>;tag=1", "<sip:b@h>", 1, text, THEM);
		ck_assert_int_eq(fits ? 0 : EBADMSG,
				 dialog_accept(&dialog, dialogs, &us, msg, "ours", NULL));
		if (fits)
			mem_deref(dialog);
		mem_deref(msg);
	}

	mem_deref(dialogs);
}
END_TEST

static struct dialog *begun(struct dialogs *dialogs, struct listener *us)
{
	const struct dialog_config config = {.call_id = "c1",
					     .local_tag = "ours",
					     .local_addr = "<sip:us@h>",
					     .remote_addr = "<sip:them@h>",
					     .target = "sip:them@h",
					     .listener = us,
					     .peer = at("192.0.2.99:5060"),
					     .owner = us};
	struct dialog *dialog;

	ck_assert_int_eq(0, dialog_begin(&dialog, dialogs, &config));
	ck_assert_ptr_eq(us, dialog->owner);
	return dialog;
}

/* RFC 3608: what a registrar said; then the answer's own route replaces it. */
START_TEST(a_route_known_beforehand_is_gone_first)
{
	static const char *const routes[] = {"<sip:p1;lr>", "<sip:p2;lr>"};
	struct listener us = listener();
	struct dialogs *dialogs = table();
	const struct dialog_config config = {.call_id = "c1",
					     .local_tag = "ours",
					     .local_addr = "<sip:us@h>",
					     .remote_addr = "<sip:them@h>",
					     .target = "sip:them@h",
					     .routes = routes,
					     .routec = 2,
					     .listener = &us,
					     .peer = at("192.0.2.99:5060")};
	struct dialog *dialog;
	struct sip_msg *ok = response(200, ";tag=theirs", CONTACT, THEM);
	char room[4096];

	ck_assert_int_eq(0, dialog_begin(&dialog, dialogs, &config));
	ck_assert_ptr_nonnull(strstr(next_request(dialog, room, sizeof room),
				     "Max-Forwards: 70" CRLF "Route: <sip:p1;lr>" CRLF
				     "Route: <sip:p2;lr>" CRLF));
	ck_assert(sa_cmp(&dialog->peer, &config.peer, SA_ALL));
	ck_assert_int_eq(0, dialog_learn(dialog, ok));
	ck_assert_ptr_null(strstr(next_request(dialog, room, sizeof room), "Route"));
	mem_deref(ok);
	mem_deref(dialog);
	mem_deref(dialogs);
}
END_TEST

struct lesson {
	uint16_t status;
	const char *to_tag, *extra;
	int err;
};

#define RR(host)    "Record-Route: <sip:" host ";lr>" CRLF
#define ROUTE(host) "Route: <sip:" host ";lr>" CRLF
#define AT(host)    "Contact: <sip:" host ">" CRLF
#define FRESH       HEAD("sip:them@h") FOOT("<sip:us@h>;tag=ours", "<sip:them@h>")
#define TAGGED(tag) FOOT("<sip:us@h>;tag=ours", "<sip:them@h>;tag=" tag)

/* Each row is what responses from 192.0.2.2:5060 teach a dialog that began towards 192.0.2.99. */
static const struct {
	const char *what;
	struct lesson lessons[3];
	const char *expect, *peer;
} learns[] = {
  /* clang-format off */
	{"nothing yet", {{0}}, FRESH, "192.0.2.99:5060"},
	{"a 100 teaches nothing", {{100, ";tag=t1", AT("192.0.2.3"), 0}}, FRESH, "192.0.2.99:5060"},
	{"nor does a response without tag", {{180, "", AT("192.0.2.3"), 0}}, FRESH, "192.0.2.99:5060"},
	{"nor does a failure", {{486, ";tag=t1", AT("192.0.2.3"), 0}}, FRESH, "192.0.2.99:5060"},
	{"a 180 does", {{180, ";tag=t1", AT("192.0.2.3") RR("p1") RR("192.0.2.12"), 0}},
	 HEAD("sip:192.0.2.3") ROUTE("192.0.2.12") ROUTE("p1") TAGGED("t1"), "192.0.2.12:5060"},
	{"a 180 without Contact teaches the tag", {{180, ";tag=t1", "", 0}}, HEAD("sip:them@h") TAGGED("t1"), "192.0.2.99:5060"},
	{"the 200 teaches it all again", {{180, ";tag=t1", AT("192.0.2.3") RR("p1"), 0}, {200, ";tag=t2", AT("192.0.2.4"), 0}},
	 HEAD("sip:192.0.2.4") TAGGED("t2"), "192.0.2.4:5060"},
	{"the first 200 needs a Contact", {{200, ";tag=t1", "", EBADMSG}}, FRESH, "192.0.2.99:5060"},
	{"an unreadable Contact", {{200, ";tag=t1", "Contact: <x" CRLF, EBADMSG}}, FRESH, "192.0.2.99:5060"},
	{"an unreadable Record-Route", {{200, ";tag=t1", AT("192.0.2.3") "Record-Route: x" CRLF, EBADMSG}}, FRESH, "192.0.2.99:5060"},
	{"a 200 to re-INVITE changes the target, never the routes", {{200, ";tag=t1", AT("192.0.2.3") RR("192.0.2.12"), 0}, {200, ";tag=t1", AT("192.0.2.4") RR("p9"), 0}},
	 HEAD("sip:192.0.2.4") ROUTE("192.0.2.12") TAGGED("t1"), "192.0.2.12:5060"},
	{"without Contact it changes nothing", {{200, ";tag=t1", AT("192.0.2.3"), 0}, {200, ";tag=t1", "", 0}},
	 HEAD("sip:192.0.2.3") TAGGED("t1"), "192.0.2.3:5060"},
	{"a 200 of another branch is another dialog's", {{200, ";tag=t1", AT("192.0.2.3"), 0}, {200, ";tag=t2", AT("192.0.2.4"), ENOENT}},
	 HEAD("sip:192.0.2.3") TAGGED("t1"), "192.0.2.3:5060"},
	{"a Contact that is a name: to the source", {{200, ";tag=t1", AT("pbx.example.com"), 0}}, HEAD("sip:pbx.example.com") TAGGED("t1"), "192.0.2.2:5060"},
  /* clang-format on */
};

START_TEST(learnt)
{
	struct listener us = listener();
	struct dialogs *dialogs = table();
	struct dialog *dialog = begun(dialogs, &us);
	struct sa peer = at(learns[_i].peer);
	char room[4096];

	for (const struct lesson *lesson = learns[_i].lessons; lesson->status; lesson++) {
		struct sip_msg *msg = response(lesson->status, lesson->to_tag, lesson->extra, THEM);

		ck_assert_msg(dialog_learn(dialog, msg) == lesson->err, "%s", learns[_i].what);
		mem_deref(msg);
	}

	ck_assert_msg(!strcmp(next_request(dialog, room, sizeof room), learns[_i].expect),
		      "%s:\n%s", learns[_i].what, room);
	ck_assert_msg(sa_cmp(&dialog->peer, &peer, SA_ALL), "%s", learns[_i].what);
	mem_deref(dialog);
	mem_deref(dialogs);
}
END_TEST

START_TEST(a_reinvite_of_ours_to_a_caller_changes_the_target_only)
{
	struct listener us = listener();
	struct dialogs *dialogs = table();
	struct sip_msg *invite = request("INVITE", "<sip:them@h>;tag=t1", "<sip:us@h>", 7,
					 CONTACT RR("192.0.2.12"), THEM);
	struct sip_msg *ok = response(200, ";tag=t1", AT("192.0.2.4") RR("p9"), THEM);
	struct sip_msg *other = response(200, ";tag=t2", AT("192.0.2.5"), THEM);
	struct dialog *dialog;
	char room[4096];

	ck_assert_int_eq(0, dialog_accept(&dialog, dialogs, &us, invite, "ours", NULL));
	ck_assert_int_eq(0, dialog_learn(dialog, ok));
	ck_assert_int_eq(ENOENT, dialog_learn(dialog, other));
	ck_assert_str_eq(HEAD("sip:192.0.2.4") ROUTE("192.0.2.12") TAGGED("t1"),
			 next_request(dialog, room, sizeof room));
	mem_deref(invite);
	mem_deref(ok);
	mem_deref(other);
	mem_deref(dialog);
	mem_deref(dialogs);
}
END_TEST

/* Each row is a request from the far end of a dialog: c1, ours, theirs (or not known yet). */
static const struct {
	const char *what, *from, *to;
	bool is_learnt, expect;
} finds[] = {
	{"both tags fit",                "<sip:t@h>;tag=theirs", "<sip:u@h>;tag=ours", true,  true },
	{"another tag of theirs",        "<sip:t@h>;tag=other",  "<sip:u@h>;tag=ours", true,  false},
	{"none of theirs",               "<sip:t@h>",            "<sip:u@h>;tag=ours", true,  false},
	{"another tag of ours",          "<sip:t@h>;tag=theirs", "<sip:u@h>;tag=our",  true,  false},
	{"none of ours",                 "<sip:t@h>;tag=theirs", "<sip:u@h>",          true,  false},
	{"theirs is not known yet: any", "<sip:t@h>;tag=other",  "<sip:u@h>;tag=ours", false, true },
};

START_TEST(found)
{
	struct listener us = listener();
	struct dialogs *dialogs = table();
	struct dialog *dialog = begun(dialogs, &us);
	struct sip_msg *ok = response(200, ";tag=theirs", AT("192.0.2.3"), THEM);
	struct sip_msg *msg = request("BYE", finds[_i].from, finds[_i].to, 1, "", THEM);

	if (finds[_i].is_learnt)
		ck_assert_int_eq(0, dialog_learn(dialog, ok));
	ck_assert_msg(dialog_find(dialogs, msg) == (finds[_i].expect ? dialog : NULL), "%s",
		      finds[_i].what);
	mem_deref(dialog);
	ck_assert_msg(!dialog_find(dialogs, msg), "%s", finds[_i].what);
	mem_deref(ok);
	mem_deref(msg);
	mem_deref(dialogs);
}
END_TEST

START_TEST(branches_of_a_fork_are_told_apart)
{
	struct listener us = listener();
	struct dialogs *dialogs = table();
	struct dialog *one = begun(dialogs, &us), *two = begun(dialogs, &us);
	struct sip_msg *ok = response(200, ";tag=t1", AT("192.0.2.3"), THEM);
	struct sip_msg *ok2 = response(200, ";tag=t2", AT("192.0.2.4"), THEM);
	struct sip_msg *bye = request("BYE", "<sip:t@h>;tag=t2", "<sip:u@h>;tag=ours", 1, "", THEM);

	ck_assert_int_eq(0, dialog_learn(one, ok));
	ck_assert_int_eq(0, dialog_learn(two, ok2));
	ck_assert_ptr_eq(two, dialog_find(dialogs, bye));
	mem_deref(ok);
	mem_deref(ok2);
	mem_deref(bye);
	mem_deref(one);
	mem_deref(two);
	mem_deref(dialogs);
}
END_TEST

START_TEST(a_caller_without_tag_is_found)
{
	struct listener us = listener();
	struct dialogs *dialogs = table();
	struct sip_msg *invite = request("INVITE", "<sip:t@h>", "<sip:u@h>", 1, CONTACT, THEM);
	struct sip_msg *bye = request("BYE", "<sip:t@h>", "<sip:u@h>;tag=ours", 2, "", THEM);
	struct dialog *dialog;

	ck_assert_int_eq(0, dialog_accept(&dialog, dialogs, &us, invite, "ours", NULL));
	ck_assert_ptr_eq(dialog, dialog_find(dialogs, bye));
	mem_deref(invite);
	mem_deref(bye);
	mem_deref(dialog);
	mem_deref(dialogs);
}
END_TEST

START_TEST(a_dialog_may_outlive_its_table)
{
	struct listener us = listener();
	struct dialogs *dialogs = table();
	struct dialog *dialog = begun(dialogs, &us);

	mem_deref(dialogs);
	mem_deref(dialog);
}
END_TEST

/* Each row is the CSeq of a request after those of the rows before it; the INVITE had 7. */
/* clang-format off */
static const struct {
	const char *what;
	uint32_t cseq;
	bool expect;
} orders[] = {
	{"the next",            8,         true},
	{"one that is skipped", 10,        true},
	{"an old one",          9,         false},
	{"the same",            10,        true},
	{"it was not taken",    9,         false},
	{"the largest",         INT32_MAX, true},
};
/* clang-format on */

START_TEST(in_order)
{
	struct listener us = listener();
	struct dialogs *dialogs = table();
	struct sip_msg *invite =
		request("INVITE", "<sip:t@h>;tag=1", "<sip:u@h>", 7, CONTACT, THEM);
	struct dialog *dialog;

	ck_assert_int_eq(0, dialog_accept(&dialog, dialogs, &us, invite, "ours", NULL));
	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		struct sip_msg *msg = request("INFO", "<sip:t@h>;tag=1", "<sip:u@h>;tag=ours",
					      orders[i].cseq, "", THEM);

		ck_assert_msg(dialog_in_order(dialog, msg) == orders[i].expect, "%s",
			      orders[i].what);
		mem_deref(msg);
	}

	mem_deref(invite);
	mem_deref(dialog);
	mem_deref(dialogs);
}
END_TEST

/* Each row is a dialog whose INVITE came from THEM over `by`, to a side that speaks all three. */
/* clang-format off */
static const struct {
	const char *what;
	enum sip_transp by;
	const char *contact, *via, *peer;
} ways[] = {
	{"as it came, if the Contact does not say",  SIP_TRANSP_TCP, "sip:192.0.2.9",                    "TCP", "192.0.2.9:5060"},
	{"by TCP, if it says so",                    SIP_TRANSP_UDP, "sip:192.0.2.9;transport=tcp",      "TCP", "192.0.2.9:5060"},
	{"by UDP, if it says so",                    SIP_TRANSP_TCP, "sip:192.0.2.9;transport=UDP",      "UDP", "192.0.2.9:5060"},
	{"by TLS, to its port",                      SIP_TRANSP_TCP, "sip:192.0.2.9;transport=tls",      "TLS", "192.0.2.9:5061"},
	{"sips is TLS, whatever carries it",         SIP_TRANSP_UDP, "sips:192.0.2.9;transport=tcp",     "TLS", "192.0.2.9:5061"},
	{"encrypted stays encrypted",                SIP_TRANSP_TLS, "sip:192.0.2.9;transport=tcp",      "TLS", "192.0.2.9:5061"},
	{"a transport that we do not have",          SIP_TRANSP_TCP, "sip:192.0.2.9;transport=sctp",     "TCP", "192.0.2.9:5060"},
	{"behind a NAT: by the connection it came",  SIP_TRANSP_TCP, "sip:10.0.0.7;transport=udp",       "TCP", THEM},
	{"a name: by the connection it came",        SIP_TRANSP_TCP, "sip:h.example;transport=udp",      "TCP", THEM},
};
/* clang-format on */

static uint64_t no_date(const void *arg)
{
	(void)arg;
	return 0;
}

static void nobody(struct listener *listener, const struct sip_msg *msg, void *arg)
{
	(void)listener;
	(void)msg;
	(void)arg;
}

static struct transports *all_three(struct world *world, struct events *events)
{
	const struct stream_tls tls = {.certificate = "ours.pem"};
	struct transports *transports;
	struct sa us = at(US);

	ck_assert_int_eq(0, transports_alloc(&transports, world, events, nobody, NULL));
	ck_assert_int_eq(0, transports_secure(transports, "side", &tls));
	ck_assert_int_eq(0, transport_listen(transports, "side", SIP_TRANSP_UDP, &us));
	ck_assert_int_eq(0, transport_listen(transports, "side", SIP_TRANSP_TCP, &us));
	sa_set_port(&us, 5061);
	ck_assert_int_eq(0, transport_listen(transports, "side", SIP_TRANSP_TLS, &us));
	return transports;
}

START_TEST(the_next_request_goes_by)
{
	const struct sa us = at(US), peer = at(ways[_i].peer);
	struct dialogs *dialogs = table();
	struct transports *transports;
	struct events *events;
	struct dialog *dialog;
	struct sip_msg *msg;
	struct world *world;
	char contact[128];

	ck_assert_int_eq(0, sim_alloc(&world, 1));
	ck_assert_int_eq(0, events_alloc(&events, no_date, NULL));
	transports = all_three(world, events);
	(void)re_snprintf(contact, sizeof contact, "Contact: <%s>" CRLF, ways[_i].contact);
	msg = request("INVITE", "<sip:them@h>;tag=theirs", "<sip:us@h>", 1, contact, THEM);
	ck_assert_int_eq(0,
			 dialog_accept(&dialog, dialogs,
				       transport_find(transports, "side", ways[_i].by, &us), msg,
				       "ours", NULL));
	ck_assert_msg(!strcmp(ways[_i].via, transport_name(dialog->listener->transport)), "%s: %s",
		      ways[_i].what, transport_name(dialog->listener->transport));
	ck_assert_msg(sa_cmp(&peer, &dialog->peer, SA_ALL), "%s", ways[_i].what);
	mem_deref(dialog);
	mem_deref(dialogs);
	mem_deref(msg);
	mem_deref(transports);
	mem_deref(events);
	mem_deref(world);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/dialog");
	TCase *tcase = tcase_create("dialog");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, accepted, 0, ARRAY_SIZE(accepts));
	tcase_add_loop_test(tcase, not_accepted, 0, ARRAY_SIZE(unacceptables));
	tcase_add_test(tcase, a_route_set_has_a_limit);
	tcase_add_test(tcase, a_route_known_beforehand_is_gone_first);
	tcase_add_loop_test(tcase, learnt, 0, ARRAY_SIZE(learns));
	tcase_add_test(tcase, a_reinvite_of_ours_to_a_caller_changes_the_target_only);
	tcase_add_loop_test(tcase, found, 0, ARRAY_SIZE(finds));
	tcase_add_test(tcase, branches_of_a_fork_are_told_apart);
	tcase_add_test(tcase, a_caller_without_tag_is_found);
	tcase_add_test(tcase, a_dialog_may_outlive_its_table);
	tcase_add_test(tcase, in_order);
	tcase_add_loop_test(tcase, the_next_request_goes_by, 0, ARRAY_SIZE(ways));
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
