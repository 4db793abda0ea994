/* value.c -- tests: times, rates, ports, addresses, counts */
#include "policy/value.h"
#include "tests/unit/policy/text.h"

enum {
	KEPT = 77
}; /* what a value is before a text is refused */

/* Each row is a count from 1 to 1000. */
static const struct {
	const char *text;
	int err;
	uint32_t expect;
} counts[] = {
	{"000000030",  0,      30  },
	{"0000000030", ERANGE, KEPT},
	{"1",          0,      1   },
	{"1000",       0,      1000},
	{"0030",       0,      30  },
	{"0",          ERANGE, KEPT},
	{"1001",       ERANGE, KEPT},
	{"",           EINVAL, KEPT},
	{"-1",         EINVAL, KEPT},
	{"1k",         EINVAL, KEPT},
	{"x",          EINVAL, KEPT},
	{"4294967297", ERANGE, KEPT},
};

START_TEST(count)
{
	uint32_t value = KEPT;

	ck_assert_msg(value_count(&value, counts[_i].text, 1, 1000) == counts[_i].err, "'%s'",
		      counts[_i].text);
	ck_assert_msg(value == counts[_i].expect, "'%s': %u", counts[_i].text, value);
}
END_TEST

/* Each row is a time from 100ms to 1d. */
/* clang-format off */
static const struct {
	const char *text;
	int err;
	uint64_t expect_us;
} times[] = {
	{"60s",         0,      60000000},
	{"500ms",       0,      500000},
	{"5m",          0,      300000000},
	{"2h",          0,      7200000000},
	{"1d",          0,      86400000000},
	{"100ms",       0,      100000},
	{"99ms",        ERANGE, KEPT},
	{"25h",         ERANGE, KEPT},
	{"999999999d",  ERANGE, KEPT},
	{"9999999999s", ERANGE, KEPT},
	{"60",          EINVAL, KEPT},
	{"s",           EINVAL, KEPT},
	{"",            EINVAL, KEPT},
	{"60 s",        EINVAL, KEPT},
	{"60sec",       EINVAL, KEPT},
	{"1.5s",        EINVAL, KEPT},
	{"60S",         EINVAL, KEPT},
};
/* clang-format on */

START_TEST(duration)
{
	uint64_t value = KEPT;

	ck_assert_msg(value_time(&value, times[_i].text, 100000, 86400000000) == times[_i].err,
		      "'%s'", times[_i].text);
	ck_assert_msg(value == times[_i].expect_us, "'%s'", times[_i].text);
}
END_TEST

/* Each row is a rate. */
static const struct {
	const char *text;
	int err;
	uint32_t count;
	uint64_t each_us;
} rates[] = {
	{"5/s",      0,      5,      1000000   },
	{"300/m",    0,      300,    60000000  },
	{"100000/h", 0,      100000, 3600000000},
	{"100001/h", ERANGE, KEPT,   KEPT      },
	{"0/s",      ERANGE, KEPT,   KEPT      },
	{"5",        EINVAL, KEPT,   KEPT      },
	{"5/",       EINVAL, KEPT,   KEPT      },
	{"/s",       EINVAL, KEPT,   KEPT      },
	{"5s",       EINVAL, KEPT,   KEPT      },
	{"5/x",      EINVAL, KEPT,   KEPT      },
};

START_TEST(rate)
{
	uint32_t value = KEPT;
	uint64_t each_us = KEPT;

	ck_assert_msg(value_rate(&value, &each_us, rates[_i].text) == rates[_i].err, "'%s'",
		      rates[_i].text);
	ck_assert_msg(value == rates[_i].count && each_us == rates[_i].each_us, "'%s'",
		      rates[_i].text);
}
END_TEST

/* Each row is an amount of money. */
static const struct {
	const char *text;
	int err;
	uint64_t expect;
} amounts[] = {
	{"50",         0,      50000000       },
	{"12.50",      0,      12500000       },
	{"0.02",       0,      20000          },
	{"0.000001",   0,      1              },
	{"999999999",  0,      999999999000000},
	{"0.0000001",  ERANGE, KEPT           },
	{"1000000000", ERANGE, KEPT           },
	{"",           EINVAL, KEPT           },
	{"5.",         EINVAL, KEPT           },
	{".5",         EINVAL, KEPT           },
	{"5,0",        EINVAL, KEPT           },
	{"5.0.0",      EINVAL, KEPT           },
	{"-5",         EINVAL, KEPT           },
};

