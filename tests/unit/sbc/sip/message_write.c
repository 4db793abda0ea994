/* message_write.c -- what replies, derived requests, tokens and branches look like */
#include "sbc/world/sim.h"
#include "tests/unit/sbc/sip/given.h"

#define START  "INVITE sip:bob@example.com SIP/2.0" CRLF
#define NEEDED "From: \"A\" <sip:a@h>;tag=a1" CRLF "Call-ID: c1" CRLF "CSeq: 7 INVITE" CRLF
#define TO     "To: <sip:bob@h>" CRLF
#define REST   "From: \"A\" <sip:a@h>;tag=a1" CRLF

/* Each row is a request's Vias, where it came from, and the Vias of its answer. */
static const struct {
	const char *what, *vias, *source, *expect;
} vias[] = {
  /* clang-format off */
	{"an honest address stays as it is",
	 "Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK1" CRLF, "192.0.2.7:5062",
	 "Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK1" CRLF},
	{"another port alone says nothing (18.2.1)",
	 "Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK1" CRLF, "192.0.2.7:9999",
	 "Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK1" CRLF},
	{"a name gets the address",
	 "Via: SIP/2.0/UDP pbx.example.com;branch=z9hG4bK1" CRLF, "192.0.2.7:5060",
	 "Via: SIP/2.0/UDP pbx.example.com;branch=z9hG4bK1;received=192.0.2.7" CRLF},
	{"an address behind a NAT gets the real one",
	 "Via: SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK1" CRLF, "198.51.100.1:4711",
	 "Via: SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK1;received=198.51.100.1" CRLF},
	{"rport is filled in, and received goes with it (RFC 3581 4)",
	 "Via: SIP/2.0/UDP 192.0.2.7;rport;branch=z9hG4bK1" CRLF, "192.0.2.7:4711",
	 "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1;rport=4711;received=192.0.2.7" CRLF},
	{"an rport that somebody filled in for us becomes the real one",
	 "Via: SIP/2.0/UDP 192.0.2.7;rport=1;branch=z9hG4bK1" CRLF, "192.0.2.7:4711",
	 "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1;rport=4711;received=192.0.2.7" CRLF},
	{"and so does a received",
	 "Via: SIP/2.0/UDP 10.0.0.7;received=1.2.3.4;x=\"a;b\"" CRLF, "198.51.100.1:4711",
	 "Via: SIP/2.0/UDP 10.0.0.7;x=\"a;b\";received=198.51.100.1" CRLF},
	{"IPv6",
	 "Via: SIP/2.0/UDP [2001:db8::7];rport" CRLF, "[2001:db8::9]:5062",
	 "Via: SIP/2.0/UDP [2001:db8::7];rport=5062;received=2001:db8::9" CRLF},
	{"the other Vias are copied, one a line",
	 "v: SIP/2.0/UDP 192.0.2.7 , SIP/2.0/TCP h2;received=x" CRLF "Via: SIP/2.0/SCTP h3" CRLF, "192.0.2.7:5060",
	 "Via: SIP/2.0/UDP 192.0.2.7" CRLF "Via: SIP/2.0/TCP h2;received=x" CRLF "Via: SIP/2.0/SCTP h3" CRLF},
  /* clang-format on */
};

START_TEST(a_reply_goes_back_by_its_vias)
{
	char text[1024], expect[1024], room[1024];
	struct mbuf *mb = mbuf_alloc(64);
	struct sip_msg *msg;

	(void)re_snprintf(text, sizeof text, START "%s" NEEDED TO CRLF, vias[_i].vias);
	(void)re_snprintf(expect, sizeof expect,
			  "SIP/2.0 486 Busy Here" CRLF "%s" REST "To: <sip:bob@h>;tag=t1" CRLF
			  "Call-ID: c1" CRLF "CSeq: 7 INVITE" CRLF,
			  vias[_i].expect);
	msg = message_of(text, vias[_i].source);
	ck_assert_int_eq(0, message_reply(mb, msg, 486, NULL, "t1"));
	ck_assert_msg(!strcmp(written(mb, room, sizeof room), expect), "%s:\n%s", vias[_i].what,
		      room);
	mem_deref(mb);
	mem_deref(msg);
}
END_TEST

