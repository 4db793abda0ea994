/* message.c -- what message_read says of good and bad messages, and what it finds in them */
#include <stdio.h>
#include "tests/unit/sbc/sip/given.h"

#define START   "OPTIONS sip:bob@example.com SIP/2.0" CRLF
#define VIA     "Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK1" CRLF
#define FROM    "From: <sip:alice@example.com>;tag=a1" CRLF
#define TO      "To: <sip:bob@example.com>" CRLF
#define CALL_ID "Call-ID: c1@192.0.2.7" CRLF
#define CSEQ    "CSeq: 7 OPTIONS" CRLF
#define NEEDED  VIA FROM TO CALL_ID CSEQ

#define DROP 1 /* where a status stands: no answer is possible */

/* Each row is one datagram and what is to be said about it: 0 all is well, a status, or DROP. */
static const struct {
	const char *what;
	const char *text;
	uint16_t status;
	const char *why; /* NULL: not looked at */
} datagrams[] = {
  /* clang-format off */
	{"the least that is needed",             START NEEDED CRLF,                          0, ""},
	{"line ends without CR",                 "OPTIONS sip:b@h SIP/2.0\nVia: SIP/2.0/UDP h\nFrom: <sip:a@h>\nTo: <sip:b@h>\nCall-ID: 1\nCSeq: 1 OPTIONS\n\n", 0, ""},
	{"empty lines before it (7.5)",          CRLF CRLF START NEEDED CRLF,                0, ""},
	{"only empty lines",                     CRLF CRLF CRLF,                             DROP, NULL},
	{"nothing",                              "",                                         DROP, NULL},
	{"a start line without end",             "OPTIONS sip:bob@example.com SIP/2.0",      DROP, NULL},
	{"one word",                             "OPTIONS" CRLF NEEDED CRLF,                 DROP, NULL},
	{"two words",                            "OPTIONS sip:bob@example.com" CRLF NEEDED CRLF, DROP, NULL},
	{"another protocol",                     "GET / HTTP/1.1" CRLF NEEDED CRLF,          DROP, NULL},
	{"a short third word",                   "OPTIONS sip:bob@example.com SIP" CRLF NEEDED CRLF, DROP, NULL},
	{"a method that is no token",            "OPT(IONS sip:bob@example.com SIP/2.0" CRLF NEEDED CRLF, DROP, NULL},
	{"a version of another time",            "OPTIONS sip:bob@example.com SIP/3.0" CRLF NEEDED CRLF, 505, "Version Not Supported"},
	{"the version in small letters (7.1)",   "OPTIONS sip:bob@example.com sip/2.0" CRLF NEEDED CRLF, 0, ""},
	{"a space too much at the end",          "OPTIONS sip:bob@example.com SIP/2.0 " CRLF NEEDED CRLF, 0, ""},
	{"a space in the Request-URI",           "OPTIONS sip:bob@example.com; lr SIP/2.0" CRLF NEEDED CRLF, 400, "Bad Request-URI"},
	{"brackets around the Request-URI",      "OPTIONS <sip:bob@example.com> SIP/2.0" CRLF NEEDED CRLF, 400, "Bad Request-URI"},
	{"headers in the Request-URI",           "OPTIONS sip:bob@h?Route=x SIP/2.0" CRLF NEEDED CRLF, 400, "Headers in Request-URI"},
	{"a scheme nobody knows",                "OPTIONS mailto:bob@h SIP/2.0" CRLF NEEDED CRLF, 416, "Unsupported URI Scheme"},
	{"a telephone number",                   "OPTIONS tel:+84281234 SIP/2.0" CRLF NEEDED CRLF, 0, ""},
	{"no Via",                               START FROM TO CALL_ID CSEQ CRLF,            DROP, NULL},
	{"a Via without host",                   START "Via: SIP/2.0/UDP ;branch=z9hG4bK1" CRLF FROM TO CALL_ID CSEQ CRLF, DROP, NULL},
	{"a Via with rubbish behind the host",   START "Via: SIP/2.0/UDP h;;" CRLF FROM TO CALL_ID CSEQ CRLF, 400, "Bad Via"},
	{"a second Via that cannot be read",     START VIA "Via: rubbish" CRLF FROM TO CALL_ID CSEQ CRLF, 400, "Bad Via"},
	{"a Via without branch (RFC 2543)",      START "Via: SIP/2.0/UDP h" CRLF FROM TO CALL_ID CSEQ CRLF, 0, ""},
	{"no From",                              START VIA TO CALL_ID CSEQ CRLF,             400, "No From"},
	{"no To",                                START VIA FROM CALL_ID CSEQ CRLF,           400, "No To"},
	{"no Call-ID",                           START VIA FROM TO CSEQ CRLF,                400, "No Call-ID"},
	{"no CSeq",                              START VIA FROM TO CALL_ID CRLF,             400, "No CSeq"},
	{"an empty To",                          START VIA FROM "To:" CRLF CALL_ID CSEQ CRLF, 400, "Bad To"},
	{"a quote that does not end in To",      START VIA FROM "To: \"Bob <sip:b@h>" CRLF CALL_ID CSEQ CRLF, 400, "Bad To"},
	{"a quote that does not end in From",    START VIA "From: \"Al <sip:a@h>" CRLF TO CALL_ID CSEQ CRLF, 400, "Bad From"},
	{"a tag with a control character",       START VIA "From: <sip:a@h>;tag=\x01" CRLF TO CALL_ID CSEQ CRLF, 400, "Bad From"},
	{"a Call-ID with a space",               START VIA FROM TO "Call-ID: a b" CRLF CSEQ CRLF, 400, "Bad Call-ID"},
	{"an empty Call-ID",                     START VIA FROM TO "Call-ID:" CRLF CSEQ CRLF, 400, "Bad Call-ID"},
	{"two To",                               START NEEDED TO CRLF,                       400, "Repeated Header"},
	{"two From, one of them short",          START NEEDED "f: <sip:a@h>" CRLF CRLF,      400, "Repeated Header"},
	{"two Call-ID",                          START NEEDED CALL_ID CRLF,                  400, "Repeated Header"},
	{"two CSeq",                             START NEEDED CSEQ CRLF,                     400, "Repeated Header"},
	{"two Max-Forwards",                     START NEEDED "Max-Forwards: 7" CRLF "Max-Forwards: 7" CRLF CRLF, 400, "Repeated Header"},
	{"two Content-Length",                   START NEEDED "Content-Length: 0" CRLF "l: 0" CRLF CRLF, 400, "Repeated Header"},
	{"two Content-Type",                     START NEEDED "c: a/b" CRLF "c: a/b" CRLF CRLF, 400, "Repeated Header"},
	{"the CSeq of another method",           START VIA FROM TO CALL_ID "CSeq: 7 INVITE" CRLF CRLF, 400, "CSeq of Another Method"},
	{"the largest CSeq",                     START VIA FROM TO CALL_ID "CSeq: 2147483647 OPTIONS" CRLF CRLF, 0, ""},
	{"a larger CSeq",                        START VIA FROM TO CALL_ID "CSeq: 2147483648 OPTIONS" CRLF CRLF, 400, "Bad CSeq"},
	{"a CSeq without number",                START VIA FROM TO CALL_ID "CSeq: OPTIONS" CRLF CRLF, 400, "Bad CSeq"},
	{"a CSeq without method",                START VIA FROM TO CALL_ID "CSeq: 7" CRLF CRLF, 400, "Bad CSeq"},
	{"the most hops",                        START NEEDED "Max-Forwards: 255" CRLF CRLF, 0, ""},
	{"more hops",                            START NEEDED "Max-Forwards: 256" CRLF CRLF, 400, "Bad Max-Forwards"},
	{"hops that are no number",              START NEEDED "Max-Forwards: -1" CRLF CRLF,  400, "Bad Max-Forwards"},
	{"an Expires beyond all numbers",        START NEEDED "Expires: 99999999999999999999" CRLF CRLF, 0, ""},
	{"a negative Content-Length",            START NEEDED "Content-Length: -999" CRLF CRLF "body", 400, "Bad Content-Length"},
	{"a Content-Length one too long",        START NEEDED "Content-Length: 5" CRLF CRLF "body", 400, "Content-Length beyond the Message"},
	{"a Content-Length to the octet",        START NEEDED "Content-Length: 4" CRLF CRLF "body", 0, ""},
	{"a Content-Type without type",          START NEEDED "Content-Type: sdp" CRLF CRLF, 400, "Bad Content-Type"},
	{"a line without colon",                 START NEEDED "Subject" CRLF CRLF,           400, "Bad Header Line"},
	{"a line without name",                  START NEEDED ": x" CRLF CRLF,               400, "Bad Header Line"},
	{"a name with a space in it",            START NEEDED "Sub ject: x" CRLF CRLF,       400, "Bad Header Line"},
	{"a name with space behind it",          START NEEDED "Subject : x" CRLF CRLF,       0, ""},
	{"a CR alone, which may end a line",     START NEEDED "Subject: x\rRoute: y" CRLF CRLF, 400, "Bad Header Line"},
	{"a folded line",                        START NEEDED "Subject: x" CRLF " y" CRLF CRLF, 0, ""},
	{"a line of space is no end of headers", START VIA FROM TO CALL_ID CRLF " " CRLF CSEQ CRLF, 400, "No CSeq"},
	{"headers that do not end",              START NEEDED,                               400, "No End of Headers"},
	{"a last line that does not end",        START NEEDED "Subject: x",                  400, "No End of Headers"},
	{"the first fault is the one told",      "OPTIONS sip:b@h SIP/9" CRLF VIA TO TO CRLF, 505, NULL},
	{"a wrong ACK is never answered",        "ACK sip:b@h SIP/2.0" CRLF VIA FROM TO CALL_ID "CSeq: x ACK" CRLF CRLF, DROP, "Bad CSeq"},
	{"a header that only hashes like CSeq",  START NEEDED "ahwb: x" CRLF CRLF,           0, ""},
	{"a response",                           "SIP/2.0 200 OK" CRLF NEEDED CRLF,          0, ""},
	{"a response to another method",         "SIP/2.0 200 OK" CRLF VIA FROM TO CALL_ID "CSeq: 1 BYE" CRLF CRLF, 0, ""},
	{"a response without reason",            "SIP/2.0 200 " CRLF NEEDED CRLF,            0, ""},
	{"a response without even the space",    "SIP/2.0 200" CRLF NEEDED CRLF,             0, ""},
	{"a response of another version",        "SIP/3.0 200 OK" CRLF NEEDED CRLF,          DROP, NULL},
	{"the lowest status",                    "SIP/2.0 100 x" CRLF NEEDED CRLF,           0, ""},
	{"a lower status",                       "SIP/2.0 099 x" CRLF NEEDED CRLF,           DROP, NULL},
	{"the highest status",                   "SIP/2.0 699 x" CRLF NEEDED CRLF,           0, ""},
	{"a higher status",                      "SIP/2.0 700 x" CRLF NEEDED CRLF,           DROP, NULL},
	{"a status of four digits",              "SIP/2.0 2000 x" CRLF NEEDED CRLF,          DROP, NULL},
	{"a status of letters",                  "SIP/2.0 2x0 x" CRLF NEEDED CRLF,           DROP, NULL},
	{"a wrong response",                     "SIP/2.0 200 OK" CRLF VIA TO CALL_ID CSEQ CRLF, DROP, "No From"},
	{"a response without Via",               "SIP/2.0 200 OK" CRLF FROM TO CALL_ID CSEQ CRLF, DROP, NULL},
  /* clang-format on */
};

