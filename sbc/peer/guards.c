/* guards.c -- three questions of a guard, in a table; see guards.h */
#include <string.h>
#include "sbc/peer/guards.h"

/* Where the bit of a code is; false: it is no code. */
static bool find(size_t *at, const char *code)
{
	size_t length = code ? strlen(code) : 0;
	size_t base = length == 2 ? 26 : 10;
	char first = length == 2 ? 'a' : '0';

	*at = 0;
	for (size_t i = 0; i < length; i++) {
		if (code[i] < first || code[i] >= first + (char)base)
			return false;

		*at = *at * base + (size_t)(code[i] - first);
	}

	*at += length == 3 ? 26 * 26 : 0;
	return length == 2 || length == 3;
}

void countries_learn(struct countries *countries, const char *code)
{
	size_t at;

	if (find(&at, code))
		countries->called[at / 8] |= (uint8_t)(1 << at % 8);
}

bool countries_have(const struct countries *countries, const char *code)
{
	size_t at;

	return find(&at, code) && countries->called[at / 8] & 1 << at % 8;
}

static bool ask_limit(char what[GUARDS_WHAT_SIZE], const struct hold *hold,
		      const struct guards_call *call, uint64_t now_us)
{
	struct limit_answer answer;

	(void)call;
	limits_ask_one(&answer, hold, now_us);
	if (answer.lack)
		(void)re_snprintf(what, GUARDS_WHAT_SIZE, "%H", limits_print, &answer);

	return answer.lack;
}

static bool ask_short(char what[GUARDS_WHAT_SIZE], const struct hold *hold,
		      const struct guards_call *call, uint64_t now_us)
{
	const struct guard_config *guard = hold->guard;
	uint64_t count = meter_sum(hold->meter, METER_SHORT, now_us);

	(void)call;
	if (!guard->short_calls || count < guard->short_calls)
		return false;

	(void)re_snprintf(what, GUARDS_WHAT_SIZE,
			  "guard %s: %llu answered calls were shorter than %llu ms (%s:%u)",
			  guard->name, count, guard->short_us / 1000, guard->place.file,
			  guard->place.line);
	return true;
}

static bool ask_country(char what[GUARDS_WHAT_SIZE], const struct hold *hold,
			const struct guards_call *call, uint64_t now_us)
{
	const struct guard_config *guard = hold->guard;
	size_t at;

	(void)now_us;
	if (!guard->new_country || !call->known || !find(&at, call->country)
	    || countries_have(call->known, call->country))
		return false;

	(void)re_snprintf(what, GUARDS_WHAT_SIZE,
			  "guard %s: no call of %s to country '%s' was answered before (%s:%u)",
			  guard->name, call->peer, call->country, guard->place.file,
			  guard->place.line);
	return true;
}

/* What a guard can be about; the first that it has something to say of is what it says. */
static bool (*const questions[])(char what[GUARDS_WHAT_SIZE], const struct hold *hold,
				 const struct guards_call *call, uint64_t now_us) = {
	ask_limit,
	ask_short,
	ask_country,
};

bool guards_ask(char what[GUARDS_WHAT_SIZE], const struct hold *hold,
		const struct guards_call *call, uint64_t now_us)
{
	*what = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(questions); i++) {
		if (questions[i](what, hold, call, now_us))
			return true;
	}

	return false;
}

void guards_learn(const struct list *holds, uint64_t talked_us, uint64_t now_us)
{
	for (const struct le *le = holds->head; le; le = le->next) {
		const struct hold *hold = le->data;

		if (talked_us && talked_us < hold->guard->short_us)
			meter_add(hold->meter, METER_SHORT, 1, now_us);
	}
}
