/* explain_target.c -- steps 5 to 7: where to, with which numbers, in which shape; see explain.h */
#include "policy/compat.h"
#include "policy/explain.h"
#include "policy/explain_identity.h"
#include "policy/numbers.h"
#include "policy/steps.h"
#include "policy/told.h"

static const char *const srtps[] = {
	[SRTP_NO] = "in the clear",
	[SRTP_ALLOWED] = "SRTP where it offers that, else RTP",
	[SRTP_REQUIRED] = "SRTP, or there is no call",
};

/* What RFC 3263, 4 asks for a name, by what the file leaves open. */
static const char *asked_of(const struct server_config *server)
{
	if (server->port)
		return "A and AAAA are asked";
	if (server->transport != SIP_TRANSP_NONE)
		return "SRV is asked, then A and AAAA";

	return "NAPTR is asked, then SRV, A and AAAA";
}

/* "198.51.100.20:5060 over UDP", or a name and what is asked of it. */
static int print_server(struct re_printf *pf, const struct server_config *server)
{
	const bool is_address = sa_isset(&server->address, SA_ADDR);
	int err = is_address ? re_hprintf(pf, "%J", &server->address)
			     : re_hprintf(pf, "%s", server->host);

	if (!is_address && server->port)
		err |= re_hprintf(pf, ":%u", server->port);
	if (server->transport != SIP_TRANSP_NONE)
		err |= re_hprintf(pf, " over %s", sip_transp_name(server->transport));

	return is_address ? err : err | re_hprintf(pf, " (%s)", asked_of(server));
}

static int tell_health(struct re_printf *pf, const struct peer_config *peer)
{
	if (!peer->health.place.line)
		return 0;

	return explain_also(pf, &peer->health.place,
			    "if the running SBC knows that it is down, it is left out");
}

int explain_target(struct re_printf *pf, const struct trip *trip)
{
	const struct route_config *rule = trip->decision->rule;
	const struct peer_config *peer = trip->attempt->peer;
	const struct next_config *next = &rule->next;
	int err = explain_say(pf, &peer->place, "%u of %u: %s at %H, on side %s", trip->target + 1,
			      rule->targetc, peer->name, print_server, &peer->server,
			      peer->side->name);

	if (peer->proxy.host)
		err |= explain_also(pf, &peer->proxy.place, "packets go to its proxy %H",
				    print_server, &peer->proxy);
	err |= tell_health(pf, peer);
	if (peer->limit.place.line)
		err |= explain_also(pf, &peer->limit.place,
				    "%s may have %H; counted by the running SBC, not here",
				    peer->name, told_limit, &peer->limit);
	if (trip->attempt->price)
		err |= explain_also(pf, &peer->place, "a minute costs %H", told_money,
				    &trip->attempt->price);
	if (trip->target + 1 < rule->targetc)
		err |= explain_also(pf, next->place.line ? &next->place : &rule->place,
				    "next target %H", told_next, next);

	return err;
}

int explain_numbers_out(struct re_printf *pf, const struct trip *trip)
{
	const struct peer_config *peer = trip->attempt->peer;
	const struct explain_identity telling = {&trip->identity, trip->decision, trip->attempt};
	const char *shown = trip->identity.shown;
	int err = explain_number(pf,
				 &(struct explain_number){"called", trip->decision->called,
							  "is written", &trip->called, peer});

	if (*shown) {
		err |= re_hprintf(pf, "%-16s", "");
		err |= explain_number(pf,
				      &(struct explain_number){"caller", shown, "is written",
							       &trip->caller, peer});
	}

	return err | explain_identity_out(pf, &telling);
}

static bool is_offered(const struct facts *facts, const char *codec)
{
	for (uint32_t i = 0; i < facts->codecc; i++)
		if (!pl_strcasecmp(&facts->codecs[i], codec))
			return true;

	return false;
}

static int print_codecs(struct re_printf *pf, const struct trip *trip)
{
	const struct media_config *media = &trip->attempt->peer->media;
	const char *before = "";
	int err = 0;

	for (uint32_t i = 0; i < media->codecc; i++) {
		if (trip->facts->codecc && !is_offered(trip->facts, media->codecs[i]))
			continue;
		err |= re_hprintf(pf, "%s%s", before, media->codecs[i]);
		before = ", ";
	}

	return err | re_hprintf(pf, "%s", *before ? "" : "none that it may have: 488");
}

static void tell_media(struct explain_lines *lines, const struct trip *trip)
{
	const struct media_config *media = &trip->attempt->peer->media;

	if (!media->place.line)
		return;

	explain_line(lines, &media->place, "media is %s", srtps[media->srtp]);
	if (media->codecc)
		explain_line(lines, &media->place, "of the codecs that %s it is offered %H",
			     trip->facts->codecc ? "came" : "come", print_codecs, trip);
}

static void tell_headers(struct explain_lines *lines, const struct peer_config *peer)
{
	const struct told_headers headers = {peer->headers, peer->headerc};

	if (peer->headerc)
		explain_line(lines, &peer->headers[0].place, "in its INVITE it %H", told_headers,
			     &headers);
}

static void tell_compat(struct explain_lines *lines, uint32_t bits, const struct place *place)
{
	for (size_t i = 0; i < compat_count; i++)
		if (bits & compat_rows[i].bit)
			explain_line(lines, place, "%s: %s", compat_rows[i].name,
				     compat_rows[i].meaning);
}

int explain_shape(struct re_printf *pf, const struct trip *trip)
{
	const struct peer_config *peer = trip->attempt->peer;
	struct explain_lines lines = {.pf = pf};

	if (peer->host)
		explain_line(&lines, &peer->place, "our name there is %s", peer->host);
	if (peer->login.user)
		explain_line(&lines, &peer->login.place,
			     "its digest challenges are answered as '%s'", peer->login.user);
	tell_media(&lines, trip);
	tell_headers(&lines, peer);
	tell_compat(&lines, peer->compat, &peer->place);
	for (uint32_t i = 0; i < trip->decision->rulec; i++)
		tell_compat(&lines, trip->decision->rules[i]->compat,
			    &trip->decision->rules[i]->place);
	if (!lines.begun)
		explain_line(&lines, &peer->place, "nothing is special about it");

	return lines.err;
}
