/* party.c -- see party.h */
#include <string.h>
#include "tests/lab/party.h"
#include "tests/lab/lines.h"
#include "tests/lab/login.h"
#include "tests/lab/profile.h"
#include "tests/lab/registrar.h"
#include "tests/lab/talk.h"
#include "tests/lab/text.h"

void party_hex(struct party *party, char *hex, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	uint64_t word = 0;

	for (size_t i = 0; i + 1 < size; i++) {
		if (i % 16 == 0)
			word = dice_throw(&party->lab->dice);

		hex[i] = digits[word >> (i % 16 * 4) & 15];
	}

	hex[size - 1] = '\0';
}

static struct party *find(const struct lab *lab, const char *name)
{
	for (struct le *le = lab->parties.head; le; le = le->next) {
		struct party *party = le->data;

		if (!strcmp(party->name, name))
			return party;
	}

	return NULL;
}

static void rung_destroy(void *arg)
{
	struct rung *rung = arg;

	list_unlink(&rung->le);
	mem_deref(rung->mb);
}

static void see(struct party *party, bool out, struct mbuf *mb)
{
	struct rung *rung = mem_zalloc(sizeof *rung, rung_destroy);

	lab_need(rung ? 0 : ENOMEM, "rung");
	rung->at_us = lab_now(party->lab);
	rung->out = out;
	rung->mb = mem_ref(mb);
	list_append(&party->ladder, &rung->le, rung);
}

static bool is_lost(struct party *party, bool out, const struct mbuf *mb)
{
	struct pl text = {(const char *)mb->buf, mb->end};
	char what[16] = {out ? '>' : '<', ' '};

	if (!party->lossc)
		return false;

	text_what(what + 2, sizeof what - 2, &text);
	for (uint32_t i = 0; i < party->lossc; i++) {
		struct loss *loss = &party->losses[i];

		if (loss->count && !strcmp(loss->what, what)) {
			loss->count--;
			return true;
		}
	}

	return false;
}

void party_sends(struct party *party, const struct sa *to, struct mbuf *mb)
{
	mb->pos = 0;
	if (is_lost(party, true, mb))
		return;

	see(party, true, mb);
	if (party->lines)
		lines_send(party->lines, to, mb);
	else
		(void)datagrams_send(party->datagrams, to, mb); /* its error is a dead host's */
}

static void check_length(struct party *party, const struct sip_msg *msg)
{
	if (!pl_isset(&msg->clen) || pl_u32(&msg->clen) != mbuf_get_left(msg->mb))
		lab_fail(party->lab, "%s got a message with a wrong Content-Length", party->name);
}

/* An ACK and a CANCEL have the CSeq number of their INVITE (RFC 3261 9.1, 17.1.1.3). */
static void check_number(struct party *party, const struct server *invite,
			 const struct sip_msg *msg)
{
	struct pl text = {(const char *)invite->request->buf, invite->request->end}, number;

	if (!text_word(&number, &text, "\r\nCSeq: ", NULL) || pl_u32(&number) != msg->cseq.num)
		lab_fail(party->lab, "%s got a %r with another CSeq than its INVITE's", party->name,
			 &msg->met);
}

static void hears_request(struct party *party, const struct sip_msg *msg)
{
	struct pl text = {(const char *)msg->mb->buf, msg->mb->end};
	struct talk *talk = talk_find(party, &msg->callid, &msg->to.tag);
	bool is_new, is_ack = !pl_strcmp(&msg->met, "ACK");
	struct server *server = server_hears(party, msg, &is_new), *invite;
	struct mbuf *mb;
	char branch[LAB_BRANCH_SIZE];
	uint16_t status = 481;

	if (is_ack && server)
		check_number(party, server, msg);

	if (is_ack && talk && (!server || server->arg == talk))
		talk_hears(talk, NULL, msg);

	if (!is_new || login_asks(server, msg) || profile_hears(server, msg)
	    || registrar_hears(server, msg))
		return;

	if (talk && pl_isset(&msg->to.tag) && pl_strcmp(&msg->met, "CANCEL")) {
		talk_hears(talk, server, msg);
		return;
	}

	if (!pl_strcmp(&msg->met, "INVITE") && !pl_isset(&msg->to.tag)) {
		talk_invited(server, msg);
		return;
	}

	pl_strcpy(&msg->via.branch, branch, sizeof branch);
	invite = pl_strcmp(&msg->met, "CANCEL") ? NULL : server_find(party, branch, "INVITE");
	if (invite) {
		check_number(party, invite, msg);
		status = 200;
	}

	mb = party_answers(party, &text, status, NULL, NULL, NULL);
	server_says(server, status, mb);
	mem_deref(mb);
	if (invite && invite->arg)
		talk_cancelled(invite->arg);
}

