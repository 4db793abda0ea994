/* explain_identity.c -- who is believed and who is shown, in sentences; see explain_identity.h */
#include "policy/explain.h"
#include "policy/explain_identity.h"

int explain_identity_headers(struct re_printf *pf, const uint32_t *bits)
{
	const char *comma = "";
	int err = 0;

	for (uint32_t bit = 1; bit & IDENTITY_ALL; bit <<= 1) {
		if (!(*bits & bit))
			continue;
		err |= re_hprintf(pf, "%s%s", comma, identity_header_name(bit));
		comma = ", ";
	}

	return err;
}

static const struct place *place_of(const struct peer_config *peer)
{
	return peer->identity.place.line ? &peer->identity.place : &peer->place;
}

static int tell_unbelieved(struct re_printf *pf, const struct explain_identity *telling)
{
	const struct peer_config *from = telling->decision->from;
	int err = 0;

	for (uint32_t bit = 1; bit & IDENTITY_ALL; bit <<= 1)
		if (telling->identity->unbelieved & bit)
			err |= explain_also(pf, place_of(from),
					    "%s is there, but %s is not trusted with it",
					    identity_header_name(bit), from->name);

	return err;
}

static const char *const wishes[] = {
	[PRIVACY_ID] = "the caller is not to be shown",
	[PRIVACY_FULL] = "not even the target is to be told who calls",
	[PRIVACY_NONE] = "the caller is to be shown",
};

int explain_identity_in(struct re_printf *pf, const struct explain_identity *telling)
{
	const struct identity *identity = telling->identity;
	const struct decision *decision = telling->decision;
	const struct peer_config *from = decision->from;
	int err = 0;

	if (identity->caller_in)
		err |= explain_also(pf, place_of(from),
				    "the caller is who %s names, for %s is trusted with it",
				    identity_header_name(identity->caller_in), from->name);
	if (identity->diverted_in)
		err |= explain_also(pf, place_of(from), "forwarded by '%s', as %s says",
				    decision->diverted,
				    identity_header_name(identity->diverted_in));
	err |= tell_unbelieved(pf, telling);
	if (decision->privacy != PRIVACY_PASS)
		err |= explain_also(pf, place_of(from), "%s", wishes[decision->privacy]);

	return err;
}

static int tell_right(struct re_printf *pf, const struct explain_identity *telling)
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

int explain_identity_out(struct re_printf *pf, const struct explain_identity *telling)
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
	if (attempt->asserted[0] && (attempt->send & IDENTITY_CALLERS))
		err |= explain_also(pf, place_of(peer), "%H says '%s'", explain_identity_headers,
				    &(uint32_t){attempt->send & IDENTITY_CALLERS},
				    attempt->asserted);
	if (attempt->diverted[0] && (attempt->send & IDENTITY_DIVERTERS))
		err |= explain_also(pf, place_of(peer), "%H says '%s'", explain_identity_headers,
				    &(uint32_t){attempt->send & IDENTITY_DIVERTERS},
				    attempt->diverted);

	return err;
}
