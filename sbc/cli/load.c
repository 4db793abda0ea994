/* load.c -- what policy_load says, for a person; see load.h */
#include <stdio.h>
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

static void complain(const char *path, int err)
{
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++) {
		if (reasons[i].err == err) {
			(void)re_fprintf(stderr, "%s: %s\n", path, reasons[i].what);
			return;
		}
	}
	(void)re_fprintf(stderr, "%s: %m\n", path, err);
}

int load_policy(struct policy **policyp, const char *path)
{
	const struct policy_reader reader = {.read = reader_read};
	struct mbuf *mistakes = mbuf_alloc(1024);
	uint32_t mistakec = 0;
	int err = ENOMEM;

	if (mistakes)
		err = policy_load(policyp, path, &reader, mistakes, &mistakec);

	if (mistakec)
		(void)fwrite(mistakes->buf, 1, mistakes->end, stderr);
	else if (err)
		complain(path, err);

	mem_deref(mistakes);
	return err;
}
