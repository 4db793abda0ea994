/* invite.c -- one INVITE in a simulated world; see invite.h */
#include <errno.h>
#include <string.h>
#include "sbc/cli/invite.h"
#include "sbc/cli/reader.h"
#include "sbc/engine.h"
#include "sbc/event/event.h"
#include "sbc/relay_world.h"
#include "sbc/sip/message.h"
#include "sbc/world/sim.h"

enum {
	SEED = 1,        /* any: always the same */
	STEP_US = 50000, /* between two looks … */
	STEPS_MAX = 200, /* … for ten seconds: names, connections, a call that waits for its turn */
	ROW_SIZE = 300, /* of the table of names */
};

struct stage { /* on which the engine plays its part */
	const struct facts *facts;
	struct world *world;
	struct events *events;
	struct relay *relay;
	struct engine *engine;
	struct datagrams *caller;
	struct stream *listeners[TARGETS_MAX], *connections[TARGETS_MAX];
	uint32_t listenerc, connectionc;
	struct mbuf *said; /* what the SBC did first, */
	struct sa to;      /* to whom, */
	bool stream;       /* and how */
};

/* Whether the line is a Content-Length, which is counted anew. */
static bool is_length(const struct pl *line)
{
	struct pl name;

	return !re_regex(line->p, line->l, "[^: \t]+[ \t]*:", &name, NULL) && name.p == line->p
		&& (!pl_strcasecmp(&name, "Content-Length") || !pl_strcasecmp(&name, "l"));
}

/* The next line of the text, without its end; false: there is none. */
static bool next_line(struct pl *line, const char **text)
{
	const size_t length = strcspn(*text, "\n");

	if (!**text)
		return false;

	line->p = *text;
	line->l = length && (*text)[length - 1] == '\r' ? length - 1 : length;
	*text += length + ((*text)[length] == '\n');
	return true;
}

/* The text as it would be on the wire. */
static int write_wire(struct mbuf *mb, const char *text)
{
	struct mbuf *body = mbuf_alloc(512);
	struct pl line;
	int err = body ? 0 : ENOMEM;

	text += strspn(text, "\r\n");
	while (!err && next_line(&line, &text) && line.l)
		if (!is_length(&line))
			err = mbuf_printf(mb, "%r\r\n", &line);

	while (!err && next_line(&line, &text))
		err = mbuf_printf(body, "%r\r\n", &line);
	if (!err)
		err = mbuf_printf(mb, "Content-Length: %zu\r\n\r\n%b", body->end, body->buf,
				  body->end);

	mem_deref(body);
	mbuf_set_pos(mb, 0);
	return err;
}

int invite_read(struct sip_msg **msgp, const char *path, const char **whyp)
{
	struct mbuf *mb = mbuf_alloc(2048);
	uint16_t status = 0;
	char *text = NULL;
	int err = mb ? reader_read(&text, path, NULL) : ENOMEM;

	*whyp = NULL;
	if (!err)
		err = write_wire(mb, text);
	if (!err)
		err = message_read(msgp, mb, &status, whyp);
	if (err == EBADMSG && *whyp && !**whyp)
		*whyp = "it is no SIP request";
	if (!err && (status || pl_strcmp(&(*msgp)->met, "INVITE"))) {
		*whyp = status ? *whyp : "it is no INVITE";
		*msgp = mem_deref(*msgp);
		err = EBADMSG;
	}

	mem_deref(text);
	mem_deref(mb);
	return err;
}

/* From `pos` to the end, its own position at the start; NULL: no memory. */
static struct mbuf *copy(const struct mbuf *mb, size_t pos)
{
	struct mbuf *dup = mbuf_alloc(mb->end - pos + 1);

	if (dup && mbuf_write_mem(dup, mb->buf + pos, mb->end - pos))
		dup = mem_deref(dup);
	if (dup)
		mbuf_set_pos(dup, 0);

	return dup;
}

static bool begins(const struct mbuf *data, const char *text)
{
	return mbuf_get_left(data) >= strlen(text) && !memcmp(mbuf_buf(data), text, strlen(text));
}

/* Nobody else speaks here: an answer, unless it is 100, and an INVITE are the SBC's. */
static void watch(const struct sim_sight *sight, void *arg)
{
	struct stage *stage = arg;
	const bool is_answer =
		begins(sight->data, "SIP/2.0 ") && !begins(sight->data, "SIP/2.0 100");

	if (stage->said || sa_cmp(sight->from, &stage->facts->source, SA_ALL)
	    || !(is_answer || begins(sight->data, "INVITE ")))
		return;

	stage->said = copy(sight->data, sight->data->pos);
	stage->to = *sight->to;
	stage->stream = sight->stream;
}

static void ignore_datagram(const struct sa *from, struct mbuf *data, void *arg)
{
	(void)from;
	(void)data;
	(void)arg;
}

static void keep_stream(struct stream *stream, void *arg)
{
	struct stage *stage = arg;

	if (stage->connectionc < TARGETS_MAX)
		stage->connections[stage->connectionc++] = mem_ref(stream);
}

static void ignore_data(struct stream *stream, struct mbuf *data, void *arg)
{
	(void)stream;
	(void)data;
	(void)arg;
}

static void ignore_end(struct stream *stream, int err, void *arg)
{
	(void)stream;
	(void)err;
	(void)arg;
}

static const struct stream_handlers target_handlers = {keep_stream, ignore_data, ignore_end};

/* A target that takes connections: over TLS with a certificate that names it. */
static int open_stream(struct stage *stage, const struct server_config *server,
		       const struct sa *address)
{
	const struct sim_certificate certificate = {.file = server->host, .names = server->host};
	const struct stream_tls tls = {.certificate = server->host};
	const bool secure = server->transport == SIP_TRANSP_TLS;
	const struct stream_config config = {.local = address,
					     .tls = secure ? &tls : NULL,
					     .handlers = &target_handlers,
					     .arg = stage};
	int err = secure ? sim_certificate(stage->world, &certificate) : 0;

	return err ? err
		   : stream_listen(&stage->listeners[stage->listenerc++], stage->world, &config);
}

