/* trial.c -- looks once a second; see trial.h */
#include "sbc/trial.h"

enum {
	WHY_SIZE = 160
};

static const uint64_t LOOK_US = 1000000;

static uint32_t percent_of(const struct answer_tally *tally)
{
	return (uint32_t)((uint64_t)tally->answered * 100 / tally->ended);
}

bool trial_fell(const struct answer_tally *was, const struct answer_tally *now, uint32_t points)
{
	if (was->ended < TRIAL_CALLS_MIN || now->ended < TRIAL_CALLS_MIN)
		return false;

	return percent_of(now) + points <= percent_of(was);
}

static void look(void *arg);

static void wait(struct trial *trial)
{
	timer_start(&trial->timer, trial->world, LOOK_US, look, trial);
}

static void decide(struct trial *trial, bool keep, const char *why)
{
	trial->over(keep, why, trial->arg);
	trial_end(trial);
}

static void look(void *arg)
{
	struct trial *trial = arg;
	char why[WHY_SIZE];

	if (trial->config.guard_points
	    && trial_fell(&trial->was, trial->now, trial->config.guard_points)) {
		(void)re_snprintf(why, sizeof why,
				  "%u of %u calls were answered, %u %% before: the guard allows a "
				  "fall of less than %u",
				  trial->now->answered, trial->now->ended, percent_of(&trial->was),
				  trial->config.guard_points);
		decide(trial, false, why);
	} else if (world_now_us(trial->world) < trial->until_us) {
		wait(trial);
	} else if (trial->config.confirm_us) {
		decide(trial, false, "nobody confirmed it in time");
	} else {
		decide(trial, true, "the share of answered calls did not fall");
	}
}

void trial_begin(struct trial *trial, const struct trial_config *config, struct policy *before,
		 const struct answer_tally *was)
{
	if (!config->confirm_us && !config->guard_points) {
		trial_end(trial);
		return;
	}

	if (!trial->before) {
		trial->before = mem_ref(before);
		trial->was = *was;
	}
	trial->config = *config;
	trial->until_us = world_now_us(trial->world)
		+ (config->confirm_us ? config->confirm_us : TRIAL_GUARD_US);
	wait(trial);
}

void trial_end(struct trial *trial)
{
	timer_stop(&trial->timer);
	trial->before = mem_deref(trial->before);
}

bool trial_is_on(const struct trial *trial)
{
	return trial->before != NULL;
}
