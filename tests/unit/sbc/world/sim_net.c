/*
 * sim_net.c -- datagrams of the simulated world: who gets which, when, in which order
 */
#include <stdio.h>
#include <string.h>
#include <check.h>
#include "sbc/world/sim_inner.h"

static struct sa at(const char *addr)
{
	struct sa sa;
	ck_assert_int_eq(0, sa_decode(&sa, addr, strlen(addr)));
	return sa;
}

struct host {
	struct world *world;
	struct datagrams *datagrams;
	struct sa local;
	char heard[256]; /* text, then '@' and when */
	bool lets_go;    /* of its own socket, in its handler */
	struct mbuf *kept;
};

static void hear(const struct sa *from, struct mbuf *data, void *arg)
{
	struct host *host = arg;
	size_t length = strlen(host->heard);
	int size = (int)mbuf_get_left(data);

	ck_assert_uint_eq(5060, sa_port(from));
	ck_assert(!sa_cmp(from, &host->local, SA_ALL)); /* but the other one */
	re_snprintf(host->heard + length, sizeof host->heard - length, "%b@%llu ", mbuf_buf(data),
		    (size_t)size, (unsigned long long)world_now_us(host->world));
	mem_deref(host->kept);
	host->kept = mem_ref(data);
	if (host->lets_go)
		host->datagrams = mem_deref(host->datagrams);
}

static void open_host(struct host *host, struct world *world, const char *addr)
{
	*host = (struct host){.world = world, .local = at(addr)};
	ck_assert_int_eq(0, datagrams_open(&host->datagrams, world, &host->local, hear, host));
}

static void close_host(struct host *host)
{
	mem_deref(host->datagrams);
	mem_deref(host->kept);
}

static int say(struct host *host, const struct sa *to, const char *text)
{
	struct mbuf *data = mbuf_alloc(64);
	int err;

	mbuf_write_str(data, "xx"); /* what lies before pos is not sent */
	mbuf_write_str(data, text);
	mbuf_set_pos(data, 2);
	err = datagrams_send(host->datagrams, to, data);
	ck_assert_uint_eq(2, data->pos);
	ck_assert_uint_eq(2 + strlen(text), data->end);
	mem_deref(data);
	return err;
}

static struct sim_counts count(const struct world *world)
{
	struct sim_counts counts;

	sim_count(world, &counts);
	return counts;
}

static void check_nothing_remains(struct world *world)
{
	struct sim_counts none = {0}, counts = count(world);

	ck_assert(!memcmp(&none, &counts, sizeof none));
	mem_deref(world);
}

/* A says 1, 2 and 3 to B at 0, 10 and 20 us. */
/* clang-format off */
static const struct {
	const char *what;
	struct faults faults;
	const char *heard;
} skies[] = {
	{"under a clear sky all arrive at once", {0}, "1@0 2@10 3@20 "},
	{"a way takes its time", {.delay_min_us = 50, .delay_max_us = 50}, "1@50 2@60 3@70 "},
	{"what is lost never comes", {.loss_permille = 1000}, ""},
	{"what is doubled comes twice", {.duplication_permille = 1000},
	 "1@0 1@0 2@10 2@10 3@20 3@20 "},
};
/* clang-format on */

START_TEST(sky)
{
	struct host a, b;
	struct world *world;

	ck_assert_int_eq(0, sim_alloc(&world, 7));
	open_host(&a, world, "192.0.2.1:5060");
	open_host(&b, world, "192.0.2.2:5060");
	sim_faults(world, &skies[_i].faults);
	ck_assert_int_eq(0, say(&a, &b.local, "1"));
	ck_assert_str_eq("", b.heard); /* never from inside the call that asked */
	sim_run(world, 10);
	ck_assert_int_eq(0, say(&a, &b.local, "2"));
	sim_run(world, 10);
	ck_assert_int_eq(0, say(&a, &b.local, "3"));
	ck_assert_int_eq(0, sim_settle(world, 1000));
	ck_assert_msg(!strcmp(b.heard, skies[_i].heard), "%s: %s", skies[_i].what, b.heard);
	close_host(&a);
	close_host(&b);
	check_nothing_remains(world);
}
END_TEST

