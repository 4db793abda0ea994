/* headers.c -- tests of sbc/hide/headers.c, identity.c and secrets.c */
#include <string.h>
#include <check.h>
#include "sbc/hide/headers.h"
#include "sbc/hide/secrets.h"

#define INVITE                                                                                     \
	"INVITE sip:0912345678@10.0.0.2 SIP/2.0\r\n"                                               \
	"Via: SIP/2.0/UDP pbx.acme.lan:5060;branch=z9hG4bKoffice1\r\n"                             \
	"Via: SIP/2.0/UDP desk17.acme.lan;branch=z9hG4bKdesk\r\n"                                  \
	"Record-Route: <sip:edge.acme.lan;lr>\r\n"                                                 \
	"From: \"Lan\" <sip:1001@acme.lan>;tag=pbxtag77\r\n"                                       \
	"To: <sip:0912345678@10.0.0.2>\r\n"                                                        \
	"Call-ID: call77@pbx.acme.lan\r\n"                                                         \
	"CSeq: 1 INVITE\r\n"                                                                       \
	"Contact: <sip:1001@phone.acme.lan:5062>\r\n"                                              \
	"Max-Forwards: 70\r\n"

static struct sip_msg *message(const char *header)
{
	struct mbuf *mb = mbuf_alloc(2048);
	struct sip_msg *msg;

	mbuf_printf(mb, INVITE "%s\r\nContent-Length: 0\r\n\r\n", header);
	mb->pos = 0;
	ck_assert_int_eq(0, sip_msg_decode(&msg, mb));
	mem_deref(mb);
	return msg;
}

/* Each row is one header of the INVITE above, and what the other side gets of it. */
/* clang-format off */
static const struct {
	const char *what, *header, *expect;
} headers[] = {
	{"a header without a row passes", "X-Color: blue", "X-Color: blue\r\n"},
	{"letter case does not matter", "uSER-aGENT: Asterisk 18", ""},
	{"User-Agent names the PBX", "User-Agent: Asterisk 18", ""},
	{"compact Supported stays", "k: timer", ""},
	{"compact Referred-By too", "b: <sip:1001@acme.lan>", ""},
	{"Subject passes", "Subject: lunch", "Subject: lunch\r\n"},
	{"Privacy passes", "Privacy: id", "Privacy: id\r\n"},
	{"a Via's host in an unknown header", "X-Info: from pbx.acme.lan", ""},
	{"the second Via's host", "X-Info: desk17.acme.lan", ""},
	{"the Record-Route's host", "X-Info: edge.acme.lan", ""},
	{"the Contact's host", "X-Info: phone.acme.lan", ""},
	{"our own address on that side", "X-Info: 10.0.0.2", ""},
	{"any IPv4 address", "X-Info: at 192.168.7.9 now", ""},
	{"an IPv6 address", "X-Info: 2001:db8::7", ""},
	{"a version is no address", "X-Info: v1.2.3", "X-Info: v1.2.3\r\n"},
	{"the tag", "X-Info: pbxtag77", ""},
	{"the Call-ID", "X-Info: call77@pbx.acme.lan", ""},
	{"a login is between neighbours", "Proxy-Authorization: Digest username=\"a\"", ""},
	{"Warning carries a host", "Warning: 399 pbx \"x\"", ""},
	{"an asserted number, host replaced", "P-Asserted-Identity: \"Lan\" <sip:2002@acme.lan>",
	 "P-Asserted-Identity: \"Lan\" <sip:2002@203.0.113.5>\r\n"},
	{"the caller's own number as the target writes it",
	 "P-Asserted-Identity: <sip:1001@acme.lan;user=phone>",
	 "P-Asserted-Identity: <sip:842873000001@203.0.113.5>\r\n"},
	{"of two identities the first", "P-Asserted-Identity: <sip:2002@acme.lan>, <tel:+84283>",
	 "P-Asserted-Identity: <sip:2002@203.0.113.5>\r\n"},
	{"a comma inside a name divides nothing",
	 "P-Asserted-Identity: \"Lan, A\" <sip:2002@acme.lan>",
	 "P-Asserted-Identity: \"Lan, A\" <sip:2002@203.0.113.5>\r\n"},
	{"a telephone number has no host", "P-Asserted-Identity: <tel:+842873000001>",
	 "P-Asserted-Identity: <tel:+842873000001>\r\n"},
	{"a name that is a host of theirs",
	 "P-Asserted-Identity: \"pbx.acme.lan\" <sip:2002@acme.lan>", ""},
	{"parameters of Diversion stay", "Diversion: <sip:2002@acme.lan>;reason=unconditional",
	 "Diversion: <sip:2002@203.0.113.5>;reason=unconditional\r\n"},
	{"Diversion with an address in a parameter", "Diversion: <sip:2002@acme.lan>;x=10.1.2.3",
	 ""},
	{"an identity without a number", "P-Asserted-Identity: <sip:pbx.acme.lan>", ""},
	{"an identity that is no address", "P-Asserted-Identity: <urn:service:sos>", ""},
	{"an address as a number", "P-Preferred-Identity: <sip:10.9.8.7@acme.lan>", ""},
	{"a host in other letters", "X-Info: PBX.Acme.LAN", ""},
	{"the shortest IPv6 address", "X-Info: ::1", ""},
	{"a body's encoding is not ours", "Content-Encoding: gzip", ""},
	{"and not in short either", "e: gzip", ""},
	{"nonsense in an identity", "P-Asserted-Identity: <<<", ""},
};
/* clang-format on */

