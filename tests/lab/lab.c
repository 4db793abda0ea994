/* lab.c -- see lab.h */
#include <stdlib.h>
#include <string.h>
#include "sbc/relay_world.h"
#include "tests/lab/cdr.h"
#include "tests/lab/checks.h"
#include "tests/lab/inside.h"
#include "tests/lab/talk.h"
#include "tests/lab/traffic.h"

enum {
	POLICY_SIZE_MAX = 65536, /* octets of a policy beside lab.h */
	ZONE_SIZE_MAX = 8192,    /* and of a time zone */
	FAILURES_MAX = 20,       /* of one story; more say nothing new */
};

void lab_need(int err, const char *what)
{
	if (!err)
		return;

	re_fprintf(stderr, "the lab itself fails at %s: %m\n", what, err);
	abort();
}

void lab_fail(struct lab *lab, const char *fmt, ...)
{
	va_list ap;

	if (lab->failurec++ >= FAILURES_MAX)
		return;

	va_start(ap, fmt);
	(void)mbuf_printf(lab->failures, "    %4llu.%06llu ", lab_now(lab) / SEC,
			  lab_now(lab) % SEC);
	(void)mbuf_vprintf(lab->failures, fmt, ap);
	(void)mbuf_write_str(lab->failures, "\n");
	va_end(ap);
}

void lab_expect(struct lab *lab, bool holds, const char *claim)
{
	if (!holds)
		lab_fail(lab, "expected: %s", claim);
}

uint64_t lab_now(const struct lab *lab)
{
	return world_now_us(lab->world);
}

static void on_event(const struct event *event, void *arg)
{
	struct lab *lab = arg;

	if (event->kind == EVENT_CDR && event->data)
		cdr_came(lab, event->data);

	if (event->kind == EVENT_BUG)
		lab_fail(lab, "a broken invariant: %s", event->text ? event->text : "?");
}

static uint64_t date_of(const void *arg)
{
	return world_date_us(arg);
}

static int read_policy(char **textp, const char *name, void *arg)
{
	FILE *file = fopen(name, "r");
	size_t size;

	(void)arg;
	if (!file)
		return errno;

	*textp = mem_zalloc(POLICY_SIZE_MAX, NULL);
	size = *textp ? fread(*textp, 1, POLICY_SIZE_MAX - 1, file) : 0;
	fclose(file);
	return size ? 0 : EIO;
}

/* Of the machine that the test runs on. */
static int read_zone(struct mbuf **mbp, const char *name, void *arg)
{
	char path[128], bytes[ZONE_SIZE_MAX];
	struct mbuf *mb;
	FILE *file;
	size_t size;

	(void)arg;
	re_snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	file = fopen(path, "r");
	if (!file)
		return errno;

	size = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	mb = mbuf_alloc(size);
	if (!mb || mbuf_write_mem(mb, (uint8_t *)bytes, size)) {
		mem_deref(mb);
		return ENOMEM;
	}

	mb->pos = 0;
	*mbp = mb;
	return 0;
}

/* The value of env:NAME is NAME. */
static int read_secret(char **textp, const char *source, void *arg)
{
	const char *colon = strchr(source, ':');

	(void)arg;
	return str_dup(textp, colon ? colon + 1 : source);
}

static int load_policy(struct policy **policyp, const struct lab *lab, const char *file)
{
	const struct policy_reader reader = {
		.read = read_policy, .zone = read_zone, .secret = read_secret};
	struct mbuf *mistakes = mbuf_alloc(256);
	char name[256];
	int err;

	re_snprintf(name, sizeof name, "%s/%s", lab->folder, file);
	err = policy_load(policyp, name, &reader, mistakes, NULL);
	if (err && mistakes)
		re_fprintf(stderr, "%b", mistakes->buf, mistakes->end);

	mem_deref(mistakes);
	return err;
}