START_TEST(weather_changes_only_what_is_sent_later)
{
	struct faults slow = {.delay_min_us = 100, .delay_max_us = 100};
	struct host a, b;
	struct world *world;

	ck_assert_int_eq(0, sim_alloc(&world, 7));
	open_host(&a, world, "192.0.2.1:5060");
	open_host(&b, world, "192.0.2.2:5060");
	sim_faults(world, &slow);
	ck_assert_int_eq(0, say(&a, &b.local, "1"));
	sim_faults(world, NULL);
	ck_assert_int_eq(0, say(&a, &b.local, "2"));
	ck_assert_uint_eq(2, count(world).in_flight);
	ck_assert_int_eq(0, sim_settle(world, 1000));
	ck_assert_str_eq("2@0 1@100 ", b.heard);
	close_host(&a);
	close_host(&b);
	check_nothing_remains(world);
}
END_TEST

START_TEST(reordering_lets_later_ones_overtake)
{
	struct faults some_late = {.reordering_permille = 500, .reordering_us = 1000};
	struct host a, b;
	struct world *world;

	ck_assert_int_eq(0, sim_alloc(&world, 1));
	open_host(&a, world, "192.0.2.1:5060");
	open_host(&b, world, "192.0.2.2:5060");
	sim_faults(world, &some_late);
	for (char text[] = "A"; *text <= 'H'; ++*text)
		ck_assert_int_eq(0, say(&a, &b.local, text));
	ck_assert_int_eq(0, sim_settle(world, 2000));
	char order[9] = "";
	int heard = 0;
	for (const char *c = b.heard; *c; ++c)
		if (*c >= 'A')
			order[heard++] = *c;
	ck_assert_int_eq(8, heard);
	ck_assert_str_ne("ABCDEFGH", order);
	close_host(&a);
	close_host(&b);
	check_nothing_remains(world);
}
END_TEST

static void say_timer(void *arg)
{
	struct host *host = arg;

	re_snprintf(host->heard + strlen(host->heard), 8, "timer ");
}

START_TEST(copies_have_their_own_way)
{
	struct faults twice = {.duplication_permille = 1000, .delay_max_us = 1000000};
	struct host a, b;
	struct world *world;

	ck_assert_int_eq(0, sim_alloc(&world, 1));
	open_host(&a, world, "192.0.2.1:5060");
	open_host(&b, world, "192.0.2.2:5060");
	sim_faults(world, &twice);
	ck_assert_int_eq(0, say(&a, &b.local, "1"));
	ck_assert_int_eq(0, sim_settle(world, 1000000));
	unsigned long long first_us, second_us;
	ck_assert_int_eq(2, sscanf(b.heard, "1@%llu 1@%llu ", &first_us, &second_us));
	ck_assert_uint_lt(first_us, second_us);
	close_host(&a);
	close_host(&b);
	check_nothing_remains(world);
}
END_TEST

START_TEST(on_one_microsecond_what_was_begun_first_is_first)
{
	struct faults slow = {.delay_min_us = 100, .delay_max_us = 100};
	struct timer early = {.world = NULL}, late = {.world = NULL};
	struct host a, b;
	struct world *world;

	ck_assert_int_eq(0, sim_alloc(&world, 7));
	open_host(&a, world, "192.0.2.1:5060");
	open_host(&b, world, "192.0.2.2:5060");
	sim_faults(world, &slow);
	timer_start(&early, world, 100, say_timer, &b);
	ck_assert_int_eq(0, say(&a, &b.local, "1"));
	ck_assert_int_eq(0, say(&a, &b.local, "2"));
	timer_start(&late, world, 100, say_timer, &b);
	ck_assert_uint_eq(2, count(world).timers);
	sim_run(world, 100);
	ck_assert_str_eq("timer 1@100 2@100 timer ", b.heard);
	close_host(&a);
	close_host(&b);
	check_nothing_remains(world);
}
END_TEST

