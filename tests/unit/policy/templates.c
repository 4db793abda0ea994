/*
 * templates.c -- tests: each file of policy/templates loads as it stands, proves what it expects, and
 * says what it warns of
 */
#include <glob.h>
#include <stdio.h>
#include "tests/unit/policy/text.h"

#define CLEAR                                                                                      \
	"warning: side 'internet' listens on the public address 203.0.113.5 without TLS: calls "   \
	"can be read and changed on the way\n"

/* A row is a template and its warnings: each is said in the template's head, or is how that trunk is. */
static const struct {
	const char *name, *warnings;
} templates[] = {
	{"3cx",     "15:13: " CLEAR         },
	{"cucm",    "16:13: " CLEAR         },
	{"freepbx", "14:13: " CLEAR         },
	{"teams",
	 "32:15: warning: whoever has an address in 52.112.0.0/14 may call as peer 'teams': give "
	 "it "
	 "'challenge', or a longer prefix\n"
	 "32:30: warning: whoever has an address in 52.122.0.0/15 may call as peer 'teams': give "
	 "it "
	 "'challenge', or a longer prefix\n"},
	{"telekom", "15:13: " CLEAR         },
	{"telnyx",  "14:13: " CLEAR         },
	{"twilio",  "16:13: " CLEAR         },
	{"vietnam", ""		      },
};

static int read_file(char **textp, const char *name, void *arg)
{
	enum {
		SIZE = 32768
	};
	FILE *file = fopen(name, "r");
	size_t size;

	(void)arg;
	ck_assert_msg(file != NULL, "%s", name);
	*textp = mem_zalloc(SIZE, NULL);
	size = fread(*textp, 1, SIZE - 1, file);
	ck_assert(size > 0 && size < SIZE - 1);
	return fclose(file);
}

static int no_secret(char **textp, const char *source, void *arg)
{
	(void)arg;
	ck_assert_msg(!strncmp(source, "env:", 4), "%s: a template names the environment", source);
	return str_dup(textp, "secret");
}

/* Without the file's name, which stands before each. */
static char *without(const char *text, const char *name)
{
	struct mbuf *mb = mbuf_alloc(512);
	const size_t length = strlen(name) + 1;

	while (*text) {
		const char *end = strchr(text, '\n') + 1;

		ck_assert_msg(!strncmp(text, name, length - 1), "%s", text);
		ck_assert(!mbuf_write_mem(mb, (const uint8_t *)text + length,
					  (size_t)(end - text) - length));
		text = end;
	}

	return text_of(mb);
}

START_TEST(loads)
{
	const struct policy_reader reader = {.read = read_file, .secret = no_secret};
	struct mbuf *mistakes = mbuf_alloc(512), *warnings = mbuf_alloc(512);
	char name[64], *text, *rest;
	struct policy *policy = NULL;
	uint32_t count;
	int err;

	re_snprintf(name, sizeof name, "policy/templates/%s.yaml", templates[_i].name);
	err = policy_load(&policy, name, &reader, mistakes, NULL);
	text = text_of(mistakes);
	ck_assert_msg(!err, "%s", text);
	ck_assert(!policy_warn(warnings, policy, &count));
	mem_deref(text);
	text = text_of(warnings);
	rest = without(text, name);
	ck_assert_msg(!strcmp(rest, templates[_i].warnings), "%s:\n%s", name, rest);
	mem_deref(rest);
	mem_deref(text);
	mem_deref(policy);
}
END_TEST

START_TEST(there_is_no_other)
{
	glob_t found;

	ck_assert(!glob("policy/templates/*", 0, NULL, &found));
	ck_assert_uint_eq(found.gl_pathc, ARRAY_SIZE(templates));
	globfree(&found);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("templates");
	TCase *tcase = tcase_create("templates");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tcase, loads, 0, (int)ARRAY_SIZE(templates));
	tcase_add_test(tcase, there_is_no_other);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
