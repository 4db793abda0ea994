/* unread.c -- tests policy/unread.c */
#include <errno.h>
#include <string.h>
#include <check.h>
#include "policy/unread.h"

/* Each row is a reader's error and what is said of it. */
static const struct {
	int err;
	const char *says;
} errors[] = {
	{ENOENT,    "no such file"                         },
	{EISDIR,    "it is a directory, not a file"        },
	{EACCES,    "this user may not read it"            },
	{EFBIG,     "larger than 32 MiB"                   },
	{EILSEQ,    "not a text file: it has a zero byte"  },
	{ETIMEDOUT, "it is a pipe into which nobody writes"},
	{EIO,       "Input/output error"                   },
};

START_TEST(why)
{
	char text[80];

	(void)re_snprintf(text, sizeof text, "%H", unread_why, &errors[_i].err);
	ck_assert_str_eq(errors[_i].says, text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/unread");
	TCase *tcase = tcase_create("unread");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, why, 0, sizeof errors / sizeof errors[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
