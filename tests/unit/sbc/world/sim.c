/*
 * sim.c -- the simulated clock and chance; the same seed tells the same story
 */
#include <string.h>
#include <check.h>
#include "sbc/world/sim.h"

enum {
	HOSTS = 5,
	STORY_BYTES = 1 << 20,
};

/* Hosts that gossip: each, when its timer runs or a word comes, sends random bytes to a random one. */
struct story {
	struct world *world;
	struct mbuf *told;
	struct host {
		struct story *story;
		struct datagrams *datagrams;
		struct timer timer;
		struct sa local;
	} hosts[HOSTS];
};

static void gossip(struct host *host)
{
	struct mbuf *data = mbuf_alloc(32);
	uint8_t bytes[32];

	world_random(host->story->world, bytes, sizeof bytes);
	mbuf_write_mem(data, bytes, 1 + bytes[0] % 31);
	mbuf_set_pos(data, 0);
	ck_assert_int_eq(
		0,
		datagrams_send(host->datagrams, &host->story->hosts[bytes[1] % HOSTS].local, data));
	mem_deref(data);
}

static void on_timer(void *arg)
{
	struct host *host = arg;
	uint16_t random_us;

	gossip(host);
	world_random(host->story->world, &random_us, sizeof random_us);
	timer_start(&host->timer, host->story->world, random_us, on_timer, host);
}

static void on_word(const struct sa *from, struct mbuf *data, void *arg)
{
	struct host *host = arg;

	mbuf_printf(host->story->told, "%llu %J>%J %w\n",
		    (unsigned long long)world_now_us(host->story->world), from, &host->local,
		    mbuf_buf(data), mbuf_get_left(data));
	if (*mbuf_buf(data) % 3 == 0)
		gossip(host);
}

static struct mbuf *tell(uint64_t seed, const struct faults *faults)
{
	struct story *story = mem_zalloc(sizeof *story, NULL);
	struct mbuf *told = mbuf_alloc(STORY_BYTES);

	story->told = told;
	ck_assert_int_eq(0, sim_alloc(&story->world, seed));
	sim_faults(story->world, faults);
	for (int i = 0; i < HOSTS; ++i) {
		struct host *host = &story->hosts[i];
		host->story = story;
		sa_set_str(&host->local, "192.0.2.1", (uint16_t)(5060 + i));
		datagrams_open(&host->datagrams, story->world, &host->local, on_word, host);
		timer_start(&host->timer, story->world, 0, on_timer, host);
	}
	sim_run(story->world, 10 * 1000 * 1000);
	for (int i = 0; i < HOSTS; ++i) {
		timer_stop(&story->hosts[i].timer);
		mem_deref(story->hosts[i].datagrams);
	}
	mem_deref(story->world);
	mem_deref(story);
	return told;
}

static bool is_same(const struct mbuf *a, const struct mbuf *b)
{
	return a->end == b->end && !memcmp(a->buf, b->buf, a->end);
}

static const struct {
	const char *what;
	struct faults faults;
} skies[] = {
	{"a clear sky", {0}    },
	{"a storm",
	 {.loss_permille = 100,
	  .duplication_permille = 100,
	  .reordering_permille = 100,
	  .reordering_us = 50000,
	  .delay_min_us = 100,
	  .delay_max_us = 9000}},
};

START_TEST(same_seed_same_bytes)
{
	struct mbuf *first = tell(1, &skies[_i].faults), *again = tell(1, &skies[_i].faults);
	struct mbuf *other = tell(2, &skies[_i].faults);

	ck_assert_uint_gt(first->end, 10000);
	ck_assert_msg(is_same(first, again), "%s: the same seed", skies[_i].what);
	ck_assert_msg(!is_same(first, other), "%s: another seed", skies[_i].what);
	mem_deref(first);
	mem_deref(again);
	mem_deref(other);
}
END_TEST

/* Which of 64 datagrams are lost, as '0' and '1', with a thirst for so many random bytes between. */
static void see_weather(char *seen, uint64_t seed, size_t thirst)
{
	struct faults faults = {.loss_permille = 500};
	struct mbuf *data = mbuf_alloc(1);
	struct sim_counts before = {0}, after;
	struct datagrams *datagrams;
	struct world *world;
	uint8_t bytes[8];
	struct sa local;

	sa_set_str(&local, "192.0.2.1", 5060);
	ck_assert_int_eq(0, sim_alloc(&world, seed));
	sim_faults(world, &faults);
	ck_assert_int_eq(0, datagrams_open(&datagrams, world, &local, on_word, NULL));
	for (int i = 0; i < 64; ++i, before = after) {
		world_random(world, bytes, thirst);
		ck_assert_int_eq(0, datagrams_send(datagrams, &local, data));
		sim_count(world, &after);
		seen[i] = after.in_flight > before.in_flight ? '1' : '0';
	}
	mem_deref(data);
	mem_deref(datagrams);
	mem_deref(world);
}

START_TEST(weather_comes_from_the_seed_alone)
{
	char seen[65] = "", thirsty[65] = "", other[65] = "";

	see_weather(seen, 3, 0);
	see_weather(thirsty, 3, 8);
	see_weather(other, 4, 0);
	ck_assert(strchr(seen, '0') && strchr(seen, '1'));
	ck_assert_str_eq(seen, thirsty);
	ck_assert_str_ne(seen, other);
}
END_TEST

static void count_up(void *arg)
{
	++*(int *)arg;
}

START_TEST(a_run_takes_exactly_its_time)
{
	struct timer last = {.world = NULL}, next = {.world = NULL};
	struct world *world;
	int ran = 0;

	ck_assert_int_eq(0, sim_alloc(&world, 0));
	ck_assert_uint_eq(0, world_now_us(world));
	ck_assert_uint_eq(SIM_EPOCH_US, world_date_us(world));
	timer_start(&last, world, 1000, count_up, &ran);
	timer_start(&next, world, 1001, count_up, &ran);
	sim_run(world, 1000);
	ck_assert_int_eq(1, ran);
	ck_assert_uint_eq(1000, world_now_us(world));
	ck_assert_uint_eq(SIM_EPOCH_US + 1000, world_date_us(world));
	sim_run(world, 500);
	ck_assert_int_eq(2, ran);
	ck_assert_uint_eq(1500, world_now_us(world));
	mem_deref(world);
}
END_TEST

START_TEST(settling_ends_with_the_last_thing)
{
	struct timer a = {.world = NULL}, b = {.world = NULL};
	struct world *world;
	int ran = 0;

	ck_assert_int_eq(0, sim_alloc(&world, 0));
	timer_start(&a, world, 1000, count_up, &ran);
	timer_start(&b, world, 70000, count_up, &ran);
	ck_assert_int_eq(ETIMEDOUT, sim_settle(world, 69999));
	ck_assert_int_eq(1, ran);
	ck_assert_uint_eq(69999, world_now_us(world));
	ck_assert_int_eq(0, sim_settle(world, 69999));
	ck_assert_int_eq(2, ran);
	ck_assert_uint_eq(70000, world_now_us(world));
	mem_deref(world);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/sim");
	TCase *tcase = tcase_create("sim");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, same_seed_same_bytes, 0, sizeof skies / sizeof skies[0]);
	tcase_add_test(tcase, weather_comes_from_the_seed_alone);
	tcase_add_test(tcase, a_run_takes_exactly_its_time);
	tcase_add_test(tcase, settling_ends_with_the_last_thing);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
