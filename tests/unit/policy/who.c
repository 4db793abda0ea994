/* who.c -- tests: peers by address and by name */
#include "policy/who.h"
#include "tests/unit/policy/text.h"

static const char policy_text[] =
	"sides:\n"
	"  office: {listen: [udp:10.0.0.2, \"udp:[2001:db8::2]\"]}\n"
	"  internet: {listen: [udp:203.0.113.5, \"udp:[2001:db8:1::2]\"]}\n"
	"peers:\n"
	"  pbx: {side: office, address: [10.0.0.20, 10.0.0.21, \"2001:db8::20\"]}\n"
	"  viettel: {side: internet, address: 198.51.100.10, server: 198.51.100.11:5080}\n"
	"  twin: {side: internet, address: 10.0.0.20}\n"
	"routes:\n"
	"  - all: {send: pbx}\n";

/* Each row is where a packet came from. */
static const struct {
	const char *what, *side, *source, *expect;
} sources[] = {
	{"its address",                 "office",   "10.0.0.20",     "pbx"    },
	{"its second address",          "office",   "10.0.0.21",     "pbx"    },
	{"its IPv6 address",            "office",   "2001:db8::20",  "pbx"    },
	{"its server",                  "internet", "198.51.100.11", "viettel"},
	{"its address beside a server", "internet", "198.51.100.10", "viettel"},
	{"the same address elsewhere",  "internet", "10.0.0.20",     "twin"   },
	{"another's side",              "office",   "198.51.100.10", NULL     },
	{"an address between",          "office",   "10.0.0.22",     NULL     },
	{"below all",                   "office",   "1.2.3.4",       NULL     },
	{"above all",                   "office",   "2001:db8::21",  NULL     },
	{"a side that is none",         "nowhere",  "10.0.0.20",     NULL     },
	{"any side",                    NULL,       "198.51.100.10", "viettel"},
	{"any side: none",              NULL,       "198.51.100.12", NULL     },
};

START_TEST(at)
{
	struct policy *policy = text_policy(policy_text);
	const struct config *config = policy_config(policy);
	const struct sa source = text_address(sources[_i].source);
	const struct peer_config *peer;
	struct who *who;

	ck_assert_int_eq(0, who_alloc(&who, config->peers, config->peerc));
	peer = who_is_at(who, sources[_i].side, &source);
	ck_assert_msg(!str_cmp(peer ? peer->name : NULL, sources[_i].expect)
			      || (!peer && !sources[_i].expect),
		      "%s: %s", sources[_i].what, peer ? peer->name : "nobody");
	mem_deref(who);
	mem_deref(policy);
}
END_TEST

START_TEST(no_source_is_nobody)
{
	struct policy *policy = text_policy(policy_text);
	const struct config *config = policy_config(policy);
	const struct sa source = {0};
	struct who *who;

	ck_assert_int_eq(0, who_alloc(&who, config->peers, config->peerc));
	ck_assert(!who_is_at(who, "office", &source));
	ck_assert(!who_is_at(who, NULL, &source));
	mem_deref(who);
	mem_deref(policy);
}
END_TEST

START_TEST(named)
{
	struct policy *policy = text_policy(policy_text);

	ck_assert_str_eq("pbx", policy_peer(policy, "pbx")->name);
	ck_assert_str_eq("twin", policy_peer(policy, "twin")->name);
	ck_assert_str_eq("viettel", policy_peer(policy, "viettel")->name);
	ck_assert(!policy_peer(policy, "fpt"));
	ck_assert(!policy_peer(policy, ""));
	mem_deref(policy);
}
END_TEST

static const char shared_text[] =
	"sides:\n"
	"  a: {listen: [udp:10.0.0.2, \"udp:[2001:db8::2]\"]}\n"
	"  b: {listen: udp:203.0.113.5}\n"
	"peers:\n"
	"  rest: {side: a, server: r.example, address: [10.0.0.0/8, \"2001:db8::/32\"]}\n"
	"  near: {side: a, server: n.example, address: [10.1.0.0/16, \"2001:db8:1::/48\"]}\n"
	"  one: {side: a, address: 10.1.0.7}\n"
	"  ported: {side: a, address: \"10.1.0.7:5090\"}\n"
	"  sales: {side: a, address: 10.1.0.8, match: {called: [1*, 84*]}}\n"
	"  acme: {side: a, address: 10.1.0.8, match: {domain: acme.example}}\n"
	"  both: {side: a, address: 10.1.0.8, match: {domain: both.example, called: 9*}}\n"
	"  any: {side: a, address: 10.1.0.8}\n"
	"  alone: {side: a, address: 10.1.0.9, match: {called: 1*}}\n"
	"  other: {side: b, address: 10.1.0.7}\n"
	"routes:\n"
	"  - all: {send: one}\n";

