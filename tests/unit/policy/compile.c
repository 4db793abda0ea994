/* compile.c -- tests: every mistake with its place, and the values of a right file */
#include "policy/compile.h"
#include "policy/status.h"
#include "tests/unit/policy/file.h"
#include "tests/unit/policy/office.h"

START_TEST(ten_mistakes_are_ten_messages)
{
	static const char text[] = "name: hanoi\n"
				   "sides:\n"
				   "  office:\n"
				   "    listen: [udp:192.168.10.2, tls:192.168.10.2]\n"
				   "  internet:\n"
				   "    listen: udp:203.0.113.5\n"
				   "media:\n"
				   "  ports:   20001-39999\n"
				   "  silence: 60\n"
				   "peers:\n"
				   "  pbx:\n"
				   "    side:    ofice\n"
				   "    address: 192.168.10.20\n"
				   "  viettel:\n"
				   "    side:     internet\n"
				   "    server:   sip.viettel example\n"
				   "    register: {label: office}\n"
				   "    limit:    {calls: 30, rate: 5}\n"
				   "routes:\n"
				   "  - out:\n"
				   "      from:  pbx\n"
				   "      caled: +84*\n"
				   "      send:  vietel\n"
				   "  - premium:\n"
				   "      called: +84x*1\n"
				   "      reject: 403\n";
	static const char expect[] =
		"p.yaml:4:32: 'tls:' needs a certificate: give side 'office' 'tls: {certificate: "
		"FILE}'\n"
		"p.yaml:8:12: '20001-39999' is not a range of ports from an even one above 1023, "
		"such as "
		"20000-39999\n"
		"p.yaml:9:12: '60' is not a time from 1s to 1d, such as 60s, or 0s for never\n"
		"p.yaml:12:14: no side 'ofice' (did you mean 'office'? line 3)\n"
		"p.yaml:16:15: 'sip.viettel example' is not a host name or IP address, such as "
		"sip.example.com or tls:192.0.2.10:5071\n"
		"p.yaml:17:5: 'register' has no 'user': the user of the address of record (AOR)\n"
		"p.yaml:18:33: '5' is not a number of calls up to 100000 in a time, such as 5/s or "
		"300/m\n"
		"p.yaml:22:7: unknown key 'caled' (did you mean 'called'?)\n"
		"p.yaml:23:14: no peer 'vietel' (did you mean 'viettel'? line 14)\n"
		"p.yaml:25:15: '+84x*1': a pattern has digits, +, x for a digit, [3-9] for one of, "
		"and * "
		"at the end for the rest\n";
	struct policy *policy;
	char *mistakes;

	ck_assert_int_eq(EINVAL, text_load(&policy, &mistakes, text));
	ck_assert_str_eq(expect, mistakes);
	mem_deref(mistakes);
}
END_TEST

#define NO_PORT                                                                                    \
	"is not udp:, tcp: or tls: and an address of this machine, such as udp:192.0.2.5 or "      \
	"tls:192.0.2.5:5071\n"
#define NO_ADDRESS                                                                                 \
	"is not an IP address such as 192.0.2.10 or 192.0.2.10:5080, or a network such as "        \
	"192.0.2.0/24\n"
#define NO_PORTS "is not a range of ports from an even one above 1023, such as 20000-39999\n"
#define NO_REJECT                                                                                  \
	"is not a status from 400 to 699, alone or with a reason of 128 bytes at most, such as "   \
	"403 No\n"
#define NO_STATUS "is not a status from 300 to 699, such as 408, or a class, such as 5xx\n"
#define PEER_KEYS                                                                                  \
	"side, address, server, proxy, match, host, numbers, extensions, limit, register, login, " \
	"challenge, health, prices, identity, media, headers, compat"
#define CONDITIONS "from, caller, called, hours, header, codec, country, load, transport, method"

