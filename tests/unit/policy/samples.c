/* samples.c -- tests: the calls that are made up from two files */
#include "policy/samples.h"
#include "tests/unit/policy/file.h"

#define PEERS "peers:\n  p: {side: a, address: 192.0.2.10}\n  q: {side: a, address: 192.0.2.11}"
#define ONE   "peers: {p: {side: a, address: 192.0.2.10}}"

/* clang-format off */
/* Each row is a file, compared with itself, and its calls: peer, caller, called. */
static const struct {
	const char *what;
	struct file file;
	const char *calls;
} files[] = {
	{"a number", {.routes = "routes: [r: {called: 113, send: p}]"}, "p  113\n"},
	{"any digits", {.routes = "routes: [r: {called: 1xx, send: p}]"}, "p  100\np  199\n"},
	{"a prefix is filled up", {.routes = "routes: [r: {called: +84*, send: p}]"},
	 "p  +84000000000\np  +84999999999\n"},
	{"a range, and what is just outside", {.routes = "routes: [r: {called: 110..199, send: p}]"},
	 "p  109\np  110\np  199\np  200\n"},
	{"a range at its length's end", {.routes = "routes: [r: {called: 000..999, send: p}]"},
	 "p  000\np  999\n"},
	{"what a rule leaves out", {.routes = "routes: [r: {not: {called: 7}, send: p}]"}, "p  7\n"},
	{"each once", {.routes = "routes: [r: {called: [7, 7], drop: yes}, s: {called: [7, 8], send: p}]"},
	 "p  7\np  8\n"},
	{"from each peer", {.peers = PEERS, .routes = "routes: [r: {called: 7, send: p}]"},
	 "p  7\nq  7\n"},
	{"callers that a rule speaks of",
	 {.routes = "routes: [r: {called: 7, caller: [5, 4], send: p}]"}, "p 4 7\np 5 7\n"},
	{"extensions, as that peer writes them",
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, extensions: {10x: +8410x}}}",
	  .routes = "routes: [r: {called: 7, send: p}]"},
	 "p 100 100\np 109 100\np 100 109\np 109 109\np 100 7\np 109 7\n"},
	{"local numbers of a plan",
	 {.extra = "numbering: {v: {country: 84, local: 113}}", .routes = "routes: [r: {called: 7, send: p}]"},
	 "p  113\np  7\n"},
	{"the codes of a country",
	 {.routes = "routes: [r: {country: [kz, +84], send: p}]"},
	 "p  +76000000000\np  +76999999999\np  +77000000000\np  +77999999999\np  +84000000000\np  +84999999999\n"},
	{"no expressions", {.routes = "routes: [r: {called: [/^7/, 8], send: p}]"}, "p  8\n"},
};
/* clang-format on */

static void note(const struct facts *facts, void *arg)
{
	mbuf_printf(arg, "%s %r %r\n", facts->from, &facts->caller, &facts->called);
	ck_assert_str_eq(facts->side, "a");
}

START_TEST(calls)
{
	struct file row = files[_i].file;
	struct mbuf *mb = mbuf_alloc(256);
	struct policy *policy;
	char *text, *made;

	if (!row.peers)
		row.peers = ONE;
	text = file_text(&row);
	policy = text_policy(text);
	ck_assert_int_eq(0, policy_samples(policy, policy, note, mb));
	made = text_of(mb);
	ck_assert_msg(!strcmp(made, files[_i].calls), "%s:\n%s", files[_i].what, made);
	mem_deref(made);
	mem_deref(policy);
	mem_deref(text);
}
END_TEST

static void note_date(const struct facts *facts, void *arg)
{
	mbuf_printf(arg, "%llu ", facts->date_us / 3600000000 % 24);
}

/* In and out of hours, if either file has any; from peers of both; to numbers of both. */
START_TEST(two_files)
{
	char *old_text = file_text(
		&(struct file){.peers = ONE, .routes = "routes: [r: {called: 7, send: p}]"});
	char *new_text = file_text(&(struct file){.extra = "hours: {o: Mon 08:00-18:00 UTC}",
						  .peers = PEERS,
						  .routes = "routes: [r: {called: 8, send: p}]"});
	struct policy *before = text_policy(old_text), *after = text_policy(new_text);
	struct mbuf *calls = mbuf_alloc(256), *dates = mbuf_alloc(256);
	char *text;

	ck_assert_int_eq(0, policy_samples(before, after, note, calls));
	text = text_of(calls);
	ck_assert_str_eq(text, "p  7\np  7\np  8\np  8\n");
	mem_deref(text);
	ck_assert_int_eq(0, policy_samples(before, after, note_date, dates));
	text = text_of(dates);
	ck_assert_str_eq(text, "5 20 5 20 ");
	mem_deref(text);
	mem_deref(after);
	mem_deref(before);
	mem_deref(new_text);
	mem_deref(old_text);
}
END_TEST

static void count(const struct facts *facts, void *arg)
{
	(void)facts;
	++*(uint32_t *)arg;
}

/* 10 peers and 10,001 numbers make more calls than there may be. */
START_TEST(too_many)
{
	struct mbuf *peers = mbuf_alloc(1024), *routes = mbuf_alloc(65536);
	struct file file;
	struct policy *policy;
	uint32_t calls = 0;
	char *text;

	mbuf_printf(peers, "peers:");
	for (int i = 0; i < 10; i++)
		mbuf_printf(peers, "\n  %c: {side: a, address: 192.0.2.%d}", 'p' + i, 10 + i);
	mbuf_printf(routes, "routes:");
	for (int i = 0; i <= 10000; i++)
		mbuf_printf(routes, "\n  - r%d: {called: %d, send: p}", i, i);
	file = (struct file){.peers = text_of(peers), .routes = text_of(routes)};
	text = file_text(&file);
	policy = text_policy(text);
	ck_assert_int_eq(ERANGE, policy_samples(policy, policy, count, &calls));
	ck_assert_uint_eq(calls, SAMPLES_MAX);
	mem_deref(policy);
	mem_deref(text);
	mem_deref((void *)file.routes);
	mem_deref((void *)file.peers);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/samples");
	TCase *tcase = tcase_create("samples");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, calls, 0, sizeof files / sizeof files[0]);
	tcase_add_test(tcase, two_files);
	tcase_add_test(tcase, too_many);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
