/* samples.c -- numbers from patterns, calls from numbers; see samples.h */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/country.h"
#include "policy/cover.h"
#include "policy/expect.h"
#include "policy/samples.h"

enum {
	NUMBER_LENGTH = 12, /* a prefix is filled up to a number as long as +84912345678 */
};

/* In and out of usual hours, wherever the office is: UTC. */
static const uint64_t dates_us[] = {
	EXPECT_WEEK_US + UINT64_C(5) * 3600000000,             /* Monday 05:00 */
	EXPECT_WEEK_US + (UINT64_C(6) * 24 + 20) * 3600000000, /* Sunday 20:00 */
};

struct sample {
	char number[PATTERN_PLACES_MAX + 1]; /* as rules see it */
};

struct samples {
	struct sample *list;
	uint32_t count;
	policy_sample_h *handler;
	void *arg;
	uint32_t calls, datec;
};

static void add(struct samples *samples, const char *number)
{
	if (samples->count < SAMPLES_NUMBERS_MAX)
		str_ncpy(samples->list[samples->count++].number, number, sizeof(struct sample));
}

/* The number before or after; false: it has another length. */
static bool step(char *number, char from, char to, int by)
{
	for (size_t i = strlen(number); i-- > 0;) {
		if (number[i] == '+')
			return false;
		if (number[i] != from) {
			number[i] = (char)(number[i] + by);
			return true;
		}
		number[i] = to;
	}

	return false;
}

/* What may follow a prefix: so many digits that the number is as long as most are. */
static void fill(char *number, uint32_t places, char digit)
{
	uint32_t i = places;

	for (; i < NUMBER_LENGTH; i++)
		number[i] = digit;
	number[i] = 0;
}

static void add_pattern(struct samples *samples, const struct pattern *pattern)
{
	char low[PATTERN_PLACES_MAX + 1], high[PATTERN_PLACES_MAX + 1];

	if (pattern->file || pattern->regex)
		return;

	cover_edge(low, pattern, false);
	cover_edge(high, pattern, true);
	if (pattern->rest) {
		fill(low, pattern->places, '0');
		fill(high, pattern->places, '9');
	}

	add(samples, low);
	add(samples, high);
	if (!pattern->range)
		return;

	if (step(low, '0', '9', -1))
		add(samples, low);
	if (step(high, '9', '0', 1))
		add(samples, high);
}

static void add_patterns(struct samples *samples, const struct patterns *patterns)
{
	for (uint32_t i = 0; i < patterns->count; i++)
		add_pattern(samples, &patterns->list[i]);
}

/* Numbers that begin so: the first and the last. */
static void add_prefix(struct samples *samples, const char *digits)
{
	char number[NUMBER_LENGTH + 1];
	const int places = re_snprintf(number, sizeof number, "+%s", digits);

	fill(number, (uint32_t)places, '0');
	add(samples, number);
	fill(number, (uint32_t)places, '9');
	add(samples, number);
}

static void add_countries(struct samples *samples, const struct condition *countries)
{
	for (uint32_t i = 0; i < countries->count; i++) {
		const char *text = countries->texts[i];
		const struct country *country = NULL;

		if (text[0] == '+')
			add_prefix(samples, text + 1);
		else
			while ((country = country_each(text, country)))
				add_prefix(samples, country->prefix);
	}
}

static void add_group(struct samples *samples, const struct group *group)
{
	if (group->kinds & 1u << MATCH_CALLED)
		add_patterns(samples, &group->conditions[MATCH_CALLED].patterns);
	if (group->kinds & 1u << MATCH_COUNTRY)
		add_countries(samples, &group->conditions[MATCH_COUNTRY]);
}

