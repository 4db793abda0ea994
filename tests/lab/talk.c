/* talk.c -- see talk.h */
#include <string.h>
#include "tests/lab/talk.h"
#include "tests/lab/crypt.h"
#include "tests/lab/party.h"
#include "tests/lab/follow.h"
#include "tests/lab/login.h"
#include "tests/lab/registrar.h"
#include "tests/lab/text.h"

static struct world *world_of(const struct talk *talk)
{
	return talk->party->lab->world;
}

static struct pl text_of(const struct mbuf *mb)
{
	return (struct pl){(const char *)mb->buf, mb->end};
}

static void talk_destroy(void *arg)
{
	struct talk *talk = arg;

	list_unlink(&talk->le);
	timer_stop(&talk->timer);
	timer_stop(&talk->again);
	audio_close(&talk->audio);
	mem_deref(talk->invite);
	mem_deref(talk->final);
	mem_deref(talk->ack);
}

static struct talk *talk_alloc(struct party *party, bool caller)
{
	struct talk *talk = mem_zalloc(sizeof *talk, talk_destroy);

	lab_need(talk ? 0 : ENOMEM, "talk");
	talk->party = party;
	talk->caller = caller;
	talk->began_us = lab_now(party->lab);
	talk->cseq = 100 + (uint32_t)dice_between(&party->lab->dice, 0, 9000);
	party_hex(party, talk->local_tag, 17);
	list_append(&party->talks, &talk->le, talk);
	return talk;
}

struct talk *talk_find(const struct party *party, const struct pl *call_id, const struct pl *tag)
{
	for (struct le *le = party->talks.tail; le; le = le->prev) {
		struct talk *talk = le->data;

		if (!pl_strcmp(call_id, talk->call_id)
		    && (!tag || !pl_strcmp(tag, talk->local_tag)))
			return talk;
	}

	return NULL;
}

static void finish(struct talk *talk)
{
	if (talk->over)
		return;

	talk->over = true;
	talk->ended_us = lab_now(talk->party->lab);
	timer_stop(&talk->timer);
	timer_stop(&talk->again);
	audio_close(&talk->audio);
}

static int family(struct re_printf *pf, const struct sa *sa)
{
	return re_hprintf(pf, "%s %j", sa_af(sa) == AF_INET6 ? "IP6" : "IP4", sa);
}

static struct mbuf *describe(struct talk *talk, const char *direction, const char *more)
{
	struct party *party = talk->party;
	const struct sa *claims = &talk->audio.claims;
	struct mbuf *mb = mbuf_alloc(512);
	int err;

	lab_need(mb ? 0 : ENOMEM, "SDP");
	audio_open(&talk->audio, party, talk->number);
	err = mbuf_printf(mb, "v=0\r\no=%s %u%s 1 IN %H\r\ns=%s\r\nc=IN %H\r\nt=0 0\r\n",
			  party->origin, talk->cseq, "7730115", family, claims, party->title,
			  family, claims);
	err |= mbuf_printf(mb, "m=audio %u %s 8 0 101\r\n%H", sa_port(claims),
			   crypt_profile(talk->audio.crypt), crypt_print, talk->audio.crypt);
	err |= mbuf_printf(
		mb,
		"a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
		"a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n");
	err |= mbuf_printf(mb, "a=rtcp:%u IN %H\r\na=%s\r\n%s", sa_port(claims) + 1, family, claims,
			   direction ? direction : party->direction, more ? more : "");
	err |= mbuf_write_u8(mb, 0);
	lab_need(err, "SDP");
	return mb;
}

static void learn_media(struct talk *talk, const struct sip_msg *msg)
{
	struct pl text = text_of(msg->mb);

	audio_hears(&talk->audio, &text);
}

