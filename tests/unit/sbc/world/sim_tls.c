/* sim_tls.c -- certificates that are rows of a table: who is believed, and what is said of the others */
#include <string.h>
#include <check.h>
#include "sbc/world/sim.h"

struct caller {
	struct stream *stream;
	char heard[128];
};

static void opened(struct stream *stream, void *arg)
{
	struct caller *caller = arg;

	(void)stream;
	if (caller) /* else it is the listener's end */
		strcpy(caller->heard, "open");
}

static void heard(struct stream *stream, struct mbuf *data, void *arg)
{
	(void)stream;
	(void)data;
	(void)arg;
}

static void closed(struct stream *stream, int err, void *arg)
{
	struct caller *caller = arg;
	const char *why = stream_why(stream);

	if (!caller)
		return;

	caller->stream = mem_deref(caller->stream);
	if (caller->heard[0])
		return; /* it was open: nobody keeps the other end */

	re_snprintf(caller->heard, sizeof caller->heard, "%s%s%s",
		    err == EKEYREJECTED         ? "rejected"
			    : err == EPROTO     ? "no TLS"
			    : err == ECONNRESET ? "reset"
						: "?",
		    why ? ": " : "", why ? why : "");
}

static const struct stream_handlers handlers = {opened, heard, closed};

/* Each row is a listener's certificate as the table has it, and what a caller hears. */
/* clang-format off */
static const struct {
	const char *what;
	bool listens, calls;      /* with TLS */
	const char *names, *fault; /* NULL: no row */
	const char *name, *heard;
} calls[] = {
	{"who was meant",         true,  true,  "a.example",           NULL,      "a.example", "open"},
	{"one of several",        true,  true,  "b.example a.example", NULL,      "a.example", "open"},
	{"the first of several",  true,  true,  "a.example b.example", NULL,      "a.example", "open"},
	{"part of a name",        true,  true,  "xa.example a.example.b", NULL,   "a.example", "rejected: its certificate names somebody else"},
	{"with a fault",          true,  true,  "a.example",           "expired", "a.example", "rejected: expired"},
	{"the address",           true,  true,  "192.0.2.1",           NULL,      NULL,        "open"},
	{"no row",                true,  true,  NULL,                  NULL,      "a.example", "rejected: its certificate names somebody else"},
	{"nobody speaks TLS",     false, true,  NULL,                  NULL,      "a.example", "no TLS"},
	{"nobody speaks without", true,  false, NULL,                  NULL,      NULL,        "reset"},
};
/* clang-format on */

START_TEST(calling)
{
	const struct stream_tls ours = {.certificate = "x.pem"}, theirs = {.name = calls[_i].name};
	struct sim_certificate certificate = {"x.pem", "hidden.example", "hidden"};
	struct stream_config config = {.handlers = &handlers};
	struct stream *listener;
	struct caller caller = {.stream = NULL};
	struct sa server;
	struct world *world;

	ck_assert_int_eq(0, sa_set_str(&server, "192.0.2.1", 5061));
	ck_assert_int_eq(0, sim_alloc(&world, 1));
	if (calls[_i].names) {
		ck_assert_int_eq(0, sim_certificate(world, &certificate));
		certificate = (struct sim_certificate){"x.pem", calls[_i].names, calls[_i].fault};
		ck_assert_int_eq(0, sim_certificate(world, &certificate));
	}
	config.local = &server;
	config.tls = calls[_i].listens ? &ours : NULL;
	ck_assert_int_eq(0, stream_listen(&listener, world, &config));
	config = (struct stream_config){.peer = &server,
					.tls = calls[_i].calls ? &theirs : NULL,
					.handlers = &handlers,
					.arg = &caller};
	ck_assert_int_eq(0, stream_connect(&caller.stream, world, &config));
	sim_run(world, 0);
	ck_assert_msg(!strncmp(caller.heard, calls[_i].heard, strlen(calls[_i].heard)), "%s: %s",
		      calls[_i].what, caller.heard);
	mem_deref(caller.stream);
	mem_deref(listener);
	mem_deref(world);
}
END_TEST

START_TEST(files_that_cannot_serve)
{
	const struct sim_certificate unreadable = {"x.pem", NULL, NULL};
	struct stream_tls tls = {.certificate = NULL};
	struct stream_config config = {.tls = &tls, .handlers = &handlers};
	struct stream *listener;
	struct sa server;
	struct world *world;

	ck_assert_int_eq(0, sa_set_str(&server, "192.0.2.1", 5061));
	config.local = &server;
	ck_assert_int_eq(0, sim_alloc(&world, 1));
	ck_assert_int_eq(ENOKEY, stream_listen(&listener, world, &config));
	ck_assert_int_eq(0, sim_certificate(world, &unreadable));
	tls.certificate = "x.pem";
	ck_assert_int_eq(EKEYREJECTED, stream_listen(&listener, world, &config));
	mem_deref(world);
}
END_TEST

START_TEST(the_table_has_an_end)
{
	const struct sim_certificate certificate = {"x.pem", "a.example", NULL};
	struct world *world;

	ck_assert_int_eq(0, sim_alloc(&world, 1));
	for (int i = 0; i < SIM_CERTIFICATES_MAX; i++)
		ck_assert_int_eq(0, sim_certificate(world, &certificate));
	ck_assert_int_eq(ENOSPC, sim_certificate(world, &certificate));
	mem_deref(world);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/world/sim_tls");
	TCase *tcase = tcase_create("sim_tls");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, calling, 0, ARRAY_SIZE(calls));
	tcase_add_test(tcase, files_that_cannot_serve);
	tcase_add_test(tcase, the_table_has_an_end);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
