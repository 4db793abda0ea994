/* compile_peers.c -- tests: what the file says of peers, accounts and tenants, as values */
#include "policy/compat.h"
#include "policy/compile.h"
#include "policy/secret.h"
#include "tests/unit/policy/file.h"

#define P "peers: {p: {side: a, address: 192.0.2.10"
#define NO_SERVER                                                                                  \
	"is not a host name or IP address, such as sip.example.com or tls:192.0.2.10:5071\n"
#define NO_TRUST "is not yes, no, or a list of pai, ppi, rpid, diversion and history\n"
#define NO_RETRY "is not a time from 1s to 1d, such as 10s\n"

/* clang-format off */
/* Each row is a file with one thing wrong; "" is a file that is right. */
static const struct {
	const char *what;
	struct file file;
	const char *mistakes;
} files[] = {
	/* where it is */
	{"a name", {.peers = "peers: {p: {side: a, server: sip.example.com}}"}, ""},
	{"a name with a port",
	 {.sides = "sides: {a: {listen: tcp:192.0.2.1}}", .peers = "peers: {p: {side: a, server: tcp:sip.example.com:5080}}"}, ""},
	{"a name of digits", {.peers = "peers: {p: {side: a, server: 192.0.2}}"},
	 "p.yaml:3:30: '192.0.2' " NO_SERVER},
	{"a name with a space", {.peers = "peers: {p: {side: a, server: a b}}"}, "p.yaml:3:30: 'a b' " NO_SERVER},
	{"port 0", {.peers = "peers: {p: {side: a, server: 'a.example:0'}}"}, "p.yaml:3:30: 'a.example:0' " NO_SERVER},
	{"WebSocket", {.peers = "peers: {p: {side: a, server: ws:a.example}}"},
	 "p.yaml:3:30: 'ws:' is not yet supported: write udp:, tcp: or tls: and an address\n"},
	{"a network", {.peers = P ", server: a.example, address: 192.0.2.0/24}}"},
	 "p.yaml:3:62: a second 'address': the first is in line 3\n"},
	{"a network and a machine", {.peers = "peers: {p: {side: a, address: [192.0.2.0/24, 198.51.100.1]}}"}, ""},
	{"networks only", {.peers = "peers: {p: {side: a, address: [192.0.2.0/24, 198.51.100.0/24]}}"},
	 "p.yaml:3:32: 'p' has networks only: give it 'server', for calls go to one machine\n"},
	{"a network with bits behind", {.peers = "peers: {p: {side: a, server: a.example, address: 192.0.2.10/24}}"},
	 "p.yaml:3:50: '192.0.2.10/24' is no network: 192.0.2.0/24 is\n"},
	{"no bits at all", {.peers = "peers: {p: {side: a, server: a.example, address: 192.0.2.0/7}}"},
	 "p.yaml:3:50: '192.0.2.0/7' is not an IP address such as 192.0.2.10 or 192.0.2.10:5080, or a network such as 192.0.2.0/24\n"},
	{"a proxy that is none", {.peers = P ", proxy: '-'}}"}, "p.yaml:3:50: '-' " NO_SERVER},
	{"a host of ours", {.peers = P ", host: sbc.example}}"}, ""},
	{"a host with a port", {.peers = P ", host: 'sbc.example:5060'}}"},
	 "p.yaml:3:49: 'sbc.example:5060' is not a host name or an IP address\n"},
	{"match of nothing", {.peers = P ", match: {}}}"}, "p.yaml:3:43: 'match' is empty\n"},
	{"match of another key", {.peers = P ", match: {caled: 1}}}"},
	 "p.yaml:3:51: unknown key 'caled' (did you mean 'called'?)\n"},
	{"a domain that is none", {.peers = P ", match: {domain: a_b!}}}"},
	 "p.yaml:3:59: 'a_b!' is not a host name or an IP address\n"},

	/* health */
	{"never a ping", {.peers = P ", health: {ping: no}}}"}, ""},
	{"a ping too often", {.peers = P ", health: {ping: 999ms}}}"},
	 "p.yaml:3:58: '999ms' is not a time from 1s to 1d, such as 30s, or no\n"},
	{"a retry that never is", {.peers = P ", health: {retry: no}}}"}, "p.yaml:3:59: 'no' " NO_RETRY},
	{"slow at once", {.peers = P ", health: {slow: 9ms}}}"},
	 "p.yaml:3:58: '9ms' is not a time from 10ms to 32s, such as 1s\n"},
	{"down before it fails", {.peers = P ", health: {down: 0}}}"},
	 "p.yaml:3:58: '0' is not a number from 1 to 100\n"},
	{"up never", {.peers = P ", health: {up: 101}}}"},
	 "p.yaml:3:56: '101' is not a number from 1 to 100\n"},

	/* identity */
	{"trust in nobody known", {.peers = P ", identity: {trust: [pai, pia]}}}"}, "p.yaml:3:67: 'pia' " NO_TRUST},
	{"yes among others", {.peers = P ", identity: {send: [pai, yes]}}}"}, "p.yaml:3:66: 'yes' " NO_TRUST},
	{"from somebody", {.peers = P ", identity: {from: somebody}}}"},
	 "p.yaml:3:60: 'somebody' is not caller or account\n"},
	{"a privacy that is none", {.peers = P ", identity: {privacy: yes}}}"},
	 "p.yaml:3:63: 'yes' is not pass, id, full or none\n"},
	{"a fallback of the wire", {.peers = P ", identity: {fallback: 02873000000}}}"},
	 "p.yaml:3:64: '02873000000' is not a number as E.164, such as +842873000000\n"},
	{"a fallback of 15 digits", {.peers = P ", identity: {fallback: +123456789012345}}}"}, ""},
	{"a fallback of 16 digits", {.peers = P ", identity: {fallback: +1234567890123456}}}"},
	 "p.yaml:3:64: '+1234567890123456' is not a number as E.164, such as +842873000000\n"},
	{"a fallback of none", {.peers = P ", identity: {fallback: +}}}"},
	 "p.yaml:3:64: '+' is not a number as E.164, such as +842873000000\n"},

	/* shape */
	{"SRTP, perhaps", {.peers = P ", media: {srtp: perhaps}}}"},
	 "p.yaml:3:57: 'perhaps' is not no, allowed or required\n"},
	{"a codec with a space", {.peers = P ", media: {codecs: [pcma, 'g 722']}}}"},
	 "p.yaml:3:66: 'g 722' is not a codec's name, such as pcma\n"},
	{"a codec of 33 letters", {.peers = P ", media: {codecs: abcdefghijklmnopqrstuvwxyz0123456}}}"},
	 "p.yaml:3:59: 'abcdefghijklmnopqrstuvwxyz0123456' is not a codec's name, such as pcma\n"},
	{"a header of dialogs", {.peers = P ", headers: {set: {Via: x}}}}"}, NULL},
	{"a peculiarity of no name", {.peers = P ", compat: user-fone}}"},
	 "p.yaml:3:51: no peculiarity is called 'user-fone' (did you mean 'user-phone'?)\n"},
	{"a peculiarity of another world", {.peers = P ", compat: colour}}"},
	 "p.yaml:3:51: no peculiarity is called 'colour'\n"},

	/* accounts */
	{"a login without a password", {.peers = P ", login: {user: x}}}"},
	 "p.yaml:3:43: 'login' has no 'password': where the password is; never printed or logged\n"},
	{"a challenge without a user", {.peers = P ", challenge: {password: x}}}"},
	 "p.yaml:3:43: 'challenge' has no 'user': the user for digest\n"},
	{"a password in a list", {.peers = P ", login: {user: x, password: [x]}}}"},
	 "p.yaml:3:70: 'password' takes one value\n"},
	{"a user with a host", {.peers = P ", register: {user: x@y}}}"},
	 "p.yaml:3:60: 'x@y' is not the user part of a SIP URI, of 127 bytes at most\n"},
	{"a login may have one", {.peers = P ", register: {user: x, login: x@y, password: z}}}"}, ""},
	{"a login with a quote", {.peers = P ", register: {user: x, login: 'x\"y', password: z}}}"},
	 "p.yaml:3:70: 'x\"y' is not a user of 127 bytes at most, without \" and \\\n"},
	{"a name with a quote", {.peers = P ", register: {user: x, display: 'x\"y'}}}"},
	 "p.yaml:3:72: 'x\"y' is not a name of 127 bytes at most, without \" and \\\n"},
	{"too short a registration", {.peers = P ", register: {user: x, expires: 29s}}}"},
	 "p.yaml:3:72: '29s' is not a time from 30s to 7d, such as 10m\n"},
	{"bulk, perhaps", {.peers = P ", register: {user: x, bulk: perhaps}}}"},
	 "p.yaml:3:69: 'perhaps' is not yes or no\n"},
	{"an account of nobody", {.extra = "accounts: {x: {user: u}}"},
	 "p.yaml:1:12: 'x' has no 'peer': where we register\n"},
	{"an account of no peer", {.extra = "accounts: {x: {peer: q, user: u}}"},
	 "p.yaml:1:22: no peer 'q' (did you mean 'p'? line 3)\n"},
	{"an account of a peer's name", {.extra = "accounts: {p: {peer: p, user: u}}"}, ""},
	{"and that peer registers", {.extra = "accounts: {p: {peer: p, user: u}}", .peers = P ", register: {user: x}}}"},
	 "p.yaml:3:43: a second account 'p': the first is in line 1\n"},

	/* tenants */
	{"a tenant of nobody", {.extra = "tenants: {t: {limit: {calls: 1}}}"},
	 "p.yaml:1:11: 't' has no 'peers': its peers; a peer has one tenant at most\n"},
	{"a tenant of no peer", {.extra = "tenants: {t: {peers: [p, q]}}"},
	 "p.yaml:1:26: no peer 'q' (did you mean 'p'? line 3)\n"},
	{"a peer of two", {.extra = "tenants: {t: {peers: p}, u: {peers: p}}"},
	 "p.yaml:1:37: 'p' belongs to tenant 't' (line 1) already: a peer has one\n"},
	{"a peer twice", {.extra = "tenants: {t: {peers: [p, p]}}"},
	 "p.yaml:1:26: 'p' belongs to tenant 't' (line 1) already: a peer has one\n"},
};
/* clang-format on */