/* clang-format off */
/* Each row is a file with one thing wrong; "" is a file that is right. */
static const struct {
	const char *what;
	struct file file;
	const char *mistakes;
} files[] = {
	{"nothing wrong", {0}, ""},

	/* the file */
	{"no sides", {.sides = "#"},
	 "p.yaml:1:1: the file has no 'sides': the networks we stand between\n"},
	{"no peers", {.peers = "#"},
	 "p.yaml:1:1: the file has no 'peers': whom we talk to; anybody else is dropped\n"},
	{"no routes", {.routes = "#"},
	 "p.yaml:1:1: the file has no 'routes': the first rule that matches and decides, wins\n"},
	{"sides meant", {.sides = "side: {a: {listen: udp:192.0.2.1}}"},
	 "p.yaml:2:1: unknown key 'side' (did you mean 'sides'?)\n"},
	{"peers meant", {.peers = "peer: {p: {side: a, address: 192.0.2.10}}"},
	 "p.yaml:3:1: unknown key 'peer' (did you mean 'peers'?)\n"},
	{"an unknown section", {.extra = "colours: {}"},
	 "p.yaml:1:1: unknown key 'colours': here may stand name, include, sides, media, numbering, "
	 "peers, accounts, tenants, hours, routes, guards, expect, cdr, names, control, log\n"},
	{"a section twice", {.extra = "log: text\nlog: json"},
	 "p.yaml:2:1: a second 'log': the first is in line 1\n"},
	{"a section of a later version", {.extra = "store: sqlite:a"},
	 "p.yaml:1:1: 'store' is not yet supported\n"},
	{"near a section of a later version", {.extra = "stor: {}"},
	 "p.yaml:1:1: unknown key 'stor' (did you mean 'store', which is not yet supported?)\n"},

	/* shapes */
	{"a name in a list", {.extra = "name: [a]"}, "p.yaml:1:7: 'name' takes one value\n"},
	{"a name in a map", {.extra = "name: {a: b}"}, "p.yaml:1:7: 'name' takes one value\n"},
	{"a prefix in a list", {.extra = "numbering: {v: {country: 84, national: [0]}}"},
	 "p.yaml:1:40: 'national' takes one value\n"},
	{"a prefix in a map", {.extra = "numbering: {v: {country: 84, national: {0: 0}}}"},
	 "p.yaml:1:40: 'national' takes one value\n"},
	{"a listener in a map", {.sides = "sides: {a: {listen: {udp: 192.0.2.1}}}"},
	 "p.yaml:2:21: 'listen' takes one value or a list of values\n"},
	{"a side in a list", {.sides = "sides: {a: [udp:192.0.2.1]}"},
	 "p.yaml:2:12: 'a' is a section: its keys stand below it, as KEY: VALUE\n"},
	{"sides in a list", {.sides = "sides: [a]"},
	 "p.yaml:2:8: 'sides' is a section: its names stand below it\n"},
	{"extensions as a text",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, extensions: 1xxx}}"},
	 "p.yaml:3:55: 'extensions' takes pairs of a name and a text: {NAME: TEXT}\n"},
	{"routes as a text", {.routes = "routes: r"},
	 "p.yaml:4:9: 'routes' is a list: a rule begins with '- name:'\n"},
	{"a name of nothing", {.extra = "name:"},
	 "p.yaml:1:1: 'name' is empty: write a name of 64 bytes at most\n"},
	{"a name of 64 bytes",
	 {.extra = "name: 1234567890123456789012345678901234567890123456789012345678901234"}, ""},
	{"a name of 65 bytes",
	 {.extra = "name: 12345678901234567890123456789012345678901234567890123456789012345"},
	 "p.yaml:1:7: '12345678901234567890123456789012345678901234567890123456789012345' is not "
	 "a name of 64 bytes at most\n"},
	{"sides as a text", {.sides = "sides: a"},
	 "p.yaml:2:8: 'sides' is a section: its names stand below it\n"},
	{"a side as a text", {.sides = "sides: {a: udp:192.0.2.1}"},
	 "p.yaml:2:12: 'a' is a section: its keys stand below it, as KEY: VALUE\n"},
	{"routes as a map", {.routes = "routes: {r: {send: p}}"},
	 "p.yaml:4:9: 'routes' is a list: a rule begins with '- name:'\n"},
	{"a list in a list", {.sides = "sides: {a: {listen: [udp:192.0.2.1, [b]]}}"},
	 "p.yaml:2:37: a value here is a text; in lists, text with [ ] { } or , needs quotes\n"},
	{"an empty value in a pair", {.routes = "routes: [r: {send: p, add: {X-A: ''}}]"},
	 "p.yaml:4:29: 'X-A' has no value: write X-A: VALUE; a comma ends a pair\n"},
	{"an empty value in a list", {.routes = "routes: [r: {send: [p, '']}]"},
	 "p.yaml:4:24: an empty value\n"},
	{"an empty list", {.routes = "routes: [r: {send: []}]"},
	 "p.yaml:4:14: 'send' is empty: write the name of a peer, a list of names, or pairs of "
	 "name and weight such as {viettel: 70, fpt: 30}\n"},
	{"no peer at all", {.peers = "peers: {}"}, "p.yaml:3:1: 'peers' is empty\n"},
	{"a value that YAML refuses", {.routes = "routes: [r: {send: *p}]"},
	 "p.yaml:4:20: aliases ('*name') are not part of the language: write the value, or quote "
	 "it\n"},
	{"a list of refused values", {.routes = "routes: [r: {send: [*p]}]"},
	 "p.yaml:4:21: aliases ('*name') are not part of the language: write the value, or quote "
	 "it\n"},
	{"a section that YAML refuses", {.peers = "peers: *p"},
	 "p.yaml:3:8: aliases ('*name') are not part of the language: write the value, or quote "
	 "it\n"},
	{"a rule that YAML refuses", {.routes = "routes: [r: {send: p}, *p]"},
	 "p.yaml:4:24: aliases ('*name') are not part of the language: write the value, or quote "
	 "it\n"},

	/* cdr, log */
	{"a log of its own kind", {.extra = "log: xml"}, "p.yaml:1:6: 'xml' is not text or json\n"},
	{"records over HTTP", {.extra = "cdr: https://cdr.example"},
	 "p.yaml:1:6: 'https://cdr.example' is not yet supported: records go to a file, write its "
	 "path\n"},
	{"records into SQL", {.extra = "cdr: sqlite:/var/cdr"},
	 "p.yaml:1:6: 'sqlite:/var/cdr' is not yet supported: records go to a file, write its "
	 "path\n"},

	/* sides */
	{"no listener", {.sides = "sides: {a: {latch: once}}"},
	 "p.yaml:2:9: 'a' has no 'listen': where we take SIP: transport, our address, port if it "
	 "is not 5060, for TLS 5061\n"},
	{"no transport", {.sides = "sides: {a: {listen: 192.0.2.1}}"},
	 "p.yaml:2:21: '192.0.2.1' " NO_PORT},
	{"another transport", {.sides = "sides: {a: {listen: [tcp:192.0.2.1, udp:192.0.2.1]}}"}, ""},
	{"WebSocket", {.sides = "sides: {a: {listen: wss:192.0.2.1}}"},
	 "p.yaml:2:21: 'wss:' is not yet supported: write udp:, tcp: or tls: and an address\n"},
	{"WebSocket without TLS", {.sides = "sides: {a: {listen: ws:192.0.2.1}}"},
	 "p.yaml:2:21: 'ws:' is not yet supported: write udp:, tcp: or tls: and an address\n"},
	{"a listener with a name", {.sides = "sides: {a: {listen: udp:sbc.example}}"},
	 "p.yaml:2:21: 'sbc.example' is a name: we listen on an address, write that\n"},
	{"TLS without a certificate", {.sides = "sides: {a: {listen: [udp:192.0.2.1, tls:192.0.2.1]}}"},
	 "p.yaml:2:37: 'tls:' needs a certificate: give side 'a' 'tls: {certificate: FILE}'\n"},
	{"TLS with one, and UDP and TCP at one port",
	 {.sides = "sides: {a: {listen: [udp:192.0.2.1, tcp:192.0.2.1, tls:192.0.2.1], tls: "
	    "{certificate: a.pem}}}"}, ""},
	{"TCP and TLS at one port",
	 {.sides = "sides: {a: {listen: [tcp:192.0.2.1, tls:192.0.2.1:5060, udp:192.0.2.1], "
	    "tls: {certificate: a.pem}}}"},
	 "p.yaml:2:37: '192.0.2.1:5060' is listened on already: line 2\n"},
	{"any address", {.sides = "sides: {a: {listen: udp:0.0.0.0}}"},
	 "p.yaml:2:21: 'udp:0.0.0.0' " NO_PORT},
	{"no latch", {.sides = "sides: {a: {listen: udp:192.0.2.1, latch: twice}}"},
	 "p.yaml:2:43: 'twice' is not once, strict or near\n"},
	{"a control socket of 107 bytes",
	 {.extra = "control: /345678901234567890123456789012345678901234567890123456789012345678901234"
	    "5678901234567890123456789012345678"}, ""},
	{"a control socket of 108 bytes",
	 {.extra = "control: /345678901234567890123456789012345678901234567890123456789012345678901234"
	    "56789012345678901234567890123456789"},
	 "p.yaml:1:10: '/3456789012345678901234567890123456789012345678901234567890123456789012345678"
	 "9012345678901234567890123456789' is not the path of a socket, of 107 bytes at most\n"},
	{"a side twice",
	 {.sides = "sides: {a: {listen: udp:192.0.2.1}, a: {listen: udp:192.0.2.2}}"},
	 "p.yaml:2:37: a second side 'a': the first is in line 2\n"},

	/* media */
	{"well-known ports", {.extra = "media: {ports: 1000-2000}"},
	 "p.yaml:1:16: '1000-2000' " NO_PORTS},
	{"a media of nothing", {.extra = "media:"}, "p.yaml:1:1: 'media' is empty\n"},
	{"silence of no time", {.extra = "media: {silence: 10ms}"},
	 "p.yaml:1:18: '10ms' is not a time from 1s to 1d, such as 60s, or 0s for never\n"},
	{"the kernel", {.extra = "media: {kernel: yes}"},
	 "p.yaml:1:9: 'kernel' is not yet supported\n"},

	/* numbering */
	{"no country", {.extra = "numbering: {v: {national: 0}}"},
	 "p.yaml:1:13: 'v' has no 'country': the own country code\n"},
	{"a country of letters", {.extra = "numbering: {v: {country: VN}}"},
	 "p.yaml:1:26: 'VN' is not a country code of 1 to 3 digits, such as 84\n"},
	{"a country of 4 digits", {.extra = "numbering: {v: {country: 8484}}"},
	 "p.yaml:1:26: '8484' is not a country code of 1 to 3 digits, such as 84\n"},
	{"a country with 0", {.extra = "numbering: {v: {country: 084}}"},
	 "p.yaml:1:26: '084' is not a country code of 1 to 3 digits, such as 84\n"},
	{"a national prefix of +", {.extra = "numbering: {v: {country: 84, national: +}}"},
	 "p.yaml:1:40: '+' is not digits such as 0\n"},
	{"an international prefix of letters",
	 {.extra = "numbering: {v: {country: 84, international: a}}"},
	 "p.yaml:1:45: 'a' is not digits such as 00, or +\n"},
	{"+ is an international prefix",
	 {.extra = "numbering: {v: {country: 84, international: +}}"}, ""},
	{"prefixes of nothing", {.extra = "numbering: {v: {country: 84, national: ''}}"}, ""},
	{"a prefix of 8 digits",
	 {.extra = "numbering: {v: {country: 84, national: 12345678}}"}, ""},
	{"a prefix of 9 digits", {.extra = "numbering: {v: {country: 84, national: 123456789}}"},
	 "p.yaml:1:40: '123456789' is not digits such as 0\n"},
	{"the plan that is built in", {.extra = "numbering: {e164: {country: 84}}"},
	 "p.yaml:1:13: 'e164' is built in: give this plan another name\n"},
	{"a local number from a file", {.extra = "numbering: {v: {country: 84, local: file:none.txt}}"},
	 "p.yaml:1:37: 'none.txt' cannot be read: no such file\n"},

	/* peers */
	{"no side", {.peers = "peers: {p: {address: 192.0.2.10}}"},
	 "p.yaml:3:9: 'p' has no 'side': the network it is in\n"},
	{"no address", {.peers = "peers: {p: {side: a}}"},
	 "p.yaml:3:9: 'p' has no address: give it 'address' or 'server'\n"},
	{"side meant", {.peers = "peers: {p: {sides: a, address: 192.0.2.10}}"},
	 "p.yaml:3:13: unknown key 'sides' (did you mean 'side'?)\n"},
	{"address meant", {.peers = "peers: {p: {side: a, adress: 192.0.2.10}}"},
	 "p.yaml:3:22: unknown key 'adress' (did you mean 'address'?)\n"},
	{"login instead of an address",
	 {.peers = "peers: {p: {side: a, login: {user: x, password: env:X}}}"},
	 "p.yaml:3:9: 'p' has no address: give it 'address' or 'server'\n"},
	{"an address meant, perhaps", {.peers = "peers: {p: {side: a, colour: x}}"},
	 "p.yaml:3:22: unknown key 'colour': here may stand " PEER_KEYS "\n"},
	{"no side, and an unknown key", {.peers = "peers: {p: {colour: x, address: 192.0.2.10}}"},
	 "p.yaml:3:9: 'p' has no 'side': the network it is in\n"
	 "p.yaml:3:13: unknown key 'colour': here may stand " PEER_KEYS "\n"},
	{"no such side", {.peers = "peers: {p: {side: b, address: 192.0.2.10}}"},
	 "p.yaml:3:19: no side 'b' (did you mean 'a'? line 2)\n"},
	{"an address of words", {.peers = "peers: {p: {side: a, address: [192.0.2.10, 192.0.2]}}"},
	 "p.yaml:3:44: '192.0.2' " NO_ADDRESS},
	{"a host name", {.peers = "peers: {p: {side: a, address: pbx.example}}"},
	 "p.yaml:3:31: 'pbx.example' is a name: calls are known by address; names are for "
	 "'server'\n"},
	{"a server over TLS",
	 {.sides = "sides: {a: {listen: tls:192.0.2.1, tls: {certificate: a.pem}}}",
	  .peers = "peers: {p: {side: a, server: tls:sip.example}}"}, ""},
	{"a server over UDP", {.peers = "peers: {p: {side: a, server: udp:192.0.2.10}}"}, ""},
	{"no such plan", {.peers = "peers: {p: {side: a, address: 192.0.2.10, numbers: v}}"},
	 "p.yaml:3:52: no numbering plan 'v': the file has no numbering plans\n"},
	{"numbering meant",
	 {.extra = "numberin: {v: {country: 84}}",
	  .peers = "peers: {p: {side: a, address: 192.0.2.10, numbers: v}}"},
	 "p.yaml:1:1: unknown key 'numberin' (did you mean 'numbering'?)\n"},
	{"as many x",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, extensions: {1xx: +84x}}}"},
	 "p.yaml:3:61: '1xx' has 2 x and '+84x' has 1: both need as many\n"},
	{"an extension with *",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, extensions: {1x*: 2}}}"},
	 "p.yaml:3:56: '1x*': extensions are made of digits, + and x for a digit that is kept\n"},
	{"an extension onto letters",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, extensions: {1: bob}}}"},
	 "p.yaml:3:59: 'bob': extensions are made of digits, + and x for a digit that is kept\n"},
	{"an extension twice",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, extensions: {1: 2, 1: 3}}}"},
	 "p.yaml:3:62: a second '1': the first is in line 3\n"},
	{"extensions in a list",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, extensions: [1]}}"},
	 "p.yaml:3:55: 'extensions' takes pairs of a name and a text: {NAME: TEXT}\n"},
	{"no calls at once",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, limit: {calls: 0}}}"},
	 "p.yaml:3:58: '0' is not a number of calls from 1 to 1000000\n"},
	{"too many calls at once",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, limit: {calls: 1000001}}}"},
	 "p.yaml:3:58: '1000001' is not a number of calls from 1 to 1000000\n"},
	{"a peer twice, and a rule for it",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10}, p: {side: a, address: 192.0.2.11}}"},
	 "p.yaml:3:44: a second peer 'p': the first is in line 3\n"},

	/* routes */
	{"a rule of nothing", {.routes = "routes:\n  - r:"}, "p.yaml:5:5: 'r' is empty\n"},
	{"a rule of one word", {.routes = "routes: [r]"},
	 "p.yaml:4:10: a rule begins with '- name:', its keys stand below it, indented\n"},
	{"a rule of an empty map", {.routes = "routes: [{}]"},
	 "p.yaml:4:10: a rule begins with '- name:', its keys stand below it, indented\n"},
	{"a rule without a name", {.routes = "routes:\n  - from: p\n    send: p"},
	 "p.yaml:5:5: a rule without a name: write '- name:' and its keys below it, indented\n"},
	{"a rule beside its name", {.routes = "routes:\n  - r:\n    send: p"},
	 "p.yaml:6:5: 'send' stands beside the rule's name 'r': indent it deeper\n"},
	{"a rule of the name of a key", {.routes = "routes: [not: {send: p}]"}, ""},
	{"a rule twice", {.routes = "routes: [r: {from: p, drop: yes}, r: {send: p}]"},
	 "p.yaml:4:35: a second rule 'r': the first is in line 4\n"},
	{"nothing decided", {.routes = "routes: [r: {from: p}]"},
	 "p.yaml:4:10: 'r' does nothing: give it 'send', 'reject' or 'drop', or something that it "
	 "changes\n"},
	{"send meant", {.routes = "routes: [r: {snd: p}]"},
	 "p.yaml:4:14: unknown key 'snd' (did you mean 'send'?)\n"},
	{"a verb of a later version", {.routes = "routes: [r: {redirect: sip:x}]"},
	 "p.yaml:4:14: 'redirect' is not yet supported\n"},
	{"a change of a later version", {.routes = "routes: [r: {record: yes, send: p}]"},
	 "p.yaml:4:14: 'record' is not yet supported\n"},
	{"a condition of a later version", {.routes = "routes: [r: {attest: A, send: p}]"},
	 "p.yaml:4:14: 'attest' is not yet supported\n"},
	{"a condition of a later version, turned round",
	 {.routes = "routes: [r: {not: {attest: A}, send: p}]"},
	 "p.yaml:4:20: 'attest' is not yet supported\n"},
	{"not of nothing", {.routes = "routes: [r: {not: {}, send: p}]"},
	 "p.yaml:4:14: 'not' is empty\n"},
	{"not of another key", {.routes = "routes: [r: {not: {colour: 1}, send: p}]"},
	 "p.yaml:4:20: unknown key 'colour': here may stand " CONDITIONS "\n"},
	{"two decisions", {.routes = "routes: [r: {send: p, reject: 403}]"},
	 "p.yaml:4:23: 'reject' is a second decision: a rule has one, send, reject or drop\n"},
	{"two decisions turned round", {.routes = "routes: [r: {drop: yes, send: p}]"},
	 "p.yaml:4:25: 'send' is a second decision: a rule has one, send, reject or drop\n"},
	{"a target twice", {.routes = "routes: [r: {send: [p, p]}]"},
	 "p.yaml:4:24: 'p' is a target of this rule already\n"},
	{"no such peer", {.routes = "routes: [r: {send: q}]"},
	 "p.yaml:4:20: no peer 'q' (did you mean 'p'? line 3)\n"},
	{"no such peer calls", {.routes = "routes: [r: {from: [p, wxyz], send: p}]"},
	 "p.yaml:4:24: no peer 'wxyz': the peers are p\n"},
	{"no such peer, turned round", {.routes = "routes: [r: {not: {from: wxyz}, send: p}]"},
	 "p.yaml:4:26: no peer 'wxyz': the peers are p\n"},
	{"a letter in a pattern", {.routes = "routes: [r: {called: 84a, send: p}]"},
	 "p.yaml:4:22: '84a': a pattern has digits, +, x for a digit, [3-9] for one of, and * at "
	 "the end for the rest\n"},
	{"reject with 400", {.routes = "routes: [r: {reject: 400}]"}, ""},
	{"reject with 699", {.routes = "routes: [r: {reject: 699}]"}, ""},
	{"reject with success", {.routes = "routes: [r: {reject: 200}]"},
	 "p.yaml:4:22: '200' " NO_REJECT},
	{"reject with a redirection", {.routes = "routes: [r: {reject: 302}]"},
	 "p.yaml:4:22: '302' " NO_REJECT},
	{"reject with a class", {.routes = "routes: [r: {reject: 4xx}]"},
	 "p.yaml:4:22: '4xx' " NO_REJECT},
	{"reject with 700", {.routes = "routes: [r: {reject: 700}]"},
	 "p.yaml:4:22: '700' " NO_REJECT},
	{"reject with four digits", {.routes = "routes: [r: {reject: 4033}]"},
	 "p.yaml:4:22: '4033' " NO_REJECT},
	{"a reason without a space", {.routes = "routes: [r: {reject: 403Closed}]"},
	 "p.yaml:4:22: '403Closed' " NO_REJECT},
	{"drop: no", {.routes = "routes: [r: {drop: no}]"}, "p.yaml:4:20: 'no' is not yes\n"},
	{"on success", {.routes = "routes: [r: {send: p, next: {on: [408, 200]}}]"},
	 "p.yaml:4:40: '200' " NO_STATUS},
	{"after no unit", {.routes = "routes: [r: {send: p, next: {after: 6}}]"},
	 "p.yaml:4:37: '6' is not a time from 100ms to 5m, such as 6s\n"},
	{"after too long", {.routes = "routes: [r: {send: p, next: {after: 6m}}]"},
	 "p.yaml:4:37: '6m' is not a time from 100ms to 5m, such as 6s\n"},
};
/* clang-format on */

