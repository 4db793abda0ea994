/*
 * keyring.h -- the passwords that a policy names: from the environment, a file, systemd
 *
 *   env:NAME          a variable; it is wiped from the environment when it was read, and kept masked
 *                     (policy/secret.h), so that a reload can read it again
 *   file:PATH         the first line of a file; a warning on stderr if others may read it
 *   credential:NAME   the same of a file in $CREDENTIALS_DIRECTORY (systemd.exec(5))
 */
#ifndef CLI_KEYRING_H
#define CLI_KEYRING_H

enum {
	KEYRING_MAX = 10000, /* variables */
};

struct keyring;

/* Ended by mem_deref. ENOMEM. */
int keyring_alloc(struct keyring **keyringp);

/*
 * For struct policy_reader; `arg` is the keyring. *textp gets one reference, which the caller wipes.
 * ENOENT: there is no such variable or file. EMSGSIZE: it is too long. E2BIG: there are too many variables. Else open(2)'s or read(2)'s.
 */
int keyring_read(char **textp, const char *source, void *arg);

#endif
