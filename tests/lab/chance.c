/* chance.c -- see chance.h */
#include "tests/lab/chance.h"

#define ANY(dice, rows) ((rows)[dice_between(dice, 0, ARRAY_SIZE(rows) - 1)])

/* What a peer, rule or call may have, each thrown for by itself; %u is some peer's number. */
static const char *const plans[] = {"", ", numbers: e164", ", numbers: v",
				    ", numbers: v, extensions: {1xxx: +842873000xxx}"};
static const char *const identities[] = {
	"",
	"",
	", identity: {own: +8428*, fallback: +842873000999}",
	", identity: {own: [+8490*, +8428*]}",
	", identity: {privacy: id, send: [pai, ppi]}",
	", identity: {privacy: full}",
	", identity: {trust: no}",
	", identity: {trust: [pai, diversion], send: [rpid, diversion]}",
};
static const char *const habits[] = {
	"",
	"",
	", headers: {set: {X-D: peer}}",
	", headers: {add: {X-D: another, X-E: peer}, remove: X-F}",
	", compat: [user-phone]",
	", host: sbc.example.com",
	", match: {called: [0*, 1*, +84*]}",
};
static const char *const conditions[] = {
	"from: p%u, ",
	"from: [p%u, p0], ",
	"from: shop, ",
	"called: +84*, ",
	"called: [113, +849*], ",
	"called: +842873000000..+842873000499, ",
	"called: /5$/, ",
	"caller: +8428*, ",
	"caller: [1xxx, /^anon/], ",
	"hours: office, ",
	"country: [vn, +1], ",
	"not: {called: +8490*}, ",
	"not: {from: p%u, hours: office}, ",
	"header: {X-A: 1*}, ",
	"not: {header: {X-A: /^1/}}, ",
	"codec: [opus, pcma], ",
	"codec: opus, ",
	"transport: udp, ",
	"load: '>5%%', ",
	"method: INVITE, ",
};
static const char *const changes[] = {
	"set: {prefix: +84}, ",
	"set: {drop: 1}, ",
	"set: {drop: 2, prefix: 0}, ",
	"set: {replace: [/^.84/, 00]}, ",
	"set: {caller: +842873000777}, ",
	"set: {called: +84912345678}, ",
	"set: {display: Office %u}, ",
	"set: {header: {X-C: rule}}, ",
	"add: {X-B: b%u}, ",
	"remove: X-A, ",
	"tag: [t%u, x], ",
	"privacy: id, ",
	"privacy: none, ",
	"compat: user-phone, ",
};
static const char *const ends[] = {"reject: 403", "reject: 486 Not now %u", "reject: 603",
				   "drop: yes"};
static const char *const open_sends[] = {
	"send: p%u, next: {on: [4xx, 6xx]}",
	"send: [p%u, p%u], next: {on: [4xx, 6xx]}",
};
static const char *const sends[] = {
	"send: p%u",
	"send: [p%u, p%u]",
	"send: [p%u, p%u], next: {on: [486], after: 2s}",
	"send: [p%u, p%u], next: {on: [404, 6xx]}",
	"send: {p%u: 70, p%u: 30}, next: {on: 4xx}",
	"send: [p%u, p%u], order: least, next: {on: [4xx, 6xx]}",
	"send: [p%u, p%u], order: weight",
};
static const char *const callers[] = {"1001",          "1999",      "0912345678", "+842873000123",
				      "0014155550100", "anonymous", "02873000400"};
static const char *const numbers[] = {"1001",     "1700",          "0912345678",  "113",
				      "114",      "0014155550100", "02873000123", "+84901234565",
				      "99999999", "+14155550105",  "02873000600", "lan.anh"};
static const char *const headers[] = {
	"",
	"",
	"X-A: 123\r\n",
	"X-A: 2\r\nX-B: mine\r\n",
	"P-Asserted-Identity: <sip:+842873000456@lab.example>\r\n",
	"Privacy: id\r\nP-Asserted-Identity: <sip:1002@lab.example>\r\n",
	"Diversion: <sip:+842873000789@lab.example>;reason=unconditional\r\n",
};
static const uint16_t statuses[] = {404, 480, 486, 603};

static const char preamble[] = "name: agree\n"
			       "sides: {a: {listen: udp:10.0.0.2}}\n"
			       "numbering: {v: {country: 84, national: 0, international: 00, "
			       "local: [113, 114]}}\n"
			       "hours: {office: Mon-Fri 08:00-18:00 +07:00}\n";

/* Two peers that are not the same; a row that has fewer %u leaves the others. */
static int print_row(struct mbuf *mb, struct dice *dice, uint32_t peerc, const char *row)
{
	const uint32_t one = (uint32_t)dice_between(dice, 0, peerc - 1);
	const uint32_t other = (one + (uint32_t)dice_between(dice, 1, peerc - 1)) % peerc;

	return mbuf_printf(mb, row, one, other);
}

static int write_peers(struct mbuf *mb, struct dice *dice, uint32_t peerc)
{
	int err = mbuf_write_str(mb, "peers:\n");

	for (uint32_t i = 0; i < peerc; i++)
		err |= mbuf_printf(mb, "  p%u: {side: a, address: 10.0.0.%u%s%s%s}\n", i, 10 + i,
				   ANY(dice, plans), ANY(dice, identities), ANY(dice, habits));

	return err;
}

/* A rule that decides has a condition, or those behind it could never match. */
static int write_rule(struct mbuf *mb, struct dice *dice, uint32_t peerc, bool open)
{
	const uint64_t kind = dice_between(dice, 0, 9);
	int err = print_row(mb, dice, peerc, ANY(dice, conditions));

	if (kind < 2)
		return err | print_row(mb, dice, peerc, ANY(dice, changes));

	if (dice_between(dice, 0, 2) == 0)
		err |= print_row(mb, dice, peerc, ANY(dice, changes));
	if (kind < 5)
		return err | print_row(mb, dice, peerc, ANY(dice, ends));

	return err | print_row(mb, dice, peerc, open ? ANY(dice, open_sends) : ANY(dice, sends));
}

int chance_policy(struct mbuf *mb, struct dice *dice, bool open)
{
	const uint32_t peerc = (uint32_t)dice_between(dice, CHANCE_PEERS_MIN, CHANCE_PEERS);
	const uint32_t rulec = (uint32_t)dice_between(dice, 1, CHANCE_RULES_MAX);
	int err = mbuf_write_str(mb, preamble);

	err |= write_peers(mb, dice, peerc);
	err |= mbuf_write_str(mb, "tenants: {shop: {peers: [p0, p1]}}\nroutes:\n");
	for (uint32_t i = 0; i < rulec; i++) {
		err |= mbuf_printf(mb, "  - r%u: {", i);
		err |= write_rule(mb, dice, peerc, open);
		err |= mbuf_write_str(mb, "}\n");
	}

	return err;
}

void chance_call(struct chance_call *call, struct dice *dice)
{
	/* Most by peers that every policy has: strangers are soon told. */
	call->peer = (uint32_t)dice_between(
		dice, 0, (dice_between(dice, 0, 3) ? CHANCE_PEERS_MIN : CHANCE_PEERS) - 1);
	call->caller = ANY(dice, callers);
	call->called = ANY(dice, numbers);
	call->headers = ANY(dice, headers);
	for (uint32_t i = 0; i < CHANCE_PEERS; i++)
		call->statuses[i] = ANY(dice, statuses);
}
