/* escape.c -- tests sbc/event/escape.c */
#include <stdlib.h>
#include <string.h>
#include <check.h>
#include "sbc/event/escape.h"

#define BYTES(str) (str), sizeof(str) - 1

/* Each row is some bytes and what becomes of them in text and in JSON. */
/* clang-format off */
static const struct {
	const char *what;
	const char *bytes;
	size_t size;
	const char *text;
	const char *json;
} rows[] = {
	{"nothing stays nothing",         BYTES(""),                 "",                 ""},
	{"plain text stays",              BYTES("INVITE 1"),         "INVITE 1",         "INVITE 1"},
	{"two bytes stay",                BYTES("\xc3\xa9"),         "\xc3\xa9",         "\xc3\xa9"},
	{"three bytes stay",              BYTES("\xe2\x82\xac."),    "\xe2\x82\xac.",    "\xe2\x82\xac."},
	{"four bytes stay",               BYTES("\xf0\x9d\x84\x9e"), "\xf0\x9d\x84\x9e", "\xf0\x9d\x84\x9e"},
	{"a tilde stays, DEL does not",   BYTES("~\x7f"),            "~\\x7f",           "~\\u007f"},
	{"a space stays, US does not",    BYTES(" \x1f"),            " \\x1f",           " \\u001f"},
	{"a line end forges no line",     BYTES("a\r\nb"),           "a\\r\\nb",         "a\\u000d\\u000ab"},
	{"a tab",                         BYTES("\t"),               "\\t",              "\\u0009"},
	{"a zero byte",                   BYTES("a\0b"),             "a\\x00b",          "a\\u0000b"},
	{"a terminal sequence",           BYTES("\x1b[2J"),          "\\x1b[2J",         "\\u001b[2J"},
	{"a backslash is not an escape",  BYTES("\\n"),              "\\\\n",            "\\\\n"},
	{"a quote ends no JSON string",   BYTES("\"x\""),            "\"x\"",            "\\\"x\\\""},
	{"a C1 control of two bytes",     BYTES("\xc2\x9b"),         "\\u009b",          "\\u009b"},
	{"what follows C1 stays",         BYTES("\xc2\xa0"),         "\xc2\xa0",         "\xc2\xa0"},
	{"a line separator",              BYTES("\xe2\x80\xa8"),     "\\u2028",          "\\u2028"},
	{"what is before it stays",       BYTES("\xe2\x80\xa7"),     "\xe2\x80\xa7",     "\xe2\x80\xa7"},
	{"a direction override",          BYTES("\xe2\x80\xae"),     "\\u202e",          "\\u202e"},
	{"what follows it stays",         BYTES("\xe2\x80\xaf"),     "\xe2\x80\xaf",     "\xe2\x80\xaf"},
	{"the first isolate",             BYTES("\xe2\x81\xa6"),     "\\u2066",          "\\u2066"},
	{"the last isolate",              BYTES("\xe2\x81\xa9"),     "\\u2069",          "\\u2069"},
	{"before the surrogates",         BYTES("\xed\x9f\xbf"),     "\xed\x9f\xbf",     "\xed\x9f\xbf"},
	{"after the surrogates",          BYTES("\xee\x80\x80"),     "\xee\x80\x80",     "\xee\x80\x80"},
	{"the last code point",           BYTES("\xf4\x8f\xbf\xbf"), "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
	{"text after a broken byte",      BYTES("\x80z"),            "\\x80z",           "\\\\x80z"},
	{"text in place of a third byte", BYTES("\xe2\x80z"),        "\\xe2\\x80z",      "\\\\xe2\\\\x80z"},
	{"a quote in its place",          BYTES("\xe2\""),           "\\xe2\"",          "\\\\xe2\\\""},
};
/* clang-format on */

/* Each row is no UTF-8 at all: every byte is spelt out. */
static const struct {
	const char *what;
	const char *bytes;
} broken[] = {
	{"a byte that starts nothing",     "\xff"                },
	{"the lead of five bytes",         "\xf8\x88\x80\x80\x80"},
	{"a byte that continues nothing",  "\x80"                },
	{"a character cut off by the end", "\xe2\x80"            },
	{"a character cut off by a lead",  "\xe2\xf0\x90\x80"    },
	{"one byte as two",                "\xc1\xbf"            },
	{"two bytes as three",             "\xe0\x9f\xbf"        },
	{"three bytes as four",            "\xf0\x8f\xbf\xbf"    },
	{"the first surrogate",            "\xed\xa0\x80"        },
	{"the last surrogate",             "\xed\xbf\xbf"        },
	{"above the last code point",      "\xf4\x90\x80\x80"    },
};

/* The bytes lie at the end of their own memory: reading on is seen by valgrind and ASan. */
static void check(const char *what, re_printf_h *escape, const char *bytes, size_t size,
		  const char *expect)
{
	char written[64], *own = size ? malloc(size) : NULL;
	struct pl pl = {own, size};

	if (size)
		memcpy(own, bytes, size);
	ck_assert_msg(re_snprintf(written, sizeof written, "%H", escape, &pl) >= 0, "%s", what);
	ck_assert_msg(0 == strcmp(expect, written), "%s: %s", what, written);
	free(own);
}

START_TEST(row)
{
	check(rows[_i].what, (re_printf_h *)escape_text, rows[_i].bytes, rows[_i].size,
	      rows[_i].text);
	check(rows[_i].what, (re_printf_h *)escape_json, rows[_i].bytes, rows[_i].size,
	      rows[_i].json);
}
END_TEST

START_TEST(no_utf8)
{
	const char *bytes = broken[_i].bytes;
	size_t size = strlen(bytes);
	char text[64] = "", json[64] = "";

	for (size_t i = 0; i < size; i++) {
		(void)re_snprintf(text + 4 * i, sizeof text - 4 * i, "\\x%02x", (uint8_t)bytes[i]);
		(void)re_snprintf(json + 5 * i, sizeof json - 5 * i, "\\\\x%02x",
				  (uint8_t)bytes[i]);
	}
	check(broken[_i].what, (re_printf_h *)escape_text, bytes, size, text);
	check(broken[_i].what, (re_printf_h *)escape_json, bytes, size, json);
}
END_TEST

START_TEST(an_error_of_the_printer_is_told)
{
	static const char *const whole[] = {"abc", "\n", "ab\n", "\nab"};
	char small[2];

	for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
		struct pl pl = {whole[i], strlen(whole[i])};
		ck_assert_msg(re_snprintf(small, sizeof small, "%H", escape_text, &pl) < 0, "%s",
			      whole[i]);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/event/escape");
	TCase *tcase = tcase_create("escape");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, row, 0, sizeof rows / sizeof rows[0]);
	tcase_add_loop_test(tcase, no_utf8, 0, sizeof broken / sizeof broken[0]);
	tcase_add_test(tcase, an_error_of_the_printer_is_told);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
