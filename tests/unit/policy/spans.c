/* spans.c -- tests: which spans hold a code, beside looking at all of them */
#include <check.h>
#include <string.h>
#include "policy/spans.h"

enum {
	SPANS = 200,
	CODES = 100, /* small, so that spans overlap and end where others begin */
	ROUNDS = 200,
};

struct found {
	bool ids[SPANS];
	bool twice; /* one of them */
	uint32_t count;
	uint32_t stop_after; /* 0: never */
};

static bool note(uint32_t id, void *arg)
{
	struct found *found = arg;

	found->twice |= found->ids[id];
	found->ids[id] = true;
	return ++found->count == found->stop_after;
}

/* A number that is the same in every run. */
static uint64_t draw(uint64_t *state, uint64_t below)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (*state >> 33) % below;
}

/* Check's own assertions cost a write each: one for a code, not one for each span. */
static bool is_right(const struct found *found, uint64_t code, const uint64_t *low,
		     const uint64_t *high, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (found->ids[i] != (low[i] <= code && code <= high[i]))
			return false;
	}

	return !found->twice;
}

static void check_codes(const struct spans *spans, const uint64_t *low, const uint64_t *high,
			uint32_t count)
{
	for (uint64_t code = 0; code <= 2 * CODES; code++) {
		struct found found = {0};

		(void)spans_each(spans, code, note, &found);
		ck_assert_msg(is_right(&found, code, low, high, count), "code %u of %u spans",
			      (unsigned)code, count);
	}
}

START_TEST(all_that_hold_a_code_and_no_other_are_found)
{
	uint64_t state = _i + 1, low[SPANS], high[SPANS];
	const uint32_t count = draw(&state, SPANS);
	struct spans spans = {0};

	for (uint32_t i = 0; i < count; i++) {
		low[i] = draw(&state, CODES);
		high[i] = low[i] + draw(&state, draw(&state, 2) ? CODES : 3);
		ck_assert_int_eq(0, spans_add(&spans, low[i], high[i], i));
	}

	spans_sort(&spans);
	check_codes(&spans, low, high, count);
	spans_reset(&spans);
}
END_TEST

START_TEST(the_handler_ends_it)
{
	struct found found = {.stop_after = 2};
	struct spans spans = {0};

	for (uint32_t i = 0; i < 5; i++)
		ck_assert_int_eq(0, spans_add(&spans, 0, UINT64_MAX, i));
	spans_sort(&spans);

	ck_assert(spans_each(&spans, 7, note, &found));
	ck_assert_uint_eq(2, found.count);
	spans_reset(&spans);
}
END_TEST

START_TEST(none_hold_nothing)
{
	struct found found = {0};
	struct spans spans = {0};

	spans_sort(&spans);
	ck_assert(!spans_each(&spans, 0, note, &found));
	spans_reset(&spans);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/spans");
	TCase *tcase = tcase_create("spans");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, all_that_hold_a_code_and_no_other_are_found, 0, ROUNDS);
	tcase_add_test(tcase, the_handler_ends_it);
	tcase_add_test(tcase, none_hold_nothing);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
