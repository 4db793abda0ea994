/* via.c -- where answers go */
#include <string.h>
#include <check.h>
#include "nat/via.h"

static struct sa at(const char *addr)
{
	struct sa sa;

	ck_assert_int_eq(0, sa_decode(&sa, addr, strlen(addr)));
	return sa;
}

/* Each row is the topmost Via of a request that came from `source`. */
/* clang-format off */
static const struct {
	const char *what, *via, *source, *expect;
} answers[] = {
	{"the port that Via names", "SIP/2.0/UDP 192.0.2.7:5080;branch=z9hG4bK1", "192.0.2.7:61022",
	 "192.0.2.7:5080"},
	{"a Via without port is 5060", "SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1", "192.0.2.7:61022",
	 "192.0.2.7:5060"},
	{"rport: the port it came from", "SIP/2.0/UDP 192.0.2.7:5080;rport;branch=z9hG4bK1",
	 "192.0.2.7:61022", "192.0.2.7:61022"},
	{"rport last", "SIP/2.0/UDP 192.0.2.7:5080;branch=z9hG4bK1;rport", "192.0.2.7:61022",
	 "192.0.2.7:61022"},
	{"rport with a value is rport; the value is not believed",
	 "SIP/2.0/UDP 192.0.2.7:5080;rport=9;branch=z9hG4bK1", "192.0.2.7:61022",
	 "192.0.2.7:61022"},
	{"behind a NAT without rport: its public address, Via's port",
	 "SIP/2.0/UDP 10.0.0.5:5080;branch=z9hG4bK1", "203.0.113.9:61022", "203.0.113.9:5080"},
	{"behind a NAT with rport", "SIP/2.0/UDP 10.0.0.5:5080;rport;branch=z9hG4bK1",
	 "203.0.113.9:61022", "203.0.113.9:61022"},
	{"a name in Via", "SIP/2.0/UDP pbx.example.com:5070;branch=z9hG4bK1", "192.0.2.7:61022",
	 "192.0.2.7:5070"},
	{"a name without port", "SIP/2.0/UDP pbx.example.com;branch=z9hG4bK1", "192.0.2.7:61022",
	 "192.0.2.7:5060"},
	{"received is ours to write, not theirs",
	 "SIP/2.0/UDP 10.0.0.5;received=198.51.100.1;branch=z9hG4bK1", "192.0.2.7:5060",
	 "192.0.2.7:5060"},
	{"maddr aims at a victim and is not obeyed",
	 "SIP/2.0/UDP 192.0.2.7;maddr=198.51.100.1;branch=z9hG4bK1", "192.0.2.7:5060",
	 "192.0.2.7:5060"},
	{"a parameter that only begins like rport",
	 "SIP/2.0/UDP 192.0.2.7:5080;rportal;branch=z9hG4bK1", "192.0.2.7:61022", "192.0.2.7:5080"},
	{"IPv6", "SIP/2.0/UDP [2001:db8::7]:5080;branch=z9hG4bK1", "[2001:db8::9]:61022",
	 "[2001:db8::9]:5080"},
	{"IPv6 with rport", "SIP/2.0/UDP [2001:db8::7]:5080;branch=z9hG4bK1;rport",
	 "[2001:db8::9]:61022", "[2001:db8::9]:61022"},
};
/* clang-format on */

START_TEST(answer)
{
	struct sa source = at(answers[_i].source), expect = at(answers[_i].expect), to;
	struct sip_via via;
	struct pl text;

	pl_set_str(&text, answers[_i].via);
	ck_assert_int_eq(0, sip_via_decode(&via, &text));
	via_answer(&to, &via, &source);
	ck_assert_msg(sa_cmp(&to, &expect, SA_ALL), "%s", answers[_i].what);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("nat/via");
	TCase *tcase = tcase_create("via");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, answer, 0, sizeof answers / sizeof answers[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
