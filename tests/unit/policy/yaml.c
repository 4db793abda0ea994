/* yaml.c -- tests: texts with their places, and what of YAML is refused */
#include "policy/yaml.h"
#include "tests/unit/policy/text.h"

static struct yaml *read_text(const char *text, char **mistakesp)
{
	struct mistakes *mistakes;
	struct yaml *yaml = NULL;
	struct mbuf *mb = mbuf_alloc(256);

	ck_assert_int_eq(0, mistakes_alloc(&mistakes));
	ck_assert_int_eq(0, yaml_read(&yaml, "p.yaml", text, mistakes));
	ck_assert_int_eq(0, mistakes_print(mb, mistakes));
	mem_deref(mistakes);
	*mistakesp = text_of(mb);
	return yaml;
}

static const char tree_text[] = "# a comment\n"
				"number: 02873000000\n"
				"no: no\n"
				"quoted: \"a: b\"\n"
				"empty:\n"
				"list: [één, 'two']\n"
				"map:\n"
				"  deep:   {x: 1}\n";

/* Each row is a scalar, by its path; what it says and where. */
static const struct {
	const char *what, *path[3], *text;
	uint32_t line, column;
} scalars[] = {
	{"a number keeps its zero",   {"number"},           "02873000000", 2, 9 },
	{"no is the word no",         {"no"},               "no",          3, 5 },
	{"quotes are not part",       {"quoted"},           "a: b",        4, 9 },
	{"nothing is an empty text",  {"empty"},            "",            5, 7 },
	{"a value in a map in a map", {"map", "deep", "x"}, "1",           8, 15},
};

START_TEST(scalar)
{
	char *mistakes;
	struct yaml *yaml = read_text(tree_text, &mistakes);
	const struct yaml_node *node = yaml_root(yaml);

	ck_assert_str_eq("", mistakes);
	for (int i = 0; i < 3 && scalars[_i].path[i]; i++) {
		node = yaml_find(node, scalars[_i].path[i]);
		ck_assert_msg(node != NULL, "%s", scalars[_i].what);
	}

	ck_assert_int_eq(YAML_TEXT, node->kind);
	ck_assert_msg(!strcmp(node->text, scalars[_i].text), "%s: %s", scalars[_i].what,
		      node->text);
	ck_assert_msg(node->place.line == scalars[_i].line
			      && node->place.column == scalars[_i].column,
		      "%s: %u:%u", scalars[_i].what, node->place.line, node->place.column);
	mem_deref(mistakes);
	mem_deref(yaml);
}
END_TEST

START_TEST(one_or_a_list)
{
	char *mistakes;
	struct yaml *yaml = read_text(tree_text, &mistakes);
	const struct yaml_node *list = yaml_find(yaml_root(yaml), "list");
	const struct yaml_node *one = yaml_find(yaml_root(yaml), "no"), *item;

	ck_assert_uint_eq(2, yaml_count(list));
	item = yaml_each(list, NULL);
	ck_assert_str_eq("één", item->text);
	item = yaml_each(list, item);
	ck_assert_str_eq("two", item->text);
	ck_assert_uint_eq(13, item->place.column); /* letters are counted, not bytes */
	ck_assert(!yaml_each(list, item));

	ck_assert_uint_eq(1, yaml_count(one));
	ck_assert(yaml_each(one, NULL) == one);
	ck_assert(!yaml_each(one, one));
	mem_deref(mistakes);
	mem_deref(yaml);
}
END_TEST

START_TEST(an_entry_begins_with_its_key)
{
	char *mistakes;
	struct yaml *yaml = read_text(tree_text, &mistakes);
	const struct yaml_node *list = yaml_find(yaml_root(yaml), "list");

	ck_assert_uint_eq(1, yaml_place(list)->column);
	ck_assert_uint_eq(8, yaml_place(list->first)->column);
	ck_assert_ptr_null(yaml_find(yaml_root(yaml), "none"));
	mem_deref(mistakes);
	mem_deref(yaml);
}
END_TEST

