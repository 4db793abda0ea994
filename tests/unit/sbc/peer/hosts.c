/* hosts.c -- machines behind names, in the order that their health and their names give them */
#include "tests/unit/sbc/peer/house.h"

static const char peers[] =
	"  named: {side: outside, server: sip.example, health: {retry: 5s, down: 3, up: 2}}\n"
	"  watched: {side: outside, server: 192.0.2.3, health: {ping: 30s, retry: 5s}}\n"
	"  lost: {side: outside, server: no.example}\n"
	"  caller: {side: outside, address: 192.0.2.0/28, server: 192.0.2.9:5090}\n";

static const char *const names[] = {
	"_sip._udp.sip.example 100 SRV 10 0 5060 a.sip.example",
	"_sip._udp.sip.example 100 SRV 20 0 5060 b.sip.example",
	"_sip._udp.sip.example 100 SRV 30 0 5060 a.sip.example",
	"a.sip.example 100 A 192.0.2.1",
	"b.sip.example 100 A 192.0.2.2",
	NULL,
};

enum {
	ANSWERS,
	SLOWLY,
	SILENT,
};

/* Each row is what a call taught of a machine of `named`, in order, and whom the next one tries. */
static const struct {
	const char *what;
	uint32_t machine;
	int happens;
	const char *order;
} calls[] = {
	{"an answer changes nothing",             1, ANSWERS, "1 2"},
	{"the one that was silent stands behind", 1, SILENT,  "2 1"},
	{"both failed: as their names say",       2, SILENT,  "1 2"},
	{"one answers again",                     2, ANSWERS, "2 1"},
	{"a slow one is not the first either",    2, SLOWLY,  "1 2"},
	{"two failures in a row",                 1, SILENT,  "1 2"},
	{"three: it is down, behind a slow one",  1, SILENT,  "2 1"},
	{"what nobody knows is nobody's",         7, SILENT,  "2 1"},
};

START_TEST(each_call_teaches_the_next)
{
	struct house house = {0};
	char order[64];

	house_open(&house, names, peers);
	ck_assert_str_eq("1 2", house_order(order, &house, "named"));
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		const struct hop hop = house_hop(calls[i].machine);

		if (calls[i].happens == SILENT)
			hosts_silent(house_peer(&house, "named"), &hop);
		else
			hosts_answered(house_peer(&house, "named"), &hop,
				       calls[i].happens == SLOWLY ? 2 * SEC : 0);
		ck_assert_msg(!strcmp(calls[i].order, house_order(order, &house, "named")),
			      "%s: %s", calls[i].what, order);
	}

	house_close(&house);
}
END_TEST

START_TEST(a_hop_has_the_name_that_the_file_has)
{
	struct house house = {0};
	struct hop hops[HOSTS_MAX];

	house_open(&house, names, peers);
	ck_assert_uint_eq(2, hosts_order(hops, house_peer(&house, "named"), house.world));
	ck_assert_str_eq("sip.example", hops[0].name);
	ck_assert_uint_eq(1, hosts_order(hops, house_peer(&house, "watched"), house.world));
	ck_assert_ptr_null(hops[0].name);
	ck_assert_uint_eq(1, hosts_order(hops, house_peer(&house, "caller"), house.world));
	ck_assert_uint_eq(5090, sa_port(&hops[0].address));
	house_close(&house);
}
END_TEST

static void fails(struct house *house, uint32_t machine, uint32_t times)
{
	const struct hop hop = house_hop(machine);

	while (times--)
		hosts_silent(house_peer(house, "named"), &hop);
}

