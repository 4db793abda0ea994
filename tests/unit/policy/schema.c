/* schema.c -- tests: the documents that are printed from the table of keys */
#include <stdio.h>
#include "policy/keys.h"
#include "policy/schema.h"
#include "tests/unit/policy/text.h"

enum {
	DOCUMENT_SIZE_MAX = 1 << 20, /* bytes of a committed document */
	DEPTH_MAX = 64,
};

static char *printed(int (*print)(struct re_printf *pf))
{
	struct mbuf *mb = mbuf_alloc(65536);
	struct re_printf pf = {text_print, mb};

	ck_assert_int_eq(0, print(&pf));
	return text_of(mb);
}

static char *committed(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = mem_zalloc(DOCUMENT_SIZE_MAX, NULL);

	ck_assert_msg(file && text, "%s: tests run in the house's own folder", path);
	(void)!fread(text, 1, DOCUMENT_SIZE_MAX - 1, file);
	fclose(file);
	return text;
}

/* clang-format off */
static const struct {
	int (*print)(struct re_printf *pf);
	const char *path, *remedy;
} documents[] = {
	{schema_print,     "policy/schema.json", "build/sbc keys --schema >policy/schema.json"},
	{schema_reference, "policy/KEYS.md",     "build/sbc keys >policy/KEYS.md"             },
};
/* clang-format on */

START_TEST(what_is_committed_is_what_is_printed)
{
	char *is = committed(documents[_i].path), *should = printed(documents[_i].print);

	ck_assert_msg(!strcmp(is, should), "%s is old: %s", documents[_i].path,
		      documents[_i].remedy);
	mem_deref(should);
	mem_deref(is);
}
END_TEST

static struct odict *decoded(void)
{
	struct odict *schema = NULL;
	char *text = printed(schema_print);

	ck_assert_int_eq(0, json_decode_odict(&schema, 32, text, strlen(text), DEPTH_MAX));
	mem_deref(text);
	return schema;
}

static const struct odict *inside(const struct odict *object, const char *name)
{
	const struct odict_entry *entry =
		object ? odict_get_type(object, ODICT_OBJECT, name) : NULL;

	return entry ? entry->u.odict : NULL;
}

/* Where the schema speaks of this key; NULL: nowhere. */
static const struct odict *find(const struct odict *object, const char *path)
{
	const size_t length = strcspn(path, ".");
	const struct odict *inner = NULL, *items = inside(object, "items");
	char name[64];

	(void)re_snprintf(name, sizeof name, "%b", path, length);
	if (strcmp(name, "*"))
		inner = inside(inside(object, "properties"), name);
	else if (items && inside(items, "additionalProperties"))
		inner = inside(items, "additionalProperties"); /* of a rule's name */
	else
		inner = items ? items : inside(object, "additionalProperties");

	return path[length] ? find(inner, path + length + 1) : inner;
}

static void check_keys(const struct odict *schema, const char *section)
{
	const struct key *key = NULL;

	while ((key = keys_each(section, key))) {
		const struct odict *found = find(schema, key->path);

		if (key->shape == KEY_LIST_OR_SECTION)
			continue; /* its keys are inside an anyOf */
		ck_assert_msg(!found == !key->read, "%s: %s the schema", key->path,
			      found ? "not yet supported, but in" : "not in");
		if (found) {
			ck_assert_msg(!strncmp(odict_string(found, "description"), key->meaning,
					       strlen(key->meaning)),
				      "%s: means something else", key->path);
			check_keys(schema, key->path);
		}
	}
}

START_TEST(every_key_is_in_the_schema)
{
	struct odict *schema = decoded();

	check_keys(schema, "");
	mem_deref(schema);
}
END_TEST

/* Each row is a piece of the schema that an editor lives on. */
static const char *const pieces[] = {
	"\"enum\": [\n              \"once\",\n              \"strict\",\n              "
	"\"near\"\n",
	"\"required\": [\n    \"sides\",\n    \"peers\",\n    \"routes\"\n  ]\n}\n",
	"\"description\": \"our ports for RTP (even) and RTCP (odd): a range of ports from an even "
	"one above 1023, such as 20000-39999; default 20000-39999\",",
	"\"pattern\": \"^([0-9]+(ms|s|m|h|d)|no)$\"",
	"what stands before a number of the own country; \\\"\\\" is nothing",
};

START_TEST(piece)
{
	char *text = printed(schema_print);

	ck_assert_msg(strstr(text, pieces[_i]) != NULL, "%s", pieces[_i]);
	mem_deref(text);
}
END_TEST

static const char *const rows[] = {
	"| `name` | a name of 64 bytes at most | `sbc` | what logs, metrics and CDRs call this SBC "
	"|\n",
	"\n## peers\n\n| key | takes | without it | meaning |\n|---|---|---|---|\n| `peers` | a "
	"section of names |  | **required**; whom we talk to; anybody else is dropped |\n",
	"| `peers.*.limit.calls` | a number of calls from 1 to 1000000 |  | **one of these is "
	"required**; calls at once |\n",
	"| `routes.*.reject` | a status from 400 to 699,",
	"| `peers.*.register.login` | a user of 127 bytes at most, without \" and \\ | as `user` | "
	"the user for digest |\n",
};

START_TEST(row)
{
	char *text = printed(schema_reference);

	ck_assert_msg(strstr(text, rows[_i]) != NULL, "%s", rows[_i]);
	mem_deref(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/schema");
	TCase *tcase = tcase_create("schema");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, what_is_committed_is_what_is_printed, 0,
			    sizeof documents / sizeof documents[0]);
	tcase_add_test(tcase, every_key_is_in_the_schema);
	tcase_add_loop_test(tcase, piece, 0, sizeof pieces / sizeof pieces[0]);
	tcase_add_loop_test(tcase, row, 0, sizeof rows / sizeof rows[0]);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
