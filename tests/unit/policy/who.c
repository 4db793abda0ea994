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

int main(void)
{
	Suite *suite = suite_create("policy/who");
	TCase *tcase = tcase_create("who");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, at, 0, sizeof sources / sizeof sources[0]);
	tcase_add_test(tcase, no_source_is_nobody);
	tcase_add_test(tcase, named);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
