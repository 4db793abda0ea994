/* resolve.c -- walks through NAPTR, SRV and addresses in a simulated world's names */
#include <errno.h>
#include <string.h>
#include <check.h>
#include "sbc/sip/resolve.h"
#include "sbc/world/sim.h"

enum {
	UDP = 1 << SIP_TRANSP_UDP,
	TCP = 1 << SIP_TRANSP_TCP,
	TLS = 1 << SIP_TRANSP_TLS,
	ALL = UDP | TCP | TLS,
	DRAWS = 10000,
};

static const char *const zone[] = {
	"plain.example 300 A 192.0.2.1",
	"plain.example 60 AAAA 2001:db8::1",
	"six.example AAAA 2001:db8::6",
	"_sip._udp.srv.example 120 SRV 20 0 5070 b.srv.example",
	"_sip._udp.srv.example 120 SRV 10 0 5060 a.srv.example",
	"_sip._tcp.srv.example 120 SRV 10 0 5060 a.srv.example",
	"_sips._tcp.srv.example 120 SRV 10 0 5061 a.srv.example",
	"srv.example A 192.0.2.99",
	"a.srv.example 30 A 192.0.2.10",
	"b.srv.example A 192.0.2.20",
	"b.srv.example A 192.0.2.21",
	"naptr.example NAPTR 10 20 s SIP+D2U _sip._udp.srv.example",
	"naptr.example NAPTR 10 10 S sips+d2t _sips._tcp.srv.example",
	"naptr.example NAPTR 20 10 s SIP+D2T _sip._tcp.srv.example",
	"naptr.example NAPTR 5 10 s E2U+sip _sip._tcp.srv.example",
	"naptr.example NAPTR 5 10 a SIP+D2T a.srv.example",
	"alias.example 20 CNAME plain.example",
	"_sip._udp.alias2.example SRV 10 0 5060 alias.example",
	"ring.example CNAME rong.example",
	"rong.example CNAME ring.example",
	"_sip._udp.closed.example SRV 0 0 0 .",
	"closed.example A 192.0.2.99",
	"_sip._udp.empty.example SRV 0 0 5060 nowhere.example",
};

struct walk {
	struct world *world;
	struct resolve *resolve;
	char heard[1024];
	uint32_t times;
	bool lets_go;
};

static void hear(const struct resolve_answer *answer, void *arg)
{
	struct walk *walk = arg;
	struct mbuf *text = mbuf_alloc(256);

	if (answer->err)
		(void)mbuf_printf(text, "%d", answer->err);
	for (uint32_t i = 0; i < answer->count; i++)
		(void)mbuf_printf(text, "%s %J, ", sip_transp_name(answer->list[i].transport),
				  &answer->list[i].address);
	if (!answer->err)
		(void)mbuf_printf(text, "%u s", answer->ttl_s);

	ck_assert_uint_lt(text->end, sizeof walk->heard);
	memcpy(walk->heard, text->buf, text->end);
	walk->heard[text->end] = '\0';
	walk->times++;
	mem_deref(text);
	if (walk->lets_go)
		walk->resolve = mem_deref(walk->resolve);
}

static void begin(struct walk *walk)
{
	ck_assert_int_eq(0, sim_alloc(&walk->world, 1));
	for (size_t i = 0; i < ARRAY_SIZE(zone); i++)
		ck_assert_int_eq(0, sim_name(walk->world, zone[i]));
}

static void end(struct walk *walk)
{
	struct sim_counts counts;

	mem_deref(walk->resolve);
	sim_count(walk->world, &counts);
	ck_assert_uint_eq(0, counts.questions);
	mem_deref(walk->world);
}

