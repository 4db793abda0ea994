/* explain.c -- tests: the sentences for a call, each with the line that decided it */
#include "policy/explain.h"
#include "tests/unit/policy/file.h"
#include "tests/unit/policy/office.h"

/* A rule that makes the called number 32 digits longer. */
#define LONG(name) "  - " name ": {set: {prefix: 12345678901234567890123456789012}}\n"

static char *explained(const struct policy *policy, const struct facts *facts)
{
	struct mbuf *mb = mbuf_alloc(4096);
	struct re_printf pf = {text_print, mb};

	ck_assert_int_eq(0, policy_explain(&pf, policy, facts));
	return text_of(mb);
}

/* clang-format off */
/* Each row is a call to the office and all that is said of it. */
static const struct {
	const char *what, *side, *source, *from, *caller, *called, *says;
} calls[] = {
	{"out, to two providers", "office", "10.0.0.20", NULL, "1001", "0912345678",
	 "1 who           10.0.0.20 on side office is peer pbx  (p.yaml:18)\n"
	 "2 numbers in    called '0912345678' is '+84912345678', national in plan vietnam "
	 " (p.yaml:15)\n"
	 "                caller '1001' is '+842873000001', extension  (p.yaml:22)\n"
	 "3 limits in     pbx may have 10 calls at once; counted by the running SBC, not "
	 "here  (p.yaml:23)\n"
	 "4 route         not premium: called '+84912345678' is not +841900*  (p.yaml:35)\n"
	 "                rule out sends to viettel, then fpt  (p.yaml:39)\n"
	 "5 target        1 of 2: viettel at 198.51.100.10:5060 over UDP, on side "
	 "internet  (p.yaml:24)\n"
	 "                next target after 6s without an answer, or on 408, 430, 5xx  "
	 "(p.yaml:43)\n"
	 "6 numbers out   called '+84912345678' is written '0912345678', national in plan "
	 "vietnam  (p.yaml:15)\n"
	 "                caller '+842873000001' is written '02873000001', national in "
	 "plan vietnam  (p.yaml:15)\n"
	 "7 shape         nothing is special about it  (p.yaml:24)\n"
	 "5 target        2 of 2: fpt at 198.51.100.20:5060 over UDP, on side internet  "
	 "(p.yaml:28)\n"
	 "                fpt may have 30 calls at once and 5 new ones in 1s; counted by "
	 "the running SBC, not here  (p.yaml:32)\n"
	 "6 numbers out   called '+84912345678' is written '+84912345678', with + in plan "
	 "e164  (p.yaml:28)\n"
	 "                caller '+842873000001' is written '+842873000001', with + in "
	 "plan e164  (p.yaml:28)\n"
	 "7 shape         nothing is special about it  (p.yaml:28)\n"},
	{"dropped by a rule", "internet", "198.51.100.20", NULL, "+19001234", "+842873000001",
	 "1 who           198.51.100.20 on side internet is peer fpt  (p.yaml:28)\n"
	 "2 numbers in    called '+842873000001' is '+842873000001', with + in plan e164  "
	 "(p.yaml:28)\n"
	 "                caller '+19001234' is '+19001234', with + in plan e164  (p.yaml:28)\n"
	 "3 limits in     fpt may have 30 calls at once and 5 new ones in 1s; counted by "
	 "the running SBC, not here  (p.yaml:32)\n"
	 "4 route         not premium: from 'fpt' is not pbx  (p.yaml:35)\n"
	 "                not out: from 'fpt' is not pbx  (p.yaml:39)\n"
	 "                rule spam drops it without a word  (p.yaml:44)\n"},
	{"rejected by a rule", "office", "10.0.0.20", NULL, "1001", "01900123",
	 "1 who           10.0.0.20 on side office is peer pbx  (p.yaml:18)\n"
	 "2 numbers in    called '01900123' is '+841900123', national in plan vietnam  "
	 "(p.yaml:15)\n"
	 "                caller '1001' is '+842873000001', extension  (p.yaml:22)\n"
	 "3 limits in     pbx may have 10 calls at once; counted by the running SBC, not "
	 "here  (p.yaml:23)\n"
	 "4 route         rule premium rejects with 403 Premium numbers are closed  (p.yaml:35)\n"},
	{"a stranger", "internet", "198.51.100.99", NULL, "0912345678", "02873000001",
	 "1 who           no peer is at 198.51.100.99 on side internet: a stranger, "
	 "dropped without a word  (p.yaml:17)\n"},
	{"a stranger on this side", "internet", "10.0.0.20", NULL, "1001", "0912345678",
	 "1 who           no peer is at 10.0.0.20 on side internet: a stranger, dropped "
	 "without a word  (p.yaml:17)\n"
	 "                it is the address of peer pbx, but on side office  (p.yaml:18)\n"},
	{"a stranger, on any side", NULL, "198.51.100.99", NULL, "1", "2",
	 "1 who           no peer is at 198.51.100.99 on side (any): a stranger, dropped "
	 "without a word  (p.yaml:17)\n"},
	{"a peer that is none", NULL, NULL, "nobody", "1", "2",
	 "1 who           no peer is named 'nobody': a stranger, dropped without a word  "
	 "(p.yaml:17)\n"},
	{"in, from a name", NULL, NULL, "fpt", "anonymous", "+842873000001",
	 "1 who           peer fpt, on side internet  (p.yaml:28)\n"
	 "2 numbers in    called '+842873000001' is '+842873000001', with + in plan e164  "
	 "(p.yaml:28)\n"
	 "                caller 'anonymous' is 'anonymous', as it is: no number  (p.yaml:28)\n"
	 "3 limits in     fpt may have 30 calls at once and 5 new ones in 1s; counted by "
	 "the running SBC, not here  (p.yaml:32)\n"
	 "4 route         not premium: from 'fpt' is not pbx  (p.yaml:35)\n"
	 "                not out: from 'fpt' is not pbx  (p.yaml:39)\n"
	 "                not spam: caller 'anonymous' is not +1900*  (p.yaml:44)\n"
	 "                rule in sends to pbx  (p.yaml:48)\n"
	 "5 target        1 of 1: pbx at 10.0.0.20:5060 over UDP, on side office  (p.yaml:18)\n"
	 "                pbx may have 10 calls at once; counted by the running SBC, not "
	 "here  (p.yaml:23)\n"
	 "6 numbers out   called '+842873000001' is written '1001', extension  (p.yaml:22)\n"
	 "                caller 'anonymous' is written 'anonymous', as it is: no number  "
	 "(p.yaml:15)\n"
	 "7 shape         nothing is special about it  (p.yaml:18)\n"},
	{"called and caller not writable", "office", "10.0.0.20", NULL, "5001", "912345678",
	 "1 who           10.0.0.20 on side office is peer pbx  (p.yaml:18)\n"
	 "2 numbers in    called '912345678' cannot be read in plan vietnam  (p.yaml:15)\n"
	 "                caller '5001' cannot be read in plan vietnam  (p.yaml:15)\n"
	 "                rejected with 484 Address Incomplete  (p.yaml:15)\n"},
	{"caller not writable", "office", "10.0.0.20", NULL, "5001", "113",
	 "1 who           10.0.0.20 on side office is peer pbx  (p.yaml:18)\n"
	 "2 numbers in    called '113' is '113', as it is: local in plan vietnam  (p.yaml:15)\n"
	 "                caller '5001' cannot be read in plan vietnam  (p.yaml:15)\n"
	 "                rejected with 484 Address Incomplete  (p.yaml:15)\n"},
	{"caller not writable, called an extension", "office", "10.0.0.20", NULL, "5001", "1001",
	 "1 who           10.0.0.20 on side office is peer pbx  (p.yaml:18)\n"
	 "2 numbers in    called '1001' is '+842873000001', extension  (p.yaml:22)\n"
	 "                caller '5001' cannot be read in plan vietnam  (p.yaml:15)\n"
	 "                rejected with 484 Address Incomplete  (p.yaml:15)\n"},
	{"no rule", NULL, NULL, "viettel", "0912345678", "113",
	 "1 who           peer viettel, on side internet  (p.yaml:24)\n"
	 "2 numbers in    called '113' is '113', as it is: local in plan vietnam  (p.yaml:15)\n"
	 "                caller '0912345678' is '+84912345678', national in plan vietnam "
	 " (p.yaml:15)\n"
	 "3 limits in     viettel has no limit  (p.yaml:24)\n"
	 "4 route         not premium: from 'viettel' is not pbx  (p.yaml:35)\n"
	 "                not out: from 'viettel' is not pbx  (p.yaml:39)\n"
	 "                not spam: from 'viettel' is not fpt  (p.yaml:44)\n"
	 "                not in: called '113' is not +842873000000..+842873000099  (p.yaml:48)\n"
	 "                no rule matches: rejected with 404 Not Found  (p.yaml:34)\n"},
};
/* clang-format on */

