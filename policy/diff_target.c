/* diff_target.c -- a row for each text of an attempt, and for each habit of its peer; see diff_target.h */
#include <stddef.h>
#include <string.h>
#include "policy/compat.h"
#include "policy/decision.h"
#include "policy/diff.h"
#include "policy/diff_target.h"
#include "policy/explain_identity.h"
#include "policy/told.h"

int diff_print_compat(struct re_printf *pf, const uint32_t *bits)
{
	const char *before = "";
	int err = 0;

	for (size_t i = 0; i < compat_count; i++) {
		if (!(*bits & compat_rows[i].bit))
			continue;
		err |= re_hprintf(pf, "%s%s", before, compat_rows[i].name);
		before = ", ";
	}

	return err | re_hprintf(pf, "%s", *before ? "" : "none");
}

static int print_compat(struct re_printf *pf, const struct attempt *attempt)
{
	return diff_print_compat(pf, &attempt->peer->compat);
}

static int print_server(struct re_printf *pf, const struct server_config *server)
{
	int err = server->transport == SIP_TRANSP_NONE
		? 0
		: re_hprintf(pf, "%s ", sip_transp_name(server->transport));

	if (sa_isset(&server->address, SA_ADDR))
		return err | re_hprintf(pf, "%J", &server->address);

	return err | re_hprintf(pf, "%s port %u", server->host, server->port);
}

/* Port 0 is what DNS says. */
static int print_place(struct re_printf *pf, const struct attempt *attempt)
{
	const struct peer_config *peer = attempt->peer;

	return print_server(pf, peer->proxy.host ? &peer->proxy : &peer->server);
}

static int print_host(struct re_printf *pf, const struct attempt *attempt)
{
	return re_hprintf(pf, "%s", attempt->peer->host ? attempt->peer->host : "our address");
}

static int print_account(struct re_printf *pf, const struct attempt *attempt)
{
	const struct peer_config *peer = attempt->peer;

	if (peer->identity.from == IDENTITY_FROM_ACCOUNT && peer->user)
		return re_hprintf(pf, "account %s", peer->user);

	return re_hprintf(pf, "who calls");
}

static int print_identity(struct re_printf *pf, const struct attempt *attempt)
{
	if (attempt->passes)
		return re_hprintf(pf, "those that came");

	return attempt->send ? explain_identity_headers(pf, &attempt->send)
			     : re_hprintf(pf, "none");
}

static int print_headers(struct re_printf *pf, const struct attempt *attempt)
{
	const struct told_headers headers = {attempt->peer->headers, attempt->peer->headerc};

	return headers.count ? told_headers(pf, &headers) : re_hprintf(pf, "changes none");
}

static int print_media(struct re_printf *pf, const struct attempt *attempt)
{
	static const char *const srtps[] = {
		[SRTP_NO] = "in the clear",
		[SRTP_ALLOWED] = "SRTP or in the clear",
		[SRTP_REQUIRED] = "SRTP",
	};
	const struct media_config *media = &attempt->peer->media;
	int err = re_hprintf(pf, "%s", srtps[media->srtp]);

	for (uint32_t i = 0; i < media->codecc; i++)
		err |= re_hprintf(pf, "%s%s", i ? ", " : ", of ", media->codecs[i]);

	return err;
}

/* What is compared as text, after the target's name. */
static const struct {
	const char *what;
	int (*print)(struct re_printf *pf, const struct attempt *attempt);
} aspects[] = {
	{"it is at",		       print_place   },
	{"our name there is",              print_host    },
	{"From names",                     print_account },
	{"headers that say who calls are", print_identity},
	{"its media is",                   print_media   },
	{"in its INVITE it",               print_headers },
	{"its peculiarities are",          print_compat  },
};

static int tell_aspects(struct re_printf *pf, bool *differs, const struct attempt *before,
			const struct attempt *after)
{
	char was[DIFF_TEXT_SIZE], is[DIFF_TEXT_SIZE];
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(aspects); i++) {
		was[0] = is[0] = 0;
		(void)re_snprintf(was, sizeof was, "%H", aspects[i].print, before);
		(void)re_snprintf(is, sizeof is, "%H", aspects[i].print, after);
		if (!strcmp(was, is))
			continue;

		*differs = true;
		err |= re_hprintf(pf, "%s: %s %s now (was %s)\n", after->peer->name,
				  aspects[i].what, is, was);
	}

	return err;
}

/* Texts of an attempt. A number is what differs from call to call, so it is in quotes. */
static const struct {
	size_t offset;
	const char *what;
} texts[] = {
	{offsetof(struct attempt, called),   "the called number"   },
	{offsetof(struct attempt, caller),   "the caller's number" },
	{offsetof(struct attempt, asserted), "the asserted number" },
	{offsetof(struct attempt, diverted), "the diverting number"},
	{offsetof(struct attempt, display),  "the shown name"      },
};

static int tell_shown(struct re_printf *pf, bool *differs, const struct attempt *before,
		      const struct attempt *after)
{
	int err = 0;

	if (before->hidden != after->hidden)
		err |= re_hprintf(pf, "%s %s who calls\n", after->peer->name,
				  after->hidden ? "may not show any more" : "may now show");
	if (before->price != after->price)
		err |= re_hprintf(pf, "a minute to %s costs %H now (was %H)\n", after->peer->name,
				  told_money, &after->price, told_money, &before->price);

	*differs |= before->hidden != after->hidden || before->price != after->price;
	return err;
}

static int tell_texts(struct re_printf *pf, bool *differs, const struct attempt *before,
		      const struct attempt *after)
{
	int err = 0;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		const char *was = (const char *)before + texts[i].offset;
		const char *is = (const char *)after + texts[i].offset;

		if (!strcmp(was, is))
			continue;

		*differs = true;
		err |= re_hprintf(pf, "%s gets %s as '%s' (was '%s')\n", after->peer->name,
				  texts[i].what, is, was);
	}

	return err;
}

int diff_target(struct re_printf *pf, bool *differs, const struct attempt *before,
		const struct attempt *after)
{
	int err = tell_shown(pf, differs, before, after);

	err |= tell_texts(pf, differs, before, after);
	return err | tell_aspects(pf, differs, before, after);
}
