/* log.c -- tests sbc/event/log.c */
#include <string.h>
#include <check.h>
#include "sbc/event/log.h"

#define DATE      "2026-11-25T03:12:07.123Z"
#define ACROSS    (&addresses[0]), (&addresses[1])
#define NOWHERE   NULL, NULL
#define DATA(str) &(const struct pl)PL(str)

static struct sa addresses[2];

static uint64_t date(const void *arg)
{
	(void)arg;
	return UINT64_C(1795576327123456);
}

/* Each row is one event and the bytes that it leaves in the log. A row has several lines: */
/* clang-format off */
static const struct {
	const char *what;
	bool json;
	enum event_level least;
	struct event event;
	const char *expect;
} rows[] = {
	{"a call, with the start of its id", false, EVENT_INFO,
	 {EVENT_CALL, 0, "4f1c22ab9d@x", "viettel", NOWHERE, "1001 calls 113", NULL},
	 DATE " info  call      4f1c22ab viettel: 1001 calls 113\n"},
	{"a call in JSON, with all of its id", true, EVENT_INFO,
	 {EVENT_CALL, 0, "4f1c22ab9d@x", "viettel", NOWHERE, "1001 calls 113", NULL},
	 "{\"date\":\"" DATE "\",\"level\":\"info\",\"event\":\"call\",\"call\":\"4f1c22ab9d@x\","
	 "\"peer\":\"viettel\",\"text\":\"1001 calls 113\"}\n"},
	{"nothing known but the kind", false, EVENT_INFO,
	 {EVENT_STOPPED, 0, NULL, NULL, NOWHERE, NULL, NULL},
	 DATE " info  stopped   -        \n"},
	{"nothing known but the kind, in JSON", true, EVENT_INFO,
	 {EVENT_STOPPED, 0, NULL, NULL, NOWHERE, NULL, NULL},
	 "{\"date\":\"" DATE "\",\"level\":\"info\",\"event\":\"stopped\"}\n"},
	{"an escaped id is not cut", false, EVENT_INFO,
	 {EVENT_CALL, 0, "\1\2\3\4\5\6\7\10\11", NULL, NOWHERE, "x", NULL},
	 DATE " info  call      \\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08 x\n"},
	{"where it came from", false, EVENT_INFO,
	 {EVENT_STRANGER, 0, NULL, NULL, &addresses[0], NULL, "INVITE", NULL},
	 DATE " warn  stranger  -        INVITE (203.0.113.9:5060)\n"},
	{"a message at debug is told whole, a line each", false, EVENT_DEBUG,
	 {EVENT_SENT, 0, NULL, "fpt", ACROSS, "BYE", DATA("BYE sip:x\r\nTo: y\r\n\r\nv=0")},
	 DATE " debug sent      -        fpt: BYE (203.0.113.9:5060 > [2001:db8::1]:5061)\n"
	 "    | BYE sip:x\n    | To: y\n    | \n    | v=0\n"},
	{"a message at debug in JSON", true, EVENT_DEBUG,
	 {EVENT_SENT, 0, NULL, NULL, ACROSS, "BYE", DATA("BYE\r\n")},
	 "{\"date\":\"" DATE "\",\"level\":\"debug\",\"event\":\"sent\",\"from\":\"203.0.113.9:5060\","
	 "\"to\":\"[2001:db8::1]:5061\",\"text\":\"BYE\",\"data\":\"BYE\\u000d\\u000a\"}\n"},
	{"a message is not told at info", false, EVENT_INFO,
	 {EVENT_SENT, 0, NULL, NULL, ACROSS, "BYE", DATA("BYE\r\n")},
	 ""},
	{"other data is not told at info", false, EVENT_INFO,
	 {EVENT_NONSENSE, 0, NULL, NULL, NOWHERE, "junk", DATA("\1\2")},
	 DATE " warn  nonsense  -        junk\n"},
	{"other data is not told at info in JSON", true, EVENT_INFO,
	 {EVENT_NONSENSE, 0, NULL, NULL, NOWHERE, "junk", DATA("\1\2")},
	 "{\"date\":\"" DATE "\",\"level\":\"warn\",\"event\":\"nonsense\",\"text\":\"junk\"}\n"},
	{"a lost record is told whole at every level", false, EVENT_ERROR,
	 {EVENT_LOST, 0, NULL, NULL, NOWHERE, "not in its file", DATA("{\"a\":1}")},
	 DATE " error lost      -        not in its file\n    | {\"a\":1}\n"},
	{"a lost record in JSON", true, EVENT_ERROR,
	 {EVENT_LOST, 0, NULL, NULL, NOWHERE, NULL, DATA("{\"a\":1}")},
	 "{\"date\":\"" DATE "\",\"level\":\"error\",\"event\":\"lost\",\"data\":\"{\\\"a\\\":1}\"}\n"},
	{"bytes of strangers stay on their line", false, EVENT_DEBUG,
	 {EVENT_RECEIVED, 0, "a\nb", "c\x1b", NOWHERE, "d\r\ne\xff", DATA("f\rg\n\rh\r\r\n\xff\n")},
	 DATE " debug received  a\\nb     c\\x1b: d\\r\\ne\\xff\n"
	 "    | f\\rg\n    | \\rh\\r\n    | \\xff\n"},
	{"bytes of strangers stay in their JSON string", true, EVENT_DEBUG,
	 {EVENT_RECEIVED, 0, "a\n\"", "\x1b", NOWHERE, "\xff", DATA("\"\n")},
	 "{\"date\":\"" DATE "\",\"level\":\"debug\",\"event\":\"received\",\"call\":\"a\\u000a\\\"\","
	 "\"peer\":\"\\u001b\",\"text\":\"\\\\xff\",\"data\":\"\\\"\\u000a\"}\n"},
};
/* clang-format on */

