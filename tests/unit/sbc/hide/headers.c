/* headers.c -- tests of sbc/hide/headers.c and secrets.c */
#include "tests/unit/sbc/hide/given.h"

/* Each row is one header of an INVITE, and what the other side gets of it. */
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
	{"compact Subject passes", "s: lunch", "s: lunch\r\n"},
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
	{"a host in other letters", "X-Info: PBX.Acme.LAN", ""},
	{"the shortest IPv6 address", "X-Info: ::1", ""},
	{"a body's encoding is not ours", "Content-Encoding: gzip", ""},
	{"and not in short either", "e: gzip", ""},
};
/* clang-format on */

START_TEST(crosses)
{
	struct given given;

	given_open(&given, headers[_i].header);
	given_expect(&given, headers[_i].what, headers[_i].expect);
	given_close(&given);
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
	struct sip_msg *msg = given_message(GIVEN_INVITE, namers[_i]);
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
	msg = given_message(GIVEN_INVITE, (char *)mb->buf);
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
	return given_run(suite);
}
