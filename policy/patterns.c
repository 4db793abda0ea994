/* patterns.c -- few are tried one by one, many are found by the number's code; see patterns.h */
#include "policy/patterns.h"

struct trial {
	const struct pattern *list;
	const char *number;
};

static bool is_it(uint32_t i, void *arg)
{
	const struct trial *trial = arg;

	return pattern_matches(&trial->list[i], trial->number);
}

bool patterns_match(const struct patterns *patterns, const char *number)
{
	struct trial trial = {patterns->list, number};

	if (patterns->spans)
		return spans_each(patterns->spans, pattern_code(number), is_it, &trial);

	for (uint32_t i = 0; i < patterns->count; i++)
		if (pattern_matches(&patterns->list[i], number))
			return true;

	return false;
}

int patterns_span(struct spans *spans, const struct patterns *patterns)
{
	int err = 0;

	for (uint32_t i = 0; !err && i < patterns->count; i++) {
		uint64_t low, high;

		pattern_bounds(&low, &high, &patterns->list[i]);
		err = spans_add(spans, low, high, i);
	}

	if (!err)
		spans_sort(spans);
	return err;
}
