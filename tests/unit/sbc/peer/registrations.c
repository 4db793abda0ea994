/* registrations.c -- tests of sbc/peer/registrations.c: many accounts, a reload, the end, who is meant */
#include "tests/unit/sbc/peer/stage.h"
#include "sbc/sip/syntax.h"

#define SIDE "name: hanoi\nsides:\n  internet: {listen: udp:203.0.113.5}\n"
#define RULE "routes:\n  - no: {from: fpt, reject: 403}\n"
#define PEER "peers:\n  fpt: {side: internet, server: 198.51.100.10}\n"
#define ONE  "accounts:\n  a: {peer: fpt, user: alice, password: p}\n"
#define TWO  ONE "  b: {peer: fpt, user: bob, password: q, expires: 10m}\n"

static void stopped(void *arg)
{
	++*(uint32_t *)arg;
}

static void reload(struct stage *stage, const char *policy)
{
	struct policy *before = stage->policy;

	stage->policy = stage_policy(stage, policy);
	ck_assert_int_eq(0, peers_adopt(stage->peers, stage->policy));
	ck_assert_int_eq(0, registrations_adopt(stage->all, stage->policy));
	mem_deref(before);
}

static void write_many(char *policy, size_t size, uint32_t count)
{
	int used = re_snprintf(policy, size, "%s", SIDE PEER "accounts:\n");

	for (uint32_t i = 0; i < count; i++)
		used += re_snprintf(policy + used, size - (size_t)used,
				    "  a%u: {peer: fpt, user: u%u, password: p}\n", i, i);
	(void)re_snprintf(policy + used, size - (size_t)used, "%s", RULE);
}

START_TEST(many_accounts_begin_one_after_the_other)
{
	static struct stage stage;
	static char policy[65536];
	const uint32_t count = 500;

	write_many(policy, sizeof policy, count);
	stage_open(&stage, policy, "200/3600", 1);
	sim_run(stage.world, (count / REGISTRATIONS_A_SECOND + 1) * SEC);
	ck_assert_uint_eq(count, stage.registers);
	ck_assert_uint_eq(count, stage.successes);
	for (uint32_t i = 0; i + REGISTRATIONS_A_SECOND + 1 < count; i++)
		ck_assert_uint_gt(stage.at_us[i + REGISTRATIONS_A_SECOND + 1],
				  stage.at_us[i] + SEC);

	stage_close(&stage);
}
END_TEST

/* So that neither a thousand accounts come at once, nor all of them wait for the last. */
START_TEST(many_accounts_come_back_apart)
{
	static struct stage stage;
	static char policy[65536];
	uint64_t least_us = UINT64_MAX, most_us = 0;

	write_many(policy, sizeof policy, 100);
	stage_open(&stage, policy, "500", 1);
	sim_run(stage.world, 70 * SEC);
	ck_assert_uint_ge(stage.registers, 200);
	for (uint32_t i = 100; i < 200; i++) {
		least_us = stage.at_us[i] < least_us ? stage.at_us[i] : least_us;
		most_us = stage.at_us[i] > most_us ? stage.at_us[i] : most_us;
	}

	ck_assert_uint_gt(most_us, least_us + 20 * SEC);
	stage_close(&stage);
}
END_TEST

