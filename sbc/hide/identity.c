/* identity.c -- the table of identities; see identity.h */
#include "sbc/hide/diversion.h"
#include "sbc/hide/identity.h"
#include "sbc/hide/nameaddr.h"
#include "sbc/sip/syntax.h"

static bool passes(const struct crossing *crossing)
{
	return crossing->attempt ? crossing->attempt->passes
				 : crossing->face->peer->identity.passes;
}

/* Not even the peer may hear who it is. */
static bool is_secret(const struct crossing *crossing)
{
	if (crossing->attempt)
		return crossing->attempt->hidden && !crossing->attempt->asserted[0];

	return crossing->face->peer->identity.privacy == PRIVACY_FULL;
}

bool identity_is_believed(const struct crossing *crossing, enum identity_header header)
{
	return crossing->from->identity.trust & header;
}

static struct pl text_of(const char *text)
{
	struct pl pl;

	pl_set_str(&pl, text);
	return pl;
}

/* RFC 3323 4.1.1.3. */
static int anonymous(struct re_printf *pf)
{
	return re_hprintf(pf, "\"Anonymous\" <sip:anonymous@anonymous.invalid>");
}

int identity_from(struct re_printf *pf, const struct crossing *crossing)
{
	const struct attempt *attempt = crossing->attempt;
	const struct pl display = text_of(attempt->display);
	const struct nameaddr from = {.role = NAMEADDR_FROM,
				      .face = crossing->face,
				      .display = nameaddr_harmless(crossing, &display),
				      .user = attempt->caller};

	return !attempt->caller[0] ? anonymous(pf) : nameaddr_print(pf, &from);
}

/* The policy's number; of an answer, the one that came. */
static bool number_of(char number[NUMBER_SIZE], const struct crossing *crossing,
		      const struct pl *user)
{
	const struct attempt *attempt = crossing->attempt;

	if (!attempt || !attempt->asserted[0])
		return nameaddr_number(number, crossing, user);

	str_ncpy(number, attempt->asserted, NUMBER_SIZE);
	return true;
}

struct party { /* one that came */
	struct nameaddr name;
	char number[NUMBER_SIZE];
	struct pl params; /* of the header */
};

static bool is_number(const struct uri *uri)
{
	return !pl_strcasecmp(&uri->scheme, "sip") || !pl_strcasecmp(&uri->scheme, "sips")
		|| !pl_strcasecmp(&uri->scheme, "tel");
}

/* Of several values the first: RFC 3325 9.1 allows a second one, which says the same as a tel URI. */
static bool read_party(struct party *party, const struct crossing *crossing,
		       const struct sip_hdr *header)
{
	struct pl rest = header->val, value;
	struct sip_addr addr;

	if (!syntax_value_next(&rest, &value) || syntax_address(&addr, &value)
	    || !is_number(&addr.uri) || secrets_reveal(crossing->secrets, &addr.uri.user)
	    || !number_of(party->number, crossing, &addr.uri.user))
		return false;

	party->name = (struct nameaddr){.face = crossing->face,
					.display = nameaddr_harmless(crossing, &addr.dname),
					.user = party->number,
					.is_tel = !pl_strcasecmp(&addr.uri.scheme, "tel")};
	party->params = addr.params;
	return true;
}

static int cross_party(struct mbuf *mb, const struct crossing *crossing,
		       const struct sip_hdr *header)
{
	struct party party;

	if (is_secret(crossing) || !read_party(&party, crossing, header))
		return 0;

	return mbuf_printf(mb, "%r: %H\r\n", &header->name, nameaddr_print, &party.name);
}

/* What the policy decided about the caller's privacy stands in place of what came. */
static int write_rpid_privacy(struct mbuf *mb, const struct crossing *crossing)
{
	const struct attempt *attempt = crossing->attempt;

	if (!attempt)
		return 0;

	return mbuf_printf(mb, ";privacy=%s", attempt->hidden ? "full" : "off");
}

static int cross_rpid(struct mbuf *mb, const struct crossing *crossing,
		      const struct sip_hdr *header)
{
	struct party party;
	int err;

	if (is_secret(crossing) || !read_party(&party, crossing, header))
		return 0;

	err = mbuf_printf(mb, "%r: %H", &header->name, nameaddr_print, &party.name);
	err |= nameaddr_params(mb, crossing, &party.params, crossing->attempt ? "privacy" : NULL);
	err |= write_rpid_privacy(mb, crossing);
	return err | mbuf_write_str(mb, "\r\n");
}

/* Who was reached, as an answer's own headers say; the first that is believed. */
static bool connected(struct party *party, const struct crossing *crossing)
{
	static const struct {
		enum identity_header header;
		const char *name;
	} sources[] = {
		{IDENTITY_PAI,  "P-Asserted-Identity"},
		{IDENTITY_RPID, "Remote-Party-ID"    },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sources); i++) {
		const struct sip_hdr *header = sip_msg_xhdr(crossing->msg, sources[i].name);

		if (header && identity_is_believed(crossing, sources[i].header)
		    && read_party(party, crossing, header))
			return true;
	}

	return false;
}