START_TEST(call)
{
	struct policy *policy = text_policy(office);
	struct facts facts = {.side = calls[_i].side, .from = calls[_i].from};
	char *text;

	if (calls[_i].source)
		facts.source = text_address(calls[_i].source);
	pl_set_str(&facts.caller, calls[_i].caller);
	pl_set_str(&facts.called, calls[_i].called);
	text = explained(policy, &facts);
	ck_assert_msg(!strcmp(text, calls[_i].says), "%s:\n%s", calls[_i].what, text);
	mem_deref(text);
	mem_deref(policy);
}
END_TEST

/* What is decided live and what is explained come from one table; this is the proof by example. */
START_TEST(what_is_told_is_what_is_decided)
{
	struct policy *policy = text_policy(office);
	struct facts facts = {.from = calls[_i].from, .side = calls[_i].side};
	struct decision decision;
	char *text;

	if (calls[_i].source)
		facts.source = text_address(calls[_i].source);
	pl_set_str(&facts.caller, calls[_i].caller);
	pl_set_str(&facts.called, calls[_i].called);
	policy_decide(&decision, policy, &facts);
	text = explained(policy, &facts);
	ck_assert((strstr(text, "dropped") || strstr(text, "drops it without"))
		  == (decision.verb == VERB_DROP));
	ck_assert((strstr(text, "reject") != NULL) == (decision.verb == VERB_REJECT));
	ck_assert((strstr(text, " sends to ") != NULL) == (decision.verb == VERB_SEND));
	mem_deref(text);
	mem_deref(policy);
}
END_TEST