START_TEST(mistake)
{
	char *text = file_text(&files[_i].file), *mistakes;
	struct policy *policy;

	(void)text_load(&policy, &mistakes, text);
	ck_assert_msg(files[_i].mistakes ? !strcmp(files[_i].mistakes, mistakes) : mistakes[0],
		      "%s:\n%s", files[_i].what, mistakes);
	mem_deref(mistakes);
	mem_deref(policy);
	mem_deref(text);
}
END_TEST

static const char many[] =
	"sides:\n"
	"  a: {listen: [udp:192.0.2.1, tcp:192.0.2.1, tls:192.0.2.1], tls: {certificate: e.pem, "
	"roots: /r.pem}}\n"
	"peers:\n"
	"  name: {side: a, server: sip.example.com}\n"
	"  ported: {side: a, server: 'tls:sip.example.com:5071', proxy: 'tcp:192.0.2.30'}\n"
	"  plain: {side: a, server: 192.0.2.11}\n"
	"  secure: {side: a, server: tls:192.0.2.12}\n"
	"  six: {side: a, server: 'udp:[192.0.2.13]:5062'}\n"
	"  from: {side: a, address: [192.0.2.128/25, 192.0.2.14:5063]}\n"
	"  all:\n"
	"    side: a\n"
	"    address: 192.0.2.15\n"
	"    match: {called: [1*, 2*], domain: sbc.example}\n"
	"    host: edge.example\n"
	"    login: {user: lu, password: lp, realm: lr}\n"
	"    challenge: {user: cu, password: cp}\n"
	"    health: {ping: 30s, retry: 5s, slow: 500ms, down: 2, up: 4}\n"
	"    identity: {trust: [pai, rpid], send: no, from: account, privacy: id, own: +84*, "
	"fallback: +84}\n"
	"    media: {srtp: required, codecs: [PCMA, opus]}\n"
	"    headers: {set: {X-A: a}, add: {X-B: b}, remove: [X-C, X-D]}\n"
	"    compat: [user-phone, one-codec]\n"
	"  reg:\n"
	"    side: a\n"
	"    server: reg.example\n"
	"    register: {user: u, password: p, display: D, label: L, expires: 10m, server: "
	"r.example, "
	"bulk: yes}\n"
	"accounts:\n"
	"  second: {peer: reg, user: u2, login: l2, password: p2}\n"
	"  third: {peer: reg, user: u3}\n"
	"tenants:\n"
	"  acme: {peers: [name, all], limit: {calls: 7}}\n"
	"control: /run/sbc.sock\n"
	"routes:\n"
	"  - all: {send: name}\n";

