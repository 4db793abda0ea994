/* compile_routes.c -- tests: what rules and guards say, and every way to say it wrong */
#include "policy/compile.h"
#include "tests/unit/policy/file.h"

/* clang-format off */
#define NO_USER "is not a number or name of 64 bytes at most, of letters, digits and + - _ . * #\n"
#define NO_PREFIX "is not 32 of digits, * and # at most, and a + in front\n"
#define NO_LOAD "is not > or < and percent from 0 to 100, such as '>80%'\n"
#define NO_COUNTRY "is not a country of ISO 3166, such as vn, or a calling code, such as +84\n"
#define NO_EACH "is not minute, hour, day, week, or a time from 1s to 366d, such as 12h\n"
#define OURS "belongs to routing, dialogs, digest or bodies: the SBC writes it itself on each side\n"
#define TEN "1234567890"
#define LONG64 TEN TEN TEN TEN TEN TEN "1234"
#define LONG256 LONG64 LONG64 LONG64 LONG64

/* Each row is one rule of a right file, and its mistakes. */
static const struct {
	const char *what, *rule, *mistakes;
} rules[] = {
	{"peers and tenants", "{from: [p, t], send: p}", ""},
	{"neither a peer nor a tenant", "{from: tt, send: p}", "p.yaml:4:20: no peer 'tt' (did you mean 't'? line 5)\n"},
	{"a peer and a tenant of one name", "{from: both, send: p}", "p.yaml:4:20: 'both' is a peer and a tenant: rename one\n"},

	{"all transports", "{transport: [udp, tcp, tls, ws, wss], send: p}", ""},
	{"no transport", "{transport: sctp, send: p}", "p.yaml:4:25: 'sctp' is not udp, tcp, tls, ws or wss\n"},
	{"a method", "{method: [INVITE, MESSAGE], send: p}", ""},
	{"a method in small letters", "{method: invite, send: p}", "p.yaml:4:22: 'invite' is not a method, such as INVITE\n"},
	{"load", "{load: ['>0%', '<100%'], send: p}", ""},
	{"load without a sign", "{load: 80%, send: p}", "p.yaml:4:20: '80%' " NO_LOAD},
	{"load without percent", "{load: '>80', send: p}", "p.yaml:4:20: '>80' " NO_LOAD},
	{"load of nothing", "{load: '>%', send: p}", "p.yaml:4:20: '>%' " NO_LOAD},
	{"more load than there is", "{load: '>101%', send: p}", "p.yaml:4:20: '>101%' " NO_LOAD},
	{"load in many digits", "{load: '>00080%', send: p}", "p.yaml:4:20: '>00080%' " NO_LOAD},
	{"countries", "{country: [vn, US, +84, +881], send: p}", ""},
	{"no country", "{country: zz, send: p}", "p.yaml:4:23: 'zz' " NO_COUNTRY},
	{"a code without +", "{country: 84, send: p}", "p.yaml:4:23: '84' " NO_COUNTRY},
	{"codecs", "{codec: [pcma, telephone-event], send: p}", ""},
	{"no codec", "{codec: 'pcma 8000', send: p}", "p.yaml:4:21: 'pcma 8000' is not a codec's name, such as pcma\n"},
	{"headers", "{header: {X-A: b, X-C: /^d/, X-E: '*'}, send: p}", ""},
	{"no header's name", "{header: {'X A': b}, send: p}", "p.yaml:4:23: 'X A' is no name of a header\n"},
	{"no expression", "{header: {X-A: /(/}, send: p}", "p.yaml:4:28: '/(/' is no expression: Unmatched ( or \\(\n"},
	{"hours", "{hours: [day, night], send: p}", ""},
	{"no hours", "{hours: dai, send: p}", "p.yaml:4:21: no hours 'dai' (did you mean 'day'? line 6)\n"},

	{"an expression", "{caller: /^84/, send: p}", ""},
	{"an expression without its end", "{caller: /^84, send: p}", "p.yaml:4:22: '/^84': an expression ends with a slash, such as /^84/\n"},
	{"an expression that refers back", "{caller: '/(8)\\1/', send: p}", "p.yaml:4:22: '/(8)\\1/' is no expression: it refers back to a group\n"},
	{"a file", "{caller: file:113_114.txt, send: p}", ""},
	{"a file twice", "{caller: file:113.txt, called: file:113.txt, send: p}", ""},
	{"no file", "{caller: file:none.txt, send: p}", "p.yaml:4:22: 'none.txt' cannot be read: no such file\n"},
	{"a file without a name", "{caller: 'file:', send: p}", "p.yaml:4:22: 'file:' has no name: write one such as file:blocked.txt\n"},
	{"a mistake in a file", "{caller: [file:113_84a.txt], send: p}", "113_84a.txt:2:1: '84a': a pattern has digits, +, x for a digit, [3-9] for one of, and * at the end for the rest\n"},
	{"a mistake in a file that two use", "{caller: file:84a.txt, called: file:84a.txt, send: p}", "84a.txt:1:1: '84a': a pattern has digits, +, x for a digit, [3-9] for one of, and * at the end for the rest\n"},

	{"by weight", "{send: {p: 70, q: 30}}", ""},
	{"no weight", "{send: {p: 70, q: 0}}", "p.yaml:4:31: '0' is not a weight from 1 to 1000\n"},
	{"a weight too much", "{send: {p: 1001, q: 1000}}", "p.yaml:4:24: '1001' is not a weight from 1 to 1000\n"},
	{"a peer twice by weight", "{send: {p: 1, p: 2}}", "p.yaml:4:27: 'p' is a target of this rule already\n"},
	{"no peer by weight", "{send: {wxyz: 1}}", "p.yaml:4:21: no peer 'wxyz': the peers are p, q, both\n"},
	{"an order", "{send: [p, q], order: least}", ""},
	{"an order before send", "{order: listed, send: {p: 1, q: 2}}", ""},
	{"no order", "{send: [p, q], order: best}", "p.yaml:4:35: 'best' is not listed, weight or least\n"},
	{"an order of nothing", "{order: least, drop: yes}", "p.yaml:4:14: 'order' without 'send': there are no targets\n"},
	{"retry-after", "{send: p, next: {retry-after: ignore, redirect: follow}}", ""},
	{"no retry-after", "{send: p, next: {retry-after: no}}", "p.yaml:4:43: 'no' is not obey or ignore\n"},
	{"no redirect", "{send: p, next: {redirect: yes}}", "p.yaml:4:40: 'yes' is not follow or pass\n"},

	{"numbers changed", "{set: {caller: +84281, called: 1001, drop: 1, prefix: +1*#}}", ""},
	{"a caller of 64 bytes", "{set: {caller: " LONG64 "}}", ""},
	{"a caller of 65", "{set: {caller: " LONG64 "5}}", "p.yaml:4:28: '" LONG64 "5' " NO_USER},
	{"a caller who would break a header", "{set: {caller: 'a>b'}}", "p.yaml:4:28: 'a>b' " NO_USER},
	{"a called with a blank", "{set: {called: 'a b'}}", "p.yaml:4:28: 'a b' " NO_USER},
	{"nothing dropped", "{set: {drop: 0}}", "p.yaml:4:26: '0' is not a number of digits from 1 to 31\n"},
	{"all dropped", "{set: {drop: 32}}", "p.yaml:4:26: '32' is not a number of digits from 1 to 31\n"},
	{"a prefix of 32", "{set: {prefix: " TEN TEN TEN "12}}", ""},
	{"a prefix of 33", "{set: {prefix: " TEN TEN TEN "123}}", "p.yaml:4:28: '" TEN TEN TEN "123' " NO_PREFIX},
	{"a letter in a prefix", "{set: {prefix: 9a}}", "p.yaml:4:28: '9a' " NO_PREFIX},
	{"a + inside", "{set: {prefix: 9+}}", "p.yaml:4:28: '9+' " NO_PREFIX},
	{"replaced", "{set: {replace: [/^(84)/, '0\\1']}}", ""},
	{"replaced by one value", "{set: {replace: /^84/}}",
	 "p.yaml:4:20: 'replace' takes two values: an expression such as /^84/, and what replaces it, \\1 for its first ( )\n"},
	{"replaced by three", "{set: {replace: [a, b, c]}}", "p.yaml:4:20: 'replace' has 3 entries: 2 at most\n"},
	{"replaced by a group that is not there", "{set: {replace: [/^84/, '\\1']}}",
	 "p.yaml:4:37: '\\1': \\1 is the first ( ) of the expression, which has fewer; \\\\ is a backslash\n"},
	{"no expression to replace", "{set: {replace: ['(', a]}}", "p.yaml:4:30: '(' is no expression: Unmatched ( or \\(\n"},
	{"a shown name", "{set: {display: Ann Lee}}", ""},
	{"two shown names", "{set: {display: Ann, name: Bob}}", "p.yaml:4:34: 'name' and 'display' are the same: write one\n"},
	{"a shown name of 128 bytes", "{set: {name: " LONG64 LONG64 "}}", "p.yaml:4:26: '" LONG64 LONG64 "' is not a text of 127 bytes at most\n"},
	{"privacy", "{privacy: id, send: p}", ""},
	{"no privacy", "{privacy: yes, send: p}", "p.yaml:4:23: 'yes' is not pass, id, full or none\n"},

	{"headers set, added, removed", "{set: {header: {X-A: 1}}, add: {X-B: 2}, remove: [X-C, Diversion]}", ""},
	{"Via set", "{set: {header: {Via: x}}}", "p.yaml:4:29: 'Via' " OURS},
	{"Contact added", "{add: {Contact: x}}", "p.yaml:4:20: 'Contact' " OURS},
	{"Call-ID removed in short", "{remove: i}", "p.yaml:4:22: 'i' " OURS},
	{"no name to add", "{add: {'X A': x}}", "p.yaml:4:20: 'X A' is no name of a header\n"},
	{"no name to remove", "{remove: 'X:'}", "p.yaml:4:22: 'X:' is no name of a header\n"},
	{"a value of 512 bytes", "{add: {X-A: " LONG256 LONG256 "}}", ""},
	{"a value of 513", "{add: {X-A: " LONG256 LONG256 "3}}", "p.yaml:4:20: the value of 'X-A' has more than 512 bytes\n"},
	{"a value of two lines", "{add: {X-A: \"a\\r\\nVia: b\"}}", "p.yaml:4:25: a value is one line, without control characters\n"},

	{"tags", "{tag: [gold, night-1, a.b:c_d]}", ""},
	{"a tag with a blank", "{tag: 'a b'}", "p.yaml:4:19: 'a b' is not a word of 64 bytes at most, of letters, digits and - _ . :\n"},
	{"a tag of 65 bytes", "{tag: " LONG64 "5}", "p.yaml:4:19: '" LONG64 "5' is not a word of 64 bytes at most, of letters, digits and - _ . :\n"},
	{"an emergency", "{emergency: yes, send: p}", ""},
	{"no emergency", "{emergency: no, send: p}", "p.yaml:4:25: 'no' is not yes\n"},
	{"a peculiarity", "{compat: user-phone}", ""},
	{"no peculiarity", "{compat: none-such}", "p.yaml:4:22: no peculiarity is called 'none-such'\n"},

	{"a limit", "{limit: {calls: 1, rate: 5/s, pace: 5s, minutes: 300, money: 12.50, each: day, per: caller}, send: p}", ""},
	{"no calls", "{limit: {calls: 0}, send: p}", "p.yaml:4:29: '0' is not a number of calls from 1 to 1000000\n"},
	{"no pace", "{limit: {rate: 1/s, pace: 2m}, send: p}", "p.yaml:4:39: '2m' is not a time from 100ms to 1m, such as 5s\n"},
	{"no minutes", "{limit: {minutes: 1h}, send: p}", "p.yaml:4:31: '1h' is not a number of minutes from 1 to 100000000\n"},
	{"no money", "{limit: {money: 0}, send: p}", "p.yaml:4:29: '0' is not an amount such as 50 or 12.50\n"},
	{"no spell", "{limit: {each: fortnight, calls: 1}, send: p}", "p.yaml:4:28: 'fortnight' " NO_EACH},
	{"a spell too long", "{limit: {each: 367d, calls: 1}, send: p}", "p.yaml:4:28: '367d' " NO_EACH},
	{"of nobody", "{limit: {per: route, calls: 1}, send: p}", "p.yaml:4:27: 'route' is not all, caller, peer or tenant\n"},
	{"a pace of nothing", "{limit: {calls: 3, pace: 5s}, send: p}",
	 "p.yaml:4:32: 'pace' without 'rate': there is nothing to wait for\n"},
	{"a pace, and a rate that is misspelt", "{limit: {calls: 3, rte: 5/s, pace: 5s}, send: p}",
	 "p.yaml:4:32: unknown key 'rte' (did you mean 'rate'?)\n"},
	{"a limit of nothing", "{limit: {each: day}, send: p}",
	 "p.yaml:4:14: 'limit' limits nothing: give it 'calls', 'rate', 'minutes' or 'money'\n"},
};

