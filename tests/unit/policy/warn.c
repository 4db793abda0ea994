/* warn.c -- tests: what a right file may say and probably does not mean */
#include "policy/warn.h"
#include "tests/unit/policy/file.h"

#define TWO "peers:\n  p: {side: a, address: 192.0.2.10}\n  q: {side: a, address: 192.0.2.11}"

/* clang-format off */
/* Each row is a right file and its warnings; "" is a file that nobody needs to look at again. */
static const struct {
	const char *what;
	struct file file;
	const char *warnings;
} files[] = {
	{"nothing", {0}, ""},

	/* rules that can never match */
	{"a number inside a pattern before",
	 {.routes = "routes:\n  - r: {called: +84*, send: p}\n  - s: {called: +8490x, drop: yes}"},
	 "p.yaml:6:5: warning: rule 's' can never match: rule 'r' (line 5) takes all of its calls before\n"},
	{"a number outside", {.routes = "routes: [r: {called: +849*, send: p}, s: {called: +84*, drop: yes}]"}, ""},
	{"one of its numbers is left",
	 {.routes = "routes: [r: {called: +84*, send: p}, s: {called: [+8490, +1], drop: yes}]"}, ""},
	{"all of its numbers are taken, by several",
	 {.routes = "routes: [r: {called: [+84*, +1*], send: p}, s: {called: [+8490, +1], drop: yes}]"},
	 "p.yaml:4:45: warning: rule 's' can never match: rule 'r' (line 4) takes all of its calls before\n"},
	{"it has a condition more",
	 {.routes = "routes: [r: {called: +84*, send: p}, s: {called: +84*, from: p, drop: yes}]"},
	 "p.yaml:4:38: warning: rule 's' can never match: rule 'r' (line 4) takes all of its calls before\n"},
	{"the one before has a condition more",
	 {.routes = "routes: [r: {called: +84*, caller: 1*, send: p}, s: {called: +84*, drop: yes}]"}, ""},
	{"the same header is not compared",
	 {.routes = "routes: [r: {header: {X-A: 1}, send: p}, s: {header: {X-A: 2}, drop: yes}]"}, ""},
	{"another method", {.routes = "routes: [r: {method: INVITE, send: p}, s: {method: MESSAGE, drop: yes}]"}, ""},
	{"another peer", {.peers = TWO, .routes = "routes: [r: {from: p, send: q}, s: {from: q, send: p}]"}, ""},
	{"one of the same peers",
	 {.peers = TWO, .routes = "routes: [r: {from: [p, q], send: q}, s: {from: q, send: p}]"},
	 "p.yaml:6:38: warning: rule 's' can never match: rule 'r' (line 6) takes all of its calls before\n"},
	{"what the one before leaves out, it leaves out too",
	 {.routes = "routes: [r: {not: {called: +1*}, send: p}, s: {not: {called: [+1*, +2*]}, called: +3*, drop: yes}]"},
	 "p.yaml:4:44: warning: rule 's' can never match: rule 'r' (line 4) takes all of its calls before\n"},
	{"the one before leaves some out",
	 {.routes = "routes: [r: {not: {called: +1*}, send: p}, s: {called: +3*, drop: yes}]"}, ""},
	{"the one before decides nothing",
	 {.routes = "routes: [r: {called: +84*, tag: x}, s: {called: +84*, send: p}]"}, ""},
	{"a rule between changes the number",
	 {.routes = "routes: [r: {called: +84*, send: p}, c: {set: {prefix: +84}}, s: {called: +84*, drop: yes}]"}, ""},
	{"a rule between changes a header only",
	 {.routes = "routes: [r: {called: +84*, send: p}, c: {add: {X-A: b}}, s: {called: +84*, drop: yes}]"},
	 "p.yaml:4:58: warning: rule 's' can never match: rule 'r' (line 4) takes all of its calls before\n"},

	{"a caller inside",
	 {.routes = "routes: [r: {caller: 1*, send: p}, s: {caller: [15, 16], called: 2, drop: yes}]"},
	 "p.yaml:4:36: warning: rule 's' can never match: rule 'r' (line 4) takes all of its calls before\n"},
	{"the same country, and a number besides",
	 {.routes = "routes: [r: {country: [vn, us], send: p}, s: {country: us, called: +*, drop: yes}]"},
	 "p.yaml:4:43: warning: rule 's' can never match: rule 'r' (line 4) takes all of its calls before\n"},
	{"the same calling code, of one peer",
	 {.routes = "routes: [r: {from: p, country: +84, send: p}, s: {from: p, country: +84, called: 1*, drop: yes}]"},
	 "p.yaml:4:47: warning: rule 's' can never match: rule 'r' (line 4) takes all of its calls before\n"},
	{"a peer of a tenant",
	 {.extra = "tenants: {t: {peers: [p]}}", .routes = "routes: [r: {from: t, send: p}, s: {from: p, drop: yes}]"},
	 "p.yaml:4:33: warning: rule 's' can never match: rule 'r' (line 4) takes all of its calls before\n"},
	{"the same expression",
	 {.routes = "routes: [r: {called: /^1/, send: p}, s: {called: /^1/, method: INVITE, drop: yes}]"},
	 "p.yaml:4:38: warning: rule 's' can never match: rule 'r' (line 4) takes all of its calls before\n"},
	{"one far before, behind a change",
	 {.routes = "routes: [c: {set: {prefix: +84}}, r: {called: +8*, send: p}, t: {called: +1, drop: yes}, s: {called: +84*, drop: yes}]"},
	 "p.yaml:4:90: warning: rule 's' can never match: rule 'r' (line 4) takes all of its calls before\n"},

	/* ranges */
	{"ranges that overlap",
	 {.routes = "routes: [r: {called: 100..199, send: p}, s: {called: 150..250, drop: yes}]"},
	 "p.yaml:4:42: warning: rule 's' has the range 150..250, which overlaps 100..199 of rule 'r' (line 4): "
	 "numbers in both are that rule's\n"},
	{"the greater one first",
	 {.routes = "routes: [r: {called: 150..250, send: p}, s: {called: 100..199, drop: yes}]"},
	 "p.yaml:4:42: warning: rule 's' has the range 100..199, which overlaps 150..250 of rule 'r' (line 4): "
	 "numbers in both are that rule's\n"},
	{"they share one number",
	 {.routes = "routes: [r: {called: 100..199, send: p}, s: {called: 199..250, drop: yes}]"},
	 "p.yaml:4:42: warning: rule 's' has the range 199..250, which overlaps 100..199 of rule 'r' (line 4): "
	 "numbers in both are that rule's\n"},
	{"they touch", {.routes = "routes: [r: {called: 100..199, send: p}, s: {called: 200..250, drop: yes}]"}, ""},
	{"another length", {.routes = "routes: [r: {called: 100..199, send: p}, s: {called: 1500..2500, drop: yes}]"}, ""},
	{"an exception before a range",
	 {.routes = "routes: [r: {called: 150..160, send: p}, s: {called: 100..199, drop: yes}]"}, ""},
	{"both decide alike",
	 {.routes = "routes: [r: {called: 100..199, send: p}, s: {called: 150..250, send: p}]"}, ""},
	{"ranges of one rule", {.routes = "routes: [r: {called: [100..199, 150..250], send: p}]"}, ""},

	/* peers */
	{"a peer that no rule names", {.peers = TWO, .routes = "routes: [r: {from: p, send: p}]"},
	 "p.yaml:5:3: warning: no rule sends to peer 'q' or takes calls from it: it is of no use\n"},
	{"a peer that only calls", {.peers = TWO, .routes = "routes: [r: {send: p}]"}, ""},
	{"a peer that is only called", {.peers = TWO, .routes = "routes: [r: {from: p, send: q}]"}, ""},
	{"a peer whose tenant calls",
	 {.extra = "tenants: {t: {peers: [q]}}", .peers = TWO, .routes = "routes: [r: {from: t, send: p}]"}, ""},
	{"a password in the file",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, login: {user: u, password: hush}}}"},
	 "p.yaml:3:43: warning: the password of peer 'p' is written in the file: put it elsewhere and write "
	 "env:NAME, file:PATH or credential:NAME\n"},
	{"a password elsewhere",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, login: {user: u, password: env:P}}}"}, ""},
	{"a wide prefix", {.peers = "peers: {p: {side: a, address: 192.0.0.0/23, server: 192.0.0.1}}"},
	 "p.yaml:3:31: warning: whoever has an address in 192.0.0.0/23 may call as peer 'p': give it "
	 "'challenge', or a longer prefix\n"},
	{"a narrow prefix", {.peers = "peers: {p: {side: a, address: 192.0.2.0/24, server: 192.0.2.9}}"}, ""},
	{"a wide prefix with a challenge",
	 {.peers = "peers: {p: {side: a, address: 192.0.0.0/23, server: 192.0.0.1, challenge: {user: u, password: env:P}}}"}, ""},
	{"weights of one target", {.routes = "routes: [r: {send: {p: 70}}]"},
	 "p.yaml:4:21: warning: rule 'r' has one target: there is nothing to choose from\n"},

	/* listeners; 192.0.2.1 is one that strangers could reach */
	{"a public address", {.sides = "sides: {a: {listen: udp:8.8.8.8}}"},
	 "p.yaml:2:21: warning: side 'a' listens on the public address 8.8.8.8 without TLS: calls can be read "
	 "and changed on the way\n"},
	{"a public address of IPv6",
	 {.sides = "sides: {a: {listen: ['udp:10.0.0.1', 'udp:[2001:db8::1]']}}"},
	 "p.yaml:2:38: warning: side 'a' listens on the public address 2001:db8::1 without TLS: calls can be read "
	 "and changed on the way\n"},
	{"a public address with TLS too",
	 {.sides = "sides: {a: {listen: [udp:8.8.8.8, tls:8.8.8.8], tls: {certificate: c.pem}}}"}, ""},
	{"RFC 1918, 10", {.sides = "sides: {a: {listen: udp:10.255.0.1}}"}, ""},
	{"RFC 1918, 172.16", {.sides = "sides: {a: {listen: udp:172.31.0.1}}"}, ""},
	{"RFC 1918, 192.168", {.sides = "sides: {a: {listen: udp:192.168.0.1}}"}, ""},
	{"RFC 6598", {.sides = "sides: {a: {listen: udp:100.127.0.1}}"}, ""},
	{"loopback", {.sides = "sides: {a: {listen: udp:127.0.0.1}}"}, ""},
	{"link-local", {.sides = "sides: {a: {listen: udp:169.254.0.1}}"}, ""},
	{"beside RFC 1918", {.sides = "sides: {a: {listen: udp:172.32.0.1}}"},
	 "p.yaml:2:21: warning: side 'a' listens on the public address 172.32.0.1 without TLS: calls can be read "
	 "and changed on the way\n"},

	/* what is written and does nothing */
	{"a side without a peer", {.sides = "sides: {a: {listen: udp:10.0.0.1}, b: {listen: udp:10.0.1.1}}"},
	 "p.yaml:2:36: warning: no peer is on side 'b': it listens for nobody\n"},
	{"a plan without a peer", {.extra = "numbering: {v: {country: 84}}"},
	 "p.yaml:1:13: warning: no peer writes numbers as in 'v'\n"},
	{"hours that nobody asks for", {.extra = "hours: {o: Mon-Fri 08:00-18:00 UTC}"},
	 "p.yaml:1:9: warning: no rule or guard asks for the hours 'o'\n"},
	{"hours of a rule",
	 {.extra = "hours: {o: Mon-Fri 08:00-18:00 UTC}", .routes = "routes: [r: {hours: o, send: p}]"}, ""},
	{"hours that a rule leaves out",
	 {.extra = "hours: {o: Mon-Fri 08:00-18:00 UTC}", .routes = "routes: [r: {not: {hours: o}, send: p}]"}, ""},
	{"hours of a guard",
	 {.extra = "hours: {o: Mon-Fri 08:00-18:00 UTC}\nguards: [g: {hours: o, limit: {calls: 3}, warn: yes}]"}, ""},
};
/* clang-format on */