/* The other end's tag and Contact; a final answer replaces what a provisional taught. */
static void learn_dialog(struct talk *talk, const struct sip_msg *msg,
			 const struct sip_taddr *other)
{
	struct pl text = text_of(msg->mb), contact, uri;

	pl_strcpy(&other->tag, talk->remote_tag, sizeof talk->remote_tag);
	if (!text_value(&contact, &text, "Contact"))
		return;

	if (!re_regex(contact.p, contact.l, "<[^>]+>", &uri))
		pl_strcpy(&uri, talk->target, sizeof talk->target);
}

static struct mbuf *request(struct talk *talk, const char *method, const char *branch,
			    uint32_t cseq, const char *max_forwards, const char *more,
			    const char *sdp)
{
	char from[288], to[288];
	struct head head = {method, talk->target,  branch, max_forwards, from,
			    to,     talk->call_id, cseq,   more,         sdp};

	re_snprintf(from, sizeof from, "%s;tag=%s", talk->local, talk->local_tag);
	re_snprintf(to, sizeof to, "%s%s%s", talk->remote, *talk->remote_tag ? ";tag=" : "",
		    talk->remote_tag);
	return party_asks(talk->party, &head);
}

/* {host} and so on, as lab.h names them. */
static char *expanded(const struct talk *talk, const char *text)
{
	const struct party *party = talk->party;
	char address[64];

	re_snprintf(address, sizeof address, "%j", &party->claims);
	const struct text_word_for words[] = {
		{"{host}",    party->host  },
		{"{address}", address      },
		{"{agent}",   party->agent },
		{"{call-id}", talk->call_id},
	};

	return text ? text_expand(text, words, sizeof words / sizeof words[0]) : NULL;
}

static void on_bye_answer(const struct sip_msg *msg, void *arg)
{
	(void)msg;
	finish(arg);
}

static void on_other_answer(const struct sip_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
}

static void ask(struct talk *talk, const char *method, const char *headers, const char *sdp,
		client_h *handler)
{
	char branch[LAB_BRANCH_SIZE];
	struct mbuf *mb;

	str_ncpy(branch, "z9hG4bK", sizeof branch);
	party_hex(talk->party, branch + 7, 17);
	mb = request(talk, method, branch, ++talk->cseq, NULL, headers, sdp);
	client_begin(talk->party, method, branch, mb, handler, talk);
	mem_deref(mb);
}

void talk_ask(struct talk *talk, const char *method, const char *headers, const char *direction)
{
	struct mbuf *sdp = direction ? describe(talk, direction, NULL) : NULL;

	ask(talk, method, headers, sdp ? (const char *)sdp->buf : NULL, on_other_answer);
	mem_deref(sdp);
}

static void bye(struct talk *talk)
{
	if (talk->ending)
		return;

	talk->ending = true;
	timer_stop(&talk->again);
	audio_close(&talk->audio);
	ask(talk, "BYE", NULL, NULL, on_bye_answer);
}

void talk_cancel(struct talk *talk)
{
	struct pl invite, to;
	struct mbuf *mb;

	if (talk->over || talk->status || talk->cancelled)
		return;

	invite = text_of(talk->invite);
	talk->cancelled = true;
	if (!text_header(&to, &invite, "To", NULL))
		return;

	mb = party_follows(&invite, "CANCEL", &to);
	client_begin(talk->party, "CANCEL", talk->branch, mb, NULL, NULL);
	client_hurry(talk->party, talk->branch);
	mem_deref(mb);
}

void talk_says(struct talk *talk, uint16_t status, bool with_sdp)
{
	struct server *server = server_find(talk->party, talk->branch, "INVITE");
	struct pl invite = text_of(talk->invite);
	struct mbuf *mb, *sdp = NULL;
	char *adds;

	if (!server)
		return;

	if (with_sdp)
		sdp = describe(talk, NULL, NULL);

	adds = expanded(talk, talk->party->adds);
	mb = party_answers(talk->party, &invite, status, status > 100 ? talk->local_tag : NULL,
			   adds, sdp ? (const char *)sdp->buf : NULL);
	mem_deref(adds);
	if (status >= 200)
		talk->status = status;

	if (status >= 200 && status < 300)
		talk->final = mem_ref(mb);

	server_says(server, status, mb);
	mem_deref(mb);
	mem_deref(sdp);
}

