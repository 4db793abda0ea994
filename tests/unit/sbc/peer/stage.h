/*
 * stage.h -- one SBC's accounts in a simulated world, and a registrar that answers from a script
 *
 * The script is words, one for each REGISTER: a status, and behind a slash what goes with it: seconds of
 * Contact (200/60), Min-Expires (423/7200), Retry-After (503/120); 401s is stale; "-" is silence. The last
 * word is said for ever. What came is noted: seconds of expires, "+" for each line of credentials.
 */
#ifndef PEER_STAGE_H
#define PEER_STAGE_H

#include <stdlib.h>
#include <string.h>
#include <check.h>
#include "sbc/peer/registrations.h"
#include "sbc/world/sim.h"

#define SEC UINT64_C(1000000)

enum {
	STAGE_REGISTERS_MAX = 4096, /* of a test */
};

struct stage {
	struct world *world;
	struct events *events;
	struct watcher *watcher;
	struct transactions *transactions;
	struct peers *peers;
	struct policy *policy;
	struct registrations *all;
	struct datagrams *registrar;
	const char *text;   /* of the policy */
	const char *script; /* what is left of it */
	char extra[512];    /* lines of each 200 */
	const char *reason; /* the phrase of each answer; NULL: the usual one */
	uint64_t at_us[STAGE_REGISTERS_MAX];
	uint32_t registers, failures, successes;
	char came[4096], last[4096]; /* noted; the last REGISTER */
	char said[512];              /* by the last event */
};

static inline struct sa stage_at(const char *address)
{
	struct sa sa;

	ck_assert_int_eq(0, sa_decode(&sa, address, strlen(address)));
	return sa;
}

static inline int stage_read(char **textp, const char *name, void *arg)
{
	const struct stage *stage = arg;

	(void)name;
	return str_dup(textp, stage->text);
}

static inline int stage_secret(char **textp, const char *source, void *arg)
{
	(void)arg;
	return str_dup(textp, source);
}

static inline struct policy *stage_policy(struct stage *stage, const char *text)
{
	const struct policy_reader reader = {
		.read = stage_read, .secret = stage_secret, .arg = stage};
	struct mbuf *mistakes = mbuf_alloc(256);
	struct policy *policy = NULL;

	stage->text = text;
	if (policy_load(&policy, "hanoi.yaml", &reader, mistakes, NULL))
		ck_abort_msg("%.*s", (int)mistakes->end, (char *)mistakes->buf);
	mem_deref(mistakes);
	return policy;
}

static inline void stage_hears(const struct event *event, void *arg)
{
	struct stage *stage = arg;

	stage->failures += event->kind == EVENT_REGISTER_FAILED;
	stage->successes += event->kind == EVENT_REGISTERED;
	if (event->kind == EVENT_REGISTER_FAILED || event->kind == EVENT_REGISTERED)
		str_ncpy(stage->said, event->text, sizeof stage->said);
}

static inline void stage_ignores(struct transaction *server, const struct sip_msg *msg, void *arg)
{
	(void)server;
	(void)msg;
	(void)arg;
}

static inline void stage_ignores_ack(const struct sip_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
}

static inline uint64_t stage_date(const void *arg)
{
	return world_date_us(arg);
}

/* The next word; the last one stays. */
static inline struct pl stage_word(struct stage *stage)
{
	size_t l = strcspn(stage->script, " ");
	const struct pl word = {stage->script, l};

	if (stage->script[l])
		stage->script += l + 1;
	return word;
}

static inline void stage_notes(struct stage *stage, const struct sip_msg *msg)
{
	size_t used = strlen(stage->came);
	uint32_t proofs = sip_msg_hdr_count(msg, SIP_HDR_AUTHORIZATION)
		+ sip_msg_hdr_count(msg, SIP_HDR_PROXY_AUTHORIZATION);

	ck_assert_uint_lt(stage->registers, STAGE_REGISTERS_MAX);
	stage->at_us[stage->registers++] = world_now_us(stage->world);
	(void)re_snprintf(stage->last, sizeof stage->last, "%b", msg->mb->buf, msg->mb->end);
	if (used < sizeof stage->came - 16)
		(void)re_snprintf(stage->came + used, sizeof stage->came - used, "%s%r%s",
				  used ? " " : "", &msg->expires,
				  proofs > 1       ? "++"
					  : proofs ? "+"
						   : "");
}