static void on_message(const struct sa *from, struct mbuf *data, void *arg)
{
	struct party *party = arg;
	struct sip_msg *msg;

	lab_need(data->pos, "datagrams begin at 0");
	if (is_lost(party, false, data))
		return;

	see(party, false, data);
	if (sip_msg_decode(&msg, data)) {
		lab_fail(party->lab, "%s got what is no SIP message", party->name);
		return;
	}

	msg->src = *from;
	check_length(party, msg);
	if (msg->req)
		hears_request(party, msg);
	else
		client_hears(party, msg);

	mem_deref(msg);
}

static int line(struct re_printf *pf, const char *text)
{
	return text ? re_hprintf(pf, "%s", text) : 0;
}

static int body(struct mbuf *mb, const char *sdp)
{
	if (!sdp)
		return mbuf_write_str(mb, "Content-Length: 0\r\n\r\n");

	return mbuf_printf(mb, "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
			   strlen(sdp), sdp);
}

int party_contact(struct re_printf *pf, const struct party *party)
{
	return re_hprintf(pf, "sip:%s@%J%s%s", party->number, &party->claims,
			  sip_transp_param(party->transport),
			  party->contact_params ? party->contact_params : "");
}

struct mbuf *party_asks(struct party *party, const struct head *head)
{
	struct mbuf *mb = mbuf_alloc(1024);
	int err;

	lab_need(mb ? 0 : ENOMEM, "request");
	err = mbuf_printf(mb, "%s %s SIP/2.0\r\nVia: SIP/2.0/%s %J;rport;branch=%s\r\n",
			  head->method, head->uri, sip_transp_name(party->transport),
			  &party->claims, head->branch);
	err |= mbuf_printf(
		mb, "Max-Forwards: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %u %s\r\n",
		head->max_forwards ? head->max_forwards : "70", head->from, head->to, head->call_id,
		head->cseq, head->method);
	err |= mbuf_printf(mb, "Contact: <%H>\r\nUser-Agent: %s\r\n%H", party_contact, party,
			   party->agent, line, head->more);
	err |= body(mb, head->sdp);
	lab_need(err, "request");
	mb->pos = 0;
	return mb;
}

struct mbuf *party_follows(const struct pl *invite, const char *method, const struct pl *to)
{
	static const char *const kept[] = {"Via", "Max-Forwards", "Route", "From", "Call-ID"};
	struct mbuf *mb = mbuf_alloc(512);
	struct pl cseq, uri, found;
	int err = 0;

	lab_need(mb ? 0 : ENOMEM, method);
	lab_need(re_regex(invite->p, invite->l, "[^ ]+ [^ ]+ SIP/2.0", NULL, &uri), "request line");
	err = mbuf_printf(mb, "%s %r SIP/2.0\r\n", method, &uri);
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
		if (text_header(&found, invite, kept[i], NULL))
			err |= mbuf_printf(mb, "%r\r\n", &found);
	}

	lab_need(text_word(&cseq, invite, "\r\nCSeq: ", NULL) ? 0 : EBADMSG, "CSeq");
	err |= mbuf_printf(mb, "%r\r\nCSeq: %r %s\r\nContent-Length: 0\r\n\r\n", to, &cseq, method);
	lab_need(err, method);
	mb->pos = 0;
	return mb;
}

static int mirrored(struct mbuf *mb, const struct pl *request, const char *name)
{
	struct pl left = *request, found;
	int err = 0;

	while (text_header(&found, &left, name, &left))
		err |= mbuf_printf(mb, "%r\r\n", &found);

	return err;
}

struct mbuf *party_answers(struct party *party, const struct pl *request, uint16_t status,
			   const char *tag, const char *more, const char *sdp)
{
	struct mbuf *mb = mbuf_alloc(1024);
	struct pl to;
	int err;

	lab_need(mb ? 0 : ENOMEM, "answer");
	lab_need(text_header(&to, request, "To", NULL) ? 0 : EBADMSG, "To");
	err = mbuf_printf(mb, "SIP/2.0 %u As Planned\r\n", status);
	err |= mirrored(mb, request, "Via");
	err |= mirrored(mb, request, "Record-Route");
	err |= mirrored(mb, request, "From");
	err |= mbuf_printf(mb, "%r%s%s\r\n", &to, tag ? ";tag=" : "", tag ? tag : "");
	err |= mirrored(mb, request, "Call-ID");
	err |= mirrored(mb, request, "CSeq");
	if (status / 100 != 3) /* there it says who else is to be called: the story's affair */
		err |= mbuf_printf(mb, "Contact: <%H>\r\n", party_contact, party);
	err |= mbuf_printf(mb, "Server: %s\r\n%H", party->agent, line, more);
	err |= body(mb, sdp);
	lab_need(err, "answer");
	mb->pos = 0;
	return mb;
}

