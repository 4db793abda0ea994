/*
 * session.h -- one call's media: two sides, up to MEDIA_STREAMS_MAX streams, and what is known of them
 *
 * The door of the room. A session takes a pair of ports (RTP even, RTCP odd) for each side of each
 * stream; the call writes them into the SDP it sends and tells the session what each side said of
 * itself. Between them flows carry packets (flow.h); a relay (relay.h) moves the bytes.
 *
 * The session asks nothing: it is given the time, and session_tick returns when it next wants to be
 * called. Events come only out of session_tick, never from inside another call. Reference counted;
 * the last mem_deref gives ports and flows back at once.
 */
#ifndef RTP_SESSION_H
#define RTP_SESSION_H

#include <re.h>
#include "rtp/media.h"
#include "rtp/relay.h"
#include "rtp/ports.h"

enum {
	SESSION_TRIES_MAX = 64,   /* pairs of ports that somebody else has; then there are none */
	SESSION_LOOK_US = 500000, /* how often latches are looked at while their windows are open */
};

struct session;

enum session_side {
	SESSION_CALLER,
	SESSION_CALLEE,
	SESSION_SIDES
};

enum session_news {
	SESSION_LATCHED, /* `side` is now believed to be at `peer` (stream `stream`) */
	SESSION_SILENT, /* no packet from either side for `silence_us` though one might have come */
};

struct session_event {
	enum session_news news;
	enum session_side side;
	uint32_t stream;
	struct sa peer;
};

/* May end its session with mem_deref. */
typedef void(session_event_h)(const struct session_event *event, void *arg);

struct session_config {
	struct relay *relay; /* who moves packets; the session takes a reference */
	struct ports *ports
		[SESSION_SIDES]; /* where each side's ports come from, may be the same; as relay */
	uint64_t silence_us;     /* 0: never */
	uint64_t latch_us;       /* how long a latch's window stays open after an offer or answer */
	session_event_h *event;
	void *arg;
};

struct session_counters {        /* of RTP and RTCP packets that one side sent us */
	uint64_t packets, bytes; /* from the peer itself, and sane */
	uint64_t refused;        /* from strangers, or nonsense */
	uint64_t relayed;        /* of `packets`, those passed on to the other side */
};

int session_open(struct session **sessionp, const struct session_config *config);

/*
 * Takes the ports on `side` for `streamc` streams (those it has already stay). EADDRNOTAVAIL: the
 * ranges are used up. ERANGE: more than MEDIA_STREAMS_MAX. Others: the machine's. On error nothing
 * was taken.
 */
int session_reserve(struct session *session, enum session_side side, uint32_t streamc);

/* Our address for `side`'s packets of stream i, for the SDP sent to that side; NULL: not reserved. */
const struct sa *session_local(const struct session *session, enum session_side side, uint32_t i);

/*
 * What `side` said of itself, in an offer or answer, before or after session_reserve: targets,
 * directions. Opens the latches of both sides anew: the other side may begin to send only when it
 * hears of this. Streams that `media` has not are refused. ERANGE: more than MEDIA_STREAMS_MAX.
 */
int session_describe(struct session *session, enum session_side side, const struct media *media,
		     uint64_t now_us);

/*
 * The call is answered: silence counts from here (a ringing call is not silent), and latches are
 * opened anew (a caller that is silent while it rings may be behind a NAT).
 */
void session_answered(struct session *session, uint64_t now_us);

/*
 * Tells events; returns when it wants to be called again, on now_us's clock (UINT64_MAX: not before
 * the next session_describe or session_answered). Call it after each of those, too. Only a call
 * that is answered, has a stream in which somebody may send to somebody who may receive, and hears
 * nothing (not even RTCP) is silent; it is told once until a packet or description comes.
 */
uint64_t session_tick(struct session *session, uint64_t now_us);

void session_read(const struct session *session, enum session_side side,
		  struct session_counters *counters);

#endif
