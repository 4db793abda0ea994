/*
 * real.c -- the real world's timers, signals, chance and clocks
 */
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <check.h>
#include "sbc/world/real.h"

struct story {
	struct world *world;
	struct timer timer;
	char log[64];
};

struct tick {
	struct story *story;
	const char *what;
	uint64_t after_us;
	struct timer timer;
};

static struct tick tick(struct story *story, const char *what, uint64_t after_us)
{
	return (struct tick){.story = story, .what = what, .after_us = after_us};
}

static void run_tick(void *arg)
{
	struct tick *tick = arg;
	struct story *story = tick->story;
	uint64_t now_us = world_now_us(story->world);

	ck_assert_uint_ge(now_us, tick->timer.due_us);
	strcat(story->log, tick->what);
	if (*tick->what == '.')
		real_stop(story->world);
}

START_TEST(timers_run_in_order_and_never_early)
{
	struct story story = {.world = NULL};
	struct tick ticks[] = {
		tick(&story, "d", 30000), tick(&story, "b", 1500),  tick(&story, "a", 0),
		tick(&story, "c", 20000), tick(&story, "e", 30000), tick(&story, ".", 60000),
		tick(&story, "x", 10000),
	};

	ck_assert_int_eq(0, real_alloc(&story.world));
	for (size_t i = 0; i < sizeof ticks / sizeof ticks[0]; ++i)
		timer_start(&ticks[i].timer, story.world, ticks[i].after_us, run_tick, &ticks[i]);
	timer_stop(&ticks[6].timer);
	ck_assert_str_eq("", story.log);
	ck_assert_int_eq(0, real_run(story.world, NULL, NULL));
	ck_assert_str_eq("abcde.", story.log);
	mem_deref(story.world);
}
END_TEST

static void start_soon(void *arg)
{
	struct tick *tick = arg;

	timer_start(&tick->timer, tick->story->world, tick->after_us, run_tick, tick);
}

/* One due soon, started in a handler while the others are a minute away: only it is waited for. */
START_TEST(a_nearer_timer_wakes_first)
{
	struct story story = {.world = NULL};
	struct tick far = tick(&story, "f", 60000000);
	struct tick now = tick(&story, "n", 0), end = tick(&story, ".", 3000);
	struct timer first = {.world = NULL}, second = {.world = NULL};

	ck_assert_int_eq(0, real_alloc(&story.world));
	timer_start(&far.timer, story.world, far.after_us, run_tick, &far);
	timer_start(&first, story.world, 2000, start_soon, &now);
	timer_start(&second, story.world, 4000, start_soon, &end);
	ck_assert_int_eq(0, real_run(story.world, NULL, NULL));
	ck_assert_str_eq("n.", story.log);
	timer_stop(&far.timer);
	mem_deref(story.world);
}
END_TEST

/* A loop that is woken by nothing costs nothing. */
START_TEST(waiting_takes_no_time_of_the_processor)
{
	struct story story = {.world = NULL};
	struct tick first = tick(&story, "a", 1000), end = tick(&story, ".", 300000);
	struct tick far = tick(&story, "f", 60000000); /* does not put off the nearer ones */

	ck_assert_int_eq(0, real_alloc(&story.world));
	timer_start(&end.timer, story.world, end.after_us, run_tick, &end);
	timer_start(&first.timer, story.world, first.after_us, run_tick, &first);
	timer_start(&far.timer, story.world, far.after_us, run_tick, &far);
	clock_t before = clock();
	ck_assert_int_eq(0, real_run(story.world, NULL, NULL));
	ck_assert_int_lt(clock() - before, CLOCKS_PER_SEC / 10);
	ck_assert_str_eq("a.", story.log);
	timer_stop(&far.timer);
	mem_deref(story.world);
}
END_TEST

static void hear_signal(int signal, void *arg)
{
	struct story *story = arg;

	strcat(story->log, signal == SIGHUP ? "H" : signal == SIGINT ? "I" : "T");
	if (signal == SIGTERM)
		real_stop(story->world);
}

static void send_signals(void *arg)
{
	struct story *story = arg;

	kill(getpid(), SIGHUP);
	kill(getpid(), SIGINT);
	ck_assert_str_eq("", story->log);
	kill(getpid(), SIGTERM);
}

START_TEST(signals_are_handed_to_the_handler)
{
	struct story story = {.world = NULL};
	sigset_t mask;

	ck_assert_int_eq(0, real_alloc(&story.world));
	timer_start(&story.timer, story.world, 0, send_signals, &story);
	ck_assert_int_eq(0, real_run(story.world, hear_signal, &story));
	ck_assert_uint_eq(3, strlen(story.log));
	ck_assert(strchr(story.log, 'H') && strchr(story.log, 'I') && strchr(story.log, 'T'));
	mem_deref(story.world);
	sigprocmask(SIG_SETMASK, NULL, &mask);
	ck_assert(!sigismember(&mask, SIGTERM)); /* given back */
}
END_TEST

START_TEST(random_bytes_do_not_repeat)
{
	static uint8_t bytes[2000], other[2000];
	uint64_t words[250];
	struct world *world;

	ck_assert_int_eq(0, real_alloc(&world));
	world_random(world, bytes, 1999); /* more than one buffer */
	ck_assert_uint_eq(0, bytes[1999]);
	world_random(world, other, 2000);
	ck_assert(memcmp(bytes, other, 1000));
	memcpy(words, other, sizeof words);
	for (size_t i = 0; i < 250; ++i)
		for (size_t k = 0; k < i; ++k)
			ck_assert_uint_ne(words[i], words[k]);
	mem_deref(world);
}
END_TEST

START_TEST(clocks_are_the_machines)
{
	struct world *world;

	ck_assert_int_eq(0, real_alloc(&world));
	uint64_t now_us = world_now_us(world), date_us = world_date_us(world);
	ck_assert_uint_le(date_us / 1000000 - (uint64_t)time(NULL) + 1, 2);
	ck_assert_uint_ge(world_now_us(world), now_us);
	ck_assert_uint_lt(world_now_us(world) - now_us, 1000000);
	mem_deref(world);
}
END_TEST

START_TEST(one_world_after_another)
{
	for (int i = 0; i < 3; ++i) {
		struct story story = {.world = NULL};
		struct tick end = tick(&story, ".", 100);

		ck_assert_int_eq(0, real_alloc(&story.world));
		timer_start(&end.timer, story.world, end.after_us, run_tick, &end);
		ck_assert_int_eq(0, real_run(story.world, NULL, NULL));
		ck_assert_str_eq(".", story.log);
		mem_deref(story.world);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/real");
	TCase *tcase = tcase_create("real");
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, timers_run_in_order_and_never_early);
	tcase_add_test(tcase, a_nearer_timer_wakes_first);
	tcase_add_test(tcase, waiting_takes_no_time_of_the_processor);
	tcase_add_test(tcase, signals_are_handed_to_the_handler);
	tcase_add_test(tcase, random_bytes_do_not_repeat);
	tcase_add_test(tcase, clocks_are_the_machines);
	tcase_add_test(tcase, one_world_after_another);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