START_TEST(a_socket_that_was_closed_hears_nothing)
{
	struct host a, b;
	struct world *world;

	ck_assert_int_eq(0, sim_alloc(&world, 7));
	open_host(&a, world, "192.0.2.1:5060");
	open_host(&b, world, "192.0.2.2:5060");
	b.lets_go = true;
	ck_assert_int_eq(0, say(&a, &b.local, "1"));
	ck_assert_int_eq(0, say(&a, &b.local, "2"));
	ck_assert_int_eq(0, sim_settle(world, 1000));
	ck_assert_str_eq("1@0 ", b.heard);
	ck_assert_uint_eq(1, count(world).datagrams);
	close_host(&a);
	close_host(&b);
	check_nothing_remains(world);
}
END_TEST

START_TEST(copies_share_no_buffer)
{
	struct faults twice = {.duplication_permille = 1000};
	struct host a, b;
	struct world *world;
	struct mbuf *first;

	ck_assert_int_eq(0, sim_alloc(&world, 7));
	open_host(&a, world, "192.0.2.1:5060");
	open_host(&b, world, "192.0.2.2:5060");
	sim_faults(world, &twice);
	ck_assert_int_eq(0, say(&a, &b.local, "1"));
	b.lets_go = true;
	sim_run(world, 0);
	first = mem_ref(b.kept);
	ck_assert_ptr_null(b.datagrams);
	b.lets_go = false;
	ck_assert_int_eq(0, datagrams_open(&b.datagrams, world, &b.local, hear, &b));
	ck_assert_int_eq(0, say(&a, &b.local, "2"));
	sim_run(world, 0);
	ck_assert_ptr_ne(first->buf, b.kept->buf);
	ck_assert_int_eq('1', first->buf[0]);
	mem_deref(first);
	close_host(&a);
	close_host(&b);
	check_nothing_remains(world);
}
END_TEST

static const struct {
	const char *what, *addr;
	int err;
} locals[] = {
	{"a free address",     "192.0.2.2:5060",     0            },
	{"another port",       "192.0.2.1:5061",     0            },
	{"another family",     "[2001:db8::1]:5060", 0            },
	{"a taken one",        "192.0.2.1:5060",     EADDRINUSE   },
	{"none in particular", "0.0.0.0:5060",       EADDRNOTAVAIL},
	{"no port",            "192.0.2.2:0",        EADDRNOTAVAIL},
};

START_TEST(opening)
{
	struct sa local = at(locals[_i].addr);
	struct datagrams *datagrams = NULL;
	struct host a;
	struct world *world;

	ck_assert_int_eq(0, sim_alloc(&world, 7));
	open_host(&a, world, "192.0.2.1:5060");
	ck_assert_msg(datagrams_open(&datagrams, world, &local, hear, NULL) == locals[_i].err, "%s",
		      locals[_i].what);
	ck_assert_msg(!datagrams == !!locals[_i].err, "%s", locals[_i].what);
	mem_deref(datagrams);
	close_host(&a);
	check_nothing_remains(world);
}
END_TEST

static const struct {
	const char *what, *to;
	size_t size;
	int err;
} sendings[] = {
	{"to nobody",         "192.0.2.77:5060",    10,    0           },
	{"the longest",       "192.0.2.77:5060",    65507, 0           },
	{"too long",          "192.0.2.77:5060",    65508, EMSGSIZE    },
	{"to another family", "[2001:db8::1]:5060", 10,    EAFNOSUPPORT},
	{"to no port",        "192.0.2.77:0",       10,    EINVAL      },
};

