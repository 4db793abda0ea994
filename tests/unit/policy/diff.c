/* diff.c -- tests: how two files decide one call differently, in sentences */
#include "policy/diff.h"
#include "tests/unit/policy/file.h"

#define PEERS                                                                                      \
	"peers:\n  p: {side: a, address: 192.0.2.10}\n  q: {side: a, address: 192.0.2.11}\n"       \
	"  r: {side: a, address: 192.0.2.12}"

#define P       "peers:\n  p: {side: a, address: 192.0.2.10}\n"
#define Q(more) "  q: {side: a, address: 192.0.2.11, " more "}\n"

/* clang-format off */
/* Each row is a part of the file before and after, and what is said of a call from p: 1 calls 2. */
static const struct {
	const char *what;
	struct file before, after;
	const char *says;
} pairs[] = {
	{"nothing", {0}, {0}, ""},
	{"another order", {.routes = "routes: [out: {send: [q, r]}]"}, {.routes = "routes: [out: {send: [r, q]}]"},
	 "rule 'out' now sends to r, then q (was q, then r)\n"},
	{"rejected", {.routes = "routes: [out: {send: q}]"}, {.routes = "routes: [out: {reject: 403}]"},
	 "rule 'out' now rejects with 403 Forbidden (was: rule 'out' sends to q)\n"},
	{"another status", {.routes = "routes: [out: {reject: 403}]"}, {.routes = "routes: [out: {reject: 404}]"},
	 "rule 'out' now rejects with 404 Not Found (was: rule 'out' rejects with 403 Forbidden)\n"},
	{"another rule", {.routes = "routes: [out: {send: q}]"},
	 {.routes = "routes: [two: {called: 2, drop: yes}, out: {send: q}]"},
	 "rule 'two' now drops it without a word (was: rule 'out' sends to q)\n"},
	{"no rule any more", {.routes = "routes: [out: {send: q}]"}, {.routes = "routes: [out: {called: 1, send: q}]"},
	 "now no rule matches: rejected with 404 Not Found (was: rule 'out' sends to q)\n"},
	{"a rule at last", {.routes = "routes: [out: {called: 1, send: q}]"}, {.routes = "routes: [out: {send: q}]"},
	 "rule 'out' now sends to q (was: no rule matches: rejected with 404 Not Found)\n"},
	{"weights", {.routes = "routes: [out: {send: {q: 70, r: 30}}]"}, {.routes = "routes: [out: {send: {q: 60, r: 40}}]"},
	 "rule 'out' now sends to q (60) or r (40), by weight (was q (70) or r (30), by weight)\n"},
	{"when the next is tried", {.routes = "routes: [out: {send: [q, r]}]"},
	 {.routes = "routes: [out: {send: [q, r], next: {after: 3s}}]"},
	 "the next target is tried: now after 3s without an answer, or on 408, 430, 5xx "
	 "(was after 6s without an answer, or on 408, 430, 5xx)\n"},
	{"a limit", {.routes = "routes: [out: {send: q}]"}, {.routes = "routes: [out: {send: q, limit: {calls: 3}}]"},
	 "limits of its rules: now 3 calls at once by rule 'out' (was none)\n"},
	{"a guard", {0}, {.extra = "guards: [g: {limit: {calls: 3}, warn: yes}]"},
	 "guards that count it: now 'g' (was none)\n"},
	{"an emergency", {.routes = "routes: [out: {send: q}]"}, {.routes = "routes: [out: {send: q, emergency: yes}]"},
	 "emergency: now yes (was no)\n"},
	{"tags", {.routes = "routes: [out: {send: q, tag: a}]"}, {.routes = "routes: [out: {send: q, tag: [a, b]}]"},
	 "tags: now a, b (was a)\n"},
	{"headers", {.routes = "routes: [out: {send: q}]"}, {.routes = "routes: [out: {send: q, add: {X-A: b}}]"},
	 "headers: now rule 'out' adds X-A: b (was no rule changes any)\n"},
	{"the called number", {.routes = "routes: [out: {send: q}]"},
	 {.routes = "routes: [out: {send: q, set: {prefix: 9}}]"},
	 "q gets the called number as '92' (was '2')\n"},
	{"the caller's number", {.routes = "routes: [out: {send: q}]"},
	 {.routes = "routes: [out: {send: q, set: {caller: 7}}]"},
	 "q gets the caller's number as '7' (was '1')\nq gets the asserted number as '7' (was '1')\n"},
	{"the shown name", {.routes = "routes: [out: {send: q}]"},
	 {.routes = "routes: [out: {send: q, set: {display: Lan}}]"},
	 "q gets the shown name as 'Lan' (was '')\n"},
	{"privacy", {.routes = "routes: [out: {send: q}]"}, {.routes = "routes: [out: {send: q, privacy: id}]"},
	 "q may not show any more who calls\nq gets the caller's number as '' (was '1')\n"},
	{"headers of a call that is not sent", {.routes = "routes: [out: {reject: 403}]"},
	 {.routes = "routes: [out: {add: {X-A: b}, reject: 403}]"}, ""},
	{"peculiarities", {.routes = "routes: [out: {send: q}]"},
	 {.routes = "routes: [out: {send: q, compat: user-phone}]"},
	 "peculiarities: now user-phone (was none)\n"},
	{"where a target is", {0},
	 {.sides = "sides: {a: {listen: [udp:192.0.2.1, tcp:192.0.2.1]}}", .peers = P Q("server: tcp:192.0.2.11:5070")},
	 "q: it is at TCP 192.0.2.11:5070 now (was UDP 192.0.2.11:5060)\n"},
	{"the name of a target", {.peers = P Q("server: sip.example.com")}, {.peers = P Q("server: sip.example.com:5070")},
	 "q: it is at sip.example.com port 5070 now (was sip.example.com port 0)\n"},
	{"the proxy of a target", {0}, {.peers = P Q("proxy: 192.0.2.13")},
	 "q: it is at UDP 192.0.2.13:5060 now (was UDP 192.0.2.11:5060)\n"},
	{"our name there", {0}, {.peers = P Q("host: sbc.example.com")},
	 "q: our name there is sbc.example.com now (was our address)\n"},
	{"whom From names", {0},
	 {.peers = P Q("login: {user: acme, password: env:P}, identity: {from: account}")},
	 "q gets the caller's number as 'acme' (was '1')\nq: From names account acme now (was who calls)\n"},
	{"headers that say who calls", {.peers = P Q("identity: {send: pai}")},
	 {.peers = P Q("identity: {send: [pai, rpid]}")},
	 "q: headers that say who calls are P-Asserted-Identity, Remote-Party-ID now (was P-Asserted-Identity)\n"},
	{"no such header", {.peers = P Q("identity: {send: pai}")}, {.peers = P Q("identity: {send: no}")},
	 "q gets the asserted number as '' (was '1')\n"
	 "q: headers that say who calls are none now (was P-Asserted-Identity)\n"},
	{"those that came", {.peers = P Q("identity: {send: pai}")}, {0},
	 "q: headers that say who calls are those that came now (was P-Asserted-Identity)\n"},
	{"its media", {0}, {.peers = P Q("media: {srtp: required, codecs: [pcma, pcmu]}")},
	 "q: its media is SRTP, of pcma, pcmu now (was SRTP or in the clear)\n"},
	{"its headers", {0}, {.peers = P Q("headers: {add: {X-A: b}}")},
	 "q: in its INVITE it adds X-A: b now (was changes none)\n"},
	{"its peculiarities", {0}, {.peers = P Q("compat: [user-phone, tel-uri]")},
	 "q: its peculiarities are user-phone, tel-uri now (was none)\n"},
	{"a target that only one has is not compared",
	 {.routes = "routes: [out: {send: q}]"}, {.routes = "routes: [out: {send: r, set: {prefix: 9}}]"},
	 "rule 'out' now sends to r (was q)\n"},
};
/* clang-format on */

