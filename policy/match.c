/* match.c -- a row for each condition: how it is tested, how it is told; see match.h */
#include <string.h>
#include <strings.h>
#include "policy/country.h"
#include "policy/header.h"
#include "policy/hours.h"
#include "policy/match.h"
#include "policy/pattern_regex.h"

/* One call, as the conditions see it. */
struct call {
	const struct facts *facts;
	const struct decision *decision;
};

static bool from_holds(const struct condition *condition, const struct call *call)
{
	const struct peer_config *from = call->decision->from;

	for (uint32_t i = 0; i < condition->count; i++) {
		const struct origin *origin = &condition->origins[i];

		if (origin->peer == from || (origin->tenant && origin->tenant == from->tenant))
			return true;
	}

	return false;
}

static bool transport_holds(const struct condition *condition, const struct call *call)
{
	for (uint32_t i = 0; i < condition->count; i++)
		if (condition->transports[i] == call->facts->transport)
			return true;

	return false;
}

/* Who does not say what it is asks about a call. */
static const struct pl *method(const struct facts *facts)
{
	static const struct pl invite = PL("INVITE");

	return pl_isset(&facts->method) ? &facts->method : &invite;
}

static bool method_holds(const struct condition *condition, const struct call *call)
{
	for (uint32_t i = 0; i < condition->count; i++)
		if (!pl_strcmp(method(call->facts), condition->texts[i]))
			return true;

	return false;
}

static bool load_holds(const struct condition *condition, const struct call *call)
{
	for (uint32_t i = 0; i < condition->count; i++) {
		const struct load *load = &condition->loads[i];

		if (load->above ? call->facts->load > load->percent
				: call->facts->load < load->percent)
			return true;
	}

	return false;
}

static bool caller_holds(const struct condition *condition, const struct call *call)
{
	return patterns_match(&condition->patterns, call->decision->caller);
}

static bool called_holds(const struct condition *condition, const struct call *call)
{
	return patterns_match(&condition->patterns, call->decision->called);
}

static bool country_holds(const struct condition *condition, const struct call *call)
{
	for (uint32_t i = 0; i < condition->count; i++)
		if (country_has(condition->texts[i], call->decision->called))
			return true;

	return false;
}

static bool offers(const struct facts *facts, const char *codec)
{
	for (uint32_t i = 0; i < facts->codecc; i++)
		if (!pl_strcasecmp(&facts->codecs[i], codec))
			return true;

	return false;
}

static bool codec_holds(const struct condition *condition, const struct call *call)
{
	for (uint32_t i = 0; i < condition->count; i++)
		if (offers(call->facts, condition->texts[i]))
			return true;

	return false;
}

/* Letters of any case are the same; a * at the end is the rest. */
static bool text_fits(const char *wanted, const char *value)
{
	const size_t length = strlen(wanted);

	if (length && wanted[length - 1] == '*')
		return !strncasecmp(wanted, value, length - 1);

	return !strcasecmp(wanted, value);
}

static bool value_fits(const struct header_match *header, const struct pl *value)
{
	char text[HEADER_VALUE_MAX + 1];

	if (value->l > HEADER_VALUE_MAX) /* too long to be compared */
		return false;

	(void)pl_strcpy(value, text, sizeof text);
	if (header->regex)
		return pattern_regex_matches(header->regex, text);

	return text_fits(header->text, text)
		|| (header->pattern && pattern_matches(header->pattern, text));
}

static bool has_header(const struct facts *facts, const struct header_match *header)
{
	for (uint32_t i = 0; i < facts->headerc; i++)
		if (header_is(&facts->headers[i].name, header->name)
		    && value_fits(header, &facts->headers[i].value))
			return true;

	return false;
}

/* The first pair that does not hold; none: NULL. */
static const struct header_match *failing_header(const struct condition *condition,
						 const struct call *call)
{
	for (uint32_t i = 0; i < condition->count; i++)
		if (!has_header(call->facts, &condition->headers[i]))
			return &condition->headers[i];

	return NULL;
}