#define VIA "Via: SIP/2.0/UDP 192.0.2.7" CRLF

/* Each row is a request, and its reply's lines that are asked for. */
static const struct {
	const char *what, *text;
	uint16_t status;
	const char *reason, *tag, *expect;
} replies[] = {
  /* clang-format off */
	{"a tag that is there stays", START VIA NEEDED "To: <sip:b@h>;tag=b2" CRLF CRLF, 200, NULL, "t1",
	 "SIP/2.0 200 OK" CRLF VIA REST "To: <sip:b@h>;tag=b2" CRLF "Call-ID: c1" CRLF "CSeq: 7 INVITE" CRLF},
	{"none is given to a 100", START VIA NEEDED TO CRLF, 100, NULL, NULL,
	 "SIP/2.0 100 Trying" CRLF VIA REST TO "Call-ID: c1" CRLF "CSeq: 7 INVITE" CRLF},
	{"one's own words", START VIA NEEDED TO CRLF, 403, "No Premium Numbers", NULL,
	 "SIP/2.0 403 No Premium Numbers" CRLF VIA REST TO "Call-ID: c1" CRLF "CSeq: 7 INVITE" CRLF},
	{"short names become long, space becomes little", START "v:SIP/2.0/UDP 192.0.2.7" CRLF "f: <sip:a@h>" CRLF "t : <sip:b@h>" CRLF "i:c1" CRLF "cseq:7   INVITE" CRLF CRLF, 200, NULL, NULL,
	 "SIP/2.0 200 OK" CRLF VIA "From: <sip:a@h>" CRLF "To: <sip:b@h>" CRLF "Call-ID: c1" CRLF "CSeq: 7   INVITE" CRLF},
  /* clang-format on */
};

START_TEST(a_reply_mirrors_its_request)
{
	char room[1024];
	struct mbuf *mb = mbuf_alloc(64);
	struct sip_msg *msg = message_of(replies[_i].text, "192.0.2.7:5060");

	ck_assert_int_eq(
		0, message_reply(mb, msg, replies[_i].status, replies[_i].reason, replies[_i].tag));
	ck_assert_msg(!strcmp(written(mb, room, sizeof room), replies[_i].expect), "%s:\n%s",
		      replies[_i].what, room);
	mem_deref(mb);
	mem_deref(msg);
}
END_TEST

/* A wrong request may lack anything but its Via, and is answered all the same. */
START_TEST(a_400_mirrors_what_there_is)
{
	char room[1024];
	struct mbuf *mb = mbuf_alloc(64), *data = datagram_of(START VIA CRLF);
	struct sip_msg *msg;
	const char *why;
	uint16_t status;

	ck_assert_int_eq(0, message_read(&msg, data, &status, &why));
	ck_assert_uint_eq(400, status);
	msg->src = at("192.0.2.7:5060");
	ck_assert_int_eq(0, message_reply(mb, msg, status, why, "t1"));
	ck_assert_str_eq("SIP/2.0 400 No To" CRLF VIA, written(mb, room, sizeof room));
	mem_deref(mb);
	mem_deref(data);
	mem_deref(msg);
}
END_TEST

START_TEST(a_body_has_its_length)
{
	struct mbuf *mb = mbuf_alloc(64);
	struct pl body = PL("v=0" CRLF), empty = PL("");
	char room[256];

	ck_assert_int_eq(0, message_body(mb, "application/sdp", &body));
	ck_assert_str_eq("Content-Type: application/sdp" CRLF "Content-Length: 5" CRLF CRLF
			 "v=0" CRLF,
			 written(mb, room, sizeof room));
	mbuf_rewind(mb);
	ck_assert_int_eq(0, message_body(mb, "application/sdp", &empty));
	ck_assert_str_eq("Content-Length: 0" CRLF CRLF, written(mb, room, sizeof room));
	mbuf_rewind(mb);
	ck_assert_int_eq(0, message_body(mb, NULL, NULL));
	ck_assert_str_eq("Content-Length: 0" CRLF CRLF, written(mb, room, sizeof room));
	mem_deref(mb);
}
END_TEST

