/* load.c -- what policy_load says, for a person; see load.h */
#include <stdio.h>
#include "sbc/cli/keyring.h"
#include "sbc/cli/load.h"
#include "sbc/cli/reader.h"

/* What a person would say. */
static const struct {
	int err;
	const char *what;
} reasons[] = {
	{ENOENT, "no such file"                       },
	{EISDIR, "it is a directory, not a file"      },
	{EACCES, "this user may not read it"          },
	{EFBIG,  "larger than 32 MiB"                 },
	{EILSEQ, "not a text file: it has a zero byte"},
};

_Static_assert(READER_SIZE_MAX == 32 * 1024 * 1024, "a reason names it");

static int complain(struct mbuf *said, const char *path, int err)
{
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++) {
		if (reasons[i].err == err)
			return mbuf_printf(said, "%s: %s\n", path, reasons[i].what);
	}

	return mbuf_printf(said, "%s: %m\n", path, err);
}

static int load(struct policy **policyp, struct mbuf *said, const char *path,
		const struct policy_reader *reader)
{
	uint32_t mistakec = 0;
	int err = policy_load(policyp, path, reader, said, &mistakec);

	if (err && !mistakec)
		(void)complain(said, path, err);

	return err;
}

int load_policy_for_run(struct policy **policyp, struct mbuf *said, const char *path,
			struct keyring *keyring)
{
	const struct policy_reader reader = {
		.read = reader_read, .zone = reader_zone, .secret = keyring_read, .arg = keyring};

	return load(policyp, said, path, &reader);
}

struct listener {
	load_seen_h *seen;
	void *arg;
};

static int read_seen(char **textp, const char *path, void *arg)
{
	const struct listener *listener = arg;

	listener->seen(path, listener->arg);
	return reader_read(textp, path, NULL);
}

static void see_nothing(const char *path, void *arg)
{
	(void)path;
	(void)arg;
}

int load_policy(struct policy **policyp, const char *path)
{
	return load_policy_seen(policyp, path, see_nothing, NULL);
}

int load_policy_seen(struct policy **policyp, const char *path, load_seen_h *seen, void *arg)
{
	struct listener listener = {seen, arg};
	const struct policy_reader reader = {
		.read = read_seen, .zone = reader_zone, .arg = &listener};
	struct mbuf *said = mbuf_alloc(1024);
	int err = said ? load(policyp, said, path, &reader) : ENOMEM;

	if (said)
		(void)fwrite(said->buf, 1, said->end, stderr);

	mem_deref(said);
	return err;
}