/* Each row is one guard of a right file, and its mistakes. */
static const struct {
	const char *what, *guard, *mistakes;
} guards[] = {
	{"conditions", "{from: p, not: {called: +84*}, limit: {calls: 3}, warn: yes}", ""},
	{"short calls", "{short: {calls: 20, under: 10s, each: day}, reject: 403 No}", ""},
	{"new countries", "{new: country, warn: yes}", ""},
	{"no consequence", "{new: country}", "p.yaml:5:10: 'g' does nothing: give it 'warn' or 'reject'\n"},
	{"two consequences", "{new: country, warn: yes, reject: 403}", "p.yaml:5:39: 'reject' is a second decision: a guard warns or rejects\n"},
	{"nothing counted", "{from: p, warn: yes}", "p.yaml:5:10: 'g' counts nothing: give it 'limit', 'short' or 'new'\n"},
	{"new somethings", "{new: caller, warn: yes}", "p.yaml:5:19: 'caller' is not country\n"},
	{"a warning of no", "{new: country, warn: no}", "p.yaml:5:34: 'no' is not yes\n"},
	{"rejected with success", "{new: country, reject: 200}",
	 "p.yaml:5:36: '200' is not a status from 400 to 699, alone or with a reason of 128 bytes at most, such as 403 No\n"},
	{"short without a time", "{short: {calls: 20}, warn: yes}", "p.yaml:5:14: 'short' has no 'under': a call is short if it was shorter than this\n"},
	{"short of two hours", "{short: {calls: 20, under: 2h}, warn: yes}", "p.yaml:5:40: '2h' is not a time from 1s to 1h, such as 10s\n"},
	{"short without calls", "{short: {calls: 0, under: 1s}, warn: yes}", "p.yaml:5:29: '0' is not a number of calls from 1 to 1000000\n"},
	{"two times that are one", "{limit: {money: 5, each: day}, short: {calls: 20, under: 1s, each: 24h}, warn: yes}", ""},
	{"one time, for the limit has none", "{limit: {calls: 5}, short: {calls: 20, under: 1s, each: day}, warn: yes}", ""},
	{"two times", "{limit: {money: 5}, short: {calls: 20, under: 1s, each: day}, warn: yes}",
	 "p.yaml:5:10: in 'g', limit.each and short.each differ: a guard counts in one time, make two guards of it\n"},
	{"paced", "{limit: {pace: 5s}, warn: yes}", "p.yaml:5:22: unknown key 'pace' (did you mean 'rate'?)\n"},
	{"a decision of rules", "{send: p, new: country, warn: yes}",
	 "p.yaml:5:14: unknown key 'send': here may stand from, caller, called, hours, header, codec, country, load, transport, method, not, limit, short, new, warn, reject\n"},
};
/* clang-format on */

