/* check.c -- sbc check: every mistake in a policy file, and what is probably one; see cli.h */
#include <stdio.h>
#include "sbc/cli/cli.h"
#include "sbc/cli/load.h"
#include "sbc/cli/modes.h"
#include "sbc/cli/options.h"

enum {
	WARNINGS_BYTES = 1024
};

static void print_count(uint32_t count, const char *one)
{
	(void)re_printf(", %u %s%s", count, one, count == 1 ? "" : "s");
}

struct seen { /* the files that the policy was read from */
	struct list list;
};

struct seen_file {
	struct le le;
	char *path;
};

static void file_destructor(void *arg)
{
	struct seen_file *file = arg;

	list_unlink(&file->le);
	mem_deref(file->path);
}

/* No memory: its mode is not looked at. */
static void see(const char *path, void *arg)
{
	struct seen *seen = arg;
	struct seen_file *file = mem_zalloc(sizeof *file, file_destructor);

	if (!file)
		return;

	list_append(&seen->list, &file->le, file);
	if (str_dup(&file->path, path))
		mem_deref(file);
}

static uint32_t warn_of_modes(const struct seen *seen, const struct policy *policy)
{
	uint32_t count = 0;

	for (const struct le *le = seen->list.head; le; le = le->next)
		count += modes_of_policy(((struct seen_file *)le->data)->path, policy);

	return count + modes_of_secrets(policy);
}

static uint32_t warn(const struct policy *policy)
{
	struct mbuf *mb = mbuf_alloc(WARNINGS_BYTES);
	uint32_t count = 0;

	if (!mb || policy_warn(mb, policy, &count))
		(void)re_fprintf(stderr, "sbc check: no memory to look for warnings\n");
	else
		(void)fwrite(mb->buf, 1, mb->end, stdout);

	mem_deref(mb);
	return count;
}

enum cli_status check_command(char **argv)
{
	struct options options = {.rows = NULL};
	struct policy *policy = NULL;
	struct seen seen = {.list = LIST_INIT};
	const struct config *config;
	uint32_t warningc;

	if (options_read(&options, argv))
		return help_complain("check", options.why);
	if (load_policy_seen(&policy, options.file, see, &seen)) {
		list_flush(&seen.list);
		return CLI_FAILED;
	}

	warningc = warn(policy) + warn_of_modes(&seen, policy);
	config = policy_config(policy);
	(void)re_printf("%s: ok", options.file);
	print_count(config->sidec, "side");
	print_count(config->peerc, "peer");
	print_count(config->rulec, "rule");
	if (warningc)
		print_count(warningc, "warning");
	(void)re_printf("\n");
	list_flush(&seen.list);
	mem_deref(policy);
	return CLI_OK;
}