static struct policy *policy_of(const struct file *row)
{
	struct file file = *row;
	struct policy *policy;
	char *text;

	if (!file.peers)
		file.peers = PEERS;
	if (!file.routes)
		file.routes = "routes: [out: {send: q}]";
	text = file_text(&file);
	policy = text_policy(text);
	mem_deref(text);
	return policy;
}

START_TEST(pair)
{
	const struct facts facts = {
		.from = "p", .transport = SIP_TRANSP_NONE, .caller = PL("1"), .called = PL("2")};
	struct policy *before = policy_of(&pairs[_i].before), *after = policy_of(&pairs[_i].after);
	struct mbuf *mb = mbuf_alloc(1024);
	struct re_printf pf = {text_print, mb};
	bool differs = false;
	char *text;

	ck_assert_int_eq(0, policy_diff(&pf, &differs, before, after, &facts));
	text = text_of(mb);
	ck_assert_msg(!strcmp(text, pairs[_i].says), "%s:\n%s", pairs[_i].what, text);
	ck_assert_msg(differs == (pairs[_i].says[0] != 0), "%s", pairs[_i].what);
	mem_deref(text);
	mem_deref(after);
	mem_deref(before);
}
END_TEST

START_TEST(a_strangers_call)
{
	struct facts facts = {.side = "a", .caller = PL("1"), .called = PL("2")};
	struct policy *before = policy_of(&(struct file){0}), *after;
	struct mbuf *mb = mbuf_alloc(1024);
	struct re_printf pf = {text_print, mb};
	bool differs = false;
	char *text = file_text(&(struct file){
		.peers = "peers: {q: {side: a, address: 192.0.2.11}}",
		.routes = "routes: [out: {send: q}]",
	});

	after = text_policy(text);
	mem_deref(text);
	facts.source = text_address("192.0.2.10");
	ck_assert_int_eq(0, policy_diff(&pf, &differs, before, after, &facts));
	text = text_of(mb);
	ck_assert_str_eq(text,
			 "now no peer calls: dropped without a word (was: rule 'out' sends to "
			 "q)\nthe call is of peer: now nobody's (was p)\n");
	ck_assert(differs);
	mem_deref(text);
	mem_deref(after);
	mem_deref(before);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/diff");
	TCase *tcase = tcase_create("diff");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, pair, 0, sizeof pairs / sizeof pairs[0]);
	tcase_add_test(tcase, a_strangers_call);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
