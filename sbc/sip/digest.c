/* digest.c -- see digest.h; texts in quotes, headers into fields, fields into a hash */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include "sbc/sip/digest.h"
#include "sbc/sip/message.h"
#include "sbc/sip/syntax.h"

enum {
	WORD_SIZE = 64,  /* of algorithm, qop, stale */
	PIECES_MAX = 6,  /* of what is hashed, with colons between */
	OFFERED_MAX = 2, /* algorithms of our own challenges */
};

struct digest_algorithm {
	const char *name;
	const EVP_MD *(*md)(void);
	bool is_session;
};

static const struct digest_algorithm algorithms[] = {
	{"MD5",              EVP_md5,        false},
	{"MD5-sess",         EVP_md5,        true },
	{"SHA-256",          EVP_sha256,     false},
	{"SHA-256-sess",     EVP_sha256,     true },
	{"SHA-512-256",      EVP_sha512_256, false},
	{"SHA-512-256-sess", EVP_sha512_256, true },
};

static const struct digest_algorithm *const usual = &algorithms[0]; /* not named: RFC 7616 3.3 */

/* What stands in a header, quotes and escapes taken off; "" if it does not. */
struct fields {
	char realm[DIGEST_REALM_SIZE], nonce[DIGEST_NONCE_SIZE], opaque[DIGEST_OPAQUE_SIZE];
	char algorithm[WORD_SIZE], qop[WORD_SIZE], stale[WORD_SIZE];
	char user[DIGEST_USER_SIZE], uri[DIGEST_URI_SIZE], cnonce[DIGEST_CNONCE_SIZE];
	char count[9], response[DIGEST_HEX_SIZE];
	bool has_opaque;
};

/* clang-format off */
static const struct {
	const char *name;
	size_t offset, size;
} params[] = {
	{"realm",     offsetof(struct fields, realm),     DIGEST_REALM_SIZE},
	{"nonce",     offsetof(struct fields, nonce),     DIGEST_NONCE_SIZE},
	{"opaque",    offsetof(struct fields, opaque),    DIGEST_OPAQUE_SIZE},
	{"algorithm", offsetof(struct fields, algorithm), WORD_SIZE},
	{"qop",       offsetof(struct fields, qop),       WORD_SIZE},
	{"stale",     offsetof(struct fields, stale),     WORD_SIZE},
	{"username",  offsetof(struct fields, user),      DIGEST_USER_SIZE},
	{"uri",       offsetof(struct fields, uri),       DIGEST_URI_SIZE},
	{"cnonce",    offsetof(struct fields, cnonce),    DIGEST_CNONCE_SIZE},
	{"nc",        offsetof(struct fields, count),     sizeof((struct fields *)0)->count},
	{"response",  offsetof(struct fields, response),  DIGEST_HEX_SIZE},
};
/* clang-format on */

static bool is_printable(char c)
{
	return (unsigned char)c >= ' ' && c != 0x7f;
}

/* A token, or a quoted string whose value is what its escapes stand for. */
static bool unquote(char *to, size_t size, struct pl text)
{
	bool is_quoted = text.l && text.p[0] == '"';
	size_t used = 0;

	if (is_quoted && (text.l < 2 || text.p[text.l - 1] != '"'))
		return false;
	if (is_quoted)
		text = (struct pl){text.p + 1, text.l - 2};

	for (size_t i = 0; i < text.l; i++) {
		bool is_escape = is_quoted && text.p[i] == '\\';

		i += is_escape;
		if (i == text.l || (text.p[i] == '"' && !is_escape) || !is_printable(text.p[i])
		    || used + 1 >= size)
			return false;
		to[used++] = text.p[i];
	}

	to[used] = '\0';
	return true;
}

static bool read_param(struct fields *fields, const struct pl *text)
{
	struct pl rest = *text, name;

	syntax_word(&rest, &name);
	if (!name.l || !rest.l || rest.p[0] != '=')
		return false;

	pl_advance(&rest, 1);
	syntax_trim(&rest);
	for (size_t i = 0; i < ARRAY_SIZE(params); i++) {
		if (pl_strcasecmp(&name, params[i].name))
			continue;

		fields->has_opaque |= !pl_strcasecmp(&name, "opaque");
		return unquote((char *)fields + params[i].offset, params[i].size, rest);
	}

	return true; /* RFC 7616 3.3: what we do not know is ignored */
}