/* Each row is one name as the file has it, and what it leads to. */
/* clang-format off */
static const struct {
	const char *what, *host;
	uint16_t port;
	enum sip_transp transport;
	uint32_t ipv4, ipv6;
	const char *expect;
} names[] = {
	{"a name alone is asked for its addresses, IPv4 first",
	 "plain.example", 0, SIP_TRANSP_NONE, ALL, ALL, "UDP 192.0.2.1:5060, UDP [2001:db8::1]:5060, 60 s"},
	{"a family that we do not speak is not asked for",
	 "plain.example", 0, SIP_TRANSP_NONE, ALL, 0, "UDP 192.0.2.1:5060, 300 s"},
	{"nor is one that another transport speaks",
	 "plain.example", 0, SIP_TRANSP_UDP, UDP, TCP, "UDP 192.0.2.1:5060, 300 s"},
	{"without UDP, the next that we speak",
	 "plain.example", 0, SIP_TRANSP_NONE, TLS | TCP, 0, "TCP 192.0.2.1:5060, 300 s"},
	{"TLS has its own port",
	 "plain.example", 0, SIP_TRANSP_TLS, ALL, 0, "TLS 192.0.2.1:5061, 300 s"},
	{"a written port leaves no SRV",
	 "srv.example", 5080, SIP_TRANSP_NONE, ALL, 0, "UDP 192.0.2.99:5080, 3600 s"},
	{"a written port and transport neither",
	 "srv.example", 5080, SIP_TRANSP_TCP, ALL, 0, "TCP 192.0.2.99:5080, 3600 s"},
	{"a written transport leaves its own SRV",
	 "srv.example", 0, SIP_TRANSP_TCP, ALL, 0, "TCP 192.0.2.10:5060, 30 s"},
	{"priorities stand in order, UDP before others",
	 "srv.example", 0, SIP_TRANSP_NONE, ALL, 0,
	 "UDP 192.0.2.10:5060, UDP 192.0.2.20:5070, UDP 192.0.2.21:5070, TCP 192.0.2.10:5060, TLS 192.0.2.10:5061, 30 s"},
	{"what no listener speaks is left out",
	 "srv.example", 0, SIP_TRANSP_NONE, TLS, 0, "TLS 192.0.2.10:5061, 30 s"},
	{"NAPTR says which transport is better; the higher order is not for us",
	 "naptr.example", 0, SIP_TRANSP_NONE, ALL, 0,
	 "TLS 192.0.2.10:5061, UDP 192.0.2.10:5060, UDP 192.0.2.20:5070, UDP 192.0.2.21:5070, 30 s"},
	{"unless the lower one is of what we do not speak",
	 "naptr.example", 0, SIP_TRANSP_NONE, TCP, 0, "TCP 192.0.2.10:5060, 30 s"},
	{"an alias is followed and its TTL counts",
	 "alias.example", 0, SIP_TRANSP_NONE, UDP, 0, "UDP 192.0.2.1:5060, 20 s"},
	{"an alias behind SRV too, though RFC 2782 forbids it",
	 "alias2.example", 0, SIP_TRANSP_NONE, UDP, 0, "UDP 192.0.2.1:5060, 20 s"},
	{"a ring of aliases ends",
	 "ring.example", 0, SIP_TRANSP_NONE, UDP, 0, "2"},
	{"a service that is decidedly not there is not guessed",
	 "closed.example", 0, SIP_TRANSP_NONE, UDP, 0, "2"},
	{"an SRV record that leads nowhere",
	 "empty.example", 0, SIP_TRANSP_NONE, UDP, 0, "2"},
	{"a name that nobody knows",
	 "no.example", 0, SIP_TRANSP_NONE, ALL, ALL, "2"},
	{"a name of the other family only",
	 "six.example", 0, SIP_TRANSP_NONE, UDP, 0, "2"},
};
/* clang-format on */

START_TEST(name)
{
	struct walk walk = {.lets_go = _i % 2};
	const struct resolve_config config = {.host = names[_i].host,
					      .port = names[_i].port,
					      .transport = names[_i].transport,
					      .ipv4 = names[_i].ipv4,
					      .ipv6 = names[_i].ipv6};

	begin(&walk);
	ck_assert_int_eq(0, resolve_start(&walk.resolve, walk.world, &config, hear, &walk));
	ck_assert_uint_eq(0, walk.times);
	ck_assert_int_eq(0, sim_settle(walk.world, SIM_TIMEOUT_US));
	ck_assert_uint_eq(1, walk.times);
	ck_assert_msg(!strcmp(names[_i].expect, walk.heard), "%s: %s", names[_i].what, walk.heard);
	end(&walk);
}
END_TEST

/* Each row is something that no walk can begin with. */
static const struct {
	const char *what, *host;
	enum sip_transp transport;
	uint32_t ipv4;
} refusals[] = {
	{"no name",                   "",              SIP_TRANSP_NONE, UDP},
	{"nothing that we speak",     "plain.example", SIP_TRANSP_NONE, 0  },
	{"a transport we speak not",  "plain.example", SIP_TRANSP_TLS,  UDP},
	{"one that has no SRV names", "plain.example", SIP_TRANSP_WS,   ALL},
};

