/* address.c -- kinds of addresses, and which are on one network */
#include <string.h>
#include <check.h>
#include "nat/address.h"

static struct sa at(const char *addr)
{
	struct sa sa;

	sa_init(&sa, AF_UNSPEC);
	if (addr[0])
		ck_assert_int_eq(0, sa_set_str(&sa, addr, 0));
	return sa;
}

/* clang-format off */
static const struct {
	const char *what, *address;
	enum address_kind expect;
} kinds[] = {
	{"the internet",                   "8.8.8.8",         ADDRESS_PUBLIC},
	{"documentation counts as public", "192.0.2.7",       ADDRESS_PUBLIC},
	{"before 10/8",                    "9.255.255.255",   ADDRESS_PUBLIC},
	{"10/8 begins",                    "10.0.0.0",        ADDRESS_PRIVATE},
	{"10/8 ends",                      "10.255.255.255",  ADDRESS_PRIVATE},
	{"after 10/8",                     "11.0.0.0",        ADDRESS_PUBLIC},
	{"before 172.16/12",               "172.15.255.255",  ADDRESS_PUBLIC},
	{"172.16/12 begins",               "172.16.0.0",      ADDRESS_PRIVATE},
	{"172.16/12 ends",                 "172.31.255.255",  ADDRESS_PRIVATE},
	{"after 172.16/12",                "172.32.0.0",      ADDRESS_PUBLIC},
	{"before 192.168/16",              "192.167.255.255", ADDRESS_PUBLIC},
	{"192.168/16",                     "192.168.255.255", ADDRESS_PRIVATE},
	{"after 192.168/16",               "192.169.0.0",     ADDRESS_PUBLIC},
	{"before 100.64/10",               "100.63.255.255",  ADDRESS_PUBLIC},
	{"100.64/10 begins",               "100.64.0.0",      ADDRESS_SHARED},
	{"100.64/10 ends",                 "100.127.255.255", ADDRESS_SHARED},
	{"after 100.64/10",                "100.128.0.0",     ADDRESS_PUBLIC},
	{"IPv4 link-local",                "169.254.1.1",     ADDRESS_LINK_LOCAL},
	{"beside IPv4 link-local",         "169.253.1.1",     ADDRESS_PUBLIC},
	{"loopback is all of 127/8",       "127.255.0.1",     ADDRESS_LOOPBACK},
	{"hold",                           "0.0.0.0",         ADDRESS_UNUSABLE},
	{"this network",                   "0.1.2.3",         ADDRESS_UNUSABLE},
	{"before multicast",               "223.255.255.255", ADDRESS_PUBLIC},
	{"multicast begins",               "224.0.0.1",       ADDRESS_UNUSABLE},
	{"multicast ends",                 "239.255.255.255", ADDRESS_UNUSABLE},
	{"reserved",                       "240.0.0.1",       ADDRESS_UNUSABLE},
	{"broadcast",                      "255.255.255.255", ADDRESS_UNUSABLE},
	{"unset",                          "",                ADDRESS_UNUSABLE},
	{"the IPv6 internet",              "2001:db8::7",     ADDRESS_PUBLIC},
	{"IPv6 loopback",                  "::1",             ADDRESS_LOOPBACK},
	{"beside IPv6 loopback",           "::2",             ADDRESS_PUBLIC},
	{"IPv6 unspecified",               "::",              ADDRESS_UNUSABLE},
	{"unique local begins",            "fc00::1",         ADDRESS_PRIVATE},
	{"unique local ends",              "fdff::1",         ADDRESS_PRIVATE},
	{"before unique local",            "fbff::1",         ADDRESS_PUBLIC},
	{"IPv6 link-local begins",         "fe80::1",         ADDRESS_LINK_LOCAL},
	{"IPv6 link-local ends",           "febf::1",         ADDRESS_LINK_LOCAL},
	{"after IPv6 link-local",          "fec0::1",         ADDRESS_PUBLIC},
	{"IPv6 multicast",                 "ff02::1",         ADDRESS_UNUSABLE},
};
/* clang-format on */

START_TEST(kind)
{
	struct sa address = at(kinds[_i].address);

	ck_assert_msg(address_kind(&address) == kinds[_i].expect, "%s", kinds[_i].what);
}
END_TEST

/* As text libre reads it as IPv4; it could only come from a socket of both families. */
START_TEST(ipv4_mapped_is_sent_on_no_socket)
{
	static const uint8_t mapped[16] = {[10] = 0xff, 0xff, 8, 8, 8, 8};
	struct sa address;

	sa_set_in6(&address, mapped, 0);
	ck_assert_int_eq(ADDRESS_UNUSABLE, address_kind(&address));
}
END_TEST

/* clang-format off */
static const struct {
	const char *what, *address;
	bool expect;
} privates[] = {
	{"the internet is not",    "8.8.8.8",     false},
	{"RFC 1918 is",            "10.0.0.1",    true},
	{"a carrier's NAT is",     "100.64.0.1",  true},
	{"link-local is",          "169.254.0.1", true},
	{"loopback is",            "127.0.0.1",   true},
	{"an unusable one is not", "0.0.0.0",     false},
	{"unique local is",        "fd00::1",     true},
};
/* clang-format on */

START_TEST(private)
{
	struct sa address = at(privates[_i].address);

	ck_assert_msg(address_is_private(&address) == privates[_i].expect, "%s", privates[_i].what);
}
END_TEST

static const struct {
	const char *what, *one, *other;
	bool expect;
} networks[] = {
	{"the internet is one network",      "8.8.8.8",     "192.0.2.1",   true },
	{"so is a company's 10/8",           "10.1.0.1",    "10.2.0.1",    true },
	{"two private blocks are two",       "10.1.0.1",    "192.168.0.1", false},
	{"172.16/12 and 192.168/16 are two", "172.16.0.1",  "192.168.0.1", false},
	{"private and public are two",       "10.1.0.1",    "8.8.8.8",     false},
	{"a host with itself",               "127.0.0.1",   "127.0.0.2",   true },
	{"IPv4 and IPv6 are two",            "8.8.8.8",     "2001:db8::1", false},
	{"the IPv6 internet is one",         "2001:db8::1", "2a00::1",     true },
	{"unset is on none",                 "",            "",            false},
	{"unusable is on none",              "0.0.0.0",     "0.0.0.0",     false},
};

START_TEST(same_network)
{
	struct sa one = at(networks[_i].one), other = at(networks[_i].other);

	ck_assert_msg(address_same_network(&one, &other) == networks[_i].expect, "%s",
		      networks[_i].what);
	ck_assert_msg(address_same_network(&other, &one) == networks[_i].expect, "%s, reversed",
		      networks[_i].what);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("nat/address");
	TCase *tcase = tcase_create("address");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, kind, 0, sizeof kinds / sizeof kinds[0]);
	tcase_add_test(tcase, ipv4_mapped_is_sent_on_no_socket);
	tcase_add_loop_test(tcase, private, 0, sizeof privates / sizeof privates[0]);
	tcase_add_loop_test(tcase, same_network, 0, sizeof networks / sizeof networks[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