/* Each row is a second policy, ten seconds after the first: what comes within a minute. */
/* clang-format off */
static const struct {
	const char *what, *script, *before, *after, *came;
} reloads[] = {
	{"the same",           "200/3600", SIDE PEER TWO RULE, SIDE PEER TWO RULE, "3600 600"},
	{"another rule",       "200/3600", SIDE PEER TWO RULE, SIDE PEER TWO "routes:\n  - no: {from: fpt, reject: 404}\n", "3600 600"},
	{"one more",           "200/3600", SIDE PEER ONE RULE, SIDE PEER TWO RULE, "3600 600"},
	{"one less",           "200/3600", SIDE PEER TWO RULE, SIDE PEER ONE RULE, "3600 600 0"},
	{"none",               "200/3600", SIDE PEER ONE RULE, SIDE PEER RULE, "3600 0"},
	{"another time",       "200/3600", SIDE PEER ONE RULE, SIDE PEER "accounts:\n  a: {peer: fpt, user: alice, password: p, expires: 5m}\n" RULE, "3600 0 300"},
	{"another user",       "200/3600", SIDE PEER ONE RULE, SIDE PEER "accounts:\n  a: {peer: fpt, user: carol, password: p}\n" RULE, "3600 0 3600"},
	{"a block of numbers: its Contact has no line, so the old one must not take it back", "200/3600",
	 SIDE PEER "accounts:\n  a: {peer: fpt, user: alice, password: p, bulk: yes}\n" RULE,
	 SIDE PEER "accounts:\n  a: {peer: fpt, user: alice, password: p, bulk: yes, expires: 5m}\n" RULE, "3600 300"},
	{"another label only", "200/3600", SIDE PEER ONE RULE, SIDE PEER "accounts:\n  a: {peer: fpt, user: alice, password: p, label: x}\n" RULE, "3600"},
	{"a password that was wrong is tried at once", "401 401 401 200/3600", SIDE PEER ONE RULE, SIDE PEER "accounts:\n  a: {peer: fpt, user: alice, password: x}\n" RULE, "3600 3600+ 3600+ 3600+"},
	{"one that the registrar never knew does not leave", "403", SIDE PEER ONE RULE, SIDE PEER RULE, "3600"},
	{"whoever leaves logs in",  "200/3600 401 200", SIDE PEER ONE RULE, SIDE PEER RULE, "3600 0 0+"},
	{"and does not insist",     "200/3600 401", SIDE PEER ONE RULE, SIDE PEER RULE, "3600 0 0+"},
	{"nor wait for an answer",  "200/3600 500", SIDE PEER ONE RULE, SIDE PEER RULE, "3600 0"},
};
/* clang-format on */

START_TEST(another_policy)
{
	static struct stage stage;

	stage_open(&stage, reloads[_i].before, reloads[_i].script, 1);
	sim_run(stage.world, 10 * SEC);
	reload(&stage, reloads[_i].after);
	sim_run(stage.world, 60 * SEC);
	ck_assert_msg(!strcmp(stage.came, reloads[_i].came), "%s: %s", reloads[_i].what,
		      stage.came);
	stage_close(&stage);
}
END_TEST

/* Each row is an end: when it is told. */
static const struct {
	const char *what, *policy, *script;
	uint64_t early_us, late_us;
} ends[] = {
	{"all have left",             SIDE PEER TWO RULE, "200/3600",            0,           SEC / 10},
	{"a registrar is dead",       SIDE PEER TWO RULE, "200/3600 200/3600 -", 2 * SEC - 1, 2 * SEC },
	{"no account is known there", SIDE PEER TWO RULE, "403",                 0,           0       },
	{"there are no accounts",     SIDE PEER RULE,     "403",                 0,           0       },
};

START_TEST(the_end)
{
	static struct stage stage;
	uint32_t told = 0;

	stage_open(&stage, ends[_i].policy, ends[_i].script, 1);
	sim_run(stage.world, 10 * SEC);
	registrations_stop(stage.all, stopped, &told);
	if (ends[_i].early_us) {
		sim_run(stage.world, ends[_i].early_us);
		ck_assert_msg(!told, "%s: too early", ends[_i].what);
	}

	sim_run(stage.world, ends[_i].late_us - ends[_i].early_us);
	ck_assert_msg(told == 1, "%s: %u", ends[_i].what, told);
	ck_assert_uint_eq(0, registrations_errands(stage.all));
	sim_run(stage.world, 60 * SEC);
	ck_assert_uint_eq(1, told);
	stage_close(&stage);
}
END_TEST

/* A trial that ends, or a reload, while the last calls are being ended: whoever has left stays away. */
START_TEST(a_policy_that_comes_after_the_end_begins_nothing)
{
	static struct stage stage;
	uint32_t told = 0;

	stage_open(&stage, SIDE PEER ONE RULE, "200/3600", 1);
	sim_run(stage.world, 10 * SEC);
	registrations_stop(stage.all, stopped, &told);
	sim_run(stage.world, SEC);
	reload(&stage, SIDE PEER TWO RULE);
	sim_run(stage.world, 60 * SEC);
	ck_assert_str_eq("3600 0", stage.came);
	ck_assert_uint_eq(1, told);
	ck_assert_uint_eq(0, registrations_errands(stage.all));
	stage_close(&stage);
}
END_TEST

