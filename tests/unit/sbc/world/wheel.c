/*
 * wheel.c -- the wheel against a list that is searched from end to end
 */
#include <check.h>
#include "sbc/world/wheel.h"
#include "sbc/world/dice.h"
#include "sbc/world/sim.h"

enum {
	TIMERS = 150,
	STEPS = 20000,
};

/* Each row is a storm of starts, stops and waits whose durations have up to so many bits. */
static const struct {
	const char *what;
	uint64_t start_us;
	uint32_t start_bits, wait_bits;
} storms[] = {
	{"all on one microsecond keep their order", 0,                          0,  1 },
	{"a few microseconds",                      77,                         3,  2 },
	{"one slot of the second level",            63,                         6,  6 },
	{"handed down once",                        4095,                       12, 8 },
	{"handed down often",                       12345678,                   26, 18},
	{"SIP: up to half a minute",                UINT64_C(1700000000000000), 25, 19},
	{"far timers, small steps",                 262143,                     48, 4 },
	{"years, steps of days",                    1,                          52, 40},
	{"to the end of time",                      UINT64_C(1) << 63,          64, 60},
};

static struct {
	struct timer timer;
	bool pending;
	uint64_t order;
} model[TIMERS];

static uint64_t some_us(struct dice *dice, uint32_t bits)
{
	uint32_t fewer = bits ? (uint32_t)dice_between(dice, 0, bits) : 0;

	return fewer ? dice_throw(dice) >> (64 - fewer) : 0;
}

static int first_of_model(void)
{
	int first = -1;

	for (int i = 0; i < TIMERS; ++i) {
		if (!model[i].pending)
			continue;
		if (first < 0 || model[i].timer.due_us < model[first].timer.due_us
		    || (model[i].timer.due_us == model[first].timer.due_us
			&& model[i].order < model[first].order))
			first = i;
	}
	return first;
}

static void start(struct wheel *wheel, struct dice *dice, uint64_t order, uint32_t bits)
{
	int i = (int)dice_between(dice, 0, TIMERS - 1);
	uint64_t after_us = some_us(dice, bits);

	if (model[i].pending)
		wheel_remove(wheel, &model[i].timer);
	model[i].timer.due_us =
		after_us > UINT64_MAX - wheel->now_us ? UINT64_MAX : wheel->now_us + after_us;
	model[i].pending = true;
	model[i].order = order;
	wheel_add(wheel, &model[i].timer);
}

static void stop(struct wheel *wheel, struct dice *dice)
{
	int i = (int)dice_between(dice, 0, TIMERS - 1);

	if (model[i].pending)
		wheel_remove(wheel, &model[i].timer);
	model[i].pending = false;
}

/* Takes all that is due; after each one some are started, as a handler would. */
static void wait_until(struct wheel *wheel, uint64_t until_us, const char *what)
{
	struct timer *timer;

	while ((timer = wheel_take(wheel, until_us))) {
		int first = first_of_model();

		ck_assert_msg(first >= 0, "%s: nothing was pending", what);
		ck_assert_msg(timer == &model[first].timer, "%s: not the first", what);
		ck_assert_msg(wheel->now_us == timer->due_us, "%s: not its instant", what);
		ck_assert_msg(!timer_is_pending(timer), "%s: still pending", what);
		model[first].pending = false;
	}
	int first = first_of_model();
	ck_assert_msg(first < 0 || model[first].timer.due_us > until_us, "%s: one left", what);
	ck_assert_msg(wheel->now_us == until_us, "%s: the clock", what);
}

static void check_next(const struct wheel *wheel, const char *what)
{
	int first = first_of_model();

	if (first < 0)
		ck_assert_msg(wheel_next_us(wheel) == UINT64_MAX, "%s: next of none", what);
	else
		ck_assert_msg(wheel_next_us(wheel) <= model[first].timer.due_us
				      && wheel_next_us(wheel) >= wheel->now_us,
			      "%s: next is too late, or past", what);
}

START_TEST(storm)
{
	struct dice dice = {(uint64_t)_i};
	struct wheel wheel;

	memset(model, 0, sizeof model);
	wheel_init(&wheel, storms[_i].start_us);
	for (uint64_t step = 0; step < STEPS; ++step) {
		uint64_t wait_us = some_us(&dice, storms[_i].wait_bits);

		start(&wheel, &dice, 2 * step, storms[_i].start_bits);
		start(&wheel, &dice, 2 * step + 1, storms[_i].start_bits);
		if (dice_permille(&dice, 300))
			stop(&wheel, &dice);
		check_next(&wheel, storms[_i].what);
		if (dice_permille(&dice, 100) && wait_us < UINT64_MAX - wheel.now_us)
			wait_until(&wheel, wheel.now_us + wait_us, storms[_i].what);
	}
	wait_until(&wheel, UINT64_MAX, storms[_i].what);
	ck_assert_uint_eq(0, wheel.count);
}
END_TEST

