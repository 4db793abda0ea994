/* limits.c -- the figures of a limit beside the counts of its meter; see limits.h */
#include <errno.h>
#include "sbc/peer/limits.h"

#define SECOND_US UINT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)

/* A call lost to a full trunk is tried again by a person: some seconds later, not at once. */
#define BUSY_WAIT_US (5 * SECOND_US)

/* The sums that a limit may have a figure for. */
enum {
	SUMS = 3
};
static const struct {
	enum meter_kind kind;
	enum limit_lack lack;
} sums[SUMS] = {
	{METER_TALK,    LIMIT_LACKS_TALK },
	{METER_MONEY,   LIMIT_LACKS_MONEY},
	{METER_STARTED, LIMIT_LACKS_RATE },
};

/* The figure of a kind, 0: none, and in what time it is counted. */
static uint64_t figure_of(uint64_t *each_us, const struct limit_config *limit, enum meter_kind kind)
{
	*each_us = kind == METER_STARTED ? limit->rate_us : limit->each_us;
	return kind == METER_STARTED ? limit->rate_calls
		: kind == METER_TALK ? limit->talk_us
				     : limit->money;
}

static const char *key_of(const struct limit_config *limit, const struct limit_who *who)
{
	const char *const keys[] = {
		[LIMIT_PER_ALL] = "",
		[LIMIT_PER_CALLER] = who->caller,
		[LIMIT_PER_PEER] = who->peer,
		[LIMIT_PER_TENANT] = who->tenant ? who->tenant : "",
	};

	return keys[limit->per];
}

static void hold_destroy(void *data)
{
	struct hold *hold = data;

	list_unlink(&hold->le);
	if (hold->is_taken)
		--hold->meter->calls;
	mem_deref(hold->meter);
}

static int open_windows(struct meter *meter, const struct limit_config *limit, uint64_t now_us)
{
	int err = 0;

	for (size_t i = 0; i < SUMS && !err; i++) {
		uint64_t each_us;

		if (figure_of(&each_us, limit, sums[i].kind))
			err = meter_open(meter, sums[i].kind, each_us, now_us);
	}

	return err;
}

static int add(struct list *holds, struct hold *hold, const char *owner, struct meters *meters,
	       const struct limit_who *who, uint64_t now_us)
{
	int err = meters_find(&hold->meter, meters, owner, key_of(hold->limit, who));

	err = err ? err : open_windows(hold->meter, hold->limit, now_us);
	if (!err)
		list_append(holds, &hold->le, hold);

	return err;
}

int limits_add(struct list *holds, struct meters *meters, const struct limit_config *limit,
	       const struct limit_who *who, uint64_t now_us)
{
	struct hold *hold;
	int err;

	if (!limit->place.line)
		return 0;

	hold = mem_zalloc(sizeof *hold, hold_destroy);
	if (!hold)
		return ENOMEM;

	hold->limit = limit;
	err = add(holds, hold, limit->owner, meters, who, now_us);
	if (err)
		mem_deref(hold);

	return err;
}

/* A guard without a limit counts under its name alone, which no owner of a limit has. */
int limits_add_guard(struct list *holds, struct meters *meters, const struct guard_config *guard,
		     const struct limit_who *who, uint64_t now_us)
{
	const char *owner = guard->limit.owner ? guard->limit.owner : guard->name;
	struct hold *hold = mem_zalloc(sizeof *hold, hold_destroy);
	int err;

	if (!hold)
		return ENOMEM;

	hold->limit = &guard->limit;
	hold->guard = guard;
	err = add(holds, hold, owner, meters, who, now_us);
	if (!err && guard->short_calls)
		err = meter_open(hold->meter, METER_SHORT, guard->limit.each_us, now_us);
	if (err)
		mem_deref(hold);

	return err;
}

static void ask_place(struct limit_answer *answer, const struct hold *hold)
{
	if (!hold->limit->calls || hold->is_taken || hold->meter->calls < hold->limit->calls)
		return;

	answer->lack = LIMIT_LACKS_PLACE;
	answer->wait_us = BUSY_WAIT_US;
}

static void ask_sum(struct limit_answer *answer, const struct hold *hold, size_t i, uint64_t now_us)
{
	uint64_t each_us, figure = figure_of(&each_us, hold->limit, sums[i].kind);

	if (!figure || meter_sum(hold->meter, sums[i].kind, now_us) < figure)
		return;

	answer->lack = sums[i].lack;
	answer->wait_us = meter_wait_us(hold->meter, sums[i].kind, figure, now_us);
}

void limits_ask_one(struct limit_answer *answer, const struct hold *hold, uint64_t now_us)
{
	*answer = (struct limit_answer){.hold = hold};
	ask_place(answer, hold);
	for (size_t i = 0; i < SUMS && !answer->lack; i++)
		ask_sum(answer, hold, i, now_us);
}

void limits_ask(struct limit_answer *answer, const struct list *holds, const struct meter *turn,
		uint64_t now_us)
{
	struct limit_answer one;

	*answer = (struct limit_answer){0};
	for (const struct le *le = holds->head; le; le = le->next) {
		const struct hold *hold = le->data;

		limits_ask_one(&one, hold, now_us);
		if (!one.lack && hold->meter->waiting && hold->meter != turn)
			one.lack = LIMIT_LACKS_RATE;
		if (one.lack && (!answer->lack || one.lack != LIMIT_LACKS_RATE))
			*answer = one;
		if (one.lack && one.lack != LIMIT_LACKS_RATE)
			return;
	}
}