START_TEST(mistake)
{
	file_has(&files[_i].file, files[_i].what, files[_i].mistakes);
}
END_TEST

START_TEST(one_cause_is_one_mistake)
{
	/* a peer with everything wrong is still a peer that rules may name */
	const struct file file = {.peers = "peers: {p: {sied: a, address: x y}}",
				  .routes = "routes: [r: {from: p, send: p}]"};

	file_has(&file, "a bad peer",
		 "p.yaml:3:13: unknown key 'sied' (did you mean 'side'?)\n"
		 "p.yaml:3:31: 'x y' " NO_ADDRESS);
}
END_TEST

static const char many_text[] =
	"name: edge\n"
	"cdr: /var/log/cdr.json\n"
	"log: json\n"
	"sides:\n"
	"  a: {listen: [udp:192.0.2.1:5080, \"udp:[2001:db8::1]\"], latch: near}\n"
	"  b: {listen: udp:198.51.100.1, latch: strict}\n"
	"  c: {listen: udp:203.0.113.1}\n"
	"media: {ports: 30000-31999, silence: 0s}\n"
	"peers:\n"
	"  p: {side: a, address: [192.0.2.10:5090, 192.0.2.10, 192.0.2.11]}\n"
	"  q: {server: 198.51.100.10:5070, address: 198.51.100.11, side: b,\n"
	"      limit: {calls: 30, rate: 300/m}, numbers: e164}\n"
	"  s: {side: b, address: 198.51.100.12, server: 198.51.100.13}\n"
	"routes:\n"
	"  - one: {from: p, send: [q, s], next: {on: [486, 6xx], after: 500ms}}\n"
	"  - two: {from: q, reject: 603}\n"
	"  - three: {from: s, reject: 486   Not  now }\n";

