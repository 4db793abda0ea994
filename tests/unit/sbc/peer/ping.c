/* ping.c -- what one OPTIONS hears, and when */
#include <errno.h>
#include "tests/unit/sbc/peer/house.h"
#include "sbc/peer/ping.h"

static const char *const no_names[] = {NULL};
static const char peers[] =
	"  named: {side: outside, host: sbc.office.example, server: sip.example:5070}\n"
	"  plain: {side: outside, server: 192.0.2.1}\n";

struct heard {
	struct house house;
	struct ping *ping;
	char text[256]; /* "answered 0@1000000 " */
	bool lets_go;
};

static void hear(enum ping_news news, uint64_t after_us, void *arg)
{
	static const char *const names[] = {
		[PING_ANSWERED] = "answered", [PING_SILENT] = "silent", [PING_LOST] = "lost"};
	struct heard *heard = arg;
	const size_t used = strlen(heard->text);

	(void)re_snprintf(heard->text + used, sizeof heard->text - used, "%s %llu@%llu ",
			  names[news], after_us, world_now_us(heard->house.world) - SEC);
	if (heard->lets_go)
		heard->ping = mem_deref(heard->ping);
}

static int begin(struct heard *heard, const char *peer, enum sip_transp transport)
{
	struct hop hop = house_hop(1);

	house_open(&heard->house, no_names, peers);
	hop.transport = transport;
	return ping_send(&heard->ping, heard->house.world, heard->house.transactions,
			 policy_peer(heard->house.policy, peer), &hop, hear, heard);
}

static void end(struct heard *heard)
{
	mem_deref(heard->ping);
	house_close(&heard->house);
}

/* Each row is what the machine says to it; 0: nothing. */
static const struct {
	const char *what;
	uint16_t status;
	bool lets_go;
	const char *heard;
} answers[] = {
	{"well",		      200, false, "answered 0@0 "                    },
	{"not for us",                404, true,  "answered 0@0 "                    },
	{"a login is wanted",         401, false, "answered 0@0 "                    },
	{"it is full, but alive",     503, true,  "answered 0@0 "                    },
	{"100 alone is no answer",    100, false, "silent 0@5000000 lost 0@32000000 "},
	{"nothing",                   0,   false, "silent 0@5000000 lost 0@32000000 "},
	{"who lets go hears no more", 0,   true,  "silent 0@5000000 "                },
};

START_TEST(answer)
{
	struct heard heard = {.lets_go = answers[_i].lets_go};

	ck_assert_int_eq(0, begin(&heard, "plain", SIP_TRANSP_UDP));
	heard.house.machines[0].status = answers[_i].status;
	ck_assert_str_eq("", heard.text);
	sim_run(heard.house.world, 60 * SEC);
	ck_assert_msg(!strcmp(answers[_i].heard, heard.text), "%s: %s", answers[_i].what,
		      heard.text);
	end(&heard);
}
END_TEST

START_TEST(a_later_copy_is_answered_by_a_machine_that_came_back)
{
	struct heard heard = {.lets_go = false};

	ck_assert_int_eq(0, begin(&heard, "plain", SIP_TRANSP_UDP));
	heard.house.machines[0].status = 0;
	sim_run(heard.house.world, 10 * SEC);
	heard.house.machines[0].status = 200;
	sim_run(heard.house.world, 60 * SEC);
	ck_assert_str_eq("silent 0@5000000 answered 0@11500000 ", heard.text);
	end(&heard);
}
END_TEST

START_TEST(one_that_is_ended_tells_nothing)
{
	struct heard heard = {.lets_go = false};

	ck_assert_int_eq(0, begin(&heard, "plain", SIP_TRANSP_UDP));
	heard.ping = mem_deref(heard.ping);
	sim_run(heard.house.world, 60 * SEC);
	ck_assert_str_eq("", heard.text);
	end(&heard);
}
END_TEST

START_TEST(a_transport_without_listener_reaches_nobody)
{
	struct heard heard = {.lets_go = false};

	ck_assert_int_eq(EADDRNOTAVAIL, begin(&heard, "plain", SIP_TRANSP_TCP));
	end(&heard);
}
END_TEST

/* Each row is a peer, and a line of the OPTIONS that it gets. */
static const struct {
	const char *peer, *line;
} lines[] = {
	{"plain", "OPTIONS sip:192.0.2.1 SIP/2.0\r\n"             },
	{"plain", "\r\nTo: <sip:192.0.2.1>\r\n"                   },
	{"plain", "\r\nContact: <sip:203.0.113.5:5060>\r\n"       },
	{"named", "OPTIONS sip:sip.example:5070 SIP/2.0\r\n"      },
	{"named", "\r\nFrom: <sip:sbc.office.example>;tag="       },
	{"named", "\r\nContact: <sip:sbc.office.example:5060>\r\n"},
};

START_TEST(line)
{
	struct heard heard = {.lets_go = false};

	ck_assert_int_eq(0, begin(&heard, lines[_i].peer, SIP_TRANSP_UDP));
	sim_run(heard.house.world, SEC);
	ck_assert_msg(strstr(heard.house.machines[0].heard, lines[_i].line) != NULL, "%s in\n%s",
		      lines[_i].line, heard.house.machines[0].heard);
	end(&heard);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/peer/ping");
	TCase *tcase = tcase_create("ping");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, answer, 0, ARRAY_SIZE(answers));
	tcase_add_test(tcase, a_later_copy_is_answered_by_a_machine_that_came_back);
	tcase_add_test(tcase, one_that_is_ended_tells_nothing);
	tcase_add_test(tcase, a_transport_without_listener_reaches_nobody);
	tcase_add_loop_test(tcase, line, 0, ARRAY_SIZE(lines));
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