/* clang-format off */
/* Each row is a file with one mistake; `root` is whether there is a tree to go on with. */
static const struct {
	const char *what, *text, *mistake;
	bool root;
} refusals[] = {
	{"an empty file", "", "p.yaml:1:1: the file is empty: it needs sides, peers and routes\n",
	 false},
	{"comments only", "# nothing\n\n",
	 "p.yaml:1:1: the file is empty: it needs sides, peers and routes\n", false},
	{"a text", "hello",
	 "p.yaml:1:1: a policy is made of sections such as 'peers:', each with its keys below\n",
	 false},
	{"a list", "\n- a\n",
	 "p.yaml:2:1: a policy is made of sections such as 'peers:', each with its keys below\n",
	 false},
	{"an anchor", "a: &x b\n",
	 "p.yaml:1:4: anchors ('&') are not part of the language: write the value where it is "
	 "used\n", true},
	{"an anchor on a list", "a: &x [b]\n",
	 "p.yaml:1:4: anchors ('&') and tags ('!') are not part of the language\n", false},
	{"an anchor on a map", "a: &x {b: c}\n",
	 "p.yaml:1:4: anchors ('&') and tags ('!') are not part of the language\n", false},
	{"an alias", "a: *x\n",
	 "p.yaml:1:4: aliases ('*name') are not part of the language: write the value, or quote "
	 "it\n", true},
	{"an alias as a key", "*x : a\n",
	 "p.yaml:1:1: aliases ('*name') are not part of the language: write the value, or quote "
	 "it\n", false},
	{"an alias alone", "*x\n",
	 "p.yaml:1:1: aliases ('*name') are not part of the language: write the value, or quote "
	 "it\n", false},
	{"a tag", "a: !!str b\n",
	 "p.yaml:1:4: tags ('!') are not part of the language: every value is text\n", true},
	{"a tag on a list", "a: !x [b]\n",
	 "p.yaml:1:4: anchors ('&') and tags ('!') are not part of the language\n", false},
	{"a tag on a map", "a: !x {b: c}\n",
	 "p.yaml:1:4: anchors ('&') and tags ('!') are not part of the language\n", false},
	{"more than a line", "a: |\n  b\n  c\n",
	 "p.yaml:1:4: a value is one line, without control characters\n", true},
	{"an escape character", "a: \"\\e[2J\"\n",
	 "p.yaml:1:4: a value is one line, without control characters\n", true},
	{"a zero byte", "a: \"b\\0c\"\n",
	 "p.yaml:1:4: a value is one line, without control characters\n", true},
	{"DEL", "a: \"\\x7f\"\n", "p.yaml:1:4: a value is one line, without control characters\n",
	 true},
	{"a C1 control character", "a: \"\\x9b\"\n",
	 "p.yaml:1:4: a value is one line, without control characters\n", true},
	{"a control character in a key", "\"a\\0\": b\n",
	 "p.yaml:1:1: a value is one line, without control characters\n", false},
	{"a list as a key", "? [a]\n: b\n", "p.yaml:1:3: a key is a text, not a list or map\n",
	 false},
	{"a second document", "a: b\n---\nc: d\n",
	 "p.yaml:2:1: a second document: one file is one policy\n", false},
	{"a tab", "a:\n  b: c\n \td: e\n", "p.yaml:3:2: a tab: YAML is indented with spaces only\n",
	 false},
	{"no UTF-8", "a: b\nc: \xff\n",
	 "p.yaml:2:4: a byte that is no text: a policy is written in UTF-8\n", false},
	{"a letter of Latin 1", "a: b\nc: h\xe0n\xf6i\n",
	 "p.yaml:2:5: a byte that is no text: a policy is written in UTF-8\n", false},
	{"a letter that lacks its third byte", "a: \xe1\xbb\x20\n",
	 "p.yaml:1:4: a byte that is no text: a policy is written in UTF-8\n", false},
	{"an open list", "a: [b\nc: d\n",
	 "p.yaml:2:2: not YAML: did not find expected ',' or ']' while parsing a flow sequence "
	 "that began in line 1: close it, or quote a text with [ ] { } or , in it\n", false},
	{"a key in another column", "a:\n  b: c\n d: e\n",
	 "p.yaml:3:2: not YAML: did not find expected key while parsing a block mapping that began "
	 "in line 1: keys of one section begin in the same column\n", false},
	{"an entry in another column", "a:\n  - b\n  c: d\n",
	 "p.yaml:3:3: not YAML: did not find expected '-' indicator while parsing a block collection "
	 "that began in line 2: entries of one list begin in the same column\n", false},
	{"no colon", "a: b\nc\nd: e\n",
	 "p.yaml:3:1: not YAML: could not find expected ':' while scanning a simple key that began in "
	 "line 2: a key has a colon and a blank behind it\n", false},
	{"two keys in a line", "a: b: c\n",
	 "p.yaml:1:5: not YAML: mapping values are not allowed in this context: one key a line, and "
	 "quotes around a text with ': ' in it\n", false},
	{"a colon in a list", "a: [b:[c]]\n",
	 "p.yaml:1:6: not YAML: found unexpected ':' while scanning a plain scalar that began in line "
	 "1: inside [ ] and { } a text with a colon needs quotes\n", false},
	{"a text that begins with >", "a: {b: >8}\n",
	 "p.yaml:1:8: not YAML: found character that cannot start any token while scanning for the next "
	 "token that began in line 1: a text that begins with this needs quotes\n", false},
	{"a text that begins with *", "a: *\n",
	 "p.yaml:1:5: not YAML: did not find expected alphabetic or numeric character while scanning an "
	 "alias that began in line 1: a text that begins with * or & needs quotes\n", false},
	{"an open quote", "a: 'b\n",
	 "p.yaml:2:1: not YAML: found unexpected end of stream while scanning a quoted scalar that began "
	 "in line 1: close the quotes\n", false},
	{"an unknown escape", "a: \"\\y\"\n",
	 "p.yaml:1:5: not YAML: found unknown escape character while parsing a quoted scalar that "
	 "began in line 1\n", false},
	{"17 lists", "a: [[[[[[[[[[[[[[[[b]]]]]]]]]]]]]]]]\n",
	 "p.yaml:1:19: more than 16 maps and lists inside each other\n", false},
};
/* clang-format on */

