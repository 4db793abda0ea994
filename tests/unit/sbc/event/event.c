/* event.c -- tests sbc/event/event.c */
#include <string.h>
#include <check.h>
#include "sbc/event/event.h"

static const uint64_t date_us = 42;

struct witness { /* what a watcher heard, as "name:text " */
	char heard[4096];
	char mark;
	struct events *events;
	struct watcher *ends; /* ended by the handler */
	bool answers;         /* the handler emits */
};

static uint64_t date(const void *arg)
{
	return *(const uint64_t *)arg;
}

static void hear(const struct event *event, void *arg)
{
	struct witness *witness = arg;
	size_t used = strlen(witness->heard);

	ck_assert(event->date_us == date_us);
	(void)re_snprintf(witness->heard + used, sizeof witness->heard - used, "%s:%s ",
			  event_name(event->kind), event->text);
	witness->ends = mem_deref(witness->ends);
	if (witness->answers && event->kind == EVENT_CALL) {
		struct event answer = {.kind = EVENT_MACHINE, .text = "answer"};
		event_emit(witness->events, &answer);
	}
}

static struct events *open_events(void)
{
	struct events *events = NULL;

	ck_assert_int_eq(0, events_alloc(&events, date, &date_us));
	return events;
}

static struct watcher *watch(struct events *events, struct witness *witness)
{
	struct watcher *watcher = NULL;

	witness->events = events;
	ck_assert_int_eq(0, events_watch(&watcher, events, hear, witness));
	return watcher;
}

/* Each row is one event said to a watcher of one level and above. */
static const struct {
	const char *what;
	enum event_level least;
	enum event_kind kind;
	const char *heard;
} said[] = {
	{"a debug watcher hears a message",     EVENT_DEBUG, EVENT_SENT,     "sent:n 7 "    },
	{"an info watcher hears no message",    EVENT_INFO,  EVENT_SENT,     ""             },
	{"an info watcher hears a call",        EVENT_INFO,  EVENT_CALL,     "call:n 7 "    },
	{"an info watcher hears what is above", EVENT_INFO,  EVENT_MACHINE,  "machine:n 7 " },
	{"a warn watcher hears no call",        EVENT_WARN,  EVENT_CALL,     ""             },
	{"a warn watcher hears of nonsense",    EVENT_WARN,  EVENT_NONSENSE, "nonsense:n 7 "},
	{"an error watcher hears no warning",   EVENT_ERROR, EVENT_FLOOD,    ""             },
	{"an error watcher hears of a bug",     EVENT_ERROR, EVENT_BUG,      "bug:n 7 "     },
	{"a record that was lost is an error",  EVENT_ERROR, EVENT_LOST,     "lost:n 7 "    },
};

START_TEST(level)
{
	struct events *events = open_events();
	struct witness witness = {.mark = 0};
	struct watcher *watcher = watch(events, &witness);
	struct event event = {.kind = said[_i].kind};

	watcher_least(watcher, said[_i].least);
	event_say(events, &event, "n %d", 7);
	ck_assert_msg(0 == strcmp(said[_i].heard, witness.heard), "%s: %s", said[_i].what,
		      witness.heard);
	ck_assert_msg(events_wanted(events, said[_i].kind) == (said[_i].heard[0] != 0), "%s",
		      said[_i].what);
	mem_deref(watcher);
	mem_deref(events);
}
END_TEST

static int refuse_to_print(struct re_printf *pf, void *arg)
{
	(void)pf;
	ck_abort_msg("%s", (const char *)arg);
	return 0;
}

START_TEST(nothing_is_formatted_for_nobody)
{
	struct events *events = open_events();
	struct witness witness = {.mark = 0};
	struct watcher *watcher = watch(events, &witness);
	struct event event = {.kind = EVENT_RECEIVED};

	watcher_least(watcher, EVENT_INFO);
	event_say(events, &event, "%H", refuse_to_print, "formatted below the level");
	mem_deref(watcher);
	event_say(events, &event, "%H", refuse_to_print, "formatted without watchers");
	ck_assert(!events_wanted(events, EVENT_BUG));
	mem_deref(events);
}
END_TEST

START_TEST(a_long_sentence_is_cut_to_the_byte)
{
	struct events *events = open_events();
	struct witness witness = {.mark = 0};
	struct watcher *watcher = watch(events, &witness);
	struct event event = {.kind = EVENT_CALL};
	char many[EVENT_TEXT_SIZE + 1];

	memset(many, 'm', sizeof many - 1);
	many[sizeof many - 1] = '\0';
	event_say(events, &event, "a%sz", many);
	ck_assert_uint_eq(strlen("call:") + EVENT_TEXT_SIZE - 1 + 1, strlen(witness.heard));
	ck_assert(0 == strncmp(witness.heard, "call:am", 7));
	mem_deref(watcher);
	mem_deref(events);
}
END_TEST

