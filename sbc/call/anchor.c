/* anchor.c -- SDP to session and back; see anchor.h */
#include <errno.h>
#include <string.h>
#include "sbc/call/anchor.h"
#include "sbc/call/call.h"
#include "sbc/hide/sdp.h"
#include "nat/media.h"

/* RFC 7362 5: long enough for the first packets after an answer, too short to be waited for. */
#define LATCH_US UINT64_C(10000000)

static enum latch_rule rule_of(const struct side_config *side)
{
	static const enum latch_rule rules[] = {
		[LATCH_CHOICE_ONCE] = LATCH_ONCE,
		[LATCH_CHOICE_STRICT] = LATCH_STRICT,
		[LATCH_CHOICE_NEAR] = LATCH_NEAR,
	};

	return rules[side->latch];
}

static bool has_description(const struct sip_msg *msg)
{
	return mbuf_get_left(msg->mb) && msg_ctype_cmp(&msg->ctyp, "application", "sdp");
}

static void body_of(struct pl *body, const struct sip_msg *msg)
{
	*body = (struct pl){(const char *)mbuf_buf(msg->mb), mbuf_get_left(msg->mb)};
}

static bool has_audio(const struct media *media)
{
	for (uint32_t i = 0; i < media->streamc; i++) {
		if (media->streams[i].used)
			return true;
	}

	return false;
}

/* What the leg's description says, with addresses that its NAT cannot have made useless. */
static int read_description(struct media *media, const struct sip_msg *msg,
			    const struct side_config *side)
{
	struct pl body;
	int err;

	body_of(&body, msg);
	err = sdp_read(media, &body);
	if (err)
		return err;

	media->latch = rule_of(side);
	for (uint32_t i = 0; i < media->streamc; i++) {
		struct media_stream *stream = &media->streams[i];
		struct sa rtp = stream->rtp, rtcp = stream->rtcp;

		media_believe(&stream->rtp, &rtp, &msg->src);
		media_believe(&stream->rtcp, &rtcp, &msg->src);
	}

	return 0;
}

uint16_t anchor_offered(const char **whyp, struct call *call, const struct sip_msg *invite)
{
	struct media *said = &call->anchor.said[SESSION_CALLER];

	*whyp = "the INVITE has no offer, and late offers are not supported yet";
	if (!mbuf_get_left(invite->mb))
		return 488;

	*whyp = "the INVITE's body is not application/sdp";
	if (!has_description(invite))
		return 415;

	*whyp = "the offer cannot be read, or has more than four sections";
	if (read_description(said, invite, call->decision.from->side))
		return 488;

	*whyp = "the offer has nothing that we carry: RTP/AVP or RTP/AVPF";
	return has_audio(said) ? 0 : 488;
}

static void told(const struct session_event *event, void *arg)
{
	struct call *call = arg;
	const struct leg *leg = event->side == SESSION_CALLER ? call->caller : call->callee;

	if (event->news == SESSION_LATCHED) {
		call_say(call, EVENT_LATCH, leg, "sends media of stream %u from %J",
			 event->stream + 1, &event->peer);
		return;
	}

	call_close(call, 0, "no media came from either side for %llu s",
		   policy_config(call->policy)->silence_us / 1000000);
}

static void tick(void *arg);

/* UINT64_MAX: not before something is described or answered. */
static void wait_until(struct call *call, uint64_t next_us)
{
	struct world *world = call->calls->world;
	uint64_t now_us = world_now_us(world);

	if (next_us != UINT64_MAX)
		timer_start(&call->anchor.timer, world, next_us > now_us ? next_us - now_us : 0,
			    tick, call);
}

/* The session may end the call, and with it itself, out of its own tick. */
static void tick(void *arg)
{
	struct call *call = mem_ref(arg);
	struct session *session = mem_ref(call->anchor.session);
	uint64_t next_us = session_tick(session, world_now_us(call->calls->world));

	if (call->anchor.session && !call->closing)
		wait_until(call, next_us);

	mem_deref(session);
	mem_deref(call);
}

static int reserve(struct call *call, struct session *session)
{
	uint32_t streamc = call->anchor.said[SESSION_CALLER].streamc;
	uint64_t now_us = world_now_us(call->calls->world);
	int err = session_reserve(session, SESSION_CALLER, streamc);

	err = err ? err : session_reserve(session, SESSION_CALLEE, streamc);
	return err ? err
		   : session_describe(session, SESSION_CALLER, &call->anchor.said[SESSION_CALLER],
				      now_us);
}

