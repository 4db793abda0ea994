/* index.c -- spans by peer; see index.h */
#include <errno.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/country.h"
#include "policy/index.h"
#include "policy/spans.h"

struct shelf { /* rules that ask for one peer, or for none */
	struct spans called, caller;
};

struct index {
	uint32_t rulec;
	uint32_t peerc;
	struct shelf *shelves; /* one a peer, the last is nobody's */
};

static void index_destructor(void *arg)
{
	struct index *index = arg;

	for (uint32_t i = 0; index->shelves && i <= index->peerc; i++) {
		spans_reset(&index->shelves[i].called);
		spans_reset(&index->shelves[i].caller);
	}

	mem_deref(index->shelves);
}

/* The widest of the condition's patterns; a rule without the condition takes all. */
static uint64_t width(const struct rule *rule, enum match_kind kind)
{
	const struct condition *condition = &rule->all.conditions[kind];
	uint64_t widest = 0;

	if (!(rule->all.kinds >> kind & 1))
		return UINT64_MAX;

	for (uint32_t i = 0; i < condition->count; i++) {
		uint64_t low, high;

		pattern_bounds(&low, &high, &condition->patterns.list[i]);
		if (widest < high - low)
			widest = high - low;
	}

	return widest;
}

static enum match_kind narrower(const struct rule *rule)
{
	return width(rule, MATCH_CALLER) < width(rule, MATCH_CALLED) ? MATCH_CALLER : MATCH_CALLED;
}

/* All numbers that begin so. */
static int add_prefix(struct spans *spans, const char *prefix, uint32_t id)
{
	const uint64_t low = pattern_code(prefix);

	return spans_add(spans, low, low | UINT64_MAX >> 4 * strlen(prefix), id);
}

static int add_country(struct spans *spans, const char *text, uint32_t id)
{
	const struct country *country = NULL;
	char prefix[16];
	int err = 0;

	if (text[0] == '+')
		return add_prefix(spans, text, id);

	while (!err && (country = country_each(text, country))) {
		(void)re_snprintf(prefix, sizeof prefix, "+%s", country->prefix);
		err = add_prefix(spans, prefix, id);
	}

	return err;
}

/* A rule that does not say whom it calls: by their countries, or whoever it is. */
static int put_countries(struct spans *spans, const struct condition *countries, uint32_t id)
{
	int err = 0;

	if (!countries->count)
		return spans_add(spans, 0, UINT64_MAX, id);

	for (uint32_t i = 0; !err && i < countries->count; i++)
		err = add_country(spans, countries->texts[i], id);

	return err;
}

/* Puts the rule's spans on one shelf. */
static int put(struct shelf *shelf, const struct rule *rule, enum match_kind kind, uint32_t id)
{
	const struct condition *condition = &rule->all.conditions[kind];
	struct spans *spans = kind == MATCH_CALLER ? &shelf->caller : &shelf->called;
	int err = 0;

	if (!(rule->all.kinds >> kind & 1))
		return put_countries(spans, &rule->all.conditions[MATCH_COUNTRY], id);

	for (uint32_t i = 0; !err && i < condition->count; i++) {
		uint64_t low, high;

		pattern_bounds(&low, &high, &condition->patterns.list[i]);
		err = spans_add(spans, low, high, id);
	}

	return err;
}

/* Whether the rule asks for peers by name, and for so few that it may stand under each. */
static bool has_few_peers(const struct rule *rule, enum match_kind kind)
{
	const struct condition *from = &rule->all.conditions[MATCH_FROM];
	const uint32_t patterns = rule->all.conditions[kind].count;

	if (!from->count || (uint64_t)from->count * (patterns + 1) > INDEX_ENTRIES_MAX)
		return false;

	for (uint32_t i = 0; i < from->count; i++)
		if (!from->origins[i].peer)
			return false;

	return true;
}

static int add(struct index *index, const struct rule *rule, uint32_t id)
{
	const struct condition *from = &rule->all.conditions[MATCH_FROM];
	const enum match_kind kind = narrower(rule);
	int err = 0;

	if (!has_few_peers(rule, kind))
		return put(&index->shelves[index->peerc], rule, kind, id);

	for (uint32_t i = 0; !err && i < from->count; i++)
		err = put(&index->shelves[from->origins[i].peer->index], rule, kind, id);

	return err;
}