START_TEST(sending)
{
	struct sa to = at(sendings[_i].to);
	struct mbuf *data = mbuf_alloc(1);
	struct host a;
	struct world *world;

	ck_assert_int_eq(0, sim_alloc(&world, 7));
	open_host(&a, world, "192.0.2.1:5060");
	mbuf_fill(data, 'x', sendings[_i].size);
	mbuf_set_pos(data, 0);
	ck_assert_msg(datagrams_send(a.datagrams, &to, data) == sendings[_i].err, "%s",
		      sendings[_i].what);
	ck_assert_uint_eq(!sendings[_i].err, count(world).in_flight);
	ck_assert_int_eq(0, sim_settle(world, 1000)); /* nobody there: swallowed */
	mem_deref(data);
	close_host(&a);
	check_nothing_remains(world);
}
END_TEST

static void see(const struct sim_sight *sight, void *arg)
{
	char *seen = arg;

	re_snprintf(seen + strlen(seen), 200, "%J>%J %b x%u @%llu\n", sight->from, sight->to,
		    mbuf_buf(sight->data), mbuf_get_left(sight->data), sight->copies,
		    (unsigned long long)sight->now_us);
}

START_TEST(the_watcher_sees_all_that_is_sent)
{
	struct faults gone = {.loss_permille = 1000}, twice = {.duplication_permille = 1000};
	struct sa b = at("192.0.2.2:5060");
	char seen[600] = "";
	struct host a;
	struct world *world;

	ck_assert_int_eq(0, sim_alloc(&world, 7));
	open_host(&a, world, "192.0.2.1:5060");
	sim_watch(world, see, seen);
	ck_assert_int_eq(0, say(&a, &b, "1"));
	sim_run(world, 5);
	sim_faults(world, &gone);
	ck_assert_int_eq(0, say(&a, &b, "2"));
	sim_faults(world, &twice);
	ck_assert_int_eq(0, say(&a, &b, "3"));
	ck_assert_str_eq("192.0.2.1:5060>192.0.2.2:5060 1 x1 @0\n"
			 "192.0.2.1:5060>192.0.2.2:5060 2 x0 @5\n"
			 "192.0.2.1:5060>192.0.2.2:5060 3 x2 @5\n",
			 seen);
	sim_watch(world, NULL, NULL);
	ck_assert_int_eq(0, say(&a, &b, "4"));
	close_host(&a);
	mem_deref(world); /* with datagrams in flight: nothing leaks */
	ck_assert_uint_lt(strlen(seen), 130);
}
END_TEST

START_TEST(a_full_network_loses_what_is_sent)
{
	struct faults slow = {.delay_min_us = 100, .delay_max_us = 100};
	struct host a, b;
	struct world *world;

	ck_assert_int_eq(0, sim_alloc(&world, 7));
	open_host(&a, world, "192.0.2.1:5060");
	open_host(&b, world, "192.0.2.2:5060");
	sim_faults(world, &slow);
	for (int i = 0; i <= SIM_IN_FLIGHT_MAX; ++i)
		ck_assert_int_eq(0, say(&a, &a.local, ""));
	ck_assert_int_eq(0, say(&a, &b.local, "1"));
	ck_assert_uint_eq(SIM_IN_FLIGHT_MAX, count(world).in_flight);
	close_host(&a);
	ck_assert_int_eq(0, sim_settle(world, 1000));
	ck_assert_str_eq("", b.heard);
	close_host(&b);
	check_nothing_remains(world);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/sim_net");
	TCase *tcase = tcase_create("sim_net");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, sky, 0, sizeof skies / sizeof skies[0]);
	tcase_add_test(tcase, weather_changes_only_what_is_sent_later);
	tcase_add_test(tcase, reordering_lets_later_ones_overtake);
	tcase_add_test(tcase, copies_have_their_own_way);
	tcase_add_test(tcase, on_one_microsecond_what_was_begun_first_is_first);
	tcase_add_test(tcase, a_socket_that_was_closed_hears_nothing);
	tcase_add_test(tcase, copies_share_no_buffer);
	tcase_add_loop_test(tcase, opening, 0, sizeof locals / sizeof locals[0]);
	tcase_add_loop_test(tcase, sending, 0, sizeof sendings / sizeof sendings[0]);
	tcase_add_test(tcase, the_watcher_sees_all_that_is_sent);
	tcase_add_test(tcase, a_full_network_loses_what_is_sent);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
