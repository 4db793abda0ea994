/*
 * real_datagrams.c -- datagrams over the loopback, IPv4 and IPv6
 */
#include <string.h>
#include <unistd.h>
#include <sys/resource.h>
#include <check.h>
#include "sbc/world/real.h"

enum {
	PATIENCE_US = 5000000, /* then a test has failed */
	MANY = 3 * REAL_BATCH,
};

static struct sa at(const char *addr)
{
	struct sa sa = {.len = 0}; /* libre leaves IPv6's scope as it was */
	ck_assert_int_eq(0, sa_decode(&sa, addr, strlen(addr)));
	return sa;
}

struct story {
	struct world *world;
	struct datagrams *a, *b;
	struct sa at_a, at_b;
	struct timer patience;
	uint32_t heard, wanted;
	bool lets_go; /* of b, in b's handler */
	struct mbuf *kept[2];
};

static void say(struct datagrams *from, const struct sa *to, const char *text)
{
	struct mbuf *data = mbuf_alloc(64);

	mbuf_write_str(data, "x");
	mbuf_write_str(data, text);
	mbuf_set_pos(data, 1);
	ck_assert_int_eq(0, datagrams_send(from, to, data));
	ck_assert_uint_eq(1, data->pos);
	mem_deref(data);
}

static void lose_patience(void *arg)
{
	struct story *story = arg;

	real_stop(story->world);
}

static void hear(const struct sa *from, struct mbuf *data, void *arg)
{
	struct story *story = arg;

	ck_assert(sa_cmp(from, &story->at_a, SA_ALL));
	if (story->heard < 2)
		story->kept[story->heard] = mem_ref(data);
	if (++story->heard == story->wanted)
		real_stop(story->world);
	if (story->lets_go)
		story->b = mem_deref(story->b);
}

static void ignore(const struct sa *from, struct mbuf *data, void *arg)
{
	(void)from;
	(void)data;
	(void)arg;
}

static void begin(struct story *story, const char *a, const char *b)
{
	*story = (struct story){.at_a = at(a), .at_b = at(b)};
	ck_assert_int_eq(0, real_alloc(&story->world));
	ck_assert_int_eq(0, datagrams_open(&story->a, story->world, &story->at_a, ignore, NULL));
	ck_assert_int_eq(0, datagrams_open(&story->b, story->world, &story->at_b, hear, story));
}

static void run(struct story *story, uint32_t wanted, uint64_t patience_us)
{
	story->wanted = wanted;
	timer_start(&story->patience, story->world, patience_us, lose_patience, story);
	ck_assert_int_eq(0, real_run(story->world, NULL, NULL));
	timer_stop(&story->patience);
}

static void end(struct story *story)
{
	mem_deref(story->kept[0]);
	mem_deref(story->kept[1]);
	mem_deref(story->a);
	mem_deref(story->b);
	mem_deref(story->world);
}

static const struct {
	const char *a, *b;
} families[] = {
	{"127.0.0.1:45501", "127.0.0.2:45502"},
	{"[::1]:45501",     "[::1]:45502"    },
};

START_TEST(exchange)
{
	struct story story;

	begin(&story, families[_i].a, families[_i].b);
	say(story.a, &story.at_b, "first");
	say(story.a, &story.at_b, "second");
	ck_assert_uint_eq(0, story.heard); /* never from inside the call that asked */
	run(&story, 2, PATIENCE_US);
	ck_assert_uint_eq(2, story.heard);
	ck_assert_uint_eq(5, mbuf_get_left(story.kept[0])); /* kept, and not overwritten */
	ck_assert(!memcmp(mbuf_buf(story.kept[0]), "first", 5));
	ck_assert(!memcmp(mbuf_buf(story.kept[1]), "second", 6));
	end(&story);
}
END_TEST

/* Six after four: the longer address must have its room again. */
START_TEST(both_families_in_one_world)
{
	struct sa at_six = at("[::1]:45503");
	struct datagrams *six;
	struct story story;

	begin(&story, families[0].a, families[0].b);
	say(story.a, &story.at_b, "x");
	run(&story, 1, PATIENCE_US);
	mem_deref(story.a);
	mem_deref(story.b);
	story.at_a = at_six;
	ck_assert_int_eq(0, datagrams_open(&six, story.world, &at_six, hear, &story));
	say(six, &at_six, "x");
	run(&story, 2, PATIENCE_US);
	ck_assert_uint_eq(2, story.heard);
	mem_deref(six);
	story.a = story.b = NULL;
	end(&story);
}
END_TEST

START_TEST(more_than_a_batch_and_lengths_that_shrink)
{
	static char text[MANY + 1];
	struct story story;

	begin(&story, families[0].a, families[0].b);
	memset(text, 'x', MANY);
	for (int i = 0; i < MANY; ++i)
		say(story.a, &story.at_b, text + i);
	run(&story, MANY, PATIENCE_US);
	ck_assert_uint_eq(MANY, story.heard);
	ck_assert_uint_eq(MANY, mbuf_get_left(story.kept[0]));
	ck_assert_uint_eq(MANY - 1, mbuf_get_left(story.kept[1]));
	end(&story);
}
END_TEST