/* Each row is a peer, and where its calls go. */
static const struct {
	const char *name, *host;
	uint16_t port;
	enum sip_transp transport;
	const char *address;
} servers[] = {
	{"name",   "sip.example.com", 0,    SIP_TRANSP_NONE, NULL             },
	{"ported", "sip.example.com", 5071, SIP_TRANSP_TLS,  NULL             },
	{"plain",  "192.0.2.11",      0,    SIP_TRANSP_UDP,  "192.0.2.11:5060"},
	{"secure", "192.0.2.12",      0,    SIP_TRANSP_TLS,  "192.0.2.12:5061"},
	{"six",    "192.0.2.13",      5062, SIP_TRANSP_UDP,  "192.0.2.13:5062"},
	{"from",   "192.0.2.14",      5063, SIP_TRANSP_UDP,  "192.0.2.14:5063"},
};

START_TEST(server)
{
	struct policy *policy = text_policy(many);
	const struct server_config *found = &policy_peer(policy, servers[_i].name)->server;
	char address[64] = "";

	ck_assert_str_eq(servers[_i].host, found->host);
	ck_assert_uint_eq(servers[_i].port, found->port);
	ck_assert_int_eq(servers[_i].transport, found->transport);
	if (sa_isset(&found->address, SA_ADDR))
		re_snprintf(address, sizeof address, "%J", &found->address);
	ck_assert_str_eq(servers[_i].address ? servers[_i].address : "", address);
	mem_deref(policy);
}
END_TEST