START_TEST(money)
{
	uint64_t value = KEPT;

	ck_assert_msg(value_money(&value, amounts[_i].text) == amounts[_i].err, "'%s'",
		      amounts[_i].text);
	ck_assert_msg(value == amounts[_i].expect, "'%s'", amounts[_i].text);
}
END_TEST

/* Each row is a range of ports. */
/* clang-format off */
static const struct {
	const char *text;
	int err;
	uint16_t first, last;
} ranges[] = {
	{"20000-39999",  0,      20000, 39999},
	{"1024-1025",    0,      1024,  1025},
	{"1024-65535",   0,      1024,  65535},
	{"1022-2000",    ERANGE, KEPT,  KEPT},
	{"20001-39999",  ERANGE, KEPT,  KEPT},
	{"20000-20000",  ERANGE, KEPT,  KEPT},
	{"20000-10000",  ERANGE, KEPT,  KEPT},
	{"20000-65536",  ERANGE, KEPT,  KEPT},
	{"20000",        EINVAL, KEPT,  KEPT},
	{"20000-",       EINVAL, KEPT,  KEPT},
	{"-20000",       EINVAL, KEPT,  KEPT},
	{"a-b",          EINVAL, KEPT,  KEPT},
	{"20000-30000x", EINVAL, KEPT,  KEPT},
};
/* clang-format on */

START_TEST(ports)
{
	uint16_t first = KEPT, last = KEPT;

	ck_assert_msg(value_ports(&first, &last, ranges[_i].text) == ranges[_i].err, "'%s'",
		      ranges[_i].text);
	ck_assert_msg(first == ranges[_i].first && last == ranges[_i].last, "'%s'",
		      ranges[_i].text);
}
END_TEST

/* clang-format off */
/* Each row is an address; 5060 is the port if the text has none. */
static const struct {
	const char *text;
	int err;
	const char *expect;
} addresses[] = {
	{"192.0.2.1", 0, "192.0.2.1:5060"},
	{"192.0.2.1:5080", 0, "192.0.2.1:5080"},
	{"192.0.2.1:65535", 0, "192.0.2.1:65535"},
	{"2001:db8::1", 0, "[2001:db8::1]:5060"},
	{"[2001:db8::1]", 0, "[2001:db8::1]:5060"},
	{"[2001:db8::1]:5080", 0, "[2001:db8::1]:5080"},
	{"192.0.2.1:0", ERANGE, "?"},
	{"192.0.2.1:65536", ERANGE, "?"},
	{"192.0.2.1:", EINVAL, "?"},
	{"192.0.2.1:x", EINVAL, "?"},
	{"192.0.2", EINVAL, "?"},
	{"192.0.2.256", EINVAL, "?"},
	{"", EINVAL, "?"},
	{"[2001:db8::1", EINVAL, "?"},
	{"[2001:db8::1]5080", EINVAL, "?"},
	{"[]", EINVAL, "?"},
	{"fe80::1%lo", EINVAL, "?"},
	{"0.0.0.0", ERANGE, "?"},
	{"0.1.2.3", ERANGE, "?"},
	{"223.255.255.255", 0, "223.255.255.255:5060"},
	{"224.0.0.1", ERANGE, "?"},
	{"255.255.255.255", ERANGE, "?"},
	{"::", ERANGE, "?"},
	{"ff02::1", ERANGE, "?"},
	{"sip.viettel.example", ENOTSUP, "?"},
	{"sip.example:5080", ENOTSUP, "?"},
	{"pbx", ENOTSUP, "?"},
	{"p b x", EINVAL, "?"},
	{"a23456789012345678901234567890123456789012345678901234567890123", ENOTSUP, "?"},
	{"a234567890123456789012345678901234567890123456789012345678901234", EINVAL, "?"},
};
/* clang-format on */

