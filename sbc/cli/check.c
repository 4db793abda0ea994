/* check.c -- sbc check: every mistake in a policy file; see cli.h */
#include "sbc/cli/cli.h"
#include "sbc/cli/load.h"
#include "sbc/cli/options.h"

static void print_count(uint32_t count, const char *one)
{
	(void)re_printf(", %u %s%s", count, one, count == 1 ? "" : "s");
}

enum cli_status check_command(char **argv)
{
	struct options options = {.rows = NULL};
	struct policy *policy = NULL;
	const struct config *config;

	if (options_read(&options, argv))
		return help_complain("check", options.why);
	if (load_policy(&policy, options.file))
		return CLI_FAILED;

	config = policy_config(policy);
	(void)re_printf("%s: ok", options.file);
	print_count(config->sidec, "side");
	print_count(config->peerc, "peer");
	print_count(config->rulec, "rule");
	(void)re_printf("\n");
	mem_deref(policy);
	return CLI_OK;
}
