/* limits.c -- tests of sbc/peer/limits.c */
#include <check.h>
#include "sbc/peer/limits.h"

#define SECOND UINT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

#define AT(line_) .place = {"office.yaml", line_, 1}

static const struct limit_config two_at_once = {.owner = "peer pbx", .calls = 2, AT(17)};
static const struct limit_config five_a_second = {
	.owner = "peer fpt", .rate_calls = 5, .rate_us = SECOND, AT(18)};
static const struct limit_config ten_minutes = {
	.owner = "rule abroad", .talk_us = 10 * MINUTE, .each_us = HOUR, AT(19)};
static const struct limit_config twelve_and_a_half = {
	.owner = "tenant acme", .money = 12500000, .each_us = 24 * HOUR, AT(20)};
static const struct limit_config two_each_caller = {
	.owner = "peer pbx", .calls = 2, .per = LIMIT_PER_CALLER, AT(21)};
static const struct limit_config none = {.owner = "peer lan", .calls = 1};

static const struct limit_who who = {.caller = "+842873000001", .peer = "pbx"};

static struct meters *meters;

static void setup(void)
{
	ck_assert_int_eq(0, meters_alloc(&meters));
}

static void teardown(void)
{
	meters = mem_deref(meters);
}

/* A call that takes its place if it may. */
static enum limit_lack call(struct list *holds, const struct limit_config *limit, uint64_t now_us)
{
	struct limit_answer answer;

	list_init(holds);
	ck_assert_int_eq(0, limits_add(holds, meters, limit, &who, now_us));
	limits_ask(&answer, holds, NULL, now_us);
	if (!answer.lack)
		limits_take(holds, now_us);

	return answer.lack;
}

START_TEST(a_third_call_waits_for_a_place)
{
	struct list one, two, three, four;

	ck_assert_int_eq(LIMIT_LACKS_NOTHING, call(&one, &two_at_once, 0));
	ck_assert_int_eq(LIMIT_LACKS_NOTHING, call(&two, &two_at_once, 0));
	ck_assert_int_eq(LIMIT_LACKS_PLACE, call(&three, &two_at_once, 0));
	limits_give(&three, 0);
	ck_assert_int_eq(LIMIT_LACKS_PLACE, call(&three, &two_at_once, 0));
	limits_give(&one, 0);
	ck_assert_int_eq(LIMIT_LACKS_NOTHING, call(&four, &two_at_once, 0));
	limits_give(&two, 0);
	limits_give(&three, 0);
	limits_give(&four, 0);
}
END_TEST

/* Each row is one call more, in order, at five calls a second. */
/* clang-format off */
static const struct {
	const char *what;
	uint64_t now_us;
	enum limit_lack lack;
	uint32_t wait_s;
} calls[] = {
	{"one of five at once",                   0,       LIMIT_LACKS_NOTHING, 0},
	{"two",                                   0,       LIMIT_LACKS_NOTHING, 0},
	{"three",                                 0,       LIMIT_LACKS_NOTHING, 0},
	{"four",                                  0,       LIMIT_LACKS_NOTHING, 0},
	{"five, later",                           500000,  LIMIT_LACKS_NOTHING, 0},
	{"the sixth is too much",                 500000,  LIMIT_LACKS_RATE,    1},
	{"and still at the end of the second",    1000000, LIMIT_LACKS_RATE,    1},
	{"a step later four are forgotten",       1016687, LIMIT_LACKS_NOTHING, 0},
	{"two of four",                           1016687, LIMIT_LACKS_NOTHING, 0},
	{"three of four",                         1016687, LIMIT_LACKS_NOTHING, 0},
	{"four of four",                          1016687, LIMIT_LACKS_NOTHING, 0},
	{"never more than five in any second",    1016687, LIMIT_LACKS_RATE,    1},
};
/* clang-format on */