/* Where a name is in this world: nobody is asked for it. */
static int give_address(struct stage *stage, struct sa *address, const struct side_config *side,
			const struct server_config *server, uint32_t i)
{
	const bool is_6 = side->listenc && sa_af(&side->listen[0].local) == AF_INET6;
	const uint16_t port = server->port            ? server->port
		: server->transport == SIP_TRANSP_TLS ? SIP_PORT_TLS
						      : SIP_PORT;
	char row[ROW_SIZE], text[40];

	if (sa_isset(&server->address, SA_ADDR)) {
		*address = server->address;
		return 0;
	}

	(void)re_snprintf(text, sizeof text, is_6 ? "2001:db8::%u" : "192.0.2.%u", 100 + i);
	(void)re_snprintf(row, sizeof row, "%s %s %s", server->host, is_6 ? "AAAA" : "A", text);
	return sa_set_str(address, text, port) ? EINVAL : sim_name(stage->world, row);
}

static int open_target(struct stage *stage, const struct peer_config *peer, uint32_t i)
{
	const struct server_config *server = peer->proxy.host ? &peer->proxy : &peer->server;
	struct sa address;
	int err = give_address(stage, &address, peer->side, server, i);

	if (err || server->transport == SIP_TRANSP_NONE || server->transport == SIP_TRANSP_UDP)
		return err;

	return open_stream(stage, server, &address);
}

static int open_targets(struct stage *stage, const struct policy *policy)
{
	struct decision decision;
	struct attempt attempt;
	int err = 0;

	policy_decide(&decision, policy, stage->facts);
	for (uint32_t i = 0; !err && !policy_attempt(&attempt, policy, &decision, i); i++)
		err = open_target(stage, attempt.peer, i);

	return err;
}

static uint64_t date_of(const void *arg)
{
	return world_date_us(arg);
}

static int open_stage(struct stage *stage, struct policy *policy)
{
	struct engine_config config = {.policy = policy};
	int err = sim_alloc(&stage->world, SEED);

	if (err)
		return err;

	sim_run(stage->world,
		stage->facts->date_us - SIM_EPOCH_US); /* nothing happens until then */
	err = events_alloc(&stage->events, date_of, stage->world);
	err |= relay_world_alloc(&stage->relay, stage->world);
	if (err)
		return err;

	err = open_targets(stage, policy);
	if (err)
		return err;

	config.world = stage->world;
	config.events = stage->events;
	config.relay = stage->relay;
	err = engine_alloc(&stage->engine, &config);
	return err ? err
		   : datagrams_open(&stage->caller, stage->world, &stage->facts->source,
				    ignore_datagram, stage);
}

/* The first UDP listener of the side; NULL: there is none. */
static const struct sa *door_of(const struct policy *policy, const char *side)
{
	const struct config *config = policy_config(policy);

	for (uint32_t i = 0; i < config->sidec; i++)
		for (uint32_t j = 0;
		     !strcmp(config->sides[i].name, side) && j < config->sides[i].listenc; j++)
			if (config->sides[i].listen[j].transport == SIP_TRANSP_UDP)
				return &config->sides[i].listen[j].local;

	return NULL;
}

static int play(struct stage *stage, const struct sa *door, const struct sip_msg *invite)
{
	struct mbuf *data = copy(invite->mb, 0);
	int err = ENOMEM;

	sim_run(stage->world, STEP_US); /* names are asked for */
	sim_watch(stage->world, watch, stage);
	if (data)
		err = datagrams_send(stage->caller, door, data);

	for (int i = 0; !err && !stage->said && i < STEPS_MAX; i++)
		sim_run(stage->world, STEP_US);

	sim_watch(stage->world, NULL, NULL);
	mem_deref(data);
	return err;
}

static void close_stage(struct stage *stage)
{
	mem_deref(stage->engine);
	mem_deref(stage->caller);
	for (uint32_t i = 0; i < stage->connectionc; i++)
		mem_deref(stage->connections[i]);
	for (uint32_t i = 0; i < stage->listenerc; i++)
		mem_deref(stage->listeners[i]);
	mem_deref(stage->relay);
	mem_deref(stage->events);
	mem_deref(stage->world);
	mem_deref(stage->said);
}

static int tell(struct re_printf *pf, const struct stage *stage)
{
	if (!stage->said)
		return re_hprintf(pf, "\nNothing leaves, and nothing is answered.\n");

	return re_hprintf(pf, "\nWhat leaves first, to %J over %s:\n\n%b", &stage->to,
			  stage->stream ? "a connection" : "UDP", mbuf_buf(stage->said),
			  mbuf_get_left(stage->said));
}

int invite_try(struct re_printf *pf, struct policy *policy, const struct sip_msg *invite,
	       const struct facts *facts)
{
	struct stage stage = {.facts = facts};
	const struct sa *door = door_of(policy, facts->side);
	int err;

	if (!door)
		return re_hprintf(
			pf, "\nSide %s does not listen for UDP, so what leaves is not tried.\n",
			facts->side);

	if (facts->date_us < SIM_EPOCH_US)
		return re_hprintf(
			pf, "\nThe simulated world begins in 2025: what leaves is not tried.\n");

	err = open_stage(&stage, policy);
	if (!err)
		err = play(&stage, door, invite);
	err = err ? re_hprintf(pf, "\nWhat leaves cannot be tried: %m\n", err) : tell(pf, &stage);
	close_stage(&stage);
	return err;
}
