/* obey.c -- the table of commands to an SBC that runs; see obey.h */
#include <errno.h>
#include <string.h>
#include "policy/value.h"
#include "sbc/cli/load.h"
#include "sbc/cli/obey.h"

enum {
	GUARD_POINTS_MAX = 100
};

#define CONFIRM_MIN_US UINT64_C(10000000)
#define CONFIRM_MAX_US UINT64_C(86400000000)

/* These are read by whoever opened something at the start. */
static bool differs(const char *before, const char *after)
{
	return strcmp(before ? before : "", after ? after : "") != 0;
}

static int say_what_waits(struct mbuf *said, const struct config *before,
			  const struct config *after)
{
	const struct {
		const char *key;
		bool waits;
	} rows[] = {
		{"cdr",            differs(before->cdr, after->cdr)},
		{"control",                differs(before->control,                           after->control)},
		{"log", before->log_json != after->log_json},
	};
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].waits)
			err |= mbuf_printf(said, "note: '%s' changes at the next start only\n",
					   rows[i].key);
	}

	return err;
}

int obey_reload(struct mbuf *said, const struct obey *obey, const struct trial_config *config)
{
	const struct config *before = policy_config(engine_policy(obey->engine));
	struct policy *policy = NULL;
	int err = load_policy_for_run(&policy, said, obey->file, obey->keyring);

	if (!err)
		(void)say_what_waits(said, before, policy_config(policy));
	err = err ? err : engine_reload(obey->engine, said, policy, config);
	(void)mbuf_printf(said, "%s: %s\n", obey->file,
			  err ? "not reloaded; the policy in force stays" : "reloaded");
	mem_deref(policy);
	return err;
}

/* "answered -5%" */
static int read_guard(uint32_t *points, const char *what, const char *fall)
{
	char digits[4] = "";

	if (!what || !fall || strcmp(what, "answered") || fall[0] != '-')
		return EINVAL;

	str_ncpy(digits, fall + 1, sizeof digits);
	digits[strcspn(digits, "%")] = '\0';
	if (strcmp(fall + 1 + strlen(digits), "%"))
		return EINVAL;

	return value_count(points, digits, 1, GUARD_POINTS_MAX);
}

static int read_trial(struct trial_config *config, struct mbuf *said, char **words)
{
	for (; *words; words += 2) {
		if (!strcmp(*words, "--confirm") && words[1]
		    && !value_time(&config->confirm_us, words[1], CONFIRM_MIN_US, CONFIRM_MAX_US))
			continue;

		if (!strcmp(*words, "--guard")
		    && !read_guard(&config->guard_points, words[1], words[1] ? words[2] : NULL)) {
			++words;
			continue;
		}

		(void)mbuf_printf(said,
				  "--confirm takes a time from 10s to 1d, --guard takes "
				  "'answered -5%%'\n");
		return EINVAL;
	}

	return 0;
}

static int say_trial(struct mbuf *said, const struct trial_config *config)
{
	const uint64_t time_us = config->confirm_us ? config->confirm_us : TRIAL_GUARD_US;
	int err = 0;

	if (config->confirm_us)
		err |= mbuf_printf(said,
				   "on trial: the old policy comes back in %H unless you say `sbc "
				   "confirm`\n",
				   value_print_time, &time_us);
	if (config->guard_points)
		err |= mbuf_printf(said,
				   "on trial: the old policy comes back if the share of answered "
				   "calls falls by %u %% within %H (%u calls of each are needed)\n",
				   config->guard_points, value_print_time, &time_us,
				   TRIAL_CALLS_MIN);
	return err;
}

static int reload(struct mbuf *said, char **words, void *arg)
{
	struct trial_config config = {0};
	int err = read_trial(&config, said, words);

	err = err ? err : obey_reload(said, arg, &config);
	return err ? err : say_trial(said, &config);
}

static int confirm(struct mbuf *said, char **words, void *arg)
{
	const struct obey *obey = arg;
	const int err = engine_confirm(obey->engine);

	(void)words;
	(void)mbuf_write_str(said, err ? "nothing is on trial\n" : "confirmed: it stays\n");
	return err;
}

static int status(struct mbuf *said, char **words, void *arg)
{
	const struct obey *obey = arg;

	(void)words;
	return mbuf_printf(said, "%H", engine_print_status, obey->engine);
}

const struct control_row obey_rows[] = {
	{"reload",  reload },
	{"confirm", confirm},
	{"status",  status },
};

const size_t obey_rowc = ARRAY_SIZE(obey_rows);
