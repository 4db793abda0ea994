/* real_tls_files.c -- certificates, keys and roots from their files; see real_tls.h */
#include <string.h>
#include <sys/stat.h>
#include "sbc/world/real_tls.h"

enum {
	FILES = 2, /* certificate and roots */
};

struct stamp { /* 0: there is no such file */
	struct timespec changed;
	ino_t inode;
};

struct real_tls_files {
	struct le le;
	char *names[FILES]; /* certificate, roots; NULL: none */
	struct stamp stamps[FILES];
	bool listens;
	SSL_CTX *context;
};

static void destroy(void *arg)
{
	struct real_tls_files *files = arg;

	list_unlink(&files->le);
	SSL_CTX_free(files->context);
	for (size_t i = 0; i < FILES; i++)
		mem_deref(files->names[i]);
}

static void stamp(struct stamp stamps[FILES], char *const names[FILES])
{
	struct stat found;

	memset(stamps, 0, FILES * sizeof *stamps);
	for (size_t i = 0; i < FILES; i++) {
		if (names[i] && !stat(names[i], &found)) {
			stamps[i].changed = found.st_mtim;
			stamps[i].inode = found.st_ino;
		}
	}
}

/* Else OpenSSL would ask for the key's password on the terminal. */
static int no_password(char *to, int size, int is_writing, void *arg)
{
	(void)to;
	(void)size;
	(void)is_writing;
	(void)arg;
	return 0;
}

static void limit(SSL_CTX *context)
{
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_default_passwd_cb(context, no_password);
}

static bool use_certificate(SSL_CTX *context, const char *file)
{
	return SSL_CTX_use_certificate_chain_file(context, file) == 1
		&& SSL_CTX_use_PrivateKey_file(context, file, SSL_FILETYPE_PEM) == 1
		&& SSL_CTX_check_private_key(context) == 1;
}

static bool use_roots(SSL_CTX *context, const char *file)
{
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	return file ? SSL_CTX_load_verify_file(context, file) == 1
		    : SSL_CTX_set_default_verify_paths(context) == 1;
}

static int load(SSL_CTX **contextp, char *const names[FILES], bool listens)
{
	SSL_CTX *context = SSL_CTX_new(listens ? TLS_server_method() : TLS_client_method());

	if (!context)
		return ENOMEM;

	limit(context);
	if ((names[0] && !use_certificate(context, names[0]))
	    || (!listens && !use_roots(context, names[1]))) {
		SSL_CTX_free(context);
		return EKEYREJECTED;
	}

	*contextp = context;
	return 0;
}

/* Not str_cmp alone, to which two that are not there differ. */
static bool is_same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool is_of(const struct real_tls_files *files, const struct stream_tls *tls, bool listens)
{
	return files->listens == listens && is_same(files->names[0], tls->certificate)
		&& is_same(files->names[1], tls->roots);
}

static struct real_tls_files *find(const struct list *all, const struct stream_tls *tls,
				   bool listens)
{
	for (struct le *le = list_head(all); le; le = le->next) {
		if (is_of(le->data, tls, listens))
			return le->data;
	}

	return NULL;
}

/* A file that is no good now changes nothing: what was read before still serves. */
static void renew(struct real_tls_files *files)
{
	struct stamp stamps[FILES];
	SSL_CTX *fresh;

	stamp(stamps, files->names);
	if (!memcmp(stamps, files->stamps, sizeof stamps))
		return;

	memcpy(files->stamps, stamps, sizeof stamps);
	if (load(&fresh, files->names, files->listens))
		return;

	SSL_CTX_free(files->context);
	files->context = fresh;
}

static int read_files(struct real_tls_files **filesp, const struct stream_tls *tls, bool listens)
{
	struct real_tls_files *files = mem_zalloc(sizeof *files, destroy);
	int err;

	if (!files)
		return ENOMEM;

	files->listens = listens;
	err = tls->certificate ? str_dup(&files->names[0], tls->certificate) : 0;
	err |= tls->roots ? str_dup(&files->names[1], tls->roots) : 0;
	stamp(files->stamps, files->names);
	if (!err)
		err = load(&files->context, files->names, listens);
	if (err)
		mem_deref(files);
	else
		*filesp = files;

	return err;
}

int real_tls_files_find(struct real_tls_files **filesp, struct list *all,
			const struct stream_tls *tls, bool listens)
{
	struct real_tls_files *files = find(all, tls, listens);
	int err;

	if (listens && !tls->certificate)
		return ENOKEY;

	if (files) {
		renew(files);
	} else {
		err = read_files(&files, tls, listens);
		if (err)
			return err;
		if (list_count(all) >= REAL_TLS_FILES_MAX)
			mem_deref(list_ledata(list_head(all)));
		list_append(all, &files->le, files);
	}

	*filesp = files;
	return 0;
}

SSL *real_tls_files_begin(const struct real_tls_files *files)
{
	SSL *ssl = SSL_new(files->context);

	if (ssl && files->listens)
		SSL_set_accept_state(ssl);
	else if (ssl)
		SSL_set_connect_state(ssl);

	return ssl;
}
