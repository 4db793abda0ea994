/* meters.c -- tests of sbc/peer/meters.c */
#include <errno.h>
#include <check.h>
#include "sbc/peer/meters.h"

#define SECOND UINT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

static struct meters *meters;

static void setup(void)
{
	ck_assert_int_eq(0, meters_alloc(&meters));
}

static void teardown(void)
{
	meters = mem_deref(meters);
}

static struct meter *find(const char *owner, const char *key)
{
	struct meter *meter;

	ck_assert_int_eq(0, meters_find(&meter, meters, owner, key));
	return meter;
}

START_TEST(owner_and_key_are_one_meter)
{
	struct meter *one = find("peer fpt", "1001"), *again = find("peer fpt", "1001");
	struct meter *other = find("peer fpt", "1002"), *moved = find("peer fpt1", "001");

	ck_assert_ptr_eq(one, again);
	ck_assert_ptr_ne(one, other);
	ck_assert_ptr_ne(one, moved);
	ck_assert_uint_eq(3, meters_count(meters));
	mem_deref(one);
	mem_deref(again);
	mem_deref(other);
	mem_deref(moved);
}
END_TEST

START_TEST(what_nobody_opened_counts_nothing)
{
	struct meter *meter = find("peer fpt", "");

	meter_add(meter, METER_SHORT, 1, 0);
	ck_assert_uint_eq(0, meter_sum(meter, METER_SHORT, 0));
	ck_assert_uint_eq(0, meter_wait_us(meter, METER_SHORT, 1, 0));
	mem_deref(meter);
}
END_TEST

/* Each row is a moment of the same hour: two calls, for 0.6 and for 0.03 a minute. */
/* clang-format off */
static const struct {
	const char *what;
	uint64_t now_us, talks, falls_silent, talk_us, money;
} moments[] = {
	{"nobody talks",                       0,           0,      0,      0,            0},
	{"a call begins",                      SECOND,      600000, 0,      0,            0},
	{"it counts while it talks",           31 * SECOND, 0,      0,      30 * SECOND,  300000},
	{"a second one joins it",              61 * SECOND, 30000,  0,      60 * SECOND,  600000},
	{"both count",                         71 * SECOND, 0,      0,      80 * SECOND,  705000},
	{"the first ends, what it had stays",  71 * SECOND, 0,      600000, 80 * SECOND,  705000},
	{"the second goes on alone",           91 * SECOND, 0,      30000,  100 * SECOND, 715000},
	{"silence costs nothing",              30 * MINUTE, 0,      0,      100 * SECOND, 715000},
	{"and two hours later all is forgotten", 2 * HOUR,  0,      0,      0,            0},
};
/* clang-format on */

START_TEST(talk)
{
	struct meter *meter = find("rule abroad", "");

	ck_assert_int_eq(0, meter_open(meter, METER_TALK, HOUR, 0));
	ck_assert_int_eq(0, meter_open(meter, METER_MONEY, HOUR, 0));
	for (size_t i = 0; i < ARRAY_SIZE(moments); i++) {
		uint64_t now_us = moments[i].now_us;

		if (moments[i].talks)
			meter_talks(meter, moments[i].talks, now_us);
		if (moments[i].falls_silent)
			meter_falls_silent(meter, moments[i].falls_silent, now_us);
		ck_assert_msg(meter_sum(meter, METER_TALK, now_us) == moments[i].talk_us, "%s",
			      moments[i].what);
		ck_assert_msg(meter_sum(meter, METER_MONEY, now_us) == moments[i].money, "%s",
			      moments[i].what);
	}

	mem_deref(meter);
}
END_TEST

/* Money in small change, asked for a thousand times a second, adds up all the same. */
START_TEST(asking_often_loses_no_money)
{
	struct meter *meter = find("rule abroad", "");

	ck_assert_int_eq(0, meter_open(meter, METER_MONEY, HOUR, 0));
	meter_talks(meter, 600, 0);
	for (uint64_t now_us = 0; now_us <= MINUTE; now_us += 700)
		(void)meter_sum(meter, METER_MONEY, now_us);

	ck_assert_uint_eq(600, meter_sum(meter, METER_MONEY, MINUTE));
	mem_deref(meter);
}
END_TEST

START_TEST(how_long_it_lasts)
{
	struct meter *meter = find("rule abroad", "");

	ck_assert_int_eq(0, meter_open(meter, METER_TALK, HOUR, 0));
	ck_assert_int_eq(0, meter_open(meter, METER_MONEY, HOUR, 0));
	ck_assert(meter_lasts_us(meter, METER_TALK, 10 * MINUTE, 0) == UINT64_MAX);
	meter_talks(meter, 500000, 0);
	ck_assert_uint_eq(10 * MINUTE, meter_lasts_us(meter, METER_TALK, 10 * MINUTE, 0));
	ck_assert_uint_eq(4 * MINUTE, meter_lasts_us(meter, METER_MONEY, 2000000, 0));
	meter_talks(meter, 0, MINUTE);
	ck_assert_uint_eq(9 * MINUTE / 2, meter_lasts_us(meter, METER_TALK, 10 * MINUTE, MINUTE));
	ck_assert_uint_eq(3 * MINUTE, meter_lasts_us(meter, METER_MONEY, 2000000, MINUTE));
	ck_assert_uint_eq(0, meter_lasts_us(meter, METER_TALK, MINUTE, MINUTE));
	ck_assert(meter_lasts_us(meter, METER_MONEY, UINT64_MAX, MINUTE) == UINT64_MAX);
	mem_deref(meter);
}
END_TEST