START_TEST(values_of_a_right_file)
{
	struct policy *policy = text_policy(many_text);
	const struct config *config = policy_config(policy);

	ck_assert_str_eq("edge", config->name);
	ck_assert_str_eq("/var/log/cdr.json", config->cdr);
	ck_assert(config->log_json);
	ck_assert_uint_eq(30000, config->port_first);
	ck_assert_uint_eq(31999, config->port_last);
	ck_assert_uint_eq(0, config->silence_us);
	ck_assert_uint_eq(3, config->sidec);
	ck_assert_uint_eq(3, config->peerc);
	ck_assert_uint_eq(3, policy->config.rulec);
	mem_deref(policy);
}
END_TEST

START_TEST(values_of_sides)
{
	static const enum latch_choice latches[] = {LATCH_CHOICE_NEAR, LATCH_CHOICE_STRICT,
						    LATCH_CHOICE_ONCE};
	struct policy *policy = text_policy(many_text);
	const struct side_config *side = policy_config(policy)->sides;
	const struct sa v4 = text_address("192.0.2.1"), v6 = text_address("2001:db8::1");

	ck_assert_str_eq("a", side->name);
	ck_assert_uint_eq(2, side->listenc);
	ck_assert(sa_cmp(&side->listen[0].local, &v4, SA_ADDR));
	ck_assert_uint_eq(5080, sa_port(&side->listen[0].local));
	ck_assert_int_eq(SIP_TRANSP_UDP, side->listen[0].transport);
	ck_assert(sa_cmp(&side->listen[1].local, &v6, SA_ALL)); /* 5060 */
	ck_assert(sa_cmp(&side->media, &v4, SA_ADDR));
	ck_assert_uint_eq(0, sa_port(&side->media));
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(latches[i], side[i].latch);
	ck_assert_uint_eq(5, side->place.line);
	mem_deref(policy);
}
END_TEST

