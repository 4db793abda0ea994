/* session.c -- see session.h */
#include "rtp/session.h"

struct side_stream { /* one side of one stream */
	struct sa local;
	struct flow *flow;       /* NULL: not reserved */
	struct flow_terms terms; /* as described last; `used` false until then */
	uint64_t described_us;
	uint64_t packets; /* as heard last */
	uint32_t learnt;  /* as told last */
};

struct session {
	struct session_config config;
	struct side_stream streams[SESSION_SIDES][MEDIA_STREAMS_MAX];
	uint64_t look_us; /* latches are looked at until then */
	bool answered;
	uint64_t heard_us; /* the last packet, or when packets could begin to come */
	bool told;         /* of silence since heard_us */
};

static enum session_side other_side(enum session_side side)
{
	return side == SESSION_CALLER ? SESSION_CALLEE : SESSION_CALLER;
}

/* ---- ports ---- */

static void release(struct session *session, enum session_side side, uint32_t i)
{
	struct side_stream *stream = &session->streams[side][i];

	if (!stream->flow)
		return;

	session->config.relay->ops->remove(session->config.relay, stream->flow);
	stream->flow = NULL;
	ports_give(session->config.ports[side], &stream->local);
}

static void destroy(void *arg)
{
	struct session *session = arg;

	for (int side = 0; side < SESSION_SIDES; side++) {
		for (uint32_t i = 0; i < MEDIA_STREAMS_MAX; i++)
			release(session, side, i);
		mem_deref(session->config.ports[side]);
	}
	mem_deref(session->config.relay);
}

int session_open(struct session **sessionp, const struct session_config *config)
{
	struct session *session = mem_zalloc(sizeof *session, destroy);

	if (!session)
		return ENOMEM;

	session->config = *config;
	mem_ref(session->config.relay);
	for (int side = 0; side < SESSION_SIDES; side++)
		mem_ref(session->config.ports[side]);

	*sessionp = session;
	return 0;
}

/* One pair that nobody else on the machine has. A pair that somebody has goes to the ring's end. */
static int open_pair(struct session *session, enum session_side side, uint32_t i)
{
	struct side_stream *stream = &session->streams[side][i];
	struct flow *other = session->streams[other_side(side)][i].flow;
	struct relay *relay = session->config.relay;

	for (int tries = 0; tries < SESSION_TRIES_MAX; tries++) {
		int err = ports_take(&stream->local, session->config.ports[side]);
		if (err)
			return err;

		err = relay->ops->add(&stream->flow, relay, &stream->local, other);
		if (!err)
			return 0;

		ports_give(session->config.ports[side], &stream->local);
		if (err != EADDRINUSE)
			return err;
	}

	return EADDRNOTAVAIL;
}

/* The relay may have begun later than the description: its window counts from there. */
static void apply(struct session *session, enum session_side side, uint32_t i)
{
	const struct side_stream *stream = &session->streams[side][i];

	if (stream->flow)
		session->config.relay->ops->change(session->config.relay, stream->flow,
						   &stream->terms, stream->described_us);
}

int session_reserve(struct session *session, enum session_side side, uint32_t streamc)
{
	struct side_stream *streams = session->streams[side];
	bool taken[MEDIA_STREAMS_MAX] = {false};
	int err = 0;

	if (streamc > MEDIA_STREAMS_MAX)
		return ERANGE;

	for (uint32_t i = 0; i < streamc && !err; i++) {
		if (streams[i].flow)
			continue;
		err = open_pair(session, side, i);
		taken[i] = !err;
		apply(session, side, i);
	}
	for (uint32_t i = 0; i < streamc && err; i++) {
		if (taken[i])
			release(session, side, i);
	}

	return err;
}

const struct sa *session_local(const struct session *session, enum session_side side, uint32_t i)
{
	if (i >= MEDIA_STREAMS_MAX || !session->streams[side][i].flow)
		return NULL;

	return &session->streams[side][i].local;
}

/* ---- descriptions ---- */

static struct flow_terms terms_of(const struct session *session, const struct media *media,
				  uint32_t i)
{
	const struct media_stream *stream = &media->streams[i];

	if (i >= media->streamc || !stream->used)
		return (struct flow_terms){.used = false};

	return (struct flow_terms){
		.used = true,
		.sends = stream->sends,
		.receives = stream->receives,
		.secure = stream->secure,
		.key = stream->key,
		.ours = stream->ours,
		.peer = {[FLOW_RTP] = stream->rtp, [FLOW_RTCP] = stream->rtcp},
		.latch = media->latch,
		.latch_us = session->config.latch_us,
	};
}

