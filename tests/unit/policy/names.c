/* names.c -- tests: given names, references to them, and what was probably meant */
#include "policy/names.h"
#include "tests/unit/policy/text.h"

/* Each row is two names, and how far apart they are; 3 stands for more than 2. */
static const struct {
	const char *what, *a, *b;
	uint32_t distance;
} distances[] = {
	{"the same",                   "viettel",    "viettel", 0},
	{"a letter less",              "vietel",     "viettel", 1},
	{"a letter more",              "vviettel",   "viettel", 1},
	{"another letter",             "vietteo",    "viettel", 1},
	{"the first letter",           "fiettel",    "viettel", 1},
	{"two swapped",                "viettle",    "viettel", 1},
	{"the first two swapped",      "ivettel",    "viettel", 1},
	{"another case",               "Viettel",    "viettel", 1},
	{"all in another case",        "VIETTEL",    "viettel", 1},
	{"two letters more",           "vviettell",  "viettel", 2},
	{"a swap and a letter",        "viettlee",   "viettel", 2},
	{"three letters more",         "viettel123", "viettel", 3},
	{"three other letters",        "xyzttel",    "viettel", 3},
	{"nothing in common",          "fpt",        "pbx",     3},
	{"nothing, and a letter",      "",           "a",       1},
	{"nothing, and three letters", "",           "abc",     3},
};

START_TEST(distance)
{
	const char *a = distances[_i].a, *b = distances[_i].b;

	ck_assert_msg(names_distance(a, b, 2) == distances[_i].distance, "%s: %u",
		      distances[_i].what, names_distance(a, b, 2));
	ck_assert_msg(names_distance(b, a, 2) == distances[_i].distance, "%s, turned round",
		      distances[_i].what);
}
END_TEST

START_TEST(long_names_are_never_near)
{
	char a[NAMES_BYTES_MAX + 2], b[NAMES_BYTES_MAX + 2];

	memset(a, 'a', sizeof a);
	memset(b, 'a', sizeof b);
	a[NAMES_BYTES_MAX] = b[NAMES_BYTES_MAX] = '\0';
	a[3] = 'b';
	ck_assert_uint_eq(1, names_distance(a, b, 2));

	a[NAMES_BYTES_MAX] = 'a';
	a[NAMES_BYTES_MAX + 1] = '\0';
	ck_assert_uint_eq(3, names_distance(a, b, 2));
	ck_assert_uint_eq(3, names_distance(b, a, 2));
}
END_TEST

START_TEST(short_names_are_near_by_one_letter)
{
	ck_assert_uint_eq(1, names_near("fpt"));
	ck_assert_uint_eq(2, names_near("next"));
}
END_TEST

struct scene {
	struct names *names;
	struct mistakes *mistakes;
};

static struct scene begin(void)
{
	struct scene scene;

	ck_assert_int_eq(0, names_alloc(&scene.names));
	ck_assert_int_eq(0, mistakes_alloc(&scene.mistakes));
	return scene;
}

static void give(struct scene *scene, enum names_kind kind, const char *name, uint32_t line,
		 const void *object)
{
	const struct place place = {"f", line, 1};

	ck_assert_int_eq(0, names_give(scene->names, kind, name, &place, object, scene->mistakes));
}

static void end(struct scene *scene, const char *expect)
{
	struct mbuf *mb = mbuf_alloc(256);
	char *text;

	names_resolve(scene->names, scene->mistakes);
	ck_assert_int_eq(0, mistakes_print(mb, scene->mistakes));
	text = text_of(mb);
	ck_assert_str_eq(expect, text);
	mem_deref(text);
	mem_deref(scene->names);
	mem_deref(scene->mistakes);
}

/* clang-format off */
/* Each row is a reference to a peer, in a file that has the peers viettel, fpt and pbx. */
static const struct {
	const char *name, *mistake;
} references[] = {
	{"viettel", ""},
	{"vietel", "f:9:9: no peer 'vietel' (did you mean 'viettel'? line 1)\n"},
	{"VIETTEL", "f:9:9: no peer 'VIETTEL' (did you mean 'viettel'? line 1)\n"},
	{"ftp", "f:9:9: no peer 'ftp' (did you mean 'fpt'? line 2)\n"},
	{"side", "f:9:9: no peer 'side': the peers are viettel, fpt, pbx\n"},
	{"", "f:9:9: no peer '': the peers are viettel, fpt, pbx\n"},
};
/* clang-format on */