/* Each row is a peer: where its calls go, how many addresses they may come from. */
static const struct {
	const char *name, *target;
	uint32_t addressc;
} peers[] = {
	{"p", "192.0.2.10:5090",    3}, /* with a port, and without: two */
	{"q", "198.51.100.10:5070", 2},
	{"s", "198.51.100.13:5060", 2}, /* `server` goes before `address` in any order */
};

START_TEST(values_of_peers)
{
	struct policy *policy = text_policy(many_text);
	const struct peer_config *peer = policy_peer(policy, peers[_i].name);
	char target[64];

	re_snprintf(target, sizeof target, "%J", &peer->server.address);
	ck_assert_str_eq(peers[_i].target, target);
	ck_assert_uint_eq(peers[_i].addressc, peer->addressc);
	ck_assert_uint_eq(_i, peer->index);
	ck_assert_str_eq(_i ? "b" : "a", peer->side->name);
	ck_assert_int_eq(SIP_TRANSP_UDP, peer->server.transport);
	ck_assert_uint_eq(_i == 1 ? 30 : 0, peer->limit.calls);
	ck_assert_uint_eq(_i == 1 ? 300 : 0, peer->limit.rate_calls);
	ck_assert_uint_eq(_i == 1 ? 60000000 : 0, peer->limit.rate_us);
	ck_assert(peer->numbers == (_i == 1 ? &numbers_e164 : NULL));
	mem_deref(policy);
}
END_TEST

