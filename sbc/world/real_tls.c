/* real_tls.c -- the handshake and what follows, between two buffers; see real_tls.h */
#include <openssl/err.h>
#include "sbc/world/real_tls.h"

struct real_tls {
	SSL *ssl;
	BIO *in, *out; /* the SSL owns both */
	char *name;    /* who must answer; NULL: we were called */
	const char *why;
};

static const char unknown_issuer[] = "its certificate is of an issuer that is not among our roots";

/* What is wrong with a certificate, as a sentence about its owner. Others: as OpenSSL says it. */
/* clang-format off */
static const struct {
	long verdict;
	const char *why;
} faults[] = {
	{X509_V_ERR_CERT_HAS_EXPIRED,                   "its certificate has expired"},
	{X509_V_ERR_CERT_NOT_YET_VALID,                 "its certificate is not valid yet: is our clock right?"},
	{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,          unknown_issuer},
	{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,  unknown_issuer},
	{X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,    unknown_issuer},
	{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,          unknown_issuer},
	{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,        "its certificate is signed by itself and not among our roots"},
	{X509_V_ERR_CERT_SIGNATURE_FAILURE,             "its certificate is not by the issuer that it names"},
	{X509_V_ERR_INVALID_PURPOSE,                    "its certificate is not one for servers"},
	{X509_V_ERR_EE_KEY_TOO_SMALL,                   "the key of its certificate is too short"},
	{X509_V_ERR_CA_MD_TOO_WEAK,                     "its certificate is signed with a weak hash"},
};
/* clang-format on */

static const char *fault_of(long verdict)
{
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		if (faults[i].verdict == verdict)
			return faults[i].why;
	}

	return X509_verify_cert_error_string(verdict);
}

static void destroy(void *arg)
{
	struct real_tls *tls = arg;

	SSL_free(tls->ssl);
	mem_deref(tls->name);
}

static int open_buffers(struct real_tls *tls)
{
	tls->in = BIO_new(BIO_s_mem());
	tls->out = BIO_new(BIO_s_mem());
	if (!tls->in || !tls->out) {
		BIO_free(tls->in);
		BIO_free(tls->out);
		return ENOMEM;
	}

	SSL_set_bio(tls->ssl, tls->in, tls->out);
	return 0;
}

/* SNI has names only (RFC 6066 3). */
static int ask_for_name(struct real_tls *tls, const char *name)
{
	struct sa address;
	int err = str_dup(&tls->name, name);

	if (err || !sa_set_str(&address, name, 0))
		return err;

	return SSL_set_tlsext_host_name(tls->ssl, name) == 1 ? 0 : ENOMEM;
}

int real_tls_alloc(struct real_tls **tlsp, const struct real_tls_files *files, const char *name)
{
	struct real_tls *tls = mem_zalloc(sizeof *tls, destroy);
	int err;

	if (!tls)
		return ENOMEM;

	tls->ssl = real_tls_files_begin(files);
	err = tls->ssl ? open_buffers(tls) : ENOMEM;
	if (!err && name)
		err = ask_for_name(tls, name);
	if (err)
		mem_deref(tls);
	else
		*tlsp = tls;

	return err;
}

int real_tls_take(struct real_tls *tls, struct mbuf *data)
{
	const int size = (int)mbuf_get_left(data);

	return BIO_write(tls->in, mbuf_buf(data), size) == size ? 0 : ENOMEM;
}

struct mbuf *real_tls_out(struct real_tls *tls)
{
	const size_t size = BIO_ctrl_pending(tls->out);
	struct mbuf *mb = size ? mbuf_alloc(size) : NULL;

	if (!mb)
		return NULL;

	mb->end = (size_t)BIO_read(tls->out, mb->buf, (int)size);
	return mb;
}

static int reject(struct real_tls *tls, const char *why)
{
	tls->why = why;
	return EKEYREJECTED;
}

static int judge(struct real_tls *tls)
{
	X509 *certificate;
	bool fits;

	if (!tls->name)
		return 0;

	certificate = SSL_get0_peer_certificate(tls->ssl);
	fits = certificate && real_tls_names(certificate, tls->name);
	return fits ? 0 : reject(tls, "its certificate names somebody else");
}

static int fail(struct real_tls *tls)
{
	const long verdict = SSL_get_verify_result(tls->ssl);
	const char *reason = ERR_reason_error_string(ERR_peek_error());

	if (tls->name && verdict != X509_V_OK)
		return reject(tls, fault_of(verdict));

	tls->why = reason ? reason : "no TLS";
	return EPROTO;
}

int real_tls_shake(struct real_tls *tls)
{
	int done;

	ERR_clear_error();
	done = SSL_do_handshake(tls->ssl);
	if (done == 1)
		return judge(tls);

	return SSL_get_error(tls->ssl, done) == SSL_ERROR_WANT_READ ? EAGAIN : fail(tls);
}

static int end_of_read(struct real_tls *tls, int done)
{
	switch (SSL_get_error(tls->ssl, done)) {
	case SSL_ERROR_WANT_READ:
		return EAGAIN;
	case SSL_ERROR_ZERO_RETURN:
		return ENOTCONN;
	default:
		return fail(tls);
	}
}

int real_tls_read(struct real_tls *tls, struct mbuf **datap)
{
	struct mbuf *mb = mbuf_alloc(REAL_TLS_READ_SIZE);
	int done;

	if (!mb)
		return ENOMEM;

	ERR_clear_error();
	done = SSL_read(tls->ssl, mb->buf, REAL_TLS_READ_SIZE);
	if (done <= 0) {
		mem_deref(mb);
		return end_of_read(tls, done);
	}

	mb->end = (size_t)done;
	*datap = mb;
	return 0;
}

int real_tls_write(struct real_tls *tls, const struct mbuf *data)
{
	const int size = (int)mbuf_get_left(data);

	ERR_clear_error();
	return SSL_write(tls->ssl, mbuf_buf(data), size) == size ? 0 : EPROTO;
}

void real_tls_bye(struct real_tls *tls)
{
	ERR_clear_error();
	(void)SSL_shutdown(tls->ssl);
}

const char *real_tls_why(const struct real_tls *tls)
{
	return tls->why;
}
