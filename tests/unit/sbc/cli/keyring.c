/* keyring.c -- tests sbc/cli/keyring.c */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <check.h>
#include <re.h>
#include "policy/secret.h"
#include "sbc/cli/keyring.h"

static struct keyring *keyring_of(void)
{
	struct keyring *keyring;

	ck_assert_int_eq(0, keyring_alloc(&keyring));
	return keyring;
}

static void gives(struct keyring *keyring, const char *source, const char *expect)
{
	char *text = NULL;

	ck_assert_int_eq(0, keyring_read(&text, source, keyring));
	ck_assert_str_eq(expect, text);
	mem_deref(text);
}

START_TEST(a_variable_is_read_and_wiped)
{
	struct keyring *keyring = keyring_of();
	char *inside;

	ck_assert_int_eq(0, setenv("KEYRING_TEST", "hunter2", 1));
	inside = getenv("KEYRING_TEST");
	gives(keyring, "env:KEYRING_TEST", "hunter2");
	ck_assert(!getenv("KEYRING_TEST"));
	ck_assert_str_eq("", inside);
	gives(keyring, "env:KEYRING_TEST", "hunter2"); /* a reload reads it again */
	mem_deref(keyring);
}
END_TEST

START_TEST(the_first_value_stays)
{
	struct keyring *keyring = keyring_of();

	(void)setenv("KEYRING_TEST", "first", 1);
	gives(keyring, "env:KEYRING_TEST", "first");
	(void)setenv("KEYRING_TEST", "second", 1);
	gives(keyring, "env:KEYRING_TEST", "first");
	ck_assert(!getenv("KEYRING_TEST"));
	mem_deref(keyring);
}
END_TEST