/* Who is to be named in a header that we write ourselves. */
static bool named(struct party *party, const struct crossing *crossing)
{
	const struct attempt *attempt = crossing->attempt;
	struct pl display;

	if (is_secret(crossing))
		return false;
	if (!attempt)
		return connected(party, crossing);

	display = text_of(attempt->display);
	party->name = (struct nameaddr){.face = crossing->face,
					.display = nameaddr_harmless(crossing, &display),
					.user = attempt->asserted};
	return attempt->asserted[0];
}

static int write_party(struct mbuf *mb, const struct crossing *crossing, const char *name)
{
	struct party party;

	return named(&party, crossing)
		? mbuf_printf(mb, "%s: %H\r\n", name, nameaddr_print, &party.name)
		: 0;
}

static int write_pai(struct mbuf *mb, const struct crossing *crossing)
{
	return write_party(mb, crossing, "P-Asserted-Identity");
}

/* RFC 3325 9.2: it is a caller's wish, so no answer has one. */
static int write_ppi(struct mbuf *mb, const struct crossing *crossing)
{
	return crossing->attempt ? write_party(mb, crossing, "P-Preferred-Identity") : 0;
}

static int write_rpid(struct mbuf *mb, const struct crossing *crossing)
{
	struct party party;
	int err;

	if (!named(&party, crossing))
		return 0;

	err = mbuf_printf(mb, "Remote-Party-ID: %H;party=%s;screen=yes", nameaddr_print,
			  &party.name, crossing->attempt ? "calling" : "called");
	err |= write_rpid_privacy(mb, crossing);
	return err | mbuf_write_str(mb, "\r\n");
}

/* What becomes of one that came and is believed, and how it is written where the peer wants it. */
/* clang-format off */
static const struct row {
	enum identity_header header;
	const char *name;
	int (*cross)(struct mbuf *mb, const struct crossing *crossing, const struct sip_hdr *header);
	int (*write)(struct mbuf *mb, const struct crossing *crossing);
	const char *why;
} rows[] = {
	{IDENTITY_PAI,       "P-Asserted-Identity",  cross_party,     write_pai,       "RFC 3325: who it is, among those who trust each other"},
	{IDENTITY_PPI,       "P-Preferred-Identity", cross_party,     write_ppi,       "RFC 3325: who he wants to be, of the numbers that are his"},
	{IDENTITY_RPID,      "Remote-Party-ID",      cross_rpid,      write_rpid,      "as PAI, with the privacy in it; what old equipment reads"},
	{IDENTITY_DIVERSION, "Diversion",            diversion_cross, diversion_write, "RFC 5806: whose call it was before"},
	{IDENTITY_HISTORY,   "History-Info",         diversion_cross_history, diversion_write_history, "RFC 7044: the same, and more"},
};
/* clang-format on */

int identity_cross(struct mbuf *mb, const struct crossing *crossing, const struct sip_hdr *header)
{
	if (!passes(crossing))
		return 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!pl_strcasecmp(&header->name, rows[i].name))
			return identity_is_believed(crossing, rows[i].header)
				? rows[i].cross(mb, crossing, header)
				: 0;
	}

	return 0;
}

static bool asks_for(const struct sip_msg *msg, const char *wish)
{
	for (const struct le *le = msg->hdrl.head; le; le = le->next) {
		const struct sip_hdr *header = le->data;
		struct pl rest = header->val, word;

		if (pl_strcasecmp(&header->name, "Privacy"))
			continue;

		while (!re_regex(rest.p, rest.l, "[^;, \t\r\n]+", &word)) {
			if (!pl_strcasecmp(&word, wish))
				return true;
			pl_advance(&rest, word.p + word.l - rest.p);
		}
	}

	return false;
}

/* Whether whoever comes after us must still keep the identity to himself (RFC 3325 7). */
static bool is_confided(const struct crossing *crossing)
{
	const struct attempt *attempt = crossing->attempt;
	const enum privacy privacy = crossing->face->peer->identity.privacy;

	if (attempt)
		return attempt->hidden && attempt->asserted[0];

	return privacy == PRIVACY_ID || (privacy == PRIVACY_PASS && asks_for(crossing->msg, "id"));
}

/*
 * What else may be asked for (RFC 3323 4.2: header, session, user, critical) was done here, as no
 * header, address or name of that side crosses (5.3).
 */
static int write_privacy(struct mbuf *mb, const struct crossing *crossing)
{
	bool id = is_confided(crossing), history = asks_for(crossing->msg, "history");
	bool is_hidden = crossing->attempt && crossing->attempt->hidden;

	if (id || history)
		return mbuf_printf(mb, "Privacy: %s%s%s\r\n", id ? "id" : "",
				   id && history ? ";" : "", history ? "history" : "");

	return !is_hidden && asks_for(crossing->msg, "none")
		? mbuf_write_str(mb, "Privacy: none\r\n")
		: 0;
}

int identity_write(struct mbuf *mb, const struct crossing *crossing)
{
	const uint32_t send =
		crossing->attempt ? crossing->attempt->send : crossing->face->peer->identity.send;
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows) && !passes(crossing); i++) {
		if (send & rows[i].header)
			err |= rows[i].write(mb, crossing);
	}

	return err | write_privacy(mb, crossing);
}