/* clang-format off */
/* Each row is a part of the file, and what is said because of it of a call from 1 to 2. */
static const struct {
	const char *what;
	struct file file;
	const char *says;
} parts[] = {
	{"without a plan", {0},
	 "called '2' is '2', as it is: the peer has no numbering plan  (p.yaml:3)"},
	{"a limit of calls",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, limit: {calls: 7}}}"},
	 "p may have 7 calls at once; counted"},
	{"a limit of new calls",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, limit: {rate: 300/m}}}"},
	 "p may have 300 new ones in 1m; counted"},
	{"next by default, with the rule's line",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10}, q: {side: a, address: 192.0.2.11}}",
	  .routes = "routes:\n  - r: {send: [p, q]}"},
	 "next target after 6s without an answer, or on 408, 430, 5xx  (p.yaml:5)"},
	{"a target is told nothing, though the one before was",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10}, q: {side: a, address: 192.0.2.11, "
	           "identity: {privacy: full}}}",
	  .routes = "routes:\n  - r: {send: [p, q]}"},
	 "hidden from people: From is anonymous  (p.yaml:3)"},
	{"a tenant",
	 {.extra = "tenants: {t: {peers: [p], limit: {calls: 9}}}"},
	 "                it belongs to tenant t  (p.yaml:1)\n"},
	{"a tenant's limit",
	 {.extra = "tenants: {t: {peers: [p], limit: {calls: 9}}}"},
	 "                tenant t may have 9 calls at once; counted by the running SBC, not here  (p.yaml:1)\n"},
	{"a challenge",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, challenge: {user: u, password: env:P}}}"},
	 "                it is challenged (digest) and must log in as 'u'  (p.yaml:3)\n"},
	{"a match",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, match: {called: 2}}}"},
	 "                of those at its address, its 'match' fits this call  (p.yaml:3)\n"},

	{"a change, then the rule that decides",
	 {.routes = "routes:\n  - c: {set: {prefix: 9}}\n  - r: {called: 92, send: p}"},
	 "4 route         rule c: with the prefix called is '92'  (p.yaml:5)\n"
	 "                rule r sends to p  (p.yaml:6)\n"},
	{"a rule before sees the number as it was",
	 {.routes = "routes:\n  - a: {called: 92, drop: yes}\n  - c: {set: {prefix: 9}}\n  - r: {send: p}"},
	 "4 route         not a: called '2' is not 92  (p.yaml:5)\n"},
	{"a rule behind sees it as it is",
	 {.routes = "routes:\n  - c: {set: {prefix: 9}}\n  - a: {called: 2, drop: yes}\n  - r: {send: p}"},
	 "                not a: called '92' is not 2  (p.yaml:6)\n"},
	{"a rule that only tags",
	 {.routes = "routes:\n  - t: {tag: [x, y]}\n  - r: {send: p}"},
	 "4 route         rule t matches and decides nothing  (p.yaml:5)\n"
	 "                tagged 'x'  (p.yaml:5)\n"
	 "                tagged 'y'  (p.yaml:5)\n"
	 "                rule r sends to p  (p.yaml:6)\n"},
	{"headers of a rule", {.routes = "routes: [r: {send: p, add: {X-A: b}, remove: X-B}]"},
	 "                in the INVITE that leaves it adds X-A: b, removes X-B  (p.yaml:4)\n"},
	{"a rule's limit", {.routes = "routes: [r: {send: p, limit: {minutes: 300, each: day, per: caller}}]"},
	 "at most 300 minutes of talk in the last 1d, per caller; counted by the running SBC, not here  (p.yaml:4)\n"},
	{"an emergency", {.routes = "routes: [r: {send: p, emergency: yes}]"},
	 "an emergency: passes every limit, and may take the place of another call  (p.yaml:4)\n"},
	{"a replacement",
	 {.routes = "routes: [r: {set: {replace: [/2/, 2]}, send: p}]"},
	 "rule r: after the replacement called is '2'  (p.yaml:4)\n"},
	{"a number that becomes too long",
	 {.routes = "routes:\n" LONG("a") LONG("b") LONG("c") LONG("d") "  - r: {send: p}"},
	 "                rule d: the number becomes too long  (p.yaml:8)\n"
	 "                rule d rejects with 484 Address Incomplete  (p.yaml:8)\n"},
	{"a guard that warns",
	 {.extra = "guards: [g: {limit: {calls: 3}, warn: yes}]"},
	 "                guard g warns of what is beyond 3 calls at once; counted by the running SBC, not here  (p.yaml:1)\n"},
	{"a guard that rejects",
	 {.extra = "guards: [g: {limit: {calls: 3}, reject: 403 Too much}]"},
	 "                guard g rejects with 403 Too much: what is beyond 3 calls at once; counted by the running SBC, not here  (p.yaml:1)\n"},
	{"a guard against short calls and new countries",
	 {.extra = "guards: [g: {limit: {rate: 3/m}, short: {calls: 5, under: 6s, each: day}, new: country, warn: yes}]"},
	 "guard g warns of what is beyond 3 new ones in 1m, or 5 answered calls shorter than 6s in the last 1d, or a "
	 "country to which this peer had no answered call before; counted by the running SBC, not here  (p.yaml:1)\n"},
	{"a guard against new countries",
	 {.extra = "guards: [g: {new: country, warn: yes}]"},
	 "guard g warns of a country to which this peer had no answered call before; counted by the running SBC, not "
	 "here  (p.yaml:1)\n"},
	{"weights",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10}, q: {side: a, address: 192.0.2.11}}",
	  .routes = "routes: [r: {send: {p: 70, q: 30}}]"},
	 "rule r sends to p (70) or q (30), by weight  (p.yaml:4)\n"},

	{"a name", {.peers = "peers: {p: {side: a, server: sip.example.com}}"},
	 "1 of 1: p at sip.example.com (NAPTR is asked, then SRV, A and AAAA), on side a  (p.yaml:3)\n"},
	{"a name with a transport", {.peers = "peers: {p: {side: a, server: udp:sip.example.com}}"},
	 "1 of 1: p at sip.example.com over UDP (SRV is asked, then A and AAAA), on side a  (p.yaml:3)\n"},
	{"a name with a port", {.peers = "peers: {p: {side: a, server: 'sip.example.com:5080'}}"},
	 "1 of 1: p at sip.example.com:5080 (A and AAAA are asked), on side a  (p.yaml:3)\n"},
	{"a proxy", {.peers = "peers: {p: {side: a, server: sip.example.com, proxy: 192.0.2.9}}"},
	 "                packets go to its proxy 192.0.2.9:5060 over UDP  (p.yaml:3)\n"},
	{"health", {.peers = "peers: {p: {side: a, address: 192.0.2.10, health: {ping: 30s}}}"},
	 "                if the running SBC knows that it is down, it is left out  (p.yaml:3)\n"},
	{"a price", {.peers = "peers: {p: {side: a, address: 192.0.2.10, prices: {2*: 0.25}}}"},
	 "                a minute costs 0.25  (p.yaml:3)\n"},
	{"not a price of another number",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, prices: {3*: 0.25}}}"},
	 "5 target        1 of 1: p at 192.0.2.10:5060 over UDP, on side a  (p.yaml:3)\n6 numbers out"},
	{"no right to the number",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, identity: {own: 7*, fallback: +77}}}"},
	 "                caller '+77' is written '+77', as it is: the peer has no numbering plan  (p.yaml:3)\n"
	 "                '1' is none of its own numbers: the fallback '+77' is shown  (p.yaml:3)\n"},
	{"nobody is shown",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, identity: {own: 7*}}}"},
	 "6 numbers out   called '2' is written '2', as it is: the peer has no numbering plan  (p.yaml:3)\n"
	 "                '1' is none of its own numbers: nobody is shown  (p.yaml:3)\n"},
	{"our name there", {.peers = "peers: {p: {side: a, address: 192.0.2.10, host: sbc.example}}"},
	 "7 shape         our name there is sbc.example  (p.yaml:3)\n"},
	{"a login", {.peers = "peers: {p: {side: a, address: 192.0.2.10, login: {user: u, password: env:P}}}"},
	 "7 shape         its digest challenges are answered as 'u'  (p.yaml:3)\n"},
	{"SRTP and codecs",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, media: {srtp: required, codecs: [pcma, opus]}}}"},
	 "7 shape         media is SRTP, or there is no call  (p.yaml:3)\n"
	 "                of the codecs that come it is offered pcma, opus  (p.yaml:3)\n"},
	{"headers of a peer",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, headers: {remove: [User-Agent]}}}"},
	 "7 shape         in its INVITE it removes User-Agent  (p.yaml:3)\n"},
	{"compat of a peer", {.peers = "peers: {p: {side: a, address: 192.0.2.10, compat: user-phone}}"},
	 "7 shape         user-phone: "},
	{"compat of a rule", {.routes = "routes:\n  - r: {send: p, compat: user-phone}"}, "  (p.yaml:5)\n"},
};
/* clang-format on */

