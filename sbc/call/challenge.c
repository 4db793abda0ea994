/* challenge.c -- see challenge.h */
#include <errno.h>
#include <string.h>
#include "sbc/call/challenge.h"
#include "sbc/sip/digest.h"
#include "sbc/sip/nonce.h"
#include "sbc/sip/syntax.h"
#include "policy/secret.h"

enum {
	LINES_SIZE = 1024, /* of two challenges */
};

struct asking { /* one INVITE, and what is known of it */
	struct calls *calls;
	struct peer *peer;
	const struct login_config *config;
	const struct sip_msg *invite;
	const char *realm;
	struct digest_claim claim;
};

/* Told to be another's number: somebody heard the login and uses it for a call of his own. */
static bool is_for(const struct asking *asking)
{
	const struct sip_msg *invite = asking->invite;
	struct uri uri;
	struct pl text;

	if (!pl_strcmp(&invite->ruri, asking->claim.uri))
		return true;

	pl_set_str(&text, asking->claim.uri); /* a proxy between may have changed parameters */
	return !syntax_uri(&uri, &text) && !pl_cmp(&uri.user, &invite->uri.user)
		&& !pl_casecmp(&uri.host, &invite->uri.host);
}

static bool has_password(const struct asking *asking)
{
	const struct sip_msg *invite = asking->invite;
	char password[SECRET_SIZE];
	const struct digest_proof proof = {
		.user = asking->config->user,
		.password = password,
		.method = invite->met,
		.body = {(const char *)mbuf_buf(invite->mb), mbuf_get_left(invite->mb)}
        };
	bool has = !secret_open(password, sizeof password, asking->config->password)
		&& digest_is_true(&asking->claim, &proof);

	explicit_bzero(password, sizeof password);
	return has;
}

/* What is wrong with what it says; NULL: nothing. */
static const char *find_wrong(const struct asking *asking)
{
	if (strcmp(asking->claim.user, asking->config->user))
		return "logs in as somebody else";
	if (!has_password(asking))
		return "has another password than the file";
	if (!is_for(asking))
		return "logs in for another call than this";

	return NULL;
}

static bool ask(const struct asking *asking, struct transaction *server, bool is_stale)
{
	struct mbuf *mb = mbuf_alloc(LINES_SIZE);
	char nonce[NONCE_SIZE];
	int err = mb ? nonce_make(nonce, asking->calls->nonces) : ENOMEM;

	err = err ? err : digest_challenge(mb, asking->realm, nonce, is_stale);
	err = err ? err : mbuf_write_u8(mb, 0);
	if (err)
		(void)transaction_refuse(server, 500, NULL, NULL);
	else
		(void)transaction_refuse(server, 401, NULL, (const char *)mb->buf);

	mem_deref(mb);
	return true;
}

/* True: it may try once more. */
static bool count_wrong(char why[CHALLENGE_WHY_SIZE], const struct asking *asking,
			const char *wrong)
{
	uint32_t tries = ++asking->peer->unproven;

	(void)re_snprintf(why, CHALLENGE_WHY_SIZE, "%s %s (challenge, %s:%u)", asking->peer->name,
			  wrong, asking->config->place.file, asking->config->place.line);
	event_say(asking->calls->events,
		  &(struct event){.kind = EVENT_LOGIN,
				  .peer = asking->peer->name,
				  .from = &asking->invite->src},
		  "%s; %u in a row", why, tries);
	return tries <= CHALLENGE_TRIES_MAX;
}

static bool judge(char why[CHALLENGE_WHY_SIZE], struct asking *asking, struct transaction *server)
{
	int err = digest_claimed(&asking->claim, asking->invite, asking->realm);
	const char *wrong;

	if (err == ENOENT)
		return ask(asking, server, false);

	wrong = err ? "logs in with words that cannot be read" : find_wrong(asking);
	if (wrong)
		return count_wrong(why, asking, wrong) && ask(asking, server, false);
	if (!nonce_take(asking->calls->nonces, asking->claim.nonce))
		return ask(asking, server, true);

	asking->peer->unproven = 0;
	return false;
}

bool challenge_asks(char why[CHALLENGE_WHY_SIZE], struct calls *calls, struct transaction *server,
		    const struct sip_msg *invite, const struct decision *decision)
{
	const struct login_config *config = decision->from ? &decision->from->challenge : NULL;
	struct asking asking = {.calls = calls, .config = config, .invite = invite};

	*why = '\0';
	if (!config || !config->user || decision->emergency || decision->verb == VERB_DROP)
		return false;

	if (peers_find(&asking.peer, calls->peers, decision->from->name)) {
		(void)re_snprintf(why, CHALLENGE_WHY_SIZE, "%s is not there to be asked",
				  decision->from->name); /* no memory at the reload: not proven */
		return false;
	}

	asking.realm = config->realm ? config->realm : policy_config(calls->policy)->name;
	return judge(why, &asking, server);
}
