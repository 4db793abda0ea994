/* identity.c -- headers in the order in which they are believed; see identity.h */
#include <ctype.h>
#include <string.h>
#include "policy/explain.h"
#include "policy/identity.h"

enum {
	CALLERS = IDENTITY_PAI | IDENTITY_PPI | IDENTITY_RPID,
	DIVERTERS = IDENTITY_DIVERSION | IDENTITY_HISTORY,
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

static const char *name_of(enum identity_header bit)
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
		if ((headers[i].bit & CALLERS) && has_header(facts, headers[i].name)
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

static enum identity_right right_of(const struct identity_config *config,
				    const struct decision *decision)
{
	if (!config->own)
		return IDENTITY_RIGHT_ANY;
	if (patterns_match(config->own, decision->caller))
		return IDENTITY_RIGHT_CALLER;
	if (decision->diverted[0] && patterns_match(config->own, decision->diverted))
		return IDENTITY_RIGHT_DIVERTER;

	return config->fallback ? IDENTITY_RIGHT_FALLBACK : IDENTITY_RIGHT_NONE;
}

/* Who stands in From, and who in the headers that assert; E.164, "" for nobody. */
struct shown {
	const char *from, *asserted;
};

/* A forwarded call may show who called if it says as well who forwarded it. */
static struct shown diverter(const struct attempt *attempt, const struct decision *decision)
{
	return attempt->send ? (struct shown){decision->caller, decision->diverted}
			     : (struct shown){decision->diverted, decision->diverted};
}

static struct shown shown_by(enum identity_right right, const struct attempt *attempt,
			     const struct decision *decision)
{
	const struct identity_config *config = &attempt->peer->identity;
	struct shown shown = {decision->caller, decision->caller};

	switch (right) {
	case IDENTITY_RIGHT_DIVERTER:
		return diverter(attempt, decision);
	case IDENTITY_RIGHT_FALLBACK:
		return (struct shown){config->fallback, config->fallback};
	case IDENTITY_RIGHT_NONE:
		return (struct shown){"", ""};
	default:
		break;
	}

	if (attempt->passes && decision->shown[0]
	    && (!config->own || patterns_match(config->own, decision->shown)))
		shown.from = decision->shown;

	return shown;
}

/* The peer's word goes before the rule's and the caller's. */
static enum privacy privacy_to(const struct peer_config *peer, const struct decision *decision)
{
	const enum privacy privacy = peer->identity.privacy;

	return privacy == PRIVACY_PASS ? decision->privacy : privacy;
}

/* Headers that came may cross as long as they name who may be named. */
static void choose_headers(struct attempt *attempt, enum identity_right right, enum privacy privacy)
{
	const struct identity_config *config = &attempt->peer->identity;
	const bool as_called = right == IDENTITY_RIGHT_ANY || right == IDENTITY_RIGHT_CALLER;

	attempt->passes = config->passes && as_called && privacy != PRIVACY_FULL;
	if (!config->passes)
		attempt->send = config->send;
	else if (!attempt->passes)
		attempt->send = IDENTITY_PAI | IDENTITY_DIVERSION;

	if (privacy == PRIVACY_FULL || right == IDENTITY_RIGHT_NONE)
		attempt->send &= ~(uint32_t)CALLERS;
}

static void write_number(char *to, const struct peer_config *peer, const char *text)
{
	struct number number;

	to[0] = '\0';
	if (!text[0] || !str_casecmp(text, "anonymous"))
		return;

	numbers_out(&number, peer, text);
	str_ncpy(to, number.text, NUMBER_SIZE);
}

static void write_from(struct identity *identity, struct attempt *attempt, const char *from)
{
	const struct peer_config *peer = attempt->peer;

	numbers_out(&identity->caller, peer, from);
	if (peer->identity.from == IDENTITY_FROM_ACCOUNT && peer->user)
		str_ncpy(attempt->caller, peer->user, NUMBER_SIZE);
	else if (!attempt->hidden)
		write_number(attempt->caller, peer, from);
}

void identity_out(struct identity *identity, struct attempt *attempt,
		  const struct decision *decision)
{
	const struct peer_config *peer = attempt->peer;
	const enum privacy privacy = privacy_to(peer, decision);
	struct shown shown;

	*identity = (struct identity){.right = right_of(&peer->identity, decision)};
	choose_headers(attempt, identity->right, privacy);
	attempt->hidden = privacy == PRIVACY_ID || privacy == PRIVACY_FULL
		|| identity->right == IDENTITY_RIGHT_NONE;

	shown = shown_by(identity->right, attempt, decision);
	identity->shown = shown.from;
	write_from(identity, attempt, shown.from);
	if (attempt->passes || (attempt->send & CALLERS))
		write_number(attempt->asserted, peer, shown.asserted);
	if (attempt->passes || (attempt->send & DIVERTERS))
		write_number(attempt->diverted, peer, decision->diverted);
	if (!attempt->hidden)
		str_ncpy(attempt->display, decision->display, DISPLAY_SIZE);
}

static const struct place *place_of(const struct peer_config *peer)
{
	return peer->identity.place.line ? &peer->identity.place : &peer->place;
}

static int tell_unbelieved(struct re_printf *pf, const struct identity_telling *telling)
{
	const struct peer_config *from = telling->decision->from;
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(headers); i++)
		if (telling->identity->unbelieved & headers[i].bit)
			err |= explain_also(pf, place_of(from),
					    "%s is there, but %s is not trusted with it",
					    headers[i].name, from->name);

	return err;
}

static const char *const wishes[] = {
	[PRIVACY_ID] = "the caller is not to be shown",
	[PRIVACY_FULL] = "not even the target is to be told who calls",
	[PRIVACY_NONE] = "the caller is to be shown",
};

int identity_tell_in(struct re_printf *pf, const struct identity_telling *telling)
{
	const struct identity *identity = telling->identity;
	const struct decision *decision = telling->decision;
	const struct peer_config *from = decision->from;
	int err = 0;

	if (identity->caller_in)
		err |= explain_also(pf, place_of(from),
				    "the caller is who %s names, for %s is trusted with it",
				    name_of(identity->caller_in), from->name);
	if (identity->diverted_in)
		err |= explain_also(pf, place_of(from), "forwarded by '%s', as %s says",
				    decision->diverted, name_of(identity->diverted_in));
	err |= tell_unbelieved(pf, telling);
	if (decision->privacy != PRIVACY_PASS)
		err |= explain_also(pf, place_of(from), "%s", wishes[decision->privacy]);

	return err;
}

static int tell_right(struct re_printf *pf, const struct identity_telling *telling)
{
	const struct decision *decision = telling->decision;
	const struct peer_config *peer = telling->attempt->peer;

	switch (telling->identity->right) {
	case IDENTITY_RIGHT_DIVERTER:
		return explain_also(pf, place_of(peer),
				    "'%s' is none of its own numbers, but '%s', who forwarded, is",
				    decision->caller, decision->diverted);
	case IDENTITY_RIGHT_FALLBACK:
		return explain_also(pf, place_of(peer),
				    "'%s' is none of its own numbers: the fallback '%s' is shown",
				    decision->caller, peer->identity.fallback);
	case IDENTITY_RIGHT_NONE:
		return explain_also(pf, place_of(peer),
				    "'%s' is none of its own numbers: nobody is shown",
				    decision->caller);
	default:
		return 0;
	}
}

int identity_print_headers(struct re_printf *pf, const uint32_t *bits)
{
	const char *comma = "";
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(headers); i++) {
		if (!(*bits & headers[i].bit))
			continue;
		err |= re_hprintf(pf, "%s%s", comma, headers[i].name);
		comma = ", ";
	}

