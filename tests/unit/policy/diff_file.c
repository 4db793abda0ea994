/* diff_file.c -- tests: what stands otherwise in a file, in sentences */
#include "policy/diff.h"
#include "tests/unit/policy/file.h"

/* clang-format off */
/* Each row is a part of the file before and after, and what is said of it. */
static const struct {
	const char *what;
	struct file before, after;
	const char *says;
} pairs[] = {
	{"nothing", {0}, {0}, ""},
	{"only moved", {0}, {.routes = "\n\nroutes:\n  - r:\n      send: p"}, ""},
	{"a value", {.extra = "name: old"}, {.extra = "name: new"}, "name is now new (line 1, was old)\n"},
	{"a key is new", {0}, {.peers = "peers: {p: {side: a, address: 192.0.2.10, limit: {calls: 3}}}"},
	 "peers.p.limit is new (line 3): {calls: 3}\n"},
	{"a key is gone", {.peers = "peers: {p: {side: a, address: 192.0.2.10, limit: {calls: 3}}}"}, {0},
	 "peers.p.limit is gone (was {calls: 3})\n"},
	{"deep inside", {.peers = "peers: {p: {side: a, address: 192.0.2.10, limit: {calls: 3}}}"},
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, limit: {calls: 4}}}"},
	 "peers.p.limit.calls is now 4 (line 3, was 3)\n"},
	{"a list", {.peers = "peers: {p: {side: a, address: 192.0.2.10}}"},
	 {.peers = "peers: {p: {side: a, address: [192.0.2.10, 192.0.2.11]}}"},
	 "peers.p.address is now [192.0.2.10, 192.0.2.11] (line 3, was 192.0.2.10)\n"},
	{"a rule is new", {0}, {.routes = "routes:\n  - n: {called: 1, drop: yes}\n  - r: {send: p}"},
	 "routes.n is new (line 5): {called: 1, drop: yes}\n"},
	{"a rule is gone", {.routes = "routes: [n: {called: 1, drop: yes}, r: {send: p}]"}, {0},
	 "routes.n is gone (was {called: 1, drop: yes})\n"},
	{"a rule is another", {.routes = "routes: [r: {reject: 403}]"}, {.routes = "routes: [r: {reject: 404}]"},
	 "routes.r.reject is now 404 (line 4, was 403)\n"},
	{"the order of rules",
	 {.routes = "routes: [r: {called: 1, drop: yes}, s: {called: 2, drop: yes}]"},
	 {.routes = "routes: [s: {called: 2, drop: yes}, r: {called: 1, drop: yes}]"},
	 "routes: 's' (line 4) stands before 'r' now\n"},
	{"the order beside new and gone ones",
	 {.routes = "routes: [r: {called: 1, drop: yes}, o: {called: 9, drop: yes}, s: {called: 2, drop: yes}]"},
	 {.routes = "routes: [r: {called: 1, drop: yes}, n: {called: 8, drop: yes}, s: {called: 2, drop: yes}]"},
	 "routes.o is gone (was {called: 9, drop: yes})\nroutes.n is new (line 4): {called: 8, drop: yes}\n"},
	{"a prefix of nothing", {.extra = "numbering: {v: {country: 84, national: 0}}"},
	 {.extra = "numbering: {v: {country: 84, national: ''}}"},
	 "numbering.v.national is now '' (line 1, was 0)\n"},
	{"an expectation", {.extra = "expect: [{from: p, called: 1, sent: p}, {from: p, called: 2, sent: p}]"},
	 {.extra = "expect: [{from: p, called: 3, sent: p}, {from: p, called: 1, sent: p}]"},
	 "expect is gone (was {from: p, called: 2, sent: p})\nexpect is new (line 1): {from: p, called: 3, sent: p}\n"},
	{"where a password is", {.peers = "peers: {p: {side: a, address: 192.0.2.10, login: {user: u, password: env:A}}}"},
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, login: {user: u, password: env:B}}}"},
	 "peers.p.login.password is another one (line 3)\n"},
	{"a section with a password", {0},
	 {.peers = "peers: {p: {side: a, address: 192.0.2.10, login: {user: u, password: hush}}}"},
	 "peers.p.login is new (line 3): {user: u, password: (a secret)}\n"},
};
/* clang-format on */

START_TEST(pair)
{
	char *old_text = file_text(&pairs[_i].before), *new_text = file_text(&pairs[_i].after);
	struct policy *before = text_policy(old_text), *after = text_policy(new_text);
	struct mbuf *mb = mbuf_alloc(1024);
	struct re_printf pf = {text_print, mb};
	bool differs = false;
	char *text;

	ck_assert_int_eq(0, policy_diff_file(&pf, &differs, before, after));
	text = text_of(mb);
	ck_assert_msg(!strcmp(text, pairs[_i].says), "%s:\n%s", pairs[_i].what, text);
	ck_assert_msg(differs == (pairs[_i].says[0] != 0), "%s", pairs[_i].what);
	mem_deref(text);
	mem_deref(after);
	mem_deref(before);
	mem_deref(new_text);
	mem_deref(old_text);
}
END_TEST

static int read_two(char **textp, const char *name, void *arg)
{
	return str_dup(textp, strcmp(name, "p.yaml") ? "\nroutes: [r: {reject: 404}]\n" : arg);
}

START_TEST(a_line_of_another_file)
{
	char *whole = file_text(&(struct file){.routes = "routes: [r: {reject: 403}]"});
	char *split = file_text(&(struct file){.routes = "include: b.yaml"});
	struct policy *before = text_policy(whole), *after = NULL;
	const struct policy_reader reader = {.read = read_two, .arg = split};
	struct mbuf *mb = mbuf_alloc(256);
	struct re_printf pf = {text_print, mb};
	bool differs;
	char *says;

	ck_assert_int_eq(0, policy_load(&after, "p.yaml", &reader, NULL, NULL));
	ck_assert_int_eq(0, policy_diff_file(&pf, &differs, before, after));
	says = text_of(mb);
	ck_assert_msg(strstr(says, "routes.r.reject is now 404 (b.yaml:2, was 403)\n") != NULL,
		      "%s", says);
	mem_deref(says);
	mem_deref(after);
	mem_deref(before);
	mem_deref(split);
	mem_deref(whole);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/diff_file");
	TCase *tcase = tcase_create("diff_file");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, pair, 0, sizeof pairs / sizeof pairs[0]);
	tcase_add_test(tcase, a_line_of_another_file);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
