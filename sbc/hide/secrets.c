/* secrets.c -- hosts, tags and Call-ID of one message, looked for in a text; see secrets.h */
#include <ctype.h>
#include <string.h>
#include "sbc/hide/secrets.h"

static bool holds(const struct pl *text, const struct pl *secret)
{
	return text->l && secret->l >= SECRET_SHORTEST
		&& memmem(text->p, text->l, secret->p, secret->l);
}

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

		if (colons >= 2 && digits >= 3)
			return true;
	}

	return false;
}

static bool holds_via(const struct pl *text, const struct pl *value)
{
	struct sip_via via;
	struct pl host, port;

	return !sip_via_decode(&via, value) && !uri_decode_hostport(&via.sentby, &host, &port)
		&& holds(text, &host);
}

static bool holds_address(const struct pl *text, const struct pl *value)
{
	struct sip_addr addr;

	/* the "host" of a tel URI is a number */
	return !sip_addr_decode(&addr, value) && pl_strcasecmp(&addr.uri.scheme, "tel")
		&& holds(text, &addr.uri.host);
}

/* Which headers name hosts of their side, and how they are read. */
static const struct {
	enum sip_hdrid id;
	bool (*holds)(const struct pl *text, const struct pl *value);
} names[] = {
	{SIP_HDR_VIA,                 holds_via    },
	{SIP_HDR_CONTACT,             holds_address},
	{SIP_HDR_RECORD_ROUTE,        holds_address},
	{SIP_HDR_ROUTE,               holds_address},
	{SIP_HDR_FROM,                holds_address},
	{SIP_HDR_TO,                  holds_address},
	{SIP_HDR_P_ASSERTED_IDENTITY, holds_address},
	{SIP_HDR_USER_AGENT,          holds        },
	{SIP_HDR_SERVER,              holds        },
};

static bool holds_name(const struct pl *text, const struct sip_hdr *header)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (names[i].id == header->id)
			return names[i].holds(text, &header->val);
	}

	return false;
}

bool secrets_reveal(const struct sip_msg *msg, const struct pl *text)
{
	if (holds_ipv4(text) || holds_ipv6(text) || holds(text, &msg->callid)
	    || holds(text, &msg->from.tag) || holds(text, &msg->to.tag)
	    || holds(text, &msg->uri.host))
		return true;

	for (const struct le *le = msg->hdrl.head; le; le = le->next) {
		if (holds_name(text, le->data))
			return true;
	}

	return false;
}