static void judge(const char *what, const struct pl *text, uint16_t expect, const char *why)
{
	struct mbuf *mb = datagram(text);
	struct sip_msg *msg = NULL;
	const char *said;
	uint16_t status;
	const int err = message_read(&msg, mb, &status, &said);

	ck_assert_msg(err == (expect == DROP ? EBADMSG : 0), "%s: err %d", what, err);
	if (!err)
		ck_assert_msg(status == expect, "%s: %u %s", what, status, said);
	if (why)
		ck_assert_msg(!strcmp(said, why), "%s: %s", what, said);

	mem_deref(msg);
	mem_deref(mb);
}

START_TEST(judged)
{
	const struct pl text = pl_of(datagrams[_i].text);

	judge(datagrams[_i].what, &text, datagrams[_i].status, datagrams[_i].why);
}
END_TEST

/* RFC 4475 and RFC 5118, as message_read alone must see them; what is policy is not said here. */
/* clang-format off */
static const struct {
	const char *file;
	uint16_t status;
} tortures[] = {
	{"rfc4475/wsinv",                         0},
	{"rfc4475/intmeth",                       0},
	{"rfc4475/esc01",                         0},
	{"rfc4475/escnull",                       0},
	{"rfc4475/esc02",                         0},
	{"rfc4475/lwsdisp",                       0},
	{"rfc4475/longreq",                       0},
	{"rfc4475/dblreq",                        0},
	{"rfc4475/semiuri",                       0},
	{"rfc4475/transports",                    0},
	{"rfc4475/mpart01",                       0},
	{"rfc4475/unreason",                      0},
	{"rfc4475/noreason",                      0},
	{"rfc4475/badinv01",                      400},
	{"rfc4475/clerr",                         400},
	{"rfc4475/ncl",                           400},
	{"rfc4475/scalar02",                      400},
	{"rfc4475/scalarlg",                      DROP},
	{"rfc4475/quotbal",                       400},
	{"rfc4475/ltgtruri",                      400},
	{"rfc4475/lwsruri",                       400},
	{"rfc4475/lwsstart",                      400},
	{"rfc4475/trws",                          0},
	{"rfc4475/escruri",                       400},
	{"rfc4475/baddate",                       0},
	{"rfc4475/regbadct",                      0},
	{"rfc4475/badaspec",                      400},
	{"rfc4475/baddn",                         400},
	{"rfc4475/baddn+blankline",               400},
	{"rfc4475/badvers",                       505},
	{"rfc4475/mismatch01",                    400},
	{"rfc4475/mismatch02",                    400},
	{"rfc4475/bigcode",                       DROP},
	{"rfc4475/badbranch",                     0},
	{"rfc4475/insuf",                         400},
	{"rfc4475/unkscm",                        416},
	{"rfc4475/novelsc",                       416},
	{"rfc4475/unksm2",                        0},
	{"rfc4475/bext01",                        0},
	{"rfc4475/invut",                         0},
	{"rfc4475/regaut01",                      0},
	{"rfc4475/multi01",                       400},
	{"rfc4475/mcl01",                         400},
	{"rfc4475/bcast",                         0},
	{"rfc4475/zeromf",                        0},
	{"rfc4475/cparam01",                      0},
	{"rfc4475/cparam02",                      0},
	{"rfc4475/regescrt",                      0},
	{"rfc4475/sdp01",                         0},
	{"rfc4475/inv2543",                       0},
	{"rfc5118/ipv6-good",                     0},
	{"rfc5118/ipv6-bad",                      400},
	{"rfc5118/port-ambiguous",                0},
	{"rfc5118/port-unambiguous",              0},
	{"rfc5118/via-received-param-with-delim", 0},
	{"rfc5118/via-received-param-no-delim",   0},
	{"rfc5118/ipv6-in-sdp",                   0},
	{"rfc5118/mult-ip-in-header",             0},
	{"rfc5118/mult-ip-in-sdp",                0},
	{"rfc5118/ipv4-mapped-ipv6",              0},
	{"rfc5118/ipv6-bug-abnf-3-colons",        0},
	{"rfc5118/ipv6-correct-abnf-2-colons",    0},
};
/* clang-format on */

