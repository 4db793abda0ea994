/* include.c -- tests: a policy in several files, and places in each */
#include <stdlib.h>
#include "policy/include.h"
#include "policy/compile.h"
#include "tests/unit/policy/text.h"

struct disk_file { /* name NULL: the end */
	const char *name, *text;
};

static int read_file(char **textp, const char *name, void *arg)
{
	for (const struct disk_file *file = arg; file->name; file++)
		if (!strcmp(file->name, name))
			return file->text ? str_dup(textp, file->text) : EACCES;

	return ENOENT;
}

/* Loads etc/p.yaml of this disk; *mistakesp is the caller's. */
static struct policy *load(const struct disk_file *disk, char **mistakesp)
{
	const struct policy_reader reader = {.read = read_file, .arg = (void *)disk};
	struct mbuf *mb = mbuf_alloc(256);
	struct policy *policy = NULL;

	(void)policy_load(&policy, "etc/p.yaml", &reader, mb, NULL);
	*mistakesp = text_of(mb);
	return policy;
}

#define SIDES  "sides: {a: {listen: udp:192.0.2.1}}\n"
#define PEERS  "peers: {p: {side: a, address: 192.0.2.10}}\n"
#define ROUTES "routes: [r: {send: p}]\n"

/* clang-format off */
/* Each row is a disk, and the mistakes; "" is right. */
static const struct {
	const char *what;
	struct disk_file disk[6];
	const char *mistakes;
} disks[] = {
	{"a file", {{"etc/p.yaml", "include: b.yaml\n" SIDES ROUTES}, {"etc/b.yaml", PEERS}}, ""},
	{"a list", {{"etc/p.yaml", "include: [b.yaml, c.yaml]\n" SIDES}, {"etc/b.yaml", PEERS}, {"etc/c.yaml", ROUTES}}, ""},
	{"below, and back up", {{"etc/p.yaml", "include: sub/b.yaml\n" SIDES}, {"etc/sub/b.yaml", "include: ../c.yaml\n" PEERS}, {"etc/sub/../c.yaml", ROUTES}}, ""},
	{"an absolute path", {{"etc/p.yaml", "include: /b.yaml\n" SIDES ROUTES}, {"/b.yaml", PEERS}}, ""},
	{"no file", {{"etc/p.yaml", "include: b.yaml\n" SIDES}},
	 "etc/p.yaml:1:10: 'b.yaml' is no file here\n"},
	{"a closed file", {{"etc/p.yaml", "include: b.yaml\n" SIDES}, {"etc/b.yaml", NULL}},
	 "etc/p.yaml:1:10: 'b.yaml' cannot be read: this user may not read it\n"},
	{"itself", {{"etc/p.yaml", "include: p.yaml\n" SIDES PEERS ROUTES}},
	 "etc/p.yaml:1:10: 'p.yaml' is the policy file itself\n"},
	{"in a circle", {{"etc/p.yaml", "include: b.yaml\n" SIDES PEERS ROUTES}, {"etc/b.yaml", "include: p.yaml"}},
	 "etc/b.yaml:1:10: 'p.yaml' is the policy file itself\n"},
	{"in a circle behind the first", {{"etc/p.yaml", "include: b.yaml\n" SIDES PEERS ROUTES}, {"etc/b.yaml", "include: c.yaml"}, {"etc/c.yaml", "include: b.yaml"}},
	 "etc/c.yaml:1:10: 'b.yaml' is included already: etc/p.yaml:1\n"},
	{"twice", {{"etc/p.yaml", "include: [b.yaml, b.yaml]\n" SIDES ROUTES}, {"etc/b.yaml", PEERS}},
	 "etc/p.yaml:1:19: 'b.yaml' is included already: etc/p.yaml:1\n"},
	{"no YAML", {{"etc/p.yaml", "include: b.yaml\n" SIDES}, {"etc/b.yaml", "peers: {"}},
	 "etc/b.yaml:2:1: not YAML: did not find expected node content while parsing a flow node that began in line 2\n"},
	{"an empty file", {{"etc/p.yaml", "include: b.yaml\n" SIDES}, {"etc/b.yaml", ""}},
	 "etc/b.yaml:1:1: the file is empty: it needs sides, peers and routes\n"},
	{"a map", {{"etc/p.yaml", "include: {a: b}\n" SIDES PEERS ROUTES}},
	 "etc/p.yaml:1:1: 'include' takes the path of a file, or a list of them\n"},
	{"a list of lists", {{"etc/p.yaml", "include: [[b.yaml]]\n" SIDES PEERS ROUTES}},
	 "etc/p.yaml:1:11: 'include' takes the path of a file, or a list of them\n"},
	{"nothing", {{"etc/p.yaml", "include:\n" SIDES PEERS ROUTES}},
	 "etc/p.yaml:1:1: 'include' takes the path of a file, or a list of them\n"},
	{"a name of both", {{"etc/p.yaml", "include: b.yaml\n" SIDES PEERS ROUTES}, {"etc/b.yaml", PEERS}},
	 "etc/p.yaml:3:9: a second peer 'p': the first is in etc/b.yaml:1\n"},
	{"a name of both, the other way round", {{"etc/p.yaml", SIDES PEERS ROUTES "include: b.yaml\n"}, {"etc/b.yaml", "\n\n" PEERS}},
	 "etc/b.yaml:3:9: a second peer 'p': the first is in etc/p.yaml:2\n"},
	{"a tenant of both", {{"etc/p.yaml", "include: b.yaml\n" SIDES PEERS ROUTES "tenants: {t: {peers: p}}\n"}, {"etc/b.yaml", "tenants: {u: {peers: p}}\n"}},
	 "etc/p.yaml:5:22: 'p' belongs to tenant 'u' (etc/b.yaml:1) already: a peer has one\n"},
	{"a side that has no such address", {{"etc/p.yaml", "include: b.yaml\n" SIDES ROUTES}, {"etc/b.yaml", "peers: {p: {side: a, address: '2001:db8::1'}}\n"}},
	 "etc/b.yaml:1:31: '2001:db8::1' is IPv6, side 'a' (etc/p.yaml:2) has no such listener\n"},
	{"our own address", {{"etc/p.yaml", "include: b.yaml\n" SIDES ROUTES}, {"etc/b.yaml", "peers: {p: {side: a, address: 192.0.2.1}}\n"}},
	 "etc/b.yaml:1:9: 'p' is at 192.0.2.1:5060, where side 'a' listens itself (etc/p.yaml:2)\n"},
	{"one value of both", {{"etc/p.yaml", SIDES PEERS ROUTES "log: text\ninclude: b.yaml\n"}, {"etc/b.yaml", "log: json"}},
	 "etc/b.yaml:1:1: a second 'log': the first is in etc/p.yaml:4\n"},
	{"one key of a section of both", {{"etc/p.yaml", SIDES PEERS ROUTES "media: {silence: 5s}\ninclude: b.yaml\n"}, {"etc/b.yaml", "media: {silence: 6s}"}},
	 "etc/b.yaml:1:9: a second 'silence': the first is in etc/p.yaml:4\n"},
	{"two keys of a section", {{"etc/p.yaml", SIDES PEERS ROUTES "media: {silence: 5s}\ninclude: b.yaml\n"}, {"etc/b.yaml", "media: {ports: 30000-30001}"}}, ""},
	{"a section twice in the included", {{"etc/p.yaml", SIDES ROUTES "include: b.yaml\n"}, {"etc/b.yaml", PEERS "peers: {q: {side: a, address: 192.0.2.11}}"}},
	 "etc/b.yaml:2:1: a second 'peers': the first is in line 1\n"},
	{"a section twice in the including", {{"etc/p.yaml", SIDES ROUTES "include: b.yaml\n" ROUTES}, {"etc/b.yaml", PEERS}},
	 "etc/p.yaml:4:1: a second 'routes': the first is in line 2\n"},
	{"include twice", {{"etc/p.yaml", SIDES ROUTES "include: b.yaml\ninclude: c.yaml"}, {"etc/b.yaml", PEERS}},
	 "etc/p.yaml:4:1: a second 'include': the first is in line 3\n"},
	{"another shape", {{"etc/p.yaml", SIDES PEERS ROUTES "include: b.yaml\n"}, {"etc/b.yaml", "peers: q"}},
	 "etc/b.yaml:1:1: a second 'peers': the first is in etc/p.yaml:2\n"},
	{"mistakes in both, by file and line", {{"etc/p.yaml", "include: b.yaml\n" SIDES "rutes: [r: {send: p}]\n" "nam: x\n"}, {"etc/b.yaml", PEERS "colour: x\nroutes:\n - r: {sned: p}\n"}},
	 "etc/b.yaml:2:1: unknown key 'colour': here may stand name\n"
	 "etc/b.yaml:4:8: unknown key 'sned' (did you mean 'send'?)\n"
	 "etc/p.yaml:3:1: unknown key 'rutes' (did you mean 'routes'?)\n"
	 "etc/p.yaml:4:1: unknown key 'nam' (did you mean 'name'?)\n"},
	{"a reference to the other file", {{"etc/p.yaml", "include: b.yaml\n" SIDES "routes: [r: {send: peeer}]\n"}, {"etc/b.yaml", "\n\npeers: {peer: {side: a, address: 192.0.2.10}}"}},
	 "etc/p.yaml:3:20: no peer 'peeer' (did you mean 'peer'? etc/b.yaml:3)\n"},
};
/* clang-format on */