static void reopen(struct session *session, uint64_t now_us)
{
	for (int side = 0; side < SESSION_SIDES; side++) {
		for (uint32_t i = 0; i < MEDIA_STREAMS_MAX; i++) {
			session->streams[side][i].described_us = now_us;
			apply(session, side, i);
		}
	}
	session->look_us = now_us + session->config.latch_us + SESSION_LOOK_US;
	session->heard_us = now_us;
	session->told = false;
}

int session_describe(struct session *session, enum session_side side, const struct media *media,
		     uint64_t now_us)
{
	if (media->streamc > MEDIA_STREAMS_MAX)
		return ERANGE;

	for (uint32_t i = 0; i < MEDIA_STREAMS_MAX; i++)
		session->streams[side][i].terms = terms_of(session, media, i);

	reopen(session, now_us);
	return 0;
}

void session_answered(struct session *session, uint64_t now_us)
{
	session->answered = true;
	reopen(session, now_us);
}

/* ---- what happened ---- */

static void read_flow(struct relay_report *report, const struct session *session,
		      const struct side_stream *stream, uint64_t now_us)
{
	struct relay *relay = session->config.relay;

	*report = (struct relay_report){.quiet_us = UINT64_MAX};
	if (stream->flow)
		relay->ops->read(report, relay, stream->flow, now_us);
}

static void tell(struct session *session, const struct session_event *event)
{
	if (session->config.event && mem_nrefs(session) > 1) /* else the handler before ended it */
		session->config.event(event, session->config.arg);
}

/* `quiet_us` alone would not do: two clocks never agree to the microsecond. */
static void hear(struct session *session, struct side_stream *stream,
		 const struct relay_report *report, uint64_t now_us)
{
	if (report->packets == stream->packets)
		return;

	stream->packets = report->packets;
	session->heard_us = MAX(session->heard_us, now_us - MIN(now_us, report->quiet_us));
	session->told = false;
}

static void look(struct session *session, enum session_side side, uint32_t i, uint64_t now_us)
{
	struct side_stream *stream = &session->streams[side][i];
	struct session_event event = {.news = SESSION_LATCHED, .side = side, .stream = i};
	struct relay_report report;

	read_flow(&report, session, stream, now_us);
	hear(session, stream, &report, now_us);
	if (report.learnt == stream->learnt)
		return;

	stream->learnt = report.learnt;
	event.peer = report.peer;
	tell(session, &event);
}

/* A side without an address (0.0.0.0) holds, whatever direction it names; RFC 3264 8.4. */
static bool may_flow(const struct flow_terms *from, const struct flow_terms *to)
{
	return from->sends && to->receives && sa_isset(&from->peer[FLOW_RTP], SA_ADDR)
		&& sa_isset(&to->peer[FLOW_RTP], SA_ADDR);
}

/* Both ways. With one end on hold there may be music or none, for hours; nobody is to be cut off. */
static bool expects_packets(const struct session *session)
{
	for (uint32_t i = 0; i < MEDIA_STREAMS_MAX; i++) {
		const struct flow_terms *caller = &session->streams[SESSION_CALLER][i].terms;
		const struct flow_terms *callee = &session->streams[SESSION_CALLEE][i].terms;

		if (may_flow(caller, callee) && may_flow(callee, caller))
			return true;
	}

	return false;
}

/* When silence will be told if nothing comes; UINT64_MAX: it will not. */
static uint64_t silent_us(const struct session *session)
{
	if (!session->answered || session->config.silence_us == 0 || !expects_packets(session))
		return UINT64_MAX;

	return session->heard_us + session->config.silence_us;
}

/* Told already: packets that come again end the silence; looked for at its own pace. */
static uint64_t next_us(const struct session *session, uint64_t now_us)
{
	uint64_t next_us = silent_us(session);

	if (next_us <= now_us)
		next_us = now_us + session->config.silence_us;

	return now_us < session->look_us ? MIN(next_us, now_us + SESSION_LOOK_US) : next_us;
}

uint64_t session_tick(struct session *session, uint64_t now_us)
{
	struct session_event silent = {.news = SESSION_SILENT};
	uint64_t again_us;

	mem_ref(session); /* a handler may end it */
	for (int side = 0; side < SESSION_SIDES; side++) {
		for (uint32_t i = 0; i < MEDIA_STREAMS_MAX; i++)
			look(session, side, i, now_us);
	}

	if (silent_us(session) <= now_us && !session->told) {
		session->told = true;
		tell(session, &silent);
	}

	again_us = next_us(session, now_us);
	mem_deref(session);
	return again_us;
}

void session_read(const struct session *session, enum session_side side,
		  struct session_counters *counters)
{
	*counters = (struct session_counters){0};
	for (uint32_t i = 0; i < MEDIA_STREAMS_MAX; i++) {
		struct relay_report report;

		read_flow(&report, session, &session->streams[side][i], 0);
		counters->packets += report.packets;
		counters->bytes += report.bytes;
		counters->refused += report.refused;
		counters->relayed += report.relayed;
	}
}
