/* gather.c -- tests of sbc/gather.c */
#include <string.h>
#include <check.h>
#include "sbc/gather.h"

#define INVITE                                                                                     \
	"INVITE sip:0912345678;npdi@Trunk7.acme.vn;line=5 SIP/2.0\r\n"                             \
	"v: SIP/2.0/TCP 10.0.0.20;branch=z9hG4bKa\r\n"                                             \
	"From: \"Lan Anh\" <sip:1001;phone-context=acme@acme.lan>;tag=a\r\n"                       \
	"To: <sip:0912345678@10.0.0.2>\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n"                        \
	"k: timer, 100rel\r\nX-Trunk: 7\r\n"

static struct sip_msg *message(const char *more, const char *type, const char *body)
{
	struct mbuf *mb = mbuf_alloc(2048);
	struct sip_msg *msg;
	const char *why;
	uint16_t status;

	mbuf_printf(mb, INVITE "%s%sContent-Length: %zu\r\n\r\n%s", more, type, strlen(body), body);
	mb->pos = 0;
	ck_assert_int_eq(0, message_read(&msg, mb, &status, &why));
	ck_assert_uint_eq(0, status);
	mem_deref(mb);
	sa_set_str(&msg->src, "10.0.0.20", 50600);
	msg->tp = SIP_TRANSP_TCP;
	return msg;
}

static void expect(const struct pl *got, const char *text)
{
	ck_assert_msg(!pl_strcmp(got, text), "'%.*s', not '%s'", (int)got->l, got->p, text);
}

#define SDP  "Content-Type: application/sdp\r\n"
#define BODY "v=0\r\nc=IN IP4 10.0.0.20\r\nm=audio 4000 RTP/AVP 8 0\r\n"

START_TEST(all_that_a_policy_may_ask)
{
	struct sip_msg *msg = message("", SDP, BODY);
	struct facts facts = {.side = "office", .load = 7, .date_us = 9};
	struct gathered gathered;
	struct sa source;

	sa_set_str(&source, "10.0.0.20", 50600);
	gather_facts(&facts, &gathered, msg);
	expect(&facts.method, "INVITE");
	expect(&facts.caller, "1001");
	expect(&facts.called, "0912345678");
	expect(&facts.domain, "Trunk7.acme.vn");
	expect(&facts.display, "Lan Anh");
	ck_assert(sa_cmp(&facts.source, &source, SA_ALL));
	ck_assert_int_eq(SIP_TRANSP_TCP, facts.transport);
	ck_assert_uint_eq(2, facts.codecc);
	expect(&facts.codecs[0], "PCMA");
	expect(&facts.codecs[1], "PCMU");
	mem_deref(msg);
}
END_TEST

START_TEST(what_no_message_says_is_left)
{
	struct sip_msg *msg = message("", "", "");
	struct facts facts = {.side = "office", .from = "pbx", .load = 7, .date_us = 9};
	struct gathered gathered;

	gather_facts(&facts, &gathered, msg);
	ck_assert_str_eq(facts.side, "office");
	ck_assert_str_eq(facts.from, "pbx");
	ck_assert_uint_eq(7, facts.load);
	ck_assert_uint_eq(9, facts.date_us);
	ck_assert_uint_eq(0, facts.codecc);
	mem_deref(msg);
}
END_TEST

START_TEST(headers_have_their_full_names_a_line_each)
{
	static const char *const names[] = {"Via",  "From",      "To",      "Call-ID",
					    "CSeq", "Supported", "X-Trunk", "Content-Length"};
	struct sip_msg *msg = message("", "", "");
	struct facts facts = {.from = NULL};
	struct gathered gathered;

	gather_facts(&facts, &gathered, msg);
	ck_assert_uint_eq(ARRAY_SIZE(names), facts.headerc);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		expect(&facts.headers[i].name, names[i]);

	expect(&facts.headers[5].value, "timer, 100rel");
	expect(&facts.headers[6].value, "7");
	mem_deref(msg);
}
END_TEST

/* message.h refuses more; a message that was read otherwise is cut. */
START_TEST(no_more_headers_than_there_is_room_for)
{
	struct sip_msg *msg = message("", "", "");
	struct sip_hdr header = {.name = PL("X"), .val = PL("1")};
	struct le more[MESSAGE_HEADERS_MAX];
	struct facts facts = {.from = NULL};
	struct gathered gathered;

	memset(more, 0, sizeof more);
	for (int i = 0; i < MESSAGE_HEADERS_MAX; i++)
		list_append(&msg->hdrl, &more[i], &header);

	gather_facts(&facts, &gathered, msg);
	ck_assert_uint_eq(MESSAGE_HEADERS_MAX, facts.headerc);
	for (int i = 0; i < MESSAGE_HEADERS_MAX; i++)
		list_unlink(&more[i]);

	mem_deref(msg);
}
END_TEST

START_TEST(a_body_of_another_kind_offers_nothing)
{
	struct sip_msg *msg = message("", "Content-Type: text/plain\r\n", BODY);
	struct facts facts = {.from = NULL};
	struct gathered gathered;

	gather_facts(&facts, &gathered, msg);
	ck_assert_uint_eq(0, facts.codecc);
	mem_deref(msg);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/gather");
	TCase *tcase = tcase_create("gather");
	SRunner *runner;
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, all_that_a_policy_may_ask);
	tcase_add_test(tcase, what_no_message_says_is_left);
	tcase_add_test(tcase, headers_have_their_full_names_a_line_each);
	tcase_add_test(tcase, no_more_headers_than_there_is_room_for);
	tcase_add_test(tcase, a_body_of_another_kind_offers_nothing);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