#define PEERS                                                                                      \
	"peers: {p: {side: a, address: 192.0.2.10}, q: {side: a, address: 192.0.2.11}, "           \
	"both: {side: a, address: 192.0.2.12}}"
#define REST                                                                                       \
	"tenants: {t: {peers: p}, both: {peers: both}}\n"                                          \
	"hours: {day: 'Mon-Fri 08:00-18:00 UTC', night: '22:00-06:00 UTC'}\n"

START_TEST(rule)
{
	struct file file = {.peers = PEERS};
	char routes[2048];

	re_snprintf(routes, sizeof routes, "routes: [r: %s]\n" REST, rules[_i].rule);
	file.routes = routes;
	file_has(&file, rules[_i].what, rules[_i].mistakes);
}
END_TEST

START_TEST(guard)
{
	struct file file = {.peers = PEERS};
	char routes[1024];

	re_snprintf(routes, sizeof routes, "routes: [r: {send: p}]\nguards: [g: %s]\n" REST,
		    guards[_i].guard);
	file.routes = routes;
	file_has(&file, guards[_i].what, guards[_i].mistakes);
}
END_TEST

static struct policy *load(const char *rule)
{
	char text[1024];

	re_snprintf(text, sizeof text, "sides: {a: {listen: udp:192.0.2.1}}\n" PEERS "\n%s\n" REST,
		    rule);
	return text_policy(text);
}

