/* lookup.c -- when names are asked for again, and what is kept meanwhile */
#include <errno.h>
#include <string.h>
#include <check.h>
#include "sbc/peer/lookup.h"
#include "sbc/world/sim.h"

#define SEC UINT64_C(1000000)

struct story {
	struct world *world;
	struct lookup *lookup;
	uint64_t heard_us; /* the last time */
	uint32_t times;
	int err;
	bool keeps;
};

static void hear(const struct resolve_answer *answer, bool keeps, void *arg)
{
	struct story *story = arg;

	story->heard_us = world_now_us(story->world);
	story->err = answer->err;
	story->keeps = keeps;
	story->times++;
}

static void begin(struct story *story, const char *row)
{
	const struct resolve_config config = {
		.host = "sip.example", .port = 5060, .ipv4 = 1 << SIP_TRANSP_UDP};

	ck_assert_int_eq(0, sim_alloc(&story->world, 7));
	if (row)
		ck_assert_int_eq(0, sim_name(story->world, row));
	ck_assert_int_eq(0, lookup_alloc(&story->lookup, story->world, &config, 0, hear, story));
	ck_assert_uint_eq(0, story->times);
	sim_run(story->world, 0);
}

static void end(struct story *story)
{
	struct sim_counts counts;

	mem_deref(story->lookup);
	sim_count(story->world, &counts);
	ck_assert_uint_eq(0, counts.timers + counts.questions);
	mem_deref(story->world);
}

/* Each row is one record, and between when and when it is asked for again. */
/* clang-format off */
static const struct {
	const char *what, *record;
	uint64_t from_us, to_us;
} ttls[] = {
	{"before its TTL is over",     "sip.example 100 A 192.0.2.1",   70 * SEC,   100 * SEC },
	{"not every second",           "sip.example 1 A 192.0.2.1",     5 * SEC,    5 * SEC   },
	{"nor at once",                "sip.example 0 A 192.0.2.1",     5 * SEC,    5 * SEC   },
	{"at least once in an hour",   "sip.example 86400 A 192.0.2.1", 2520 * SEC, 3600 * SEC},
};
/* clang-format on */

START_TEST(ttl)
{
	struct story story = {.times = 0};

	begin(&story, ttls[_i].record);
	ck_assert_uint_eq(1, story.times);
	ck_assert_int_eq(0, story.err);
	sim_run(story.world, ttls[_i].from_us - 1);
	ck_assert_msg(story.times == 1, "%s: too early", ttls[_i].what);
	sim_run(story.world, ttls[_i].to_us - ttls[_i].from_us + 1);
	ck_assert_msg(story.times == 2, "%s: too late", ttls[_i].what);
	end(&story);
}
END_TEST

START_TEST(pauses_grow_up_to_a_minute)
{
	static const uint64_t pauses_s[] = {5, 10, 20, 40, 60, 60, 60};
	struct story story = {.times = 0};

	begin(&story, NULL);
	ck_assert_int_eq(ENOENT, story.err);
	ck_assert(!story.keeps);
	for (size_t i = 0; i < ARRAY_SIZE(pauses_s); i++) {
		sim_run(story.world,
			pauses_s[i] * SEC * 8 / 10 - (world_now_us(story.world) - story.heard_us)
				- 1);
		ck_assert_uint_eq(i + 1, story.times);
		sim_run(story.world, pauses_s[i] * SEC * 2 / 10 + 1);
		ck_assert_uint_eq(i + 2, story.times);
	}

	ck_assert_int_eq(0, sim_name(story.world, "sip.example 100 A 192.0.2.1"));
	sim_run(story.world, 60 * SEC);
	ck_assert_int_eq(0, story.err);
	ck_assert(story.keeps);
	end(&story);
}
END_TEST

/* RFC 8767: better an old answer than none, but not for ever. */
START_TEST(what_was_known_is_kept_for_a_day_while_nobody_answers)
{
	const struct faults silent = {.names_silent = true};
	struct story story = {.times = 0};

	begin(&story, "sip.example 100 A 192.0.2.1");
	sim_faults(story.world, &silent);
	sim_run(story.world, 200 * SEC);
	ck_assert_int_eq(ETIMEDOUT, story.err);
	ck_assert(story.keeps);
	sim_run(story.world, LOOKUP_STALE_US - 200 * SEC - 1);
	ck_assert(story.keeps);
	sim_run(story.world, 100 * SEC);
	ck_assert(!story.keeps);
	sim_faults(story.world, NULL);
	sim_run(story.world, 100 * SEC);
	ck_assert_int_eq(0, story.err);
	ck_assert(story.keeps);
	end(&story);
}
END_TEST

START_TEST(a_name_that_is_no_more_is_not_kept)
{
	struct story story = {.times = 0};

	begin(&story, "sip.example 100 A 192.0.2.1");
	sim_name_ends(story.world, "sip.example");
	sim_run(story.world, 100 * SEC);
	ck_assert_int_eq(ENOENT, story.err);
	ck_assert(!story.keeps);
	end(&story);
}
END_TEST

START_TEST(a_name_that_nobody_ever_told_is_not_kept)
{
	const struct faults silent = {.names_silent = true};
	struct story story = {.times = 0};

	begin(&story, NULL);
	sim_faults(story.world, &silent);
	sim_run(story.world, 100 * SEC);
	ck_assert_int_eq(ETIMEDOUT, story.err);
	ck_assert(!story.keeps);
	end(&story);
}
END_TEST

/* A hundred names of one TTL are not asked for in one instant, neither first nor again. */
START_TEST(names_are_not_asked_for_in_one_instant)
{
	const struct resolve_config config = {
		.host = "sip.example", .port = 5060, .ipv4 = 1 << SIP_TRANSP_UDP};
	struct story stories[100] = {{0}};
	uint32_t first = 0, half = 0;

	begin(&stories[0], "sip.example 100 A 192.0.2.1");
	for (int i = 1; i < 100; i++) {
		stories[i].world = stories[0].world;
		ck_assert_int_eq(0,
				 lookup_alloc(&stories[i].lookup, stories[i].world, &config, SEC,
					      hear, &stories[i]));
	}

	sim_run(stories[0].world, SEC / 2);
	for (int i = 1; i < 100; i++)
		first += stories[i].times;
	sim_run(stories[0].world, 85 * SEC);
	for (int i = 1; i < 100; i++)
		half += stories[i].times > 1;

	ck_assert_msg(first > 30 && first < 70, "%u were asked for in the first half", first);
	ck_assert_msg(half > 30 && half < 70, "%u were asked for again in the first half", half);
	for (int i = 1; i < 100; i++) {
		ck_assert_uint_eq(1, lookup_errands(stories[i].lookup));
		mem_deref(stories[i].lookup);
	}
	end(&stories[0]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/peer/lookup");
	TCase *tcase = tcase_create("lookup");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, ttl, 0, ARRAY_SIZE(ttls));
	tcase_add_test(tcase, pauses_grow_up_to_a_minute);
	tcase_add_test(tcase, what_was_known_is_kept_for_a_day_while_nobody_answers);
	tcase_add_test(tcase, a_name_that_is_no_more_is_not_kept);
	tcase_add_test(tcase, a_name_that_nobody_ever_told_is_not_kept);
	tcase_add_test(tcase, names_are_not_asked_for_in_one_instant);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
