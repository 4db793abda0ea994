/* login.c -- see login.h */
#include <errno.h>
#include <string.h>
#include "sbc/peer/login.h"
#include "sbc/sip/digest.h"
#include "policy/secret.h"

enum asker {
	SERVER,
	PROXY,
	ASKERS
};

struct login {
	struct digest digests[ASKERS];
	bool asked[ASKERS];
	uint32_t answers[ASKERS]; /* of the request that is on its way */
};

void login_begin(struct login *login)
{
	if (login)
		memset(login->answers, 0, sizeof login->answers);
}

/* Once; once more if the password was right and only the nonce too old. */
static bool is_refused(const struct login *login, enum asker asker, bool is_stale)
{
	return login->answers[asker] > is_stale;
}

int login_challenged(struct login **loginp, const struct login_config *config,
		     const struct sip_msg *response, struct world *world)
{
	struct digest digest;
	enum asker asker;
	int err;

	if (!config || !config->user || !config->password)
		return ENOKEY;

	err = digest_learn(&digest, response, config->realm, world);
	if (err)
		return err;

	if (!*loginp)
		*loginp = mem_zalloc(sizeof **loginp, NULL);
	if (!*loginp)
		return ENOMEM;

	asker = digest.is_proxy ? PROXY : SERVER;
	if (is_refused(*loginp, asker, digest.is_stale))
		return EPERM;

	(*loginp)->digests[asker] = digest;
	(*loginp)->asked[asker] = true;
	(*loginp)->answers[asker]++;
	return 0;
}

/* clang-format off */
static const struct {
	int err;
	const char *why; /* peer, user, realm, file, line */
} whys[] = {
	{ENOKEY,          "%s wants a login: write `login: {user, password}` for it"},
	{EPERM,           "%s refuses the login '%s'"},
	{EACCES,          "%s wants another login than '%s': its realm is not '%s'"},
	{ENOENT,          "%s wants a login and does not say which"},
	{EPROTONOSUPPORT, "%s wants a login by an algorithm that we do not know"},
	{EBADMSG,         "%s wants a login in words that cannot be read"},
};
/* clang-format on */

void login_why(char why[LOGIN_WHY_SIZE], int err, const struct peer_config *peer,
	       const struct login_config *config)
{
	const char *user = config && config->user ? config->user : "";
	const char *realm = config && config->realm ? config->realm : "";

	for (size_t i = 0; i < ARRAY_SIZE(whys); i++) {
		if (whys[i].err == err) {
			(void)re_snprintf(why, LOGIN_WHY_SIZE, whys[i].why, peer->name, user,
					  realm);
			return;
		}
	}

	(void)re_snprintf(why, LOGIN_WHY_SIZE, "the login for %s: %m", peer->name, err);
}

static int write_each(struct mbuf *mb, struct login *login, const struct digest_proof *proof)
{
	int err = 0;

	for (int i = 0; i < ASKERS; i++) {
		if (login->asked[i] && !err)
			err = digest_write(mb, &login->digests[i], proof);
	}

	return err;
}

int login_write(struct mbuf *mb, struct login *login, const struct login_config *config,
		const struct login_request *request)
{
	char password[SECRET_SIZE];
	struct digest_proof proof = {
		.password = password, .uri = request->uri, .body = request->body};
	int err;

	if (!login || !config || !config->user || !config->password)
		return 0;

	err = secret_open(password, sizeof password, config->password);
	if (!err) {
		proof.user = config->user;
		pl_set_str(&proof.method, request->method);
		err = write_each(mb, login, &proof);
	}

	explicit_bzero(password, sizeof password);
	return err;
}
