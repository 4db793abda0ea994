/* log.c -- one event, one line; see log.h */
#include <time.h>
#include "sbc/event/escape.h"
#include "sbc/event/log.h"

struct log {
	struct watcher *watcher;
	FILE *to;
	enum event_level least;
};

static const char *const levels[] = {
	[EVENT_DEBUG] = "debug",
	[EVENT_INFO] = "info",
	[EVENT_WARN] = "warn",
	[EVENT_ERROR] = "error",
};

/* RFC 3339 in UTC, whatever zone the machine is in. */
static int print_date(struct re_printf *pf, const uint64_t *date_us)
{
	time_t seconds = (time_t)(*date_us / 1000000);
	uint32_t ms = (uint32_t)(*date_us / 1000 % 1000);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm))
		return EOVERFLOW;

	return re_hprintf(pf, "%04d-%02d-%02dT%02d:%02d:%02d.%03uZ", tm.tm_year + 1900,
			  tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, ms);
}

static struct pl pl_of(const char *str)
{
	struct pl pl = {str, str_len(str)};

	return pl;
}

static bool tells_data(const struct log *log, const struct event *event)
{
	return event->data && (log->least == EVENT_DEBUG || event->kind == EVENT_LOST);
}

/* Escaped first, then filled up: the sentences below each other begin below each other. */
static void print_call(FILE *to, const char *call)
{
	char start[LOG_CALL_SIZE], shown[4 * LOG_CALL_SIZE];
	struct pl pl;

	str_ncpy(start, call ? call : "-", sizeof start);
	pl = pl_of(start);
	(void)re_snprintf(shown, sizeof shown, "%H", escape_text, &pl);
	(void)re_fprintf(to, " %-8s ", shown);
}

static void print_sentence(FILE *to, const struct event *event)
{
	struct pl peer = pl_of(event->peer), text = pl_of(event->text);

	if (peer.l)
		(void)re_fprintf(to, "%H: ", escape_text, &peer);
	(void)re_fprintf(to, "%H", escape_text, &text);
	if (event->from && event->to)
		(void)re_fprintf(to, " (%J > %J)", event->from, event->to);
	else if (event->from)
		(void)re_fprintf(to, " (%J)", event->from);
	(void)fputc('\n', to);
}

/* A line of ours for each line of the message: none of its own can pass for one of the log's. */
static void print_lines(FILE *to, const struct pl *data)
{
	struct pl rest = *data;

	while (rest.l) {
		const char *newline = pl_strchr(&rest, '\n');
		size_t size = newline ? (size_t)(newline - rest.p) + 1 : rest.l;
		struct pl line = {rest.p, newline ? size - 1 : size};

		if (newline && line.l && line.p[line.l - 1] == '\r')
			--line.l;
		(void)re_fprintf(to, "    | %H\n", escape_text, &line);
		pl_advance(&rest, (ssize_t)size);
	}
}

static void print_text(const struct event *event, void *arg)
{
	const struct log *log = arg;

	(void)re_fprintf(log->to, "%H %-5s %-9s", print_date, &event->date_us,
			 levels[event_level(event->kind)], event_name(event->kind));
	print_call(log->to, event->call);
	print_sentence(log->to, event);
	if (tells_data(log, event))
		print_lines(log->to, event->data);
	(void)fflush(log->to);
}

static void print_member(FILE *to, const char *name, const char *value)
{
	struct pl pl = pl_of(value);

	if (value)
		(void)re_fprintf(to, ",\"%s\":\"%H\"", name, escape_json, &pl);
}

static void print_address(FILE *to, const char *name, const struct sa *address)
{
	if (address)
		(void)re_fprintf(to, ",\"%s\":\"%J\"", name, address);
}

static void print_json(const struct event *event, void *arg)
{
	const struct log *log = arg;

	(void)re_fprintf(log->to, "{\"date\":\"%H\",\"level\":\"%s\",\"event\":\"%s\"", print_date,
			 &event->date_us, levels[event_level(event->kind)],
			 event_name(event->kind));
	print_member(log->to, "call", event->call);
	print_member(log->to, "peer", event->peer);
	print_address(log->to, "from", event->from);
	print_address(log->to, "to", event->to);
	print_member(log->to, "text", event->text);
	if (tells_data(log, event))
		(void)re_fprintf(log->to, ",\"data\":\"%H\"", escape_json, event->data);
	(void)re_fprintf(log->to, "}\n");
	(void)fflush(log->to);
}

static void log_destructor(void *arg)
{
	struct log *log = arg;

	mem_deref(log->watcher);
}

int log_open(struct log **logp, struct events *events, bool json, FILE *to, enum event_level least)
{
	struct log *log = mem_zalloc(sizeof *log, log_destructor);
	int err;

	if (!log)
		return ENOMEM;

	log->to = to;
	log->least = least;
	err = events_watch(&log->watcher, events, json ? print_json : print_text, log);
	if (err)
		goto out;

	watcher_least(log->watcher, least);
	*logp = log;

out:
	if (err)
		mem_deref(log);
	return err;
}