static bool read_fields(struct fields *fields, const struct pl *value)
{
	struct pl rest = *value, word;

	memset(fields, 0, sizeof *fields);
	syntax_word(&rest, &word);
	if (pl_strcasecmp(&word, "Digest"))
		return false;

	while (syntax_value_next(&rest, &word)) {
		if (word.l && !read_param(fields, &word))
			return false;
	}

	return true;
}

static const struct digest_algorithm *algorithm_of(const char *name)
{
	if (!*name)
		return usual;

	for (size_t i = 0; i < ARRAY_SIZE(algorithms); i++) {
		if (!str_casecmp(algorithms[i].name, name))
			return &algorithms[i];
	}

	return NULL;
}

/* Of a list "auth,auth-int". False: there are only words that we do not know. */
static bool best_qop(enum digest_qop *qop, const char *text)
{
	struct pl rest, word;

	*qop = DIGEST_QOP_NONE;
	pl_set_str(&rest, text);
	while (syntax_value_next(&rest, &word)) {
		if (!pl_strcasecmp(&word, "auth"))
			*qop = DIGEST_QOP_AUTH;
		else if (!pl_strcasecmp(&word, "auth-int") && *qop == DIGEST_QOP_NONE)
			*qop = DIGEST_QOP_AUTH_INT;
	}

	return *qop != DIGEST_QOP_NONE || !*text;
}

struct learning {
	struct digest *digest;
	const char *realm;
	bool is_proxy;
	int err; /* of the first that cannot be answered */
};

static int take_challenge(struct digest *digest, const struct fields *fields, const char *realm)
{
	if (!*fields->nonce)
		return EBADMSG;
	if (realm && strcmp(realm, fields->realm))
		return EACCES;

	*digest = (struct digest){.algorithm = algorithm_of(fields->algorithm),
				  .is_named = *fields->algorithm,
				  .has_opaque = fields->has_opaque,
				  .is_stale = !str_casecmp(fields->stale, "true")};
	if (!digest->algorithm || !best_qop(&digest->qop, fields->qop))
		return EPROTONOSUPPORT;

	memcpy(digest->realm, fields->realm, sizeof digest->realm);
	memcpy(digest->nonce, fields->nonce, sizeof digest->nonce);
	memcpy(digest->opaque, fields->opaque, sizeof digest->opaque);
	return 0;
}

static bool learn(const struct sip_hdr *header, const struct sip_msg *msg, void *arg)
{
	struct learning *learning = arg;
	struct fields fields;
	int err = read_fields(&fields, &header->val)
		? take_challenge(learning->digest, &fields, learning->realm)
		: EBADMSG;

	(void)msg;
	learning->digest->is_proxy = learning->is_proxy;
	if (err && learning->err == ENOENT)
		learning->err = err;

	return !err;
}

/* The usual header of a 401 or 407, else the other one: some servers mix them up. */
int digest_learn(struct digest *digest, const struct sip_msg *response, const char *realm,
		 struct world *world)
{
	static const enum sip_hdrid ids[] = {SIP_HDR_WWW_AUTHENTICATE, SIP_HDR_PROXY_AUTHENTICATE};
	struct learning learning = {.digest = digest, .realm = realm, .err = ENOENT};
	bool is_proxy = response->scode == 407;

	for (int i = 0; i < 2; i++, is_proxy = !is_proxy) {
		learning.is_proxy = is_proxy;
		if (sip_msg_hdr_apply(response, true, ids[is_proxy], learn, &learning)) {
			message_token(digest->cnonce, world);
			return 0;
		}
	}

	return learning.err;
}

/* H(a:b:c), in hex. */
static int hash(char hex[DIGEST_HEX_SIZE], const EVP_MD *md, const struct pl *pieces)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new(); /* wiped when it is freed */
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	bool good = context && EVP_DigestInit_ex(context, md, NULL);

	for (size_t i = 0; good && pieces[i].p; i++) {
		good = (!i || EVP_DigestUpdate(context, ":", 1))
			&& EVP_DigestUpdate(context, pieces[i].p, pieces[i].l);
	}

	good = good && EVP_DigestFinal_ex(context, bytes, &size) && 2 * size < DIGEST_HEX_SIZE;
	EVP_MD_CTX_free(context);
	for (unsigned int i = 0; good && i < size; i++)
		(void)re_snprintf(hex + 2 * i, 3, "%02x", bytes[i]);

	OPENSSL_cleanse(bytes, sizeof bytes);
	return good ? 0 : EPROTO;
}

