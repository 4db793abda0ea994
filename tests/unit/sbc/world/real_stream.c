/*
 * real_stream.c -- TCP over the loopback: the same stories as in the simulated world
 */
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <check.h>
#include "sbc/world/real.h"

enum {
	PATIENCE_US = 5000000, /* then a test has failed */
};

enum habit {
	NONE = 0,
	REFUSE = 1,       /* the listener does not keep the connection that it is lent */
	ECHO = 2,         /* sends back what it hears */
	HANG_UP = 4,      /* ends the connection when it hears something */
	GREET = 8,        /* says "hi" as soon as it is open */
	END_LISTENER = 16 /* with the first connection */
};

struct end {
	struct story *story;
	struct stream *stream;
	unsigned habits;
	char heard[128];
};

struct story {
	struct world *world;
	struct end caller, accepted;
	struct stream *listener;
	unsigned listener_habits;
	struct sa server;
	struct timer patience;
	const char *wanted; /* what the caller hears last */
};

static void note(struct end *end, const char *what, size_t size)
{
	strncat(end->heard, what, size);
	strcat(end->heard, " ");
	if (end == &end->story->caller && strstr(end->heard, end->story->wanted))
		real_stop(end->story->world);
}

static int say(struct end *end, const char *text)
{
	struct mbuf *data = mbuf_alloc(1);
	int err;

	mbuf_write_str(data, "x");
	mbuf_write_str(data, text);
	mbuf_set_pos(data, 1);
	err = stream_send(end->stream, data);
	ck_assert_uint_eq(1, data->pos);
	mem_deref(data);
	return err;
}

static void end_opened(struct stream *stream, void *arg)
{
	struct end *end = arg;

	ck_assert_ptr_eq(stream, end->stream);
	note(end, "open", 4);
	if (end->habits & GREET)
		ck_assert_int_eq(0, say(end, "hi"));
}

static void end_heard(struct stream *stream, struct mbuf *data, void *arg)
{
	struct end *end = arg;

	note(end, (const char *)mbuf_buf(data), mbuf_get_left(data));
	if (end->habits & ECHO)
		ck_assert_int_eq(0, stream_send(stream, data));
	if (end->habits & HANG_UP)
		end->stream = mem_deref(end->stream);
}

static void end_closed(struct stream *stream, int err, void *arg)
{
	struct end *end = arg;

	ck_assert_ptr_eq(stream, end->stream);
	ck_assert_int_eq(ENOTCONN, say(end, "late"));
	end->stream = mem_deref(end->stream);
	note(end, err == 0 ? "closed" : err == ECONNREFUSED ? "refused" : "broken", 7);
}

static const struct stream_handlers end_handlers = {end_opened, end_heard, end_closed};

static void listener_opened(struct stream *stream, void *arg)
{
	struct story *story = arg;

	ck_assert(sa_is_loopback(stream_peer(stream)));
	if (story->listener_habits & END_LISTENER)
		story->listener = mem_deref(story->listener);
	if (story->listener_habits & REFUSE)
		return;
	story->accepted.stream = mem_ref(stream);
	stream_attach(stream, &end_handlers, &story->accepted);
	if (story->accepted.habits & GREET)
		ck_assert_int_eq(0, say(&story->accepted, "hi"));
}

static const struct stream_handlers listener_handlers = {listener_opened, end_heard, end_closed};

static void lose_patience(void *arg)
{
	real_stop(((struct story *)arg)->world);
}

static void open_ends(struct story *story, bool nobody_there)
{
	struct stream_config listens = {
		.local = &story->server, .handlers = &listener_handlers, .arg = story};
	struct stream_config calls = {
		.peer = &story->server, .handlers = &end_handlers, .arg = &story->caller};

	if (!nobody_there)
		ck_assert_int_eq(0, stream_listen(&story->listener, story->world, &listens));
	ck_assert_int_eq(0, stream_connect(&story->caller.stream, story->world, &calls));
	ck_assert_str_eq("", story->caller.heard);
	ck_assert_int_eq(ENOTCONN, say(&story->caller, "too early"));
}