int anchor_open(struct call *call)
{
	static const struct media nothing;
	struct anchor *anchor = &call->anchor;
	const struct side_config *side = call->attempt.peer->side;
	const struct session_config config = {
		.relay = call->calls->relay,
		.ports = {calls_ports(call->calls, &call->decision.from->side->media),
			  calls_ports(call->calls, &side->media)},
		.silence_us = policy_config(call->policy)->silence_us,
		.latch_us = LATCH_US,
		.event = told,
		.arg = call
        };
	struct session *session;
	int err;

	anchor->answer = mem_deref(anchor->answer); /* the target's before */
	if (anchor->session && anchor->side == side)
		return session_describe(anchor->session, SESSION_CALLEE, &nothing,
					world_now_us(call->calls->world));

	err = session_open(&session, &config);
	if (err)
		return err;

	err = reserve(call, session);
	if (err) {
		mem_deref(session);
		return err;
	}

	mem_deref(anchor->session);
	anchor->session = session;
	anchor->side = side;
	timer_start(&anchor->timer, call->calls->world, 0, tick, call);
	return 0;
}

/* RFC 3264 8: the version counts what was said on this leg. */
static int write_face(struct mbuf **sdpp, struct call *call, struct leg *to,
		      const struct sip_msg *from)
{
	bool to_caller = to == call->caller;
	enum session_side side = to_caller ? SESSION_CALLER : SESSION_CALLEE;
	const struct media *media = &call->anchor.said[to_caller ? SESSION_CALLEE : SESSION_CALLER];
	struct secrets secrets;
	struct sdp_face face = {.id = to->sdp_id, .media = media, .secrets = &secrets};
	struct mbuf *sdp = mbuf_alloc(512);
	struct pl body;
	int err;

	if (!sdp)
		return ENOMEM;

	secrets_learn(&secrets, from);
	body_of(&body, from);
	uint32_t hash = hash_joaat((const uint8_t *)body.p, body.l);
	to->sdp_version += hash != to->sdp_hash || !to->sdp_version;
	to->sdp_hash = hash;
	face.version = to->sdp_version;
	for (uint32_t i = 0; i < media->streamc; i++)
		face.local[i] = *session_local(call->anchor.session, side, i);

	err = sdp_write(sdp, &body, &face);
	sdp->pos = 0;
	if (err)
		mem_deref(sdp);
	else
		*sdpp = sdp;

	return err;
}

int anchor_offer(struct mbuf **sdpp, struct call *call, struct leg *to)
{
	return write_face(sdpp, call, to, transaction_message(call->caller->invite));
}

/* An answer has the offer's sections, and uses none that the offer did not (RFC 3264 6). */
static bool fits(struct media *answer, const struct media *offer)
{
	for (uint32_t i = 0; i < answer->streamc && i < offer->streamc; i++)
		answer->streams[i].used = answer->streams[i].used && offer->streams[i].used;

	return answer->streamc == offer->streamc;
}

int anchor_answer(struct mbuf **sdpp, struct call *call, const struct sip_msg *response)
{
	struct anchor *anchor = &call->anchor;
	struct media media;
	struct mbuf *sdp;
	int err;

	*sdpp = anchor->answer;
	if (!has_description(response))
		return 0;

	err = read_description(&media, response, call->attempt.peer->side);
	if (err || !fits(&media, &anchor->said[SESSION_CALLER]))
		return EBADMSG;

	anchor->said[SESSION_CALLEE] = media;
	err = session_describe(anchor->session, SESSION_CALLEE, &media,
			       world_now_us(call->calls->world));
	timer_start(&anchor->timer, call->calls->world, 0, tick, call);
	err = err ? err : write_face(&sdp, call, call->caller, response);
	if (err)
		return err;

	mem_deref(anchor->answer);
	*sdpp = anchor->answer = sdp;
	return 0;
}

void anchor_answered(struct call *call)
{
	session_answered(call->anchor.session, world_now_us(call->calls->world));
	timer_start(&call->anchor.timer, call->calls->world, 0, tick, call);
}

void anchor_hush(struct call *call)
{
	static const struct media nothing;
	struct anchor *anchor = &call->anchor;

	timer_stop(&anchor->timer);
	if (!anchor->session)
		return;

	for (enum session_side side = SESSION_CALLER; side < SESSION_SIDES; side++)
		(void)session_describe(anchor->session, side, &nothing,
				       world_now_us(call->calls->world));
}

void anchor_close(struct call *call)
{
	struct anchor *anchor = &call->anchor;

	timer_stop(&anchor->timer);
	if (!anchor->session)
		return;

	for (enum session_side side = SESSION_CALLER; side < SESSION_SIDES; side++)
		session_read(anchor->session, side, &anchor->counted[side]);

	anchor->session = mem_deref(anchor->session);
}