static void make_file(char path[64], const char *text, size_t length, mode_t mode)
{
	int fd;

	strcpy(path, "/tmp/keyring-test-XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_eq((ssize_t)length, write(fd, text, length));
	ck_assert_int_eq(0, fchmod(fd, mode));
	close(fd);
}

/* Each row is a file and the password in it. */
static const struct {
	const char *what, *text, *expect;
} files[] = {
	{"a line",                 "hunter2\n",          "hunter2"   },
	{"a line without its end", "hunter2",            "hunter2"   },
	{"the first of two",       "hunter2\nhunter3\n", "hunter2"   },
	{"as Windows ends it",     "hunter2\r\n",        "hunter2"   },
	{"with spaces",            " hunter 2 \n",       " hunter 2 "},
	{"an empty file",          "",                   ""          },
	{"an empty first line",    "\nhunter2\n",        ""          },
};

START_TEST(file)
{
	struct keyring *keyring = keyring_of();
	char path[64], source[80];

	make_file(path, files[_i].text, strlen(files[_i].text), 0600);
	re_snprintf(source, sizeof source, "file:%s", path);
	gives(keyring, source, files[_i].expect);
	unlink(path);
	mem_deref(keyring);
}
END_TEST

START_TEST(as_long_as_there_may_be)
{
	struct keyring *keyring = keyring_of();
	char text[SECRET_SIZE + 1], path[64], source[80], *read = NULL;

	memset(text, 'a', sizeof text);
	for (int more = 0; more < 2; more++) {
		make_file(path, text, SECRET_SIZE - 1 + (size_t)more, 0600);
		re_snprintf(source, sizeof source, "file:%s", path);
		ck_assert_int_eq(more ? EMSGSIZE : 0, keyring_read(&read, source, keyring));
		if (!more)
			ck_assert_uint_eq(SECRET_SIZE - 1, strlen(read));
		unlink(path);
	}

	text[SECRET_SIZE] = '\0';
	(void)setenv("KEYRING_TEST", text, 1);
	mem_deref(read);
	read = NULL;
	ck_assert_int_eq(EMSGSIZE, keyring_read(&read, "env:KEYRING_TEST", keyring));
	ck_assert(!read);
	mem_deref(keyring);
}
END_TEST

/* What keyring_read writes to stderr for a file of this mode. */
static void warning_of(char said[256], mode_t mode)
{
	struct keyring *keyring = keyring_of();
	char path[64], source[80], *text = NULL;
	const int saved = dup(2);
	int pipes[2];
	ssize_t size;

	make_file(path, "hunter2", 7, mode);
	re_snprintf(source, sizeof source, "file:%s", path);
	ck_assert_int_eq(0, pipe(pipes));
	dup2(pipes[1], 2);
	close(pipes[1]);
	ck_assert_int_eq(0, keyring_read(&text, source, keyring));
	dup2(saved, 2);
	close(saved);
	size = read(pipes[0], said, 255);
	said[size > 0 ? size : 0] = '\0';
	close(pipes[0]);
	unlink(path);
	mem_deref(text);
	mem_deref(keyring);
}

START_TEST(a_file_that_others_may_read_is_warned_of)
{
	char said[256];

	warning_of(said, 0600);
	ck_assert_str_eq("", said);
	warning_of(said, 0640);
	ck_assert(strstr(said, ": warning: others may read this password: chmod 600\n"));
	warning_of(said, 0604);
	ck_assert(strstr(said, ": warning: others may read this password: chmod 600\n"));
	ck_assert(!strstr(said, "hunter2"));
}
END_TEST

START_TEST(a_credential_of_systemd)
{
	struct keyring *keyring = keyring_of();
	char folder[] = "/tmp/keyring-folder-XXXXXX", path[64], *text = NULL;
	int fd;

	(void)unsetenv("CREDENTIALS_DIRECTORY");
	ck_assert_int_eq(ENOENT, keyring_read(&text, "credential:fpt", keyring));
	ck_assert(mkdtemp(folder) != NULL);
	(void)setenv("CREDENTIALS_DIRECTORY", folder, 1);
	ck_assert_int_eq(ENOENT, keyring_read(&text, "credential:fpt", keyring));

	re_snprintf(path, sizeof path, "%s/fpt", folder);
	fd = open(path, O_CREAT | O_WRONLY, 0400);
	ck_assert_int_eq(8, write(fd, "hunter2\n", 8));
	close(fd);
	gives(keyring, "credential:fpt", "hunter2");
	ck_assert_int_eq(ENOENT, keyring_read(&text, "credential:../x", keyring));
	unlink(path);
	rmdir(folder);
	mem_deref(keyring);
}
END_TEST

/* Each row is a source that gives nothing. */
static const struct {
	const char *source;
	int err;
} refused[] = {
	{"env:KEYRING_TEST_NONE", ENOENT},
	{"file:/nowhere/secret",  ENOENT},
	{"file:/tmp",             EISDIR},
	{"hunter2",               ENOENT},
};

START_TEST(nothing)
{
	struct keyring *keyring = keyring_of();
	char *text = NULL;

	ck_assert_int_eq(refused[_i].err, keyring_read(&text, refused[_i].source, keyring));
	ck_assert(!text);
	mem_deref(keyring);
}
END_TEST

START_TEST(as_many_variables_as_there_may_be)
{
	struct keyring *keyring = keyring_of();
	char name[32], source[40], *text = NULL;

	for (uint32_t i = 0; i <= KEYRING_MAX; i++) {
		re_snprintf(name, sizeof name, "KEYRING_TEST_%u", i);
		re_snprintf(source, sizeof source, "env:%s", name);
		(void)setenv(name, "x", 1);
		if (i < KEYRING_MAX)
			gives(keyring, source, "x");
		else
			ck_assert_int_eq(E2BIG, keyring_read(&text, source, keyring));
	}
	mem_deref(keyring);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/cli/keyring");
	TCase *tcase = tcase_create("keyring");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, file, 0, ARRAY_SIZE(files));
	tcase_add_loop_test(tcase, nothing, 0, ARRAY_SIZE(refused));
	tcase_add_test(tcase, a_variable_is_read_and_wiped);
	tcase_add_test(tcase, the_first_value_stays);
	tcase_add_test(tcase, as_long_as_there_may_be);
	tcase_add_test(tcase, a_file_that_others_may_read_is_warned_of);
	tcase_add_test(tcase, a_credential_of_systemd);
	tcase_add_test(tcase, as_many_variables_as_there_may_be);
	tcase_set_timeout(tcase, 60);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
