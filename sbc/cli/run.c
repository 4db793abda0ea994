/* run.c -- sbc run: one engine in the real world, until a signal; see cli.h */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include "rtp/relay_threads.h"
#include "sbc/admin/cdr.h"
#include "sbc/cli/cli.h"
#include "sbc/cli/keyring.h"
#include "sbc/cli/load.h"
#include "sbc/cli/obey.h"
#include "sbc/cli/options.h"
#include "sbc/engine.h"
#include "sbc/event/log.h"
#include "sbc/world/real.h"

struct run { /* in the order of making; all end in the reverse one */
	struct keyring *keyring;
	struct policy *policy;
	struct world *world;
	struct events *events;
	struct log *log;
	struct watcher *trouble;
	struct cdr_file *cdr;
	struct relay *relay;
	struct engine *engine;
	struct control *control;
	struct obey obey;
	bool told;     /* an error was said already */
	bool stopping; /* one signal came */
	bool cut;      /* a second one did: calls were left as they were */
};

static uint64_t date_us(const void *arg)
{
	return world_date_us(arg);
}

static void hear_trouble(const struct event *event, void *arg)
{
	struct run *run = arg;

	(void)event;
	run->told = true;
}

static int complain(const char *what, int err)
{
	(void)re_fprintf(stderr, "sbc run: %s: %m\n", what, err);
	return err;
}

/* A stream takes four descriptors, so the 1024 that a shell gives end at 250 calls. */
static void raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;

	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* A log whose reader has left, a file that may not grow: errors of a write, not our end. */
static void ignore_signals(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
}

static int open_watchers(struct run *run, bool debug)
{
	const struct config *config = policy_config(run->policy);
	int err = log_open(&run->log, run->events, config->log_json, stdout,
			   debug ? EVENT_DEBUG : EVENT_INFO);

	if (err)
		return err;

	err = events_watch(&run->trouble, run->events, hear_trouble, run);
	if (err)
		return err;

	watcher_least(run->trouble, EVENT_ERROR);
	return 0;
}

static int open_cdr(struct run *run, const char *file)
{
	const char *path = policy_config(run->policy)->cdr;
	int err = path ? cdr_open(&run->cdr, run->events, path) : 0;

	if (err)
		(void)re_fprintf(stderr,
				 "%s: cdr: %s: %m; name a file that this user may write, or none\n",
				 file, path, err);
	return err;
}

/* The world comes before any thread (real.h), the records before any socket. */
static int open_surroundings(struct run *run, const char *file, bool debug)
{
	int err = real_alloc(&run->world);

	if (err)
		return complain("the event loop does not start", err);

	err = events_alloc(&run->events, date_us, run->world);
	if (!err)
		err = open_watchers(run, debug);
	if (err)
		return complain("the log does not start", err);

	err = open_cdr(run, file);
	if (err)
		return err;

	err = relay_threads_alloc(&run->relay, 0);
	return err ? complain("no threads for media", err) : 0;
}

static int open_engine(struct run *run)
{
	const struct engine_config config = {
		.world = run->world,
		.events = run->events,
		.policy = run->policy,
		.relay = run->relay,
	};
	int err = engine_alloc(&run->engine, &config);

	return err && !run->told ? complain("the engine does not start", err) : err;
}

static int open_control(struct run *run, const char *file)
{
	const char *path = policy_config(run->policy)->control;
	int err;

	run->obey = (struct obey){.file = file, .engine = run->engine, .keyring = run->keyring};
	err = path ? control_open(&run->control, path, obey_rows, obey_rowc, &run->obey) : 0;
	if (err)
		(void)re_fprintf(stderr,
				 "%s: control: %s: %m; name a path for a socket in a folder that "
				 "this user may write\n",
				 file, path, err);
	return err;
}

static void on_stopped(void *arg)
{
	struct run *run = arg;

	real_stop(run->world);
}

/* Nobody waits for an answer, so the log gets it, a line each. */
static void reload(struct run *run)
{
	const struct trial_config for_good = {0};
	struct mbuf *said = mbuf_alloc(512);
	struct pl line;

	if (!said)
		return;

	const int err = obey_reload(said, &run->obey, &for_good);
	const struct event event = {.kind = err ? EVENT_MACHINE : EVENT_POLICY};

	said->pos = 0;
	while (mbuf_get_left(said)) {
		const char *end = memchr(mbuf_buf(said), '\n', mbuf_get_left(said));

		line.p = (const char *)mbuf_buf(said);
		line.l = end ? (size_t)(end - line.p) : mbuf_get_left(said);
		event_say(run->events, &event, "SIGHUP: %r", &line);
		mbuf_advance(said, (ssize_t)line.l + (end != NULL));
	}

	mem_deref(said);
}

static void on_signal(int signal, void *arg)
{
	struct run *run = arg;

	if (signal == SIGHUP) {
		reload(run);
		return;
	}

	if (run->stopping) {
		run->cut = true;
		real_stop(run->world);
		return;
	}

	run->stopping = true;
	engine_stop(run->engine, on_stopped, run);
}

static void close_all(struct run *run)
{
	mem_deref(run->control);
	mem_deref(run->engine);
	mem_deref(run->relay);
	mem_deref(run->cdr);
	mem_deref(run->trouble);
	mem_deref(run->log);
	mem_deref(run->events);
	mem_deref(run->world);
	mem_deref(run->policy);
	mem_deref(run->keyring);
}

static int live(struct run *run, const char *file, bool debug)
{
	int err = open_surroundings(run, file, debug);

	if (!err)
		err = open_engine(run);
	if (!err)
		err = open_control(run, file);
	if (err)
		return err;

	err = real_run(run->world, on_signal, run);
	return err ? complain("the event loop fails", err) : 0;
}

static int load_for(struct run *run, const char *file)
{
	struct mbuf *said = mbuf_alloc(1024);
	int err = said ? keyring_alloc(&run->keyring) : ENOMEM;

	if (!err)
		err = load_policy_for_run(&run->policy, said, file, run->keyring);

	if (said)
		(void)fwrite(said->buf, 1, said->end, stderr);

	mem_deref(said);
	return err;
}

enum cli_status run_command(char **argv)
{
	struct run run = {.policy = NULL};
	bool debug = false;
	const struct option_row rows[] = {
		{"--debug", NULL, &debug, false, NULL}
        };
	struct options options = {.rows = rows, .rowc = ARRAY_SIZE(rows)};
	int err;

	if (options_read(&options, argv))
		return help_complain("run", options.why);
	if (load_for(&run, options.file))
		return CLI_FAILED;

	raise_descriptors();
	ignore_signals();
	err = live(&run, options.file, debug);
	close_all(&run);
	return err || run.cut ? CLI_FAILED : CLI_OK;
}