static struct pl piece(const char *text)
{
	return (struct pl){text, strlen(text)};
}

static struct pl piece_pl(const struct pl *pl)
{
	return pl->p ? *pl : piece("");
}

static const char *const qops[] = {
	[DIGEST_QOP_NONE] = "",
	[DIGEST_QOP_AUTH] = "auth",
	[DIGEST_QOP_AUTH_INT] = "auth-int",
};

/* All that a response is made of, whichever end makes it. */
struct recipe {
	const struct digest_algorithm *algorithm;
	enum digest_qop qop;
	const char *realm, *nonce, *cnonce, *count, *uri;
	const struct digest_proof *proof;
};

/* RFC 7616 3.4.2: who. It is as good as the password: wiped by the caller. */
static int hash_who(char hex[DIGEST_HEX_SIZE], const struct recipe *recipe)
{
	const EVP_MD *md = recipe->algorithm->md();
	const struct pl base[PIECES_MAX + 1] = {piece(recipe->proof->user), piece(recipe->realm),
						piece(recipe->proof->password)};
	int err = hash(hex, md, base);

	if (err || !recipe->algorithm->is_session)
		return err;

	const struct pl session[PIECES_MAX + 1] = {piece(hex), piece(recipe->nonce),
						   piece(recipe->cnonce)};
	return hash(hex, md, session);
}

/* RFC 7616 3.4.3: what. */
static int hash_what(char hex[DIGEST_HEX_SIZE], const struct recipe *recipe)
{
	const EVP_MD *md = recipe->algorithm->md();
	const struct pl body[PIECES_MAX + 1] = {piece_pl(&recipe->proof->body)};
	char entity[DIGEST_HEX_SIZE];
	struct pl what[PIECES_MAX + 1] = {recipe->proof->method, piece(recipe->uri)};

	if (recipe->qop == DIGEST_QOP_AUTH_INT) {
		if (hash(entity, md, body))
			return EPROTO;
		what[2] = piece(entity);
	}

	return hash(hex, md, what);
}

/* RFC 7616 3.4.1, and 2069 where nothing is said of qop. */
static int respond(char response[DIGEST_HEX_SIZE], const struct recipe *recipe)
{
	char who[DIGEST_HEX_SIZE], what[DIGEST_HEX_SIZE];
	int err = hash_who(who, recipe);

	err = err ? err : hash_what(what, recipe);
	if (!err) {
		const struct pl with[PIECES_MAX + 1] = {piece(who),
							piece(recipe->nonce),
							piece(recipe->count),
							piece(recipe->cnonce),
							piece(qops[recipe->qop]),
							piece(what)};
		const struct pl without[PIECES_MAX + 1] = {piece(who), piece(recipe->nonce),
							   piece(what)};

		err = hash(response, recipe->algorithm->md(),
			   recipe->qop == DIGEST_QOP_NONE ? without : with);
	}

	OPENSSL_cleanse(who, sizeof who);
	return err;
}

static int write_line(struct mbuf *mb, const struct digest *digest, const struct recipe *recipe,
		      const char *response)
{
	int err = mbuf_printf(mb,
			      "%s: Digest username=\"%H\", realm=\"%H\", nonce=\"%H\", uri=\"%H\", "
			      "response=\"%s\"",
			      digest->is_proxy ? "Proxy-Authorization" : "Authorization",
			      syntax_print_quoted, recipe->proof->user, syntax_print_quoted,
			      digest->realm, syntax_print_quoted, digest->nonce,
			      syntax_print_quoted, recipe->uri, response);

	if (digest->is_named)
		err |= mbuf_printf(mb, ", algorithm=%s", digest->algorithm->name);
	if (digest->qop != DIGEST_QOP_NONE)
		err |= mbuf_printf(mb, ", qop=%s, nc=%s", qops[digest->qop], recipe->count);
	if (digest->qop != DIGEST_QOP_NONE || digest->algorithm->is_session)
		err |= mbuf_printf(mb, ", cnonce=\"%s\"", digest->cnonce);
	if (digest->has_opaque)
		err |= mbuf_printf(mb, ", opaque=\"%H\"", syntax_print_quoted, digest->opaque);

	return err | mbuf_write_str(mb, "\r\n");
}