struct paper { /* what left the stream's own buffer */
	char written[1024];
	size_t used;
};

static ssize_t write_down(void *arg, const char *bytes, size_t size)
{
	struct paper *paper = arg;

	ck_assert_uint_lt(paper->used + size, sizeof paper->written);
	memcpy(paper->written + paper->used, bytes, size);
	paper->used += size;
	return (ssize_t)size;
}

START_TEST(row)
{
	struct paper paper = {.used = 0};
	struct events *events = NULL;
	struct log *log = NULL;
	FILE *to = fopencookie(&paper, "w", (cookie_io_functions_t){.write = write_down});

	ck_assert_int_eq(0, sa_set_str(&addresses[0], "203.0.113.9", 5060));
	ck_assert_int_eq(0, sa_set_str(&addresses[1], "2001:db8::1", 5061));
	ck_assert_int_eq(0, events_alloc(&events, date, NULL));
	ck_assert_int_eq(0, log_open(&log, events, rows[_i].json, to, rows[_i].least));
	event_emit(events, &rows[_i].event);
	ck_assert_msg(0 == strcmp(rows[_i].expect, paper.written), "%s: at once is %s",
		      rows[_i].what, paper.written);

	mem_deref(log);
	event_emit(events, &rows[_i].event);
	fclose(to);
	ck_assert_msg(strlen(rows[_i].expect) == paper.used, "%s: closed, and still wrote",
		      rows[_i].what);
	mem_deref(events);
}
END_TEST

static void nothing(const struct event *event, void *arg)
{
	(void)event;
	(void)arg;
}

START_TEST(a_log_that_cannot_watch_is_not_open)
{
	struct watcher *watchers[WATCHERS_MAX];
	struct events *events = NULL;
	struct log *log = NULL;

	ck_assert_int_eq(0, events_alloc(&events, date, NULL));
	for (size_t i = 0; i < WATCHERS_MAX; i++)
		ck_assert_int_eq(0, events_watch(&watchers[i], events, nothing, NULL));
	ck_assert_int_eq(ENOSPC, log_open(&log, events, false, stdout, EVENT_INFO));
	ck_assert_ptr_null(log);
	for (size_t i = 0; i < WATCHERS_MAX; i++)
		mem_deref(watchers[i]);
	mem_deref(events);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/event/log");
	TCase *tcase = tcase_create("log");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, row, 0, sizeof rows / sizeof rows[0]);
	tcase_add_test(tcase, a_log_that_cannot_watch_is_not_open);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