static void add_policy(struct samples *samples, const struct policy *policy)
{
	for (uint32_t i = 0; i < policy->config.rulec; i++) {
		add_group(samples, &policy->rules[i].all);
		add_group(samples, &policy->rules[i].not );
	}

	for (uint32_t i = 0; i < policy->planc; i++)
		add_patterns(samples, &policy->plans[i].local);

	for (uint32_t i = 0; i < policy->config.peerc; i++) {
		const struct extensions *extensions = policy->config.peers[i].extensions;

		for (uint32_t j = 0; extensions && j < extensions->count; j++)
			add_pattern(samples, &extensions->list[j].world);
	}
}

static int compare_sample(const void *a, const void *b)
{
	return strcmp(((const struct sample *)a)->number, ((const struct sample *)b)->number);
}

static void sort(struct samples *samples)
{
	uint32_t kept = 0;

	qsort(samples->list, samples->count, sizeof *samples->list, compare_sample);
	for (uint32_t i = 0; i < samples->count; i++)
		if (!kept || compare_sample(&samples->list[kept - 1], &samples->list[i]))
			samples->list[kept++] = samples->list[i];

	samples->count = kept;
}

/* Who may call from a peer: its extensions, and whoever a rule speaks of. */
static void list_callers(struct samples *callers, const struct policy *policy,
			 const struct peer_config *peer)
{
	for (uint32_t i = 0; peer->extensions && i < peer->extensions->count; i++)
		add_pattern(callers, &peer->extensions->list[i].world);

	for (uint32_t i = 0; i < policy->config.rulec; i++)
		if (policy->rules[i].all.kinds & 1u << MATCH_CALLER)
			add_patterns(callers,
				     &policy->rules[i].all.conditions[MATCH_CALLER].patterns);

	if (!callers->count)
		add(callers, "");
	sort(callers);
	if (callers->count > SAMPLES_CALLERS_MAX)
		callers->count = SAMPLES_CALLERS_MAX;
}

static int call(struct samples *samples, const struct peer_config *peer, const char *caller,
		const char *called)
{
	struct facts facts = {
		.side = peer->side->name, .from = peer->name, .transport = SIP_TRANSP_NONE};
	struct number from, to;

	numbers_out(&from, peer, caller);
	numbers_out(&to, peer, called);
	pl_set_str(&facts.caller, from.text);
	pl_set_str(&facts.called, to.text);

	for (uint32_t i = 0; i < samples->datec; i++) {
		if (samples->calls++ == SAMPLES_MAX)
			return ERANGE;
		facts.date_us = dates_us[i];
		samples->handler(&facts, samples->arg);
	}

	return 0;
}

static int call_from(struct samples *samples, struct samples *callers, const struct policy *policy,
		     const struct peer_config *peer)
{
	int err = 0;

	callers->count = 0;
	list_callers(callers, policy, peer);
	for (uint32_t i = 0; i < samples->count && !err; i++)
		for (uint32_t j = 0; j < callers->count && !err; j++)
			err = call(samples, peer, callers->list[j].number, samples->list[i].number);

	return err;
}

static bool has_hours(const struct policy *policy)
{
	return yaml_find(yaml_root(policy->tree), "hours") != NULL;
}

int samples_each(const struct policy *before, const struct policy *after, policy_sample_h *handler,
		 void *arg)
{
	struct samples samples = {.handler = handler, .arg = arg, .datec = 1};
	struct samples callers = {.count = 0};
	int err = ENOMEM;

	samples.list = mem_alloc(SAMPLES_NUMBERS_MAX * sizeof *samples.list, NULL);
	callers.list = mem_alloc(SAMPLES_NUMBERS_MAX * sizeof *callers.list, NULL);
	if (!samples.list || !callers.list)
		goto out;

	err = 0;
	samples.datec = has_hours(before) || has_hours(after) ? ARRAY_SIZE(dates_us) : 1;
	add_policy(&samples, before);
	add_policy(&samples, after);
	sort(&samples);
	for (uint32_t i = 0; i < after->config.peerc && !err; i++)
		if (policy_peer(before, after->config.peers[i].name))
			err = call_from(&samples, &callers, after, &after->config.peers[i]);

out:
	mem_deref(callers.list);
	mem_deref(samples.list);
	return err;
}