START_TEST(reference)
{
	const struct place place = {"f", 9, 9};
	const char *peer = "the peer", *found = NULL;
	struct scene scene = begin();

	give(&scene, NAMES_PEER, "viettel", 1, peer);
	give(&scene, NAMES_PEER, "fpt", 2, NULL);
	give(&scene, NAMES_PEER, "pbx", 3, NULL);
	give(&scene, NAMES_SIDE, "side", 4, NULL); /* another kind is another name */
	ck_assert_int_eq(0,
			 names_want(scene.names, NAMES_PEER, references[_i].name, &place, &found));
	end(&scene, references[_i].mistake);
	ck_assert(found == (references[_i].mistake[0] ? NULL : peer));
}
END_TEST

START_TEST(five_names_are_listed)
{
	static const char *const many[] = {"aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff"};
	const struct place place = {"f", 9, 9};
	struct scene scene = begin();
	const void *found = NULL;

	for (uint32_t i = 0; i < 6; i++)
		give(&scene, NAMES_SIDE, many[i], i + 1, NULL);
	ck_assert_int_eq(0, names_want(scene.names, NAMES_SIDE, "wxyz", &place, &found));
	end(&scene, "f:9:9: no side 'wxyz': the sides are aaaa, bbbb, cccc, dddd, eeee…\n");
}
END_TEST

START_TEST(no_names_at_all)
{
	const struct place place = {"f", 9, 9};
	struct scene scene = begin();
	const void *found = NULL;

	ck_assert_int_eq(0, names_want(scene.names, NAMES_PLAN, "vn", &place, &found));
	end(&scene, "f:9:9: no numbering plan 'vn': the file has no numbering plans\n");
}
END_TEST

START_TEST(names_that_could_not_be_read_are_excused)
{
	const struct place place = {"f", 9, 9};
	struct scene scene = begin();
	const void *found = NULL;

	ck_assert_int_eq(0, names_want(scene.names, NAMES_PLAN, "vn", &place, &found));
	names_excuse(scene.names, NAMES_PLAN);
	end(&scene, "");
}
END_TEST

START_TEST(a_name_is_given_once)
{
	struct scene scene = begin();

	give(&scene, NAMES_RULE, "in", 1, NULL);
	give(&scene, NAMES_PEER, "in", 2, NULL);
	give(&scene, NAMES_RULE, "in", 3, NULL);
	end(&scene, "f:3:1: a second rule 'in': the first is in line 1\n");
}
END_TEST

START_TEST(a_name_is_short_but_there)
{
	char name[NAMES_BYTES_MAX + 2] = "";
	struct scene scene = begin();

	give(&scene, NAMES_PEER, "", 1, NULL);
	memset(name, 'a', NAMES_BYTES_MAX);
	give(&scene, NAMES_PEER, name, 2, NULL);
	name[NAMES_BYTES_MAX] = 'a';
	give(&scene, NAMES_RULE, name, 3, NULL);
	end(&scene,
	    "f:1:1: a peer without a name\n"
	    "f:3:1: a name of more than 64 bytes\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/names");
	TCase *tcase = tcase_create("names");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, distance, 0, sizeof distances / sizeof distances[0]);
	tcase_add_loop_test(tcase, reference, 0, sizeof references / sizeof references[0]);
	tcase_add_test(tcase, long_names_are_never_near);
	tcase_add_test(tcase, short_names_are_near_by_one_letter);
	tcase_add_test(tcase, five_names_are_listed);
	tcase_add_test(tcase, no_names_at_all);
	tcase_add_test(tcase, names_that_could_not_be_read_are_excused);
	tcase_add_test(tcase, a_name_is_given_once);
	tcase_add_test(tcase, a_name_is_short_but_there);
	tcase_set_timeout(tcase, 60);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
