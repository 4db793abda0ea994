/* reload.c -- sbc reload, sbc confirm, sbc status: speaks to the SBC that runs a policy file; see cli.h */
#include <errno.h>
#include <stdio.h>
#include "sbc/admin/control.h"
#include "sbc/cli/cli.h"
#include "sbc/cli/load.h"
#include "sbc/cli/options.h"

/* Where it listens is in its file, which is checked on the way. */
static enum cli_status ask(const char *file, const char *line)
{
	struct policy *policy = NULL;
	struct mbuf *said = mbuf_alloc(512);
	const char *path;
	int err;

	if (!said || load_policy(&policy, file)) {
		mem_deref(said);
		return CLI_FAILED;
	}

	path = policy_config(policy)->control;
	err = path ? control_ask(said, path, line) : EDESTADDRREQ;
	if (!path)
		(void)re_fprintf(
			stderr,
			"%s: it has no 'control', such as control: /run/sbc.socket, by which "
			"it could be asked (a SIGHUP reloads it)\n",
			file);
	else if (err && err != ECANCELED)
		(void)re_fprintf(stderr, "%s: nobody answers there (%m): is `sbc run %s` up?\n",
				 path, err, file);

	(void)fwrite(said->buf, 1, said->end, err ? stderr : stdout);
	mem_deref(said);
	mem_deref(policy);
	return err ? CLI_FAILED : CLI_OK;
}

enum cli_status reload_command(char **argv)
{
	const char *confirm = NULL, *guard = NULL;
	const struct option_row rows[] = {
		{"--confirm", &confirm, NULL, false, NULL},
		{"--guard",   &guard,   NULL, false, NULL},
	};
	struct options options = {.rows = rows, .rowc = ARRAY_SIZE(rows)};
	char line[CONTROL_LINE_MAX];

	if (options_read(&options, argv))
		return help_complain("reload", options.why);

	if (re_snprintf(line, sizeof line, "reload%s%s%s%s", confirm ? " --confirm " : "",
			confirm ? confirm : "", guard ? " --guard " : "", guard ? guard : "")
	    < 0)
		return help_complain("reload", "too long");

	return ask(options.file, line);
}

enum cli_status confirm_command(char **argv)
{
	struct options options = {.rows = NULL};

	if (options_read(&options, argv))
		return help_complain("confirm", options.why);

	return ask(options.file, "confirm");
}

enum cli_status status_command(char **argv)
{
	struct options options = {.rows = NULL};

	if (options_read(&options, argv))
		return help_complain("status", options.why);

	return ask(options.file, "status");
}