#define OURS                                                                                       \
	"INVITE sip:bob@192.0.2.9;x=y SIP/2.0" CRLF                                                \
	"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK9;rport" CRLF "Max-Forwards: 12" CRLF       \
	"Route: <sip:p1;lr>" CRLF "Route: <sip:p2;lr>" CRLF "From: <sip:a@h>;tag=a1" CRLF          \
	"To: <sip:b@h>" CRLF "Call-ID: c9" CRLF "CSeq: 41 INVITE" CRLF "Contact: <sip:us@h>" CRLF  \
	"Content-Type: application/sdp" CRLF "Content-Length: 3" CRLF CRLF "v=0"

#define DERIVED(method, to)                                                                        \
	method " sip:bob@192.0.2.9;x=y SIP/2.0" CRLF                                               \
	       "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK9;rport" CRLF                        \
	       "Max-Forwards: 70" CRLF "Route: <sip:p1;lr>" CRLF "Route: <sip:p2;lr>" CRLF         \
	       "From: <sip:a@h>;tag=a1" CRLF "To: " to CRLF "Call-ID: c9" CRLF                     \
	       "CSeq: 41 " method CRLF "Content-Length: 0" CRLF CRLF

START_TEST(ack_and_cancel_follow_their_invite)
{
	struct mbuf *request = datagram_of(OURS), *mb = mbuf_alloc(64);
	struct pl to = PL("<sip:b@h>;tag=b2");
	char room[1024];

	ck_assert_int_eq(0, message_derive(mb, request, "ACK", &to));
	ck_assert_str_eq(DERIVED("ACK", "<sip:b@h>;tag=b2"), written(mb, room, sizeof room));
	mbuf_rewind(mb);
	ck_assert_int_eq(0, message_derive(mb, request, "CANCEL", NULL));
	ck_assert_str_eq(DERIVED("CANCEL", "<sip:b@h>"), written(mb, room, sizeof room));
	ck_assert_uint_eq(0, request->pos);
	ck_assert_uint_eq(strlen(OURS), request->end);
	mem_deref(mb);
	mem_deref(request);
}
END_TEST

START_TEST(tokens_and_branches)
{
	struct pl uri = PL("sip:bob@example.com"), other = PL("sip:bob@example.net"), branch;
	char one[BRANCH_SIZE], two[BRANCH_SIZE], tag[TOKEN_SIZE], tag_two[TOKEN_SIZE];
	struct world *world;

	ck_assert_int_eq(0, sim_alloc(&world, 1));
	message_token(tag, world);
	message_token(tag_two, world);
	ck_assert_uint_eq(16, strlen(tag));
	ck_assert_str_ne(tag, tag_two);

	message_branch(one, world, &uri);
	message_branch(two, world, &uri);
	ck_assert_str_ne(one, two);
	ck_assert(!strncmp(one, "z9hG4bK", 7));
	branch = pl_of(one);
	ck_assert(message_branch_loops(&branch, &uri));
	ck_assert_msg(!message_branch_loops(&branch, &other), "a spiral is no loop");
	--branch.l;
	ck_assert_msg(!message_branch_loops(&branch, &uri), "somebody else's, by its length");
	one[0] = 'y';
	branch = pl_of(one);
	ck_assert_msg(!message_branch_loops(&branch, &uri), "somebody else's, by its cookie");
	one[0] = 'z';
	one[7] ^= 1;
	ck_assert_msg(!message_branch_loops(&branch, &uri), "somebody else's, by its hash");
	mem_deref(world);
}
END_TEST

START_TEST(reasons)
{
	ck_assert_str_eq("Trying", message_reason(100));
	ck_assert_str_eq("Call/Transaction Does Not Exist", message_reason(481));
	ck_assert_str_eq("Rejected", message_reason(608));
	ck_assert_str_eq("Unknown", message_reason(499));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/message_write");
	TCase *tcase = tcase_create("message_write");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, a_reply_goes_back_by_its_vias, 0, ARRAY_SIZE(vias));
	tcase_add_loop_test(tcase, a_reply_mirrors_its_request, 0, ARRAY_SIZE(replies));
	tcase_add_test(tcase, a_400_mirrors_what_there_is);
	tcase_add_test(tcase, a_body_has_its_length);
	tcase_add_test(tcase, ack_and_cancel_follow_their_invite);
	tcase_add_test(tcase, tokens_and_branches);
	tcase_add_test(tcase, reasons);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