void limits_take(const struct list *holds, uint64_t now_us)
{
	for (const struct le *le = holds->head; le; le = le->next) {
		struct hold *hold = le->data;

		if (hold->is_taken)
			continue;

		hold->is_taken = true;
		++hold->meter->calls;
		meter_add(hold->meter, METER_STARTED, 1, now_us);
	}
}

void limits_talk(const struct list *holds, uint64_t price, uint64_t now_us)
{
	for (const struct le *le = holds->head; le; le = le->next) {
		struct hold *hold = le->data;

		if (hold->talks)
			continue;

		hold->talks = true;
		hold->price = price;
		meter_talks(hold->meter, price, now_us);
	}
}

uint64_t limits_last_us(struct limit_answer *answer, const struct list *holds, uint64_t now_us)
{
	uint64_t least_us = UINT64_MAX;

	*answer = (struct limit_answer){0};
	for (const struct le *le = holds->head; le; le = le->next) {
		const struct hold *hold = le->data;

		for (size_t i = 0; i < SUMS; i++) {
			uint64_t each_us, figure = figure_of(&each_us, hold->limit, sums[i].kind);
			uint64_t us = figure && sums[i].lack != LIMIT_LACKS_RATE
				? meter_lasts_us(hold->meter, sums[i].kind, figure, now_us)
				: UINT64_MAX;

			if (us >= least_us)
				continue;

			least_us = us;
			*answer = (struct limit_answer){.lack = sums[i].lack, .hold = hold};
		}
	}

	return least_us;
}

void limits_give(struct list *holds, uint64_t now_us)
{
	for (const struct le *le = holds->head; le; le = le->next) {
		struct hold *hold = le->data;

		if (hold->talks)
			meter_falls_silent(hold->meter, hold->price, now_us);
	}

	list_flush(holds);
}

/* Millionths as the file has them: 12.5 */
static int print_money(struct re_printf *pf, const uint64_t *money)
{
	char digits[8];
	size_t end = 6;

	(void)re_snprintf(digits, sizeof digits, "%06llu", *money % 1000000);
	while (end && digits[end - 1] == '0')
		--end;

	return re_hprintf(pf, "%llu%s%b", *money / 1000000, end ? "." : "", digits, end);
}

static int print_time(struct re_printf *pf, const uint64_t *us)
{
	static const struct {
		uint64_t us;
		const char *one, *many;
	} units[] = {
		{24 * 60 * MINUTE_US, "day",         "days"        },
                {60 * MINUTE_US,      "hour",        "hours"       },
		{MINUTE_US,           "minute",      "minutes"     },
                {SECOND_US,           "second",      "seconds"     },
		{1000,                "millisecond", "milliseconds"},
	};
	size_t i = 0;

	while (i < ARRAY_SIZE(units) - 1 && (*us < units[i].us || *us % units[i].us))
		++i;

	return re_hprintf(pf, "%llu %s", *us / units[i].us,
			  *us / units[i].us == 1 ? units[i].one : units[i].many);
}

static int print_place(struct re_printf *pf, const struct limit_config *limit)
{
	return re_hprintf(pf, "%u call%s at once", limit->calls, limit->calls == 1 ? "" : "s");
}

static int print_rate(struct re_printf *pf, const struct limit_config *limit)
{
	return re_hprintf(pf, "%u new call%s in %H", limit->rate_calls,
			  limit->rate_calls == 1 ? "" : "s", print_time, &limit->rate_us);
}

static int print_talk(struct re_printf *pf, const struct limit_config *limit)
{
	return re_hprintf(pf, "%H of talk in %H", print_time, &limit->talk_us, print_time,
			  &limit->each_us);
}

static int print_spent(struct re_printf *pf, const struct limit_config *limit)
{
	return re_hprintf(pf, "%H of money in %H", print_money, &limit->money, print_time,
			  &limit->each_us);
}

static const struct {
	uint16_t status;
	const char *reason;
	int (*print)(struct re_printf *pf, const struct limit_config *limit);
} lacks[] = {
	[LIMIT_LACKS_PLACE] = {503, "Too Many Calls At Once", print_place},
	[LIMIT_LACKS_TALK] = {403, "Minutes Used Up",        print_talk },
	[LIMIT_LACKS_MONEY] = {403, "Money Used Up",          print_spent},
	[LIMIT_LACKS_RATE] = {503, "Too Many New Calls",     print_rate },
};

int limits_print(struct re_printf *pf, const struct limit_answer *answer)
{
	static const char *const whose[] = {
		[LIMIT_PER_ALL] = "",
		[LIMIT_PER_CALLER] = " for caller ",
		[LIMIT_PER_PEER] = " for peer ",
		[LIMIT_PER_TENANT] = " for tenant ",
	};
	const struct limit_config *limit = answer->hold->limit;

	return re_hprintf(pf, "the limit of %s%s%s is used up: %H (%s:%u)", limit->owner,
			  whose[limit->per], answer->hold->meter->key, lacks[answer->lack].print,
			  limit, limit->place.file, limit->place.line);
}

uint16_t limits_status(enum limit_lack lack)
{
	return lacks[lack].status;
}

const char *limits_reason(enum limit_lack lack)
{
	return lacks[lack].reason;
}

uint32_t limits_wait_s(const struct limit_answer *answer)
{
	return (uint32_t)(answer->wait_us / SECOND_US) + 1;
}
