/* told.c -- a wording for each verb and order; see told.h */
#include <time.h>
#include "policy/mistakes.h"
#include "policy/status.h"
#include "policy/told.h"
#include "policy/value.h"

enum {
	STATUS_UNREADABLE = 484, /* Address Incomplete: steps.c, step 2 */
};

/* How the targets of an order hang together, and what is said behind them. */
static const struct {
	const char *between, *behind;
	bool weights;
} orders[] = {
	[ORDER_LISTED] = {", then ", "",                       false},
	[ORDER_WEIGHT] = {" or ",    ", by weight",            true },
	[ORDER_LEAST] = {" or ",    ", who has fewest calls", false},
};

int told_targets(struct re_printf *pf, const struct route_config *route)
{
	const bool one = route->targetc == 1;
	int err = 0;

	for (uint32_t i = 0; i < route->targetc; i++) {
		err |= re_hprintf(pf, "%s%s", i ? orders[route->order].between : "",
				  route->targets[i].peer->name);
		if (orders[route->order].weights && !one)
			err |= re_hprintf(pf, " (%u)", route->targets[i].weight);
	}

	return err | re_hprintf(pf, "%s", one ? "" : orders[route->order].behind);
}

static int tell_send(struct re_printf *pf, const struct decision *decision)
{
	return re_hprintf(pf, "sends to %H", told_targets, decision->rule);
}

static int tell_reject(struct re_printf *pf, const struct decision *decision)
{
	return re_hprintf(pf, "rejects with %u %s", decision->status, decision->reason);
}

static int tell_drop(struct re_printf *pf, const struct decision *decision)
{
	(void)decision;

	return re_hprintf(pf, "drops it without a word");
}

static int (*const tell_verbs[VERB_COUNT])(struct re_printf *pf,
					   const struct decision *decision) = {
	[VERB_SEND] = tell_send,
	[VERB_REJECT] = tell_reject,
	[VERB_DROP] = tell_drop,
};

int told_verb(struct re_printf *pf, const struct decision *decision)
{
	return tell_verbs[decision->verb](pf, decision);
}

static int print_rule(struct re_printf *pf, const struct told_outcome *telling)
{
	const struct route_config *rule = telling->decision->rule;
	int err = re_hprintf(pf, "rule '%s'", rule->name);

	if (telling->here)
		err |= re_hprintf(pf, " (%H)", mistakes_where,
				  &(struct mistakes_where){&rule->place, telling->here});
	return err;
}

int told_outcome(struct re_printf *pf, const struct told_outcome *telling)
{
	const struct decision *decision = telling->decision;

	if (!decision->from)
		return re_hprintf(pf, "no peer calls: dropped without a word");
	if (decision->rule)
		return re_hprintf(pf, "%H %H", print_rule, telling, told_verb, decision);

	return re_hprintf(pf, "%s: rejected with %u %s",
			  decision->status == STATUS_UNREADABLE ? "a number cannot be read"
								: "no rule matches",
			  decision->status, decision->reason);
}

int told_money(struct re_printf *pf, const uint64_t *millionths)
{
	char parts[8];
	size_t digits = 6;

	(void)re_snprintf(parts, sizeof parts, "%06llu", *millionths % 1000000);
	while (digits > 2 && parts[digits - 1] == '0')
		--digits;

	return re_hprintf(pf, "%llu.%b", *millionths / 1000000, parts, digits);
}

static int print_calls(struct re_printf *pf, const struct limit_config *limit)
{
	return re_hprintf(pf, "%u calls at once", limit->calls);
}

static int print_rate(struct re_printf *pf, const struct limit_config *limit)
{
	int err = re_hprintf(pf, "%u new ones in %H", limit->rate_calls, value_print_time,
			     &limit->rate_us);

	if (limit->pace_us)
		err |= re_hprintf(pf, " (more wait for %H at most)", value_print_time,
				  &limit->pace_us);
	return err;
}

static int print_talk(struct re_printf *pf, const struct limit_config *limit)
{
	return re_hprintf(pf, "%llu minutes of talk in the last %H", limit->talk_us / 60000000,
			  value_print_time, &limit->each_us);
}

static int print_money(struct re_printf *pf, const struct limit_config *limit)
{
	return re_hprintf(pf, "%H of money in the last %H", told_money, &limit->money,
			  value_print_time, &limit->each_us);
}

int told_limit(struct re_printf *pf, const struct limit_config *limit)
{
	static const char *const pers[] = {
		[LIMIT_PER_ALL] = "",
		[LIMIT_PER_CALLER] = ", per caller",
		[LIMIT_PER_PEER] = ", per calling peer",
		[LIMIT_PER_TENANT] = ", per tenant",
	};
	const struct {
		bool has;
		int (*print)(struct re_printf *pf, const struct limit_config *limit);
	} parts[] = {
		{limit->calls,      print_calls},
		{limit->rate_calls, print_rate },
		{limit->talk_us,    print_talk },
		{limit->money,      print_money},
	};
	const char *before = "";
	int err = 0;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (!parts[i].has)
			continue;
		err |= re_hprintf(pf, "%s%H", before, parts[i].print, limit);
		before = " and ";
	}

	return err | re_hprintf(pf, "%s", *before ? pers[limit->per] : "no limit");
}

int told_guard(struct re_printf *pf, const struct guard_config *guard)
{
	const struct limit_config *limit = &guard->limit;
	const char *before = "";
	int err = 0;

	if (limit->calls || limit->rate_calls || limit->talk_us || limit->money) {
		err |= re_hprintf(pf, "what is beyond %H", told_limit, limit);
		before = ", or ";
	}
	if (guard->short_calls) {
		err |= re_hprintf(pf, "%s%u answered calls shorter than %H in the last %H", before,
				  guard->short_calls, value_print_time, &guard->short_us,
				  value_print_time, &limit->each_us);
		before = ", or ";
	}
	if (guard->new_country)
		err |= re_hprintf(pf, "%sa country to which this peer had no answered call before",
				  before);

	return err;
}

int told_next(struct re_printf *pf, const struct next_config *next)
{
	return re_hprintf(pf, "after %H without an answer, or on %H%s%s", value_print_time,
			  &next->after_us, status_print, next->on,
			  next->heeds_retry ? "" : "; Retry-After is not heeded",
			  next->follows ? "; a 3xx is followed" : "");
}

int told_headers(struct re_printf *pf, const struct told_headers *headers)
{
	static const char *const verbs[] = {
		[HEADER_ADD] = "adds", [HEADER_SET] = "sets", [HEADER_REMOVE] = "removes"};
	int err = 0;

	for (uint32_t i = 0; i < headers->count; i++) {
		const struct header_config *header = &headers->list[i];

		err |= re_hprintf(pf, "%s%s %s", i ? ", " : "", verbs[header->verb], header->name);
		if (header->value)
			err |= re_hprintf(pf, ": %s", header->value);
	}

	return err | re_hprintf(pf, "%s", headers->count ? "" : "nothing");
}

int told_date(struct re_printf *pf, const uint64_t *date_us)
{
	static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	const time_t seconds = (time_t)(*date_us / 1000000);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm))
		return re_hprintf(pf, "at no time");

	return re_hprintf(pf, "%s %d-%02d-%02d %02d:%02d UTC", days[tm.tm_wday], tm.tm_year + 1900,
			  tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min);
}
