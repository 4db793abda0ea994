/* keyring.c -- a row for each place where a password may be; see keyring.h */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <re.h>
#include "policy/secret.h"
#include "sbc/cli/keyring.h"
#include "sbc/cli/reader.h"

enum {
	LINE_SIZE = SECRET_SIZE + 2, /* a secret, its line's end, a 0 */
};

struct kept { /* what was in the environment */
	struct le le;
	char *name;
	struct secret *secret;
};

struct keyring {
	struct list kept;
};

static void kept_destructor(void *arg)
{
	struct kept *kept = arg;

	list_unlink(&kept->le);
	mem_deref(kept->name);
	mem_deref(kept->secret);
}

static void keyring_destructor(void *arg)
{
	struct keyring *keyring = arg;

	list_flush(&keyring->kept);
}

int keyring_alloc(struct keyring **keyringp)
{
	*keyringp = mem_zalloc(sizeof **keyringp, keyring_destructor);
	return *keyringp ? 0 : ENOMEM;
}

static const struct secret *find(const struct keyring *keyring, const char *name)
{
	struct le *le;

	LIST_FOREACH(&keyring->kept, le)
	{
		const struct kept *kept = le->data;

		if (!strcmp(kept->name, name))
			return kept->secret;
	}

	return NULL;
}

static int keep(struct keyring *keyring, const char *name, const char *value)
{
	struct kept *kept;
	int err;

	if (list_count(&keyring->kept) == KEYRING_MAX)
		return E2BIG;

	kept = mem_zalloc(sizeof *kept, kept_destructor);
	if (!kept)
		return ENOMEM;

	list_append(&keyring->kept, &kept->le, kept);
	err = str_dup(&kept->name, name);
	if (!err)
		err = secret_alloc(&kept->secret, name, value);
	if (err)
		mem_deref(kept);

	return err;
}

static int open_secret(char **textp, const struct secret *secret)
{
	char text[SECRET_SIZE];
	int err = secret_open(text, sizeof text, secret);

	if (!err)
		err = str_dup(textp, text);

	explicit_bzero(text, sizeof text);
	return err;
}

/* /proc/PID/environ would show it for as long as we run. */
static int read_variable(char **textp, struct keyring *keyring, const char *name)
{
	char *value = getenv(name);
	int err = 0;

	if (value && !find(keyring, name))
		err = keep(keyring, name, value);
	if (err)
		return err;

	if (value) {
		explicit_bzero(value, strlen(value));
		(void)unsetenv(name);
	}

	return find(keyring, name) ? open_secret(textp, find(keyring, name)) : ENOENT;
}

static void warn_of_readers(int fd, const char *path)
{
	struct stat stat;

	if (!fstat(fd, &stat) && (stat.st_mode & (S_IRGRP | S_IROTH)))
		(void)re_fprintf(stderr, "%s: warning: others may read this password: chmod 600\n",
				 path);
}

/* The first line, which a buffer of this size must hold. */
static int read_line(char line[LINE_SIZE], int fd)
{
	size_t length = 0, size = 1;

	while (size > 0 && length < LINE_SIZE - 1 && !memchr(line, '\n', length)) {
		const int err = reader_some(&size, fd, line + length, LINE_SIZE - 1 - length);

		if (err)
			return err;
		length += size;
	}

	line[length] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	return strlen(line) < SECRET_SIZE ? 0 : EMSGSIZE;
}

static int read_path(char **textp, const char *path)
{
	char line[LINE_SIZE] = "";
	int fd, err = reader_open(&fd, path);

	if (err)
		return err;

	err = read_line(line, fd);
	if (!err)
		err = str_dup(textp, line);
	if (!err)
		warn_of_readers(fd, path);

	explicit_bzero(line, sizeof line);
	(void)close(fd);
	return err;
}

static int read_file(char **textp, struct keyring *keyring, const char *path)
{
	(void)keyring;

	return read_path(textp, path);
}

static int read_credential(char **textp, struct keyring *keyring, const char *name)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	char *path = NULL;
	int err;
	(void)keyring;

	if (!folder || strchr(name, '/'))
		return ENOENT;

	err = re_sdprintf(&path, "%s/%s", folder, name);
	if (!err)
		err = read_path(textp, path);

	mem_deref(path);
	return err;
}

static const struct {
	const char *prefix;
	int (*read)(char **textp, struct keyring *keyring, const char *name);
} sources[] = {
	{"env:",        read_variable  },
	{"file:",       read_file      },
	{"credential:", read_credential},
};

int keyring_read(char **textp, const char *source, void *arg)
{
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++) {
		const size_t length = strlen(sources[i].prefix);

		if (!strncmp(sources[i].prefix, source, length))
			return sources[i].read(textp, arg, source + length);
	}

	return ENOENT;
}