static int start_engine(struct lab *lab)
{
	struct engine_config config = {lab->world, lab->events, NULL, NULL};
	int err;

	lab_need(load_policy(&lab->policy, lab, lab->test->policy), lab->test->policy);
	err = relay_world_alloc(&lab->relay, lab->world);
	if (err)
		return err;

	config.policy = lab->policy;
	config.relay = lab->relay;
	return engine_alloc(&lab->engine, &config);
}

/* In the order in which things depend on each other; the world last. */
static void destroy(void *arg)
{
	struct lab *lab = arg;

	list_flush(&lab->errands);
	list_flush(&lab->parties);
	mem_deref(lab->engine);
	mem_deref(lab->relay);
	mem_deref(lab->policy);
	mem_deref(lab->watcher);
	mem_deref(lab->events);
	mem_deref(lab->world);
	mem_deref(lab->wire);
	list_flush(&lab->records);
	mem_deref(lab->failures);
}

int lab_alloc(struct lab **labp, const struct sim_test *test, uint64_t seed, const char *folder)
{
	struct lab *lab = mem_zalloc(sizeof *lab, destroy);
	int err;

	if (!lab)
		return ENOMEM;

	lab->test = test;
	lab->folder = folder;
	lab->seed = seed;
	lab->dice.state = ~seed;
	lab->failures = mbuf_alloc(1024);
	err = sim_alloc(&lab->world, seed);
	if (err)
		goto out;

	err = wire_alloc(&lab->wire, lab->world);
	err |= events_alloc(&lab->events, date_of, lab->world);
	if (err)
		goto out;

	err = events_watch(&lab->watcher, lab->events, on_event, lab);
	if (!err && test->policy)
		err = start_engine(lab);

out:
	if (err)
		mem_deref(lab);
	else
		*labp = lab;

	return err;
}

void lab_run(struct lab *lab, uint64_t for_us)
{
	sim_run(lab->world, for_us);
}

void lab_faults(struct lab *lab, enum faults_kind kind)
{
	lab->kind = kind;
	if (kind == NONE) {
		for (struct le *le = lab->parties.head; le; le = le->next)
			lab_lives(lab, le->data);
	}

	lab->weather = (struct faults){0};
	if (kind == ROUGH) {
		lab->weather.loss_permille = 50;
		lab->weather.duplication_permille = 50;
		lab->weather.reordering_permille = 100;
		lab->weather.reordering_us = (uint32_t)(200 * MS);
		lab->weather.delay_min_us = (uint32_t)(1 * MS);
		lab->weather.delay_max_us = (uint32_t)(60 * MS);
		traffic_deaths(lab, MINUTE);
	}

	sim_faults(lab->world, &lab->weather);
}

void lab_delay(struct lab *lab, uint64_t us)
{
	lab->weather.delay_min_us = lab->weather.delay_max_us = (uint32_t)us;
	sim_faults(lab->world, &lab->weather);
}

void lab_name(struct lab *lab, const char *row)
{
	lab_need(sim_name(lab->world, row), row);
}

void lab_unname(struct lab *lab, const char *name)
{
	sim_name_ends(lab->world, name);
}

void lab_names(struct lab *lab, bool silent)
{
	lab->weather.names_silent = silent;
	sim_faults(lab->world, &lab->weather);
}

static void tell_dead(struct lab *lab)
{
	lab->weather.deadc = 0;
	for (struct le *le = lab->parties.head; le; le = le->next) {
		const struct party *party = le->data;

		if (!party->dead || lab->weather.deadc == FAULTS_HOSTS_MAX)
			continue;

		lab->weather.dead[lab->weather.deadc] = party->address;
		sa_set_port(&lab->weather.dead[lab->weather.deadc++], 0);
	}

	sim_faults(lab->world, &lab->weather);
}

void lab_dies(struct lab *lab, struct party *party)
{
	party->dead = true;
	tell_dead(lab);
}