START_TEST(address)
{
	struct sa value = {0};
	char *text;

	ck_assert_msg(value_address(&value, addresses[_i].text, 5060) == addresses[_i].err, "'%s'",
		      addresses[_i].text);
	ck_assert_int_eq(
		0, addresses[_i].err ? re_sdprintf(&text, "?") : re_sdprintf(&text, "%J", &value));
	ck_assert_msg(!strcmp(text, addresses[_i].expect), "'%s': %s", addresses[_i].text, text);
	ck_assert_msg((sa_af(&value) == AF_UNSPEC) == (addresses[_i].err != 0), "'%s'",
		      addresses[_i].text);
	mem_deref(text);
}
END_TEST

/* Each row is a time as it is printed. */
/* clang-format off */
static const struct {
	uint64_t us;
	const char *expect;
} prints[] = {
	{6000000,  "6s"},
	{500000,   "500ms"},
	{60000000, "1m"},
	{90000000, "90s"},
	{0,        "0s"},
};
/* clang-format on */

START_TEST(printed)
{
	char text[32];

	ck_assert_int_lt(0, re_snprintf(text, sizeof text, "%H", value_print_time, &prints[_i].us));
	ck_assert_str_eq(prints[_i].expect, text);
}
END_TEST

#define LABEL_63 "a23456789012345678901234567890123456789012345678901234567890123"
#define NAME_127 LABEL_63 "." LABEL_63
#define NAME_253                                                                                   \
	NAME_127 "." LABEL_63 "."                                                                  \
		 "a2345678901234567890123456789012345678901234567890123456789.b"

/* Each row is where a peer is: a host, a port (0: not written), and an address if it is one. */
static const struct {
	const char *text;
	int err;
	const char *host;
	uint16_t port;
	bool is_address;
} hosts[] = {
	{"sip.example.com",      0,      "sip.example.com", 0,    false},
	{"sip.example.com:5070", 0,      "sip.example.com", 5070, false},
	{"pbx",		  0,      "pbx",             0,    false},
	{"a-b.c_d.e1",           0,      "a-b.c_d.e1",      0,    false},
	{"192.0.2.1",            0,      "192.0.2.1",       0,    true },
	{"192.0.2.1:5070",       0,      "192.0.2.1",       5070, true },
	{"2001:db8::1",          0,      "2001:db8::1",     0,    true },
	{"[2001:db8::1]:5070",   0,      "2001:db8::1",     5070, true },
	{LABEL_63 ".com",        0,      LABEL_63 ".com",   0,    false},
	{LABEL_63 "4.com",       EINVAL, "",                0,    false},
	{NAME_253,               0,      NAME_253,          0,    false},
	{NAME_253 "c",           EINVAL, "",                0,    false},
	{"",		     EINVAL, "",                0,    false},
	{":5060",                EINVAL, "",                0,    false},
	{"a..b",		 EINVAL, "",                0,    false},
	{".a",		   EINVAL, "",                0,    false},
	{"a.",		   EINVAL, "",                0,    false},
	{"-a.b",		 EINVAL, "",                0,    false},
	{"a-.b",		 EINVAL, "",                0,    false},
	{"a.1b",		 EINVAL, "",                0,    false},
	{"192.0.2",              EINVAL, "",                0,    false},
	{"192.0.2.10O",          EINVAL, "",                0,    false},
	{"a b",		  EINVAL, "",                0,    false},
	{"a.b:x",                EINVAL, "",                0,    false},
	{"a.b:0",                ERANGE, "",                0,    false},
	{"a.b:65536",            ERANGE, "",                0,    false},
	{"0.0.0.0",              ERANGE, "",                0,    false},
	{"fe80::1%eth0",         EINVAL, "",                0,    false},
};

START_TEST(host)
{
	char name[VALUE_HOST_SIZE];
	struct sa address;
	uint16_t port;

	ck_assert_msg(value_host(name, &port, &address, hosts[_i].text) == hosts[_i].err, "'%s'",
		      hosts[_i].text);
	if (hosts[_i].err)
		return;

	ck_assert_str_eq(hosts[_i].host, name);
	ck_assert_uint_eq(hosts[_i].port, port);
	ck_assert_int_eq(hosts[_i].is_address, sa_isset(&address, SA_ADDR));
	ck_assert_uint_eq(hosts[_i].is_address ? hosts[_i].port : 0, sa_port(&address));
}
END_TEST

