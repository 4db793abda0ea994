/* explain.c -- sbc explain: what would happen to a call, and why; see cli.h */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "policy/when.h"
#include "sbc/cli/cli.h"
#include "sbc/cli/invite.h"
#include "sbc/cli/load.h"
#include "sbc/cli/options.h"
#include "sbc/cli/out.h"
#include "sbc/cli/records.h"
#include "sbc/gather.h"

enum {
	EXPLAIN_PEERS_MAX = 30
}; /* that are listed when one is not known */

struct question {
	const char *from, *caller, *called, *at;
	const char *invite, *side, *source;
	const char *cdr, *cdrs;
	const char *file;
	struct policy *policy;
	uint64_t date_us; /* of `at`, or now */
	bool found;       /* the record was among the others */
	enum cli_status status;
};

static uint64_t now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static enum cli_status complain_of_peer(const struct question *question)
{
	const struct config *config = policy_config(question->policy);

	(void)re_fprintf(stderr, "%s: no peer '%s'; there", question->file, question->from);
	(void)re_fprintf(stderr, config->peerc == 1 ? " is" : " are");
	for (uint32_t i = 0; i < config->peerc && i < EXPLAIN_PEERS_MAX; i++)
		(void)re_fprintf(stderr, "%s %s", i ? "," : "", config->peers[i].name);
	if (config->peerc > EXPLAIN_PEERS_MAX)
		(void)re_fprintf(stderr, " and %u more", config->peerc - EXPLAIN_PEERS_MAX);
	(void)re_fprintf(stderr, config->peerc ? "\n" : " none\n");
	return CLI_FAILED;
}

static enum cli_status explain(const struct question *question, const struct facts *facts)
{
	struct re_printf out = {out_write, stdout};

	return policy_explain(&out, question->policy, facts) ? CLI_FAILED : CLI_OK;
}

static enum cli_status explain_numbers(struct question *question)
{
	struct facts facts = {
		.from = question->from, .transport = SIP_TRANSP_NONE, .date_us = question->date_us};

	if (!policy_peer(question->policy, question->from))
		return complain_of_peer(question);

	pl_set_str(&facts.caller, question->caller);
	pl_set_str(&facts.called, question->called);
	return explain(question, &facts);
}

/* Where a call of that peer comes from. */
static void stand_at(struct facts *facts, const struct peer_config *peer)
{
	facts->side = peer->side->name;
	facts->source = peer->addressc ? peer->addresses[0].address : peer->server.address;
	if (!sa_port(&facts->source))
		sa_set_port(&facts->source, SIP_PORT);
}

static bool has_side(const struct policy *policy, const char *name)
{
	const struct config *config = policy_config(policy);

	for (uint32_t i = 0; i < config->sidec; i++)
		if (!strcmp(config->sides[i].name, name))
			return true;

	return false;
}

/* False: nobody knows where it came from; that was said. */
static bool place_invite(struct facts *facts, const struct question *question)
{
	const struct peer_config *peer =
		question->from ? policy_peer(question->policy, question->from) : NULL;

	if (question->from && !peer)
		(void)complain_of_peer(question);
	else if (peer)
		stand_at(facts, peer);
	else if (!has_side(question->policy, question->side))
		(void)re_fprintf(stderr, "%s: no side '%s'\n", question->file, question->side);
	else if (sa_decode(&facts->source, question->source, strlen(question->source))
		 && sa_set_str(&facts->source, question->source, SIP_PORT))
		(void)re_fprintf(stderr, "--source: '%s' is no address\n", question->source);
	else
		return facts->side = question->side, true;

	return peer != NULL;
}

static enum cli_status try_invite(const struct question *question, const struct sip_msg *msg)
{
	struct re_printf out = {out_write, stdout};
	struct gathered *storage = mem_zalloc(sizeof *storage, NULL);
	struct facts facts = {.date_us = question->date_us};
	enum cli_status status = CLI_FAILED;

	if (!storage)
		return CLI_FAILED;