static struct mbuf *torture(const char *name)
{
	char path[128], text[8192];
	struct pl pl = {text, 0};
	FILE *file;

	(void)re_snprintf(path, sizeof path, "tests/torture/%s.dat", name);
	file = fopen(path, "rb");
	ck_assert_msg(file != NULL, "%s", path);
	pl.l = fread(text, 1, sizeof text, file);
	fclose(file);
	return datagram(&pl);
}

START_TEST(tortured)
{
	struct mbuf *mb = torture(tortures[_i].file);
	const struct pl text = {(const char *)mb->buf, mb->end};

	judge(tortures[_i].file, &text, tortures[_i].status, NULL);
	mem_deref(mb);
}
END_TEST

static void same(const char *file, const char *what, const struct pl *ours, const struct pl *libres)
{
	ck_assert_msg(
		ours->l == libres->l
			&& !memcmp(ours->p ? ours->p : "", libres->p ? libres->p : "", ours->l),
		"%s: %s is not libre's", file, what);
}

static void same_headers(const char *file, const struct sip_msg *ours, const struct sip_msg *libres)
{
	struct le *le = list_head(&ours->hdrl), *their = list_head(&libres->hdrl);

	for (; le && their; le = le->next, their = their->next) {
		const struct sip_hdr *one = le->data, *other = their->data;

		same(file, "name", &one->name, &other->name);
		same(file, "value", &one->val, &other->val);
		if (one->id == SIP_HDR_NONE)
			continue; /* libre gives it the id that it only hashes like */
		ck_assert_msg(one->id == other->id, "%s: id", file);
		ck_assert_msg(sip_msg_hdr_count(ours, one->id)
				      == sip_msg_hdr_count(libres, one->id),
			      "%s: count", file);
	}

	ck_assert_msg(!le && !their, "%s: number of lines", file);
}