START_TEST(refuse)
{
	char *mistakes;
	struct yaml *yaml = read_text(refusals[_i].text, &mistakes);

	ck_assert_msg(!strcmp(mistakes, refusals[_i].mistake), "%s: %s", refusals[_i].what,
		      mistakes);
	ck_assert_msg((yaml_root(yaml) != NULL) == refusals[_i].root, "%s", refusals[_i].what);
	mem_deref(mistakes);
	mem_deref(yaml);
}
END_TEST

/* Each row is a file that is all right though it looks odd. */
static const char *const fine[] = {
	"a: [[[[[[[[[[[[[[[b]]]]]]]]]]]]]]]\n", /* 16 deep with the map */
	"a: \"\xc2\xa0\"\n",                    /* just behind the C1 characters */
	"---\na: b\n...\n",
	"a: b # with\ttabs\t\n",
};

START_TEST(odd_but_right)
{
	char *mistakes;
	struct yaml *yaml = read_text(fine[_i], &mistakes);

	ck_assert_str_eq("", mistakes);
	ck_assert(yaml_root(yaml) != NULL);
	mem_deref(mistakes);
	mem_deref(yaml);
}
END_TEST

START_TEST(a_broken_item_is_no_item)
{
	char *mistakes;
	struct yaml *yaml = read_text("a: [*x, b, *y]\n", &mistakes);
	const struct yaml_node *list = yaml_find(yaml_root(yaml), "a");

	ck_assert_uint_eq(1, yaml_count(list));
	ck_assert_str_eq("b", yaml_each(list, NULL)->text);
	mem_deref(mistakes);
	mem_deref(yaml);
}
END_TEST