void talk_refuse(struct talk *talk, uint16_t status)
{
	if (talk->status)
		return;

	talk_says(talk, status, false);
	finish(talk);
}

/* A callee must not say BYE before the ACK came or was given up (RFC 3261 15). */
void talk_hangup(struct talk *talk)
{
	if (talk->over)
		return;

	timer_stop(&talk->timer);
	if (talk->answered && !talk->caller && !talk->acked)
		talk->hangup_at_ack = true;
	else if (talk->answered)
		bye(talk);
	else if (talk->caller)
		talk_cancel(talk);
	else
		talk_refuse(talk, 480);
}

/* What it got up to 64*T1 after it was dead may be the last echo of a call given up meanwhile. */
bool talk_is_excused(const struct talk *talk)
{
	const struct party *party = talk->party;

	return party->deaf || party->dead
		|| (party->died_us && party->died_us + LAB_GIVES_UP >= talk->began_us);
}

/* The engine owes each 2xx its ACK, however the call went on. */
static void gives_up(struct talk *talk)
{
	if (talk->party->lab->engine && !talk_is_excused(talk))
		lab_fail(talk->party->lab, "%s waited 64*T1 for the ACK of its answer, Call-ID %s",
			 talk->party->name, talk->call_id);

	bye(talk);
}

/* RFC 3261 13.3.1.4: the 2xx until its ACK; without one for 64*T1, BYE. */
static void repeat_answer(void *arg)
{
	struct talk *talk = arg;
	struct server *server = server_find(talk->party, talk->branch, "INVITE");

	if (!server || lab_now(talk->party->lab) - talk->answered_us >= LAB_GIVES_UP) {
		gives_up(talk);
		return;
	}

	party_sends(talk->party, &server->source, talk->final);
	talk->again_us = talk->again_us * 2 > LAB_T2_US ? LAB_T2_US : talk->again_us * 2;
	timer_start(&talk->again, world_of(talk), talk->again_us, repeat_answer, talk);
}

void talk_speaks(struct talk *talk)
{
	struct pl invite = text_of(talk->invite);

	audio_hears(&talk->audio, &invite);
}

void talk_picks_up(struct talk *talk)
{
	talk->answered = true;
	talk->answered_us = lab_now(talk->party->lab);
	talk->again_us = LAB_T1_US;
	talk_says(talk, 200, !talk->party->bare);
	talk_speaks(talk);
	timer_start(&talk->again, world_of(talk), LAB_T1_US, repeat_answer, talk);
}

/* What a second branch of a fork would answer: same INVITE, another tag. */
struct talk *talk_twin(struct talk *talk)
{
	struct talk *twin = talk_alloc(talk->party, false);

	str_ncpy(twin->number, talk->number, sizeof twin->number);
	str_ncpy(twin->call_id, talk->call_id, sizeof twin->call_id);
	str_ncpy(twin->local, talk->local, sizeof twin->local);
	str_ncpy(twin->remote, talk->remote, sizeof twin->remote);
	str_ncpy(twin->remote_tag, talk->remote_tag, sizeof twin->remote_tag);
	str_ncpy(twin->target, talk->target, sizeof twin->target);
	str_ncpy(twin->branch, talk->branch, sizeof twin->branch);
	twin->remote_cseq = talk->remote_cseq;
	twin->invite = mem_ref(talk->invite);
	return twin;
}

static void take_invite(struct talk *talk, const struct sip_msg *msg)
{
	talk->invite = mem_ref(msg->mb);
	pl_strcpy(&msg->via.branch, talk->branch, sizeof talk->branch);
	pl_strcpy(&msg->callid, talk->call_id, sizeof talk->call_id);
	talk->remote_cseq = msg->cseq.num;
	pl_strcpy(&msg->uri.user, talk->number, sizeof talk->number);
	re_snprintf(talk->local, sizeof talk->local, "<%r>", &msg->to.auri);
	re_snprintf(talk->remote, sizeof talk->remote, "<%r>", &msg->from.auri);
	learn_dialog(talk, msg, &msg->from);
}