START_TEST(an_empty_sentence_is_empty)
{
	struct events *events = open_events();
	struct witness witness = {.mark = 0};
	struct watcher *watcher = watch(events, &witness);
	struct event event = {.kind = EVENT_CALL};

	event_say(events, &event, "full");
	event_say(events, &event, "%s", ""); /* on a stack that still holds the other one */
	ck_assert_str_eq("call:full call: ", witness.heard);
	mem_deref(watcher);
	mem_deref(events);
}
END_TEST

static void hear_mark(const struct event *event, void *arg)
{
	struct witness *witness = arg;
	size_t used = strlen(witness->heard);

	(void)event;
	witness->heard[used] = witness->mark;
}

START_TEST(watchers_are_called_in_their_order)
{
	struct events *events = open_events();
	struct witness witness = {.mark = 'b'};
	struct watcher *watchers[2] = {NULL};
	struct event event = {.kind = EVENT_CALL, .text = "once"};

	watchers[0] = watch(events, &witness);
	ck_assert_int_eq(0, events_watch(&watchers[1], events, hear_mark, &witness));
	event_emit(events, &event);
	ck_assert_str_eq("call:once b", witness.heard);
	mem_deref(watchers[0]);
	mem_deref(watchers[1]);
	mem_deref(events);
}
END_TEST

START_TEST(a_handler_may_end_its_own_watcher)
{
	struct events *events = open_events();
	struct witness first = {.mark = 0}, second = {.mark = 0};
	struct event event = {.kind = EVENT_CALL, .text = "x"};
	struct watcher *kept;

	first.ends = watch(events, &first);
	kept = watch(events, &second);
	event_emit(events, &event);
	event_emit(events, &event);
	ck_assert_str_eq("call:x ", first.heard);
	ck_assert_str_eq("call:x call:x ", second.heard);
	mem_deref(kept);
	mem_deref(events);
}
END_TEST

START_TEST(a_handler_may_end_the_next_watcher)
{
	struct events *events = open_events();
	struct witness first = {.mark = 0}, second = {.mark = 0}, third = {.mark = 0};
	struct event event = {.kind = EVENT_CALL, .text = "x"};
	struct watcher *one = watch(events, &first), *three;

	first.ends = watch(events, &second);
	three = watch(events, &third);
	event_emit(events, &event);
	ck_assert_str_eq("", second.heard);
	ck_assert_str_eq("call:x ", third.heard);
	mem_deref(one);
	mem_deref(three);
	mem_deref(events);
}
END_TEST

START_TEST(a_handler_may_emit)
{
	struct events *events = open_events();
	struct witness first = {.answers = true}, second = {.mark = 0};
	struct event event = {.kind = EVENT_CALL, .text = "x"};
	struct watcher *one = watch(events, &first), *two = watch(events, &second);

	event_emit(events, &event);
	ck_assert_str_eq("call:x machine:answer ", first.heard);
	ck_assert_str_eq("machine:answer call:x ", second.heard);
	mem_deref(one);
	mem_deref(two);
	mem_deref(events);
}
END_TEST

START_TEST(a_watcher_may_outlive_its_events)
{
	struct events *events = open_events();
	struct witness witness = {.mark = 0};
	struct watcher *watcher = watch(events, &witness);

	mem_deref(events);
	mem_deref(watcher);
}
END_TEST

START_TEST(one_watcher_too_many_is_refused)
{
	struct events *events = open_events();
	struct witness witness = {.mark = 0};
	struct watcher *watchers[WATCHERS_MAX], *more = NULL;

	for (size_t i = 0; i < WATCHERS_MAX; i++)
		watchers[i] = watch(events, &witness);
	ck_assert_int_eq(ENOSPC, events_watch(&more, events, hear, &witness));
	mem_deref(watchers[3]);
	watchers[3] = watch(events, &witness);
	for (size_t i = 0; i < WATCHERS_MAX; i++)
		mem_deref(watchers[i]);
	mem_deref(events);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/event/event");
	TCase *tcase = tcase_create("event");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, level, 0, sizeof said / sizeof said[0]);
	tcase_add_test(tcase, nothing_is_formatted_for_nobody);
	tcase_add_test(tcase, a_long_sentence_is_cut_to_the_byte);
	tcase_add_test(tcase, an_empty_sentence_is_empty);
	tcase_add_test(tcase, watchers_are_called_in_their_order);
	tcase_add_test(tcase, a_handler_may_end_its_own_watcher);
	tcase_add_test(tcase, a_handler_may_end_the_next_watcher);
	tcase_add_test(tcase, a_handler_may_emit);
	tcase_add_test(tcase, a_watcher_may_outlive_its_events);
	tcase_add_test(tcase, one_watcher_too_many_is_refused);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