static int fill(struct index *index, const struct policy *policy)
{
	int err = 0;

	for (uint32_t i = 0; !err && i < index->rulec; i++)
		err = add(index, &policy->rules[i], i);

	for (uint32_t i = 0; !err && i <= index->peerc; i++) {
		spans_sort(&index->shelves[i].called);
		spans_sort(&index->shelves[i].caller);
	}

	return err;
}

int index_alloc(struct index **indexp, const struct policy *policy)
{
	struct index *index = mem_zalloc(sizeof *index, index_destructor);
	int err;

	if (!index)
		return ENOMEM;

	index->rulec = policy->config.rulec;
	index->peerc = policy->config.peerc;
	index->shelves = mem_zalloc((index->peerc + 1) * sizeof *index->shelves, NULL);
	err = index->shelves ? fill(index, policy) : ENOMEM;
	if (err)
		mem_deref(index);
	else
		*indexp = index;

	return err;
}

static bool note(uint32_t id, void *arg)
{
	struct candidates *candidates = arg;

	candidates->words[id / 64] |= 1ULL << id % 64;
	return false;
}

static void empty(struct candidates *candidates, const struct index *index)
{
	memset(candidates->words, 0, (index->rulec + 63) / 64 * sizeof candidates->words[0]);
}

static void find(struct candidates *candidates, const struct shelf *shelf, uint64_t called,
		 uint64_t caller)
{
	(void)spans_each(&shelf->called, called, note, candidates);
	(void)spans_each(&shelf->caller, caller, note, candidates);
}

void index_find(struct candidates *candidates, const struct index *index,
		const struct decision *decision)
{
	const uint64_t called = pattern_code(decision->called);
	const uint64_t caller = pattern_code(decision->caller);

	empty(candidates, index);
	find(candidates, &index->shelves[decision->from->index], called, caller);
	find(candidates, &index->shelves[index->peerc], called, caller);
}

/* The least code of the condition's first pattern; without the condition, of all. */
static uint64_t least(const struct rule *rule, enum match_kind kind)
{
	uint64_t low = 0, high;

	if (rule->all.kinds >> kind & 1)
		pattern_bounds(&low, &high, &rule->all.conditions[kind].patterns.list[0]);

	return low;
}

/* The least code of the first country's numbers. */
static uint64_t least_of_country(const char *text)
{
	const struct country *country = text[0] == '+' ? NULL : country_each(text, NULL);
	char prefix[16];

	if (!country)
		return pattern_code(text);

	(void)re_snprintf(prefix, sizeof prefix, "+%s", country->prefix);
	return pattern_code(prefix);
}

/* One call of the rule is enough to look: all that take its calls take that one. */
void index_find_wider(struct candidates *candidates, const struct index *index,
		      const struct rule *rule)
{
	const struct condition *from = &rule->all.conditions[MATCH_FROM];
	const struct condition *country = &rule->all.conditions[MATCH_COUNTRY];
	const struct peer_config *peer = from->count ? from->origins[0].peer : NULL;
	const struct shelf *nobodys = &index->shelves[index->peerc];
	const uint64_t called = least(rule, MATCH_CALLED), caller = least(rule, MATCH_CALLER);

	empty(candidates, index);
	find(candidates, nobodys, called, caller);
	if (peer)
		find(candidates, &index->shelves[peer->index], called, caller);
	if (!country->count)
		return;

	/* A wider one that says countries only has the first of these too, and may stand there. */
	find(candidates, nobodys, least_of_country(country->texts[0]), caller);
	if (peer)
		find(candidates, &index->shelves[peer->index], least_of_country(country->texts[0]),
		     caller);
}

uint32_t index_next(const struct candidates *candidates, const struct index *index, uint32_t i)
{
	uint64_t word;

	if (i >= index->rulec)
		return index->rulec;

	word = candidates->words[i / 64] & UINT64_MAX << i % 64;
	for (i /= 64; !word;) {
		if (++i >= (index->rulec + 63) / 64)
			return index->rulec;
		word = candidates->words[i];
	}

	return i * 64 + __builtin_ctzll(word);
}
