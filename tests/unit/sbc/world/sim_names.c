/*
 * sim_names.c -- questions to the simulated world's table
 */
#include <string.h>
#include <check.h>
#include "sbc/world/sim.h"

struct asked {
	struct world *world;
	struct question *question;
	char heard[256]; /* error, addresses, when */
	bool lets_go;    /* of its question, in its handler */
	struct dnsrr *kept;
};

static void hear(int err, const struct list *records, void *arg)
{
	struct asked *asked = arg;
	struct mbuf *text = mbuf_alloc(64);

	mbuf_printf(text, "%d", err);
	for (struct le *le = list_head(records); le; le = le->next) {
		struct dnsrr *rr = le->data;
		struct sa sa;

		if (rr->type == DNS_TYPE_CNAME) {
			mbuf_printf(text, " alias");
			continue;
		}
		sa_set_in(&sa, rr->rdata.a.addr, 0);
		mbuf_printf(text, " %j", &sa);
		mem_deref(asked->kept);
		asked->kept = mem_ref(rr);
	}
	mbuf_printf(text, "@%llu ", (unsigned long long)world_now_us(asked->world));
	strncat(asked->heard, (char *)text->buf, text->end);
	mem_deref(text);
	if (asked->lets_go)
		asked->question = mem_deref(asked->question);
}

static void fill(struct world *world)
{
	ck_assert_int_eq(0, sim_name(world, "two.example A 192.0.2.1"));
	ck_assert_int_eq(0, sim_name(world, "six.example AAAA 2001:db8::1"));
	ck_assert_int_eq(0, sim_name(world, "Two.example A 192.0.2.2"));
	ck_assert_int_eq(0, sim_name(world, "two.example.com A 192.0.2.3"));
	ck_assert_int_eq(0, sim_name(world, "alias.example CNAME two.example"));
	ck_assert_int_eq(0, sim_name(world, "broken.example CNAME no.example"));
	ck_assert_int_eq(0, sim_name(world, "ring.example CNAME ring.example"));
	ck_assert_int_eq(EBADMSG, sim_name(world, "nonsense"));
}

/* clang-format off */
static const struct {
	const char *what, *name, *heard;
	struct faults faults;
} questions[] = {
	{"all rows, in the table's order", "two.example", "0 192.0.2.1 192.0.2.2@0 ", {0}},
	{"whatever its case", "TWO.EXAMPLE", "0 192.0.2.1 192.0.2.2@0 ", {0}},
	{"other types only", "six.example", "0@0 ", {0}},
	{"no such name", "no.example", "2@0 ", {0}},
	{"behind an alias, with it", "alias.example", "0 alias 192.0.2.1 192.0.2.2@0 ", {0}},
	{"an alias of nobody", "broken.example", "2 alias@0 ", {0}},
	{"a ring of aliases ends", "ring.example",
	 "0 alias alias alias alias alias alias alias alias alias@0 ", {0}},
	{"not even as a beginning", "two", "2@0 ", {0}},
	{"the way takes its time", "no.example", "2@50 ", {.delay_min_us = 50, .delay_max_us = 50}},
	{"silence", "two.example", "110@30000000 ", {.names_silent = true}},
};
/* clang-format on */

START_TEST(question)
{
	struct asked asked = {.lets_go = _i % 2};
	struct sim_counts counts;

	ck_assert_int_eq(0, sim_alloc(&asked.world, 1));
	fill(asked.world);
	sim_faults(asked.world, &questions[_i].faults);
	ck_assert_int_eq(0,
			 names_ask(&asked.question, asked.world, DNS_TYPE_A, questions[_i].name,
				   hear, &asked));
	ck_assert_str_eq("", asked.heard);
	sim_count(asked.world, &counts);
	ck_assert_uint_eq(1, counts.questions);
	ck_assert_uint_eq(0, counts.timers);
	ck_assert_int_eq(0, sim_settle(asked.world, SIM_TIMEOUT_US));
	ck_assert_msg(!strcmp(questions[_i].heard, asked.heard), "%s: %s", questions[_i].what,
		      asked.heard);
	sim_count(asked.world, &counts);
	ck_assert_uint_eq(0, counts.questions);
	mem_deref(asked.question);
	mem_deref(asked.world);
	ck_assert(!asked.kept || !strcasecmp(asked.kept->name, "two.example")); /* outlives both */
	mem_deref(asked.kept);
}
END_TEST

START_TEST(a_question_taken_back_is_not_answered)
{
	struct asked asked = {.lets_go = false};

	ck_assert_int_eq(0, sim_alloc(&asked.world, 1));
	ck_assert_int_eq(0, names_ask(&asked.question, asked.world, DNS_TYPE_A, "a", hear, &asked));
	mem_deref(asked.question);
	ck_assert_int_eq(0, sim_settle(asked.world, 0));
	ck_assert_str_eq("", asked.heard);
	mem_deref(asked.world);
}
END_TEST

START_TEST(a_name_that_has_ended_is_not_known)
{
	struct asked asked = {.lets_go = false};

	ck_assert_int_eq(0, sim_alloc(&asked.world, 1));
	fill(asked.world);
	sim_name_ends(asked.world, "TWO.example");
	ck_assert_int_eq(
		0,
		names_ask(&asked.question, asked.world, DNS_TYPE_A, "two.example", hear, &asked));
	ck_assert_int_eq(0, sim_settle(asked.world, 0));
	ck_assert_str_eq("2@0 ", asked.heard);
	mem_deref(asked.question);
	ck_assert_int_eq(0,
			 names_ask(&asked.question, asked.world, DNS_TYPE_A, "two.example.com",
				   hear, &asked));
	ck_assert_int_eq(0, sim_settle(asked.world, 0));
	ck_assert_str_eq("2@0 0 192.0.2.3@0 ", asked.heard);
	mem_deref(asked.question);
	mem_deref(asked.kept);
	mem_deref(asked.world);
}
END_TEST

START_TEST(the_table_has_an_end)
{
	struct world *world;

	ck_assert_int_eq(0, sim_alloc(&world, 1));
	for (int i = 0; i < SIM_NAMES_MAX; ++i)
		ck_assert_int_eq(0, sim_name(world, "a A 192.0.2.1"));
	ck_assert_int_eq(ENOSPC, sim_name(world, "a A 192.0.2.1"));
	mem_deref(world);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/sim_names");
	TCase *tcase = tcase_create("sim_names");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, question, 0, sizeof questions / sizeof questions[0]);
	tcase_add_test(tcase, a_question_taken_back_is_not_answered);
	tcase_add_test(tcase, a_name_that_has_ended_is_not_known);
	tcase_add_test(tcase, the_table_has_an_end);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
