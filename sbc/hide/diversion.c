/* diversion.c -- two headers for one thing; see diversion.h */
#include "sbc/hide/diversion.h"
#include "sbc/hide/identity.h"
#include "sbc/hide/nameaddr.h"
#include "sbc/sip/syntax.h"

/* RFC 7544 7.4: causes of RFC 4458 and what Diversion calls them; of two the first is written. */
static const struct {
	const char *reason;
	uint32_t cause;
} reasons[] = {
	{"unknown",       404}, /* also any other */
	{"unconditional", 302},
        {"user-busy",     486},
	{"no-answer",     408},
        {"deflection",    480}, /* at once; */
	{"deflection",    487}, /* while it rang */
	{"unavailable",   503},
};

static struct pl reason_of(uint32_t cause)
{
	struct pl reason;
	size_t row = 0;

	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++) {
		if (reasons[i].cause == cause)
			row = i;
	}

	pl_set_str(&reason, reasons[row].reason);
	return reason;
}

static uint32_t cause_of(const struct pl *reason)
{
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++) {
		if (!pl_strcasecmp(reason, reasons[i].reason))
			return reasons[i].cause;
	}

	return reasons[0].cause;
}

struct entry { /* one value of either header */
	struct sip_addr addr;
	char number[NUMBER_SIZE];
};

/* The next value that has a number. */
static bool next_entry(struct entry *entry, struct pl *rest, const struct crossing *crossing)
{
	struct pl value;

	while (syntax_value_next(rest, &value)) {
		if (!syntax_address(&entry->addr, &value)
		    && !secrets_reveal(crossing->secrets, &entry->addr.uri.user)
		    && nameaddr_number(entry->number, crossing, &entry->addr.uri.user))
			return true;
	}

	return false;
}

static struct nameaddr name_of(const struct entry *entry, const struct crossing *crossing)
{
	return (struct nameaddr){.face = crossing->face,
				 .display = nameaddr_harmless(crossing, &entry->addr.dname),
				 .user = entry->number};
}

int diversion_cross(struct mbuf *mb, const struct crossing *crossing, const struct sip_hdr *header)
{
	struct pl rest = header->val;
	struct entry entry;
	int err = 0;

	while (next_entry(&entry, &rest, crossing)) {
		const struct nameaddr name = name_of(&entry, crossing);

		err |= mbuf_printf(mb, "Diversion: %H", nameaddr_print, &name);
		err |= nameaddr_params(mb, crossing, &entry.addr.params, NULL);
		err |= mbuf_write_str(mb, "\r\n");
	}

	return err;
}

/* Of a history entry's URI (RFC 4458): why it was forwarded to there; 0: it was not. */
static uint32_t cause_in(const struct uri *uri)
{
	struct pl cause;

	return syntax_param(&uri->params, "cause", &cause) ? pl_u32(&cause) : 0;
}

enum {
	CAUSE_SIZE = 24
};

static struct pl cause_param(char text[CAUSE_SIZE], uint32_t cause)
{
	struct pl param = PL_INIT;

	if (cause && re_snprintf(text, CAUSE_SIZE, ";cause=%u", cause) > 0)
		pl_set_str(&param, text);

	return param;
}

int diversion_cross_history(struct mbuf *mb, const struct crossing *crossing,
			    const struct sip_hdr *header)
{
	struct pl rest = header->val;
	char cause[CAUSE_SIZE];
	struct entry entry;
	int err = 0;

	while (next_entry(&entry, &rest, crossing)) {
		struct nameaddr name = name_of(&entry, crossing);

		name.params = cause_param(cause, cause_in(&entry.addr.uri));
		name.headers = nameaddr_harmless(crossing, &entry.addr.uri.headers);
		err |= mbuf_printf(mb, "History-Info: %H", nameaddr_print, &name);
		err |= nameaddr_params(mb, crossing, &entry.addr.params, NULL);
		err |= mbuf_write_str(mb, "\r\n");
	}

	return err;
}

