/*
 * decide.c -- what a decision costs: 10,000 rules, 10,000 ranges, a file of 1,000,000 numbers
 *
 * A million calls of 100 peers to numbers all over the plan, each decided once, on one core. Prints
 * the time to load the policy, the memory that it takes, and median and 99th percentile of a
 * decision; they include the two looks at the clock, some 40 ns. Exit status 1: a promise of the
 * issue is broken (2 s, 200 MB, 2 us, 20 us).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <re.h>
#include "policy/policy.h"

enum {
	PEERS = 100,
	RULES = 10000,
	BLOCKED = 1000000,
	STEP = 613, /* from one blocked number to the next */
	DECISIONS = 1000000,
	TEXT_MAX = 32 << 20,
};

struct text {
	char *text;
	size_t length;
};

static uint64_t clock_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* The same numbers in every run. */
static uint32_t draw(uint64_t *state, uint32_t below)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (*state >> 33) % below;
}

static void put(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->text + t->length, TEXT_MAX - t->length, fmt, ap);
	va_end(ap);
	t->length += n;
}

/* Half of the rules are of one peer; every one has a range, every third a prefix besides. */
static void write_rule(struct text *t, uint32_t i)
{
	put(t, "  - r%u:\n      called: [+84%05u000..+84%05u899", i, 20000 + i * 2, 20000 + i * 2);
	put(t, i % 3 ? "]\n" : ", +1%04u*]\n", 2000 + i / 5);
	if (i % 2)
		put(t, "      from: p%u\n", i / 2 % PEERS);
	put(t, "      send: [p%u, p%u]\n", i % PEERS, (i + 1) % PEERS);
}

static void write_policy(struct text *t)
{
	put(t, "sides: {a: {listen: 'udp:10.0.0.1'}}\npeers:\n");
	for (uint32_t i = 0; i < PEERS; i++)
		put(t, "  p%u: {side: a, address: 10.0.1.%u, numbers: e164}\n", i, i + 1);

	put(t, "routes:\n  - blocked: {caller: 'file:blocked.txt', reject: 603}\n");
	for (uint32_t i = 1; i < RULES; i++)
		write_rule(t, i);
}

static void write_blocked(struct text *t)
{
	for (uint32_t i = 0; i < BLOCKED; i++)
		put(t, "+84%09u\n", i * STEP);
}

struct files {
	struct text policy, blocked;
};

static int read_text(char **textp, const char *name, void *arg)
{
	const struct files *files = arg;

	return str_dup(textp,
		       strcmp(name, "blocked.txt") ? files->policy.text : files->blocked.text);
}

/* What the process has in memory now. */
static uint64_t resident_kb(void)
{
	unsigned long size = 0, pages = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	if (!file)
		return 0;
	if (fscanf(file, "%lu %lu", &size, &pages) != 2)
		pages = 0;
	(void)fclose(file);
	return pages * 4;
}

static int load(struct policy **policyp, uint64_t *load_ns, uint64_t *kb)
{
	struct files files = {
		{mem_zalloc(TEXT_MAX, NULL), 0},
                {mem_zalloc(TEXT_MAX, NULL), 0}
        };
	const struct policy_reader reader = {.read = read_text, .arg = &files};
	struct mbuf *mistakes = mbuf_alloc(256);
	uint64_t began_ns, before_kb;
	int err;

	if (!files.policy.text || !files.blocked.text || !mistakes)
		return ENOMEM;

	write_policy(&files.policy);
	write_blocked(&files.blocked);
	before_kb = resident_kb();
	began_ns = clock_ns();
	err = policy_load(policyp, "bench.yaml", &reader, mistakes, NULL);
	*load_ns = clock_ns() - began_ns;
	*kb = resident_kb() - before_kb;
	if (err)
		printf("%.*s\n", (int)mistakes->end, (char *)mistakes->buf);

	mem_deref(mistakes);
	mem_deref(files.policy.text);
	mem_deref(files.blocked.text);
	return err;
}

/* One call from anywhere to anywhere; what became of it is counted, so that nobody leaves it out. */
static uint32_t decide_one(const struct policy *policy, uint64_t *state, uint32_t *outcomes)
{
	char from[8], caller[20], called[20];
	struct facts facts = {.from = from};
	struct decision decision;
	uint64_t began_ns, ended_ns;

	(void)snprintf(from, sizeof from, "p%u", draw(state, PEERS));
	(void)snprintf(caller, sizeof caller, "+84%09u",
		       draw(state, 10) ? draw(state, 1000000000) : draw(state, BLOCKED) * STEP);
	(void)snprintf(called, sizeof called, draw(state, 4) ? "+84%08u" : "+1%08u",
		       20000000 + draw(state, 20000000));
	pl_set_str(&facts.caller, caller);
	pl_set_str(&facts.called, called);

	began_ns = clock_ns();
	policy_decide(&decision, policy, &facts);
	ended_ns = clock_ns();
	++outcomes[decision.verb == VERB_SEND ? 0 : decision.status == 603 ? 1 : 2];
	return ended_ns - began_ns;
}

static int compare(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static bool report(uint32_t *times, uint64_t load_ns, uint64_t kb, const uint32_t *outcomes)
{
	const double median_us = times[DECISIONS / 2] / 1e3;
	const double p99_us = times[DECISIONS / 100 * 99] / 1e3;

	printf("%u sent, %u blocked, %u without a rule\n", outcomes[0], outcomes[1], outcomes[2]);
	printf("load %.2f s, %.0f MB; a decision: median %.2f us, p99 %.2f us, longest %.0f us\n",
	       load_ns / 1e9, kb / 1024.0, median_us, p99_us, times[DECISIONS - 1] / 1e3);
	return load_ns < 2000000000 && kb < 200 << 10 && median_us < 2 && p99_us < 20;
}

int main(void)
{
	uint32_t *times = mem_alloc(DECISIONS * sizeof *times, NULL), outcomes[3] = {0};
	struct policy *policy = NULL;
	uint64_t state = 1, load_ns, kb;
	bool kept;

	if (!times || load(&policy, &load_ns, &kb))
		return 1;

	for (uint32_t i = 0; i < DECISIONS; i++)
		times[i] = decide_one(policy, &state, outcomes);

	qsort(times, DECISIONS, sizeof *times, compare);
	kept = report(times, load_ns, kb, outcomes);
	mem_deref(policy);
	mem_deref(times);
	return !kept;
}
