/*
 * faults.c -- what becomes of a thousand datagrams in each weather
 */
#include <stdlib.h>
#include <string.h>
#include <check.h>
#include "sbc/world/faults.h"

enum {
	DATAGRAMS = 1000,
};

static struct sa at(const char *addr)
{
	struct sa sa;
	ck_assert_int_eq(0, sa_decode(&sa, addr, strlen(addr)));
	return sa;
}

struct sums {
	int lost, doubled;
	uint64_t min_us, max_us; /* of first copies */
	bool copies_differ;
};

static struct sums judge_many(const struct faults *faults, const struct sa *from,
			      const struct sa *to)
{
	struct sums sums = {.min_us = UINT64_MAX};
	struct dice dice = {42};
	struct fate fate;

	for (int i = 0; i < DATAGRAMS; ++i) {
		faults_judge(&fate, faults, &dice, from, to);
		sums.lost += fate.copies == 0;
		sums.doubled += fate.copies == 2;
		if (!fate.copies)
			continue;
		sums.min_us = MIN(sums.min_us, fate.after_us[0]);
		sums.max_us = MAX(sums.max_us, fate.after_us[0]);
		sums.copies_differ |= fate.copies == 2 && fate.after_us[0] != fate.after_us[1];
	}
	return sums;
}

/* How many of 1000 are lost or doubled (about), and how long the others take at least and at most. */
/* clang-format off */
static const struct {
	const char *what;
	struct faults faults;
	int lost, doubled;
	uint64_t min_us, max_us;
} weathers[] = {
	{"a clear sky",           {0},                                                   0,    0,    0,  0},
	{"a tenth is lost",       {.loss_permille = 100},                                100,  0,    0,  0},
	{"all is lost",           {.loss_permille = 1000},                               1000, 0,    0,  0},
	{"a tenth comes twice",   {.duplication_permille = 100},                         0,    100,  0,  0},
	{"the lost never double", {.loss_permille = 1000, .duplication_permille = 1000}, 1000, 0,    0,  0},
	{"a fixed way",           {.delay_min_us = 70, .delay_max_us = 70},              0,    0,    70, 70},
	{"a way of 5 to 9 us",    {.delay_min_us = 5, .delay_max_us = 9},                0,    0,    5,  9},
	{"each copy has its way", {.duplication_permille = 1000, .delay_max_us = 9},     0,    1000, 0,  9},
	{"some are overtaken",    {.reordering_permille = 500, .reordering_us = 3},      0,    0,    0,  3},
	{"all of them late",      {.reordering_permille = 1000, .reordering_us = 3},     0,    0,    1,  3},
};
/* clang-format on */

START_TEST(weather)
{
	struct sa a = at("192.0.2.1:5060"), b = at("192.0.2.2:5060");
	struct sums sums = judge_many(&weathers[_i].faults, &a, &b);
	const char *what = weathers[_i].what;

	ck_assert_msg(abs(sums.lost - weathers[_i].lost) <= weathers[_i].lost % 1000 / 3,
		      "%s: lost %d", what, sums.lost);
	ck_assert_msg(abs(sums.doubled - weathers[_i].doubled) <= weathers[_i].doubled % 1000 / 3,
		      "%s: doubled %d", what, sums.doubled);
	ck_assert_msg(sums.lost == DATAGRAMS || sums.min_us == weathers[_i].min_us, "%s: min",
		      what);
	ck_assert_msg(sums.max_us == weathers[_i].max_us, "%s: max", what);
	ck_assert_msg(sums.copies_differ == (sums.doubled == DATAGRAMS), "%s: copies", what);
}
END_TEST

/* 192.0.2.9 and port 5060 of 192.0.2.8 are dead; 192.0.2.1 is cut off from 192.0.2.2:5070. */
static const struct {
	const char *what, *from, *to;
	bool unreachable;
} ways[] = {
	{"others are not concerned",  "192.0.2.1:5060", "192.0.2.3:5060", false},
	{"a dead host does not hear", "192.0.2.1:5060", "192.0.2.9:5060", true },
	{"on no port",                "192.0.2.1:5060", "192.0.2.9:80",   true },
	{"and does not speak",        "192.0.2.9:5060", "192.0.2.1:5060", true },
	{"one port can be dead",      "192.0.2.1:5060", "192.0.2.8:5060", true },
	{"while the others live",     "192.0.2.1:5060", "192.0.2.8:5061", false},
	{"a cut, one way",            "192.0.2.1:5060", "192.0.2.2:5070", true },
	{"and the other",             "192.0.2.2:5070", "192.0.2.1:99",   true },
	{"but only between the two",  "192.0.2.1:5060", "192.0.2.2:5060", false},
	{"not for a third",           "192.0.2.3:5060", "192.0.2.2:5070", false},
};

START_TEST(way)
{
	struct faults faults = {
		.dead = {at("192.0.2.9:0"), at("192.0.2.8:5060")},
		.deadc = 2,
		.cuts = {{at("192.0.2.1:0"), at("192.0.2.2:5070")}                },
		.cutc = 1,
		.duplication_permille = 1000
        };
	struct sa from = at(ways[_i].from), to = at(ways[_i].to);
	struct dice dice = {1};
	struct fate fate;

	faults_judge(&fate, &faults, &dice, &from, &to);
	ck_assert_msg(fate.copies == (ways[_i].unreachable ? 0 : 2), "%s", ways[_i].what);
}
END_TEST

START_TEST(the_last_dead_host_and_cut_count)
{
	struct sa from = at("192.0.2.1:5060"), to = at("192.0.2.2:5060");
	struct faults dead = {.deadc = FAULTS_HOSTS_MAX}, cuts = {.cutc = FAULTS_CUTS_MAX};
	struct dice dice = {1};
	struct fate fate;

	for (uint32_t i = 0; i < FAULTS_HOSTS_MAX; ++i)
		dead.dead[i] = at("192.0.2.77:0");
	for (uint32_t i = 0; i < FAULTS_CUTS_MAX; ++i)
		cuts.cuts[i].a = cuts.cuts[i].b = at("192.0.2.77:0");
	dead.dead[FAULTS_HOSTS_MAX - 1] = to;
	cuts.cuts[FAULTS_CUTS_MAX - 1].a = from;
	cuts.cuts[FAULTS_CUTS_MAX - 1].b = to;
	faults_judge(&fate, &dead, &dice, &from, &to);
	ck_assert_uint_eq(0, fate.copies);
	faults_judge(&fate, &cuts, &dice, &from, &to);
	ck_assert_uint_eq(0, fate.copies);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/faults");
	TCase *tcase = tcase_create("faults");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, weather, 0, sizeof weathers / sizeof weathers[0]);
	tcase_add_loop_test(tcase, way, 0, sizeof ways / sizeof ways[0]);
	tcase_add_test(tcase, the_last_dead_host_and_cut_count);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
