/* check.c -- tests: mistakes that only the whole file shows */
#include "tests/unit/policy/file.h"

/* clang-format off */
/* Each row is a file of right values with one thing wrong; "" is a file that is right. */
static const struct {
	const char *what;
	struct file file;
	const char *mistakes;
} files[] = {
	/* listeners */
	{"a listener twice", {.sides = "sides: {a: {listen: [udp:192.0.2.1, udp:192.0.2.1:5060]}}"},
	 "p.yaml:2:37: '192.0.2.1:5060' is listened on already: line 2\n"},
	{"a listener of another side",
	 {.sides = "sides:\n  a: {listen: udp:192.0.2.1}\n  b: {listen: udp:192.0.2.1}"},
	 "p.yaml:4:15: '192.0.2.1:5060' is listened on already: line 3\n"},
	{"a listener three times",
	 {.sides = "sides: {a: {listen: [udp:192.0.2.1, udp:192.0.2.1, udp:192.0.2.1]}}"},
	 "p.yaml:2:37: '192.0.2.1:5060' is listened on already: line 2\np.yaml:2:52: "
	 "'192.0.2.1:5060' is listened on already: line 2\n"},
	{"another port", {.sides = "sides: {a: {listen: [udp:192.0.2.1, udp:192.0.2.1:5061]}}"},
	 ""},
	{"SIP in the range of RTP", {.sides = "sides: {a: {listen: udp:192.0.2.1:20000}}"},
	 "p.yaml:2:21: port 20000 is one of media.ports (20000-39999): SIP needs another, or "
	 "media others\n"},
	{"the last port of RTP", {.sides = "sides: {a: {listen: udp:192.0.2.1:39999}}"},
	 "p.yaml:2:21: port 39999 is one of media.ports (20000-39999): SIP needs another, or "
	 "media others\n"},
	{"just below RTP", {.sides = "sides: {a: {listen: udp:192.0.2.1:19999}}"}, ""},
	{"just above RTP", {.sides = "sides: {a: {listen: udp:192.0.2.1:40000}}"}, ""},
	{"in the range, on an address without RTP",
	 {.sides = "sides: {a: {listen: [udp:192.0.2.1, udp:192.0.2.2:20000]}}"}, ""},
	{"in the range, on the RTP of another side",
	 {.sides = "sides: {a: {listen: [udp:192.0.2.1, udp:192.0.2.2:20000]}, b: {listen: "
	    "udp:192.0.2.2}}"},
	 "p.yaml:2:37: port 20000 is one of media.ports (20000-39999): SIP needs another, or "
	 "media others\n"},

	/* peers */
	{"IPv6 without a listener", {.peers = "peers: {p: {side: a, address: 2001:db8::10}}"},
	 "p.yaml:3:31: '2001:db8::10' is IPv6, side 'a' (line 2) has no such listener\n"},
	{"IPv4 without a listener", {.sides = "sides: {a: {listen: 'udp:[2001:db8::1]'}}"},
	 "p.yaml:3:31: '192.0.2.10' is IPv4, side 'a' (line 2) has no such listener\n"},
	{"the second address",
	 {.peers = "peers: {p: {side: a, address: [192.0.2.10, '2001:db8::10']}}"},
	 "p.yaml:3:44: '2001:db8::10' is IPv6, side 'a' (line 2) has no such listener\n"},
	{"both families, both listeners",
	 {.sides = "sides: {a: {listen: [udp:192.0.2.1, 'udp:[2001:db8::1]']}}",
	  .peers = "peers: {p: {side: a, address: [192.0.2.10, '2001:db8::10']}}"}, ""},
	{"a side whose listener is wrong", {.sides = "sides: {a: {listen: ws:192.0.2.1}}"},
	 "p.yaml:2:21: 'ws:' is not yet supported: write udp:, tcp: or tls: and an address\n"},
	{"a peer that is ourselves", {.peers = "peers: {p: {side: a, address: 192.0.2.1}}"},
	 "p.yaml:3:9: 'p' is at 192.0.2.1:5060, where side 'a' listens itself (line 2)\n"},
	{"a peer on our machine", {.peers = "peers: {p: {side: a, address: 192.0.2.1:5080}}"}, ""},
	{"two peers at one address",
	 {.peers = "peers:\n  p: {side: a, address: 192.0.2.10}\n  q: {side: a, address: "
	    "192.0.2.10}"},
	 "p.yaml:5:25: '192.0.2.10' is the address of 'p' (line 4) already: calls from it could "
	 "never be those of 'q', unless 'match' tells them apart\n"},
	{"two peers at one address with two ports",
	 {.peers = "peers:\n  p: {side: a, address: 192.0.2.10}\n  q: {side: a, address: "
	    "192.0.2.10:5080}"},
	 ""},
	{"two peers at one port",
	 {.peers = "peers:\n  p: {side: a, address: 192.0.2.10:5080}\n  q: {side: a, address: "
	    "192.0.2.10:5080}"},
	 "p.yaml:5:25: '192.0.2.10' is the address of 'p' (line 4) already: calls from it could "
	 "never be those of 'q', unless 'match' tells them apart\n"},
	{"a machine of another's network",
	 {.peers = "peers:\n  p: {side: a, address: 192.0.2.10}\n  q: {side: a, server: s.example, "
	    "address: 192.0.2.0/24}"},
	 ""},
	{"two peers of one network",
	 {.peers = "peers:\n  p: {side: a, server: p.example, address: 192.0.2.0/24}\n  q: {side: a, "
	    "server: q.example, address: 192.0.2.0/24}"},
	 "p.yaml:5:44: '192.0.2.0' is the address of 'p' (line 4) already: calls from it could "
	 "never be those of 'q', unless 'match' tells them apart\n"},
	{"one matches what the other does not",
	 {.peers = "peers:\n  p: {side: a, address: 192.0.2.10}\n  q: {side: a, address: "
	    "192.0.2.10, match: {called: 1*}}"},
	 ""},
	{"both match other numbers",
	 {.peers = "peers:\n  p: {side: a, address: 192.0.2.10, match: {called: [2*, 3*]}}\n  q: "
	    "{side: a, address: 192.0.2.10, match: {called: [2*, 4*]}}"},
	 ""},
	{"both match the same numbers",
	 {.peers = "peers:\n  p: {side: a, address: 192.0.2.10, match: {called: [2*, 3*]}}\n  q: "
	    "{side: a, address: 192.0.2.10, match: {called: [2*, 3*]}}"},
	 "p.yaml:5:25: '192.0.2.10' is the address of 'p' (line 4) already: calls from it could "
	 "never be those of 'q', unless 'match' tells them apart\n"},
	{"both match other domains",
	 {.peers = "peers:\n  p: {side: a, address: 192.0.2.10, match: {domain: a.example}}\n  q: "
	    "{side: a, address: 192.0.2.10, match: {domain: b.example}}"},
	 ""},
	{"both match one domain",
	 {.peers = "peers:\n  p: {side: a, address: 192.0.2.10, match: {domain: a.example}}\n  q: "
	    "{side: a, address: 192.0.2.10, match: {domain: A.example}}"},
	 "p.yaml:5:25: '192.0.2.10' is the address of 'p' (line 4) already: calls from it could "
	 "never be those of 'q', unless 'match' tells them apart\n"},
	{"one domain, other numbers",
	 {.peers = "peers:\n  p: {side: a, address: 192.0.2.10, match: {domain: a.example}}\n  q: "
	    "{side: a, address: 192.0.2.10, match: {domain: a.example, called: 1*}}"},
	 ""},
	{"TLS from a side without",
	 {.peers = "peers: {p: {side: a, server: tls:sip.example}}"},
	 "p.yaml:3:30: peer 'p' is called over TLS, at which side 'a' (line 2) does not listen\n"},
	{"UDP from a side with TCP only",
	 {.sides = "sides: {a: {listen: tcp:192.0.2.1}}",
	  .peers = "peers: {p: {side: a, address: 192.0.2.10}}"},
	 "p.yaml:3:31: peer 'p' is called over UDP, at which side 'a' (line 2) does not listen\n"},
	{"a name's records may say TCP",
	 {.sides = "sides: {a: {listen: tcp:192.0.2.1}}",
	  .peers = "peers: {p: {side: a, server: sip.example}}"},
	 ""},
	{"packets go to the proxy",
	 {.peers = "peers: {p: {side: a, server: tls:sip.example, proxy: 192.0.2.10}}"},
	 ""},
	{"two peers at one IPv6 address",
	 {.sides = "sides: {a: {listen: 'udp:[2001:db8::1]'}}",
	  .peers = "peers:\n  p: {side: a, address: 2001:db8::2}\n  q: {side: a, address: "
	    "2001:db8:0::2}"},
	 "p.yaml:5:25: '2001:db8::2' is the address of 'p' (line 4) already: calls from it could "
	 "never be those of 'q', unless 'match' tells them apart\n"},
	{"the second has an account: its calls bear a line",
	 {.peers = "peers:\n  p: {side: a, server: 192.0.2.10}\n  q: {side: a, server: "
	    "192.0.2.10, register: {user: 1, password: env:P}}"},
	 ""},
	{"the first has an account",
	 {.peers = "peers:\n  p: {side: a, server: 192.0.2.10, register: {user: 1, password: "
	    "env:P}}\n  q: {side: a, server: 192.0.2.10}"},
	 "p.yaml:5:24: '192.0.2.10' is the address of 'p' (line 4) already: calls from it could "
	 "never be those of 'q', unless 'match' tells them apart\n"},
	{"one of several addresses",
	 {.peers = "peers:\n  p: {side: a, address: [192.0.2.11, 192.0.2.10]}\n  q: {side: "
	    "a, address: [192.0.2.9, 192.0.2.10, 192.0.2.12]}"},
	 "p.yaml:5:37: '192.0.2.10' is the address of 'p' (line 4) already: calls from it could "
	 "never be those of 'q', unless 'match' tells them apart\n"},
	{"a server that is another's address",
	 {.peers = "peers:\n  p: {side: a, address: 192.0.2.10}\n  q: {side: a, address: "
	    "192.0.2.11, server: 192.0.2.10}"},
	 "p.yaml:5:45: '192.0.2.10' is the address of 'p' (line 4) already: calls from it could "
	 "never be those of 'q', unless 'match' tells them apart\n"},
	{"a peer of another address between",
	 {.peers = "peers:\n  p: {side: a, address: 192.0.2.10}\n"
	           "  r: {side: a, address: 192.0.2.11}\n  q: {side: a, address: 192.0.2.10}"},
	 "p.yaml:6:25: '192.0.2.10' is the address of 'p' (line 4) already: calls from it could "
	 "never be those of 'q', unless 'match' tells them apart\n"},
	{"a peer of another IPv6 address between",
	 {.sides = "sides: {a: {listen: 'udp:[2001:db8::1]'}}",
	  .peers = "peers:\n  p: {side: a, address: 2001:db8::2}\n"
	           "  r: {side: a, address: 2001:db8::3}\n  q: {side: a, address: 2001:db8::2}"},
	 "p.yaml:6:25: '2001:db8::2' is the address of 'p' (line 4) already: calls from it could "
	 "never be those of 'q', unless 'match' tells them apart\n"},
	{"a peer of another family between",
	 {.sides = "sides: {a: {listen: [udp:192.0.2.1, 'udp:[2001:db8::1]']}}",
	  .peers = "peers:\n  p: {side: a, address: 192.0.2.10}\n"
	           "  r: {side: a, address: 2001:db8::3}\n  q: {side: a, address: 192.0.2.10}"},
	 "p.yaml:6:25: '192.0.2.10' is the address of 'p' (line 4) already: calls from it could "
	 "never be those of 'q', unless 'match' tells them apart\n"},
	{"a peer of another side between",
	 {.sides = "sides: {a: {listen: udp:192.0.2.1}, b: {listen: udp:198.51.100.1}}",
	  .peers = "peers:\n  p: {side: a, address: 192.0.2.10}\n"
	           "  r: {side: b, address: 192.0.2.10}\n  q: {side: a, address: 192.0.2.10}"},
	 "p.yaml:6:25: '192.0.2.10' is the address of 'p' (line 4) already: calls from it could "
	 "never be those of 'q', unless 'match' tells them apart\n"},
	{"one address on two sides",
	 {.sides = "sides: {a: {listen: udp:192.0.2.1}, b: {listen: udp:198.51.100.1}}",
	  .peers = "peers: {p: {side: a, address: 192.0.2.10}, q: {side: b, address: 192.0.2.10}}"},
	 ""},

	/* numbering */
	{"one prefix for both",
	 {.extra = "numbering: {v: {country: 84, national: 00, international: 00}}"},
	 "p.yaml:1:13: in 'v', national and international are both '00': nobody could tell such "
	 "numbers apart\n"},
	{"no prefix for both",
	 {.extra = "numbering: {v: {country: 84, national: '', international: ''}}"},
	 "p.yaml:1:13: in 'v', national and international are both '': nobody could tell such "
	 "numbers apart\n"},
	{"a prefix that begins as the other",
	 {.extra = "numbering: {v: {country: 84, national: 0, international: 00}}"}, ""},

	/* routes */
	{"next without send", {.routes = "routes: [r: {reject: 403, next: {after: 6s}}]"},
	 "p.yaml:4:27: 'next' without 'send': there is no next target\n"},
	{"next without a decision", {.routes = "routes: [r: {next: {after: 6s}}]"},
	 "p.yaml:4:10: 'r' does nothing: give it 'send', 'reject' or 'drop', or something that it "
	 "changes\np.yaml:4:14: 'next' without 'send': there is no next target\n"},
	{"a hidden rule", {.routes = "routes:\n  - all: {send: p}\n  - r: {from: p, drop: yes}"},
	 "p.yaml:6:5: rule 'r' can never match: rule 'all' (line 5) has no conditions and takes "
	 "every call\n"},
	{"hidden rules",
	 {.routes = "routes: [all: {send: p}, r: {drop: yes}, s: {drop: yes}, t: {drop: yes}]"},
	 "p.yaml:4:26: rule 'r' and the 2 behind it can never match: rule 'all' (line 4) has no "
	 "conditions and takes every call\n"},
	{"one more hidden rule", {.routes = "routes: [all: {send: p}, r: {drop: yes}, s: {drop: yes}]"},
	 "p.yaml:4:26: rule 'r' and the one behind it can never match: rule 'all' (line 4) has no "
	 "conditions and takes every call\n"},
	{"all at the end", {.routes = "routes: [r: {from: p, drop: yes}, all: {send: p}]"}, ""},
	{"hidden by a rule with a mistake",
	 {.routes = "routes: [all: {form: p, send: p}, r: {drop: yes}]"},
	 "p.yaml:4:16: unknown key 'form' (did you mean 'from'?)\n"},
	{"hidden by a second, right one",
	 {.routes = "routes: [all: {form: p, send: p}, r: {drop: yes}, s: {drop: yes}]"},
	 "p.yaml:4:16: unknown key 'form' (did you mean 'from'?)\np.yaml:4:51: rule 's' can never "
	 "match: rule 'r' (line 4) has no conditions and takes every call\n"},
	{"a rule with `not` hides nothing",
	 {.routes = "routes: [all: {not: {called: 1}, send: p}, r: {drop: yes}]"}, ""},
};

START_TEST(mistake)
{
	file_has(&files[_i].file, files[_i].what, files[_i].mistakes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/check");
	TCase *tcase = tcase_create("check");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, mistake, 0, sizeof files / sizeof files[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
