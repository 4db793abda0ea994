/* health.c -- counts in a row, and what they come to; see health.h */
#include "sbc/peer/health.h"

static bool enter(struct health *health, enum health_state state, uint64_t now_us)
{
	if (health->state == state)
		return false;

	health->state = state;
	health->since_us = now_us;
	return true;
}

static uint32_t or_else(uint32_t written, uint32_t fallback)
{
	return written ? written : fallback;
}

bool health_answered(struct health *health, const struct health_config *config, uint64_t after_us,
		     uint64_t now_us)
{
	const uint64_t slow_us = config->slow_us ? config->slow_us : HEALTH_SLOW_US;

	health->failures = 0;
	++health->answers;
	if (health->state == HEALTH_DOWN
	    && health->answers < or_else(config->up, HEALTH_UP_DEFAULT))
		return false;

	return enter(health, after_us > slow_us ? HEALTH_DEGRADED : HEALTH_UP, now_us);
}

bool health_failed(struct health *health, const struct health_config *config, uint64_t now_us)
{
	health->answers = 0;
	++health->failures;
	if (health->failures >= or_else(config->down, HEALTH_DOWN_DEFAULT))
		return enter(health, HEALTH_DOWN, now_us);

	return health->state == HEALTH_UP && enter(health, HEALTH_DEGRADED, now_us);
}

uint64_t health_ask_us(const struct health *health, const struct health_config *config)
{
	if (health->state == HEALTH_UP)
		return config->ping_us;

	return config->retry_us ? config->retry_us : HEALTH_RETRY_US;
}

const char *health_name(enum health_state state)
{
	static const char *const names[] = {
		[HEALTH_UP] = "up",
		[HEALTH_DEGRADED] = "degraded",
		[HEALTH_DOWN] = "down",
	};

	return names[state];
}