/* Where libre's reading is the worse one. */
static bool is_misread(const char *file)
{
	static const char *const misread[] = {
		"rfc4475/wsinv",                      /* space at the end of To's URI */
		"rfc5118/ipv6-bug-abnf-3-colons",     /* an IPv4 address inside the brackets */
		"rfc5118/ipv6-correct-abnf-2-colons", /* the same */
	};

	for (size_t i = 0; i < ARRAY_SIZE(misread); i++) {
		if (!strcmp(file, misread[i]))
			return true;
	}

	return false;
}

/* Whoever reads a struct sip_msg elsewhere must find in ours what libre would have put there. */
START_TEST(as_libre_reads_it)
{
	const char *file = tortures[_i].file;
	struct mbuf *mb = torture(file), *copy = torture(file);
	struct sip_msg *ours = NULL, *libres = NULL;
	const char *why;
	uint16_t status = 0;

	if (!is_misread(file) && !message_read(&ours, mb, &status, &why) && !status
	    && !sip_msg_decode(&libres, copy)) {
		same(file, "method", &ours->met, &libres->met);
		same(file, "Request-URI", &ours->ruri, &libres->ruri);
		same(file, "host", &ours->uri.host, &libres->uri.host);
		same(file, "params", &ours->uri.params, &libres->uri.params);
		same(file, "To", &ours->to.val, &libres->to.val);
		same(file, "To's URI", &ours->to.auri, &libres->to.auri);
		same(file, "From", &ours->from.val, &libres->from.val);
		same(file, "Call-ID", &ours->callid, &libres->callid);
		same(file, "CSeq", &ours->cseq.met, &libres->cseq.met);
		same(file, "Content-Length", &ours->clen, &libres->clen);
		same(file, "Max-Forwards", &ours->maxfwd, &libres->maxfwd);
		same(file, "Expires", &ours->expires, &libres->expires);
		same(file, "type", &ours->ctyp.subtype, &libres->ctyp.subtype);
		ck_assert_msg(ours->cseq.num == libres->cseq.num, "%s: CSeq", file);
		ck_assert_msg(ours->scode == libres->scode, "%s: status", file);
		ck_assert_msg(ours->uri.port == libres->uri.port, "%s: port", file);
		ck_assert_msg(ours->via.tp == libres->via.tp, "%s: transport", file);
		ck_assert_msg(ours->mb->pos == libres->mb->pos, "%s: body", file);
		same_headers(file, ours, libres);
	}

	mem_deref(ours);
	mem_deref(libres);
	mem_deref(mb);
	mem_deref(copy);
}
END_TEST