static void destroy(void *arg)
{
	struct party *party = arg;

	list_unlink(&party->le);
	list_flush(&party->clients);
	list_flush(&party->servers);
	list_flush(&party->talks);
	list_flush(&party->ladder);
	mem_deref(party->datagrams);
	mem_deref(party->lines);
}

static void name_it(struct party *party, const char *name)
{
	static const struct plan usual[] = {RING(1 * SEC), ANSWER};
	char hex[9];

	str_ncpy(party->name, name, sizeof party->name);
	party->owner = party->name;
	party_hex(party, hex, sizeof hex);
	re_snprintf(party->host, sizeof party->host, "%s.%s.lab.example", hex, name);
	re_snprintf(party->agent, sizeof party->agent, "%s-%s-ware/7.31", hex, name);
	re_snprintf(party->origin, sizeof party->origin, "%s-%s-origin", hex, name);
	re_snprintf(party->title, sizeof party->title, "%s-%s-title", hex, name);
	str_ncpy(party->number, "1001", sizeof party->number);
	party->direction = "sendrecv";
	party->next_port = (uint16_t)(40000 + 2 * dice_between(&party->lab->dice, 0, 10000));
	memcpy(party->plan, usual, sizeof usual);
	party->stepc = 2;
}

static int open_door(struct party *party)
{
	if (party->transport == SIP_TRANSP_UDP)
		return datagrams_open(&party->datagrams, party->lab->world, &party->address,
				      on_message, party);

	return lines_alloc(&party->lines, party, on_message, party);
}

static struct party *party_alloc(struct lab *lab, const char *name, enum sip_transp transport,
				 const struct sa *address, const struct sa *sbc)
{
	struct party *party = mem_zalloc(sizeof *party, destroy);

	lab_need(party ? 0 : ENOMEM, name);
	party->lab = lab;
	name_it(party, name);
	party->transport = transport;
	party->address = party->claims = *address;
	party->sbc = *sbc;
	party->peer = lab->policy ? policy_peer(lab->policy, name) : NULL;
	lab_need(open_door(party), name);
	list_append(&lab->parties, &party->le, party);
	return party;
}

/* UDP, if the policy leaves it to names. */
static enum sip_transp transport_of(const struct peer_config *peer)
{
	return peer->server.transport == SIP_TRANSP_NONE ? SIP_TRANSP_UDP : peer->server.transport;
}

static const struct sa *listener_for(const struct peer_config *peer)
{
	for (uint32_t i = 0; i < peer->side->listenc; i++) {
		const struct listener_config *listen = &peer->side->listen[i];

		if (sa_af(&listen->local) == sa_af(&peer->server.address)
		    && listen->transport == transport_of(peer))
			return &listen->local;
	}

	return NULL;
}

struct party *lab_party(struct lab *lab, const char *name)
{
	struct party *party = find(lab, name);
	const struct peer_config *peer;

	if (party)
		return party;

	peer = lab->policy ? policy_peer(lab->policy, name) : NULL;
	lab_need(peer && listener_for(peer) ? 0 : ENOENT, name);
	return party_alloc(lab, name, transport_of(peer), &peer->server.address,
			   listener_for(peer));
}

static enum sip_transp read_transport(const char **address)
{
	static const struct {
		const char *prefix;
		enum sip_transp transport;
	} rows[] = {
		{"tcp:", SIP_TRANSP_TCP},
		{"tls:", SIP_TRANSP_TLS},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!strncmp(*address, rows[i].prefix, 4)) {
			*address += 4;
			return rows[i].transport;
		}
	}

	return SIP_TRANSP_UDP;
}

struct party *lab_party_at(struct lab *lab, const char *name, const char *address, const char *sbc)
{
	const enum sip_transp transport = read_transport(&address);
	struct sa here, there;

	lab_need(sa_decode(&here, address, strlen(address)), address);
	lab_need(sa_decode(&there, sbc, strlen(sbc)), sbc);
	return party_alloc(lab, name, transport, &here, &there);
}

void party_plan_v(struct party *party, const struct plan *plan, int stepc)
{
	lab_need(stepc > PLAN_STEPS_MAX ? E2BIG : 0, "a plan too long");
	memcpy(party->plan, plan, (size_t)stepc * sizeof *plan);
	party->stepc = stepc;
}

void party_marks_contact(struct party *party, const char *params)
{
	party->contact_params = params;
}

void party_calls_itself(struct party *party, const char *number)
{
	str_ncpy(party->number, number, sizeof party->number);
}