/* The Request-URI of a call that comes by the account which registered last. */
static void read_contact(struct uri *uri, char *room, size_t size, const struct stage *stage)
{
	const char *begin = strstr(stage->last, "Contact: <") + strlen("Contact: <");
	struct pl pl = {room, strcspn(begin, ">")};

	ck_assert_uint_lt(pl.l, size);
	memcpy(room, begin, pl.l);
	ck_assert_int_eq(0, syntax_uri(uri, &pl));
}

static void name_of_line(char name[16], const struct stage *stage, const char *text)
{
	const struct account_config *account;
	struct uri uri;
	struct pl pl;

	pl_set_str(&pl, text);
	ck_assert_int_eq(0, syntax_uri(&uri, &pl));
	account = registrations_of_line(stage->all, &uri);
	str_ncpy(name, account ? account->name : "", 16);
}

START_TEST(a_call_names_its_account_by_the_line)
{
	static struct stage stage;
	const struct account_config *account;
	char room[256], name[16];
	struct uri uri;

	stage_open(&stage, SIDE PEER TWO RULE, "200/3600", 1);
	sim_run(stage.world, SEC);
	read_contact(&uri, room, sizeof room, &stage);
	account = registrations_of_line(stage.all, &uri);
	ck_assert_ptr_nonnull(account);
	ck_assert_str_eq("b", account->name);
	ck_assert_str_eq("fpt", account->peer->name);

	name_of_line(name, &stage, "sip:bob@203.0.113.5:5060;line=0123456789abcdef");
	ck_assert_str_eq("", name);
	name_of_line(name, &stage, "sip:bob@203.0.113.5:5060;line=");
	ck_assert_str_eq("", name);
	name_of_line(name, &stage, "sip:bob@203.0.113.5:5060");
	ck_assert_str_eq("", name);

	reload(&stage, SIDE PEER ONE RULE);
	ck_assert_ptr_null(registrations_of_line(stage.all, &uri));
	stage_close(&stage);
}
END_TEST

/* Each row is a policy of another life: whether its line is that of SIDE PEER ONE RULE. */
/* clang-format off */
static const struct {
	const char *what, *policy;
	bool same;
} lives[] = {
	{"after a restart",     SIDE PEER ONE RULE, true},
	{"with another label",  SIDE PEER "accounts:\n  a: {peer: fpt, user: alice, password: p, label: x}\n" RULE, true},
	{"another password",    SIDE PEER "accounts:\n  a: {peer: fpt, user: alice, password: q}\n" RULE, false},
	{"another user",        SIDE PEER "accounts:\n  a: {peer: fpt, user: bob, password: p}\n" RULE, false},
	{"another time",        SIDE PEER "accounts:\n  a: {peer: fpt, user: alice, password: p, expires: 5m}\n" RULE, false},
	{"without a password",  SIDE PEER "accounts:\n  a: {peer: fpt, user: alice}\n" RULE, false},
	{"another realm: the old one must not take it away when it leaves", SIDE PEER "accounts:\n  a: {peer: fpt, user: alice, password: p, realm: x}\n" RULE, false},
};
/* clang-format on */

START_TEST(a_line_is_the_same_in_the_next_life)
{
	static struct stage stage;
	char one[256], other[256];
	struct uri uri;

	memset(one, 0, sizeof one);
	memset(other, 0, sizeof other);
	stage_open(&stage, SIDE PEER ONE RULE, "200/3600", 1);
	sim_run(stage.world, SEC);
	read_contact(&uri, one, sizeof one, &stage);
	stage_close(&stage);
	stage_open(&stage, lives[_i].policy, "200/3600", 2);
	sim_run(stage.world, SEC);
	read_contact(&uri, other, sizeof other, &stage);
	stage_close(&stage);
	ck_assert_msg(!strcmp(strstr(one, "line="), strstr(other, "line=")) == lives[_i].same, "%s",
		      lives[_i].what);
}
END_TEST

#define LOGIN                                                                                      \
	"peers:\n  fpt: {side: internet, server: 198.51.100.10, login: {user: us, password: p}}\n"
#define OTHER "  vtl: {side: internet, server: 198.51.100.11}\n"