START_TEST(refusal)
{
	struct walk walk = {.times = 0};
	const struct resolve_config config = {.host = refusals[_i].host,
					      .transport = refusals[_i].transport,
					      .ipv4 = refusals[_i].ipv4};

	begin(&walk);
	ck_assert_msg(resolve_start(&walk.resolve, walk.world, &config, hear, &walk) == EINVAL,
		      "%s", refusals[_i].what);
	end(&walk);
}
END_TEST

START_TEST(a_name_longer_than_any_is_refused)
{
	struct walk walk = {.times = 0};
	char host[RESOLVE_NAME_SIZE + 1];
	const struct resolve_config config = {.host = host, .ipv4 = UDP};

	memset(host, 'a', sizeof host);
	host[RESOLVE_NAME_SIZE] = '\0';
	begin(&walk);
	ck_assert_int_eq(EINVAL, resolve_start(&walk.resolve, walk.world, &config, hear, &walk));
	end(&walk);
}
END_TEST

/* NAPTR may stay unanswered, SRV may not: its silence is the end of the walk. */
START_TEST(silence_is_told_and_nothing_is_guessed)
{
	struct walk walk = {.times = 0};
	const struct faults silent = {.names_silent = true};
	const struct resolve_config config = {
		.host = "srv.example", .transport = SIP_TRANSP_NONE, .ipv4 = UDP};

	begin(&walk);
	sim_faults(walk.world, &silent);
	ck_assert_int_eq(0, resolve_start(&walk.resolve, walk.world, &config, hear, &walk));
	sim_run(walk.world, SIM_TIMEOUT_US);
	ck_assert_uint_eq(0, walk.times);
	sim_run(walk.world, SIM_TIMEOUT_US);
	ck_assert_str_eq("110", walk.heard);
	end(&walk);
}
END_TEST

START_TEST(only_naptr_is_silent)
{
	struct walk walk = {.times = 0};
	const struct faults silent = {.names_silent = true};
	const struct resolve_config config = {
		.host = "srv.example", .transport = SIP_TRANSP_NONE, .ipv4 = TCP};

	begin(&walk);
	sim_faults(walk.world, &silent);
	ck_assert_int_eq(0, resolve_start(&walk.resolve, walk.world, &config, hear, &walk));
	sim_faults(walk.world, NULL);
	ck_assert_int_eq(0, sim_settle(walk.world, 2 * SIM_TIMEOUT_US));
	ck_assert_str_eq("TCP 192.0.2.10:5060, 30 s", walk.heard);
	end(&walk);
}
END_TEST

START_TEST(a_walk_that_is_ended_tells_nothing)
{
	struct walk walk = {.times = 0};
	const struct resolve_config config = {
		.host = "srv.example", .transport = SIP_TRANSP_NONE, .ipv4 = UDP};

	begin(&walk);
	ck_assert_int_eq(0, resolve_start(&walk.resolve, walk.world, &config, hear, &walk));
	walk.resolve = mem_deref(walk.resolve);
	ck_assert_int_eq(0, sim_settle(walk.world, SIM_TIMEOUT_US));
	ck_assert_uint_eq(0, walk.times);
	end(&walk);
}
END_TEST

/* Forty records; those of the better priority stand last in the answer. */
START_TEST(too_many_machines_leave_the_worse_ones_out)
{
	struct walk walk = {.times = 0};
	const struct resolve_config config = {
		.host = "many.example", .transport = SIP_TRANSP_UDP, .ipv4 = UDP};
	char row[128];

	begin(&walk);
	for (int i = 0; i < 40; i++) {
		(void)re_snprintf(row, sizeof row,
				  "_sip._udp.many.example SRV %d 0 5060 m%d.example", 40 - i, i);
		ck_assert_int_eq(0, sim_name(walk.world, row));
		(void)re_snprintf(row, sizeof row, "m%d.example A 192.0.2.%d", i, i);
		ck_assert_int_eq(0, sim_name(walk.world, row));
	}

	ck_assert_int_eq(0, resolve_start(&walk.resolve, walk.world, &config, hear, &walk));
	ck_assert_int_eq(0, sim_settle(walk.world, SIM_TIMEOUT_US));
	ck_assert_msg(!strncmp(walk.heard, "UDP 192.0.2.39:5060, UDP 192.0.2.38:5060,", 41), "%s",
		      walk.heard);
	ck_assert(strstr(walk.heard, "192.0.2.24:5060"));
	ck_assert(!strstr(walk.heard, "192.0.2.23:5060"));
	end(&walk);
}
END_TEST