/* clang-format off */
static const struct {
	const char *what, *server;
	unsigned caller, listener, accepted;
	const char *caller_hears;
	bool nobody_there;
} calls[] = {
	{"an echo", "127.0.0.1:45511", GREET, 0, ECHO, "open hi ", false},
	{"an echo, IPv6", "[::1]:45511", GREET, 0, ECHO, "open hi ", false},
	{"the other end speaks first", "127.0.0.1:45511", 0, 0, GREET, "open hi ", false},
	{"nobody listens", "127.0.0.1:45511", 0, 0, 0, "refused ", true},
	{"it opens, but is not kept", "127.0.0.1:45511", 0, REFUSE, 0, "open closed ", false},
	{"the other end hangs up", "127.0.0.1:45511", GREET, 0, HANG_UP, "open closed ", false},
	{"the caller, hearing something", "127.0.0.1:45511", HANG_UP, 0, GREET, "open hi ", false},
	{"all ends before the other end opens", "127.0.0.1:45511", 0, 0, 0, "open ", false},
	{"it outlives its listener", "127.0.0.1:45511", GREET, END_LISTENER, ECHO, "open hi ",
	 false},
};
/* clang-format on */

START_TEST(calling)
{
	struct story story = {.wanted = calls[_i].caller_hears};

	ck_assert_int_eq(0, sa_decode(&story.server, calls[_i].server, strlen(calls[_i].server)));
	story.caller = (struct end){.story = &story, .habits = calls[_i].caller};
	story.accepted = (struct end){.story = &story, .habits = calls[_i].accepted};
	story.listener_habits = calls[_i].listener;
	ck_assert_int_eq(0, real_alloc(&story.world));
	open_ends(&story, calls[_i].nobody_there);
	timer_start(&story.patience, story.world, PATIENCE_US, lose_patience, &story);
	ck_assert_int_eq(0, real_run(story.world, NULL, NULL));
	ck_assert_msg(!strcmp(story.caller.heard, calls[_i].caller_hears), "%s: %s", calls[_i].what,
		      story.caller.heard);
	timer_stop(&story.patience);
	mem_deref(story.caller.stream);
	mem_deref(story.accepted.stream);
	mem_deref(story.listener);
	mem_deref(story.world);
}
END_TEST

START_TEST(refusals)
{
	struct story story = {.world = NULL};
	struct stream_config config = {.handlers = &end_handlers, .arg = &story.caller};
	struct stream *first, *second;

	ck_assert_int_eq(0, real_alloc(&story.world));
	ck_assert_int_eq(0, sa_set_str(&story.server, "127.0.0.1", 45512));
	config.local = config.peer = &story.server;
	ck_assert_int_eq(0, stream_listen(&first, story.world, &config));
	ck_assert_int_eq(ENOTCONN, stream_send(first, NULL));
	ck_assert_int_eq(EADDRINUSE, stream_listen(&second, story.world, &config));
	config.tls = &(struct stream_tls){.certificate = NULL};
	ck_assert_int_eq(ENOKEY, stream_listen(&second, story.world, &config));
	mem_deref(first);
	mem_deref(story.world);
}
END_TEST

START_TEST(a_caller_may_go_before_the_answer)
{
	struct story story = {.wanted = "never"};

	ck_assert_int_eq(0, sa_set_str(&story.server, "127.0.0.1", 45514));
	story.caller.story = story.accepted.story = &story;
	ck_assert_int_eq(0, real_alloc(&story.world));
	open_ends(&story, false);
	story.caller.stream = mem_deref(story.caller.stream);
	timer_start(&story.patience, story.world, 20000, lose_patience, &story);
	ck_assert_int_eq(0, real_run(story.world, NULL, NULL));
	ck_assert_str_eq("", story.caller.heard);
	mem_deref(story.accepted.stream);
	mem_deref(story.listener);
	mem_deref(story.world);
}
END_TEST