START_TEST(rate)
{
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		struct limit_answer answer;
		struct list holds = LIST_INIT;

		ck_assert_int_eq(0,
				 limits_add(&holds, meters, &five_a_second, &who, calls[i].now_us));
		limits_ask(&answer, &holds, NULL, calls[i].now_us);
		ck_assert_msg(answer.lack == calls[i].lack, "%s", calls[i].what);
		ck_assert_msg(!answer.lack || limits_wait_s(&answer) == calls[i].wait_s, "%s",
			      calls[i].what);
		if (!answer.lack)
			limits_take(&holds, calls[i].now_us);
		limits_give(&holds, calls[i].now_us);
	}
}
END_TEST

START_TEST(minutes_are_used_up_while_a_call_talks)
{
	struct limit_answer answer;
	struct list one, two;

	ck_assert_int_eq(LIMIT_LACKS_NOTHING, call(&one, &ten_minutes, 0));
	ck_assert(limits_last_us(&answer, &one, 0) == UINT64_MAX);
	limits_talk(&one, 0, MINUTE);
	limits_talk(&one, 0, 2 * MINUTE); /* said twice, it talks once */
	ck_assert_uint_eq(9 * MINUTE, limits_last_us(&answer, &one, 2 * MINUTE));
	ck_assert_int_eq(LIMIT_LACKS_TALK, answer.lack);
	ck_assert_ptr_eq(&ten_minutes, answer.hold->limit);
	ck_assert_uint_eq(0, limits_last_us(&answer, &one, 11 * MINUTE));
	ck_assert_int_eq(LIMIT_LACKS_TALK, call(&two, &ten_minutes, 11 * MINUTE));
	limits_give(&one, 11 * MINUTE);
	limits_give(&two, 11 * MINUTE);

	ck_assert_int_eq(LIMIT_LACKS_TALK, call(&two, &ten_minutes, 60 * MINUTE));
	limits_give(&two, 60 * MINUTE);
	ck_assert_int_eq(LIMIT_LACKS_NOTHING, call(&two, &ten_minutes, 72 * MINUTE));
	limits_give(&two, 72 * MINUTE);
}
END_TEST

START_TEST(money_is_used_up_by_price)
{
	struct limit_answer answer;
	struct list one, two;

	ck_assert_int_eq(LIMIT_LACKS_NOTHING, call(&one, &twelve_and_a_half, 0));
	limits_talk(&one, 2500000, 0);
	ck_assert_uint_eq(5 * MINUTE, limits_last_us(&answer, &one, 0));
	ck_assert_int_eq(LIMIT_LACKS_MONEY, answer.lack);
	limits_give(&one, 4 * MINUTE);
	ck_assert_int_eq(LIMIT_LACKS_NOTHING, call(&one, &twelve_and_a_half, HOUR));
	limits_talk(&one, 2500000, HOUR);
	ck_assert_int_eq(LIMIT_LACKS_MONEY, call(&two, &twelve_and_a_half, HOUR + MINUTE));
	limits_give(&one, HOUR + MINUTE);
	limits_give(&two, HOUR + MINUTE);
}
END_TEST

/* All are asked before any is taken. */
START_TEST(who_is_refused_takes_nothing)
{
	struct list full[2], mixed = LIST_INIT;
	struct limit_answer answer;

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(LIMIT_LACKS_NOTHING, call(&full[i], &two_at_once, 0));

	for (int i = 0; i < 20; i++) {
		ck_assert_int_eq(0, limits_add(&mixed, meters, &five_a_second, &who, 0));
		ck_assert_int_eq(0, limits_add(&mixed, meters, &two_at_once, &who, 0));
		limits_ask(&answer, &mixed, NULL, 0);
		ck_assert_int_eq(LIMIT_LACKS_PLACE, answer.lack);
		ck_assert_ptr_eq(&two_at_once, answer.hold->limit);
		limits_give(&mixed, 0);
	}

	ck_assert_int_eq(LIMIT_LACKS_NOTHING, call(&mixed, &five_a_second, 0));
	limits_give(&mixed, 0);
	limits_give(&full[0], 0);
	limits_give(&full[1], 0);
}
END_TEST

