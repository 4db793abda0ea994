/* unread.c -- a row for each error of a reader that has a plainer name; see unread.h */
#include <errno.h>
#include "policy/unread.h"

static const struct {
	int err;
	const char *why;
} reasons[] = {
	{ENOENT,    "no such file"                         },
	{EISDIR,    "it is a directory, not a file"        },
	{EACCES,    "this user may not read it"            },
	{EFBIG,     "larger than 32 MiB"                   },
	{EILSEQ,    "not a text file: it has a zero byte"  },
	{ETIMEDOUT, "it is a pipe into which nobody writes"},
};

int unread_why(struct re_printf *pf, const int *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		if (reasons[i].err == *err)
			return re_hprintf(pf, "%s", reasons[i].why);

	return re_hprintf(pf, "%m", *err);
}