/* A file whose side is private unless the row says another. */
static char *warned(const struct file *row)
{
	struct file file = *row;
	struct mbuf *mb = mbuf_alloc(1024);
	uint32_t count = 0, lines = 0;
	struct policy *policy;
	char *text, *warnings;

	if (!file.sides)
		file.sides = "sides: {a: {listen: udp:10.0.0.1}}";
	text = file_text(&file);
	policy = text_policy(text);
	ck_assert_int_eq(0, policy_warn(mb, policy, &count));
	warnings = text_of(mb);
	for (const char *p = warnings; *p; p++)
		lines += *p == '\n';
	ck_assert_uint_eq(count, lines);
	mem_deref(policy);
	mem_deref(text);
	return warnings;
}

START_TEST(warning)
{
	char *warnings = warned(&files[_i].file);

	ck_assert_msg(!strcmp(warnings, files[_i].warnings), "%s:\n%s", files[_i].what, warnings);
	mem_deref(warnings);
}
END_TEST

/* Rules that cannot be told apart by numbers or peers are held against each other, up to a limit. */
START_TEST(rules_that_are_too_many_alike)
{
	struct mbuf *mb = mbuf_alloc(65536);
	struct file file = {0};
	char *warnings;

	ck_assert_int_eq(0, mbuf_printf(mb, "routes:\n"));
	for (int i = 0; i < 1500; i++)
		(void)mbuf_printf(mb, "  - r%d: {header: {X-A: v%d}, send: p}\n", i, i);
	file.routes = text_of(mb);
	warnings = warned(&file);
	ck_assert_str_eq(
		"p.yaml:1419:5: warning: whether the rules behind 'r1414' can ever match was "
		"not looked at: so many are alike that 1000000 comparisons did not do\n",
		warnings);
	mem_deref(warnings);
	mem_deref((char *)file.routes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/warn");
	TCase *tcase = tcase_create("warn");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, warning, 0, sizeof files / sizeof files[0]);
	tcase_add_test(tcase, rules_that_are_too_many_alike);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