/* There is no use in waiting for a turn when there will be no place. */
START_TEST(a_rate_is_named_only_if_nothing_else_lacks)
{
	struct list calls_[7], both = LIST_INIT;
	struct limit_answer answer;

	for (int i = 0; i < 7; i++)
		ck_assert_int_eq(LIMIT_LACKS_NOTHING,
				 call(&calls_[i], i < 5 ? &five_a_second : &two_at_once, 0));

	ck_assert_int_eq(0, limits_add(&both, meters, &five_a_second, &who, 0));
	limits_ask(&answer, &both, NULL, 0);
	ck_assert_int_eq(LIMIT_LACKS_RATE, answer.lack);
	ck_assert_int_eq(0, limits_add(&both, meters, &two_at_once, &who, 0));
	limits_ask(&answer, &both, NULL, 0);
	ck_assert_int_eq(LIMIT_LACKS_PLACE, answer.lack);
	limits_give(&both, 0);
	for (int i = 0; i < 7; i++)
		limits_give(&calls_[i], 0);
}
END_TEST

START_TEST(nobody_goes_before_those_who_wait)
{
	struct list holds = LIST_INIT;
	struct limit_answer answer;
	struct meter *meter;

	ck_assert_int_eq(0, limits_add(&holds, meters, &five_a_second, &who, 0));
	meter = ((struct hold *)holds.head->data)->meter;
	meter->waiting = meter;
	limits_ask(&answer, &holds, NULL, 0);
	ck_assert_int_eq(LIMIT_LACKS_RATE, answer.lack);
	limits_ask(&answer, &holds, meter, 0);
	ck_assert_int_eq(LIMIT_LACKS_NOTHING, answer.lack);
	meter->waiting = NULL;
	limits_give(&holds, 0);
}
END_TEST

START_TEST(an_emergency_takes_more_than_there_is)
{
	struct list full[2], emergency = LIST_INIT, next;

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(LIMIT_LACKS_NOTHING, call(&full[i], &two_at_once, 0));

	ck_assert_int_eq(0, limits_add(&emergency, meters, &two_at_once, &who, 0));
	limits_take(&emergency, 0);
	limits_take(&emergency, 0); /* twice is once */
	limits_give(&full[0], 0);
	ck_assert_int_eq(LIMIT_LACKS_PLACE, call(&next, &two_at_once, 0));
	limits_give(&next, 0);
	limits_give(&emergency, 0);
	ck_assert_int_eq(LIMIT_LACKS_NOTHING, call(&next, &two_at_once, 0));
	limits_give(&next, 0);
	limits_give(&full[1], 0);
}
END_TEST

START_TEST(no_limit_in_the_file_is_no_hold)
{
	struct list holds = LIST_INIT;
	struct limit_answer answer;

	ck_assert_int_eq(0, limits_add(&holds, meters, &none, &who, 0));
	ck_assert(list_isempty(&holds));
	limits_ask(&answer, &holds, NULL, 0);
	ck_assert_int_eq(LIMIT_LACKS_NOTHING, answer.lack);
	ck_assert_ptr_null(answer.hold);
	ck_assert_uint_eq(0, meters_count(meters));
}
END_TEST

/* Two calls of one caller at once are too many for his third, whoever is counted with him. */
/* clang-format off */
static const struct {
	const char *what;
	enum limit_per per;
	struct limit_who other;
	bool is_apart;
} pers[] = {
	{"all: another caller is counted with him",  LIMIT_PER_ALL,    {"2", "lan", "b"}, false},
	{"another caller is not",                    LIMIT_PER_CALLER, {"2", "pbx", "a"}, true},
	{"the same caller at another peer is",       LIMIT_PER_CALLER, {"1", "lan", "b"}, false},
	{"another caller of this peer is",           LIMIT_PER_PEER,   {"2", "pbx", "b"}, false},
	{"another peer is not",                      LIMIT_PER_PEER,   {"1", "lan", "a"}, true},
	{"another peer of this tenant is",           LIMIT_PER_TENANT, {"2", "lan", "a"}, false},
	{"another tenant is not",                    LIMIT_PER_TENANT, {"1", "pbx", "b"}, true},
	{"a peer of no tenant is not",               LIMIT_PER_TENANT, {"1", "pbx", NULL}, true},
};
/* clang-format on */

