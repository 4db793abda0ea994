/* load.c -- what policy_load says, for a person; see load.h */
#include <stdio.h>
#include "policy/unread.h"
#include "sbc/cli/keyring.h"
#include "sbc/cli/load.h"
#include "sbc/cli/reader.h"

static int load(struct policy **policyp, struct mbuf *said, const char *path,
		const struct policy_reader *reader)
{
	uint32_t mistakec = 0;
	int err = policy_load(policyp, path, reader, said, &mistakec);

	if (err && !mistakec)
		(void)mbuf_printf(said, "%s: %H\n", path, unread_why, &err);

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
