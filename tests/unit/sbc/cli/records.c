/* records.c -- tests: call records read back, also from damaged files */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sbc/cli/records.h"

#define HEAD "{\"id\":\"i\",\"began\":\"2026-01-05T10:00:00.000Z\",\"rule\":\"out\",\"status\":200"
#define WIRE ",\"side\":\"office\",\"source\":\"10.0.0.20:5060\""

/* clang-format off */
/* Each row is a line, and what it is. */
static const struct {
	const char *what, *line;
	int err;
} lines[] = {
	{"a record",               HEAD WIRE "}",                                             0},
	{"with more than we know", HEAD WIRE ",\"x\":[{\"y\":1}]}",                           0},
	{"no rule decided",        "{\"id\":\"i\",\"began\":\"2026-01-05T10:00:00.000Z\",\"rule\":null" WIRE "}", 0},
	{"nothing",                "",                                                        EBADMSG},
	{"half a line",            HEAD,                                                      EBADMSG},
	{"another's JSON",         "[1, 2]",                                                  EBADMSG},
	{"no id",                  "{\"began\":\"2026-01-05T10:00:00.000Z\"" WIRE "}",        EBADMSG},
	{"an id that is a number", "{\"id\":7,\"began\":\"2026-01-05T10:00:00.000Z\"" WIRE "}", EBADMSG},
	{"no date",                "{\"id\":\"i\"" WIRE "}",                                  EBADMSG},
	{"a date that is none",    "{\"id\":\"i\",\"began\":\"today\"" WIRE "}",              EBADMSG},
	{"an old one",             HEAD "}",                                                  ENODATA},
	{"without a source",       HEAD ",\"side\":\"office\"}",                              ENODATA},
	{"a source that is none",  HEAD ",\"side\":\"office\",\"source\":\"here\"}",          ENODATA},
	{"very deep",              "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}", EBADMSG},
};
/* clang-format on */

static void count(const struct record *record, void *arg)
{
	ck_assert_str_eq(record->id, "i");
	++*(uint32_t *)arg;
}

START_TEST(line)
{
	uint32_t records = 0;
	const int err = records_line(lines[_i].line, strlen(lines[_i].line), count, &records);

	ck_assert_msg(err == lines[_i].err, "%s: %d", lines[_i].what, err);
	ck_assert_uint_eq(records, !lines[_i].err);
}
END_TEST

static void check_facts(const struct record *record, void *arg)
{
	const struct facts *facts = &record->facts;

	ck_assert_str_eq(record->rule, "out");
	ck_assert_uint_eq(record->status, 200);
	ck_assert_uint_eq(facts->date_us, UINT64_C(1767607200000000));
	ck_assert(!facts->from && sa_port(&facts->source) == 5060);
	ck_assert_str_eq(facts->side, "office");
	ck_assert_int_eq(facts->transport, SIP_TRANSP_TLS);
	ck_assert(!pl_strcmp(&facts->caller, "1001") && !pl_strcmp(&facts->called, "0912"));
	ck_assert(!pl_strcmp(&facts->domain, "sbc.example"));
	ck_assert_uint_eq(facts->codecc, 2);
	ck_assert(!pl_strcmp(&facts->codecs[1], "PCMU"));
	ck_assert_uint_eq(facts->headerc, 1);
	ck_assert(!pl_strcmp(&facts->headers[0].name, "Privacy"));
	ck_assert(!pl_strcmp(&facts->headers[0].value, "id"));
	*(bool *)arg = true;
}

START_TEST(all_that_is_in_a_record)
{
	static const char text[] = HEAD WIRE
		",\"transport\":\"TLS\",\"caller_wire\":\"1001\",\"called_wire\":\"0912\","
		"\"domain\":\"sbc.example\",\"codecs\":[\"PCMA\",1,\"PCMU\"],\"headers\":["
		"7,{\"name\":\"X\"},{\"name\":\"Privacy\",\"value\":\"id\"}]}";
	bool checked = false;

	ck_assert_int_eq(0, records_line(text, sizeof text - 1, check_facts, &checked));
	ck_assert(checked);
}
END_TEST

static void check_maxima(const struct record *record, void *arg)
{
	ck_assert_uint_eq(record->facts.codecc, RECORDS_CODECS_MAX);
	ck_assert_uint_eq(record->facts.headerc, RECORDS_HEADERS_MAX);
	*(bool *)arg = true;
}

START_TEST(no_more_than_a_maximum)
{
	struct mbuf *mb = mbuf_alloc(4096);
	bool checked = false;

	mbuf_printf(mb, "%s%s,\"codecs\":[\"a\"", HEAD, WIRE);
	for (int i = 0; i < RECORDS_CODECS_MAX; i++)
		mbuf_printf(mb, ",\"a\"");
	mbuf_printf(mb, "],\"headers\":[{\"name\":\"A\",\"value\":\"b\"}");
	for (int i = 0; i < RECORDS_HEADERS_MAX; i++)
		mbuf_printf(mb, ",{\"name\":\"A\",\"value\":\"b\"}");
	mbuf_printf(mb, "]}");
	ck_assert_int_eq(0, records_line((char *)mb->buf, mb->end, check_maxima, &checked));
	ck_assert(checked);
	mem_deref(mb);
}
END_TEST

/* A file with two records, an old one and three lines that are none: one is too long. */
static void write_file(char path[32])
{
	FILE *file;

	strcpy(path, "/tmp/sbc-records-XXXXXX");
	file = fdopen(mkstemp(path), "w");
	ck_assert(file != NULL);
	fprintf(file, "%s%s}\nnot a record\n%s}\n", HEAD, WIRE, HEAD);
	fprintf(file, "%s%s,\"x\":\"%0*d\"}\n", HEAD, WIRE, RECORDS_LINE_MAX, 0);
	fprintf(file, "%s%s}\n%s", HEAD, WIRE, HEAD); /* the last one was cut off */
	fclose(file);
}

static const struct {
	uint64_t last, calls, broken, old;
} reads[] = {
	{0, 2, 3, 1},
        {6, 2, 3, 1},
        {5, 1, 3, 1},
        {4, 1, 2, 1},
	{2, 1, 1, 0},
        {1, 0, 1, 0},
        {9, 2, 3, 1},
};

START_TEST(file)
{
	struct records_count records;
	uint32_t given = 0;
	char path[32];

	write_file(path);
	ck_assert_int_eq(0, records_read(&records, path, reads[_i].last, count, &given));
	unlink(path);
	ck_assert_uint_eq(records.calls, reads[_i].calls);
	ck_assert_uint_eq(records.broken, reads[_i].broken);
	ck_assert_uint_eq(records.old, reads[_i].old);
	ck_assert_uint_eq(given, records.calls);
}
END_TEST

START_TEST(no_file)
{
	struct records_count records;

	ck_assert_int_eq(ENOENT, records_read(&records, "/nowhere", 0, count, NULL));
	ck_assert_int_eq(EISDIR, records_read(&records, "/tmp", 0, count, NULL));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/cli/records");
	TCase *tcase = tcase_create("records");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, line, 0, sizeof lines / sizeof lines[0]);
	tcase_add_test(tcase, all_that_is_in_a_record);
	tcase_add_test(tcase, no_more_than_a_maximum);
	tcase_add_loop_test(tcase, file, 0, sizeof reads / sizeof reads[0]);
	tcase_add_test(tcase, no_file);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