/* Each row is where calls come from: an address or network as it is understood. */
static const struct {
	const char *text;
	int err;
	const char *address;
	uint8_t bits;
} networks[] = {
	{"192.0.2.1",           0,       "192.0.2.1:0",         32 },
	{"192.0.2.1:5070",      0,       "192.0.2.1:5070",      32 },
	{"2001:db8::1",         0,       "[2001:db8::1]:0",     128},
	{"192.0.2.0/24",        0,       "192.0.2.0:0",         24 },
	{"192.0.2.128/25",      0,       "192.0.2.128:0",       25 },
	{"192.0.2.1/32",        0,       "192.0.2.1:0",         32 },
	{"10.0.0.0/8",          0,       "10.0.0.0:0",          8  },
	{"2001:db8::/33",       0,       "[2001:db8::]:0",      33 },
	{"192.0.2.1/24",        EDOM,    "192.0.2.0:0",         24 },
	{"192.0.2.64/25",       EDOM,    "192.0.2.0:0",         25 },
	{"2001:db8:8000::1/33", EDOM,    "[2001:db8:8000::]:0", 33 },
	{"192.0.2.0/7",         ERANGE,  NULL,                  0  },
	{"192.0.2.0/33",        ERANGE,  NULL,                  0  },
	{"2001:db8::/129",      ERANGE,  NULL,                  0  },
	{"192.0.2.0/",          EINVAL,  NULL,                  0  },
	{"192.0.2.0/2x",        EINVAL,  NULL,                  0  },
	{"192.0.2.0:1/24",      EINVAL,  NULL,                  0  },
	{"/24",		 EINVAL,  NULL,                  0  },
	{"a.example/24",        EINVAL,  NULL,                  0  },
	{"0.0.0.0/8",           ERANGE,  NULL,                  0  },
	{"a.example",           ENOTSUP, NULL,                  0  },
};

START_TEST(network)
{
	struct sa address;
	char text[64];
	uint8_t bits;

	ck_assert_msg(value_network(&address, &bits, networks[_i].text) == networks[_i].err, "'%s'",
		      networks[_i].text);
	if (!networks[_i].address)
		return;

	re_snprintf(text, sizeof text, "%J", &address);
	ck_assert_str_eq(networks[_i].address, text);
	ck_assert_uint_eq(networks[_i].bits, bits);
}
END_TEST

/* Each row is a word of three bytes at most, of letters, digits, - and _. */
static const struct {
	const char *what, *text;
	bool expect;
} words[] = {
	{"letters and digits",    "aB9",    true },
	{"what is named besides", "-_-",    true },
	{"nothing",               "",       true },
	{"one byte too many",     "abcd",   false},
	{"a byte not named",      "a.b",    false},
	{"a letter of UTF-8",     "\u00e9", false},
};

START_TEST(word)
{
	ck_assert_msg(value_is_word(words[_i].text, "-_", 3) == words[_i].expect, "%s",
		      words[_i].what);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/value");
	TCase *tcase = tcase_create("value");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, count, 0, sizeof counts / sizeof counts[0]);
	tcase_add_loop_test(tcase, duration, 0, sizeof times / sizeof times[0]);
	tcase_add_loop_test(tcase, rate, 0, sizeof rates / sizeof rates[0]);
	tcase_add_loop_test(tcase, money, 0, sizeof amounts / sizeof amounts[0]);
	tcase_add_loop_test(tcase, ports, 0, sizeof ranges / sizeof ranges[0]);
	tcase_add_loop_test(tcase, address, 0, sizeof addresses / sizeof addresses[0]);
	tcase_add_loop_test(tcase, printed, 0, sizeof prints / sizeof prints[0]);
	tcase_add_loop_test(tcase, host, 0, sizeof hosts / sizeof hosts[0]);
	tcase_add_loop_test(tcase, network, 0, sizeof networks / sizeof networks[0]);
	tcase_add_loop_test(tcase, word, 0, sizeof words / sizeof words[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