/* An answer that wants more questions than a walk may have: it ends, with what it found. */
START_TEST(a_walk_has_an_end)
{
	struct walk walk = {.times = 0};
	const struct resolve_config config = {
		.host = "endless.example", .transport = SIP_TRANSP_UDP, .ipv4 = UDP};
	char row[128];

	begin(&walk);
	for (int i = 0; i < RESOLVE_QUESTIONS_MAX + 10; i++) {
		(void)re_snprintf(row, sizeof row,
				  "_sip._udp.endless.example SRV 1 0 5060 e%d.example", i);
		ck_assert_int_eq(0, sim_name(walk.world, row));
	}

	ck_assert_int_eq(0, sim_name(walk.world, "e62.example A 192.0.2.62"));
	ck_assert_int_eq(0, sim_name(walk.world, "e63.example A 192.0.2.63"));
	ck_assert_int_eq(0, resolve_start(&walk.resolve, walk.world, &config, hear, &walk));
	ck_assert_int_eq(0, sim_settle(walk.world, SIM_TIMEOUT_US));
	ck_assert_str_eq("UDP 192.0.2.62:5060, 3600 s", walk.heard);
	end(&walk);
}
END_TEST

/* Each row: machines by priority, weight and SRV record; how often each is the first of a thousand. */
/* clang-format off */
static const struct {
	const char *what;
	struct {uint16_t rank, priority, weight, target;} list[3];
	uint32_t percent[3];
} spreads[] = {
	{"in proportion to weight",          {{0, 1, 70, 1}, {0, 1, 30, 2}, {0, 2, 99, 3}}, {70, 30, 0}},
	{"small weights too",                {{0, 1, 3, 1}, {0, 1, 1, 2}, {0, 1, 0, 3}},    {75, 25, 0}},
	{"without weights, all alike",       {{0, 1, 0, 1}, {0, 1, 0, 2}, {0, 1, 0, 3}},    {33, 33, 33}},
	{"addresses of one record share it", {{0, 1, 50, 1}, {0, 1, 50, 1}, {0, 1, 50, 2}}, {25, 25, 50}},
	{"a lower priority never",           {{0, 2, 99, 1}, {0, 1, 0, 2}, {0, 2, 99, 3}},  {0, 100, 0}},
	{"rank stands before priority",      {{1, 0, 9, 1}, {0, 9, 1, 2}, {1, 0, 9, 3}},    {0, 100, 0}},
	{"the largest weights fit",          {{0, 0, 65535, 1}, {0, 0, 65535, 2}, {0, 0, 65535, 3}}, {33, 33, 33}},
};
/* clang-format on */

START_TEST(spread)
{
	struct walk walk = {.times = 0};
	struct resolved list[3] = {0};
	uint32_t firsts[3] = {0}, order[RESOLVE_MACHINES_MAX];

	begin(&walk);
	for (uint32_t i = 0; i < 3; i++) {
		list[i].rank = spreads[_i].list[i].rank;
		list[i].priority = spreads[_i].list[i].priority;
		list[i].weight = spreads[_i].list[i].weight;
		list[i].target = spreads[_i].list[i].target;
		sa_set_in(&list[i].address, i, 5060);
	}

	for (uint32_t i = 0; i < DRAWS; i++) {
		resolve_order(order, list, 3, walk.world);
		ck_assert_uint_eq(1 | 2 | 4, 1u << order[0] | 1u << order[1] | 1u << order[2]);
		firsts[order[0]]++;
	}

	for (uint32_t i = 0; i < 3; i++) {
		const uint32_t percent = firsts[i] * 100 / DRAWS, expect = spreads[_i].percent[i];

		ck_assert_msg(percent + 2 >= expect && percent <= expect + 2, "%s: %u is %u%%",
			      spreads[_i].what, i, percent);
	}

	end(&walk);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/resolve");
	TCase *tcase = tcase_create("resolve");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, name, 0, ARRAY_SIZE(names));
	tcase_add_loop_test(tcase, refusal, 0, ARRAY_SIZE(refusals));
	tcase_add_test(tcase, a_name_longer_than_any_is_refused);
	tcase_add_test(tcase, silence_is_told_and_nothing_is_guessed);
	tcase_add_test(tcase, only_naptr_is_silent);
	tcase_add_test(tcase, a_walk_that_is_ended_tells_nothing);
	tcase_add_test(tcase, too_many_machines_leave_the_worse_ones_out);
	tcase_add_test(tcase, a_walk_has_an_end);
	tcase_add_loop_test(tcase, spread, 0, ARRAY_SIZE(spreads));
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