	return err;
}

int identity_tell_out(struct re_printf *pf, const struct identity_telling *telling)
{
	const struct attempt *attempt = telling->attempt;
	const struct peer_config *peer = attempt->peer;
	int err = tell_right(pf, telling);

	if (attempt->hidden && (!attempt->caller[0] || attempt->asserted[0]))
		err |= explain_also(pf, place_of(peer), "hidden from people: %s%s%s",
				    attempt->caller[0] ? "" : "From is anonymous",
				    attempt->caller[0] || !attempt->asserted[0] ? "" : ", ",
				    attempt->asserted[0] ? "Privacy: id" : "");
	if (peer->identity.from == IDENTITY_FROM_ACCOUNT && peer->user)
		err |= explain_also(pf, place_of(peer), "From names the account '%s'", peer->user);
	if (attempt->asserted[0] && (attempt->send & CALLERS))
		err |= explain_also(pf, place_of(peer), "%H says '%s'", identity_print_headers,
				    &(uint32_t){attempt->send & CALLERS}, attempt->asserted);
	if (attempt->diverted[0] && (attempt->send & DIVERTERS))
		err |= explain_also(pf, place_of(peer), "%H says '%s'", identity_print_headers,
				    &(uint32_t){attempt->send & DIVERTERS}, attempt->diverted);

	return err;
}
