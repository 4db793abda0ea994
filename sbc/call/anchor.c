/* anchor.c -- SDP to session and back; see anchor.h */
#include <errno.h>
#include <string.h>
#include "sbc/call/anchor.h"
#include "sbc/call/call.h"
#include "sbc/hide/crypto.h"
#include "sbc/hide/quirks.h"
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

/* Why nothing of an offer is left, by what its peer may or must do. */
static const char *const unfit[] = {
	[SRTP_NO] = "the offer has no RTP/AVP or RTP/AVPF, and its peer has srtp: no",
	[SRTP_ALLOWED] = "the offer has nothing that we carry: RTP/AVP, or RTP/SAVP with a key",
	[SRTP_REQUIRED] = "the offer has no RTP/SAVP with a key, and its peer has srtp: required",
};

static bool may_be_secure(enum srtp_choice choice, bool secure)
{
	return choice == SRTP_ALLOWED || (choice == SRTP_REQUIRED) == secure;
}

static void lock(struct sdp_lock *lock, struct call *call, enum srtp_suite suite, uint32_t tag)
{
	lock->secure = true;
	lock->tag = tag;
	lock->key.suite = suite;
	lock->key.size = crypto_key_size(suite);
	world_random(call->calls->world, lock->key.bytes, lock->key.size);
}

/* RFC 4568 5.1.2: our answer has the tag and suite of the line that we chose. */
static void lock_caller(struct call *call)
{
	struct media *said = &call->anchor.said[SESSION_CALLER];
	struct sdp_lock *locks = call->anchor.locks[SESSION_CALLER];

	for (uint32_t i = 0; i < said->streamc; i++) {
		struct media_stream *stream = &said->streams[i];

		stream->used = stream->used
			&& may_be_secure(call->decision.from->media.srtp, stream->secure);
		if (!stream->secure)
			continue;

		lock(&locks[i], call, stream->key.suite, stream->key_tag);
		stream->ours = locks[i].key;
	}
}

/* Whether the target is offered encryption: only if it requires it, for it cannot choose. */
static void lock_callee(struct call *call)
{
	struct sdp_lock *locks = call->anchor.locks[SESSION_CALLEE];
	const bool secure = call->attempt.peer->media.srtp == SRTP_REQUIRED;

	for (uint32_t i = 0; i < MEDIA_STREAMS_MAX; i++) {
		locks[i].secure = secure;
		if (secure && !locks[i].key.size)
			lock(&locks[i], call, SRTP_AES_CM_128_HMAC_SHA1_80, 1);
	}
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

	*whyp = unfit[call->decision.from->media.srtp];
	lock_caller(call);
	return has_audio(said) ? 0 : 488;
}

/* What both peers take, the target's best first; an answer keeps the order of who answers. */
static struct codecs_shape shape_of(const struct call *call, bool to_caller)
{
	const struct peer_config *from = call->decision.from;

	return (struct codecs_shape){.first = &call->attempt.peer->media,
				     .second = &from->media,
				     .is_sorted = !to_caller,
				     .is_single = to_caller && quirks_one_codec(from->compat)};
}

static int print_names(struct re_printf *pf, const struct pl *sdp)
{
	struct pl names[CODECS_MAX];
	uint32_t count = sdp_codecs(names, CODECS_MAX, sdp);
	int err = 0;

	for (uint32_t i = 0; i < count; i++)
		err |= re_hprintf(pf, i ? ", %r" : "%r", &names[i]);

	return err;
}

static int print_list(struct re_printf *pf, const struct media_config *list)
{
	int err = list->codecc ? 0 : re_hprintf(pf, "any");

	for (uint32_t i = 0; i < list->codecc; i++)
		err |= re_hprintf(pf, i ? ", %s" : "%s", list->codecs[i]);

	return err;
}

/* What is left of the caller's offer for the target; what is not stays without a port. */
static void narrow_offer(struct media *offered, const struct call *call)
{
	const struct codecs_shape shape = shape_of(call, false);
	struct pl offer;

	body_of(&offer, transaction_message(call->caller->invite));
	*offered = call->anchor.said[SESSION_CALLER];
	sdp_narrow(offered, &offer, &shape);
}

static void say_misfit(struct call *call)
{
	const struct peer_config *peer = call->attempt.peer, *from = call->decision.from;
	struct pl offer;

	body_of(&offer, transaction_message(call->caller->invite));
	(void)re_snprintf(call->said, sizeof call->said,
			  "no codec is left: %s offers %H and takes %H, %s takes %H", from->name,
			  print_names, &offer, print_list, &from->media, peer->name, print_list,
			  &peer->media);
}

uint16_t anchor_shape(struct call *call)
{
	struct media offered;

	narrow_offer(&offered, call);
	if (has_audio(&offered))
		return 0;

	say_misfit(call);
	return 488;
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
	const struct media *media =
		to_caller ? &call->anchor.said[SESSION_CALLEE] : &call->anchor.offered;
	const struct codecs_shape shape = shape_of(call, to_caller);
	struct secrets secrets;
	struct sdp_face face = {
		.id = to->sdp_id, .media = media, .secrets = &secrets, .shape = &shape};
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
	for (uint32_t i = 0; i < media->streamc; i++) {
		face.local[i] = *session_local(call->anchor.session, side, i);
		face.locks[i] = call->anchor.locks[side][i];
	}

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
	narrow_offer(&call->anchor.offered, call);
	lock_callee(call);
	return write_face(sdpp, call, to, transaction_message(call->caller->invite));
}

/* Encrypted as it was offered, by the suite that was offered (RFC 4568 5.1.3). */
static bool is_locked(const struct media_stream *stream, const struct sdp_lock *lock)
{
	return stream->secure == lock->secure
		&& (!lock->secure || stream->key.suite == lock->key.suite);
}

/* An answer has the offer's sections, and uses none that the offer did not (RFC 3264 6). */
static bool fits(struct media *answer, const struct anchor *anchor)
{
	const struct media *offer = &anchor->offered;

	for (uint32_t i = 0; i < answer->streamc && i < offer->streamc; i++) {
		const struct sdp_lock *lock = &anchor->locks[SESSION_CALLEE][i];
		struct media_stream *stream = &answer->streams[i];

		stream->used = stream->used && offer->streams[i].used;
		stream->ours = lock->key;
		if (stream->used && !is_locked(stream, lock))
			return false;
	}

	return answer->streamc == offer->streamc;
}

/* Sections answered with nothing but codecs that were not offered are not used; false: all were. */
static bool keeps_to(struct media *answer, const struct call *call, const struct sip_msg *response)
{
	const struct codecs_shape shape = shape_of(call, true);
	const bool had_audio = has_audio(answer);
	struct pl body;

	body_of(&body, response);
	sdp_narrow(answer, &body, &shape);
	return has_audio(answer) || !had_audio;
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
	if (err || !fits(&media, anchor) || !keeps_to(&media, call, response))
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