static bool header_holds(const struct condition *condition, const struct call *call)
{
	return !failing_header(condition, call);
}

static bool hours_hold(const struct condition *condition, const struct call *call)
{
	for (uint32_t i = 0; i < condition->count; i++)
		if (hours_open(condition->hours[i], call->facts->date_us))
			return true;

	return false;
}

static int tell_from(struct re_printf *pf, const struct condition *condition,
		     const struct call *call)
{
	(void)condition;

	return re_hprintf(pf, "'%s'", call->decision->from->name);
}

static int tell_transport(struct re_printf *pf, const struct condition *condition,
			  const struct call *call)
{
	(void)condition;

	if (call->facts->transport == SIP_TRANSP_NONE)
		return re_hprintf(pf, "that is not known");

	return re_hprintf(pf, "'%s'", sip_transp_name(call->facts->transport));
}

static int tell_method(struct re_printf *pf, const struct condition *condition,
		       const struct call *call)
{
	(void)condition;

	return re_hprintf(pf, "'%r'", method(call->facts));
}

static int tell_load(struct re_printf *pf, const struct condition *condition,
		     const struct call *call)
{
	(void)condition;

	return re_hprintf(pf, "'%u%%'", call->facts->load);
}

static int tell_caller(struct re_printf *pf, const struct condition *condition,
		       const struct call *call)
{
	(void)condition;

	return re_hprintf(pf, "'%s'", call->decision->caller);
}

static int tell_called(struct re_printf *pf, const struct condition *condition,
		       const struct call *call)
{
	(void)condition;

	return re_hprintf(pf, "'%s'", call->decision->called);
}

static int tell_country(struct re_printf *pf, const struct condition *condition,
			const struct call *call)
{
	const struct country *country = country_of(call->decision->called);
	(void)condition;

	if (!country)
		return re_hprintf(pf, "of '%s', which has none,", call->decision->called);

	return re_hprintf(pf, "'%s'", country_name(country));
}

static int tell_codec(struct re_printf *pf, const struct condition *condition,
		      const struct call *call)
{
	int err = 0;
	(void)condition;

	for (uint32_t i = 0; i < call->facts->codecc; i++)
		err |= re_hprintf(pf, "%s'%r'", i ? ", " : "", &call->facts->codecs[i]);

	return call->facts->codecc ? err : re_hprintf(pf, "that nobody offers");
}

/* The pair that is told of: the first that does not hold, else the first. */
static const struct header_match *told_header(const struct condition *condition,
					      const struct call *call)
{
	const struct header_match *failing = failing_header(condition, call);

	return failing ? failing : &condition->headers[0];
}

static int tell_header(struct re_printf *pf, const struct condition *condition,
		       const struct call *call)
{
	const struct header_match *header = told_header(condition, call);

	for (uint32_t i = 0; i < call->facts->headerc; i++)
		if (header_is(&call->facts->headers[i].name, header->name))
			return re_hprintf(pf, "%s '%r'", header->name,
					  &call->facts->headers[i].value);

	return re_hprintf(pf, "%s, which it does not have,", header->name);
}

static int tell_hours(struct re_printf *pf, const struct condition *condition,
		      const struct call *call)
{
	const struct hours_telling telling = {condition->hours[0], call->facts->date_us};

	return re_hprintf(pf, "at %H", hours_tell, &telling);
}

static const char *first_text(const struct condition *condition, const struct call *call)
{
	(void)call;

	return condition->texts[0];
}

static const char *first_pattern(const struct condition *condition, const struct call *call)
{
	(void)call;

	return condition->patterns.list[0].text;
}

static const char *header_text(const struct condition *condition, const struct call *call)
{
	return told_header(condition, call)->text;
}