START_TEST(part)
{
	char *file = file_text(&parts[_i].file), *text;
	struct policy *policy = text_policy(file);
	const struct facts facts = {
		.from = "p", .transport = SIP_TRANSP_NONE, .caller = PL("1"), .called = PL("2")};

	text = explained(policy, &facts);
	ck_assert_msg(strstr(text, parts[_i].says) != NULL, "%s:\n%s", parts[_i].what, text);
	mem_deref(text);
	mem_deref(policy);
	mem_deref(file);
}
END_TEST

/* What an INVITE offers is compared with what its target may have. */
START_TEST(codecs_that_came)
{
	static const struct {
		struct pl codec;
		const char *says;
	} rows[] = {
		{PL("PCMA"), "of the codecs that came it is offered pcma  (p.yaml:3)\n"        },
		{PL("opus"), "of the codecs that came it is offered none that it may have: 488"},
	};
	char *file = file_text(&(struct file){.peers = "peers: {p: {side: a, address: 192.0.2.10, "
						       "media: {codecs: [pcmu, pcma]}}}"});
	struct policy *policy = text_policy(file);

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct facts facts = {
			.from = "p", .called = PL("2"), .codecs = &rows[i].codec, .codecc = 1};
		char *text = explained(policy, &facts);

		ck_assert_msg(strstr(text, rows[i].says) != NULL, "%s", text);
		mem_deref(text);
	}
	mem_deref(policy);
	mem_deref(file);
}
END_TEST

