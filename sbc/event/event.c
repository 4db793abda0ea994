/* event.c -- tells each watcher, in the order in which they came; see event.h */
#include <string.h>
#include "sbc/event/event.h"

struct watcher {
	struct le le;
	uint32_t number; /* grows along the list */
	enum event_level least;
	event_h *handler;
	void *arg;
};

struct events {
	struct list watchers;
	uint32_t last_number;
	event_date_h *date;
	const void *arg;
};

struct text { /* a sentence being written, always with its 0 */
	char to[EVENT_TEXT_SIZE];
	size_t used;
};

static const struct {
	const char *name;
	enum event_level level;
} kinds[EVENT_KINDC] = {
#define X(kind, name, level) [kind] = {name, level},
	EVENT_KINDS(X)
#undef X
};

const char *event_name(enum event_kind kind)
{
	return kinds[kind].name;
}

enum event_level event_level(enum event_kind kind)
{
	return kinds[kind].level;
}

static void events_destructor(void *arg)
{
	struct events *events = arg;

	list_clear(&events->watchers);
}

int events_alloc(struct events **eventsp, event_date_h *date, const void *arg)
{
	struct events *events = mem_zalloc(sizeof *events, events_destructor);

	if (!events)
		return ENOMEM;

	events->date = date;
	events->arg = arg;
	*eventsp = events;
	return 0;
}

static void watcher_destructor(void *arg)
{
	struct watcher *watcher = arg;

	list_unlink(&watcher->le);
}

int events_watch(struct watcher **watcherp, struct events *events, event_h *handler, void *arg)
{
	struct watcher *watcher;

	if (list_count(&events->watchers) >= WATCHERS_MAX)
		return ENOSPC;

	watcher = mem_zalloc(sizeof *watcher, watcher_destructor);
	if (!watcher)
		return ENOMEM;

	watcher->number = ++events->last_number;
	watcher->handler = handler;
	watcher->arg = arg;
	list_append(&events->watchers, &watcher->le, watcher);
	*watcherp = watcher;
	return 0;
}

void watcher_least(struct watcher *watcher, enum event_level least)
{
	watcher->least = least;
}

/* The first watcher after number `after` that hears of `level`; NULL: there is none. */
static struct watcher *next(const struct events *events, uint32_t after, enum event_level level)
{
	for (struct le *le = list_head(&events->watchers); le; le = le->next) {
		struct watcher *watcher = le->data;
		if (watcher->number > after && watcher->least <= level)
			return watcher;
	}
	return NULL;
}

bool events_wanted(const struct events *events, enum event_kind kind)
{
	return next(events, 0, event_level(kind));
}

/* By number and not by link: a handler may end watchers, its own too, or emit another event. */
void event_emit(struct events *events, const struct event *event)
{
	enum event_level level = event_level(event->kind);
	struct event dated = *event;
	struct watcher *watcher = next(events, 0, level);

	if (!watcher)
		return;

	dated.date_us = events->date(events->arg);
	while (watcher) {
		uint32_t number = watcher->number;
		watcher->handler(&dated, watcher->arg);
		watcher = next(events, number, level);
	}
}

/* What does not fit is cut, not dropped: half a sentence is worth more than none. */
static int write_text(const char *p, size_t size, void *arg)
{
	struct text *text = arg;
	size_t room = sizeof text->to - 1 - text->used;
	size_t copied = size < room ? size : room;

	memcpy(text->to + text->used, p, copied);
	text->used += copied;
	text->to[text->used] = '\0';
	return 0;
}

void event_say(struct events *events, const struct event *event, const char *fmt, ...)
{
	struct event said = *event;
	struct text text;
	va_list ap;

	if (!events_wanted(events, event->kind))
		return;

	text.to[0] = '\0';
	text.used = 0;
	va_start(ap, fmt);
	(void)re_vhprintf(fmt, ap, write_text, &text); /* a broken argument costs its part only */
	va_end(ap);

	said.text = text.to;
	event_emit(events, &said);
}
