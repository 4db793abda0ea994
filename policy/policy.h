/*
 * policy.h -- the door of the room: load, check, decide, attempt, explain, compare
 *
 * What should happen to a call. Pure: it gets the file's text and the facts and says what it
 * thinks; no clock, no socket, no log, no disk (the reader is given). POLICY.md is its language.
 *
 * A policy is reference counted; a call keeps a reference to the policy it began with.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <re.h>
#include "policy/config.h"
#include "policy/decision.h"
#include "policy/facts.h"

struct policy;

struct policy_reader {
	/*
	 * The text of the file `name` (0-terminated copy in *textp, one reference); errno if not.
	 * Names that a policy file uses are relative to its own folder: the policy joins them.
	 */
	int (*read)(char **textp, const char *name, void *arg);
	/* The rules of a time zone ("Asia/Ho_Chi_Minh") as TZif bytes, RFC 8536. */
	int (*zone)(struct mbuf **mbp, const char *name, void *arg);
	/*
	 * The value behind "env:NAME", "file:PATH" or "credential:NAME", one reference, wiped by the
	 * policy. NULL: secrets are not wanted (check, explain, diff): none is a mistake then.
	 */
	int (*secret)(char **textp, const char *source, void *arg);
	void *arg;
};

/*
 * Loads the file `name` and proves what it expects. Every mistake is appended to `mistakes` (may be
 * NULL) as a line "file:line:column: what is wrong, what would be right\n", all at once, none twice,
 * in file order. EINVAL: there were mistakes and *policyp is unset. ENOENT…: the reader's error.
 */
int policy_load(struct policy **policyp, const char *name, const struct policy_reader *reader,
		struct mbuf *mistakes, uint32_t *mistakec);

/* What is allowed and probably not meant: lines as mistakes have, "warning: " before the text. */
int policy_warn(struct mbuf *mb, const struct policy *policy, uint32_t *warningc);

const struct config *policy_config(const struct policy *policy);
const struct peer_config *policy_peer(const struct policy *policy, const char *name);

/*
 * Step 1 alone, as far as an address goes: a peer at `source` on `side`; NULL: a stranger. Peers
 * may share an address: then policy_decide, which knows number and domain, says whose a call is. A
 * connection is asked for with port 0.
 */
const struct peer_config *policy_who(const struct policy *policy, const char *side,
				     const struct sa *source);

/* Steps 1 to 4. Always decides: a stranger is VERB_DROP, no rule is VERB_REJECT 404. */
void policy_decide(struct decision *decision, const struct policy *policy,
		   const struct facts *facts);

/* Steps 5 to 7 for target `i` of a VERB_SEND decision; ERANGE: there is no such target. */
int policy_attempt(struct attempt *attempt, const struct policy *policy,
		   const struct decision *decision, uint32_t i);

/* Whether this final status of a target sends the call to the next one. */
bool policy_goes_on(const struct decision *decision, uint16_t status);

/* The seven steps for one call in sentences, each with the file:line that decided it. */
int policy_explain(struct re_printf *pf, const struct policy *policy, const struct facts *facts);

/* How two policies decide one call differently, a sentence each; *differs false: they do not. */
int policy_diff(struct re_printf *pf, bool *differs, const struct policy *before,
		const struct policy *after, const struct facts *facts);

/* What stands otherwise in their files, a sentence each, in the file's order. */
int policy_diff_file(struct re_printf *pf, bool *differs, const struct policy *before,
		     const struct policy *after);

/*
 * Calls that stand for many: from every peer that both have, to the edges of every pattern, range
 * and extension of both. The facts are borrowed. ERANGE: there were more than SAMPLES_MAX
 * (samples.h), which were not made.
 */
typedef void(policy_sample_h)(const struct facts *facts, void *arg);
int policy_samples(const struct policy *before, const struct policy *after,
		   policy_sample_h *handler, void *arg);

#endif