/* A forwarded call: the caller stays in From where a header says who forwarded it, and only there. */
START_TEST(who_is_shown_of_a_forwarded_call)
{
	static const struct facts_header diversion = {PL("Diversion"), PL("<sip:71@h>")};
	const struct facts facts = {.from = "p",
				    .caller = PL("91"),
				    .called = PL("2"),
				    .headers = &diversion,
				    .headerc = 1};
	char *file = file_text(&(struct file){
		.peers = "peers:\n"
			 "  p: {side: a, address: 192.0.2.10}\n"
			 "  q: {side: a, address: 192.0.2.11, identity: {own: 7*, send: "
			 "diversion}}\n"
			 "  r: {side: a, address: 192.0.2.12, identity: {own: 7*, send: no}}",
		.routes = "routes: [r: {send: [q, r]}]"});
	struct policy *policy = text_policy(file);
	char *text = explained(policy, &facts);

	ck_assert_msg(strstr(text, "caller '91' is written '91', as it is") != NULL, "%s", text);
	ck_assert_msg(strstr(text, "caller '71' is written '71', as it is") != NULL, "%s", text);
	mem_deref(text);
	mem_deref(policy);
	mem_deref(file);
}
END_TEST

/* Changing rules are too many at DECISION_RULES_MAX - 1: what is left out is said. */
START_TEST(too_many_changes)
{
	struct mbuf *mb = mbuf_alloc(1024);
	const struct facts facts = {.from = "p", .called = PL("2")};
	char *routes, *file, *text;
	struct policy *policy;

	mbuf_printf(mb, "routes: [");
	for (int i = 0; i < DECISION_RULES_MAX; i++)
		mbuf_printf(mb, "c%d: {set: {prefix: 1}}, ", i);
	mbuf_printf(mb, "r: {send: p}]");
	routes = text_of(mb);
	file = file_text(&(struct file){.routes = routes});
	policy = text_policy(file);
	text = explained(policy, &facts);
	ck_assert_msg(
		strstr(text, "left out: 15 rules have changed this call already  (p.yaml:4)\n")
			!= NULL,
		"%s", text);
	ck_assert(strstr(text, "rule r sends to p"));
	mem_deref(text);
	mem_deref(policy);
	mem_deref(file);
	mem_deref(routes);
}
END_TEST

