/*
 * real_tls.h -- TLS of one connection: OpenSSL, fed with bytes and asked for bytes
 *
 * It has no socket and never waits: real_stream.c carries the bytes. Not libre's TLS, because that
 * cannot say why a certificate was refused, lets TLS 1.0 in, and reads its files once and for all.
 */
#ifndef WORLD_REAL_TLS_H
#define WORLD_REAL_TLS_H

#include <re.h>
#include <openssl/ssl.h>
#include "sbc/world/world.h"

enum {
	REAL_TLS_FILES_MAX = 64,   /* sets of files that are kept ready; the oldest goes */
	REAL_TLS_READ_SIZE = 4096, /* plain bytes handed out at once */
};

/* What a set of files is for one role: `all` keeps it ready until one of the files has changed. */
struct real_tls_files;
int real_tls_files_find(struct real_tls_files **filesp, struct list *all,
			const struct stream_tls *tls, bool listens);
SSL *real_tls_files_begin(const struct real_tls_files *files); /* NULL: no memory */

struct real_tls;

/* `name`: whom the other end's certificate must name, told to it (SNI) if it is no address; NULL: anybody. */
int real_tls_alloc(struct real_tls **tlsp, const struct real_tls_files *files, const char *name);

/*
 * The network's bytes go in with real_tls_take; what real_tls_out hands out (NULL: nothing) goes to
 * it, also after an error: that is the alert. EAGAIN: more of the other end's bytes are needed.
 */
int real_tls_take(struct real_tls *tls, struct mbuf *data);
struct mbuf *real_tls_out(struct real_tls *tls);

/* 0: opened. EKEYREJECTED: we do not believe it; EPROTO: the other end, or no TLS. real_tls_why. */
int real_tls_shake(struct real_tls *tls);
int real_tls_read(struct real_tls *tls, struct mbuf **datap); /* ENOTCONN: it said goodbye */
int real_tls_write(struct real_tls *tls, const struct mbuf *data);
void real_tls_bye(struct real_tls *tls); /* real_tls_out has what tells the other end */
const char *real_tls_why(const struct real_tls *tls);

/* Whether the certificate bears the name, or address (RFC 5922 7.2, but wildcards do). */
bool real_tls_names(X509 *certificate, const char *name);

#endif
