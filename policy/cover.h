/*
 * cover.h -- whether one rule takes every call that another would take
 *
 * For warnings: true only if it is sure. Conditions that cannot be compared, such as two different
 * expressions, do not cover each other.
 */
#ifndef POLICY_COVER_H
#define POLICY_COVER_H

#include "policy/match.h"
#include "policy/pattern.h"

enum {
	COVER_PAIRS_MAX =
		10000, /* values of one condition times those of the other: more is "no" */
};

/* The least or greatest number that a plain pattern takes, but for its rest. */
void cover_edge(char edge[PATTERN_PLACES_MAX + 1], const struct pattern *pattern, bool greatest);

/* Whether `wide` takes each number, or call, that `narrow` takes; false: perhaps not. */
bool cover_pattern(const struct pattern *wide, const struct pattern *narrow);
bool cover_rule(const struct rule *wide, const struct rule *narrow);

#endif