static inline void stage_answers(struct stage *stage, const struct sip_msg *msg,
				 const struct sa *to, const struct pl *word)
{
	const struct sip_hdr *contact = sip_msg_hdr(msg, SIP_HDR_CONTACT);
	struct pl status = {word->p, 3}, rest = {word->p + 3, word->l - 3};
	struct mbuf *mb = mbuf_alloc(1024);
	bool is_stale = rest.l && *rest.p == 's', is_ok = *word->p == '2';
	int err = message_reply(mb, msg, (uint16_t)pl_u32(&status),
				stage->reason ? stage->reason : "As Planned", "reg");

	if (rest.l && *rest.p == '/')
		pl_advance(&rest, 1);
	if (!pl_strcmp(&status, "401") || !pl_strcmp(&status, "407"))
		err |= mbuf_printf(mb, "%s: Digest realm=\"r\", nonce=\"n%u\", qop=\"auth\"%s\r\n",
				   word->p[2] == '1' ? "WWW-Authenticate" : "Proxy-Authenticate",
				   stage->registers, is_stale ? ", stale=true" : "");
	else if (is_ok && rest.l)
		err |= mbuf_printf(
			mb,
			"Contact: <sip:other@192.0.2.9>;expires=9\r\nContact: %r;expires=%r\r\n",
			&(struct pl){contact->val.p,
				     (size_t)(pl_strchr(&contact->val, '>') + 1 - contact->val.p)},
			&rest);
	else if (rest.l)
		err |= mbuf_printf(mb, "%s: %r\r\n",
				   pl_strcmp(&status, "423") ? "Retry-After" : "Min-Expires",
				   &rest);
	if (is_ok)
		err |= mbuf_write_str(mb, stage->extra);
	err |= message_body(mb, NULL, NULL);
	ck_assert_int_eq(0, err);
	mb->pos = 0;
	ck_assert_int_eq(0, datagrams_send(stage->registrar, to, mb));
	mem_deref(mb);
}

static inline void stage_registrar(const struct sa *from, struct mbuf *data, void *arg)
{
	struct stage *stage = arg;
	struct sip_msg *msg;
	const char *why;
	uint16_t status;
	struct pl word;

	ck_assert_int_eq(0, message_read(&msg, data, &status, &why));
	msg->src = *from;
	stage_notes(stage, msg);
	word = stage_word(stage);
	if (*word.p != '-')
		stage_answers(stage, msg, from, &word);
	mem_deref(msg);
}

static inline void stage_open(struct stage *stage, const char *policy, const char *script,
			      uint64_t seed)
{
	const struct transaction_user user = {.request = stage_ignores, .ack = stage_ignores_ack};
	const struct sa us = stage_at("203.0.113.5:5060"), them = stage_at("198.51.100.10:5060");

	*stage = (struct stage){.script = script};
	ck_assert_int_eq(0, sim_alloc(&stage->world, seed));
	ck_assert_int_eq(0, events_alloc(&stage->events, stage_date, stage->world));
	ck_assert_int_eq(0, events_watch(&stage->watcher, stage->events, stage_hears, stage));
	ck_assert_int_eq(
		0, transactions_alloc(&stage->transactions, stage->world, stage->events, &user));
	ck_assert_int_eq(0,
			 transport_listen(transactions_transports(stage->transactions), "internet",
					  SIP_TRANSP_UDP, &us));
	ck_assert_int_eq(
		0, datagrams_open(&stage->registrar, stage->world, &them, stage_registrar, stage));
	ck_assert_int_eq(0,
			 peers_alloc(&stage->peers,
				     &(struct peers_config){stage->world, stage->events,
							    stage->transactions}));
	ck_assert_int_eq(0,
			 registrations_alloc(&stage->all,
					     &(struct registrations_config){
						     stage->world, stage->events,
						     stage->transactions, stage->peers}));
	stage->policy = stage_policy(stage, policy);
	ck_assert_int_eq(0, peers_adopt(stage->peers, stage->policy));
	ck_assert_int_eq(0, registrations_adopt(stage->all, stage->policy));
}

static inline void stage_close(struct stage *stage)
{
	mem_deref(stage->all);
	mem_deref(stage->peers);
	mem_deref(stage->transactions);
	mem_deref(stage->registrar);
	mem_deref(stage->watcher);
	mem_deref(stage->events);
	mem_deref(stage->policy);
	mem_deref(stage->world);
}

#endif
