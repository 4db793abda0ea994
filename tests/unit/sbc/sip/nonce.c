/* nonce.c -- tests of sbc/sip/nonce.c: once, for a minute, and only our own */
#include "sbc/sip/nonce.h"
#include "sbc/world/sim.h"
#include "tests/unit/sbc/sip/given.h"

static struct world *world;
static struct nonces *nonces;

static void begin(void)
{
	ck_assert_int_eq(0, sim_alloc(&world, 1));
	sim_run(world, 5000000);
	ck_assert_int_eq(0, nonces_alloc(&nonces, world));
}

static void end(void)
{
	nonces = mem_deref(nonces);
	world = mem_deref(world);
}

START_TEST(a_nonce_is_good_for_one_answer)
{
	char nonce[NONCE_SIZE];

	ck_assert_int_eq(0, nonce_make(nonce, nonces));
	ck_assert(nonce_take(nonces, nonce));
	ck_assert(!nonce_take(nonces, nonce));
}
END_TEST

START_TEST(nonces_are_used_in_any_order)
{
	char first[NONCE_SIZE], second[NONCE_SIZE];

	ck_assert_int_eq(0, nonce_make(first, nonces));
	ck_assert_int_eq(0, nonce_make(second, nonces));
	ck_assert(nonce_take(nonces, second));
	ck_assert(nonce_take(nonces, first));
}
END_TEST

/* Each row is the age at which a nonce is used. */
static const struct {
	uint64_t age_us;
	bool is_good;
} ages[] = {
	{0,		 true },
	{NONCE_LIFE_US - 1, true },
	{NONCE_LIFE_US,     false},
};

START_TEST(a_nonce_lives_for_a_minute)
{
	char nonce[NONCE_SIZE];

	ck_assert_int_eq(0, nonce_make(nonce, nonces));
	sim_run(world, ages[_i].age_us);
	ck_assert_uint_eq(ages[_i].is_good, nonce_take(nonces, nonce));
}
END_TEST

/* Each row changes one character of a good nonce: when, which, and the MAC's ends. */
static const size_t places[] = {0, 15, 16, 23, 24, 55};

START_TEST(a_nonce_that_was_changed_is_not_ours)
{
	char nonce[NONCE_SIZE];
	char *at;

	ck_assert_int_eq(0, nonce_make(nonce, nonces));
	at = &nonce[places[_i]];
	*at = *at == '0' ? '1' : '0';
	ck_assert(!nonce_take(nonces, nonce));
}
END_TEST

static const char *const strangers[] = {
	"", "n", "00000000004c4b4000000000",
	"00000000004c4b40000000000123456789abcdef0123456789abcde",
	"00000000004c4b40000000000123456789abcdef0123456789abcdef0"};

START_TEST(what_we_never_made_is_not_ours)
{
	ck_assert(!nonce_take(nonces, strangers[_i]));
}
END_TEST

START_TEST(another_engine_has_another_key)
{
	char nonce[NONCE_SIZE];
	struct nonces *others;

	ck_assert_int_eq(0, nonces_alloc(&others, world));
	ck_assert_int_eq(0, nonce_make(nonce, others));
	ck_assert(!nonce_take(nonces, nonce));
	mem_deref(others);
}
END_TEST

START_TEST(the_one_before_the_last_nonces_max_is_forgotten)
{
	char oldest[NONCE_SIZE], second[NONCE_SIZE], nonce[NONCE_SIZE];

	ck_assert_int_eq(0, nonce_make(oldest, nonces));
	ck_assert_int_eq(0, nonce_make(second, nonces));
	for (int i = 0; i < NONCES_MAX - 1; i++)
		ck_assert_int_eq(0, nonce_make(nonce, nonces));

	ck_assert(!nonce_take(nonces, oldest));
	ck_assert(nonce_take(nonces, second));
	ck_assert(nonce_take(nonces, nonce));
	ck_assert(!nonce_take(nonces, nonce));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/sip/nonce");
	TCase *tcase = tcase_create("nonce");
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, a_nonce_is_good_for_one_answer);
	tcase_add_test(tcase, nonces_are_used_in_any_order);
	tcase_add_loop_test(tcase, a_nonce_lives_for_a_minute, 0, ARRAY_SIZE(ages));
	tcase_add_loop_test(tcase, a_nonce_that_was_changed_is_not_ours, 0, ARRAY_SIZE(places));
	tcase_add_loop_test(tcase, what_we_never_made_is_not_ours, 0, ARRAY_SIZE(strangers));
	tcase_add_test(tcase, another_engine_has_another_key);
	tcase_add_test(tcase, the_one_before_the_last_nonces_max_is_forgotten);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