START_TEST(options_bring_a_machine_back)
{
	struct house house = {0};
	char order[64];

	house_open(&house, names, peers);
	sim_run(house.world, 60 * SEC);
	ck_assert_uint_eq(0, house.machines[0].asked); /* it is up: nobody asks */
	house.machines[0].status = 0;
	fails(&house, 1, 3);
	sim_run(house.world, 30 * SEC);
	ck_assert_uint_gt(house.machines[0].asked, 3);
	ck_assert_str_eq("2 1", house_order(order, &house, "named"));

	house.machines[0].status = 503; /* a refusal is a sign of life */
	sim_run(house.world, 30 * SEC);
	ck_assert_str_eq("1 2", house_order(order, &house, "named"));
	ck_assert_str_eq("named: 192.0.2.1:5060 is degraded: 1 request without an answer\n"
			 "named: 192.0.2.1:5060 is down: 3 requests without an answer\n"
			 "named: 192.0.2.1:5060 is up: it answered after 0 ms\n",
			 strstr(house.said, "named: 192"));
	house.machines[0].asked = 0;
	sim_run(house.world, 60 * SEC);
	ck_assert_uint_eq(0, house.machines[0].asked);
	ck_assert_uint_eq(0, house.machines[1].asked);
	house_close(&house);
}
END_TEST

START_TEST(one_answer_of_two_leaves_it_down)
{
	struct house house = {0};
	char order[64];

	house_open(&house, names, peers);
	fails(&house, 1, 3);
	sim_run(house.world, 6 * SEC);
	ck_assert_uint_eq(1, house.machines[0].asked);
	ck_assert_str_eq("2 1", house_order(order, &house, "named"));
	sim_run(house.world, 6 * SEC);
	ck_assert_str_eq("1 2", house_order(order, &house, "named"));
	house_close(&house);
}
END_TEST

START_TEST(a_watched_machine_is_asked_while_it_is_up)
{
	struct house house = {0};

	house_open(&house, names, peers);
	sim_run(house.world, 2 * SEC); /* the first time soon: see ask_soon */
	ck_assert_uint_eq(1, house.machines[2].asked);
	sim_run(house.world, 25 * SEC - 1);
	ck_assert_uint_eq(1, house.machines[2].asked);
	sim_run(house.world, 9 * SEC);
	ck_assert_uint_eq(2, house.machines[2].asked);
	house.machines[2].status = 0;
	sim_run(house.world, 300 * SEC);
	ck_assert(hosts_are_down(house_peer(&house, "watched")));
	ck_assert_uint_gt(house.machines[2].asked, 50);
	house_close(&house);
}
END_TEST

START_TEST(options_are_a_whole_request)
{
	struct house house = {0};

	house_open(&house, names, peers);
	fails(&house, 1, 1);
	sim_run(house.world, 6 * SEC);
	ck_assert_msg(!strncmp(house.machines[0].heard, "OPTIONS sip:sip.example SIP/2.0\r\n", 33),
		      "%s", house.machines[0].heard);
	ck_assert(strstr(house.machines[0].heard,
			 "\r\nVia: SIP/2.0/UDP 203.0.113.5:5060;branch=z9hG4bK"));
	ck_assert(strstr(house.machines[0].heard, "\r\nMax-Forwards: 70\r\n"));
	ck_assert(strstr(house.machines[0].heard, "\r\nFrom: <sip:203.0.113.5>;tag="));
	ck_assert(strstr(house.machines[0].heard, "\r\nTo: <sip:sip.example>\r\n"));
	ck_assert(strstr(house.machines[0].heard, "\r\nContact: <sip:203.0.113.5:5060>\r\n"));
	ck_assert(strstr(house.machines[0].heard, "\r\nAccept: application/sdp\r\n"));
	sim_run(house.world, 30 * SEC);
	ck_assert_uint_eq(1, house.machines[0].asked);
	house_close(&house);
}
END_TEST

START_TEST(a_name_that_changes_is_followed)
{
	struct house house = {0};
	char order[64];

	house_open(&house, names, peers);
	fails(&house, 2, 1);
	house.machines[1].status = 0; /* it stays unwell */
	sim_name_ends(house.world, "a.sip.example");
	ck_assert_int_eq(0, sim_name(house.world, "a.sip.example 100 A 192.0.2.3"));
	sim_run(house.world, 100 * SEC);
	ck_assert_str_eq("3 2", house_order(order, &house, "named"));
	ck_assert_int_eq(
		0, sim_name(house.world, "_sip._udp.sip.example 100 SRV 5 0 5060 b.sip.example"));
	sim_run(house.world, 100 * SEC);
	ck_assert_str_eq("3 2", house_order(order, &house, "named")); /* known by what it did */
	house_close(&house);
}
END_TEST

