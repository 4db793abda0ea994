/* match.c -- tests: every condition, `not`, and the first that does not hold */
#include "policy/match.h"
#include "policy/compile.h"
#include "policy/header.h"
#include "tests/unit/policy/text.h"

#define HEAD                                                                                       \
	"sides: {a: {listen: udp:192.0.2.1}}\n"                                                    \
	"peers:\n"                                                                                 \
	"  pbx: {side: a, address: 192.0.2.10}\n"                                                  \
	"  fpt: {side: a, address: 192.0.2.11}\n"                                                  \
	"  vt: {side: a, address: 192.0.2.12}\n"                                                   \
	"tenants:\n"                                                                               \
	"  acme: {peers: [pbx, vt]}\n"                                                             \
	"  other: {peers: fpt}\n"                                                                  \
	"hours:\n"                                                                                 \
	"  day: Mon-Fri 08:00-18:00 UTC\n"                                                         \
	"  night: 22:00-06:00 UTC\n"                                                               \
	"routes:\n"

/* clang-format off */
/* Each row is one rule and a call of pbx, from 100 to 200; `tells` is why it does not match. */
static const struct {
	const char *rule, *tells;
} rules[] = {
	{"{send: fpt}", ""},
	{"{from: pbx, send: fpt}", ""},
	{"{from: [fpt, pbx], send: fpt}", ""},
	{"{from: fpt, send: fpt}", "from 'pbx' is not fpt"},
	{"{from: [fpt, vt], send: fpt}", "from 'pbx' is not fpt or 1 more"},
	{"{caller: 1xx, send: fpt}", ""},
	{"{caller: 2xx, send: fpt}", "caller '100' is not 2xx"},
	{"{called: 2xx, send: fpt}", ""},
	{"{called: [1xx, 3xx, 4xx], send: fpt}", "called '200' is not 1xx or 2 more"},
	{"{called: [1xx, 2xx], send: fpt}", ""},
	{"{from: pbx, caller: 1xx, called: 2xx, send: fpt}", ""},
	{"{called: 1xx, caller: 2xx, from: fpt, send: fpt}", "from 'pbx' is not fpt"},
	{"{called: 1xx, caller: 2xx, from: pbx, send: fpt}", "caller '100' is not 2xx"},
	{"{called: 1xx, caller: 1xx, from: pbx, send: fpt}", "called '200' is not 1xx"},
	{"{not: {called: 1xx}, send: fpt}", ""},
	{"{not: {called: 2xx}, send: fpt}", "all of `not` holds: called '200' is 2xx"},
	{"{not: {from: pbx, called: 1xx}, send: fpt}", ""},
	{"{not: {from: pbx, caller: [1xx, 5xx]}, send: fpt}",
	 "all of `not` holds: from 'pbx' is pbx, caller '100' is 1xx or 1 more"},
	{"{from: acme, send: fpt}", ""},
	{"{from: [fpt, acme], send: fpt}", ""},
	{"{from: other, send: fpt}", "from 'pbx' is not other"},
	{"{transport: udp, send: fpt}", ""},
	{"{transport: [tls, udp], send: fpt}", ""},
	{"{transport: tls, send: fpt}", "transport 'UDP' is not tls"},
	{"{transport: [tcp, tls, ws, wss], send: fpt}", "transport 'UDP' is not tcp or 3 more"},
	{"{method: INVITE, send: fpt}", ""},
	{"{method: [MESSAGE, INVITE], send: fpt}", ""},
	{"{method: MESSAGE, send: fpt}", "method 'INVITE' is not MESSAGE"},
	{"{load: '>79%', send: fpt}", ""},
	{"{load: '>80%', send: fpt}", "load '80%' is not >80%"},
	{"{load: '<81%', send: fpt}", ""},
	{"{load: '<80%', send: fpt}", "load '80%' is not <80%"},
	{"{load: ['<10%', '>50%'], send: fpt}", ""},
	{"{caller: [/^1/, 5xx], send: fpt}", ""},
	{"{caller: /^2/, send: fpt}", "caller '100' is not /^2/"},
	{"{caller: file:100_113.txt, send: fpt}", ""},
	{"{caller: file:113_114.txt, send: fpt}", "caller '100' is not file:113_114.txt"},
	{"{caller: [11x, 12x, 13x, 14x, 15x, 16x, 17x, 18x, 19x, 10x], send: fpt}", ""},
	{"{caller: [11x, 12x, 13x, 14x, 15x, 16x, 17x, 18x, 19x, 101], send: fpt}",
	 "caller '100' is not 11x or 9 more"},
	{"{country: vn, send: fpt}", "country of '200', which has none, is not vn"},
	{"{not: {country: vn}, send: fpt}", ""},
	{"{codec: pcmu, send: fpt}", ""},
	{"{codec: [g729, PCMA], send: fpt}", ""},
	{"{codec: g729, send: fpt}", "codec 'PCMA', 'PCMU' is not g729"},
	{"{header: {X-Tenant: gold}, send: fpt}", ""},
	{"{header: {x-tenant: GOLD}, send: fpt}", ""},
	{"{header: {X-Tenant: go*}, send: fpt}", ""},
	{"{header: {X-Tenant: '*'}, send: fpt}", ""},
	{"{header: {X-Tenant: /^g.ld$/}, send: fpt}", ""},
	{"{header: {X-Tenant: gol}, send: fpt}", "header X-Tenant 'gold' is not gol"},
	{"{header: {X-Tenant: /^old/}, send: fpt}", "header X-Tenant 'gold' is not /^old/"},
	{"{header: {X-Line: 4x}, send: fpt}", ""},
	{"{header: {X-Line: 5x}, send: fpt}", "header X-Line '41' is not 5x"},
	{"{header: {Subject: second}, send: fpt}", ""},
	{"{header: {X-None: '*'}, send: fpt}",
	 "header X-None, which it does not have, is not *"},
	{"{header: {X-Tenant: gold, X-Line: 4x}, send: fpt}", ""},
	{"{header: {X-Tenant: gold, X-Line: 5x}, send: fpt}", "header X-Line '41' is not 5x"},
	{"{not: {header: {X-None: '*'}}, send: fpt}", ""},
	{"{not: {header: {X-Tenant: g*, X-Line: 41}}, send: fpt}",
	 "all of `not` holds: header X-Tenant 'gold' is g*"},
	{"{hours: day, send: fpt}", ""},
	{"{hours: [night, day], send: fpt}", ""},
	{"{not: {hours: night}, send: fpt}", ""},
	{"{hours: night, send: fpt}", "hours at Mon 2026-11-23 12:00 UTC is not night"},
	{"{from: pbx, not: {called: 2xx}, send: fpt}", "all of `not` holds: called '200' is 2xx"},
	{"{from: fpt, not: {called: 2xx}, send: fpt}", "from 'pbx' is not fpt"},
};
/* clang-format on */