START_TEST(a_wiped_text_is_stars)
{
	struct mistakes *mistakes;
	struct yaml *yaml;
	const struct yaml_node *node;

	ck_assert_int_eq(0, mistakes_alloc(&mistakes));
	ck_assert_int_eq(0, yaml_read(&yaml, "f", "a: hunter2\nb: c\n", mistakes));
	node = yaml_find(yaml_root(yaml), "a");
	yaml_wipe(node);
	ck_assert_str_eq("*******", node->text);
	ck_assert_str_eq("c", node->next->text);
	mem_deref(yaml);
	mem_deref(mistakes);
}
END_TEST

/* "a: [b,b,…]" of so many items has two nodes more: the list and the key; the map makes three. */
static char *list_of(uint32_t items)
{
	char *text = mem_zalloc(items * 2 + 8, NULL), *p = text;

	ck_assert(text != NULL);
	p += sprintf(p, "a: [");
	for (uint32_t i = 0; i < items; i++)
		p += sprintf(p, "b,");
	sprintf(p, "]\n");
	return text;
}

START_TEST(as_many_nodes_as_there_may_be)
{
	for (uint32_t more = 0; more < 2; more++) {
		char *mistakes, *text = list_of(YAML_NODES_MAX - 3 + more);
		struct yaml *yaml = read_text(text, &mistakes);

		ck_assert_msg((yaml_root(yaml) == NULL) == (more == 1), "%u more", more);
		ck_assert((strstr(mistakes, "more than 600000 keys and values") != NULL)
			  == (more == 1));
		mem_deref(mistakes);
		mem_deref(text);
		mem_deref(yaml);
	}
}
END_TEST

START_TEST(as_many_bytes_as_there_may_be)
{
	for (uint32_t more = 0; more < 2; more++) {
		const size_t size = YAML_BYTES_MAX + more;
		char *mistakes, *text = mem_zalloc(size + 1, NULL);
		struct yaml *yaml;

		memset(text, '\n', size);
		memcpy(text, "a: b", 4);
		yaml = read_text(text, &mistakes);
		ck_assert_str_eq(more ? "p.yaml:1:1: the file has more than 8388608 bytes\n" : "",
				 mistakes);
		mem_deref(mistakes);
		mem_deref(text);
		mem_deref(yaml);
	}
}
END_TEST

START_TEST(as_long_a_scalar_as_there_may_be)
{
	for (uint32_t more = 0; more < 2; more++) {
		char *mistakes, text[YAML_SCALAR_MAX + 8] = "a: ";
		struct yaml *yaml;

		memset(text + 3, 'b', YAML_SCALAR_MAX + more);
		yaml = read_text(text, &mistakes);
		ck_assert_str_eq(more ? "p.yaml:1:4: a text of more than 1000 bytes\n" : "",
				 mistakes);
		mem_deref(mistakes);
		mem_deref(yaml);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/yaml");
	TCase *tcase = tcase_create("yaml");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, scalar, 0, sizeof scalars / sizeof scalars[0]);
	tcase_add_loop_test(tcase, refuse, 0, sizeof refusals / sizeof refusals[0]);
	tcase_add_loop_test(tcase, odd_but_right, 0, sizeof fine / sizeof fine[0]);
	tcase_add_test(tcase, one_or_a_list);
	tcase_add_test(tcase, an_entry_begins_with_its_key);
	tcase_add_test(tcase, a_broken_item_is_no_item);
	tcase_add_test(tcase, a_wiped_text_is_stars);
	tcase_add_test(tcase, as_many_nodes_as_there_may_be);
	tcase_add_test(tcase, as_many_bytes_as_there_may_be);
	tcase_add_test(tcase, as_long_a_scalar_as_there_may_be);
	tcase_set_timeout(tcase, 60);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
