/* secrets.c -- hosts, tags and Call-ID of one message, looked for in a text; see secrets.h */
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include "sbc/hide/secrets.h"

/* Digits and three dots between digits, wherever they stand. */
static bool holds_ipv4(const struct pl *text)
{
	uint32_t dots = 0;

	for (size_t i = 0; i < text->l; i++) {
		if (isdigit((unsigned char)text->p[i]))
			continue;

		bool inner = text->p[i] == '.' && i && i + 1 < text->l
			&& isdigit((unsigned char)text->p[i - 1])
			&& isdigit((unsigned char)text->p[i + 1]);
		dots = inner ? dots + 1 : 0;
		if (dots == 3)
			return true;
	}

	return false;
}

/* An IPv6 address has two colons at least and nothing but hex digits, colons and dots. */
static bool holds_ipv6(const struct pl *text)
{
	uint32_t colons = 0, digits = 0;

	for (size_t i = 0; i < text->l; i++) {
		if (text->p[i] == ':')
			colons++;
		else if (isxdigit((unsigned char)text->p[i]))
			digits++;
		else
			colons = digits = 0;

		if (colons >= 2 && digits)
			return true;
	}

	return false;
}

static void learn(struct secrets *secrets, const struct pl *word)
{
	if (word->l >= SECRET_SHORTEST && secrets->wordc <= SECRETS_MAX
	    && secrets->wordc++ < SECRETS_MAX)
		secrets->words[secrets->wordc - 1] = *word;
}

static void learn_via(struct secrets *secrets, const struct pl *value)
{
	struct sip_via via;
	struct pl host, port;

	if (!sip_via_decode(&via, value) && !uri_decode_hostport(&via.sentby, &host, &port))
		learn(secrets, &host);
}

/* The "host" of a tel URI is a number. */
static void learn_host(struct secrets *secrets, const struct uri *uri)
{
	if (pl_strcasecmp(&uri->scheme, "tel"))
		learn(secrets, &uri->host);
}

static void learn_address(struct secrets *secrets, const struct pl *value)
{
	struct sip_addr addr;

	if (!sip_addr_decode(&addr, value))
		learn_host(secrets, &addr.uri);
}

/* Which headers name hosts and programs of their side, and how they are read. */
static const struct {
	enum sip_hdrid id;
	void (*learn)(struct secrets *secrets, const struct pl *value);
} names[] = {
	{SIP_HDR_VIA,                  learn_via    },
	{SIP_HDR_CONTACT,              learn_address},
	{SIP_HDR_RECORD_ROUTE,         learn_address},
	{SIP_HDR_ROUTE,                learn_address},
	{SIP_HDR_P_ASSERTED_IDENTITY,  learn_address},
	{SIP_HDR_P_PREFERRED_IDENTITY, learn_address},
	{SIP_HDR_USER_AGENT,           learn        },
	{SIP_HDR_SERVER,               learn        },
};

static void learn_header(struct secrets *secrets, const struct sip_hdr *header)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (names[i].id == header->id)
			names[i].learn(secrets, &header->val);
	}
}

void secrets_learn(struct secrets *secrets, const struct sip_msg *msg)
{
	secrets->wordc = 0;
	learn(secrets, &msg->callid);
	learn(secrets, &msg->from.tag);
	learn(secrets, &msg->to.tag);
	learn_host(secrets, &msg->uri);
	learn_host(secrets, &msg->from.uri);
	learn_host(secrets, &msg->to.uri);
	for (const struct le *le = msg->hdrl.head; le; le = le->next)
		learn_header(secrets, le->data);
}

static bool holds(const struct pl *text, const struct pl *word)
{
	for (size_t i = 0; i + word->l <= text->l; i++) {
		if (!strncasecmp(text->p + i, word->p, word->l))
			return true;
	}

	return false;
}

static bool holds_word(const struct secrets *secrets, const struct pl *text)
{
	for (uint32_t i = 0; i < secrets->wordc; i++) {
		if (holds(text, &secrets->words[i]))
			return true;
	}

	return false;
}

bool secrets_reveal(const struct secrets *secrets, const struct pl *text)
{
	if (!text->l)
		return false;

	return secrets->wordc > SECRETS_MAX || holds_ipv4(text) || holds_ipv6(text)
		|| holds_word(secrets, text);
}