/* Which a party that encrypts does not take. */
static bool is_in_clear(const struct talk *talk)
{
	const struct pl invite = text_of(talk->invite);

	return talk->party->encrypts && !crypt_is_offered(&invite);
}

void talk_invited(struct server *server, const struct sip_msg *msg)
{
	struct talk *talk = talk_alloc(server->party, false);

	if (!follow_take(talk)) {
		mem_deref(talk);
		mem_deref(server);
		return;
	}

	take_invite(talk, msg);
	server->arg = talk;
	if (is_in_clear(talk))
		talk_refuse(talk, 488);
	else
		follow_begin(talk);
}

static void on_hangup(void *arg)
{
	talk_hangup(arg);
}

static void on_cancel(void *arg)
{
	talk_cancel(arg);
}

/* The ACK of a 2xx goes out for each 2xx that comes (RFC 3261 13.2.2.4). */
static void acknowledge(struct talk *talk, const struct sip_msg *msg)
{
	char branch[LAB_BRANCH_SIZE];

	if (!talk->ack) {
		str_ncpy(branch, "z9hG4bK", sizeof branch);
		party_hex(talk->party, branch + 7, 17);
		talk->ack = request(talk, "ACK", branch, msg->cseq.num, NULL, NULL, NULL);
	}

	party_sends(talk->party, &talk->party->sbc, talk->ack);
}

static void answered(struct talk *talk, const struct sip_msg *msg)
{
	bool first = !talk->answered;

	if (first) {
		talk->answered = true;
		talk->answered_us = lab_now(talk->party->lab);
		learn_dialog(talk, msg, &msg->to);
		learn_media(talk, msg);
	}

	acknowledge(talk, msg);
	if (!first)
		return;

	timer_stop(&talk->timer);
	if (talk->cancelled) /* the answer crossed our CANCEL */
		bye(talk);
	else if (talk->hangup_us)
		timer_start(&talk->timer, world_of(talk), talk->hangup_us, on_hangup, talk);
}

static void on_invite_answer(const struct sip_msg *msg, void *arg)
{
	struct talk *talk = arg;

	if (!msg) {
		talk->gave_up = true;
		finish(talk);
		return;
	}

	if (login_again(talk, msg)) {
		client_begin(talk->party, "INVITE", talk->branch, talk->invite, on_invite_answer,
			     talk);
		return;
	}

	if (msg->scode >= 200)
		talk->status = msg->scode;

	if (msg->scode >= 300) {
		finish(talk);
	} else if (msg->scode >= 200) {
		answered(talk, msg);
	} else if (msg->scode > 100) {
		learn_dialog(talk, msg, &msg->to);
		learn_media(talk, msg);
	}
}

/* `number` at the Contact by which `user` registered. */
static void target_line(struct talk *talk, const char *user)
{
	const char *contact = registrar_contact(talk->party, user);
	const char *at = contact ? strchr(contact, '@') : NULL;

	lab_need(at ? 0 : ENOENT, user);
	re_snprintf(talk->target, sizeof talk->target, "sip:%s%s", talk->number, at);
}

static void name_call(struct talk *talk, const struct dial *dial)
{
	struct party *party = talk->party;
	const char *number = dial->number;
	const char *contact = dial->account ? registrar_contact(party, dial->account) : NULL;
	char id[33];

	party_hex(party, id, sizeof id);
	str_ncpy(talk->number, number, sizeof talk->number);
	re_snprintf(talk->call_id, sizeof talk->call_id, "%s@%s", id, party->host);
	re_snprintf(talk->local, sizeof talk->local, "\"%s\" <sip:%s@%s>", "Lan Anh", party->number,
		    party->host);
	if (dial->domain)
		re_snprintf(talk->target, sizeof talk->target, "sip:%s@%s", number, dial->domain);
	else
		re_snprintf(talk->target, sizeof talk->target, "sip:%s@%J", number, &party->sbc);
	if (contact)
		str_ncpy(talk->target, contact, sizeof talk->target);
	if (dial->line)
		target_line(talk, dial->line);
	re_snprintf(talk->remote, sizeof talk->remote, "<%s>", talk->target);
	str_ncpy(talk->branch, "z9hG4bK", sizeof talk->branch);
	party_hex(party, talk->branch + 7, 17);
}

