/* reader.c -- tests sbc/cli/reader.c */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <check.h>
#include <re.h>
#include "sbc/cli/reader.h"

enum {
	PATH_SIZE = 32
};

/* A file of `size` bytes 'y', with `text` at its begin. */
static void make_file(char path[PATH_SIZE], const char *text, size_t length, off_t size)
{
	char many[65536];
	int fd;

	strcpy(path, "/tmp/reader-test-XXXXXX");
	fd = mkstemp(path);
	memset(many, 'y', sizeof many);
	ck_assert_int_eq((ssize_t)length, write(fd, text, length));
	for (off_t left = size - (off_t)length; left > 0; left -= (off_t)sizeof many) {
		size_t piece = left < (off_t)sizeof many ? (size_t)left : sizeof many;
		ck_assert_int_eq((ssize_t)piece, write(fd, many, piece));
	}
	close(fd);
}

/* Each row is a file with that text at its begin and of that size, and how reading it ends. */
static const struct {
	const char *what;
	const char *text;
	size_t length;
	off_t size;
	int err;
} files[] = {
	{"an empty file is an empty text",      "",     0, 0,                   0     },
	{"a short file",                        "a: b", 4, 4,                   0     },
	{"a file of exactly one piece",         "a",    1, 65536,               0     },
	{"a file of several pieces",            "a",    1, 200001,              0     },
	{"the largest file",                    "a",    1, READER_SIZE_MAX,     0     },
	{"one byte more",                       "a",    1, READER_SIZE_MAX + 1, EFBIG },
	{"a zero byte would hide what follows", "a\0b", 3, 3,                   EILSEQ},
};

START_TEST(file)
{
	char path[PATH_SIZE], *text = NULL;
	int err;

	make_file(path, files[_i].text, files[_i].length, files[_i].size);
	err = reader_read(&text, path, NULL);
	unlink(path);

	ck_assert_msg(files[_i].err == err, "%s: %d", files[_i].what, err);
	ck_assert_msg(!text == (err != 0), "%s", files[_i].what);
	if (text) {
		ck_assert_msg(strlen(text) == (size_t)files[_i].size, "%s", files[_i].what);
		ck_assert_msg(0 == strncmp(text, files[_i].text, files[_i].length), "%s",
			      files[_i].what);
		ck_assert_msg(files[_i].size < 5 || text[files[_i].size - 1] == 'y', "%s",
			      files[_i].what);
	}
	mem_deref(text);
}
END_TEST

/* Each row is a path that gives no text. */
static const struct {
	const char *path;
	int err;
} refused[] = {
	{"/nowhere/office.yaml", ENOENT},
	{"/tmp",		 EISDIR},
	{"/dev/zero",            EILSEQ},
};

START_TEST(no_file)
{
	char *text = NULL;

	ck_assert_int_eq(refused[_i].err, reader_read(&text, refused[_i].path, NULL));
	ck_assert_ptr_null(text);
}
END_TEST

/* A pipe in a folder of its own, which the caller removes. */
static void make_pipe(char path[PATH_SIZE], char folder[PATH_SIZE])
{
	strcpy(folder, "/tmp/reader-pipe-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	(void)re_snprintf(path, PATH_SIZE, "%s/p", folder);
	ck_assert_int_eq(0, mkfifo(path, 0600));
}

/* As of `sbc diff <(git show HEAD:sbc.yaml) sbc.yaml`. */
START_TEST(a_pipe_that_is_filled_by_and_by)
{
	char path[PATH_SIZE], folder[PATH_SIZE], *text = NULL;
	int fd, err;

	make_pipe(path, folder);
	fd = open(path, O_RDWR); /* somebody has it open before we read */
	if (!fork()) {
		for (int i = 0; i < 3; i++) {
			usleep(50000);
			(void)!write(fd, "ab", 2);
		}
		_exit(0);
	}
	err = close(fd) ? errno : reader_read(&text, path, NULL);
	unlink(path);
	rmdir(folder);

	ck_assert_int_eq(0, err);
	ck_assert_str_eq("ababab", text);
	mem_deref(text);
}
END_TEST

START_TEST(a_pipe_into_which_nobody_writes)
{
	char path[PATH_SIZE], folder[PATH_SIZE], *text = NULL;
	int fd, open_err, shut_err;

	make_pipe(path, folder);
	shut_err = reader_read(&text, path, NULL);
	ck_assert_str_eq("", text);
	text = mem_deref(text);
	fd = open(path, O_RDWR);
	open_err = reader_read(&text, path, NULL);
	close(fd);
	unlink(path);
	rmdir(folder);

	ck_assert_int_eq(0, shut_err); /* empty, as far as anybody can tell */
	ck_assert_int_eq(ETIMEDOUT, open_err);
	ck_assert_ptr_null(text);
}
END_TEST

START_TEST(no_descriptor_is_left)
{
	char path[PATH_SIZE], *text = NULL;
	int before = dup(0), after;

	close(before);
	make_file(path, "a", 1, 1);
	ck_assert_int_eq(0, reader_read(&text, path, NULL));
	unlink(path);
	(void)reader_read(&(char *){NULL}, "/tmp", NULL);
	after = dup(0);
	close(after);
	ck_assert_int_eq(before, after);
	mem_deref(text);
}
END_TEST

START_TEST(a_zone_is_there)
{
	struct mbuf *mb = NULL;

	ck_assert_int_eq(0, reader_zone(&mb, "Asia/Ho_Chi_Minh", NULL));
	ck_assert_uint_gt(mb->end, 44);
	ck_assert(!memcmp(mb->buf, "TZif", 4));
	mem_deref(mb);
}
END_TEST

START_TEST(no_zone)
{
	struct mbuf *mb = NULL;

	ck_assert_int_eq(ENOENT, reader_zone(&mb, "Asia/Hanoi", NULL));
	ck_assert_int_eq(ENOENT, reader_zone(&mb, "Asia", NULL)); /* a folder */
	ck_assert_ptr_null(mb);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/cli/reader");
	TCase *tcase = tcase_create("reader");
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, file, 0, sizeof files / sizeof files[0]);
	tcase_add_loop_test(tcase, no_file, 0, sizeof refused / sizeof refused[0]);
	tcase_add_test(tcase, a_pipe_that_is_filled_by_and_by);
	tcase_add_test(tcase, a_pipe_into_which_nobody_writes);
	tcase_add_test(tcase, no_descriptor_is_left);
	tcase_add_test(tcase, a_zone_is_there);
	tcase_add_test(tcase, no_zone);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