START_TEST(targets_have_weights_and_an_order)
{
	struct policy *policy = load("routes:\n"
				     "  - w: {from: p, send: {p: 70, q: 30}}\n"
				     "  - l: {from: q, send: {p: 70, q: 30}, order: least}\n"
				     "  - n: {order: listed, send: {p: 70, q: 30}, caller: 1}\n"
				     "  - s: {send: [q, p]}");
	const struct route_config *weight = &policy->rules[0].route,
				  *least = &policy->rules[1].route,
				  *listed = &policy->rules[2].route,
				  *list = &policy->rules[3].route;

	ck_assert_int_eq(ORDER_WEIGHT, weight->order);
	ck_assert_int_eq(ORDER_LEAST, least->order);
	ck_assert_int_eq(ORDER_LISTED, listed->order);
	ck_assert_int_eq(ORDER_LISTED, list->order);
	ck_assert_uint_eq(2, weight->targetc);
	ck_assert_str_eq("p", weight->targets[0].peer->name);
	ck_assert_uint_eq(70, weight->targets[0].weight);
	ck_assert_uint_eq(30, weight->targets[1].weight);
	ck_assert_str_eq("q", list->targets[0].peer->name);
	ck_assert_uint_eq(1, list->targets[0].weight);
	mem_deref(policy);
}
END_TEST