static struct policy *one_rule(const char *rule)
{
	char text[1024];

	re_snprintf(text, sizeof text, HEAD "  - it: %s\n", rule);
	return text_policy(text);
}

/* Monday 2026-11-23, 12:00 UTC. */
static const uint64_t monday_us = 1795435200000000;

static const struct facts_header headers[] = {
	{PL("X-Tenant"), PL("gold")  },
	{PL("x-line"),   PL("41")    },
	{PL("s"),        PL("first") },
	{PL("s"),        PL("second")},
};

static const struct pl codecs[] = {PL("PCMA"), PL("PCMU")};

START_TEST(rule)
{
	struct policy *policy = one_rule(rules[_i].rule);
	struct decision call = {
		.from = policy_peer(policy, "pbx"), .caller = "100", .called = "200"};
	const struct facts facts = {.transport = SIP_TRANSP_UDP,
				    .headers = headers,
				    .headerc = ARRAY_SIZE(headers),
				    .codecs = codecs,
				    .codecc = ARRAY_SIZE(codecs),
				    .load = 80,
				    .date_us = monday_us};
	struct mismatch mismatch;
	const struct match_telling telling = {&mismatch, &facts, &call};
	char text[256] = "";

	if (!match_rule(&mismatch, &policy->rules[0], &facts, &call))
		ck_assert_int_lt(0, re_snprintf(text, sizeof text, "%H", match_tell, &telling));
	ck_assert_msg(!strcmp(text, rules[_i].tells), "%s: %s", rules[_i].rule, text);
	mem_deref(policy);
}
END_TEST