/* clang-format off */
static const char rich[] =
	"INVITE sip:+84281234:pw@[2001:db8::7]:5070;user=phone SIP/2.0" CRLF
	"v: SIP / 2.0 / UDP" CRLF "  [2001:db8::9]:5062 ; rport ;branch = z9hG4bKx, SIP/2.0/TCP h2;branch=z9hG4bKy" CRLF
	"Via: SIP/2.0/TLS h3" CRLF
	"f: \"A, \\\"B\" <sip:alice@example.com;x=1>;y=2;tag=a1" CRLF
	"t: sip:bob@example.com;tag=b2" CRLF
	"i: c1" CRLF
	"CSeq: 009" CRLF "\tINVITE" CRLF
	"Route: <sip:p1,x@h;lr>, <sip:p2;lr>" CRLF
	"Allow: INVITE, ACK ,BYE" CRLF
	"Supported:" CRLF
	"X-Odd: a, b" CRLF
	"Ahwb: not a CSeq" CRLF
	"c: application/sdp" CRLF
	"l: 3" CRLF CRLF "v=0and more";
/* clang-format on */

static struct pl header(const struct sip_msg *msg, enum sip_hdrid id, uint32_t which)
{
	struct list *list = hash_list(msg->hdrht, (uint32_t)id);

