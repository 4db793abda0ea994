/* contact.c -- where the next request goes */
#include <string.h>
#include <check.h>
#include "nat/contact.h"

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
	const char *what, *contact, *source, *expect;
} targets[] = {
	{"a public Contact", "192.0.2.7:5080", "198.51.100.9:5060", "192.0.2.7:5080"},
	{"a public Contact without port is 5060", "192.0.2.7:0", "198.51.100.9:6000",
	 "192.0.2.7:5060"},
	{"a public Contact of a private source", "192.0.2.7:5080", "10.0.0.1:5060",
	 "192.0.2.7:5080"},
	{"private behind a NAT: its binding", "10.0.0.5:5060", "203.0.113.9:61022",
	 "203.0.113.9:61022"},
	{"private on our own network", "10.0.0.5:5080", "10.7.0.1:5060", "10.0.0.5:5080"},
	{"private, of another network", "192.168.0.5:5060", "10.7.0.1:5062", "10.7.0.1:5062"},
	{"behind a carrier's NAT", "100.64.0.5:5060", "203.0.113.9:61022", "203.0.113.9:61022"},
	{"inside the carrier's network", "100.64.0.5:5060", "100.65.0.1:5062", "100.64.0.5:5060"},
	{"a host that has no address yet", "169.254.3.3:5060", "10.0.0.1:5062", "10.0.0.1:5062"},
	{"a host that knows itself only", "127.0.0.1:5060", "192.0.2.7:5062", "192.0.2.7:5062"},
	{"two programs on our host", "127.0.0.1:5070", "127.0.0.1:5062", "127.0.0.1:5070"},
	{"unspecified", "0.0.0.0:5060", "192.0.2.7:5062", "192.0.2.7:5062"},
	{"multicast would shout", "224.0.1.75:5060", "192.0.2.7:5062", "192.0.2.7:5062"},
	{"a name: not ours to resolve here", "", "192.0.2.7:5062", "192.0.2.7:5062"},
	{"IPv6", "[2001:db8::7]:5080", "[2001:db8::9]:5060", "[2001:db8::7]:5080"},
	{"unique local behind a public source", "[fd00::7]:5080", "[2001:db8::9]:5062",
	 "[2001:db8::9]:5062"},
	{"an IPv6 Contact over IPv4 signalling", "[2001:db8::7]:5080", "192.0.2.7:5062",
	 "192.0.2.7:5062"},
};
/* clang-format on */

START_TEST(target)
{
	struct sa contact = at(targets[_i].contact), source = at(targets[_i].source), to;
	struct sa expect = at(targets[_i].expect);

	contact_target(&to, &contact, &source);
	ck_assert_msg(sa_cmp(&to, &expect, SA_ALL), "%s", targets[_i].what);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("nat/contact");
	TCase *tcase = tcase_create("contact");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, target, 0, sizeof targets / sizeof targets[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
