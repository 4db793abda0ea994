/* lookup.c -- when a name is asked for again; see lookup.h */
#include <errno.h>
#include "sbc/peer/lookup.h"

enum {
	DOUBLINGS_MAX = 8, /* of a pause; the ceiling comes before */
};

struct lookup {
	struct world *world;
	struct resolve_config config;
	char *host;
	struct resolve *resolve;
	struct timer timer;
	uint32_t failures;  /* walks in a row that brought nothing */
	uint64_t learnt_us; /* when the last list came… */
	bool has_list;      /* …if one did */
	lookup_h *handler;
	void *arg;
};

static void destructor(void *arg)
{
	struct lookup *lookup = arg;

	timer_stop(&lookup->timer);
	mem_deref(lookup->resolve);
	mem_deref(lookup->host);
}

/* Between `percent` and all of it. */
static uint64_t thrown(struct world *world, uint64_t us, uint32_t percent)
{
	const uint64_t least_us = us / 100 * percent;
	uint32_t chance;

	world_random(world, &chance, sizeof chance);
	return least_us + chance % (us - least_us + 1);
}

/* Before the answer's time is over; but nobody is asked every second. */
static uint64_t refresh_us(struct lookup *lookup, uint32_t ttl_s)
{
	const uint64_t most_s = ttl_s < LOOKUP_TTL_MAX_S ? ttl_s : LOOKUP_TTL_MAX_S;
	const uint64_t us = thrown(lookup->world, most_s * 1000000, 70);

	return us > LOOKUP_TTL_MIN_S * 1000000 ? us : LOOKUP_TTL_MIN_S * 1000000;
}

static uint64_t pause_us(struct lookup *lookup)
{
	const uint32_t again = lookup->failures - 1;
	const uint64_t us = LOOKUP_PAUSE_US << (again < DOUBLINGS_MAX ? again : DOUBLINGS_MAX);

	return thrown(lookup->world, us < LOOKUP_PAUSE_MAX_US ? us : LOOKUP_PAUSE_MAX_US, 80);
}

static timer_h ask;

static void ask_after(struct lookup *lookup, uint64_t after_us)
{
	timer_start(&lookup->timer, lookup->world, after_us, ask, lookup);
}

/* What the name servers say holds; what they do not say leaves what is there, for a while. */
static void note(struct lookup *lookup, const struct resolve_answer *answer)
{
	const uint64_t now_us = world_now_us(lookup->world);

	if (!answer->err) {
		lookup->failures = 0;
		lookup->learnt_us = now_us;
		lookup->has_list = true;
		return;
	}

	++lookup->failures;
	if (answer->err == ENOENT || now_us - lookup->learnt_us >= LOOKUP_STALE_US)
		lookup->has_list = false;
}

static void heard(const struct resolve_answer *answer, void *arg)
{
	struct lookup *lookup = arg;

	note(lookup, answer);
	ask_after(lookup, answer->err ? pause_us(lookup) : refresh_us(lookup, answer->ttl_s));
	lookup->resolve = mem_deref(lookup->resolve);
	lookup->handler(answer, lookup->has_list, lookup->arg);
}

static void ask(void *arg)
{
	struct lookup *lookup = arg;
	struct resolve_answer answer = {0};

	answer.err = resolve_start(&lookup->resolve, lookup->world, &lookup->config, heard, lookup);
	if (answer.err)
		heard(&answer, lookup);
}

int lookup_alloc(struct lookup **lookupp, struct world *world, const struct resolve_config *config,
		 uint64_t within_us, lookup_h *handler, void *arg)
{
	struct lookup *lookup = mem_zalloc(sizeof *lookup, destructor);

	if (!lookup)
		return ENOMEM;

	if (str_dup(&lookup->host, config->host)) {
		mem_deref(lookup);
		return ENOMEM;
	}

	lookup->world = world;
	lookup->config = *config;
	lookup->config.host = lookup->host;
	lookup->handler = handler;
	lookup->arg = arg;
	ask_after(lookup, thrown(world, within_us, 0));
	*lookupp = lookup;
	return 0;
}

uint32_t lookup_errands(const struct lookup *lookup)
{
	return timer_is_pending(&lookup->timer) || lookup->resolve;
}