/* The keys of the file are listed to the end of the line: their list is another test's. */
static void cut_lists(char *text)
{
	char *list = strstr(text, "here may stand name, "), *end;

	if (!list)
		return;

	list += strlen("here may stand name");
	end = strchr(list, '\n');
	memmove(list, end, strlen(end) + 1);
}

START_TEST(disk)
{
	char *mistakes;
	struct policy *policy = load(disks[_i].disk, &mistakes);

	cut_lists(mistakes);
	ck_assert_msg(!strcmp(disks[_i].mistakes, mistakes), "%s:\n%s", disks[_i].what, mistakes);
	ck_assert(!policy == (disks[_i].mistakes[0] != '\0'));
	mem_deref(mistakes);
	mem_deref(policy);
}
END_TEST

START_TEST(rules_stand_where_they_are_included)
{
	static const struct disk_file disk[] = {
		{"etc/p.yaml",
		 SIDES PEERS "routes: [one: {caller: 1, send: p}]\ninclude: b.yaml\nlog: json\n"},
		{"etc/b.yaml", "routes: [two: {caller: 2, send: p}]\ninclude: c.yaml\n"         },
		{"etc/c.yaml", "\nroutes: [three: {caller: 3, send: p}]\n"                      },
		{NULL,         NULL							     },
	};
	static const struct {
		const char *name, *file;
		uint32_t line;
	} rules[] = {
		{"one",   "etc/p.yaml", 3},
		{"two",   "etc/b.yaml", 1},
		{"three", "etc/c.yaml", 2},
	};
	char *mistakes;
	struct policy *policy = load(disk, &mistakes);

	ck_assert_str_eq("", mistakes);
	ck_assert_uint_eq(3, policy->config.rulec);
	for (uint32_t i = 0; i < 3; i++) {
		ck_assert_str_eq(rules[i].name, policy->rules[i].route.name);
		ck_assert_str_eq(rules[i].file, policy->rules[i].route.place.file);
		ck_assert_uint_eq(rules[i].line, policy->rules[i].route.place.line);
	}
	ck_assert(policy_config(policy)->log_json); /* what stands behind is read too */
	mem_deref(mistakes);
	mem_deref(policy);
}
END_TEST