	gather_facts(&facts, storage, msg);
	if (place_invite(&facts, question)) {
		status = explain(question, &facts);
		if (invite_try(&out, question->policy, msg, &facts))
			status = CLI_FAILED;
	}

	mem_deref(storage);
	return status;
}

static enum cli_status explain_invite(struct question *question)
{
	struct sip_msg *msg = NULL;
	const char *why;
	int err = invite_read(&msg, question->invite, &why);
	enum cli_status status;

	if (err) {
		(void)re_fprintf(stderr, "%s: ", question->invite);
		(void)(why ? re_fprintf(stderr, "%s\n", why) : re_fprintf(stderr, "%m\n", err));
		return CLI_FAILED;
	}

	status = try_invite(question, msg);
	mem_deref(msg);
	return status;
}

static void explain_record(const struct record *record, void *arg)
{
	struct question *question = arg;
	struct facts facts = record->facts;

	if (question->found || strcmp(record->id, question->cdr))
		return;

	question->found = true;
	if (question->at)
		facts.date_us = question->date_us;
	(void)re_printf("call %s of %s: then rule %s, status %llu; by this file:\n", record->id,
			record->began, record->rule ? record->rule : "(none)", record->status);
	question->status = explain(question, &facts);
}

static enum cli_status explain_cdr(struct question *question)
{
	const char *path = question->cdrs ? question->cdrs : policy_config(question->policy)->cdr;
	struct records_count count;
	int err;

	if (!path) {
		(void)re_fprintf(stderr, "%s has no 'cdr': name the records with --cdrs\n",
				 question->file);
		return CLI_FAILED;
	}

	err = records_read(&count, path, 0, explain_record, question);
	if (err)
		(void)re_fprintf(stderr, "%s: %m\n", path, err);
	else if (!question->found)
		(void)re_fprintf(stderr,
				 "%s: no call '%s' among %llu; %llu lines are no records, %llu do "
				 "not say how the call came in\n",
				 path, question->cdr, count.calls, count.broken, count.old);

	return question->found ? question->status : CLI_FAILED;
}

/* Each way to ask: the option that chooses it, what it needs, what answers. */
static const char *lacks(const struct question *question)
{
	if (question->cdr)
		return NULL;
	if (question->invite)
		return question->from || (question->side && question->source)
			? NULL
			: "--invite needs --from, or --side and --source";
	if (!question->from)
		return "--from is missing";
	if (!question->caller)
		return "--caller is missing";

	return question->called ? NULL : "--called is missing";
}

static enum cli_status answer(struct question *question)
{
	if (question->cdr)
		return explain_cdr(question);

	return question->invite ? explain_invite(question) : explain_numbers(question);
}

enum cli_status explain_command(char **argv)
{
	struct question question = {.status = CLI_FAILED, .date_us = now_us()};
	const struct option_row rows[] = {
		{"--from",   &question.from,   NULL, false},
		{"--caller", &question.caller, NULL, false},
		{"--called", &question.called, NULL, false},
		{"--at",     &question.at,     NULL, false},
		{"--invite", &question.invite, NULL, false},
		{"--side",   &question.side,   NULL, false},
		{"--source", &question.source, NULL, false},
		{"--cdr",    &question.cdr,    NULL, false},
		{"--cdrs",   &question.cdrs,   NULL, false},
	};
	struct options options = {.rows = rows, .rowc = ARRAY_SIZE(rows)};
	enum cli_status status;

	if (options_read(&options, argv))
		return help_complain("explain", options.why);
	if (lacks(&question))
		return help_complain("explain", lacks(&question));
	if (question.at && when_read(&question.date_us, question.at, question.date_us))
		return help_complain("explain", "--at takes '2026-11-25 10:00' or 'Mon 10:00'");

	question.file = options.file;
	if (load_policy(&question.policy, options.file))
		return CLI_FAILED;

	status = answer(&question);
	mem_deref(question.policy);
	return status;
}