/* In the order in which they are tested: what costs least first. */
static const struct {
	const char *key;
	bool (*holds)(const struct condition *condition, const struct call *call);
	int (*tell)(struct re_printf *pf, const struct condition *condition,
		    const struct call *call);
	const char *(*value)(const struct condition *condition, const struct call *call);
	bool any; /* one of the values is enough */
} kinds[MATCH_KINDS] = {
	[MATCH_FROM] = {"from",      from_holds,      tell_from,      first_text,    true },
	[MATCH_TRANSPORT] = {"transport", transport_holds, tell_transport, first_text,    true },
	[MATCH_METHOD] = {"method",    method_holds,    tell_method,    first_text,    true },
	[MATCH_LOAD] = {"load",      load_holds,      tell_load,      first_text,    true },
	[MATCH_CALLER] = {"caller",    caller_holds,    tell_caller,    first_pattern, true },
	[MATCH_CALLED] = {"called",    called_holds,    tell_called,    first_pattern, true },
	[MATCH_COUNTRY] = {"country",   country_holds,   tell_country,   first_text,    true },
	[MATCH_CODEC] = {"codec",     codec_holds,     tell_codec,     first_text,    true },
	[MATCH_HEADER] = {"header",    header_holds,    tell_header,    header_text,   false},
	[MATCH_HOURS] = {"hours",     hours_hold,      tell_hours,     first_text,    true },
};

/* The first condition that does not hold; MATCH_KINDS: all do. */
static enum match_kind first_failing(const struct group *group, const struct call *call)
{
	for (int kind = 0; kind < MATCH_KINDS; kind++)
		if (group->kinds >> kind & 1 && !kinds[kind].holds(&group->conditions[kind], call))
			return kind;

	return MATCH_KINDS;
}

static bool match(struct mismatch *mismatch, const struct group *all, const struct group * not,
		  const struct call *call)
{
	const enum match_kind failing = first_failing(all, call);

	*mismatch = (struct mismatch){.kind = failing};

	if (failing != MATCH_KINDS)
		mismatch->condition = &all->conditions[failing];
	else if (not ->place.line && first_failing(not, call) == MATCH_KINDS)
		mismatch->not = not ;

	return !mismatch->condition && !mismatch->not ;
}

bool match_rule(struct mismatch *mismatch, const struct rule *rule, const struct facts *facts,
		const struct decision *decision)
{
	return match(mismatch, &rule->all, &rule->not, &(struct call){facts, decision});
}

bool match_guard(const struct guard *guard, const struct facts *facts,
		 const struct decision *decision)
{
	struct mismatch mismatch;

	return match(&mismatch, &guard->all, &guard->not, &(struct call){facts, decision});
}

bool match_is_unconditional(const struct rule *rule)
{
	return !rule->all.kinds && !rule->not .place.line;
}

static int tell_condition(struct re_printf *pf, enum match_kind kind,
			  const struct condition *condition, const struct call *call,
			  const char *verb)
{
	int err = re_hprintf(pf, "%s ", kinds[kind].key);

	err |= kinds[kind].tell(pf, condition, call);
	err |= re_hprintf(pf, " %s %s", verb, kinds[kind].value(condition, call));
	if (kinds[kind].any && condition->count > 1)
		err |= re_hprintf(pf, " or %u more", condition->count - 1);

	return err;
}

static int tell_not(struct re_printf *pf, const struct group * not, const struct call *call)
{
	const char *and = "all of `not` holds: ";
	int err = 0;

	for (int kind = 0; kind < MATCH_KINDS; kind++) {
		if (!(not ->kinds >> kind & 1))
			continue;
		err |= re_hprintf(pf, "%s", and);
		err |= tell_condition(pf, kind, &not ->conditions[kind], call, "is");
		and = ", ";
	}

	return err;
}

int match_tell(struct re_printf *pf, const struct match_telling *telling)
{
	const struct mismatch *mismatch = telling->mismatch;
	const struct call call = {telling->facts, telling->decision};

	if (mismatch->not )
		return tell_not(pf, mismatch->not, &call);

	return tell_condition(pf, mismatch->kind, mismatch->condition, &call, "is not");
}