static void fill(uint32_t from)
{
	char key[16];

	for (uint32_t i = from; i < METERS_MAX; i++) {
		(void)re_snprintf(key, sizeof key, "%u", i);
		mem_deref(find("peer pbx", key));
	}
}

START_TEST(the_one_asked_for_least_recently_is_forgotten)
{
	struct meter *first = find("peer pbx", "0"), *second;

	ck_assert_int_eq(0, meter_open(first, METER_TALK, HOUR, 0));
	meter_add(first, METER_TALK, 7, 0);
	mem_deref(first);
	fill(1);
	mem_deref(find("peer pbx", "0")); /* again, so that 1 is the oldest */
	second = find("peer pbx", "1");
	ck_assert_int_eq(0, meter_open(second, METER_TALK, HOUR, 0));
	meter_add(second, METER_TALK, 7, 0);
	mem_deref(second);
	mem_deref(find("peer pbx", "0"));

	mem_deref(find("peer pbx", "2 goes for this"));
	ck_assert_uint_eq(METERS_MAX, meters_count(meters));
	first = find("peer pbx", "0");
	ck_assert_uint_eq(7, meter_sum(first, METER_TALK, 0));
	mem_deref(first);
}
END_TEST

/* Whoever calls with a new number each time would else have minutes for nothing, his own and others'. */
START_TEST(many_callers_of_one_owner_take_no_count_from_another)
{
	struct meter *quiet = find("tenant acme", "");

	ck_assert_int_eq(0, meter_open(quiet, METER_TALK, HOUR, 0));
	meter_add(quiet, METER_TALK, 7, 0);
	mem_deref(quiet);
	fill(1);
	mem_deref(find("peer pbx", "one more"));
	mem_deref(find("peer pbx", "and another"));
	ck_assert_uint_eq(METERS_MAX, meters_count(meters));
	quiet = find("tenant acme", "");
	ck_assert_uint_eq(7, meter_sum(quiet, METER_TALK, 0));
	mem_deref(quiet);
}
END_TEST

START_TEST(who_has_none_to_forget_takes_the_oldest_of_another)
{
	struct meter *first;

	fill(0);
	mem_deref(find("tenant acme", ""));
	ck_assert_uint_eq(METERS_MAX, meters_count(meters));
	first = find("tenant acme", "");
	ck_assert_uint_eq(METERS_MAX, meters_count(meters));
	mem_deref(first);
}
END_TEST

START_TEST(one_that_is_held_is_never_forgotten)
{
	struct meter *held = find("peer pbx", "0");

	++held->calls;
	fill(1);
	mem_deref(find("peer pbx", "one more"));
	ck_assert_uint_eq(METERS_MAX, meters_count(meters));
	mem_deref(held);
	held = find("peer pbx", "0");
	ck_assert_uint_eq(1, held->calls);
	mem_deref(held);
}
END_TEST

START_TEST(when_all_are_held_there_is_no_room)
{
	static struct meter *held[METERS_MAX];
	struct meter *meter;
	char key[16];

	for (uint32_t i = 0; i < METERS_MAX; i++) {
		(void)re_snprintf(key, sizeof key, "%u", i);
		held[i] = find("peer pbx", key);
	}

	ck_assert_int_eq(ENOSPC, meters_find(&meter, meters, "peer pbx", "one more"));
	held[0] = mem_deref(held[0]);
	ck_assert_int_eq(0, meters_find(&meter, meters, "peer pbx", "one more"));
	mem_deref(meter);
	for (uint32_t i = 0; i < METERS_MAX; i++)
		mem_deref(held[i]);
}
END_TEST

START_TEST(a_meter_outlives_its_table)
{
	struct meter *meter = find("peer pbx", "");

	meters = mem_deref(meters);
	meter_talks(meter, 1, 0);
	ck_assert_uint_eq(1, meter->talkers);
	mem_deref(meter);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/peer/meters");
	TCase *tcase = tcase_create("meters");
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, owner_and_key_are_one_meter);
	tcase_add_test(tcase, what_nobody_opened_counts_nothing);
	tcase_add_test(tcase, talk);
	tcase_add_test(tcase, asking_often_loses_no_money);
	tcase_add_test(tcase, how_long_it_lasts);
	tcase_add_test(tcase, the_one_asked_for_least_recently_is_forgotten);
	tcase_add_test(tcase, many_callers_of_one_owner_take_no_count_from_another);
	tcase_add_test(tcase, who_has_none_to_forget_takes_the_oldest_of_another);
	tcase_add_test(tcase, one_that_is_held_is_never_forgotten);
	tcase_add_test(tcase, when_all_are_held_there_is_no_room);
	tcase_add_test(tcase, a_meter_outlives_its_table);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