/* Each row is a caller: with whose login his call is made. */
/* clang-format off */
static const struct {
	const char *what, *policy, *caller, *user;
} logins[] = {
	{"an account's own caller",      SIDE LOGIN TWO RULE, "bob",   "bob"},
	{"anybody else: the peer's",     SIDE LOGIN TWO RULE, "carol", "us"},
	{"else the peer's first account", SIDE PEER TWO RULE, "carol", "alice"},
	{"after one without a password, still the first", SIDE PEER "accounts:\n  a: {peer: fpt, user: alice}\n" RULE, "carol", NULL},
	{"no account",                   SIDE PEER RULE, "carol", NULL},
	{"another peer's account is none", SIDE "peers:\n  fpt: {side: internet, server: 198.51.100.10}\n" OTHER "accounts:\n  v: {peer: vtl, user: bob, password: q}\n" RULE, "bob", NULL},
};
/* clang-format on */

START_TEST(with_whose_login)
{
	static struct stage stage;
	const struct login_config *login;

	stage_open(&stage, logins[_i].policy, "200/3600", 1);
	login = registrations_login(stage.all, policy_peer(stage.policy, "fpt"), logins[_i].caller);
	ck_assert_msg(!logins[_i].user == !(login && login->user), "%s", logins[_i].what);
	ck_assert_msg(!logins[_i].user || !strcmp(login->user, logins[_i].user), "%s",
		      logins[_i].what);
	stage_close(&stage);
}
END_TEST

/* Each row is lines of the 200: the route of calls. */
/* clang-format off */
static const struct {
	const char *what, *script, *lines, *route;
} routes[] = {
	{"none",          "200/3600", "", ""},
	{"in its order",  "200/3600", "Service-Route: <sip:p1;lr>, <sip:p2;lr>\r\nService-Route: <sip:p3;lr>\r\n", "<sip:p1;lr><sip:p2;lr><sip:p3;lr>"},
	{"what cannot be read is left out", "200/3600", "Service-Route: <sip:p1;lr>, <p2\r\n", "<sip:p1;lr>"},
	{"eight and no more", "200/3600", "Service-Route: <sip:1>,<sip:2>,<sip:3>,<sip:4>,<sip:5>,<sip:6>,<sip:7>,<sip:8>,<sip:9>\r\n",
	 "<sip:1><sip:2><sip:3><sip:4><sip:5><sip:6><sip:7><sip:8>"},
	{"not once it has ended", "200/5 500", "Service-Route: <sip:p1;lr>\r\n", ""},
};
/* clang-format on */

START_TEST(calls_go_the_way_that_the_registrar_said)
{
	static struct stage stage;
	struct registration_route route;
	char text[256] = "";

	stage_open(&stage, SIDE PEER ONE RULE, routes[_i].script, 1);
	str_ncpy(stage.extra, routes[_i].lines, sizeof stage.extra);
	sim_run(stage.world, 10 * SEC);
	registrations_route(&route, stage.all, policy_peer(stage.policy, "fpt"), "carol");
	for (uint32_t i = 0; i < route.routec; i++)
		strcat(text, route.routes[i]);
	ck_assert_msg(!strcmp(text, routes[_i].route), "%s: %s", routes[_i].what, text);
	stage_close(&stage);
}
END_TEST

static void add_rows(TCase *tcase)
{
	tcase_add_loop_test(tcase, another_policy, 0, ARRAY_SIZE(reloads));
	tcase_add_loop_test(tcase, the_end, 0, ARRAY_SIZE(ends));
	tcase_add_loop_test(tcase, a_line_is_the_same_in_the_next_life, 0, ARRAY_SIZE(lives));
	tcase_add_loop_test(tcase, with_whose_login, 0, ARRAY_SIZE(logins));
	tcase_add_loop_test(tcase, calls_go_the_way_that_the_registrar_said, 0, ARRAY_SIZE(routes));
}

int main(void)
{
	Suite *suite = suite_create("sbc/peer/registrations");
	TCase *tcase = tcase_create("registrations");
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 60);
	add_rows(tcase);
	tcase_add_test(tcase, many_accounts_begin_one_after_the_other);
	tcase_add_test(tcase, many_accounts_come_back_apart);
	tcase_add_test(tcase, a_policy_that_comes_after_the_end_begins_nothing);
	tcase_add_test(tcase, a_call_names_its_account_by_the_line);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
