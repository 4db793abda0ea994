/* cdr.c -- tests sbc/admin/cdr.c */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <check.h>
#include "sbc/admin/cdr.h"

#define NOT_TAKEN "a call record that its file did not take"

enum {
	HEARD_SIZE = 1024
};

struct stage { /* a directory of its own, a file in it, and all that was told beside EVENT_CDR */
	char directory[32];
	char path[64];
	char heard[HEARD_SIZE];
	struct events *events;
	struct watcher *watcher;
	struct cdr_file *cdr;
};

static uint64_t date(const void *arg)
{
	(void)arg;
	return 0;
}

static void hear(const struct event *event, void *arg)
{
	struct stage *stage = arg;
	size_t used = strlen(stage->heard);

	if (event->kind == EVENT_CDR)
		return;

	if (event->kind == EVENT_MACHINE)
		(void)re_snprintf(stage->heard + used, HEARD_SIZE - used, "machine:%s\n",
				  event->text);
	else
		(void)re_snprintf(stage->heard + used, HEARD_SIZE - used, "%s:%s:%s:%s:%r\n",
				  event_name(event->kind), event->call, event->peer, event->text,
				  event->data);
}

static void raise_stage(struct stage *stage)
{
	memset(stage, 0, sizeof *stage);
	strcpy(stage->directory, "/tmp/cdr-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(stage->directory));
	(void)re_snprintf(stage->path, sizeof stage->path, "%s/cdr", stage->directory);
	ck_assert_int_eq(0, events_alloc(&stage->events, date, NULL));
	ck_assert_int_eq(0, events_watch(&stage->watcher, stage->events, hear, stage));
}

static void open_cdr(struct stage *stage)
{
	ck_assert_int_eq(0, cdr_open(&stage->cdr, stage->events, stage->path));
}

static void strike_stage(struct stage *stage)
{
	char rotated[80];

	mem_deref(stage->cdr);
	mem_deref(stage->watcher);
	mem_deref(stage->events);
	(void)re_snprintf(rotated, sizeof rotated, "%s.1", stage->path);
	(void)unlink(rotated);
	(void)unlink(stage->path);
	ck_assert_int_eq(0, rmdir(stage->directory));
}

static void record(struct stage *stage, const char *line)
{
	struct pl data = {line, strlen(line)};
	struct event event = {.kind = EVENT_CDR, .call = "c1", .peer = "fpt", .data = &data};

	event_emit(stage->events, &event);
}

static void file_holds(const char *path, const char *expect)
{
	char text[8192] = "";
	int fd = open(path, O_RDONLY);
	ssize_t size = read(fd, text, sizeof text - 1);

	ck_assert_msg(fd >= 0 && size >= 0, "%s cannot be read", path);
	close(fd);
	ck_assert_str_eq(expect, text);
}

START_TEST(a_line_is_there_when_emit_returns)
{
	struct stage stage;

	raise_stage(&stage);
	open_cdr(&stage);
	record(&stage, "{\"call\":1}");
	file_holds(stage.path, "{\"call\":1}\n");
	record(&stage, "{\"call\":2}");
	file_holds(stage.path, "{\"call\":1}\n{\"call\":2}\n");
	ck_assert_str_eq("", stage.heard);
	strike_stage(&stage);
}
END_TEST

START_TEST(what_was_in_the_file_stays)
{
	struct stage stage;

	raise_stage(&stage);
	open_cdr(&stage);
	record(&stage, "one");
	mem_deref(stage.cdr);
	record(&stage, "nobody watches");
	open_cdr(&stage);
	record(&stage, "two");
	file_holds(stage.path, "one\ntwo\n");
	strike_stage(&stage);
}
END_TEST

START_TEST(others_may_not_read_it)
{
	struct stage stage;
	struct stat file;

	umask(0);
	raise_stage(&stage);
	open_cdr(&stage);
	ck_assert_int_eq(0, stat(stage.path, &file));
	ck_assert_uint_eq(0640, file.st_mode & 0777);
	strike_stage(&stage);
}
END_TEST

START_TEST(only_records_are_written)
{
	struct stage stage;
	struct pl data = PL("INVITE");
	struct event message = {.kind = EVENT_SENT, .data = &data}, bare = {.kind = EVENT_CDR};

	raise_stage(&stage);
	open_cdr(&stage);
	event_emit(stage.events, &message);
	event_emit(stage.events, &bare);
	file_holds(stage.path, "");
	strike_stage(&stage);
}
END_TEST

START_TEST(a_rotated_file_is_made_anew)
{
	struct stage stage;
	char rotated[80];

	raise_stage(&stage);
	open_cdr(&stage);
	record(&stage, "old");
	(void)re_snprintf(rotated, sizeof rotated, "%s.1", stage.path);
	ck_assert_int_eq(0, rename(stage.path, rotated));
	record(&stage, "new");
	file_holds(rotated, "old\n");
	file_holds(stage.path, "new\n");
	ck_assert_str_eq("", stage.heard);
	strike_stage(&stage);
}
END_TEST

static int lowest_free_descriptor(void)
{
	int fd = dup(STDERR_FILENO);

	close(fd);
	return fd;
}

START_TEST(no_descriptor_is_left)
{
	int before = lowest_free_descriptor();
	struct stage stage;
	char rotated[80];

	raise_stage(&stage);
	open_cdr(&stage);
	record(&stage, "old");
	(void)re_snprintf(rotated, sizeof rotated, "%s.1", stage.path);
	ck_assert_int_eq(0, rename(stage.path, rotated));
	record(&stage, "new");
	stage.cdr = mem_deref(stage.cdr);
	ck_assert_int_eq(before, lowest_free_descriptor());
	strike_stage(&stage);
}
END_TEST

START_TEST(a_file_that_stays_is_not_opened_again)
{
	int below = dup(STDERR_FILENO); /* what is opened anew would take its place */
	struct stage stage;

	raise_stage(&stage);
	open_cdr(&stage);
	close(below);
	record(&stage, "one");
	ck_assert_int_eq(below, lowest_free_descriptor());
	strike_stage(&stage);
}
END_TEST

START_TEST(another_file_under_the_path_is_the_file)
{
	struct stage stage;
	char rotated[80];
	int fd;

	raise_stage(&stage);
	open_cdr(&stage);
	(void)re_snprintf(rotated, sizeof rotated, "%s.1", stage.path);
	ck_assert_int_eq(0, rename(stage.path, rotated));
	fd = open(stage.path, O_WRONLY | O_CREAT, 0600);
	ck_assert_int_eq(4, write(fd, "own\n", 4));
	close(fd);
	record(&stage, "new");
	file_holds(rotated, "");
	file_holds(stage.path, "own\nnew\n");
	strike_stage(&stage);
}
END_TEST

START_TEST(a_removed_directory_is_told_once_and_mended)
{
	struct stage stage;
	char expect[HEARD_SIZE];

	raise_stage(&stage);
	open_cdr(&stage);
	ck_assert_int_eq(0, unlink(stage.path));
	ck_assert_int_eq(0, rmdir(stage.directory));
	record(&stage, "one");
	record(&stage, "two");
	(void)re_snprintf(expect, sizeof expect,
			  "machine:%s: No such file or directory; call records go to the log until "
			  "it can be written again\nlost:c1:fpt:" NOT_TAKEN
			  ":one\nlost:c1:fpt:" NOT_TAKEN ":two\n",
			  stage.path);
	ck_assert_str_eq(expect, stage.heard);

	ck_assert_int_eq(0, mkdir(stage.directory, 0700));
	record(&stage, "three");
	file_holds(stage.path, "three\n");
	ck_assert_str_eq(expect, stage.heard);

	ck_assert_int_eq(0, unlink(stage.path));
	ck_assert_int_eq(0, rmdir(stage.directory));
	stage.heard[0] = '\0';
	record(&stage, "four");
	ck_assert_msg(strstr(stage.heard, "machine:") == stage.heard, "new trouble is told anew");
	ck_assert_int_eq(0, mkdir(stage.directory, 0700));
	strike_stage(&stage);
}
END_TEST

START_TEST(a_full_disk_loses_no_record)
{
	struct stage stage;

	raise_stage(&stage);
	strcpy(stage.path, "/dev/full");
	open_cdr(&stage);
	record(&stage, "one");
	record(&stage, "two");
	ck_assert_str_eq("machine:/dev/full: No space left on device; call records go to the log "
			 "until it can be written again\nlost:c1:fpt:" NOT_TAKEN
			 ":one\nlost:c1:fpt:" NOT_TAKEN ":two\n",
			 stage.heard);
	strcpy(stage.path, "");
	strike_stage(&stage);
}
END_TEST

START_TEST(half_a_line_is_taken_back)
{
	struct rlimit small = {10, RLIM_INFINITY}, none = {RLIM_INFINITY, RLIM_INFINITY};
	struct stage stage;

	signal(SIGXFSZ, SIG_IGN);
	raise_stage(&stage);
	open_cdr(&stage);
	record(&stage, "one");
	ck_assert_int_eq(0, setrlimit(RLIMIT_FSIZE, &small));
	record(&stage, "longer than 6");
	ck_assert_int_eq(0, setrlimit(RLIMIT_FSIZE, &none));
	file_holds(stage.path, "one\n");
	ck_assert_ptr_nonnull(strstr(stage.heard, "No space left on device"));
	ck_assert_ptr_nonnull(strstr(stage.heard, "lost:c1:fpt:" NOT_TAKEN ":longer than 6\n"));
	record(&stage, "two");
	file_holds(stage.path, "one\ntwo\n");
	strike_stage(&stage);
}
END_TEST

START_TEST(a_full_pipe_does_not_block)
{
	struct stage stage;
	int reader;

	raise_stage(&stage);
	ck_assert_int_eq(0, mkfifo(stage.path, 0600));
	ck_assert_int_eq(ENXIO, cdr_open(&stage.cdr, stage.events, stage.path));
	reader = open(stage.path, O_RDONLY | O_NONBLOCK);
	open_cdr(&stage);
	for (size_t i = 0; i < 100000 && !stage.heard[0]; i++)
		record(&stage, "a line that fills the pipe sooner or later");
	ck_assert_ptr_nonnull(strstr(stage.heard, "lost:"));
	close(reader);
	strike_stage(&stage);
}
END_TEST

/* Each row is a path that cannot be opened. */
static const struct {
	const char *path;
	int err;
} closed[] = {
	{"/nowhere/cdr", ENOENT},
	{"/tmp",         EISDIR},
	{"",	     ENOENT},
};

START_TEST(a_file_that_cannot_be_opened)
{
	struct stage stage;

	raise_stage(&stage);
	ck_assert_int_eq(closed[_i].err, cdr_open(&stage.cdr, stage.events, closed[_i].path));
	ck_assert_ptr_null(stage.cdr);
	record(&stage, "nobody watches");
	ck_assert_str_eq("", stage.heard);
	strike_stage(&stage);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/admin/cdr");
	TCase *tcase = tcase_create("cdr");
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, a_line_is_there_when_emit_returns);
	tcase_add_test(tcase, what_was_in_the_file_stays);
	tcase_add_test(tcase, others_may_not_read_it);
	tcase_add_test(tcase, only_records_are_written);
	tcase_add_test(tcase, a_rotated_file_is_made_anew);
	tcase_add_test(tcase, no_descriptor_is_left);
	tcase_add_test(tcase, a_file_that_stays_is_not_opened_again);
	tcase_add_test(tcase, another_file_under_the_path_is_the_file);
	tcase_add_test(tcase, a_removed_directory_is_told_once_and_mended);
	tcase_add_test(tcase, a_full_disk_loses_no_record);
	tcase_add_test(tcase, half_a_line_is_taken_back);
	tcase_add_test(tcase, a_full_pipe_does_not_block);
	tcase_add_loop_test(tcase, a_file_that_cannot_be_opened, 0,
			    sizeof closed / sizeof closed[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