/* Each row is a rule, held against a call that says little of itself. */
static const struct {
	const char *rule, *tells;
} bare[] = {
	{"{codec: g729, send: fpt}",       "codec that nobody offers is not g729"  },
	{"{transport: udp, send: fpt}",    "transport that is not known is not udp"},
	{"{method: INVITE, send: fpt}",    "method 'MESSAGE' is not INVITE"        },
	{"{caller: 1xx, send: fpt}",       "caller '' is not 1xx"                  },
	{"{country: [us, +1], send: fpt}", "country 'vn' is not us or 1 more"      },
	{"{country: [us, vn], send: fpt}", ""                                      },
	{"{country: +84, send: fpt}",      ""                                      },
};

START_TEST(bare_call)
{
	struct policy *policy = one_rule(bare[_i].rule);
	struct decision call = {.from = policy_peer(policy, "pbx"), .called = "+84912345678"};
	const struct facts facts = {.transport = SIP_TRANSP_NONE, .method = PL("MESSAGE")};
	struct mismatch mismatch;
	const struct match_telling telling = {&mismatch, &facts, &call};
	char text[256] = "";

	if (!match_rule(&mismatch, &policy->rules[0], &facts, &call))
		ck_assert_int_lt(0, re_snprintf(text, sizeof text, "%H", match_tell, &telling));
	ck_assert_msg(!strcmp(text, bare[_i].tells), "%s: %s", bare[_i].rule, text);
	mem_deref(policy);
}
END_TEST

/* A header's value is compared as far as it may be long. */
START_TEST(a_value_of_more_than_512_bytes_fits_nothing)
{
	struct policy *policy = one_rule("{header: {X-Long: /b$/}, send: fpt}");
	char value[HEADER_VALUE_MAX + 1];
	struct facts_header header = {
		PL("X-Long"), {value, HEADER_VALUE_MAX}
        };
	const struct facts facts = {.headers = &header, .headerc = 1};
	struct decision call = {.from = policy_peer(policy, "pbx")};
	struct mismatch mismatch;

	memset(value, 'a', sizeof value);
	value[HEADER_VALUE_MAX - 1] = value[HEADER_VALUE_MAX] = 'b';
	ck_assert(match_rule(&mismatch, &policy->rules[0], &facts, &call));
	++header.value.l;
	ck_assert(!match_rule(&mismatch, &policy->rules[0], &facts, &call));
	mem_deref(policy);
}
END_TEST

/* Each row is a rule, and whether it takes every call. */
static const struct {
	const char *rule;
	bool expect;
} all[] = {
	{"{send: fpt}",                     true },
	{"{from: pbx, send: fpt}",          false},
	{"{caller: 1xx, send: fpt}",        false},
	{"{called: 1xx, send: fpt}",        false},
	{"{hours: day, send: fpt}",         false},
	{"{not: {from: fpt}, send: fpt}",   false},
	{"{not: {called: 1xx}, send: fpt}", false},
};

START_TEST(unconditional)
{
	struct policy *policy = one_rule(all[_i].rule);

	ck_assert_msg(match_is_unconditional(&policy->rules[0]) == all[_i].expect, "%s",
		      all[_i].rule);
	mem_deref(policy);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/match");
	TCase *tcase = tcase_create("match");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, rule, 0, sizeof rules / sizeof rules[0]);
	tcase_add_loop_test(tcase, bare_call, 0, sizeof bare / sizeof bare[0]);
	tcase_add_test(tcase, a_value_of_more_than_512_bytes_fits_nothing);
	tcase_add_loop_test(tcase, unconditional, 0, sizeof all / sizeof all[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
