/* match.c -- a row for each condition: how it is tested, how it is told; see match.h */
#include "policy/match.h"

static bool from_holds(const struct condition *condition, const struct decision *decision)
{
	for (uint32_t i = 0; i < condition->count; i++)
		if (condition->peers[i] == decision->from)
			return true;

	return false;
}

static bool patterns_hold(const struct patterns *patterns, const char *number)
{
	for (uint32_t i = 0; i < patterns->count; i++)
		if (pattern_matches(&patterns->list[i], number))
			return true;

	return false;
}

static bool caller_holds(const struct condition *condition, const struct decision *decision)
{
	return patterns_hold(&condition->patterns, decision->caller);
}

static bool called_holds(const struct condition *condition, const struct decision *decision)
{
	return patterns_hold(&condition->patterns, decision->called);
}

static const char *from_of(const struct decision *decision)
{
	return decision->from->name;
}

static const char *caller_of(const struct decision *decision)
{
	return decision->caller;
}

static const char *called_of(const struct decision *decision)
{
	return decision->called;
}

static const char *first_peer(const struct condition *condition)
{
	return condition->peers[0]->name;
}

static const char *first_pattern(const struct condition *condition)
{
	return condition->patterns.list[0].text;
}

/* In the order in which they are tested: what costs least first. */
static const struct {
	const char *key;
	bool (*holds)(const struct condition *condition, const struct decision *decision);
	const char *(*fact)(const struct decision *decision);
	const char *(*value)(const struct condition *condition);
} kinds[MATCH_KINDS] = {
	[MATCH_FROM] = {"from",   from_holds,   from_of,   first_peer   },
	[MATCH_CALLER] = {"caller", caller_holds, caller_of, first_pattern},
	[MATCH_CALLED] = {"called", called_holds, called_of, first_pattern},
};

/* The first condition that does not hold; MATCH_KINDS: all do. */
static enum match_kind first_failing(const struct group *group, const struct decision *decision)
{
	for (int kind = 0; kind < MATCH_KINDS; kind++) {
		const struct condition *condition = &group->conditions[kind];

		if (condition->count && !kinds[kind].holds(condition, decision))
			return kind;
	}

	return MATCH_KINDS;
}

bool match_rule(struct mismatch *mismatch, const struct rule *rule, const struct decision *decision)
{
	const enum match_kind failing = first_failing(&rule->all, decision);

	*mismatch = (struct mismatch){.kind = failing};

	if (failing != MATCH_KINDS)
		mismatch->condition = &rule->all.conditions[failing];
	else if (rule->not .place.line && first_failing(&rule->not, decision) == MATCH_KINDS)
		mismatch->not = &rule->not ;

	return !mismatch->condition && !mismatch->not ;
}

bool match_is_unconditional(const struct rule *rule)
{
	for (int kind = 0; kind < MATCH_KINDS; kind++)
		if (rule->all.conditions[kind].count)
			return false;

	return !rule->not .place.line;
}

static int tell_condition(struct re_printf *pf, enum match_kind kind,
			  const struct condition *condition, const struct decision *decision,
			  const char *verb)
{
	int err = re_hprintf(pf, "%s '%s' %s %s", kinds[kind].key, kinds[kind].fact(decision), verb,
			     kinds[kind].value(condition));

	if (condition->count > 1)
		err |= re_hprintf(pf, " or %u more", condition->count - 1);

	return err;
}

static int tell_not(struct re_printf *pf, const struct group * not, const struct decision *decision)
{
	const char *and = "all of `not` holds: ";
	int err = 0;

	for (int kind = 0; kind < MATCH_KINDS; kind++) {
		if (!not ->conditions[kind].count)
			continue;
		err |= re_hprintf(pf, "%s", and);
		err |= tell_condition(pf, kind, &not ->conditions[kind], decision, "is");
		and = ", ";
	}

	return err;
}

int match_tell(struct re_printf *pf, const struct match_telling *telling)
{
	const struct mismatch *mismatch = telling->mismatch;

	if (mismatch->not )
		return tell_not(pf, mismatch->not, telling->decision);

	return tell_condition(pf, mismatch->kind, mismatch->condition, telling->decision, "is not");
}