START_TEST(next_obeys_and_passes_unless_it_is_told_otherwise)
{
	struct policy *policy =
		load("routes:\n"
		     "  - a: {from: p, send: p}\n"
		     "  - b: {send: p, next: {retry-after: ignore, redirect: follow}}");

	ck_assert(policy->rules[0].route.next.heeds_retry);
	ck_assert(!policy->rules[0].route.next.follows);
	ck_assert(!policy->rules[1].route.next.heeds_retry);
	ck_assert(policy->rules[1].route.next.follows);
	mem_deref(policy);
}
END_TEST

START_TEST(limits_say_whose_they_are)
{
	struct policy *policy = load(
		"routes:\n"
		"  - r: {limit: {calls: 3, rate: 5/s, pace: 2s, minutes: 7, money: 0.5, each: day, "
		"per: peer}, send: p}\n"
		"guards:\n"
		"  - g: {limit: {calls: 4}, short: {calls: 20, under: 10s}, warn: yes}\n"
		"  - h: {short: {calls: 20, under: 10s, each: day}, new: country, reject: 403 No}");
	const struct limit_config *rule = &policy->rules[0].route.limit;
	const struct guard_config *guard = &policy->guards[0].guard,
				  *other = &policy->guards[1].guard;

	ck_assert_str_eq("rule r", rule->owner);
	ck_assert_uint_eq(3, rule->calls);
	ck_assert_uint_eq(5, rule->rate_calls);
	ck_assert_uint_eq(1000000, rule->rate_us);
	ck_assert_uint_eq(2000000, rule->pace_us);
	ck_assert_uint_eq(420000000, rule->talk_us);
	ck_assert_uint_eq(500000, rule->money);
	ck_assert_uint_eq(86400000000, rule->each_us);
	ck_assert_int_eq(LIMIT_PER_PEER, rule->per);

	ck_assert_str_eq("guard g", guard->limit.owner);
	ck_assert_uint_eq(3600000000, guard->limit.each_us);
	ck_assert_uint_eq(20, guard->short_calls);
	ck_assert_uint_eq(10000000, guard->short_us);
	ck_assert_uint_eq(0, guard->status);
	ck_assert(!guard->new_country);

	ck_assert_uint_eq(86400000000, other->limit.each_us);
	ck_assert_uint_eq(403, other->status);
	ck_assert_str_eq("No", other->reason);
	ck_assert(other->new_country);
	mem_deref(policy);
}
END_TEST

