/* health.c -- what answers and silence make of a machine */
#include <string.h>
#include <check.h>
#include "sbc/peer/health.h"

enum {
	ANSWER,
	SLOW,
	SILENCE,
};

static const struct health_config config = {
	.ping_us = 30000000, .retry_us = 5000000, .slow_us = 1000000, .down = 3, .up = 2};
static const struct health_config nothing_said;

/* Each row is what one machine did next, in order, with 3 failures for down and 2 answers for up. */
/* clang-format off */
static const struct {
	const char *what;
	int happens;
	enum health_state state;
	bool is_new;
	uint64_t ask_us;
} steps[] = {
	{"it answers",                            ANSWER,  HEALTH_UP,       false, 30000000},
	{"one failure makes it degraded",         SILENCE, HEALTH_DEGRADED, true,  5000000},
	{"and one answer makes it well",          ANSWER,  HEALTH_UP,       true,  30000000},
	{"a slow answer makes it degraded",       SLOW,    HEALTH_DEGRADED, true,  5000000},
	{"another one changes nothing",           SLOW,    HEALTH_DEGRADED, false, 5000000},
	{"a first failure after it neither",      SILENCE, HEALTH_DEGRADED, false, 5000000},
	{"nor a second",                          SILENCE, HEALTH_DEGRADED, false, 5000000},
	{"an answer begins the count anew",       ANSWER,  HEALTH_UP,       true,  30000000},
	{"one",                                   SILENCE, HEALTH_DEGRADED, true,  5000000},
	{"two",                                   SILENCE, HEALTH_DEGRADED, false, 5000000},
	{"three in a row and it is down",         SILENCE, HEALTH_DOWN,     true,  5000000},
	{"and stays so",                          SILENCE, HEALTH_DOWN,     false, 5000000},
	{"one answer is not enough",              ANSWER,  HEALTH_DOWN,     false, 5000000},
	{"if a failure follows",                  SILENCE, HEALTH_DOWN,     false, 5000000},
	{"one",                                   ANSWER,  HEALTH_DOWN,     false, 5000000},
	{"the second in a row brings it back",    ANSWER,  HEALTH_UP,       true,  30000000},
};
/* clang-format on */

static bool step(struct health *health, const struct health_config *as, int happens,
		 uint64_t now_us)
{
	if (happens == SILENCE)
		return health_failed(health, as, now_us);

	return health_answered(health, as, happens == SLOW ? 1000001 : 1000000, now_us);
}

START_TEST(each_step_follows_from_the_one_before)
{
	struct health health = {.state = HEALTH_UP};
	uint64_t since_us = 0;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		const bool is_new = step(&health, &config, steps[i].happens, i + 1);

		since_us = is_new ? i + 1 : since_us;
		ck_assert_msg(is_new == steps[i].is_new && health.state == steps[i].state,
			      "step %zu, %s: %s", i, steps[i].what, health_name(health.state));
		ck_assert_uint_eq(since_us, health.since_us);
		ck_assert_uint_eq(steps[i].ask_us, health_ask_us(&health, &config));
	}
}
END_TEST

START_TEST(a_slow_answer_of_one_that_was_down_leaves_it_degraded)
{
	struct health health = {.state = HEALTH_DOWN, .failures = 3};

	ck_assert(!step(&health, &config, SLOW, 1));
	ck_assert(step(&health, &config, SLOW, 2));
	ck_assert_int_eq(HEALTH_DEGRADED, health.state);
}
END_TEST

START_TEST(what_the_file_does_not_say_has_a_value)
{
	struct health health = {.state = HEALTH_UP};

	ck_assert_uint_eq(0, health_ask_us(&health, &nothing_said));
	ck_assert(step(&health, &nothing_said, SLOW, 1));
	ck_assert(step(&health, &nothing_said, ANSWER, 2));
	for (int i = 0; i < HEALTH_DOWN_DEFAULT; i++)
		(void)step(&health, &nothing_said, SILENCE, 3);
	ck_assert_int_eq(HEALTH_DOWN, health.state);
	ck_assert_uint_eq(HEALTH_RETRY_US, health_ask_us(&health, &nothing_said));
	ck_assert(step(&health, &nothing_said, ANSWER, 4));
	ck_assert_int_eq(HEALTH_UP, health.state);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/peer/health");
	TCase *tcase = tcase_create("health");
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, each_step_follows_from_the_one_before);
	tcase_add_test(tcase, a_slow_answer_of_one_that_was_down_leaves_it_degraded);
	tcase_add_test(tcase, what_the_file_does_not_say_has_a_value);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