void talk_dial(struct party *party, const struct dial *dial)
{
	struct talk *talk = talk_alloc(party, true);
	char *headers, *lines;
	struct mbuf *sdp;

	name_call(talk, dial);
	talk->hangup_us = dial->hangup_us;
	headers = expanded(talk, dial->headers);
	lines = expanded(talk, dial->sdp);
	sdp = describe(talk, NULL, lines);
	talk->invite = request(talk, "INVITE", talk->branch, talk->cseq, dial->max_forwards,
			       headers, dial->without_offer ? NULL : (const char *)sdp->buf);
	client_begin(party, "INVITE", talk->branch, talk->invite, on_invite_answer, talk);
	mem_deref(sdp);
	mem_deref(lines);
	mem_deref(headers);
	if (dial->cancel_us)
		timer_start(&talk->timer, world_of(talk), dial->cancel_us, on_cancel, talk);
}

void talk_cancelled(struct talk *talk)
{
	talk->cancelled = true;
	talk_refuse(talk, 487);
}

static void reply(struct server *server, const struct sip_msg *msg, uint16_t status)
{
	struct pl text = text_of(msg->mb);
	struct mbuf *mb = party_answers(server->party, &text, status, NULL, NULL, NULL);

	server_says(server, status, mb);
	mem_deref(mb);
}

static void hears_ack(struct talk *talk)
{
	talk->acked = true;
	timer_stop(&talk->again);
	if (talk->hangup_at_ack)
		bye(talk);
}

/* A BYE before the answer ends the INVITE too (RFC 3261 15.1.2). */
static void hears_bye(struct talk *talk, struct server *server, const struct sip_msg *msg)
{
	reply(server, msg, 200);
	if (!talk->answered && !talk->caller)
		talk_refuse(talk, 487);

	finish(talk);
}

/* RFC 3261 12.2: each request of a dialog has a higher number, and goes to our Contact. */
static void check_request(struct talk *talk, const struct sip_msg *msg)
{
	struct lab *lab = talk->party->lab;
	char contact[192];

	re_snprintf(contact, sizeof contact, "%H", party_contact, talk->party);
	if (pl_strcmp(&msg->ruri, contact))
		lab_fail(lab, "%s got a %r for %r, its Contact is %s", talk->party->name, &msg->met,
			 &msg->ruri, contact);

	if (pl_strcmp(&msg->from.tag, talk->remote_tag))
		lab_fail(lab, "%s got a %r with another From tag than its dialog's",
			 talk->party->name, &msg->met);

	if (pl_strcmp(&msg->met, "ACK") && msg->cseq.num <= talk->remote_cseq)
		lab_fail(lab, "%s got a %r whose CSeq did not grow", talk->party->name, &msg->met);

	if (!pl_strcmp(&msg->met, "ACK") && msg->cseq.num != talk->remote_cseq)
		lab_fail(lab, "%s got an ACK with another CSeq than its INVITE's",
			 talk->party->name);
}

void talk_hears(struct talk *talk, struct server *server, const struct sip_msg *msg)
{
	if (talk->answered)
		check_request(talk, msg);

	if (!server) {
		if (talk->answered && !talk->acked)
			hears_ack(talk);

		return;
	}

	if (!pl_strcmp(&msg->met, "BYE"))
		hears_bye(talk, server, msg);
	else
		reply(server, msg, 405);
}
