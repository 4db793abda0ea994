/* told.c -- tests: the wording of what was decided and of what is limited */
#include "policy/told.h"
#include "policy/status.h"
#include "tests/unit/policy/text.h"

#define SEC  UINT64_C(1000000)
#define HOUR (3600 * SEC)

/* clang-format off */
static const struct {
	const char *what;
	struct limit_config limit;
	const char *says;
} limits[] = {
	{"none", {0}, "no limit"},
	{"calls", {.calls = 30}, "30 calls at once"},
	{"rate", {.rate_calls = 5, .rate_us = SEC}, "5 new ones in 1s"},
	{"pace", {.rate_calls = 1, .rate_us = SEC, .pace_us = 5 * SEC},
	 "1 new ones in 1s (more wait for 5s at most)"},
	{"minutes", {.talk_us = 300 * 60 * SEC, .each_us = 24 * HOUR},
	 "300 minutes of talk in the last 1d"},
	{"money", {.money = 12500000, .each_us = HOUR}, "12.50 of money in the last 1h"},
	{"all, per caller",
	 {.calls = 2, .rate_calls = 5, .rate_us = SEC, .talk_us = 60 * SEC, .money = 1, .each_us = HOUR,
	  .per = LIMIT_PER_CALLER},
	 "2 calls at once and 5 new ones in 1s and 1 minutes of talk in the last 1h and 0.000001 of money in the "
	 "last 1h, per caller"},
	{"per peer", {.calls = 2, .per = LIMIT_PER_PEER}, "2 calls at once, per calling peer"},
	{"per tenant", {.calls = 2, .per = LIMIT_PER_TENANT}, "2 calls at once, per tenant"},
};

static const struct {
	uint64_t millionths;
	const char *says;
} sums[] = {
	{0, "0.00"}, {20000, "0.02"}, {1000000, "1.00"}, {1500000, "1.50"}, {123456, "0.123456"}, {2100100, "2.1001"},
};

static const struct {
	uint64_t date_us;
	const char *says;
} dates[] = {
	{0, "Thu 1970-01-01 00:00 UTC"},
	{UINT64_C(1767571200000000), "Mon 2026-01-05 00:00 UTC"},
	{UINT64_C(1767571200000000) + 6 * 24 * HOUR + 20 * HOUR + 59 * 60 * SEC, "Sun 2026-01-11 20:59 UTC"},
};

static const struct header_config changed[] = {
	{HEADER_SET, "X-A", "1", {0}}, {HEADER_ADD, "X-B", "2", {0}}, {HEADER_REMOVE, "X-C", NULL, {0}},
};
/* clang-format on */

static void expect(const char *should, int (*print)(struct re_printf *pf, const void *arg),
		   const void *arg)
{
	struct mbuf *mb = mbuf_alloc(256);
	struct re_printf pf = {text_print, mb};
	char *text;

	ck_assert_int_eq(0, print(&pf, arg));
	text = text_of(mb);
	ck_assert_str_eq(text, should);
	mem_deref(text);
}

static int print_limit(struct re_printf *pf, const void *arg)
{
	return told_limit(pf, arg);
}

static int print_money(struct re_printf *pf, const void *arg)
{
	return told_money(pf, arg);
}

static int print_date(struct re_printf *pf, const void *arg)
{
	return told_date(pf, arg);
}

static int print_headers(struct re_printf *pf, const void *arg)
{
	return told_headers(pf, arg);
}

static int print_next(struct re_printf *pf, const void *arg)
{
	return told_next(pf, arg);
}

static int print_targets(struct re_printf *pf, const void *arg)
{
	return told_targets(pf, arg);
}

START_TEST(limit)
{
	expect(limits[_i].says, print_limit, &limits[_i].limit);
}
END_TEST

START_TEST(sum)
{
	expect(sums[_i].says, print_money, &sums[_i].millionths);
}
END_TEST

START_TEST(date)
{
	expect(dates[_i].says, print_date, &dates[_i].date_us);
}
END_TEST

START_TEST(headers)
{
	expect("sets X-A: 1, adds X-B: 2, removes X-C", print_headers,
	       &(struct told_headers){changed, 3});
	expect("nothing", print_headers, &(struct told_headers){changed, 0});
}
END_TEST

START_TEST(next)
{
	struct next_config next = {.after_us = 6 * SEC, .heeds_retry = true};

	status_add(next.on, 408, 408);
	expect("after 6s without an answer, or on 408", print_next, &next);
	next.heeds_retry = false;
	next.follows = true;
	expect("after 6s without an answer, or on 408; Retry-After is not heeded; a 3xx is "
	       "followed",
	       print_next, &next);
}
END_TEST

START_TEST(targets)
{
	const struct peer_config p = {.name = "p"}, q = {.name = "q"};
	struct route_config route = {
		.targetc = 1, .targets = {{&p, 70, {0}}, {&q, 30, {0}}}
        };

	route.order = ORDER_WEIGHT;
	expect("p", print_targets, &route);
	route.targetc = 2;
	expect("p (70) or q (30), by weight", print_targets, &route);
	route.order = ORDER_LEAST;
	expect("p or q, who has fewest calls", print_targets, &route);
	route.order = ORDER_LISTED;
	expect("p, then q", print_targets, &route);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/told");
	TCase *tcase = tcase_create("told");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, limit, 0, sizeof limits / sizeof limits[0]);
	tcase_add_loop_test(tcase, sum, 0, sizeof sums / sizeof sums[0]);
	tcase_add_loop_test(tcase, date, 0, sizeof dates / sizeof dates[0]);
	tcase_add_test(tcase, headers);
	tcase_add_test(tcase, next);
	tcase_add_test(tcase, targets);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
