/* peers.c -- the table of peers, and what a reload leaves of it */
#include <errno.h>
#include "tests/unit/sbc/peer/house.h"

static const char *const names[] = {"a.example 100 A 192.0.2.1", "b.example 100 A 192.0.2.2",
				    "c.example 100 A 192.0.2.2", NULL};

static const char both[] = "  a: {side: outside, server: a.example:5060}\n"
			   "  b: {side: outside, server: b.example:5060}\n";
static const char only_b[] = "  b: {side: outside, server: b.example:5060}\n";
static const char b_moved[] = "  b: {side: outside, server: a.example:5060}\n";
static const char shared[] =
	"  c: {side: outside, server: c.example:5060}\n"
	"  b: {side: outside, server: b.example:5060, match: {called: 84*}}\n"
	"  d: {side: outside, server: b.example:5060, match: {domain: d.example}}\n";
static const char choosy[] = "  b: {side: outside, server: b.example:5060, match: {called: 84*}}\n";

static void reload(struct house *house, const char *peers)
{
	struct policy *policy = house_policy(peers);

	ck_assert_int_eq(0, peers_adopt(house->peers, policy));
	mem_deref(house->policy);
	house->policy = policy;
	sim_run(house->world, SEC);
}

START_TEST(who_is_in_no_policy_is_not_found)
{
	struct house house = {0};
	struct peer *peer;

	house_open(&house, names, only_b);
	ck_assert_int_eq(0, peers_find(&peer, house.peers, "b"));
	ck_assert_int_eq(ENOENT, peers_find(&peer, house.peers, "a"));
	house_close(&house);
}
END_TEST

START_TEST(what_was_learnt_outlives_a_reload)
{
	struct house house = {0};
	const struct hop hop = house_hop(2);
	struct peer *peer;

	house_open(&house, names, both);
	peer = house_peer(&house, "b");
	for (int i = 0; i < 3; i++)
		hosts_silent(peer, &hop);
	reload(&house, both);
	ck_assert_ptr_eq(peer, house_peer(&house, "b"));
	ck_assert(hosts_are_down(peer));
	house_close(&house);
}
END_TEST

/* Whoever writes the file each few seconds must not keep a machine from being asked after. */
START_TEST(reloads_put_no_question_off)
{
	static const char watched[] =
		"  w: {side: outside, server: 192.0.2.3, health: {ping: 10s}}\n";
	struct house house = {0};

	house_open(&house, names, watched);
	for (int i = 0; i < 60; i++)
		reload(&house, watched);

	ck_assert_uint_ge(house.machines[2].asked, 5);
	ck_assert_uint_le(house.machines[2].asked, 7);
	reload(&house, "  w: {side: outside, server: 192.0.2.3}\n");
	sim_run(house.world, 60 * SEC);
	ck_assert_uint_le(house.machines[2].asked, 7);
	house_close(&house);
}
END_TEST

START_TEST(who_left_is_there_for_one_reload_more)
{
	struct house house = {0};
	struct sa source = house_hop(1).address;
	struct peers_errands errands;
	struct peer *peer;
	char order[64];

	house_open(&house, names, both);
	reload(&house, only_b);
	ck_assert_str_eq("1", house_order(order, &house, "a")); /* for calls that began before */
	ck_assert_ptr_null(peers_who(house.peers, "outside", &source, NULL));
	peers_errands(&errands, house.peers);
	ck_assert_uint_eq(1, errands.pending); /* b's name */
	reload(&house, only_b);
	ck_assert_int_eq(ENOENT, peers_find(&peer, house.peers, "a"));
	house_close(&house);
}
END_TEST

START_TEST(whoever_holds_one_that_left_keeps_it)
{
	struct house house = {0};
	const struct hop hop = house_hop(1);
	struct hop hops[HOSTS_MAX];
	struct peer *held;

	house_open(&house, names, both);
	held = mem_ref(house_peer(&house, "a"));
	reload(&house, only_b);
	reload(&house, only_b);
	reload(&house, both);
	ck_assert_ptr_ne(held, house_peer(&house, "a"));
	hosts_silent(held, &hop);
	hosts_answered(held, &hop, 0);
	ck_assert_uint_eq(1, hosts_order(hops, held, house.world));
	ck_assert_str_eq("a.example", hops[0].name);
	mem_deref(held);
	house_close(&house);
}
END_TEST

