/* relay.c -- what a report says of a flow's counters */
#include <check.h>
#include "rtp/relay.h"

/* Lanes' counters are {packets, bytes, refused, relayed, last_us}; read at 1000 us. */
/* clang-format off */
static const struct {
	const char *what;
	uint64_t rtp[5], rtcp[5], expect[5]; /* expect: the same, but quiet_us last */
} reports[] = {
	{"nothing came",                  {0},                    {0},                 {0, 0, 0, 0, UINT64_MAX}},
	{"both lanes are added",          {50, 8600, 3, 49, 400}, {2, 100, 1, 1, 300}, {52, 8700, 4, 50, 600}},
	{"RTCP is no silence",            {50, 8600, 3, 49, 400}, {2, 100, 1, 1, 900}, {52, 8700, 4, 50, 100}},
	{"a lane that was never used",    {50, 8600, 0, 50, 400}, {0},                 {50, 8600, 0, 50, 600}},
	{"strangers alone are silence",   {0, 0, 7, 0, 0},        {0},                 {0, 0, 7, 0, UINT64_MAX}},
	{"a packet at the clock's begin", {1, 172, 0, 1, 0},      {0},                 {1, 172, 0, 1, 1000}},
	{"a packet younger than our now", {1, 172, 0, 1, 1001},   {0},                 {1, 172, 0, 1, 0}},
};
/* clang-format on */

static void fill(struct flow_counters *counters, const uint64_t from[5])
{
	counters->packets = from[0];
	counters->bytes = from[1];
	counters->refused = from[2];
	counters->relayed = from[3];
	counters->last_us = from[4];
}

START_TEST(count)
{
	struct flow flow = {0};
	struct relay_report report;
	const uint64_t *expect = reports[_i].expect;

	fill(&flow.counters[FLOW_RTP], reports[_i].rtp);
	fill(&flow.counters[FLOW_RTCP], reports[_i].rtcp);
	relay_count(&report, &flow, 1000);
	ck_assert_msg(report.packets == expect[0], "%s", reports[_i].what);
	ck_assert_msg(report.bytes == expect[1], "%s", reports[_i].what);
	ck_assert_msg(report.refused == expect[2], "%s", reports[_i].what);
	ck_assert_msg(report.relayed == expect[3], "%s", reports[_i].what);
	ck_assert_msg(report.quiet_us == expect[4], "%s", reports[_i].what);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rtp/relay");
	TCase *tcase = tcase_create("relay");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, count, 0, sizeof reports / sizeof reports[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