START_TEST(values_of_rules)
{
	struct policy *policy = text_policy(many_text);
	const struct rule *rule = policy->rules;
	const struct next_config *next = &rule->route.next;

	ck_assert_str_eq("one", rule->route.name);
	ck_assert_uint_eq(2, rule->route.targetc);
	ck_assert_str_eq("s", rule->route.targets[1].peer->name);
	ck_assert_uint_eq(500000, next->after_us);
	ck_assert(status_is_in(next->on, 486) && status_is_in(next->on, 603));
	ck_assert(!status_is_in(next->on, 408) && !status_is_in(next->on, 503));
	ck_assert_str_eq("Decline", rule[1].reason);
	ck_assert_uint_eq(486, rule[2].status);
	ck_assert_str_eq("Not  now", rule[2].reason);
	mem_deref(policy);
}
END_TEST

START_TEST(what_holds_if_the_file_says_nothing)
{
	char *text = file_text(&(struct file){0});
	struct policy *policy = text_policy(text);
	const struct config *config = policy_config(policy);
	const struct next_config *next = &policy->rules[0].route.next;

	ck_assert_str_eq("sbc", config->name);
	ck_assert(!config->cdr && !config->log_json);
	ck_assert_uint_eq(20000, config->port_first);
	ck_assert_uint_eq(39999, config->port_last);
	ck_assert_uint_eq(60000000, config->silence_us);
	ck_assert_uint_eq(6000000, next->after_us);
	ck_assert(status_is_in(next->on, 408) && status_is_in(next->on, 430));
	ck_assert(status_is_in(next->on, 500) && status_is_in(next->on, 599));
	ck_assert(!status_is_in(next->on, 480) && !status_is_in(next->on, 600));
	mem_deref(policy);
	mem_deref(text);
}
END_TEST