START_TEST(the_largest_and_the_empty_datagram)
{
	struct mbuf *data = mbuf_alloc(65508);
	struct story story;

	begin(&story, families[0].a, families[0].b);
	mbuf_fill(data, 'y', 65507);
	mbuf_set_pos(data, 0);
	ck_assert_int_eq(0, datagrams_send(story.a, &story.at_b, data));
	say(story.a, &story.at_b, "");
	mbuf_skip_to_end(data);
	mbuf_write_u8(data, 'y');
	mbuf_set_pos(data, 0);
	ck_assert_int_eq(EMSGSIZE, datagrams_send(story.a, &story.at_b, data));
	run(&story, 2, PATIENCE_US);
	ck_assert_uint_eq(65507, mbuf_get_left(story.kept[0]));
	ck_assert_uint_eq(0, mbuf_get_left(story.kept[1]));
	mem_deref(data);
	end(&story);
}
END_TEST

START_TEST(a_socket_may_go_in_its_own_handler)
{
	struct story story;

	begin(&story, families[0].a, families[0].b);
	story.lets_go = true;
	for (int i = 0; i < 10; ++i)
		say(story.a, &story.at_b, "x");
	run(&story, 10, 50000);
	ck_assert_uint_eq(1, story.heard);
	ck_assert_int_eq(0, datagrams_open(&story.b, story.world, &story.at_b, hear, &story));
	end(&story);
}
END_TEST

/* b sends to a port where nobody is, again and again, and still hears. */
START_TEST(icmp_does_not_stop_the_reading)
{
	struct sa nobody = at("127.0.0.1:45509");
	struct story story;

	begin(&story, families[0].a, families[0].b);
	for (int i = 0; i < 3; ++i)
		say(story.b, &nobody, "x");
	say(story.a, &story.at_b, "x");
	run(&story, 1, PATIENCE_US);
	say(story.b, &nobody, "x");
	say(story.a, &story.at_b, "x");
	run(&story, 2, PATIENCE_US);
	ck_assert_uint_eq(2, story.heard);
	end(&story);
}
END_TEST

static const struct {
	const char *what, *addr;
	int err;
} locals[] = {
	{"a port in use",               "127.0.0.1:45501", EADDRINUSE   },
	{"an address that is not ours", "192.0.2.1:45501", EADDRNOTAVAIL},
	{"IPv6 of all beside IPv4",     "[::]:45501",      0            },
};

START_TEST(opening)
{
	struct sa local = at(locals[_i].addr);
	struct datagrams *datagrams = NULL;
	struct story story;

	begin(&story, families[0].a, families[0].b);
	ck_assert_msg(datagrams_open(&datagrams, story.world, &local, ignore, NULL)
			      == locals[_i].err,
		      "%s", locals[_i].what);
	mem_deref(datagrams);
	end(&story);
}
END_TEST

START_TEST(the_other_family_is_refused)
{
	struct sa six = at("[::1]:45502");
	struct mbuf *data = mbuf_alloc(1);
	struct story story;

	begin(&story, families[0].a, families[0].b);
	mbuf_write_u8(data, 'x');
	mbuf_set_pos(data, 0);
	ck_assert_int_eq(EAFNOSUPPORT, datagrams_send(story.a, &six, data));
	mem_deref(data);
	end(&story);
}
END_TEST

/* Whichever is lower: the loop's own limit or the machine's. */
START_TEST(descriptors_come_to_an_end)
{
	struct sa free_port = at("127.0.0.1:45503");
	struct datagrams *one_more;
	struct rlimit limit;
	struct story story;
	int last = 0;

	begin(&story, families[0].a, families[0].b);
	ck_assert_int_eq(0, getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = limit.rlim_max;
	ck_assert_int_eq(0, setrlimit(RLIMIT_NOFILE, &limit));
	while (last >= 0 && last < FD_SETSIZE)
		last = dup(0);
	if (last == FD_SETSIZE) { /* the machine lets us: more than libre's own limit */
		ck_assert_int_eq(0,
				 datagrams_open(&one_more, story.world, &free_port, ignore, NULL));
		mem_deref(one_more);
	}
	while (last >= 0 && last < REAL_FDS_MAX - 1)
		last = dup(0);
	ck_assert_int_eq(EMFILE, datagrams_open(&one_more, story.world, &free_port, ignore, NULL));
	story.b = mem_deref(story.b);
	ck_assert_int_eq(0, datagrams_open(&story.b, story.world, &story.at_b, hear, &story));
	say(story.a, &story.at_b, "x");
	run(&story, 1, PATIENCE_US);
	ck_assert_uint_eq(1, story.heard);
	end(&story);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/real_datagrams");
	TCase *tcase = tcase_create("real_datagrams");
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 30);
	tcase_add_loop_test(tcase, exchange, 0, sizeof families / sizeof families[0]);
	tcase_add_test(tcase, both_families_in_one_world);
	tcase_add_test(tcase, more_than_a_batch_and_lengths_that_shrink);
	tcase_add_test(tcase, the_largest_and_the_empty_datagram);
	tcase_add_test(tcase, a_socket_may_go_in_its_own_handler);
	tcase_add_test(tcase, icmp_does_not_stop_the_reading);
	tcase_add_loop_test(tcase, opening, 0, sizeof locals / sizeof locals[0]);
	tcase_add_test(tcase, the_other_family_is_refused);
	tcase_add_test(tcase, descriptors_come_to_an_end);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