/* Each row is a call: its side, source, called number and domain, and whose it is. */
static const struct {
	const char *what, *side, *source, *called, *domain, *expect;
} calls[] = {
	{"a network",				  "a",  "10.9.9.9",        "5",  "x",            "rest"  },
	{"a nearer network",                           "a",  "10.1.9.9",        "5",  "x",            "near"  },
	{"the first of a network",                     "a",  "10.1.0.0",        "5",  "x",            "near"  },
	{"the last of a network",                      "a",  "10.1.255.255",    "5",  "x",            "near"  },
	{"behind it",				  "a",  "10.2.0.0",        "5",  "x",            "rest"  },
	{"outside of all",			     "a",  "11.0.0.0",        "5",  "x",            NULL    },
	{"an IPv6 network",			    "a",  "2001:db8:2::1",   "5",  "x",            "rest"  },
	{"a nearer one",			       "a",  "2001:db8:1:9::1", "5",  "x",            "near"  },
	{"outside of these",                           "a",  "2001:db9::1",     "5",  "x",            NULL    },
	{"a machine inside",                           "a",  "10.1.0.7:1",      "5",  "x",            "one"   },
	{"its port is another peer",                   "a",  "10.1.0.7:5090",   "5",  "x",            "ported"},
	{"another side, another peer",                 "b",  "10.1.0.7:5090",   "5",  "x",            "other" },
	{"any side: the first of the file",            NULL, "10.1.0.7:1",      "5",  "x",            "one"   },
	{"by number",				  "a",  "10.1.0.8",        "12", "x",            "sales" },
	{"by its second pattern",                      "a",  "10.1.0.8",        "84", "x",            "sales" },
	{"by domain",				  "a",  "10.1.0.8",        "5",  "acme.example", "acme"  },
	{"by domain in other letters",                 "a",  "10.1.0.8",        "5",  "ACME.example", "acme"  },
	{"by both",				    "a",  "10.1.0.8",        "95", "both.example", "both"  },
	{"by one of both: no",                         "a",  "10.1.0.8",        "55", "both.example", "any"   },
	{"two fit: the first of the file",             "a",  "10.1.0.8",        "12", "acme.example", "sales" },
	{"none fits: who has no match",                "a",  "10.1.0.8",        "5",  "x",            "any"   },
	{"none fits, and nobody is left: the network", "a",  "10.1.0.9",        "5",  "x",            "near"  },
	{"no number at all",                           "a",  "10.1.0.9",        "",   "x",            "near"  },
};

static struct facts facts_of(uint32_t i)
{
	struct facts facts = {.side = calls[i].side};

	if (sa_decode(&facts.source, calls[i].source, strlen(calls[i].source)))
		facts.source = text_address(calls[i].source);
	pl_set_str(&facts.called, calls[i].called);
	pl_set_str(&facts.domain, calls[i].domain);
	return facts;
}

START_TEST(call)
{
	struct policy *policy = text_policy(shared_text);
	const struct config *config = policy_config(policy);
	const struct facts facts = facts_of(_i);
	const struct peer_config *peer;
	struct who *who;

	ck_assert_int_eq(0, who_alloc(&who, config->peers, config->peerc));
	peer = who_is(who, &facts);
	ck_assert_msg(!peer == !calls[_i].expect
			      && (!peer || !strcmp(peer->name, calls[_i].expect)),
		      "%s: %s", calls[_i].what, peer ? peer->name : "nobody");
	ck_assert_msg(!peer == !who_is_at(who, facts.side, &facts.source), "%s: by address",
		      calls[_i].what);
	mem_deref(who);
	mem_deref(policy);
}
END_TEST

START_TEST(an_address_alone_is_anybody_who_is_there)
{
	struct policy *policy = text_policy(shared_text);
	const struct sa source = text_address("10.1.0.9");

	ck_assert_str_eq("alone", policy_who(policy, "a", &source)->name);
	mem_deref(policy);
}
END_TEST

START_TEST(the_port_of_a_connection_says_nothing)
{
	struct policy *policy = text_policy(shared_text);
	struct facts facts = {
		.side = "a", .source = text_address("10.1.0.7"), .transport = SIP_TRANSP_TCP};
	struct who *who;

	sa_set_port(&facts.source, 40001);
	ck_assert_int_eq(
		0, who_alloc(&who, policy_config(policy)->peers, policy_config(policy)->peerc));
	ck_assert_str_eq("ported", who_is(who, &facts)->name);
	sa_set_port(&facts.source, 0);
	ck_assert_str_eq("ported", who_is_at(who, "a", &facts.source)->name);
	mem_deref(who);
	mem_deref(policy);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/who");
	TCase *tcase = tcase_create("who");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, at, 0, sizeof sources / sizeof sources[0]);
	tcase_add_test(tcase, no_source_is_nobody);
	tcase_add_test(tcase, the_port_of_a_connection_says_nothing);
	tcase_add_test(tcase, named);
	tcase_add_loop_test(tcase, call, 0, sizeof calls / sizeof calls[0]);
	tcase_add_test(tcase, an_address_alone_is_anybody_who_is_there);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