/* Headers are kept in the file's order, as set, add and remove stand. */
START_TEST(headers_tags_and_peculiarities_are_in_the_rule)
{
	static const struct header_config expect[] = {
		{HEADER_ADD,    "X-B", "2",  {0}},
		{HEADER_SET,    "X-A", "1",  {0}},
		{HEADER_REMOVE, "X-C", NULL, {0}},
		{HEADER_REMOVE, "X-D", NULL, {0}},
	};
	struct policy *policy =
		load("routes:\n"
		     "  - r: {add: {X-B: 2}, set: {header: {X-A: 1}}, remove: [X-C, X-D], "
		     "tag: [a, b], compat: user-phone, emergency: yes, send: p}");
	const struct route_config *route = &policy->rules[0].route;

	ck_assert_uint_eq(ARRAY_SIZE(expect), route->headerc);
	for (uint32_t i = 0; i < route->headerc; i++) {
		ck_assert_int_eq(expect[i].verb, route->headers[i].verb);
		ck_assert_str_eq(expect[i].name, route->headers[i].name);
		ck_assert_pstr_eq(expect[i].value, route->headers[i].value);
		ck_assert_uint_eq(3 + 1, route->headers[i].place.line);
	}
	ck_assert_uint_eq(2, route->tagc);
	ck_assert_str_eq("b", route->tags[1]);
	ck_assert(route->compat != 0);
	ck_assert(route->emergency);
	mem_deref(policy);
}
END_TEST

/* Each row is a list of one too many for a key. */
static const struct {
	const char *key, *item, *mistake;
	uint32_t max;
} many[] = {
	{"tag",					  "a",    "p.yaml:4:14: 'tag' has 17 entries: 16 at most\n",    TAGS_MAX   },
	{"remove",				       "X-A",  "p.yaml:4:14: 'remove' has 33 entries: 32 at most\n", CHANGES_MAX},
	{"remove: X-B, set: {header: {X-C: d}}, remove", "X-A",
	 "p.yaml:4:52: a second 'remove': the first is in line 4\n",                                                   3          },
	{"add: {X-B: c}, remove",                        "X-A",  "p.yaml:4:29: more than 32 headers are changed\n",
	 CHANGES_MAX - 1													  },
	{"send: p, codec",			       "pcma", "p.yaml:4:23: 'codec' has 65 entries: 64 at most\n",
	 CONDITION_VALUES_MAX												     },
};

START_TEST(one_too_many)
{
	struct file file = {0};
	char routes[2048] = "routes: [r: {";

	strcat(routes, many[_i].key);
	strcat(routes, ": [");
	for (uint32_t i = 0; i <= many[_i].max; i++) {
		strcat(routes, i ? ", " : "");
		strcat(routes, many[_i].item);
	}
	strcat(routes, "]}]");
	file.routes = routes;
	file_has(&file, many[_i].key, many[_i].mistake);
}
END_TEST

/* Names of files are relative to the folder of the file in which they stand. */
static const struct {
	const char *file, *name, *expect;
} paths[] = {
	{"p.yaml",          "b.txt",   "b.txt"         },
	{"/etc/sbc/p.yaml", "b.txt",   "/etc/sbc/b.txt"},
	{"etc/p.yaml",      "x/b.txt", "etc/x/b.txt"   },
	{"/etc/p.yaml",     "/b.txt",  "/b.txt"        },
};

START_TEST(join)
{
	char *path;

	ck_assert_int_eq(0, compile_join(&path, paths[_i].file, paths[_i].name));
	ck_assert_str_eq(paths[_i].expect, path);
	mem_deref(path);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/compile_routes");
	TCase *tcase = tcase_create("compile_routes");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, rule, 0, sizeof rules / sizeof rules[0]);
	tcase_add_loop_test(tcase, guard, 0, sizeof guards / sizeof guards[0]);
	tcase_add_test(tcase, targets_have_weights_and_an_order);
	tcase_add_test(tcase, next_obeys_and_passes_unless_it_is_told_otherwise);
	tcase_add_test(tcase, limits_say_whose_they_are);
	tcase_add_test(tcase, headers_tags_and_peculiarities_are_in_the_rule);
	tcase_add_loop_test(tcase, one_too_many, 0, sizeof many / sizeof many[0]);
	tcase_add_loop_test(tcase, join, 0, sizeof paths / sizeof paths[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