static void keep_and_stop(struct stream *stream, void *arg)
{
	struct story *story = arg;

	if (stream != story->caller.stream)
		story->accepted.stream = mem_ref(stream);
	if (story->accepted.stream)
		real_stop(story->world);
}

static const struct stream_handlers stops = {keep_and_stop, end_heard, end_closed};

/* Nobody reads, as the loop stands still: the queue fills, and the sender is told. */
START_TEST(the_queue_has_an_end)
{
	struct story story = {.wanted = "never"};
	struct mbuf *data = mbuf_alloc(STREAM_QUEUE_BYTES / 4);
	struct stream_config config = {.local = &story.server, .handlers = &stops, .arg = &story};
	int err = 0, count = 0;

	mbuf_fill(data, 'x', STREAM_QUEUE_BYTES / 4);
	mbuf_set_pos(data, 0);
	ck_assert_int_eq(0, real_alloc(&story.world));
	ck_assert_int_eq(0, sa_set_str(&story.server, "127.0.0.1", 45513));
	ck_assert_int_eq(0, stream_listen(&story.listener, story.world, &config));
	config.local = NULL;
	config.peer = &story.server;
	ck_assert_int_eq(0, stream_connect(&story.caller.stream, story.world, &config));
	ck_assert_int_eq(0, real_run(story.world, NULL, NULL));
	while (!err && count++ < 1000)
		err = stream_send(story.accepted.stream, data);
	ck_assert_int_eq(ENOSPC, err);
	mem_deref(data);
	mem_deref(story.caller.stream);
	mem_deref(story.accepted.stream);
	mem_deref(story.listener);
	mem_deref(story.world);
}
END_TEST

/* The kernel's patience with the other end of a connection; 0: that is no connection. */
static unsigned patience_ms(int fd)
{
	struct sockaddr_storage peer;
	socklen_t size = sizeof peer;
	unsigned ms = 0;

	if (getpeername(fd, (struct sockaddr *)&peer, &size))
		return 0;

	size = sizeof ms;
	ck_assert_int_eq(0, getsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, &size));
	ck_assert_uint_ne(0, ms); /* else it would go on for a quarter of an hour */
	return ms;
}

/* Who has vanished without a word is found out, by both ends. */
START_TEST(nobody_is_believed_to_be_there_for_long)
{
	struct story story = {.wanted = "never"};
	struct stream_config config = {.local = &story.server, .handlers = &stops, .arg = &story};
	unsigned connections = 0;

	ck_assert_int_eq(0, real_alloc(&story.world));
	ck_assert_int_eq(0, sa_set_str(&story.server, "127.0.0.1", 45514));
	ck_assert_int_eq(0, stream_listen(&story.listener, story.world, &config));
	config.local = NULL;
	config.peer = &story.server;
	ck_assert_int_eq(0, stream_connect(&story.caller.stream, story.world, &config));
	ck_assert_int_eq(0, real_run(story.world, NULL, NULL));
	for (int fd = 3; fd < 64; fd++) {
		unsigned ms = patience_ms(fd);

		ck_assert_msg(!ms || ms * UINT64_C(1000) == STREAM_UNHEARD_US, "%u ms", ms);
		connections += ms != 0;
	}

	ck_assert_uint_eq(2, connections);
	mem_deref(story.caller.stream);
	mem_deref(story.accepted.stream);
	mem_deref(story.listener);
	mem_deref(story.world);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/real_stream");
	TCase *tcase = tcase_create("real_stream");
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 30);
	tcase_add_loop_test(tcase, calling, 0, sizeof calls / sizeof calls[0]);
	tcase_add_test(tcase, refusals);
	tcase_add_test(tcase, a_caller_may_go_before_the_answer);
	tcase_add_test(tcase, the_queue_has_an_end);
	tcase_add_test(tcase, nobody_is_believed_to_be_there_for_long);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
