/* prices.c -- tests: the longest prefix says what a minute costs */
#include "policy/prices.h"
#include "policy/compile.h"
#include "tests/unit/policy/file.h"

#define PEER "peers: {p: {side: a, address: 192.0.2.10, prices: {%s}}}"

static struct policy *load(const char *prices)
{
	struct policy *policy;
	char *peers, *text;

	ck_assert_int_eq(0, re_sdprintf(&peers, PEER, prices));
	text = file_text(&(struct file){.peers = peers});
	policy = text_policy(text);
	mem_deref(text);
	mem_deref(peers);
	return policy;
}

#define LIST                                                                                       \
	"+8490*: 0.03, \"*\": 0.5, +84*: 0.02, '+84909123456': 1, '113': 0, '+849': 7, '1*': "     \
	"10000"

/* Each row is a called number, and its price in millionths. */
static const struct {
	const char *what, *called;
	uint64_t price;
} calls[] = {
	{"a short prefix",                 "+84812345678",               20000      },
	{"a longer one",                   "+84901234567",               30000      },
	{"the whole number",               "+84909123456",               1000000    },
	{"one more digit is another",      "+849091234567",              30000      },
	{"anything else",                  "+14155550100",               500000     },
	{"nothing at all",                 "",                           500000     },
	{"a text",			 "bob",                        500000     },
	{"for nothing",                    "113",                        0          },
	{"behind it, the prefix",          "1134",                       10000000000},
	{"a number that is only a prefix", "+849",                       7000000    },
	{"such a prefix is no prefix",     "+8491",                      20000      },
	{"longer than any prefix",         "+8490123456789012345678901", 30000      },
};

START_TEST(price)
{
	struct policy *policy = load(LIST);
	const uint64_t found = prices_of(policy_peer(policy, "p")->prices, calls[_i].called);

	ck_assert_msg(found == calls[_i].price, "%s: %llu", calls[_i].what,
		      (unsigned long long)found);
	mem_deref(policy);
}
END_TEST

START_TEST(no_prices_are_no_price)
{
	struct policy *policy = load("+84*: 1");

	ck_assert_uint_eq(0, prices_of(NULL, "+84912345678"));
	ck_assert_uint_eq(0, prices_of(policy_peer(policy, "p")->prices, "+1"));
	mem_deref(policy);
}
END_TEST

#define NO_PRICE "' is not a prefix and what a minute costs, such as +84*: 0.02\n"

/* Each row is a pair that is wrong; "" is right. */
static const struct {
	const char *prices, *mistakes;
} wrongs[] = {
	{"+84*: 0.000001",               ""							     },
	{"+84*: 10000",                  ""							     },
	{"+84*: 10000.000001",           "p.yaml:3:52: '+84*: 10000.000001" NO_PRICE                    },
	{"+84*: 0.0000001",              "p.yaml:3:52: '+84*: 0.0000001" NO_PRICE                       },
	{"+84*: -1",		     "p.yaml:3:52: '+84*: -1" NO_PRICE                              },
	{"+84*: free",                   "p.yaml:3:52: '+84*: free" NO_PRICE                            },
	{"+84x: 1",		      "p.yaml:3:52: '+84x: 1" NO_PRICE                               },
	{"84+*: 1",		      "p.yaml:3:52: '84+*: 1" NO_PRICE                               },
	{"+8*4: 1",		      "p.yaml:3:52: '+8*4: 1" NO_PRICE                               },
	{"12345678901234567890123*: 1",  ""							     },
	{"123456789012345678901234*: 1", "p.yaml:3:52: '123456789012345678901234*: 1" NO_PRICE          },
	{"1*: 1, '1': 2",                ""							     },
	{"1*: 1, 2*: 1, 1*: 3",          "p.yaml:3:66: a second price of '1*': the first is in line 3\n"},
};

START_TEST(wrong)
{
	char *peers;

	ck_assert_int_eq(0, re_sdprintf(&peers, PEER, wrongs[_i].prices));
	file_has(&(struct file){.peers = peers}, wrongs[_i].prices, wrongs[_i].mistakes);
	mem_deref(peers);
}
END_TEST

START_TEST(as_many_prices_as_there_may_be)
{
	for (uint32_t more = 0; more < 2; more++) {
		struct mbuf *mb = mbuf_alloc(1 << 16);
		char *pairs, *peers;

		for (uint32_t i = 0; i < PRICES_MAX + more; i++)
			mbuf_printf(mb, "%s%u*: 1", i ? ", " : "", i);
		pairs = text_of(mb);
		ck_assert_int_eq(0, re_sdprintf(&peers, PEER, pairs));
		file_has(&(struct file){.peers = peers}, "prices",
			 more ? "p.yaml:3:43: 'prices' has 10001 entries: 10000 at most\n" : "");
		mem_deref(pairs);
		mem_deref(peers);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/prices");
	TCase *tcase = tcase_create("prices");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, price, 0, ARRAY_SIZE(calls));
	tcase_add_loop_test(tcase, wrong, 0, ARRAY_SIZE(wrongs));
	tcase_add_test(tcase, no_prices_are_no_price);
	tcase_add_test(tcase, as_many_prices_as_there_may_be);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