START_TEST(a_policy_outlives_the_text_it_was_read_from)
{
	char *text = NULL;
	struct policy *policy;

	ck_assert_int_eq(0, str_dup(&text, office));
	policy = text_policy(text);
	memset(text, '?', strlen(text));
	mem_deref(text);
	ck_assert_str_eq("office", policy_config(policy)->name);
	ck_assert_str_eq("p.yaml", policy_peer(policy, "pbx")->place.file);
	mem_deref(policy);
}
END_TEST

/* Repeats `format` with # as 0 to count - 1 and @ as the same in the form 0.1. */
static char *repeat(const char *head, const char *format, uint32_t count, const char *tail)
{
	struct mbuf *mb = mbuf_alloc(1 << 16);

	mbuf_printf(mb, "%s", head);
	for (uint32_t i = 0; i < count; i++) {
		for (const char *p = format; *p; p++) {
			if (*p == '#')
				mbuf_printf(mb, "%u", i);
			else if (*p == '@')
				mbuf_printf(mb, "%u.%u", i / 250, i % 250 + 1);
			else
				mbuf_write_u8(mb, *p);
		}
	}
	mbuf_printf(mb, "%s", tail);
	return text_of(mb);
}

#define PEER "peers: {p: {side: a, address: 192.0.2.10"

/* clang-format off */
/* Each row is a list that grows: its maximum is right, one more is the mistake. */
static const struct {
	const char *what;
	uint32_t max;
	const char *head, *format, *tail;
	enum {
		EXTRA,
		SIDES,
		PEERS,
		ROUTES
	} part;
	const char *mistake;
} limits[] = {
	{"sides", SIDES_MAX, "sides: {a: {listen: udp:192.0.2.1}", ", s#: {listen: udp:10.9.@}",
	 "}", SIDES, "p.yaml:2:1: 'sides' has 17 entries: 16 at most\n"},
	{"listeners", LISTENERS_MAX, "sides: {a: {listen: [udp:192.0.2.1", ", udp:10.1.@", "]}}",
	 SIDES, "p.yaml:2:13: 'listen' has 17 entries: 16 at most\n"},
	{"plans", PLANS_MAX, "numbering: {x: {country: 84}", ", v#: {country: 84}", "}", EXTRA,
	 "p.yaml:1:1: 'numbering' has 101 entries: 100 at most\n"},
	{"local numbers", PATTERNS_MAX, "numbering: {x: {country: 84, local: [1", ", #", "]}}",
	 EXTRA, "p.yaml:1:30: 'local' has 1001 entries: 1000 at most\n"},
	{"peers", PEERS_MAX, PEER "}", ", p#: {side: a, address: 10.1.@}", "}", PEERS,
	 "p.yaml:3:1: 'peers' has 10001 entries: 10000 at most\n"},
	{"addresses", ADDRESSES_MAX, "peers: {p: {side: a, address: [192.0.2.10", ", 10.1.@", "]}}",
	 PEERS, "p.yaml:3:22: 'address' has 65 entries: 64 at most\n"},
	{"extensions", EXTENSIONS_MAX, PEER ", extensions: {9: 9", ", 1#: 113", "}}}", PEERS,
	 "p.yaml:3:43: 'extensions' has 1001 entries: 1000 at most\n"},
	{"rules", ROUTES_MAX, "routes: [a: {from: p, drop: yes}", ", r#: {from: p, drop: yes}", "]",
	 ROUTES, "p.yaml:4:1: 'routes' has 20001 entries: 20000 at most\n"},
	{"patterns", PATTERNS_MAX, "routes: [r: {send: p, called: [1", ", #", "]}]", ROUTES,
	 "p.yaml:4:23: 'called' has 1001 entries: 1000 at most\n"},
	{"peers of from", FROM_MAX, "routes: [r: {send: p, from: [p", ", p", "]}]", ROUTES,
	 "p.yaml:4:23: 'from' has 1001 entries: 1000 at most\n"},
	{"answers", ON_MAX, "routes: [r: {send: p, next: {on: [408", ", 408", "]}}]", ROUTES,
	 "p.yaml:4:30: 'on' has 401 entries: 400 at most\n"},
};
/* clang-format on */