void party_is_behind(struct party *party, const char *address)
{
	lab_need(sa_set_str(&party->claims, address, sa_port(&party->address)), address);
}

void party_is_one_with(struct party *party, const struct party *other)
{
	party->owner = other->owner;
}

void party_adds(struct party *party, const char *headers)
{
	party->adds = headers;
}

void party_wants_v(struct party *party, const struct wants *wants)
{
	party->wants = *wants;
	party->wants.status = wants->status ? wants->status : 401;
	party->wants.realm = wants->realm ? wants->realm : "lab";
}

void party_has(struct party *party, const char *user, const char *password, uint32_t tries)
{
	party->has.user = user;
	party->has.password = password;
	party->has.tries = tries;
}

void party_direction(struct party *party, const char *direction)
{
	party->direction = direction;
}

void party_speaks(struct party *party, uint32_t packets_per_second)
{
	party->packets_per_second = packets_per_second;
	party->mute = false;
}

void party_falls_silent(struct party *party)
{
	party->mute = true;
}

void party_encrypts(struct party *party)
{
	party->encrypts = true;
}

void party_forgets_its_key(struct party *party)
{
	party->forgets_key = true;
}

void party_answers_bare(struct party *party)
{
	party->bare = true;
}

void party_loses(struct party *party, const char *what, uint32_t count)
{
	struct loss *loss = &party->losses[party->lossc];

	lab_need(party->lossc == LOSSES_MAX ? E2BIG : 0, what);
	str_ncpy(loss->what, what, sizeof loss->what);
	loss->count = count;
	party->deaf |= count >= LOSSES_DEAF;
	party->lossc++;
}

void party_dial_v(struct party *party, const struct dial *dial)
{
	talk_dial(party, dial);
}

static struct talk *latest(struct party *party)
{
	lab_need(party->talks.tail ? 0 : ENOENT, party->name);
	return party->talks.tail->data;
}

void party_cancel(struct party *party)
{
	talk_cancel(latest(party));
}

void party_hangup(struct party *party)
{
	talk_hangup(latest(party));
}

/* The same INVITE with another branch: it was forked on its way and both copies came here. */
void party_merges(struct party *party)
{
	struct talk *talk = latest(party);
	struct mbuf *mb = mbuf_alloc(talk->invite->end);
	char branch[LAB_BRANCH_SIZE] = "z9hG4bK";
	char *at;

	lab_need(mb ? mbuf_write_mem(mb, talk->invite->buf, talk->invite->end) : ENOMEM, "merged");
	party_hex(party, branch + 7, 17);
	at = memmem(mb->buf, mb->end, talk->branch, strlen(talk->branch));
	lab_need(at ? 0 : ENOENT, "branch");
	memcpy(at, branch, strlen(branch));
	client_begin(party, "INVITE", branch, mb, NULL, NULL);
	mem_deref(mb);
}

void party_repeats(struct party *party)
{
	const struct talk *talk = latest(party);

	client_begin(party, "INVITE", talk->branch, talk->invite, NULL, NULL);
}

static void ask_outside(struct party *party, const struct ask *ask)
{
	char branch[LAB_BRANCH_SIZE] = "z9hG4bK", id[17], uri[96], from[160], to[160];
	struct head head = {ask->method, uri, branch, NULL, from, to, id, 7, ask->headers, NULL};
	struct mbuf *mb;

	party_hex(party, branch + 7, 17);
	party_hex(party, id, sizeof id);
	re_snprintf(uri, sizeof uri, "sip:0912345678@%J", &party->sbc);
	re_snprintf(from, sizeof from, "<sip:%s@%s>;tag=%s", party->number, party->host, id + 4);
	re_snprintf(to, sizeof to, "<%s>%s%s", uri, ask->to_tag ? ";tag=" : "",
		    ask->to_tag ? ask->to_tag : "");
	mb = party_asks(party, &head);
	client_begin(party, ask->method, branch, mb, NULL, NULL);
	mem_deref(mb);
}

void party_ask_v(struct party *party, const struct ask *ask)
{
	if (ask->inside)
		talk_ask(latest(party), ask->method, ask->headers, ask->direction);
	else
		ask_outside(party, ask);
}

void party_says(struct party *party, const char *text)
{
	struct mbuf *mb = mbuf_alloc(strlen(text));

	lab_need(mb ? mbuf_write_str(mb, text) : ENOMEM, "text");
	party_sends(party, &party->sbc, mb);
	mem_deref(mb);
}

void party_thief(struct party *party, struct party *from, uint32_t packets)
{
	const struct talk *victim = latest(from);

	for (uint32_t i = 0; i < packets; i++)
		audio_send(party->datagrams, &victim->audio.remote, party->name, victim->number,
			   (uint16_t)i);
}