START_TEST(who_comes_back_begins_anew)
{
	struct house house = {0};
	struct sa source = house_hop(1).address;
	char order[64];

	house_open(&house, names, both);
	reload(&house, only_b);
	reload(&house, both);
	ck_assert_str_eq("1", house_order(order, &house, "a"));
	ck_assert_ptr_nonnull(peers_who(house.peers, "outside", &source, NULL));
	house_close(&house);
}
END_TEST

/* Until its new name is known, the old machines serve: no call waits for a name. */
START_TEST(a_server_that_moves_is_found_at_its_new_place)
{
	struct house house = {0};
	struct policy *policy = house_policy(b_moved);
	char order[64];

	house_open(&house, names, only_b);
	ck_assert_int_eq(0, peers_adopt(house.peers, policy));
	ck_assert_str_eq("2", house_order(order, &house, "b"));
	sim_run(house.world, SEC);
	ck_assert_str_eq("1", house_order(order, &house, "b"));
	mem_deref(policy);
	house_close(&house);
}
END_TEST

/* Each row is a call from the machine that c, b and d share, and whose it is. */
/* clang-format off */
static const struct {
	const char *what, *called, *domain, *peer;
} calls[] = {
	{"the first in the file",                 "1001",  "us.example", "c"},
	{"but who says more of the call, before", "84111", "us.example", "b"},
	{"by the domain too",                     "1001",  "d.example",  "d"},
};
/* clang-format on */

START_TEST(who_shares_a_machine)
{
	struct house house = {0};
	struct sa source = house_hop(2).address;
	struct facts facts = {.side = "outside", .source = source};

	house_open(&house, names, shared);
	pl_set_str(&facts.called, calls[_i].called);
	pl_set_str(&facts.domain, calls[_i].domain);
	ck_assert_msg(
		!strcmp(peers_who(house.peers, "outside", &source, &facts)->name, calls[_i].peer),
		"%s", calls[_i].what);
	house_close(&house);
}
END_TEST

START_TEST(who_shares_a_machine_and_takes_no_such_call)
{
	struct house house = {0};
	struct sa source = house_hop(2).address;
	struct facts facts = {.side = "outside", .source = source};

	house_open(&house, names, choosy);
	pl_set_str(&facts.called, "1001");
	ck_assert_ptr_null(peers_who(house.peers, "outside", &source, &facts));
	ck_assert_ptr_nonnull(peers_who(house.peers, "outside", &source, NULL));
	house_close(&house);
}
END_TEST

START_TEST(an_engine_at_rest_has_an_errand_a_name)
{
	struct house house = {0};
	const struct hop hop = house_hop(2);
	struct peers_errands errands;
	struct sim_counts counts;

	house_open(&house, names, both);
	sim_count(house.world, &counts);
	peers_errands(&errands, house.peers);
	ck_assert_uint_eq(2, errands.pending);
	ck_assert_uint_eq(2, counts.timers);
	hosts_silent(house_peer(&house, "b"), &hop);
	house.machines[1].status = 0;
	sim_run(house.world, 12 * SEC);
	peers_errands(&errands, house.peers);
	ck_assert_uint_eq(1, errands.pending - errands.asked);
	ck_assert_uint_eq(1, errands.asked);
	house_close(&house);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/peer/peers");
	TCase *tcase = tcase_create("peers");
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, who_is_in_no_policy_is_not_found);
	tcase_add_test(tcase, what_was_learnt_outlives_a_reload);
	tcase_add_test(tcase, reloads_put_no_question_off);
	tcase_add_test(tcase, who_left_is_there_for_one_reload_more);
	tcase_add_test(tcase, whoever_holds_one_that_left_keeps_it);
	tcase_add_test(tcase, who_comes_back_begins_anew);
	tcase_add_test(tcase, a_server_that_moves_is_found_at_its_new_place);
	tcase_add_loop_test(tcase, who_shares_a_machine, 0, ARRAY_SIZE(calls));
	tcase_add_test(tcase, who_shares_a_machine_and_takes_no_such_call);
	tcase_add_test(tcase, an_engine_at_rest_has_an_errand_a_name);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