static const char *why(char text[256], const struct house *house, const char *name)
{
	(void)re_snprintf(text, 256, "%H", hosts_print_why, house_peer(house, name));
	return text;
}

START_TEST(it_is_said_why_nobody_is_there)
{
	const struct faults silent = {.names_silent = true};
	struct house house = {0};
	char text[256];

	house_open(&house, names, peers);
	ck_assert(hosts_are_down(house_peer(&house, "lost")));
	ck_assert_str_eq("lost: the name no.example leads nowhere", why(text, &house, "lost"));
	fails(&house, 1, 3);
	fails(&house, 2, 2);
	ck_assert(!hosts_are_down(house_peer(&house, "named")));
	fails(&house, 2, 1);
	ck_assert(hosts_are_down(house_peer(&house, "named")));
	ck_assert_str_eq("named is down since 2025-01-01T00:00:01Z", why(text, &house, "named"));

	sim_faults(house.world, &silent);
	sim_run(house.world, 24 * 3600 * SEC);
	ck_assert_uint_eq(0, strncmp("named is down since", why(text, &house, "named"), 19));
	sim_run(house.world, 300 * SEC);
	ck_assert_str_eq("named: no name server answers for sip.example (Connection timed out)",
			 why(text, &house, "named"));
	ck_assert(
		strstr(house.said,
		       "named: no name server answers for sip.example (Connection timed out): what "
		       "they said before holds\n"));
	house_close(&house);
}
END_TEST

START_TEST(the_name_servers_trouble_is_said_once)
{
	const struct faults silent = {.names_silent = true};
	struct house house = {0};
	char *said;

	house_open(&house, names, peers);
	sim_faults(house.world, &silent);
	sim_run(house.world, 3600 * SEC);
	said = strstr(house.said, "named: no name server");
	ck_assert_ptr_nonnull(said);
	ck_assert_ptr_null(strstr(said + 1, "named: no name server"));
	sim_faults(house.world, NULL);
	sim_run(house.world, 100 * SEC);
	ck_assert(strstr(said, "named: sip.example leads to 2 machines\n"));
	house_close(&house);
}
END_TEST

/* Each row is a source on a side, and whose machine it is. */
static const struct {
	const char *what, *side, *source, *peer;
} sources[] = {
	{"a machine of a name",              "outside", "192.0.2.1:5060",  "named"  },
	{"from any port",                    "outside", "192.0.2.2:39871", "named"  },
	{"an address of the file",           "outside", "192.0.2.3:5060",  "watched"},
	{"not on another side",              "inside",  "192.0.2.1:5060",  NULL     },
	{"nobody's",			 "outside", "192.0.2.4:5060",  NULL     },
	{"networks are the policy's affair", "outside", "192.0.2.8:5060",  NULL     },
};

START_TEST(who)
{
	struct house house = {0};
	const struct peer_config *peer;
	struct sa source;

	house_open(&house, names, peers);
	ck_assert_int_eq(0, sa_decode(&source, sources[_i].source, strlen(sources[_i].source)));
	peer = peers_who(house.peers, sources[_i].side, &source, NULL);
	ck_assert_msg(!str_cmp(peer ? peer->name : "", sources[_i].peer ? sources[_i].peer : ""),
		      "%s: %s", sources[_i].what, peer ? peer->name : "nobody");
	house_close(&house);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/peer/hosts");
	TCase *tcase = tcase_create("hosts");
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, each_call_teaches_the_next);
	tcase_add_test(tcase, a_hop_has_the_name_that_the_file_has);
	tcase_add_test(tcase, options_bring_a_machine_back);
	tcase_add_test(tcase, one_answer_of_two_leaves_it_down);
	tcase_add_test(tcase, a_watched_machine_is_asked_while_it_is_up);
	tcase_add_test(tcase, options_are_a_whole_request);
	tcase_add_test(tcase, a_name_that_changes_is_followed);
	tcase_add_test(tcase, it_is_said_why_nobody_is_there);
	tcase_add_test(tcase, the_name_servers_trouble_is_said_once);
	tcase_add_loop_test(tcase, who, 0, ARRAY_SIZE(sources));
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
