/* identity.c -- step 2: headers in the order in which they are believed; see identity.h */
#include <string.h>
#include "policy/identity.h"

enum {
	ENTRIES_MAX = 32, /* of History-Info that are looked at */
};

/* In this order: the first that says something, and is believed, wins over the others and From. */
static const struct {
	const char *name;
	enum identity_header bit;
} headers[] = {
	{"P-Asserted-Identity",  IDENTITY_PAI      },
        {"P-Preferred-Identity", IDENTITY_PPI      },
	{"Remote-Party-ID",      IDENTITY_RPID     },
        {"Diversion",            IDENTITY_DIVERSION},
	{"History-Info",         IDENTITY_HISTORY  },
};

const char *identity_header_name(enum identity_header bit)
{
	for (size_t i = 0; i < ARRAY_SIZE(headers); i++)
		if (headers[i].bit == bit)
			return headers[i].name;

	return "From";
}

/* Where the value ends that commas outside quotes and angle brackets divide from the next. */
static size_t value_length(const struct pl *values)
{
	bool quoted = false, angled = false;

	for (size_t i = 0; i < values->l; i++) {
		const char c = values->p[i];

		if (c == '\\' && quoted)
			++i;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '<' || c == '>'))
			angled = c == '<';
		else if (!quoted && !angled && c == ',')
			return i;
	}

	return values->l;
}

/* Each value of each header of this name, in order: begins zeroed. False: there are no more. */
struct cursor {
	uint32_t next; /* header */
	struct pl rest;
};

static bool next_value(struct pl *value, struct cursor *cursor, const struct facts *facts,
		       const char *name)
{
	while (!cursor->rest.l) {
		if (cursor->next == facts->headerc)
			return false;
		if (!pl_strcasecmp(&facts->headers[cursor->next].name, name))
			cursor->rest = facts->headers[cursor->next].value;
		++cursor->next;
	}

	*value = (struct pl){cursor->rest.p, value_length(&cursor->rest)};
	pl_advance(&cursor->rest, (ssize_t)value->l);
	if (cursor->rest.l)
		pl_advance(&cursor->rest, 1); /* the comma */

	return true;
}

static bool is_nobody(const struct pl *user)
{
	return !user->l || !pl_strcasecmp(user, "anonymous");
}

/* The number of an address: the user part, or what stands behind tel:. Empty: there is none. */
static struct pl number_of(const struct sip_addr *address)
{
	const bool tel = !pl_strcasecmp(&address->uri.scheme, "tel");
	struct pl user = tel ? address->uri.host : address->uri.user;
	const char *end = pl_strchr(&user, ';'); /* RFC 3966: ;phone-context= is of that side */

	if (end)
		user.l = (size_t)(end - user.p);

	return is_nobody(&user) ? (struct pl){0} : user;
}

/* UTF-8 goes on with 10xxxxxx. */
static bool is_inside_letter(char c)
{
	return ((uint8_t)c & 0xc0) == 0x80;
}

/* A shown name without what could end a quoted string; cut between two letters if it is long. */
static void copy_display(char *to, const struct pl *from)
{
	size_t n = 0, i = 0;

	for (; i < from->l && n < DISPLAY_SIZE - 1; i++) {
		const uint8_t c = (uint8_t)from->p[i];

		if (c >= ' ' && c != 0x7f && c != '"' && c != '\\')
			to[n++] = (char)c;
	}

	if (i < from->l && is_inside_letter(from->p[i])) {
		while (n && is_inside_letter(to[n - 1]))
			--n;
		n -= n > 0;
	}

	to[n] = '\0';
}

static bool is_believed(struct identity *identity, const struct peer_config *peer,
			enum identity_header bit)
{
	if (peer->identity.trust & bit)
		return true;

	identity->unbelieved |= bit;
	return false;
}

/* Reads one header's number; false: it has none that the peer's plan can read. */
static bool read_caller(struct identity *identity, struct decision *decision,
			const struct facts *facts, const char *name)
{
	struct cursor cursor = {0};
	struct sip_addr address;
	struct pl value, user;

	while (next_value(&value, &cursor, facts, name)) {
		if (sip_addr_decode(&address, &value))
			continue;

		user = number_of(&address);
		if (!user.l)
			continue;

		numbers_in(&identity->caller, decision->from, &user);
		if (identity->caller.form == NUMBERS_UNWRITABLE)
			continue;

		if (address.dname.l)
			copy_display(decision->display, &address.dname);
		return true;
	}

	return false;
}

static bool has_header(const struct facts *facts, const char *name)
{
	struct cursor cursor = {0};
	struct pl value;

	return next_value(&value, &cursor, facts, name);
}

