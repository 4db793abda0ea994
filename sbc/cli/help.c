/* help.c -- sbc help: prints the table of commands; see cli.h */
#include <stdio.h>
#include <re.h>
#include "sbc/cli/cli.h"

static void print_usage(FILE *to, const char *before, const struct command *command)
{
	(void)re_fprintf(to, "%ssbc %s%s%s\n", before, command->name, command->usage[0] ? " " : "",
			 command->usage);
}

static void print_all(void)
{
	(void)re_printf("sbc: a session border controller between a PBX and its providers\n\n");
	for (size_t i = 0; i < commandc; i++) {
		print_usage(stdout, "  ", &commands[i]);
		(void)re_printf("      %s\n", commands[i].what);
	}
}

enum cli_status help_command(char **argv)
{
	const struct command *command;

	if (!argv[0]) {
		print_all();
		return CLI_OK;
	}

	command = cli_find(argv[0]);
	if (!command)
		return help_complain(NULL, argv[0]);

	print_usage(stdout, "usage: ", command);
	(void)re_printf("\n%s: %s\n%s", command->name, command->what, command->more);
	return CLI_OK;
}

enum cli_status help_complain(const char *name, const char *why)
{
	if (name) {
		(void)re_fprintf(stderr, "sbc %s: %s\n", name, why);
		print_usage(stderr, "usage: ", cli_find(name));
		return CLI_USAGE;
	}

	if (why)
		(void)re_fprintf(stderr, "sbc: no command '%s'\n", why);
	(void)re_fprintf(stderr, "usage: sbc COMMAND ...; one of");
	for (size_t i = 0; i < commandc; i++)
		(void)re_fprintf(stderr, "%s %s", i ? "," : "", commands[i].name);
	(void)re_fprintf(stderr, " (see sbc help)\n");
	return CLI_USAGE;
}