	for (struct le *le = list_head(list); le; le = le->next) {
		const struct sip_hdr *header = le->data;

		if (header->id == id && !which--)
			return header->val;
	}

	return pl_of("(none)");
}

static struct pl line(const struct sip_msg *msg, enum sip_hdrid id, uint32_t which)
{
	for (struct le *le = list_head(&msg->hdrl); le; le = le->next) {
		const struct sip_hdr *header = le->data;

		if (header->id == id && !which--)
			return header->val;
	}

	return pl_of("(none)");
}

/* Each is what must be found in `rich`. */
START_TEST(found)
{
	struct sip_msg *msg = message_of(rich, "198.51.100.1:5060");
	struct pl body = {(const char *)mbuf_buf(msg->mb), mbuf_get_left(msg->mb)};
	struct {
		const char *what;
		struct pl found;
		const char *expect;
	} rows[] = {
		{"method",                         msg->met,              "INVITE"						      },
		{"user",			   msg->uri.user,         "+84281234"						   },
		{"password",                       msg->uri.password,     "pw"							  },
		{"host without its brackets",      msg->uri.host,         "2001:db8::7"                                                 },
		{"parameters",                     msg->uri.params,       ";user=phone"                                                 },
		{"sent-by",                        msg->via.sentby,       "[2001:db8::9]:5062"                                          },
		{"branch",                         msg->via.branch,       "z9hG4bKx"                                                    },
		{"a comma and a quote in a name",  msg->from.dname,       "A, \\\"B"                                                    },
		{"From's URI with its parameters", msg->from.auri,        "sip:alice@example.com;x=1"                                   },
		{"From's own parameters",          msg->from.params,      ";y=2;tag=a1"                                                 },
		{"From's tag",                     msg->from.tag,         "a1"							  },
		{"To's URI without parameters",    msg->to.auri,          "sip:bob@example.com"                                         },
		{"From's user",                    msg->from.uri.user,    "alice"                                                       },
		{"To's host",                      msg->to.uri.host,      "example.com"                                                 },
		{"To's tag",                       msg->to.tag,           "b2"							  },
		{"Call-ID",                        msg->callid,           "c1"							  },
		{"CSeq's method",                  msg->cseq.met,         "INVITE"                                                      },
		{"type",			   msg->ctyp.type,        "application"                                                 },
		{"second Via of a line",           header(msg,            SIP_HDR_VIA,                                                    1),
		 "SIP/2.0/TCP h2;branch=z9hG4bKy"},
		{"Via of the second line", header(msg,                      SIP_HDR_VIA,                                                             2), "SIP/2.0/TLS h3"},
		{"Via is one value a line",                     line(msg,                   SIP_HDR_VIA,     1),
		 "SIP/2.0/TCP h2;branch=z9hG4bKy"},
		{"a comma inside <> parts nothing",        header(msg, SIP_HDR_ROUTE,                                  0),
		 "<sip:p1,x@h;lr>"},
		{"the Route behind it", line(msg,                      SIP_HDR_ROUTE,                                                    1), "<sip:p2;lr>"},
		{"a value in a list",                   header(msg,                                      SIP_HDR_ALLOW,												       1), "ACK"},
		{"the last value",            header(msg,                         SIP_HDR_ALLOW,                                                     2), "BYE"},
		{"the line is no fourth value",                   header(msg,                                        SIP_HDR_ALLOW,										    3), "(none)"},
		{"a list's line",                   line(msg, SIP_HDR_ALLOW,0), "INVITE, ACK ,BYE"},
		{"and only the line",                 line(msg,                 SIP_HDR_ALLOW,                                          1), "(none)"},
		{"an empty list",                           header(msg,						SIP_HDR_SUPPORTED,										  0), ""},
		{"an unknown header by name",                   sip_msg_xhdr(msg,"X-Odd")->val,"a, b"},
		{"one that hashes like CSeq by name",                  sip_msg_xhdr(msg,             "ahwb")->val,                                                              "not a CSeq"},
		{"and CSeq itself by id",              header(msg,                                   SIP_HDR_CSEQ,									       0), "009" CRLF "\tINVITE"},
		{"which is one",                   header(msg,                      SIP_HDR_CSEQ,                                   1), "(none)"},
		{"the body, and nothing behind it",                  body,   "v=0"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		ck_assert_msg(rows[i].found.l == strlen(rows[i].expect)
				      && !memcmp(rows[i].found.p, rows[i].expect, rows[i].found.l),
			      "%s: %.*s", rows[i].what, (int)rows[i].found.l, rows[i].found.p);

	ck_assert_uint_eq(9, msg->cseq.num);
	ck_assert_int_eq(AF_INET6, msg->uri.af);
	ck_assert_uint_eq(5070, msg->uri.port);
	ck_assert_int_eq(SIP_TRANSP_UDP, msg->via.tp);
	ck_assert_uint_eq(5062, sa_port(&msg->via.addr));
	ck_assert(message_is(msg, "INVITE") && !message_is(msg, "ACK"));
	mem_deref(msg);
}
END_TEST

/* Header lines, or values in one, up to the limit and one beyond it. */
static const struct {
	const char *what, *head, *entry;
	uint32_t entryc;
	uint16_t status;
} sizes[] = {
	{"as many lines as there may be",  "",         "Subject: x" CRLF, MESSAGE_HEADERS_MAX - 5, 0  },
	{"one line more",                  "",         "Subject: x" CRLF, MESSAGE_HEADERS_MAX - 4, 400},
	{"a list of commas",               "Allow: a", ",a",              MESSAGE_HEADERS_MAX,     400},
	{"so many that only few are kept", "Allow: a", ",",               30000,                   400},
};

START_TEST(limited)
{
	struct mbuf *mb = mbuf_alloc(1024);
	struct pl text;

	(void)mbuf_write_str(mb, START NEEDED);
	(void)mbuf_write_str(mb, sizes[_i].head);
	for (uint32_t i = 0; i < sizes[_i].entryc; i++)
		(void)mbuf_write_str(mb, sizes[_i].entry);
	(void)mbuf_write_str(mb, sizes[_i].head[0] ? CRLF CRLF : CRLF);
	text = (struct pl){(const char *)mb->buf, mb->end};
	judge(sizes[_i].what, &text, sizes[_i].status, sizes[_i].status ? "Too Many Headers" : "");
	mem_deref(mb);
}
END_TEST

START_TEST(a_message_is_no_longer_than_its_limit)
{
	struct mbuf *mb = mbuf_alloc(1024);
	struct pl text;

	(void)mbuf_write_str(mb, START NEEDED CRLF);
	(void)mbuf_fill(mb, 'x', MESSAGE_SIZE_MAX - mb->end);
	text = (struct pl){(const char *)mb->buf, mb->end};
	judge("to the octet", &text, 0, "");
	(void)mbuf_fill(mb, 'x', 1);
	text = (struct pl){(const char *)mb->buf, mb->end};
	judge("one octet more", &text, DROP, NULL);
	mem_deref(mb);
}
END_TEST

/* A quote that never ends is looked at once, not once an octet: 65 kB took a second, else. */
START_TEST(escaped_quotes_cost_no_time)
{
	struct mbuf *mb = mbuf_alloc(1024);
	struct pl text;

	(void)mbuf_write_str(mb, START VIA FROM CALL_ID CSEQ "To: x;");
	while (mb->end < 60000)
		(void)mbuf_write_str(mb, "\\\"");
	(void)mbuf_write_str(mb, CRLF CRLF);
	text = (struct pl){(const char *)mb->buf, mb->end};
	for (int i = 0; i < 100; i++)
		judge("escaped quotes", &text, 400, "Bad To");
	mem_deref(mb);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/message");
	TCase *tcase = tcase_create("message");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, judged, 0, ARRAY_SIZE(datagrams));
	tcase_add_loop_test(tcase, tortured, 0, ARRAY_SIZE(tortures));
	tcase_add_loop_test(tcase, as_libre_reads_it, 0, ARRAY_SIZE(tortures));
	tcase_add_test(tcase, found);
	tcase_add_loop_test(tcase, limited, 0, ARRAY_SIZE(sizes));
	tcase_add_test(tcase, a_message_is_no_longer_than_its_limit);
	tcase_add_test(tcase, escaped_quotes_cost_no_time);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
