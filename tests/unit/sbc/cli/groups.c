/* groups.c -- tests: findings that differ in numbers only are one */
#include <check.h>
#include <string.h>
#include "sbc/cli/groups.h"

static int print_to_mbuf(const char *p, size_t size, void *arg)
{
	return mbuf_write_mem(arg, (const uint8_t *)p, size);
}

static void groups_say(struct groups *groups, uint64_t total, const char *says)
{
	struct mbuf *mb = mbuf_alloc(256);
	struct re_printf pf = {print_to_mbuf, mb};

	ck_assert_int_eq(0, groups_print(&pf, groups, total, "calls"));
	ck_assert_uint_eq(mb->end, strlen(says));
	ck_assert_msg(!memcmp(mb->buf, says, mb->end), "%.*s", (int)mb->end, mb->buf);
	mem_deref(mb);
}

/* clang-format off */
/* Each row is two findings, and whether they are one group. */
static const struct {
	const char *what, *a, *b;
	bool one;
} pairs[] = {
	{"the same",           "x\n",                         "x\n",                          true },
	{"others",             "x\n",                         "y\n",                          false},
	{"other numbers",      "gets '091' (was '84')\n",     "gets '092' (was '849')\n",     true },
	{"with a plus",        "gets '+84' (was '84')\n",     "gets '+85' (was '+86')\n",     true },
	{"no number any more", "gets '84'\n",                 "gets ''\n",                    false},
	{"a name in quotes",   "rule 'a' now\n",              "rule 'b' now\n",               false},
	{"a status",           "rejects with 403\n",          "rejects with 404\n",           false},
	{"words behind",       "gets '84' now\n",             "gets '84' soon\n",             false},
	{"a quote left open",  "gets '84\nx\n",               "gets '85\nx\n",                true },
	{"and a line behind",  "gets '84\nx\n",               "gets '85\ny\n",                false},
};
/* clang-format on */

START_TEST(pair)
{
	struct groups *groups;
	struct mbuf *mb = mbuf_alloc(256);
	struct re_printf pf = {print_to_mbuf, mb};

	ck_assert_int_eq(0, groups_alloc(&groups));
	ck_assert_int_eq(0, groups_add(groups, pairs[_i].a, "first"));
	ck_assert_int_eq(0, groups_add(groups, pairs[_i].b, "second"));
	ck_assert_int_eq(0, groups_print(&pf, groups, 9, "calls"));
	ck_assert_int_eq(0, mbuf_write_u8(mb, 0));
	ck_assert_msg((strstr((char *)mb->buf, "2 of 9 calls, such as first:") != NULL)
			      == pairs[_i].one,
		      "%s: %s", pairs[_i].what, mb->buf);
	ck_assert_msg((strstr((char *)mb->buf, "such as second:") == NULL) == pairs[_i].one, "%s",
		      pairs[_i].what);
	mem_deref(mb);
	mem_deref(groups);
}
END_TEST

START_TEST(most_first)
{
	struct groups *groups;

	ck_assert_int_eq(0, groups_alloc(&groups));
	ck_assert_int_eq(0, groups_add(groups, "one\n", "a"));
	ck_assert_int_eq(0, groups_add(groups, "two\nlines\n", "b"));
	ck_assert_int_eq(0, groups_add(groups, "two\nlines\n", "c"));
	ck_assert_int_eq(0, groups_add(groups, "also one\n", "d"));
	groups_say(groups, 5000,
		   "2 of 5000 calls, such as b:\n    two\n    lines\n"
		   "1 of 5000 calls, such as a:\n    one\n"
		   "1 of 5000 calls, such as d:\n    also one\n");
	mem_deref(groups);
}
END_TEST

START_TEST(no_more_than_a_maximum)
{
	struct groups *groups;
	struct mbuf *mb = mbuf_alloc(65536);
	struct re_printf pf = {print_to_mbuf, mb};

	ck_assert_int_eq(0, groups_alloc(&groups));
	for (int i = 0; i < GROUPS_MAX + 2; i++) {
		char lines[16];

		(void)re_snprintf(lines, sizeof lines, "n%d\n", i);
		ck_assert_int_eq(0, groups_add(groups, lines, "x"));
	}
	ck_assert_int_eq(0, groups_add(groups, "n0\n", "x")); /* one that there is */
	ck_assert_int_eq(0, groups_print(&pf, groups, 9999, "calls"));
	ck_assert_int_eq(0, mbuf_write_u8(mb, 0));
	ck_assert(strstr((char *)mb->buf, "2 of 9999 calls, such as x:\n    n0\n") != NULL);
	ck_assert(strstr((char *)mb->buf, "\n2 of 9999 calls in still other ways\n") != NULL);
	mem_deref(mb);
	mem_deref(groups);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/cli/groups");
	TCase *tcase = tcase_create("groups");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, pair, 0, sizeof pairs / sizeof pairs[0]);
	tcase_add_test(tcase, most_first);
	tcase_add_test(tcase, no_more_than_a_maximum);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