struct forwarding { /* what came with the number that the policy has */
	struct pl reason;
	uint32_t counter;
	bool is_private;
};

/* The first value is the last who forwarded it; each value counts for itself (RFC 5806 4). */
static bool read_diversion(struct forwarding *forwarding, const struct crossing *crossing)
{
	const struct sip_hdr *header = sip_msg_xhdr(crossing->msg, "Diversion");
	struct pl rest, value, privacy;
	struct entry entry;

	if (!header || !identity_is_believed(crossing, IDENTITY_DIVERSION))
		return false;

	rest = header->val;
	if (!next_entry(&entry, &rest, crossing))
		return false;

	if (syntax_param(&entry.addr.params, "reason", &value) && syntax_is_token(&value))
		forwarding->reason = nameaddr_harmless(crossing, &value);
	if (syntax_param(&entry.addr.params, "counter", &value))
		forwarding->counter = pl_u32(&value);

	forwarding->is_private = syntax_param(&entry.addr.params, "privacy", &privacy)
		&& pl_strcasecmp(&privacy, "off");
	return true;
}

/* An entry with a cause is where somebody forwarded it to; whoever did stands before it. */
static void read_history_line(struct forwarding *forwarding, const struct crossing *crossing,
			      const struct sip_hdr *header)
{
	struct pl rest = header->val;
	struct entry entry;

	while (next_entry(&entry, &rest, crossing)) {
		uint32_t cause = cause_in(&entry.addr.uri);

		if (cause) {
			forwarding->reason = reason_of(cause);
			++forwarding->counter;
		}
	}
}

static void read_history(struct forwarding *forwarding, const struct crossing *crossing)
{
	if (!identity_is_believed(crossing, IDENTITY_HISTORY))
		return;

	for (const struct le *le = crossing->msg->hdrl.head; le; le = le->next) {
		const struct sip_hdr *header = le->data;

		if (!pl_strcasecmp(&header->name, "History-Info"))
			read_history_line(forwarding, crossing, header);
	}
}

/* False: nobody forwarded it, or the peer is not to know who. */
static bool read_forwarding(struct forwarding *forwarding, const struct crossing *crossing)
{
	if (!crossing->attempt || !crossing->attempt->diverted[0])
		return false;

	*forwarding = (struct forwarding){.reason = reason_of(0)};
	if (!read_diversion(forwarding, crossing))
		read_history(forwarding, crossing);
	if (!forwarding->reason.l)
		forwarding->reason = reason_of(0);

	if (!forwarding->counter)
		forwarding->counter = 1;

	return true;
}

int diversion_write(struct mbuf *mb, const struct crossing *crossing)
{
	struct forwarding forwarding;

	if (!read_forwarding(&forwarding, crossing))
		return 0;

	const struct nameaddr who = {.face = crossing->face, .user = crossing->attempt->diverted};
	return mbuf_printf(mb, "Diversion: %H;reason=%r;counter=%u%s\r\n", nameaddr_print, &who,
			   &forwarding.reason, forwarding.counter,
			   forwarding.is_private ? ";privacy=full" : "");
}

/* Two entries: who forwarded it, and whom it is for now, with the cause (RFC 7544 7.3). */
int diversion_write_history(struct mbuf *mb, const struct crossing *crossing)
{
	struct forwarding forwarding;
	struct nameaddr before, now;
	char cause[CAUSE_SIZE];

	if (!read_forwarding(&forwarding, crossing))
		return 0;

	before = (struct nameaddr){.face = crossing->face, .user = crossing->attempt->diverted};
	if (forwarding.is_private)
		pl_set_str(&before.headers, "?Privacy=history");
	now = (struct nameaddr){.role = NAMEADDR_TARGET,
				.face = crossing->face,
				.user = crossing->attempt->called,
				.params = cause_param(cause, cause_of(&forwarding.reason))};

	return mbuf_printf(mb, "History-Info: %H;index=1\r\nHistory-Info: %H;index=1.1;mp=1\r\n",
			   nameaddr_print, &before, nameaddr_print, &now);
}