START_TEST(limit)
{
	for (uint32_t more = 0; more < 2; more++) { /* the head has one already */
		char *part = repeat(limits[_i].head, limits[_i].format, limits[_i].max - 1 + more,
				    limits[_i].tail);
		const struct file file = {
			.extra = limits[_i].part == EXTRA ? part : NULL,
			.sides = limits[_i].part == SIDES ? part : NULL,
			.peers = limits[_i].part == PEERS ? part : NULL,
			.routes = limits[_i].part == ROUTES ? part : NULL,
		};

		file_has(&file, limits[_i].what, more ? limits[_i].mistake : "");
		mem_deref(part);
	}
}
END_TEST

START_TEST(as_many_targets_as_there_may_be)
{
	char *peers = repeat("peers: {p: {side: a, address: 192.0.2.10}",
			     ", p#: {side: a, address: 10.1.@}", TARGETS_MAX, "}");

	for (uint32_t more = 0; more < 2; more++) {
		char *routes =
			repeat("routes: [r: {send: [p", ", p#", TARGETS_MAX - 1 + more, "]}]");
		const struct file file = {.peers = peers, .routes = routes};

		file_has(&file, "targets",
			 more ? "p.yaml:4:14: 'send' has 17 entries: 16 at most\n" : "");
		mem_deref(routes);
	}

	mem_deref(peers);
}
END_TEST

/* Each row is the last octet of a server beside the addresses 10.1.0.1 to 10.1.0.64. */
/* clang-format off */
static const struct {
	uint32_t octet;
	const char *mistake;
} servers[] = {
	{64, ""},
	{65, "p.yaml:3:736: 'p' has more than 64 addresses\n"},
};
/* clang-format on */

START_TEST(a_server_is_an_address_too)
{
	char tail[64], *peers;

	re_snprintf(tail, sizeof tail, "], server: 10.1.0.%u}}", servers[_i].octet);
	peers = repeat("peers: {p: {side: a, address: [10.1.0.64", ", 10.1.@", ADDRESSES_MAX - 1,
		       tail);
	file_has(&(struct file){.peers = peers}, "server", servers[_i].mistake);
	mem_deref(peers);
}
END_TEST

START_TEST(a_thousand_mistakes_are_told)
{
	char *routes = repeat("routes: [r: {send: p}", ", r#: {sned: p}", MISTAKES_MAX + 10, "]");
	char *text = file_text(&(struct file){.routes = routes}), *mistakes;
	struct policy *policy;

	ck_assert_int_eq(EINVAL, text_load(&policy, &mistakes, text));
	ck_assert(strstr(mistakes, "\np.yaml: 1000 mistakes are enough, there may be more\n")
		  != NULL);
	mem_deref(mistakes);
	mem_deref(text);
	mem_deref(routes);
}
END_TEST

/* Each row is a reason of so many bytes. */
/* clang-format off */
static const struct {
	uint32_t bytes;
	bool fits;
} lengths[] = {
	{128, true},
	{129, false},
};
/* clang-format on */

START_TEST(as_long_a_reason_as_there_may_be)
{
	char *routes = repeat("routes: [r: {reject: 403 ", "b", lengths[_i].bytes, "}]");
	char *text = file_text(&(struct file){.routes = routes}), *mistakes;
	struct policy *policy;

	ck_assert_int_eq(lengths[_i].fits ? 0 : EINVAL, text_load(&policy, &mistakes, text));
	mem_deref(mistakes);
	mem_deref(policy);
	mem_deref(text);
	mem_deref(routes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/compile");
	TCase *tcase = tcase_create("compile");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, mistake, 0, sizeof files / sizeof files[0]);
	tcase_add_loop_test(tcase, limit, 0, sizeof limits / sizeof limits[0]);
	tcase_add_loop_test(tcase, values_of_peers, 0, sizeof peers / sizeof peers[0]);
	tcase_add_loop_test(tcase, a_server_is_an_address_too, 0,
			    sizeof servers / sizeof servers[0]);
	tcase_add_loop_test(tcase, as_long_a_reason_as_there_may_be, 0,
			    sizeof lengths / sizeof lengths[0]);
	tcase_add_test(tcase, ten_mistakes_are_ten_messages);
	tcase_add_test(tcase, one_cause_is_one_mistake);
	tcase_add_test(tcase, values_of_a_right_file);
	tcase_add_test(tcase, values_of_sides);
	tcase_add_test(tcase, values_of_rules);
	tcase_add_test(tcase, what_holds_if_the_file_says_nothing);
	tcase_add_test(tcase, a_policy_outlives_the_text_it_was_read_from);
	tcase_add_test(tcase, as_many_targets_as_there_may_be);
	tcase_add_test(tcase, a_thousand_mistakes_are_told);
	tcase_set_timeout(tcase, 60);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