START_TEST(values_of_a_side)
{
	struct policy *policy = text_policy(many);
	const struct side_config *side = policy_config(policy)->sides;

	ck_assert_int_eq(SIP_TRANSP_TCP, side->listen[1].transport);
	ck_assert_uint_eq(5060, sa_port(&side->listen[1].local));
	ck_assert_int_eq(SIP_TRANSP_TLS, side->listen[2].transport);
	ck_assert_uint_eq(5061, sa_port(&side->listen[2].local));
	ck_assert_str_eq("e.pem", side->tls.certificate);
	ck_assert_str_eq("/r.pem", side->tls.roots);
	ck_assert_uint_eq(2, side->tls.place.line);
	ck_assert_str_eq("/run/sbc.sock", policy_config(policy)->control);
	mem_deref(policy);
}
END_TEST

START_TEST(values_of_addresses)
{
	struct policy *policy = text_policy(many);
	const struct peer_config *peer = policy_peer(policy, "from");

	ck_assert_uint_eq(2, peer->addressc);
	ck_assert_uint_eq(25, peer->addresses[0].bits);
	ck_assert_uint_eq(0, sa_port(&peer->addresses[0].address));
	ck_assert_uint_eq(32, peer->addresses[1].bits);
	ck_assert_uint_eq(5063, sa_port(&peer->addresses[1].address));
	ck_assert_uint_eq(0, policy_peer(policy, "name")->addressc);
	ck_assert_uint_eq(1, policy_peer(policy, "six")->addressc);
	ck_assert_uint_eq(0, sa_port(&policy_peer(policy, "six")->addresses[0].address));
	ck_assert_str_eq("192.0.2.30", policy_peer(policy, "ported")->proxy.host);
	ck_assert_int_eq(SIP_TRANSP_TCP, policy_peer(policy, "ported")->proxy.transport);
	ck_assert(!policy_peer(policy, "plain")->proxy.host);
	mem_deref(policy);
}
END_TEST