START_TEST(a_past_instant_is_now)
{
	struct timer timer = {.due_us = 5};
	struct wheel wheel;

	wheel_init(&wheel, 1000);
	wheel_add(&wheel, &timer);
	ck_assert_uint_eq(1000, wheel_next_us(&wheel));
	ck_assert_ptr_eq(&timer, wheel_take(&wheel, 1000));
	ck_assert_uint_eq(1000, wheel.now_us);
}
END_TEST

START_TEST(time_does_not_go_back)
{
	struct wheel wheel;

	wheel_init(&wheel, 1000);
	ck_assert_ptr_null(wheel_take(&wheel, 10));
	ck_assert_uint_eq(1000, wheel.now_us);
}
END_TEST

/* What a handler does to timers of its own instant and others: a, b, c are due together. */
struct scene {
	struct world *world;
	struct timer a, b, c;
	char log[16];
	void (*in_a)(struct scene *scene);
};

static void note(struct scene *scene, char what)
{
	size_t length = strlen(scene->log);

	ck_assert_uint_lt(length, sizeof scene->log - 1);
	scene->log[length] = what;
}

static void run_b(void *arg)
{
	note(arg, 'b');
}

static void run_c(void *arg)
{
	note(arg, 'c');
}

static void run_a(void *arg)
{
	struct scene *scene = arg;

	note(scene, 'a');
	scene->in_a(scene);
}

static void in_a_nothing(struct scene *scene)
{
	ck_assert(!timer_is_pending(&scene->a));
	ck_assert(timer_is_pending(&scene->b));
}

static void in_a_stop_b(struct scene *scene)
{
	timer_stop(&scene->b);
	ck_assert(!timer_is_pending(&scene->b));
}

static void in_a_stop_itself(struct scene *scene)
{
	timer_stop(&scene->a);
}

static void in_a_again(struct scene *scene)
{
	if (strlen(scene->log) < 5)
		timer_start(&scene->a, scene->world, 0, run_a, scene);
}

static void in_a_move_b(struct scene *scene)
{
	timer_start(&scene->b, scene->world, 0, run_b, scene);
}

static void in_a_delay_b(struct scene *scene)
{
	timer_start(&scene->b, scene->world, 1, run_b, scene);
}

static void in_a_change_c(struct scene *scene)
{
	timer_start(&scene->c, scene->world, 0, run_b, scene);
}

static const struct {
	const char *what;
	void (*in_a)(struct scene *scene);
	const char *expect;
} scenes[] = {
	{"those of one instant run in the order started", in_a_nothing,     "abc"  },
	{"one due at the same instant can be stopped",    in_a_stop_b,      "ac"   },
	{"stopping what is not pending does nothing",     in_a_stop_itself, "abc"  },
	{"started for now, it runs after the others",     in_a_again,       "abcaa"},
	{"starting a pending one moves it behind",        in_a_move_b,      "acb"  },
	{"also to another instant",                       in_a_delay_b,     "acb"  },
	{"and gives it its new handler",                  in_a_change_c,    "abb"  },
};

START_TEST(handlers)
{
	struct scene scene = {.in_a = scenes[_i].in_a};

	ck_assert_int_eq(0, sim_alloc(&scene.world, 0));
	timer_start(&scene.a, scene.world, 70, run_a, &scene);
	timer_start(&scene.b, scene.world, 70, run_b, &scene);
	sim_run(scene.world, 65); /* c is started on a lower level than the others were */
	timer_start(&scene.c, scene.world, 5, run_c, &scene);
	ck_assert_str_eq("", scene.log);
	sim_run(scene.world, 4);
	ck_assert_str_eq("", scene.log);
	sim_run(scene.world, 2);
	ck_assert_msg(!strcmp(scene.log, scenes[_i].expect), "%s: %s", scenes[_i].what, scene.log);
	mem_deref(scene.world);
}
END_TEST

START_TEST(the_farthest_timer_is_no_overflow)
{
	struct scene scene = {.in_a = in_a_nothing};

	ck_assert_int_eq(0, sim_alloc(&scene.world, 0));
	sim_run(scene.world, 1000);
	timer_start(&scene.b, scene.world, UINT64_MAX, run_b, &scene);
	ck_assert_uint_eq(UINT64_MAX, scene.b.due_us);
	sim_run(scene.world, UINT64_C(1) << 60);
	ck_assert_str_eq("", scene.log);
	timer_stop(&scene.b);
	mem_deref(scene.world);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/wheel");
	TCase *tcase = tcase_create("wheel");
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, storm, 0, sizeof storms / sizeof storms[0]);
	tcase_add_test(tcase, a_past_instant_is_now);
	tcase_add_test(tcase, time_does_not_go_back);
	tcase_add_loop_test(tcase, handlers, 0, sizeof scenes / sizeof scenes[0]);
	tcase_add_test(tcase, the_farthest_timer_is_no_overflow);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
