/*
 * expect.h -- what the author of a file expects of certain calls, and the proof that it holds
 *
 * `expect:` is a list of calls, each with what must become of it. They are proven when everything
 * else of the file is right, so by `sbc check` and before every reload: one that does not hold is a
 * mistake at its line. All targets count as healthy and nothing is counted: limits never refuse.
 *
 * `at: Mon 10:00` is that day of the week from Monday 2026-01-05 on, `at: 2026-11-25 10:00` the day
 * itself; UTC, unless a zone follows. An expectation without `at` must hold at every quarter of an
 * hour of that week, if the file has hours at all.
 */
#ifndef POLICY_EXPECT_H
#define POLICY_EXPECT_H

#include <re.h>
#include "policy/config.h"
#include "policy/facts.h"

#define EXPECT_WEEK_US UINT64_C(1767571200000000) /* Monday 2026-01-05 00:00 UTC */

enum {
	EXPECT_MAX = 1000,        /* expectations of a policy */
	EXPECT_HEADERS_MAX = 32,  /* of one */
	EXPECT_STEP_S = 15 * 60,  /* without `at`: from one look to the next… */
	EXPECT_STEPS = 7 * 24 * 4 /* …for a week */
};

struct compiler;

struct expectation {
	const struct peer_config *from;
	const char *caller, *called; /* as on the wire of `from`; caller NULL: nobody */
	struct facts_header *headers;
	uint32_t headerc;
	struct pl *codecs;
	uint32_t codecc;
	enum sip_transp transport;
	uint64_t date_us; /* 0: at any time */

	/* What must become of it; what is not set may be anything. */
	const struct peer_config *sent[TARGETS_MAX]; /* all of them, in the file's order */
	uint32_t sentc;
	const char *as[TARGETS_MAX], *caller_as[TARGETS_MAX]; /* on the wire of each of these */
	uint32_t asc, caller_asc;
	uint16_t status; /* rejected with this */
	bool dropped;
	const char *rule; /* the name of the one that decides */
	struct place place;
};

/* Proves all of them; the policy is whole and has no mistake yet. */
void expect_prove(struct compiler *compiler);

#endif
