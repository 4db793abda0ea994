/*
 * secret.h -- a password that is kept out of sight until somebody needs it
 *
 * Its bytes lie masked in memory, and the text it was read from is wiped, so that no log, error,
 * string of a core file or print of a struct has it by accident. A mask is no encryption: who can
 * read all of our memory can find it. Whoever opens a secret wipes the copy (explicit_bzero).
 */
#ifndef POLICY_SECRET_H
#define POLICY_SECRET_H

#include <stdbool.h>
#include <stddef.h>

enum {
	SECRET_SIZE = 512, /* a secret with its 0 */
};

struct secret;

/*
 * `source` is what the file says: env:NAME, file:PATH, credential:NAME; NULL: the secret itself is
 * written there. `text` NULL: it was not wanted, and cannot be opened. EMSGSIZE: it is too long.
 */
int secret_alloc(struct secret **secretp, const char *source, const char *text);

/* ENOENT: it was not read (secret_alloc). EMSGSIZE: `size` is too small; SECRET_SIZE is enough. */
int secret_open(char *to, size_t size, const struct secret *secret);

/* "env:FPT_PASSWORD", for people; of a plain one "the policy file". */
const char *secret_source(const struct secret *secret);
bool secret_is_plain(const struct secret *secret);

/* Whether a value of the file tells where a secret is, and is none itself. */
bool secret_is_source(const char *text);

#endif