/* From, unless a header that is believed names somebody. */
static void find_caller(struct identity *identity, struct decision *decision,
			const struct facts *facts)
{
	struct number from;

	copy_display(decision->display, &facts->display);
	numbers_in(&from, decision->from, &facts->caller);
	identity->is_anonymous = is_nobody(&facts->caller);

	for (size_t i = 0; i < ARRAY_SIZE(headers) && !identity->caller_in; i++)
		if ((headers[i].bit & IDENTITY_CALLERS) && has_header(facts, headers[i].name)
		    && is_believed(identity, decision->from, headers[i].bit)
		    && read_caller(identity, decision, facts, headers[i].name))
			identity->caller_in = headers[i].bit;

	if (!identity->caller_in)
		identity->caller = from;
	else if (!identity->is_anonymous && from.form != NUMBERS_UNWRITABLE
		 && strcmp(from.text, identity->caller.text))
		str_ncpy(decision->shown, from.text, NUMBER_SIZE);

	str_ncpy(decision->caller, identity->caller.text, NUMBER_SIZE);
}

/* RFC 5806: the first value is who forwarded last. */
static struct pl diversion(const struct facts *facts)
{
	struct cursor cursor = {0};
	struct sip_addr address;
	struct pl value;

	if (!next_value(&value, &cursor, facts, "Diversion") || sip_addr_decode(&address, &value))
		return (struct pl){0};

	return number_of(&address);
}

/* RFC 4458, RFC 7044: this entry was reached because the one before forwarded the call. */
static bool is_forwarded(const struct sip_addr *address)
{
	struct pl cause;

	return !msg_param_decode(&address->uri.params, "cause", &cause)
		|| !re_regex(address->uri.headers.p, address->uri.headers.l, "cause%3D")
		|| !re_regex(address->uri.headers.p, address->uri.headers.l, "cause=");
}

/* The entry before the last one that says it was forwarded to. */
static struct pl history(const struct facts *facts)
{
	struct pl value, before = {0}, found = {0};
	struct cursor cursor = {0};
	struct sip_addr address;

	for (int i = 0; i < ENTRIES_MAX && next_value(&value, &cursor, facts, "History-Info");
	     i++) {
		if (sip_addr_decode(&address, &value))
			continue;
		if (is_forwarded(&address))
			found = before;
		before = number_of(&address);
	}

	return found;
}

/* An unreadable number is nobody's: it says nothing of a right. */
static bool read_diverter(struct identity *identity, struct decision *decision,
			  const struct pl *user)
{
	if (!user->l)
		return false;

	numbers_in(&identity->diverted, decision->from, user);
	if (identity->diverted.form == NUMBERS_UNWRITABLE)
		return false;

	str_ncpy(decision->diverted, identity->diverted.text, NUMBER_SIZE);
	return true;
}

static void find_diverter(struct identity *identity, struct decision *decision,
			  const struct facts *facts)
{
	const struct {
		enum identity_header bit;
		struct pl user;
	} rows[] = {
		{IDENTITY_DIVERSION, diversion(facts)},
		{IDENTITY_HISTORY,   history(facts)  },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!rows[i].user.l || !is_believed(identity, decision->from, rows[i].bit))
			continue;
		if (!identity->diverted_in && read_diverter(identity, decision, &rows[i].user))
			identity->diverted_in = rows[i].bit;
	}
}

/* What a word of Privacy means for us. `header` and `session` ask for what a B2BUA does anyway. */
static const struct {
	const char *word;
	enum privacy privacy;
} words[] = {
	{"none", PRIVACY_NONE},
	{"id",   PRIVACY_ID  },
	{"user", PRIVACY_ID  },
};

/* RFC 3323, 4.2: words with ; or, as some have it, commas between them. `none` stands alone. */
static enum privacy privacy_of(const struct pl *value, enum privacy privacy)
{
	static const char between[] = "; ,\t";
	const char *p = value->p, *const end = value->p + value->l;

	while (p < end) {
		struct pl word = {p, 0};

		while (p < end && !strchr(between, *p))
			++p;
		word.l = (size_t)(p++ - word.p);

		for (size_t i = 0; i < ARRAY_SIZE(words); i++)
			if (!pl_strcasecmp(&word, words[i].word) && privacy != PRIVACY_ID)
				privacy = words[i].privacy;
	}

	return privacy;
}

/* Remote-Party-ID says it by a parameter of its own. */
static bool is_rpid_private(const struct facts *facts)
{
	struct cursor cursor = {0};
	struct sip_addr address;
	struct pl value, wish;

	while (next_value(&value, &cursor, facts, "Remote-Party-ID"))
		if (!sip_addr_decode(&address, &value)
		    && !msg_param_decode(&address.params, "privacy", &wish)
		    && pl_strcasecmp(&wish, "off"))
			return true;

	return false;
}

/* Asked of anybody: who wants to be hidden need not be trusted. */
static void find_privacy(const struct identity *identity, struct decision *decision,
			 const struct facts *facts)
{
	struct pl name = PL("Privacy");

	for (uint32_t i = 0; i < facts->headerc; i++)
		if (!pl_casecmp(&facts->headers[i].name, &name))
			decision->privacy = privacy_of(&facts->headers[i].value, decision->privacy);

	if (decision->privacy == PRIVACY_PASS
	    && ((identity->is_anonymous && identity->caller_in) || is_rpid_private(facts)))
		decision->privacy = PRIVACY_ID;
}

void identity_in(struct identity *identity, struct decision *decision, const struct facts *facts)
{
	*identity = (struct identity){0};
	find_caller(identity, decision, facts);
	find_diverter(identity, decision, facts);
	find_privacy(identity, decision, facts);
}