void lab_lives(struct lab *lab, struct party *party)
{
	if (!party->dead)
		return;

	party->dead = false;
	party->died_us = lab_now(lab);
	tell_dead(lab);
}

void lab_heard(struct lab *lab, struct party *listener, const char *speaker, uint32_t min,
	       uint32_t max)
{
	uint32_t packets = 0;

	for (uint32_t i = 0; i < listener->heardc; i++) {
		if (!strcmp(listener->heard[i].speaker, speaker))
			packets = listener->heard[i].packets;
	}

	if (packets < min || packets > max)
		lab_fail(lab, "expected %s to hear %u to %u packets of %s, it heard %u",
			 listener->name, min, max, speaker, packets);
}

int lab_reloads_v(struct lab *lab, const char *file, uint64_t confirm_us, uint32_t guard_points)
{
	const struct trial_config config = {confirm_us, guard_points};
	struct mbuf *said = mbuf_alloc(64);
	struct policy *policy = NULL;
	int err;

	lab_need(load_policy(&policy, lab, file), file);
	err = engine_reload(lab->engine, said, policy, &config);
	lab_expect(lab, !err == !said->end, "a reload that is refused says why, another nothing");
	mem_deref(policy);
	mem_deref(said);
	return err;
}

int lab_confirms(struct lab *lab)
{
	return engine_confirm(lab->engine);
}

static void on_stopped(void *arg)
{
	struct lab *lab = arg;

	lab_expect(lab, !lab->stopped, "the engine says once that it stopped");
	lab->stopped = true;
}

void lab_stops(struct lab *lab)
{
	lab->stopping = true;
	engine_stop(lab->engine, on_stopped, lab);
}

static void hang_up(struct lab *lab, bool callers)
{
	for (struct le *le = lab->parties.head; le; le = le->next) {
		const struct party *party = le->data;

		for (struct le *t = party->talks.head; t; t = t->next) {
			struct talk *talk = t->data;

			if (talk->caller == callers)
				talk_hangup(talk);
		}
	}
}

static struct engine_counts engine_holds(const struct lab *lab)
{
	struct engine_counts counts = {0};

	if (lab->engine)
		engine_count(lab->engine, &counts);

	return counts;
}

static bool is_busy(const struct lab *lab)
{
	const struct engine_counts counts = engine_holds(lab);

	return counts.calls || counts.dialogs || counts.transactions;
}

/*
 * What an engine does for ever, asking for names and after machines, is not waited for: then two
 * minutes are enough for all else, and an instant without any transaction must follow.
 */
static int settle(struct lab *lab, uint64_t limit_us)
{
	if (!engine_holds(lab).errands)
		return sim_settle(lab->world, limit_us);

	lab_run(lab, 2 * MINUTE);
	for (uint64_t waited_us = 2 * MINUTE; is_busy(lab); waited_us += SEC) {
		if (waited_us >= limit_us)
			return ETIMEDOUT;

		lab_run(lab, SEC);
	}

	return 0;
}

/* Twice 64*T1 covers a transaction and what its end begins; silence of media takes a minute. */
void lab_settled(struct lab *lab)
{
	int err = settle(lab, 10 * MINUTE);

	if (err)
		lab_fail(lab, "ten minutes later something still happens: %m", err);

	checks_at_rest(lab);
}

static void stop_engine(struct lab *lab)
{
	if (!lab->engine)
		return;

	if (!lab->stopping)
		lab_stops(lab);

	lab_run(lab, SEC);
	lab_expect(lab, lab->stopped, "an engine without calls stops at once");
	lab->engine = mem_deref(lab->engine);
	lab->relay = mem_deref(lab->relay);
}

void lab_close(struct lab *lab)
{
	lab_faults(lab, NONE);
	list_flush(&lab->errands);
	hang_up(lab, true);
	lab_run(lab, MINUTE);
	hang_up(lab, false);
	lab_settled(lab);

	stop_engine(lab);
	list_flush(&lab->parties);
	checks_empty(lab);
}
