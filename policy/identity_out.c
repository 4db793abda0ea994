/* identity_out.c -- step 6: whose number a target is told, in which headers; see identity.h */
#include <string.h>
#include "policy/identity.h"

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
		attempt->send &= ~(uint32_t)IDENTITY_CALLERS;
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
	if (attempt->passes || (attempt->send & IDENTITY_CALLERS))
		write_number(attempt->asserted, peer, shown.asserted);
	if (attempt->passes || (attempt->send & IDENTITY_DIVERTERS))
		write_number(attempt->diverted, peer, decision->diverted);
	if (!attempt->hidden)
		str_ncpy(attempt->display, decision->display, DISPLAY_SIZE);
}