START_TEST(included_first_is_first)
{
	static const struct disk_file disk[] = {
		{"etc/p.yaml",
		 "include: b.yaml\n" SIDES PEERS "routes: [one: {caller: 1, send: p}]\n"},
		{"etc/b.yaml", "routes: [two: {caller: 2, send: p}]\n"                  },
		{NULL,         NULL						     },
	};
	char *mistakes;
	struct policy *policy = load(disk, &mistakes);

	ck_assert_str_eq("", mistakes);
	ck_assert_str_eq("two", policy->rules[0].route.name);
	ck_assert_str_eq("one", policy->rules[1].route.name);
	mem_deref(mistakes);
	mem_deref(policy);
}
END_TEST

/* A disk on which each file includes the next, and the last has no more. */
static int read_chain(char **textp, const char *name, void *arg)
{
	const uint32_t *last = arg;
	const uint32_t i = !strcmp(name, "p") ? 0 : (uint32_t)atoi(name);

	return i < *last
		? re_sdprintf(textp, "include: '%u'\n%s", i + 1, i ? "" : SIDES PEERS ROUTES)
		: str_dup(textp, "log: text");
}

/* A disk on which the first file includes all others. */
static int read_many(char **textp, const char *name, void *arg)
{
	const uint32_t *count = arg;
	struct mbuf *mb;

	if (strcmp(name, "p"))
		return re_sdprintf(textp, "hours: {h%s: UTC}", name);

	mb = mbuf_alloc(4096);
	mbuf_printf(mb, SIDES PEERS ROUTES "include:\n");
	for (uint32_t i = 1; i <= *count; i++)
		mbuf_printf(mb, "  - '%u'\n", i);
	*textp = text_of(mb);
	return 0;
}

static char *load_by(int (*read)(char **textp, const char *name, void *arg), uint32_t count)
{
	const struct policy_reader reader = {.read = read, .arg = &count};
	struct mbuf *mb = mbuf_alloc(256);
	struct policy *policy = NULL;

	(void)policy_load(&policy, "p", &reader, mb, NULL);
	mem_deref(policy);
	return text_of(mb);
}

START_TEST(as_deep_as_there_may_be)
{
	char *fits = load_by(read_chain, INCLUDE_DEPTH_MAX),
	     *more = load_by(read_chain, INCLUDE_DEPTH_MAX + 1);

	ck_assert_str_eq("", fits);
	ck_assert_str_eq("8:1:10: '9' is deeper than 8 files inside each other\n", more);
	mem_deref(fits);
	mem_deref(more);
}
END_TEST

START_TEST(as_many_as_there_may_be)
{
	char *fits = load_by(read_many, INCLUDE_FILES_MAX - 1),
	     *more = load_by(read_many, INCLUDE_FILES_MAX);

	ck_assert_str_eq("", fits);
	ck_assert_str_eq("p:104:5: '100' is one more than 100 files\n", more);
	mem_deref(fits);
	mem_deref(more);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/include");
	TCase *tcase = tcase_create("include");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, disk, 0, ARRAY_SIZE(disks));
	tcase_add_test(tcase, rules_stand_where_they_are_included);
	tcase_add_test(tcase, included_first_is_first);
	tcase_add_test(tcase, as_deep_as_there_may_be);
	tcase_add_test(tcase, as_many_as_there_may_be);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
