/* main.c -- which word starts what; see cli.h */
#include <stdio.h>
#include <string.h>
#include <re.h>
#include "sbc/cli/cli.h"

/* clang-format off */
const struct command commands[] = {
	{"run", run_command, "FILE [--debug]", "be the SBC that the policy file describes",
	 "Events go to stdout, a line each; with --debug every SIP message too. SIGTERM or SIGINT\n"
	 "ends all calls with BYE and then the program; a second one ends it at once.\n"},
	{"check", check_command, "FILE", "say every mistake in a policy file",
	 "The exit status is 0 if there is none, else 1.\n"},
	{"explain", explain_command,
	 "FILE --from PEER --caller NUMBER --called NUMBER | --invite FILE | --cdr ID [--at TIME] ...",
	 "say what would happen to a call, and which line of the file says so",
	 "--from PEER --caller NUMBER --called NUMBER\n"
	 "    a call of that peer; numbers are as it writes them. Besides, as often as there are any:\n"
	 "    --header 'Name: value', --codec NAME, and once --transport udp|tcp|tls\n"
	 "--invite FILE (--from PEER | --side SIDE --source ADDRESS[:PORT])\n"
	 "    the INVITE in that file, as text; also what the first target would get, in which tags,\n"
	 "    branches and ids stand for random ones\n"
	 "--cdr ID [--cdrs FILE]\n"
	 "    a call that is on record, under this file; records are in the policy's own `cdr` if no\n"
	 "    other file is named\n"
	 "--at TIME\n"
	 "    '2026-11-25 10:00', 'Mon 10:00' (the next one) or a time as the log writes it; now, or\n"
	 "    when the call was, if it is left out. UTC unless a zone follows, as in 'Mon 10:00+07:00'\n"},
	{"diff", diff_command, "OLD NEW [--cdrs FILE [--last N]]",
	 "say which calls another policy file would decide otherwise, and how",
	 "With --cdrs, each call on record (or each of the last N) is decided by both files; without,\n"
	 "calls are made up from the rules, ranges and extensions of both. Then comes what stands\n"
	 "otherwise in NEW. The exit status is 0 if nothing does, 1 if something does, 2 if a file has\n"
	 "mistakes.\n"},
	{"keys", keys_command, "[--schema]", "print every key of the policy file",
	 "Markdown; with --schema a JSON schema, by which editors complete and check.\n"},
	{"reload", reload_command, "FILE [--confirm TIME] [--guard 'answered -5%']",
	 "have the SBC that runs FILE read it again",
	 "The new file is checked and its `expect` proven; if anything is wrong the policy in force\n"
	 "stays. Running calls keep the policy they began with. With --confirm, the old policy comes\n"
	 "back after TIME (5m) unless `sbc confirm FILE` is said; with --guard, if the share of\n"
	 "answered calls falls by so many percent. FILE must have a `control`.\n"},
	{"confirm", confirm_command, "FILE", "keep the policy that is on trial", ""},
	{"status", status_command, "FILE", "say how the SBC that runs FILE is",
	 "Calls, every peer with its machines and their health, every account and its registration.\n"},
	{"version", version_command, "", "say which version this is", ""},
	{"help", help_command, "[COMMAND]", "say this, or more about a command", ""},
};
/* clang-format on */

const size_t commandc = ARRAY_SIZE(commands);

/* What people type from habit. */
static const struct {
	const char *habit, *name;
} habits[] = {
	{"--help",    "help"   },
	{"-h",        "help"   },
	{"--version", "version"},
};

const struct command *cli_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(habits); i++) {
		if (0 == strcmp(habits[i].habit, name))
			name = habits[i].name;
	}

	for (size_t i = 0; i < commandc; i++) {
		if (0 == strcmp(commands[i].name, name))
			return &commands[i];
	}
	return NULL;
}

int main(int argc, char **argv)
{
	const struct command *command = argc > 1 ? cli_find(argv[1]) : NULL;
	enum cli_status status;

	if (!command)
		return (int)help_complain(NULL, argc > 1 ? argv[1] : NULL);

	status = command->run(argv + 2);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return (int)status;

	(void)re_fprintf(stderr, "sbc: not all could be written to stdout\n");
	return CLI_FAILED;
}
