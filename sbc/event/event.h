/*
 * event.h -- what happened: kinds, fields, watchers
 *
 * The one upward path of the house is data. Whoever notices something says it here once; whoever
 * watches (log, CDR file, metrics, the lab) was named once, by cli/run.c or by the lab. An event
 * is borrowed: a watcher copies what it wants to keep.
 */
#ifndef EVENT_EVENT_H
#define EVENT_EVENT_H

#include <re.h>

/* Kind, name in the log, severity. Text is a sentence a person understands. */
#define EVENT_KINDS(X)                                                                             \
	X(EVENT_STARTED, "started", EVENT_INFO)       /* an engine listens */                      \
	X(EVENT_STOPPED, "stopped", EVENT_INFO)       /* nothing is left */                        \
	X(EVENT_RECEIVED, "received", EVENT_DEBUG)    /* a SIP message came: `data` */             \
	X(EVENT_SENT, "sent", EVENT_DEBUG)            /* a SIP message left: `data` */             \
	X(EVENT_NONSENSE, "nonsense", EVENT_WARN)     /* no SIP message */                         \
	X(EVENT_FLOOD, "flood", EVENT_WARN)           /* too fast; once a second */                \
	X(EVENT_CONNECTION, "connection", EVENT_WARN) /* none could be made, or believed */        \
	X(EVENT_STRANGER, "stranger", EVENT_WARN)     /* a request from no peer */                 \
	X(EVENT_POLICY, "policy", EVENT_INFO)         /* another policy is in force */             \
	X(EVENT_HEALTH, "health", EVENT_WARN) /* a peer's machine or name is well or not */        \
	X(EVENT_REGISTERED, "registered", EVENT_INFO) /* a registrar knows an account of ours */   \
	X(EVENT_REGISTER_FAILED, "register failed", EVENT_WARN) /* it does not */                  \
	X(EVENT_LOGIN, "login", EVENT_WARN)      /* a peer's, when we challenged it, is wrong */   \
	X(EVENT_CALL, "call", EVENT_INFO)        /* a call begins */                               \
	X(EVENT_ROUTED, "routed", EVENT_INFO)    /* a rule decided; a target is tried */           \
	X(EVENT_MOVE, "move", EVENT_INFO)        /* ring, answer, hang up… on a leg */           \
	X(EVENT_LATCH, "latch", EVENT_INFO)      /* a media address was learnt */                  \
	X(EVENT_GUARD, "guard", EVENT_WARN)      /* a guard (toll fraud) warns or rejects */       \
	X(EVENT_CDR, "cdr", EVENT_INFO)          /* a call is over: `data`, a JSON line */         \
	X(EVENT_LOST, "lost", EVENT_ERROR)       /* a CDR not in its file: `data` */               \
	X(EVENT_MACHINE, "machine", EVENT_ERROR) /* no memory, no port: a call refused */          \
	X(EVENT_BUG, "bug", EVENT_ERROR)         /* of ours: one call was ended */

enum {
	EVENT_TEXT_SIZE = 1024, /* a sentence with its 0; longer is cut */
	WATCHERS_MAX = 16,
};

enum event_level {
	EVENT_DEBUG,
	EVENT_INFO,
	EVENT_WARN,
	EVENT_ERROR
};

enum event_kind {
#define X(kind, name, level) kind,
	EVENT_KINDS(X)
#undef X
	EVENT_KINDC
};

struct event {
	enum event_kind kind;
	uint64_t date_us; /* filled in by event_emit from the world's date */
	const char *call; /* the call's id; NULL if it belongs to none */
	const char *peer; /* NULL if unknown */
	const struct sa *from, *to;
	const char *text;      /* what happened, as a sentence; may be NULL */
	const struct pl *data; /* the message or record itself; may be NULL */
};

typedef void(event_h)(const struct event *event, void *arg);
typedef uint64_t(event_date_h)(const void *arg);

struct events;
int events_alloc(struct events **eventsp, event_date_h *date, const void *arg);

/*
 * Watchers are called in the order in which they were added, each until it is mem_deref'd.
 * ENOSPC: there are WATCHERS_MAX.
 */
struct watcher;
int events_watch(struct watcher **watcherp, struct events *events, event_h *handler, void *arg);

/* From now on it hears of this level and those above; a new watcher hears of everything. */
void watcher_least(struct watcher *watcher, enum event_level least);

/* Whether anybody would hear: whoever must work to tell an event asks first. */
bool events_wanted(const struct events *events, enum event_kind kind);

/* Text is formatted only if somebody watches. A handler may emit, and may end any watcher. */
void event_emit(struct events *events, const struct event *event);
void event_say(struct events *events, const struct event *event, const char *fmt, ...);

const char *event_name(enum event_kind kind);
enum event_level event_level(enum event_kind kind);

#endif
