/* explain.c -- sbc explain: what would happen to a call, and why; see cli.h */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "policy/unread.h"
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
	struct option_list headers, codecs;
	const char *transport;
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

struct details { /* of a call that is asked for by its numbers */
	struct facts_header headers[OPTIONS_LIST_MAX];
	struct pl codecs[OPTIONS_LIST_MAX];
};

/* False: a header is no "Name: value". */
static bool read_details(struct facts *facts, struct details *details,
			 const struct question *question)
{
	facts->headers = details->headers;
	facts->codecs = details->codecs;
	for (; facts->headerc < question->headers.count; facts->headerc++) {
		const char *text = question->headers.values[facts->headerc];
		struct facts_header *header = &details->headers[facts->headerc];

		pl_set_str(&header->value, "");
		if (re_regex(text, strlen(text), "[^: \t]+[ \t]*:[ \t]*[~]*", &header->name, NULL,
			     NULL, &header->value)
		    || header->name.p != text)
			return false;
	}
	for (; facts->codecc < question->codecs.count; facts->codecc++)
		pl_set_str(&details->codecs[facts->codecc], question->codecs.values[facts->codecc]);

	return true;
}

static enum cli_status explain_numbers(struct question *question)
{
	struct facts facts = {
		.from = question->from, .transport = SIP_TRANSP_NONE, .date_us = question->date_us};
	struct details details;

	if (!policy_peer(question->policy, question->from))
		return complain_of_peer(question);
	if (!read_details(&facts, &details, question))
		return help_complain("explain", "--header takes 'Name: value'");

	pl_set_str(&facts.caller, question->caller);
	pl_set_str(&facts.called, question->called);
	facts.transport = records_transport(question->transport);
	if (question->transport && facts.transport == SIP_TRANSP_NONE)
		return help_complain("explain", "--transport takes udp, tcp, tls, ws or wss");

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

static void complain_of_side(const struct question *question)
{
	const struct config *config = policy_config(question->policy);

	(void)re_fprintf(stderr, "%s: no side '%s'; there %s", question->file, question->side,
			 config->sidec == 1 ? "is" : "are");
	for (uint32_t i = 0; i < config->sidec; i++)
		(void)re_fprintf(stderr, "%s %s", i ? "," : "", config->sides[i].name);
	(void)re_fprintf(stderr, "\n");
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
		complain_of_side(question);
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
		(void)(why ? re_fprintf(stderr, "%s\n", why)
			   : re_fprintf(stderr, "%H\n", unread_why, &err));
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
		(void)re_fprintf(stderr, "%s: %H\n", path, unread_why, &err);
	else if (!question->found)
		(void)re_fprintf(stderr, "%s: no call '%s' among %llu%H\n", path, question->cdr,
				 count.calls, records_tell_left, &count);

	return question->found ? question->status : CLI_FAILED;
}

/* Each way to ask: the option that chooses it, what it needs, what answers. */
static const char *lacks(const struct question *question)
{
	if ((question->cdr || question->invite)
	    && (question->headers.count || question->codecs.count || question->transport))
		return "--header, --codec and --transport go with --caller and --called";
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
		{"--from",      &question.from,      NULL, false, NULL             },
		{"--caller",    &question.caller,    NULL, false, NULL             },
		{"--called",    &question.called,    NULL, false, NULL             },
		{"--header",    NULL,                NULL, false, &question.headers},
		{"--codec",     NULL,                NULL, false, &question.codecs },
		{"--transport", &question.transport, NULL, false, NULL             },
		{"--at",        &question.at,        NULL, false, NULL             },
		{"--invite",    &question.invite,    NULL, false, NULL             },
		{"--side",      &question.side,      NULL, false, NULL             },
		{"--source",    &question.source,    NULL, false, NULL             },
		{"--cdr",       &question.cdr,       NULL, false, NULL             },
		{"--cdrs",      &question.cdrs,      NULL, false, NULL             },
	};
	struct options options = {.rows = rows, .rowc = ARRAY_SIZE(rows)};
	enum cli_status status;

	if (options_read(&options, argv))
		return help_complain("explain", options.why);
	if (lacks(&question))
		return help_complain("explain", lacks(&question));
	if (question.at && when_read(&question.date_us, question.at, question.date_us))
		return help_complain("explain",
				     "--at takes '2026-11-25 10:00' or 'Mon 10:00', in UTC, or "
				     "with a zone such as +07:00 behind it");

	question.file = options.file;
	if (load_policy(&question.policy, options.file))
		return CLI_FAILED;

	status = answer(&question);
	mem_deref(question.policy);
	return status;
}
