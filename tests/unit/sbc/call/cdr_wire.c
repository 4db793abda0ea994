/* cdr_wire.c -- tests: how a call came, as its record has it */
#include <check.h>
#include <string.h>
#include "policy/policy.h"
#include "sbc/call/cdr_wire.h"
#include "sbc/sip/message.h"

#define START                                                                                      \
	"INVITE sip:0912345678@sbc.example SIP/2.0\r\n"                                            \
	"Via: SIP/2.0/UDP 10.0.0.20:5060;branch=z9hG4bKa\r\n"                                      \
	"From: \"A\" <sip:1001@10.0.0.20>;tag=a\r\nTo: <sip:0912345678@sbc.example>\r\n"           \
	"Call-ID: c\r\nCSeq: 1 INVITE\r\nContact: <sip:1001@10.0.0.20>\r\n"
#define SDP                                                                                        \
	"Content-Type: application/sdp\r\n\r\nv=0\r\no=- 1 1 IN IP4 10.0.0.20\r\ns=-\r\n"          \
	"c=IN IP4 10.0.0.20\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0 96\r\na=rtpmap:96 "               \
	"opus/48000/2\r\n"
#define CAME                                                                                       \
	",\"side\":\"office\",\"source\":\"10.0.0.20:5060\",\"transport\":\"TCP\","                \
	"\"caller_wire\":\"1001\",\"called_wire\":\"0912345678\",\"domain\":\"sbc.example\""

/* clang-format off */
/* Each row is the rest of an INVITE, and the members of its record. */
static const struct {
	const char *what, *rest, *json;
} invites[] = {
	{"without an offer", "Content-Length: 0\r\n\r\n", CAME ",\"codecs\":[],\"headers\":[]"},
	{"codecs, by number and by name", SDP, CAME ",\"codecs\":[\"PCMA\",\"PCMU\",\"opus\"],\"headers\":[]"},
	{"who calls",
	 "P-Asserted-Identity: \"B\" <sip:+842873000001@x>\r\nPrivacy: id\r\n\r\n",
	 CAME ",\"codecs\":[],\"headers\":[{\"name\":\"P-Asserted-Identity\",\"value\":\"\\\"B\\\" <sip:+842873000001@x>\"},"
	 "{\"name\":\"Privacy\",\"value\":\"id\"}]"},
	{"who forwarded it",
	 "Diversion: <sip:2@x>\r\nHistory-Info: <sip:3@x>;index=1\r\nRemote-Party-ID: <sip:4@x>\r\n"
	 "P-Preferred-Identity: <sip:5@x>\r\n\r\n",
	 CAME ",\"codecs\":[],\"headers\":[{\"name\":\"Diversion\",\"value\":\"<sip:2@x>\"},"
	 "{\"name\":\"History-Info\",\"value\":\"<sip:3@x>;index=1\"},"
	 "{\"name\":\"Remote-Party-ID\",\"value\":\"<sip:4@x>\"},"
	 "{\"name\":\"P-Preferred-Identity\",\"value\":\"<sip:5@x>\"}]"},
	{"no other header", "User-Agent: PBX\r\nX-Customer: 7\r\n\r\n", CAME ",\"codecs\":[],\"headers\":[]"},
};
/* clang-format on */

static struct mbuf *wire_of(const char *start, const char *rest)
{
	struct side_config side = {.name = "office"};
	struct peer_config peer = {.side = &side};
	struct decision decision = {.from = &peer};
	struct mbuf *mb = mbuf_alloc(1024), *wire;
	struct sip_msg *msg = NULL;
	uint16_t status;
	const char *why;

	ck_assert_int_eq(0, mbuf_printf(mb, "%s%s", start, rest));
	mbuf_set_pos(mb, 0);
	ck_assert_int_eq(0, message_read(&msg, mb, &status, &why));
	msg->tp = SIP_TRANSP_TCP;
	ck_assert_int_eq(0, sa_set_str(&msg->src, "10.0.0.20", 5060));
	wire = cdr_wire(&decision, msg);
	mem_deref(msg);
	mem_deref(mb);
	return wire;
}

START_TEST(invite)
{
	struct mbuf *wire = wire_of(START, invites[_i].rest);

	ck_assert_msg(wire->end == strlen(invites[_i].json)
			      && !memcmp(wire->buf, invites[_i].json, wire->end),
		      "%s: %.*s", invites[_i].what, (int)wire->end, wire->buf);
	mem_deref(wire);
}
END_TEST

START_TEST(no_more_than_a_maximum)
{
	struct mbuf *rest = mbuf_alloc(4096), *wire;
	uint32_t count = 0;

	for (int i = 0; i <= CDR_HEADERS_MAX; i++)
		mbuf_printf(rest, "Privacy: id\r\n");
	mbuf_printf(rest, "\r\n%c", 0);
	wire = wire_of(START, (char *)rest->buf);
	ck_assert_int_eq(0, mbuf_write_u8(wire, 0));
	for (const char *p = (char *)wire->buf; (p = strstr(p, "\"Privacy\"")); p++)
		++count;
	ck_assert_uint_eq(count, CDR_HEADERS_MAX);
	mem_deref(wire);
	mem_deref(rest);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/call/cdr_wire");
	TCase *tcase = tcase_create("cdr_wire");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, invite, 0, sizeof invites / sizeof invites[0]);
	tcase_add_test(tcase, no_more_than_a_maximum);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