static void has_password(const struct login_config *login, const char *expect)
{
	char open[SECRET_SIZE];

	ck_assert_int_eq(0, secret_open(open, sizeof open, login->password));
	ck_assert_str_eq(expect, open);
}

START_TEST(values_of_a_peer)
{
	struct policy *policy = text_policy(many);
	const struct peer_config *peer = policy_peer(policy, "all");

	ck_assert_uint_eq(2, peer->match.called->count);
	ck_assert_str_eq("sbc.example", peer->match.domain);
	ck_assert_str_eq("edge.example", peer->host);
	ck_assert_str_eq("lu", peer->login.user);
	ck_assert_str_eq("lr", peer->login.realm);
	has_password(&peer->login, "lp");
	ck_assert_str_eq("cu", peer->challenge.user);
	ck_assert(!peer->challenge.realm);
	has_password(&peer->challenge, "cp");
	ck_assert_str_eq("lu", peer->user);
	ck_assert_uint_eq(30000000, peer->health.ping_us);
	ck_assert_uint_eq(5000000, peer->health.retry_us);
	ck_assert_uint_eq(500000, peer->health.slow_us);
	ck_assert_uint_eq(2, peer->health.down);
	ck_assert_uint_eq(4, peer->health.up);
	mem_deref(policy);
}
END_TEST

START_TEST(values_of_identity_and_shape)
{
	struct policy *policy = text_policy(many);
	const struct peer_config *peer = policy_peer(policy, "all");

	ck_assert_uint_eq(IDENTITY_PAI | IDENTITY_RPID, peer->identity.trust);
	ck_assert_uint_eq(0, peer->identity.send);
	ck_assert(!peer->identity.passes);
	ck_assert_int_eq(IDENTITY_FROM_ACCOUNT, peer->identity.from);
	ck_assert_int_eq(PRIVACY_ID, peer->identity.privacy);
	ck_assert_uint_eq(1, peer->identity.own->count);
	ck_assert_str_eq("+84", peer->identity.fallback);
	ck_assert_int_eq(SRTP_REQUIRED, peer->media.srtp);
	ck_assert_uint_eq(2, peer->media.codecc);
	ck_assert_str_eq("pcma", peer->media.codecs[0]);
	ck_assert_str_eq("opus", peer->media.codecs[1]);
	ck_assert_uint_eq(4, peer->headerc);
	ck_assert_int_eq(HEADER_SET, peer->headers[0].verb);
	ck_assert_int_eq(HEADER_ADD, peer->headers[1].verb);
	ck_assert_int_eq(HEADER_REMOVE, peer->headers[3].verb);
	ck_assert_str_eq("X-D", peer->headers[3].name);
	ck_assert_uint_eq(COMPAT_USER_PHONE | COMPAT_ONE_CODEC, peer->compat);
	mem_deref(policy);
}
END_TEST

START_TEST(what_holds_if_a_peer_says_nothing)
{
	struct policy *policy = text_policy(many);
	const struct peer_config *peer = policy_peer(policy, "name");

	ck_assert_uint_eq(0, peer->health.ping_us);
	ck_assert_uint_eq(10000000, peer->health.retry_us);
	ck_assert_uint_eq(1000000, peer->health.slow_us);
	ck_assert_uint_eq(3, peer->health.down);
	ck_assert_uint_eq(1, peer->health.up);
	ck_assert_uint_eq(IDENTITY_ALL, peer->identity.trust);
	ck_assert(peer->identity.passes);
	ck_assert(!peer->login.user && !peer->challenge.user && !peer->user);
	ck_assert(!peer->host && !peer->prices && !peer->match.place.line);
	ck_assert_int_eq(SRTP_ALLOWED, peer->media.srtp);
	mem_deref(policy);
}
END_TEST