START_TEST(per)
{
	const struct limit_config limit = {.owner = "rule x", .per = pers[_i].per, AT(1)};
	const struct limit_who first = {"1", "pbx", "a"};
	struct list one = LIST_INIT, other = LIST_INIT;

	ck_assert_int_eq(0, limits_add(&one, meters, &limit, &first, 0));
	ck_assert_int_eq(0, limits_add(&other, meters, &limit, &pers[_i].other, 0));
	ck_assert_msg((meters_count(meters) == 2) == pers[_i].is_apart, "%s", pers[_i].what);
	limits_give(&one, 0);
	limits_give(&other, 0);
}
END_TEST

/* clang-format off */
static const struct {
	const struct limit_config *limit;
	enum limit_lack lack;
	uint16_t status;
	const char *reason, *sentence;
} sentences[] = {
	{&two_at_once, LIMIT_LACKS_PLACE, 503, "Too Many Calls At Once",
	 "the limit of peer pbx is used up: 2 calls at once (office.yaml:17)"},
	{&five_a_second, LIMIT_LACKS_RATE, 503, "Too Many New Calls",
	 "the limit of peer fpt is used up: 5 new calls in 1 second (office.yaml:18)"},
	{&ten_minutes, LIMIT_LACKS_TALK, 403, "Minutes Used Up",
	 "the limit of rule abroad is used up: 10 minutes of talk in 1 hour (office.yaml:19)"},
	{&twelve_and_a_half, LIMIT_LACKS_MONEY, 403, "Money Used Up",
	 "the limit of tenant acme is used up: 12.5 of money in 1 day (office.yaml:20)"},
	{&two_each_caller, LIMIT_LACKS_PLACE, 503, "Too Many Calls At Once",
	 "the limit of peer pbx for caller +842873000001 is used up: 2 calls at once "
	 "(office.yaml:21)"},
};
/* clang-format on */

START_TEST(what_is_said_of_it)
{
	struct list holds = LIST_INIT;
	struct limit_answer answer = {.lack = sentences[_i].lack};
	char text[256];

	ck_assert_int_eq(0, limits_add(&holds, meters, sentences[_i].limit, &who, 0));
	answer.hold = holds.head->data;
	(void)re_snprintf(text, sizeof text, "%H", limits_print, &answer);
	ck_assert_str_eq(sentences[_i].sentence, text);
	ck_assert_uint_eq(sentences[_i].status, limits_status(answer.lack));
	ck_assert_str_eq(sentences[_i].reason, limits_reason(answer.lack));
	limits_give(&holds, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/peer/limits");
	TCase *tcase = tcase_create("limits");
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_third_call_waits_for_a_place);
	tcase_add_test(tcase, rate);
	tcase_add_test(tcase, minutes_are_used_up_while_a_call_talks);
	tcase_add_test(tcase, money_is_used_up_by_price);
	tcase_add_test(tcase, who_is_refused_takes_nothing);
	tcase_add_test(tcase, a_rate_is_named_only_if_nothing_else_lacks);
	tcase_add_test(tcase, nobody_goes_before_those_who_wait);
	tcase_add_test(tcase, an_emergency_takes_more_than_there_is);
	tcase_add_test(tcase, no_limit_in_the_file_is_no_hold);
	tcase_add_loop_test(tcase, per, 0, ARRAY_SIZE(pers));
	tcase_add_loop_test(tcase, what_is_said_of_it, 0, ARRAY_SIZE(sentences));
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