START_TEST(crosses)
{
	struct sip_msg *msg = message(headers[_i].header);
	struct mbuf *mb = mbuf_alloc(512);
	struct sa local;

	sa_set_str(&local, "203.0.113.5", 5060);
	struct secrets secrets;
	const struct crossing crossing = {
		.msg = msg, .secrets = &secrets, .local = &local, .caller = "842873000001"};
	secrets_learn(&secrets, msg);
	ck_assert_int_eq(0, headers_cross(mb, &crossing));
	ck_assert_msg(mb->end == strlen(headers[_i].expect)
			      && !memcmp(mb->buf, headers[_i].expect, mb->end),
		      "%s: got '%.*s'", headers[_i].what, (int)mb->end, (char *)mb->buf);
	mem_deref(mb);
	mem_deref(msg);
}
END_TEST

/* What else of the message the name stands in. */
static const char *const namers[] = {
	"P-Asserted-Identity: <sip:1@core.acme.lan>",
	"P-Preferred-Identity: <sip:1@core.acme.lan>",
	"Route: <sip:core.acme.lan;lr>",
	"User-Agent: core.acme.lan",
	"Server: core.acme.lan",
};

START_TEST(a_name_is_a_secret_wherever_it_stands)
{
	static const struct pl text = PL("at core.acme.lan now");
	struct sip_msg *msg = message(namers[_i]);
	struct secrets secrets;

	secrets_learn(&secrets, msg);
	ck_assert_msg(secrets_reveal(&secrets, &text), "%s", namers[_i]);
	mem_deref(msg);
}
END_TEST

START_TEST(with_too_many_names_every_text_reveals_one)
{
	static const struct pl text = PL("blue");
	struct mbuf *mb = mbuf_alloc(4096);
	struct sip_msg *msg;
	struct secrets secrets;

	for (int i = 0; i < SECRETS_MAX; i++)
		mbuf_printf(mb, "Route: <sip:host%d.lan;lr>%s", i,
			    i + 1 < SECRETS_MAX ? "\r\n" : "");
	mbuf_write_u8(mb, 0);
	msg = message((char *)mb->buf);
	secrets_learn(&secrets, msg);
	ck_assert(secrets_reveal(&secrets, &text));
	mem_deref(msg);
	mem_deref(mb);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/hide/headers");
	TCase *tcase = tcase_create("headers");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, crosses, 0, ARRAY_SIZE(headers));
	tcase_add_loop_test(tcase, a_name_is_a_secret_wherever_it_stands, 0, ARRAY_SIZE(namers));
	tcase_add_test(tcase, with_too_many_names_every_text_reveals_one);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
