/* policy.c -- the door; see policy.h */
#include <errno.h>
#include <string.h>
#include "policy/compile.h"
#include "policy/diff.h"
#include "policy/explain.h"
#include "policy/include.h"
#include "policy/policy.h"
#include "policy/samples.h"
#include "policy/status.h"
#include "policy/steps.h"
#include "policy/warn.h"

static int load(struct policy **policyp, struct yaml **treep, const char *name, const char *text,
		const struct policy_reader *reader, struct mistakes *mistakes)
{
	struct policy *policy;
	int err = yaml_read(treep, name, text, mistakes);

	if (!err)
		err = include_all(*treep, reader, mistakes);
	if (!err)
		err = compile_policy(&policy, *treep, reader, mistakes);
	if (!err)
		err = mistakes_error(mistakes);
	if (err)
		return err;

	if (mistakes_count(mistakes)) {
		mem_deref(policy);
		return EINVAL;
	}

	*policyp = policy;
	return 0;
}

int policy_load(struct policy **policyp, const char *name, const struct policy_reader *reader,
		struct mbuf *mb, uint32_t *mistakec)
{
	struct mistakes *mistakes = NULL;
	struct yaml *tree = NULL;
	char *text = NULL;
	int err, print_err = 0;

	if (mistakec)
		*mistakec = 0;

	err = reader->read(&text, name, reader->arg);
	if (!err)
		err = mistakes_alloc(&mistakes);
	if (err)
		goto out;

	err = load(policyp, &tree, name, text, reader, mistakes);
	if (mb && mistakes_count(mistakes))
		print_err = mistakes_print(mb, mistakes);
	if (mistakec)
		*mistakec = mistakes_count(mistakes);

out:
	mem_deref(mistakes);
	mem_deref(tree);
	if (text)
		explicit_bzero(text, strlen(text)); /* it may hold passwords */
	mem_deref(text);
	return print_err ? print_err : err;
}

const struct config *policy_config(const struct policy *policy)
{
	return &policy->config;
}

const struct peer_config *policy_peer(const struct policy *policy, const char *name)
{
	return who_is_named(policy->who, name);
}

const struct peer_config *policy_who(const struct policy *policy, const char *side,
				     const struct sa *source)
{
	return who_is_at(policy->who, side, source);
}

void policy_decide(struct decision *decision, const struct policy *policy,
		   const struct facts *facts)
{
	struct trip trip = {.policy = policy, .facts = facts, .decision = decision};

	memset(decision, 0, sizeof *decision);
	steps_take(&trip, STEPS_CALL);
}

int policy_attempt(struct attempt *attempt, const struct policy *policy,
		   const struct decision *decision, uint32_t i)
{
	struct trip trip = {.policy = policy, .target = i, .attempt = attempt};

	if (decision->verb != VERB_SEND || i >= decision->rule->targetc)
		return ERANGE;

	trip.decision = (struct decision *)decision; /* these steps only read it */
	memset(attempt, 0, sizeof *attempt);
	steps_take(&trip, STEPS_TARGET);
	return 0;
}

bool policy_goes_on(const struct decision *decision, uint16_t status)
{
	return decision->verb == VERB_SEND && status_is_in(decision->rule->next.on, status);
}

int policy_explain(struct re_printf *pf, const struct policy *policy, const struct facts *facts)
{
	return explain_call(pf, policy, facts);
}

int policy_warn(struct mbuf *mb, const struct policy *policy, uint32_t *warningc)
{
	return warn_print(mb, policy, warningc);
}

int policy_diff(struct re_printf *pf, bool *differs, const struct policy *before,
		const struct policy *after, const struct facts *facts)
{
	return diff_call(pf, differs, before, after, facts);
}

int policy_diff_file(struct re_printf *pf, bool *differs, const struct policy *before,
		     const struct policy *after)
{
	return diff_file(pf, differs, before, after);
}

int policy_samples(const struct policy *before, const struct policy *after,
		   policy_sample_h *handler, void *arg)
{
	return samples_each(before, after, handler, arg);
}