int digest_write(struct mbuf *mb, struct digest *digest, const struct digest_proof *proof)
{
	char count[9], uri[DIGEST_URI_SIZE], response[DIGEST_HEX_SIZE];
	const struct recipe recipe = {.algorithm = digest->algorithm,
				      .qop = digest->qop,
				      .realm = digest->realm,
				      .nonce = digest->nonce,
				      .cnonce = digest->cnonce,
				      .count = count,
				      .uri = uri,
				      .proof = proof};
	int err;

	if (proof->uri.l >= sizeof uri)
		return EOVERFLOW;

	(void)pl_strcpy(&proof->uri, uri, sizeof uri);
	(void)re_snprintf(count, sizeof count, "%08x", digest->count + 1);
	err = respond(response, &recipe);
	if (err)
		return err;

	digest->count++;
	return write_line(mb, digest, &recipe, response);
}

/* Clients of RFC 3261 take the first line that they understand, those of RFC 8760 too. */
int digest_challenge(struct mbuf *mb, const char *realm, const char *nonce, bool is_stale)
{
	static const char *const offered[OFFERED_MAX] = {"SHA-256", "MD5"};
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(offered); i++)
		err |= mbuf_printf(mb,
				   "WWW-Authenticate: Digest realm=\"%H\", nonce=\"%s\", "
				   "algorithm=%s, qop=\"auth\"%s\r\n",
				   syntax_print_quoted, realm, nonce, offered[i],
				   is_stale ? ", stale=true" : "");

	return err;
}

struct claiming {
	struct digest_claim *claim;
	const char *realm;
	int err;
};

static int take_claim(struct digest_claim *claim, const struct fields *fields)
{
	claim->algorithm = algorithm_of(fields->algorithm);
	if (!claim->algorithm || !best_qop(&claim->qop, fields->qop))
		return EBADMSG;
	if (!*fields->user || !*fields->nonce || !*fields->uri || !*fields->response)
		return EBADMSG;
	if (claim->qop != DIGEST_QOP_NONE && (!*fields->cnonce || strlen(fields->count) != 8))
		return EBADMSG;

	memcpy(claim->user, fields->user, sizeof claim->user);
	memcpy(claim->realm, fields->realm, sizeof claim->realm);
	memcpy(claim->nonce, fields->nonce, sizeof claim->nonce);
	memcpy(claim->uri, fields->uri, sizeof claim->uri);
	memcpy(claim->cnonce, fields->cnonce, sizeof claim->cnonce);
	memcpy(claim->count, fields->count, sizeof claim->count);
	memcpy(claim->response, fields->response, sizeof claim->response);
	return 0;
}

static bool claim(const struct sip_hdr *header, const struct sip_msg *msg, void *arg)
{
	struct claiming *claiming = arg;
	struct fields fields;

	(void)msg;
	if (!read_fields(&fields, &header->val)) {
		claiming->err = EBADMSG;
		return false;
	}
	if (strcmp(fields.realm, claiming->realm))
		return false;

	claiming->err = take_claim(claiming->claim, &fields);
	return !claiming->err;
}

int digest_claimed(struct digest_claim *to, const struct sip_msg *request, const char *realm)
{
	struct claiming claiming = {.claim = to, .realm = realm, .err = ENOENT};

	(void)sip_msg_hdr_apply(request, true, SIP_HDR_AUTHORIZATION, claim, &claiming);
	return claiming.err;
}

bool digest_is_true(const struct digest_claim *claim, const struct digest_proof *proof)
{
	char response[DIGEST_HEX_SIZE];
	const struct recipe recipe = {.algorithm = claim->algorithm,
				      .qop = claim->qop,
				      .realm = claim->realm,
				      .nonce = claim->nonce,
				      .cnonce = claim->cnonce,
				      .count = claim->count,
				      .uri = claim->uri,
				      .proof = proof};
	bool is_true;

	if (respond(response, &recipe))
		return false;

	is_true = strlen(response) == strlen(claim->response)
		&& !CRYPTO_memcmp(response, claim->response, strlen(response));
	OPENSSL_cleanse(response, sizeof response); /* else it would prove this nonce */
	return is_true && !strcmp(proof->user, claim->user);
}
