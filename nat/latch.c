/* latch.c -- one rule a row; see latch.h */
#include <string.h>
#include "nat/latch.h"

static bool fits_none(const struct latch *latch, const struct sa *source)
{
	(void)latch;
	(void)source;
	return false;
}

static bool fits_any(const struct latch *latch, const struct sa *source)
{
	(void)latch;
	(void)source;
	return true;
}

static bool fits_near(const struct latch *latch, const struct sa *source)
{
	uint8_t offered[16], seen[16];

	if (sa_af(&latch->offered) != sa_af(source))
		return false;

	if (sa_af(source) == AF_INET)
		return sa_in(&latch->offered) >> 8 == sa_in(source) >> 8;

	sa_in6(&latch->offered, offered);
	sa_in6(source, seen);
	return memcmp(offered, seen, 8) == 0;
}

static bool (*const fits[])(const struct latch *, const struct sa *) = {
	[LATCH_STRICT] = fits_none,
	[LATCH_ONCE] = fits_any,
	[LATCH_NEAR] = fits_near,
};

/* In flight when the description changed. During a hold there is no new peer to protect. */
static bool is_stray(struct latch *latch, const struct sa *source)
{
	return sa_isset(&latch->peer, SA_ADDR) && sa_cmp(source, &latch->before, SA_ALL)
		&& latch->strays++ < LATCH_STRAYS_MAX;
}

void latch_open(struct latch *latch, const struct sa *offered, uint64_t until_us)
{
	struct sa known = sa_isset(&latch->peer, SA_ADDR) ? latch->peer : latch->before;

	latch->until_us = until_us;
	if (sa_cmp(offered, &latch->offered, SA_ALL)) {
		latch->peer = known;
		return;
	}

	latch->before = known;
	latch->strays = 0;
	latch->peer = *offered;
	if (sa_isset(offered, SA_ADDR))
		latch->offered = *offered;
}

enum latch_verdict latch_source(struct latch *latch, const struct sa *source, uint64_t now_us)
{
	if (sa_cmp(source, &latch->peer, SA_ALL)) {
		latch->until_us = 0; /* the peer is where we think: nobody else may be it */
		return LATCH_PASS;
	}

	if (now_us >= latch->until_us || is_stray(latch, source)
	    || !fits[latch->rule](latch, source))
		return LATCH_REFUSE;

	latch->peer = *source;
	latch->until_us = 0; /* one source a window: a second one is an attack, not a repair */
	return LATCH_LEARNT;
}
