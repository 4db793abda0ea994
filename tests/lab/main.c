/*
 * main.c -- tells the stories of one program: each seed twice, then prints the count
 *
 * Options: --seed N (that one only), --only NAME, --from SEED --count SEEDS (a share of a storm),
 * --policies FOLDER (instead of tests/lab).
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "tests/lab/bytes.h"
#include "tests/lab/inside.h"
#include "tests/lab/ladder.h"

enum {
	LADDER_LINES_MAX = 400, /* a longer one is printed only for a seed that was asked for */
	STORMS_RATIO = 1000,    /* simulated time must be so much longer than real time */
	STORM_SEEDS = 100,      /* a story with at least so many seeds is a storm */
};

struct options {
	const char *program, *only, *folder;
	uint64_t seed, from, count;
	bool one;
};

struct tally {
	uint32_t checks, failures;
	uint64_t simulated_us;
};

static uint64_t real_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * SEC + (uint64_t)now.tv_nsec / 1000;
}

static bool is_storm(const struct sim_test *test)
{
	return test->seeds >= STORM_SEEDS;
}

static uint32_t rungs(const struct lab *lab)
{
	uint32_t count = 0;

	for (struct le *le = lab->parties.head; le; le = le->next)
		count += list_count(&((struct party *)le->data)->ladder);

	return count;
}

static void print_failures(const struct lab *lab, struct mbuf *ladder, const char *program)
{
	re_fprintf(stderr, "FAILED %s, seed %llu (again: %s --seed %llu)\n%b", lab->test->name,
		   lab->seed, program, lab->seed, lab->failures->buf, lab->failures->end);
	if (ladder->end)
		re_fprintf(stderr, "    what happened:\n%b", ladder->buf, ladder->end);
}

/* Tells the story once; the hashes of all that was sent get one reference. */
static bool tell(struct mbuf **hashesp, const struct sim_test *test, uint64_t seed,
		 const struct mbuf *before, const struct options *options, uint64_t *simulated_us)
{
	struct mbuf *ladder = mbuf_alloc(64);
	struct lab *lab = NULL;
	uint32_t number;
	bool good;

	lab_need(ladder ? lab_alloc(&lab, test, seed, options->folder) : ENOMEM, test->name);
	test->story(lab);
	if (options->one || rungs(lab) < LADDER_LINES_MAX)
		(void)mbuf_printf(ladder, "%H", ladder_print, lab);

	lab_close(lab);
	*simulated_us += lab_now(lab);
	*hashesp = mem_ref(wire_hashes(lab->wire));
	if (before && wire_differs(&number, before, *hashesp)) {
		const struct packet *packet = wire_packet(lab->wire, number);

		lab_fail(lab, "told again, datagram %u differs%s%r", number,
			 packet ? "; at or after\n" : "", packet ? &packet->text : NULL);
	}

	good = !lab->failurec;
	if (!good)
		print_failures(lab, ladder, options->program);

	mem_deref(ladder);
	mem_deref(lab);
	return good;
}

static bool tell_twice(const struct sim_test *test, uint64_t seed, const struct options *options,
		       uint64_t *simulated_us)
{
	struct mbuf *first = NULL, *second = NULL;
	bool good = tell(&first, test, seed, NULL, options, simulated_us);
	size_t before;

	if (good) {
		before = bytes_held();
		good = tell(&second, test, seed, first, options, simulated_us);
		second = mem_deref(second);
		if (bytes_held() != before) {
			re_fprintf(stderr, "FAILED %s, seed %llu: %zd bytes are left\n", test->name,
				   seed, (ssize_t)(bytes_held() - before));
			good = false;
		}
	}

	mem_deref(second);
	mem_deref(first);
	return good;
}

/* How fast a storm passed is a promise too: it is what makes a thousand of them a habit. */
static void print_speed(struct tally *tally, const struct sim_test *test, uint64_t simulated_us,
			uint64_t took_us)
{
	uint64_t ratio = simulated_us / (took_us ? took_us : 1);

	re_printf("%s: %llu s simulated in %llu.%01llu s: %llu times faster\n", test->name,
		  simulated_us / SEC, took_us / SEC, took_us % SEC / (100 * MS), ratio);
	if (bytes_are_sanitized())
		return;

	tally->checks++;
	if (ratio < STORMS_RATIO) {
		re_fprintf(stderr, "FAILED %s: less than %u times faster\n", test->name,
			   STORMS_RATIO);
		tally->failures++;
	}
}

/* A share of a storm is never more than that story has seeds. */
static uint64_t share_of(const struct sim_test *test, const struct options *options)
{
	return options->count && options->count < test->seeds ? options->count : test->seeds;
}

static void run(struct tally *tally, const struct sim_test *test, const struct options *options)
{
	uint64_t from = options->one ? options->seed : options->from;
	uint64_t count = options->one ? 1 : share_of(test, options);
	uint64_t began_us = real_us(), simulated_us = 0;
	uint32_t failures = 0;

	for (uint64_t seed = from; seed < from + count; seed++)
		failures += !tell_twice(test, seed, options, &simulated_us);

	tally->checks++;
	tally->failures += failures > 0;
	if (is_storm(test))
		print_speed(tally, test, simulated_us, real_us() - began_us);
}

static bool read_options(struct options *options, int argc, char *argv[])
{
	for (int i = 1; i < argc; i += 2) {
		if (i + 1 == argc)
			return false;

		if (!strcmp(argv[i], "--only")) {
			options->only = argv[i + 1];
		} else if (!strcmp(argv[i], "--policies")) {
			options->folder = argv[i + 1];
		} else if (!strcmp(argv[i], "--seed")) {
			options->seed = strtoull(argv[i + 1], NULL, 0);
			options->one = *argv[i + 1];
		} else if (!strcmp(argv[i], "--from")) {
			options->from = strtoull(argv[i + 1], NULL, 0);
		} else if (!strcmp(argv[i], "--count")) {
			options->count = strtoull(argv[i + 1], NULL, 0);
		} else {
			return false;
		}
	}

	return true;
}

int main(int argc, char *argv[])
{
	struct options options = {.program = argv[0], .folder = "tests/lab", .from = 1};
	struct tally tally = {0};

	if (!read_options(&options, argc, argv)) {
		re_fprintf(stderr,
			   "usage: %s [--only NAME] [--policies FOLDER] [--seed N | --from SEED "
			   "--count SEEDS]\n",
			   argv[0]);
		return 2;
	}

	for (size_t i = 0; sim_tests[i]; i++) {
		if (!options.only || !strcmp(options.only, sim_tests[i]->name))
			run(&tally, sim_tests[i], &options);
	}

	if (!tally.checks) {
		re_fprintf(stderr, "no story has that name\n");
		return 2;
	}

	re_printf("%u%%: Checks: %u, Failures: %u, Errors: 0\n",
		  100 * (tally.checks - tally.failures) / tally.checks, tally.checks,
		  tally.failures);
	return tally.failures != 0;
}