START_TEST(values_of_accounts)
{
	struct policy *policy = text_policy(many);
	const struct config *config = policy_config(policy);
	const struct account_config *first = config->accounts, *second = first + 1;
	const struct peer_config *reg = policy_peer(policy, "reg");

	ck_assert_uint_eq(3, config->accountc);
	ck_assert_str_eq("reg", first->name);
	ck_assert_ptr_eq(reg, first->peer);
	ck_assert_str_eq("u", first->user);
	ck_assert_str_eq("u", first->login.user);
	has_password(&first->login, "p");
	ck_assert_str_eq("D", first->display);
	ck_assert_str_eq("L", first->label);
	ck_assert_uint_eq(600000000, first->expires_us);
	ck_assert_str_eq("r.example", first->server.host);
	ck_assert(first->bulk);

	ck_assert_str_eq("second", second->name);
	ck_assert_ptr_eq(reg, second->peer);
	ck_assert_str_eq("u2", second->user);
	ck_assert_str_eq("l2", second->login.user);
	ck_assert_uint_eq(3600000000, second->expires_us);
	ck_assert(!second->server.host && !second->bulk && !second->label && !second->display);

	ck_assert(!second[1].login.user && !second[1].login.password);
	mem_deref(policy);
}
END_TEST

START_TEST(a_registration_is_a_login_too)
{
	struct policy *policy = text_policy(many);
	const struct peer_config *reg = policy_peer(policy, "reg");

	ck_assert_str_eq("u", reg->user);
	ck_assert_str_eq("u", reg->login.user);
	has_password(&reg->login, "p");
	mem_deref(policy);
}
END_TEST

START_TEST(a_login_of_its_own_goes_before)
{
	char *text = file_text(&(struct file){
		.peers = P ", register: {user: u, password: p}, login: {user: l, password: q}}}"});
	struct policy *policy = text_policy(text);
	const struct peer_config *peer = policy_peer(policy, "p");

	ck_assert_str_eq("l", peer->login.user);
	has_password(&peer->login, "q");
	ck_assert_str_eq("u", peer->user);
	mem_deref(policy);
	mem_deref(text);
}
END_TEST

START_TEST(values_of_tenants)
{
	struct policy *policy = text_policy(many);
	const struct tenant_config *tenant = policy_config(policy)->tenants;

	ck_assert_uint_eq(1, policy_config(policy)->tenantc);
	ck_assert_str_eq("acme", tenant->name);
	ck_assert_uint_eq(7, tenant->limit.calls);
	ck_assert_str_eq("tenant acme", tenant->limit.owner);
	ck_assert_ptr_eq(tenant, policy_peer(policy, "name")->tenant);
	ck_assert_ptr_eq(tenant, policy_peer(policy, "all")->tenant);
	ck_assert(!policy_peer(policy, "plain")->tenant);
	mem_deref(policy);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/compile_peers");
	TCase *tcase = tcase_create("compile_peers");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, mistake, 0, ARRAY_SIZE(files));
	tcase_add_loop_test(tcase, server, 0, ARRAY_SIZE(servers));
	tcase_add_test(tcase, values_of_a_side);
	tcase_add_test(tcase, values_of_addresses);
	tcase_add_test(tcase, values_of_a_peer);
	tcase_add_test(tcase, values_of_identity_and_shape);
	tcase_add_test(tcase, what_holds_if_a_peer_says_nothing);
	tcase_add_test(tcase, values_of_accounts);
	tcase_add_test(tcase, a_registration_is_a_login_too);
	tcase_add_test(tcase, a_login_of_its_own_goes_before);
	tcase_add_test(tcase, values_of_tenants);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
