/*
 * sim_stream.c -- connections of the simulated world: what each end hears, and when
 */
#include <stdlib.h>
#include <string.h>
#include <check.h>
#include "sbc/world/sim_inner.h"

static struct sa at(const char *addr)
{
	struct sa sa;
	ck_assert_int_eq(0, sa_decode(&sa, addr, strlen(addr)));
	return sa;
}

enum habit {
	NONE = 0,
	REFUSE = 1,        /* does not keep the connection that it is lent */
	ECHO = 2,          /* sends back what it hears */
	HANG_UP = 4,       /* ends the connection when it hears something */
	GREET = 8,         /* says "hi" as soon as it is open */
	END_ON_OPEN = 16,  /* the caller ends the connection when it opens */
	END_LISTENER = 32, /* with the first connection */
	KEEP = 64          /* holds the connection when it is closed */
};

struct end {
	struct world *world;
	struct stream *stream;
	struct end *listener; /* of which this is the accepted end */
	unsigned habits;
	char heard[256];
};

struct story {
	struct end caller, listener, accepted;
	struct world *world;
	struct sa server;
};

static void note(struct end *end, const char *fmt, ...)
{
	size_t length = strlen(end->heard);
	va_list args;

	va_start(args, fmt);
	re_vsnprintf(end->heard + length, sizeof end->heard - length, fmt, args);
	va_end(args);
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

static void end_heard(struct stream *stream, struct mbuf *data, void *arg)
{
	struct end *end = arg;

	ck_assert_ptr_eq(stream, end->stream);
	note(end, "%b@%llu ", mbuf_buf(data), mbuf_get_left(data),
	     (unsigned long long)world_now_us(end->world));
	if (end->habits & ECHO)
		ck_assert_int_eq(0, stream_send(stream, data));
	if (end->habits & HANG_UP)
		end->stream = mem_deref(end->stream);
}

static void end_closed(struct stream *stream, int err, void *arg)
{
	struct end *end = arg;

	ck_assert_ptr_eq(stream, end->stream);
	note(end, "closed(%d)@%llu ", err, (unsigned long long)world_now_us(end->world));
	ck_assert_int_eq(ENOTCONN, say(end, "late"));
	if (!(end->habits & KEEP))
		end->stream = mem_deref(end->stream);
}

static void caller_opened(struct stream *stream, void *arg)
{
	struct end *end = arg;

	(void)stream;
	note(end, "open@%llu ", (unsigned long long)world_now_us(end->world));
	if (end->habits & GREET)
		ck_assert_int_eq(0, say(end, "hi"));
	if (end->habits & END_ON_OPEN)
		end->stream = mem_deref(end->stream);
}

static const struct stream_handlers end_handlers = {caller_opened, end_heard, end_closed};

static void listener_opened(struct stream *stream, void *arg)
{
	struct story *story = arg;
	struct end *end = &story->accepted;

	note(&story->listener, "%J ", stream_peer(stream));
	if (story->listener.habits & END_LISTENER)
		story->listener.stream = mem_deref(story->listener.stream);
	if (story->listener.habits & REFUSE)
		return;
	end->stream = mem_ref(stream);
	stream_attach(stream, &end_handlers, end);
	if (end->habits & GREET)
		ck_assert_int_eq(0, say(end, "hello"));
}

static void never_heard(struct stream *stream, struct mbuf *data, void *arg)
{
	(void)stream;
	(void)data;
	(void)arg;
	ck_abort_msg("a listener heard data");
}

static void never_closed(struct stream *stream, int err, void *arg)
{
	(void)stream;
	(void)err;
	(void)arg;
	ck_abort_msg("a listener was closed");
}

static const struct stream_handlers listener_handlers = {listener_opened, never_heard,
							 never_closed};

static struct sim_counts count(const struct world *world)
{
	struct sim_counts counts;

	sim_count(world, &counts);
	return counts;
}

static void begin(struct story *story, const struct faults *faults)
{
	memset(story, 0, sizeof *story);
	ck_assert_int_eq(0, sim_alloc(&story->world, 5));
	sim_faults(story->world, faults);
	story->server = at("192.0.2.2:5060");
	story->caller.world = story->listener.world = story->accepted.world = story->world;
}

static void open_listener(struct story *story)
{
	struct stream_config config = {
		.local = &story->server, .handlers = &listener_handlers, .arg = story};

	ck_assert_int_eq(0, stream_listen(&story->listener.stream, story->world, &config));
}

static void call(struct story *story)
{
	struct sa local = at("192.0.2.1:40000");
	struct stream_config config = {.local = &local,
				       .peer = &story->server,
				       .handlers = &end_handlers,
				       .arg = &story->caller};

	ck_assert_int_eq(0, stream_connect(&story->caller.stream, story->world, &config));
	ck_assert_str_eq("", story->caller.heard);
	ck_assert_int_eq(ENOTCONN, say(&story->caller, "too early"));
}

static void end(struct story *story)
{
	struct sim_counts none = {0}, counts;

	mem_deref(story->caller.stream);
	mem_deref(story->accepted.stream);
	mem_deref(story->listener.stream);
	ck_assert_int_eq(0, sim_settle(story->world, 1));
	counts = count(story->world);
	ck_assert(!memcmp(&none, &counts, sizeof none));
	mem_deref(story->world);
}

/* The caller calls at 0, and says "hi" when it is open. The way takes 10 us but where it is said. */
/* clang-format off */
static const struct {
	const char *what;
	unsigned caller, listener, accepted;
	const char *caller_hears, *accepted_hears;
	bool nobody_there;
} calls[] = {
	{"what is said is heard", GREET, 0, 0, "open@20 ", "hi@30 ", false},
	{"and answered", GREET, 0, ECHO, "open@20 hi@40 ", "hi@30 ", false},
	{"the greeting follows the opening", 0, 0, GREET, "open@20 hello@20 ", "", false},
	{"nobody listens", GREET, 0, 0, "closed(111)@20 ", "", true},
	{"it opens, but is not kept", 0, REFUSE, 0, "open@20 closed(0)@20 ", "", false},
	{"the other end hangs up", GREET, 0, HANG_UP, "open@20 closed(0)@40 ", "hi@30 ", false},
	{"the caller does, what was said is heard", GREET | END_ON_OPEN, 0, 0, "open@20 ",
	 "hi@30 closed(0)@30 ", false},
	{"the caller hangs up in its data handler", HANG_UP, 0, GREET, "open@20 hello@20 ",
	 "closed(0)@30 ", false},
	{"a connection outlives its listener", GREET, END_LISTENER, 0, "open@20 ", "hi@30 ", false},
};
/* clang-format on */

START_TEST(calling)
{
	struct faults way = {.delay_min_us = 10, .delay_max_us = 10};
	struct story story;

	begin(&story, &way);
	story.caller.habits = calls[_i].caller;
	story.listener.habits = calls[_i].listener;
	story.accepted.habits = calls[_i].accepted;
	if (!calls[_i].nobody_there)
		open_listener(&story);
	call(&story);
	sim_run(story.world, 100);
	ck_assert_msg(!strcmp(calls[_i].caller_hears, story.caller.heard), "%s: caller heard %s",
		      calls[_i].what, story.caller.heard);
	ck_assert_msg(!strcmp(calls[_i].accepted_hears, story.accepted.heard),
		      "%s: accepted heard %s", calls[_i].what, story.accepted.heard);
	if (!calls[_i].nobody_there)
		ck_assert_str_eq("192.0.2.1:40000 ", story.listener.heard);
	sim_faults(story.world, NULL);
	end(&story);
}
END_TEST

START_TEST(order_survives_a_storm)
{
	struct faults storm = {.loss_permille = 300,
			       .duplication_permille = 300,
			       .reordering_permille = 500,
			       .reordering_us = 900,
			       .delay_max_us = 500};
	struct story story;
	char order[27] = "";
	int heard = 0;

	begin(&story, NULL);
	open_listener(&story);
	call(&story);
	sim_run(story.world, 0);
	sim_faults(story.world, &storm);
	for (char text[] = "A"; *text <= 'Z'; ++*text)
		ck_assert_int_eq(0, say(&story.caller, text));
	sim_faults(story.world, NULL);
	sim_run(story.world, 10 * 1000 * 1000);
	for (const char *c = story.accepted.heard; *c; ++c)
		if (*c >= 'A')
			order[heard++] = *c;
	ck_assert_str_eq("ABCDEFGHIJKLMNOPQRSTUVWXYZ", order);
	end(&story);
}
END_TEST

/* With an open connection the way fails; the caller says "1"; later it is healed. */
START_TEST(a_dead_way_is_noticed_by_who_sends)
{
	struct faults dead = {.dead = {at("192.0.2.2:0")}, .deadc = 1};
	struct story story;

	begin(&story, NULL);
	story.caller.habits = KEEP;
	open_listener(&story);
	call(&story);
	sim_run(story.world, 0);
	sim_faults(story.world, &dead);
	ck_assert_int_eq(0, say(&story.caller, "1"));
	ck_assert_int_eq(0, say(&story.caller, "2")); /* swallowed: nobody knows yet */
	ck_assert_uint_eq(1, count(story.world).in_flight);
	sim_run(story.world, SIM_TIMEOUT_US - 1);
	ck_assert_str_eq("open@0 ", story.caller.heard);
	sim_run(story.world, 1);
	ck_assert_str_eq("open@0 closed(110)@30000000 ", story.caller.heard);
	ck_assert_str_eq("", story.accepted.heard); /* half open */
	sim_faults(story.world, NULL);
	ck_assert_int_eq(0, say(&story.accepted, "3"));
	sim_run(story.world, 0);
	ck_assert_str_eq("closed(104)@30000000 ", story.accepted.heard);
	end(&story);
}
END_TEST

/* As above, but the other end hangs up while the caller waits: it hears one end, not two. */
START_TEST(closed_comes_once)
{
	struct faults dead = {.dead = {at("192.0.2.2:0")}, .deadc = 1};
	struct story story;

	begin(&story, NULL);
	story.caller.habits = KEEP;
	open_listener(&story);
	call(&story);
	sim_run(story.world, 0);
	sim_faults(story.world, &dead);
	ck_assert_int_eq(0, say(&story.caller, "1"));
	sim_faults(story.world, NULL);
	story.accepted.stream = mem_deref(story.accepted.stream);
	sim_run(story.world, 2 * SIM_TIMEOUT_US);
	ck_assert_str_eq("open@0 closed(110)@30000000 ", story.caller.heard);
	end(&story);
}
END_TEST

START_TEST(an_answer_can_be_lost_on_its_way_back)
{
	struct faults way = {.delay_min_us = 10, .delay_max_us = 10};
	struct faults dead = {.dead = {at("192.0.2.2:0")}, .deadc = 1};
	struct story story;

	begin(&story, &way);
	open_listener(&story);
	call(&story);
	sim_faults(story.world, &dead);
	sim_run(story.world, 2 * SIM_TIMEOUT_US);
	ck_assert_str_eq("closed(110)@30000010 ", story.caller.heard);
	ck_assert_str_eq("", story.listener.heard);
	end(&story);
}
END_TEST

START_TEST(what_is_lost_is_sent_again)
{
	struct faults half = {.loss_permille = 500};
	struct story story;
	bool late = false;

	begin(&story, NULL);
	open_listener(&story);
	call(&story);
	sim_run(story.world, 0);
	sim_faults(story.world, &half);
	for (int i = 0; i < 5; ++i)
		ck_assert_int_eq(0, say(&story.caller, "1"));
	sim_faults(story.world, NULL);
	sim_run(story.world, 10 * SIM_RESEND_US);
	for (const char *at = story.accepted.heard; (at = strchr(at, '@')); ++at) {
		ck_assert_uint_eq(0, strtoull(at + 1, NULL, 10) % SIM_RESEND_US);
		late |= at[1] != '0';
	}
	ck_assert(late);
	end(&story);
}
END_TEST

START_TEST(a_listener_that_ended_is_not_there)
{
	struct story story;

	begin(&story, NULL);
	open_listener(&story);
	story.listener.stream = mem_deref(story.listener.stream);
	call(&story);
	sim_run(story.world, 0);
	ck_assert_str_eq("closed(111)@0 ", story.caller.heard);
	end(&story);
}
END_TEST

START_TEST(a_dead_host_does_not_answer)
{
	struct faults dead = {.dead = {at("192.0.2.2:0")}, .deadc = 1};
	struct story story;

	begin(&story, &dead);
	open_listener(&story);
	call(&story);
	sim_run(story.world, SIM_TIMEOUT_US);
	ck_assert_str_eq("closed(110)@30000000 ", story.caller.heard);
	ck_assert_str_eq("", story.listener.heard);
	end(&story);
}
END_TEST

START_TEST(a_way_that_loses_everything_is_dead)
{
	struct faults lost = {.loss_permille = 1000};
	struct story story;

	begin(&story, &lost);
	open_listener(&story);
	call(&story);
	sim_run(story.world, SIM_TIMEOUT_US);
	ck_assert_str_eq("closed(110)@30000000 ", story.caller.heard);
	end(&story);
}
END_TEST

START_TEST(the_queue_has_an_end)
{
	struct faults slow = {.delay_min_us = 100, .delay_max_us = 100};
	struct mbuf *half = mbuf_alloc(STREAM_QUEUE_BYTES / 2);
	struct story story;

	mbuf_fill(half, 'x', STREAM_QUEUE_BYTES / 2);
	mbuf_set_pos(half, 0);
	begin(&story, NULL);
	open_listener(&story);
	call(&story);
	sim_run(story.world, 0);
	sim_faults(story.world, &slow);
	ck_assert_int_eq(0, stream_send(story.caller.stream, half));
	ck_assert_int_eq(0, stream_send(story.caller.stream, half));
	ck_assert_int_eq(ENOSPC, say(&story.caller, "1"));
	sim_run(story.world, 100);
	story.accepted.heard[0] = '\0';
	ck_assert_int_eq(0, say(&story.caller, "1"));
	ck_assert_int_eq(0, say(&story.caller, "")); /* nothing is nothing */
	ck_assert_uint_eq(1, count(story.world).in_flight);
	sim_run(story.world, 100);
	ck_assert_str_eq("1@200 ", story.accepted.heard);
	mem_deref(half);
	sim_faults(story.world, NULL);
	end(&story);
}
END_TEST

START_TEST(ends_may_go_with_pieces_on_the_way)
{
	struct faults slow = {.delay_min_us = 100, .delay_max_us = 100};
	struct story story;

	begin(&story, &slow);
	open_listener(&story);
	call(&story);
	story.caller.stream = mem_deref(story.caller.stream); /* before anybody knocked */
	ck_assert_uint_eq(0, count(story.world).in_flight);
	call(&story);
	sim_run(story.world, 250);
	ck_assert_int_eq(0, say(&story.caller, "1"));
	ck_assert_int_eq(0, say(&story.accepted, "2"));
	story.caller.stream = mem_deref(story.caller.stream);
	story.accepted.stream = mem_deref(story.accepted.stream);
	ck_assert_uint_eq(0, count(story.world).in_flight);
	sim_faults(story.world, NULL);
	end(&story);
	ck_assert_str_eq("open@200 ", story.caller.heard);
}
END_TEST

START_TEST(refusals)
{
	struct sa any = at("0.0.0.0:5060"), no_port = at("192.0.2.2:0");
	struct story story;
	struct stream_config config = {.handlers = &end_handlers, .arg = &story.caller};
	struct stream *stream;

	begin(&story, NULL);
	open_listener(&story);
	config.local = &story.server;
	ck_assert_int_eq(EADDRINUSE, stream_listen(&stream, story.world, &config));
	config.local = &any;
	ck_assert_int_eq(EADDRNOTAVAIL, stream_listen(&stream, story.world, &config));
	config.local = NULL;
	config.peer = &no_port;
	ck_assert_int_eq(EINVAL, stream_connect(&stream, story.world, &config));
	config.peer = config.local = &story.server;
	end(&story);
}
END_TEST

START_TEST(callers_without_an_address_differ_by_port)
{
	struct stream *streams[2];
	struct story story;
	struct stream_config config = {.handlers = &end_handlers, .arg = &story.caller};

	begin(&story, NULL);
	story.listener.habits = REFUSE;
	open_listener(&story);
	config.peer = &story.server;
	for (int i = 0; i < 2; ++i)
		ck_assert_int_eq(0, stream_connect(&streams[i], story.world, &config));
	story.caller.stream = streams[0];
	mem_deref(streams[1]);
	sim_run(story.world, 0);
	ck_assert_str_eq("192.0.2.2:49152 ", story.listener.heard);
	ck_assert_int_eq(0, stream_connect(&story.caller.stream, story.world, &config));
	sim_run(story.world, 0);
	ck_assert_str_eq("192.0.2.2:49152 192.0.2.2:49154 ", story.listener.heard);
	for (int port = 49155; port <= UINT16_MAX; ++port) {
		ck_assert_int_eq(0, stream_connect(&streams[0], story.world, &config));
		mem_deref(streams[0]);
	}
	story.listener.heard[0] = '\0';
	ck_assert_int_eq(0, stream_connect(&story.caller.stream, story.world, &config));
	sim_run(story.world, 0);
	ck_assert_str_eq("192.0.2.2:49152 ", story.listener.heard);
	end(&story);
}
END_TEST

static void see(const struct sim_sight *sight, void *arg)
{
	char *seen = arg;

	ck_assert(sight->stream);
	re_snprintf(seen + strlen(seen), 100, "%J>%J %b x%u ", sight->from, sight->to,
		    mbuf_buf(sight->data), mbuf_get_left(sight->data), sight->copies);
}

START_TEST(the_watcher_sees_what_is_said)
{
	struct faults dead = {.dead = {at("192.0.2.2:0")}, .deadc = 1};
	struct story story;
	char seen[300] = "";

	begin(&story, NULL);
	sim_watch(story.world, see, seen);
	open_listener(&story);
	call(&story);
	sim_run(story.world, 0);
	ck_assert_int_eq(0, say(&story.caller, "1"));
	sim_faults(story.world, &dead);
	ck_assert_int_eq(0, say(&story.caller, "2"));
	ck_assert_str_eq("192.0.2.1:40000>192.0.2.2:5060 1 x1 192.0.2.1:40000>192.0.2.2:5060 2 x0 ",
			 seen);
	sim_faults(story.world, NULL);
	end(&story);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/sim_stream");
	TCase *tcase = tcase_create("sim_stream");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, calling, 0, sizeof calls / sizeof calls[0]);
	tcase_add_test(tcase, order_survives_a_storm);
	tcase_add_test(tcase, a_dead_way_is_noticed_by_who_sends);
	tcase_add_test(tcase, closed_comes_once);
	tcase_add_test(tcase, an_answer_can_be_lost_on_its_way_back);
	tcase_add_test(tcase, what_is_lost_is_sent_again);
	tcase_add_test(tcase, a_listener_that_ended_is_not_there);
	tcase_add_test(tcase, a_dead_host_does_not_answer);
	tcase_add_test(tcase, a_way_that_loses_everything_is_dead);
	tcase_add_test(tcase, the_queue_has_an_end);
	tcase_add_test(tcase, ends_may_go_with_pieces_on_the_way);
	tcase_add_test(tcase, refusals);
	tcase_add_test(tcase, callers_without_an_address_differ_by_port);
	tcase_add_test(tcase, the_watcher_sees_what_is_said);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
