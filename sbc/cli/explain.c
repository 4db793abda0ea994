/* explain.c -- sbc explain: what would happen to a call, and why; see cli.h */
#include <stdio.h>
#include <time.h>
#include "sbc/cli/cli.h"
#include "sbc/cli/load.h"
#include "sbc/cli/options.h"
#include "sbc/cli/when.h"

enum {
	EXPLAIN_PEERS_MAX = 30
}; /* that are listed when one is not known */

struct question {
	const char *from, *caller, *called, *at;
};

static int write_out(const char *p, size_t size, void *arg)
{
	return fwrite(p, 1, size, arg) == size ? 0 : EIO;
}

static uint64_t now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static enum cli_status complain_of_peer(const struct config *config, const char *file,
					const char *name)
{
	(void)re_fprintf(stderr, "%s: no peer '%s'; there", file, name);
	(void)re_fprintf(stderr, config->peerc == 1 ? " is" : " are");
	for (uint32_t i = 0; i < config->peerc && i < EXPLAIN_PEERS_MAX; i++)
		(void)re_fprintf(stderr, "%s %s", i ? "," : "", config->peers[i].name);
	if (config->peerc > EXPLAIN_PEERS_MAX)
		(void)re_fprintf(stderr, " and %u more", config->peerc - EXPLAIN_PEERS_MAX);
	(void)re_fprintf(stderr, config->peerc ? "\n" : " none\n");
	return CLI_FAILED;
}

static enum cli_status answer(const struct policy *policy, const char *file,
			      const struct question *question, uint64_t date_us)
{
	struct re_printf out = {write_out, stdout};
	struct facts facts = {.from = question->from, .date_us = date_us};

	if (!policy_peer(policy, question->from))
		return complain_of_peer(policy_config(policy), file, question->from);

	pl_set_str(&facts.caller, question->caller);
	pl_set_str(&facts.called, question->called);
	return policy_explain(&out, policy, &facts) ? CLI_FAILED : CLI_OK;
}

enum cli_status explain_command(char **argv)
{
	struct question question = {.from = NULL};
	const struct option_row rows[] = {
		{"--from",   &question.from,   NULL, true },
		{"--caller", &question.caller, NULL, true },
		{"--called", &question.called, NULL, true },
		{"--at",     &question.at,     NULL, false},
	};
	struct options options = {.rows = rows, .rowc = ARRAY_SIZE(rows)};
	struct policy *policy = NULL;
	uint64_t date_us = now_us();
	enum cli_status status;

	if (options_read(&options, argv))
		return help_complain("explain", options.why);
	if (question.at && when_read(&date_us, question.at, date_us))
		return help_complain("explain", "--at takes '2026-11-25 10:00' or 'Mon 10:00'");
	if (load_policy(&policy, options.file))
		return CLI_FAILED;

	status = answer(policy, options.file, &question, date_us);
	mem_deref(policy);
	return status;
}
