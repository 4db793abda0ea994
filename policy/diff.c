/* diff.c -- a row for each aspect of a decided call; see diff.h */
#include <string.h>
#include "policy/compile.h"
#include "policy/diff.h"
#include "policy/diff_target.h"
#include "policy/policy.h"
#include "policy/told.h"

struct view { /* one call under one policy */
	struct decision decision;
	struct attempt attempts[TARGETS_MAX];
	uint32_t attemptc;
};

static void look(struct view *view, const struct policy *policy, const struct facts *facts)
{
	policy_decide(&view->decision, policy, facts);
	while (view->attemptc < TARGETS_MAX
	       && !policy_attempt(&view->attempts[view->attemptc], policy, &view->decision,
				  view->attemptc))
		++view->attemptc;
}

static int print_peer(struct re_printf *pf, const struct view *view)
{
	const struct peer_config *from = view->decision.from;

	return from ? re_hprintf(pf, "%s", from->name) : re_hprintf(pf, "nobody's");
}

static int print_emergency(struct re_printf *pf, const struct view *view)
{
	return re_hprintf(pf, view->decision.emergency ? "yes" : "no");
}

static int print_next(struct re_printf *pf, const struct view *view)
{
	if (view->decision.verb != VERB_SEND || view->decision.rule->targetc < 2)
		return re_hprintf(pf, "never tried");

	return told_next(pf, &view->decision.rule->next);
}

static int print_limits(struct re_printf *pf, const struct view *view)
{
	const struct decision *decision = &view->decision;
	const char *before = "";
	int err = 0;

	for (uint32_t i = 0; i < decision->rulec; i++) {
		if (!decision->rules[i]->limit.place.line)
			continue;
		err |= re_hprintf(pf, "%s%H by rule '%s'", before, told_limit,
				  &decision->rules[i]->limit, decision->rules[i]->name);
		before = "; ";
	}

	return err | re_hprintf(pf, "%s", *before ? "" : "none");
}

static int print_guards(struct re_printf *pf, const struct view *view)
{
	const struct decision *decision = &view->decision;
	int err = 0;

	for (uint32_t i = 0; i < decision->guardc; i++)
		err |= re_hprintf(pf, "%s'%s'", i ? ", " : "", decision->guards[i]->name);

	return err | re_hprintf(pf, "%s", decision->guardc ? "" : "none");
}

static int print_tags(struct re_printf *pf, const struct view *view)
{
	const struct decision *decision = &view->decision;
	const char *before = "";
	int err = 0;

	for (uint32_t i = 0; i < decision->rulec; i++)
		for (uint32_t j = 0; j < decision->rules[i]->tagc; j++) {
			err |= re_hprintf(pf, "%s%s", before, decision->rules[i]->tags[j]);
			before = ", ";
		}

	return err | re_hprintf(pf, "%s", *before ? "" : "none");
}

static int print_headers(struct re_printf *pf, const struct view *view)
{
	const struct decision *decision = &view->decision;
	const char *before = "";
	int err = 0;

	/* Of what is not sent, none leaves. */
	for (uint32_t i = 0; decision->verb == VERB_SEND && i < decision->rulec; i++) {
		const struct told_headers headers = {decision->rules[i]->headers,
						     decision->rules[i]->headerc};

		if (!headers.count)
			continue;
		err |= re_hprintf(pf, "%srule '%s' %H", before, decision->rules[i]->name,
				  told_headers, &headers);
		before = "; ";
	}

	return err | re_hprintf(pf, "%s", *before ? "" : "no rule changes any");
}

/* Those of a peer are its own: diff_target. */
static int print_compat(struct re_printf *pf, const struct view *view)
{
	const struct decision *decision = &view->decision;
	uint32_t bits = 0;

	for (uint32_t i = 0; decision->verb == VERB_SEND && i < decision->rulec; i++)
		bits |= decision->rules[i]->compat;

	return diff_print_compat(pf, &bits);
}

/* What is compared besides the outcome, as text. */
static const struct {
	const char *what;
	int (*print)(struct re_printf *pf, const struct view *view);
} aspects[] = {
	{"the call is of peer",      print_peer     },
	{"emergency",                print_emergency},
	{"the next target is tried", print_next     },
	{"limits of its rules",      print_limits   },
	{"guards that count it",     print_guards   },
	{"tags",		     print_tags     },
	{"headers",                  print_headers  },
	{"peculiarities",            print_compat   },
};

static const char *name_of(const struct decision *decision)
{
	return decision->rule ? decision->rule->name : "";
}

/* Without lines: they move, and mean nothing to a call. */
static int print_outcome(struct re_printf *pf, const struct decision *decision)
{
	return told_outcome(pf, &(struct told_outcome){decision, NULL});
}

static int print_new_outcome(struct re_printf *pf, const struct decision *decision)
{
	if (!decision->rule)
		return re_hprintf(pf, "now %H", print_outcome, decision);

	return re_hprintf(pf, "rule '%s' now %H", decision->rule->name, told_verb, decision);
}

static int tell_outcome(struct re_printf *pf, bool *differs, const struct view *before,
			const struct view *after)
{
	char was[DIFF_TEXT_SIZE] = "", is[DIFF_TEXT_SIZE] = "";

	(void)re_snprintf(was, sizeof was, "%H", print_outcome, &before->decision);
	(void)re_snprintf(is, sizeof is, "%H", print_outcome, &after->decision);
	if (!strcmp(was, is))
		return 0;

	*differs = true;
	if (!strcmp(name_of(&before->decision), name_of(&after->decision))
	    && before->decision.verb == VERB_SEND && after->decision.verb == VERB_SEND)
		return re_hprintf(pf, "%H (was %H)\n", print_new_outcome, &after->decision,
				  told_targets, before->decision.rule);

	return re_hprintf(pf, "%H (was: %s)\n", print_new_outcome, &after->decision, was);
}

static int tell_aspects(struct re_printf *pf, bool *differs, const struct view *before,
			const struct view *after)
{
	char was[DIFF_TEXT_SIZE], is[DIFF_TEXT_SIZE];
	int err = 0;

	for (size_t i = 0; i < sizeof aspects / sizeof aspects[0]; i++) {
		was[0] = is[0] = 0;
		(void)re_snprintf(was, sizeof was, "%H", aspects[i].print, before);
		(void)re_snprintf(is, sizeof is, "%H", aspects[i].print, after);
		if (!strcmp(was, is))
			continue;

		*differs = true;
		err |= re_hprintf(pf, "%s: now %s (was %s)\n", aspects[i].what, is, was);
	}

	return err;
}

/* Targets that both have, whatever their order. */
static int tell_attempts(struct re_printf *pf, bool *differs, const struct view *before,
			 const struct view *after)
{
	int err = 0;

	for (uint32_t i = 0; i < after->attemptc; i++)
		for (uint32_t j = 0; j < before->attemptc; j++)
			if (!strcmp(after->attempts[i].peer->name, before->attempts[j].peer->name))
				err |= diff_target(pf, differs, &before->attempts[j],
						   &after->attempts[i]);

	return err;
}

int diff_call(struct re_printf *pf, bool *differs, const struct policy *before,
	      const struct policy *after, const struct facts *facts)
{
	struct view was = {.attemptc = 0}, is = {.attemptc = 0};
	int err;

	*differs = false;
	look(&was, before, facts);
	look(&is, after, facts);

	err = tell_outcome(pf, differs, &was, &is);
	err |= tell_aspects(pf, differs, &was, &is);
	return err | tell_attempts(pf, differs, &was, &is);
}