START_TEST(a_number_that_is_too_long)
{
	char *file = file_text(&(struct file){0}), *text, called[NUMBER_SIZE + 1] = "";
	struct policy *policy = text_policy(file);
	struct facts facts = {
		.from = "p", .called = {called, NUMBER_SIZE}
        };

	memset(called, '1', NUMBER_SIZE);
	text = explained(policy, &facts);
	ck_assert(strstr(text, "caller '' is '', as it is") != NULL);
	ck_assert(strstr(text, "1' cannot be read by anybody: it is too long  (p.yaml:3)\n")
		  != NULL);
	ck_assert(strstr(text, "rejected with 484 Address Incomplete  (p.yaml:3)\n") != NULL);
	mem_deref(text);
	mem_deref(policy);
	mem_deref(file);
}
END_TEST

/* Rules that do not match are told one by one up to a maximum: the last ones are told. */
START_TEST(rules_are_told_up_to_a_maximum)
{
	for (uint32_t more = 0; more < 2; more++) {
		struct mbuf *mb = mbuf_alloc(4096);
		const struct facts facts = {.from = "p", .called = PL("2")};
		struct policy *policy;
		char *routes, *file, *text;

		mbuf_printf(mb, "routes: [");
		for (uint32_t i = 0; i < EXPLAIN_RULES_MAX + more; i++)
			mbuf_printf(mb, "r%u: {called: 1, drop: yes}, ", i);
		mbuf_printf(mb, "last: {drop: yes}]");
		routes = text_of(mb);
		file = file_text(&(struct file){.routes = routes});
		policy = text_policy(file);
		text = explained(policy, &facts);
		ck_assert((strstr(text, " 1 rules before do not match  (p.yaml:4)\n") != NULL)
			  == (more == 1));
		ck_assert((strstr(text, "not r0:") != NULL) == (more == 0));
		ck_assert(strstr(text, "not r1:")
			  && strstr(text, "rule last drops it without a word"));
		mem_deref(text);
		mem_deref(policy);
		mem_deref(file);
		mem_deref(routes);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/explain");
	TCase *tcase = tcase_create("explain");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, call, 0, sizeof calls / sizeof calls[0]);
	tcase_add_loop_test(tcase, what_is_told_is_what_is_decided, 0,
			    sizeof calls / sizeof calls[0]);
	tcase_add_loop_test(tcase, part, 0, sizeof parts / sizeof parts[0]);
	tcase_add_test(tcase, codecs_that_came);
	tcase_add_test(tcase, who_is_shown_of_a_forwarded_call);
	tcase_add_test(tcase, too_many_changes);
	tcase_add_test(tcase, a_number_that_is_too_long);
	tcase_add_test(tcase, rules_are_told_up_to_a_maximum);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
