/* media.c -- which media address of a description to believe */
#include <string.h>
#include <check.h>
#include "nat/media.h"

static struct sa at(const char *addr)
{
	struct sa sa;

	sa_init(&sa, AF_UNSPEC);
	if (addr[0])
		ck_assert_int_eq(0, sa_decode(&sa, addr, strlen(addr)));
	return sa;
}

/* clang-format off */
static const struct {
	const char *what, *described, *signalled, *expect;
} descriptions[] = {
	{"a public address is believed", "192.0.2.7:4000", "198.51.100.9:5060", "192.0.2.7:4000"},
	{"public media of a PBX on our own network", "192.0.2.7:4000", "10.0.0.1:5060",
	 "192.0.2.7:4000"},
	{"private behind a NAT: its public address", "10.0.0.5:4000", "203.0.113.9:61022",
	 "203.0.113.9:4000"},
	{"behind a carrier's NAT", "100.64.0.5:4000", "203.0.113.9:61022", "203.0.113.9:4000"},
	{"private on our own network", "10.0.0.5:4000", "10.7.0.1:5060", "10.0.0.5:4000"},
	{"private, another network of the company", "192.168.0.5:4000", "10.7.0.1:5060",
	 "192.168.0.5:4000"},
	{"a carrier's media inside its own network", "100.64.0.5:4000", "10.7.0.1:5060",
	 "100.64.0.5:4000"},
	{"link-local of a private host", "169.254.3.3:4000", "10.7.0.1:5060", "10.7.0.1:4000"},
	{"link-local of a public host", "169.254.3.3:4000", "192.0.2.7:5060", "192.0.2.7:4000"},
	{"loopback of a public host", "127.0.0.1:4000", "192.0.2.7:5060", "192.0.2.7:4000"},
	{"loopback of a private host", "127.0.0.1:4000", "10.7.0.1:5060", "10.7.0.1:4000"},
	{"two programs on our host", "127.0.0.2:4000", "127.0.0.1:5060", "127.0.0.2:4000"},
	{"hold: nobody", "0.0.0.0:4000", "192.0.2.7:5060", ""},
	{"hold of a private host: nobody", "0.0.0.0:4000", "10.7.0.1:5060", ""},
	{"multicast: nobody", "224.2.1.1:4000", "192.0.2.7:5060", ""},
	{"IPv6", "[2001:db8::7]:4000", "[2001:db8::9]:5060", "[2001:db8::7]:4000"},
	{"unique local behind a public address", "[fd00::7]:4000", "[2001:db8::9]:5060",
	 "[2001:db8::9]:4000"},
	{"IPv6 hold", "[::]:4000", "[2001:db8::9]:5060", ""},
	{"IPv6 media, IPv4 signalling", "[2001:db8::7]:4000", "192.0.2.7:5060",
	 "[2001:db8::7]:4000"},
};
/* clang-format on */

START_TEST(believe)
{
	struct sa described = at(descriptions[_i].described);
	struct sa signalled = at(descriptions[_i].signalled), peer = at("192.0.2.99:9");
	struct sa expect = at(descriptions[_i].expect);

	media_believe(&peer, &described, &signalled);
	if (sa_isset(&expect, SA_ADDR))
		ck_assert_msg(sa_cmp(&peer, &expect, SA_ALL), "%s", descriptions[_i].what);
	else
		ck_assert_msg(!sa_isset(&peer, SA_ADDR), "%s", descriptions[_i].what);
}
END_TEST

START_TEST(peer_may_be_the_description_itself)
{
	struct sa peer = at("10.0.0.5:4000"), signalled = at("203.0.113.9:61022");
	struct sa expect = at("203.0.113.9:4000");

	media_believe(&peer, &peer, &signalled);
	ck_assert(sa_cmp(&peer, &expect, SA_ALL));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("nat/media");
	TCase *tcase = tcase_create("media");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, believe, 0, sizeof descriptions / sizeof descriptions[0]);
	tcase_add_test(tcase, peer_may_be_the_description_itself);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
