/* registration.c -- see registration.h; pauses, the attempt, the table of answers */
#include <errno.h>
#include <string.h>
#include "sbc/event/escape.h"
#include "sbc/peer/register.h"

enum {
	BRIEF_MAX = 3,      /* 423s of one attempt */
	UNKNOWN_TOLD = 4,   /* at the start a name takes a moment: that is nobody's trouble */
	DOUBLINGS_MAX = 16, /* of a pause; its ceiling comes before */
};

#define REFRESH_MIN_US UINT64_C(1000000) /* whatever a registrar grants */

/* ---- what is said of it ---- */

static void note(struct registration *registration, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)re_vsnprintf(registration->said, sizeof registration->said, fmt, ap);
	va_end(ap);
}

static void tell(const struct registration *registration, enum event_kind kind, uint64_t next_us)
{
	const struct account_config *account = registration->account;
	const struct hop *hop = registration->has_home ? &registration->home : NULL;

	event_say(registration->house->events,
		  &(struct event){.kind = kind,
				  .peer = account->peer->name,
				  .to = hop ? &hop->address : NULL},
		  "account %s: %s; again in %llu s",
		  account->label ? account->label : account->name, registration->said,
		  next_us / 1000000);
}

static void enter(struct registration *registration, enum registration_state state)
{
	if (registration->state == state)
		return;

	registration->state = state;
	registration->since_us = world_now_us(registration->house->world);
}

/* ---- pauses ---- */

static const struct {
	uint64_t base_us, max_us;
} pauses[] = {
	[TROUBLE_UNKNOWN] = {500000,                    REGISTRATION_PAUSE_US    },
	[TROUBLE_FAILED] = {REGISTRATION_PAUSE_US,     REGISTRATION_PAUSE_MAX_US},
	[TROUBLE_REFUSED] = {REGISTRATION_PAUSE_MAX_US, REGISTRATION_PAUSE_MAX_US},
};

/* Between half of it and all. */
static uint64_t thrown(const struct registration *registration, uint64_t us)
{
	uint32_t chance;

	world_random(registration->house->world, &chance, sizeof chance);
	return us / 2 + us / 2 * (chance >> 16) / 65536;
}

/* RFC 5626 4.5: doubled with each failure in a row. */
static uint64_t pause_us(const struct registration *registration, enum registration_trouble trouble)
{
	uint32_t doublings =
		registration->failures < DOUBLINGS_MAX ? registration->failures : DOUBLINGS_MAX;
	uint64_t us = pauses[trouble].base_us << doublings;
	uint64_t thrown_us =
		thrown(registration, us < pauses[trouble].max_us ? us : pauses[trouble].max_us);
	uint64_t rest_us = registration->rest_us < REGISTRATION_PAUSE_MAX_US
		? registration->rest_us
		: REGISTRATION_PAUSE_MAX_US;

	return thrown_us > rest_us ? thrown_us : rest_us;
}

static void let_go(struct registration *registration)
{
	timer_stop(&registration->timer);
	transaction_forget(registration->request);
	registration->request = mem_deref(registration->request);
}

static void end_attempt(struct registration *registration)
{
	let_go(registration);
	registration->hops = mem_deref(registration->hops);
}

static timer_h attempt;

static void fail(struct registration *registration, enum registration_trouble trouble)
{
	uint64_t next_us;

	end_attempt(registration);
	registration->failures = registration->trouble == trouble ? registration->failures + 1 : 1;
	registration->trouble = trouble;
	next_us = pause_us(registration, trouble);
	timer_start(&registration->timer, registration->house->world, next_us, attempt,
		    registration);
	enter(registration, REGISTRATION_WAITS);
	if (trouble != TROUBLE_UNKNOWN || registration->failures == UNKNOWN_TOLD)
		tell(registration, EVENT_REGISTER_FAILED, next_us);
}

/* ---- machines ---- */

static struct peer *peer_of(const struct registration *registration)
{
	struct peer *peer;

	return peers_find(&peer, registration->house->peers, registration->account->peer->name)
		? NULL
		: peer;
}

/* Where packets go: its own registrar, unless all of the peer's go to a proxy. */
static const struct server_config *server_of(const struct account_config *account)
{
	return account->peer->proxy.host ? &account->peer->proxy
		: account->server.host   ? &account->server
					 : &account->peer->server;
}

static uint32_t find_machines(struct hop hops[HOSTS_MAX], const struct registration *registration)
{
	struct peer *peer = peer_of(registration);

	if (registration->registrar)
		return registrar_order(hops, registration->registrar);

	return peer ? hosts_order(hops, peer, registration->house->world) : 0;
}

static bool is_same_machine(const struct hop *one, const struct hop *other)
{
	return one->transport == other->transport && sa_cmp(&one->address, &other->address, SA_ALL);
}

/* An account's own registrar is a machine whose health nobody keeps. */
static bool home_is_well(const struct registration *registration)
{
	const struct peer *peer = peer_of(registration);

	return registration->registrar || (peer && hosts_is_up(peer, &registration->home));
}

bool registration_is_valid(const struct registration *registration)
{
	return registration->has_home
		&& registration->until_us > world_now_us(registration->house->world);
}

void registration_prefer_home(struct hop *hops, uint32_t hopc,
			      const struct registration *registration)
{
	if (!registration->has_home || !home_is_well(registration))
		return;

	for (uint32_t i = 0; i < hopc; i++) {
		struct hop home = hops[i];

		if (!is_same_machine(&home, &registration->home))
			continue;

		memmove(&hops[1], &hops[0], i * sizeof hops[0]);
		hops[0] = home;
		return;
	}
}

static void note_silence(struct registration *registration)
{
	const struct hop *hop = &registration->hops[registration->hop];
	struct peer *peer = peer_of(registration);

	if (peer)
		hosts_silent(peer, hop);
	registration->status = 0;
	note(registration, "%J did not answer", &hop->address);
}

static void note_answer(struct registration *registration, const struct sip_msg *msg)
{
	struct peer *peer = peer_of(registration);

	if (peer)
		hosts_answered(peer, &registration->hops[registration->hop],
			       world_now_us(registration->house->world) - registration->sent_us);
	registration->status = msg->scode;
	note(registration, "%J answered %u %H", &msg->src, msg->scode, escape_text, &msg->reason);
}

/* ---- the request ---- */

static transaction_h news;
static void try_from(struct registration *registration, uint32_t hop);

static struct listener *find_listener(const struct registration *registration,
				      const struct hop *hop)
{
	return transport_find(transactions_transports(registration->house->transactions),
			      registration->account->peer->side->name, hop->transport,
			      &hop->address);
}

/* To the machine of this attempt; `expires_us` 0: it takes us out of its list. */
static int ask(struct registration *registration, uint64_t expires_us)
{
	const struct registrations_config *house = registration->house;
	const struct hop *hop = &registration->hops[registration->hop];
	struct listener *listener = find_listener(registration, hop);
	char branch[BRANCH_SIZE], uri[REGISTER_URI_SIZE];
	struct mbuf *mb;
	struct pl pl;
	int err;

	if (!listener)
		return EADDRNOTAVAIL;

	mb = mbuf_alloc(1024);
	err = mb ? register_uri(uri, registration->account) : ENOMEM;
	if (err)
		goto out;

	pl_set_str(&pl, uri);
	message_branch(branch, house->world, &pl);
	registration->cseq++;
	registration->sent_us = world_now_us(house->world);
	err = register_write(mb, registration, listener, branch, expires_us);
	err = err
		? err
		: transport_expect(listener, &hop->address, server_of(registration->account)->host);
	err = err ? err
		  : transaction_request(&registration->request, house->transactions, listener,
					&hop->address, branch, "REGISTER", mb, news, registration);

out:
	mem_deref(mb);
	return err;
}

static void impatient(void *arg)
{
	struct registration *registration = arg;

	note_silence(registration);
	let_go(registration);
	try_from(registration, registration->hop + 1);
}

/* A silent machine is waited for to the end only if it is the last. */
static void try_from(struct registration *registration, uint32_t hop)
{
	int err;

	for (; hop < registration->hopc; hop++) {
		registration->hop = hop;
		err = ask(registration, registration->asked_us);
		if (err) {
			note(registration, "no REGISTER can be sent to %J: %m",
			     &registration->hops[hop].address, err);
			continue;
		}

		if (hop + 1 < registration->hopc)
			timer_start(&registration->timer, registration->house->world,
				    REGISTRATION_PATIENCE_US, impatient, registration);
		return;
	}

	registration->has_home = false;
	fail(registration, TROUBLE_FAILED);
}

static int find_and_order(struct registration *registration)
{
	struct hop hops[HOSTS_MAX];

	registration->hopc = find_machines(hops, registration);
	if (!registration->hopc)
		return ENOENT;

	registration_prefer_home(hops, registration->hopc, registration);
	registration->hops = mem_alloc(registration->hopc * sizeof hops[0], NULL);
	if (!registration->hops)
		return ENOMEM;

	memcpy(registration->hops, hops, registration->hopc * sizeof hops[0]);
	return 0;
}

static void attempt(void *arg)
{
	struct registration *registration = arg;
	int err;

	registration->rest_us = 0;
	registration->brief = 0;
	login_begin(registration->login);
	err = find_and_order(registration);
	if (err == ENOENT) {
		note(registration, "no machine of its registrar is known yet");
		fail(registration, TROUBLE_UNKNOWN);
	} else if (err) {
		note(registration, "%m", err);
		fail(registration, TROUBLE_FAILED);
	} else {
		if (registration->state != REGISTRATION_UP)
			enter(registration, REGISTRATION_ASKS);
		try_from(registration, 0);
	}
}

/* ---- answers ---- */

typedef void(react_h)(struct registration *registration, const struct sip_msg *msg);
static void look_later(struct registration *registration);

static void again(struct registration *registration)
{
	uint32_t hop = registration->hop;

	let_go(registration);
	try_from(registration, hop);
}

static void forget_routes(struct registration *registration)
{
	for (uint32_t i = 0; i < registration->routec; i++)
		registration->routes[i] = mem_deref(registration->routes[i]);

	registration->routec = 0;
}

/* At four fifths of its time, less up to a tenth of that: so that others do not come at once. */
static uint64_t refresh_us(const struct registration *registration, uint64_t granted_us)
{
	uint64_t due_us = granted_us / 5 * 4 < REFRESH_MIN_US ? REFRESH_MIN_US : granted_us / 5 * 4;

	return due_us + due_us / 10 - thrown(registration, due_us / 5);
}

/*
 * What a call or OPTIONS taught of the machine that knows us: calls to us come by it, so nobody waits
 * for the refresh if it is gone and another could know us.
 */
static void look(void *arg)
{
	struct registration *registration = arg;

	if (world_now_us(registration->house->world) < registration->refresh_us
	    && home_is_well(registration))
		look_later(registration);
	else
		attempt(registration);
}

static void look_later(struct registration *registration)
{
	uint64_t left_us = registration->refresh_us - world_now_us(registration->house->world);

	timer_start(&registration->timer, registration->house->world,
		    registration->has_others && left_us > REGISTRATION_LOOK_US
			    ? REGISTRATION_LOOK_US
			    : left_us,
		    look, registration);
}

static void accept_binding(struct registration *registration, const struct sip_msg *ok,
			   uint64_t granted_us)
{
	const struct hop *hop = &registration->hops[registration->hop];
	bool is_news = registration->state != REGISTRATION_UP || !registration->has_home
		|| !is_same_machine(&registration->home, hop);
	uint64_t now_us = world_now_us(registration->house->world);
	uint64_t next_us = refresh_us(registration, granted_us);

	registration->home = *hop;
	registration->has_home = true;
	registration->has_others = registration->hopc > 1;
	registration->trouble = TROUBLE_NONE;
	registration->failures = 0;
	registration->until_us = now_us + granted_us;
	registration->refresh_us = now_us + next_us;
	forget_routes(registration);
	(void)register_routes(registration->routes, &registration->routec, ok);
	end_attempt(registration);
	note(registration, "registered at %J for %llu s", &registration->home.address,
	     granted_us / 1000000);
	look_later(registration);
	enter(registration, REGISTRATION_UP);
	if (is_news)
		tell(registration, EVENT_REGISTERED, next_us);
}

static void accepted(struct registration *registration, const struct sip_msg *ok)
{
	uint64_t granted_us = register_granted(registration, ok);

	if (granted_us) {
		accept_binding(registration, ok, granted_us);
		return;
	}

	note(registration, "%J accepts and grants no time", &ok->src);
	fail(registration, TROUBLE_REFUSED);
}

static void challenged(struct registration *registration, const struct sip_msg *msg)
{
	const struct account_config *account = registration->account;
	int err = login_challenged(&registration->login, &account->login, msg,
				   registration->house->world);
	char why[LOGIN_WHY_SIZE];

	if (!err) {
		again(registration);
		return;
	}

	login_why(why, err, account->peer, &account->login);
	note(registration, "%s", why);
	fail(registration, TROUBLE_REFUSED);
}

/* RFC 3261 10.2.8. What a registrar wants is kept, else each refresh would be refused first. */
static void too_brief(struct registration *registration, const struct sip_msg *msg)
{
	uint64_t least_us = register_seconds(msg, SIP_HDR_MIN_EXPIRES);

	if (least_us > registration->asked_us && least_us <= REGISTRATION_EXPIRES_MAX_US
	    && registration->brief++ < BRIEF_MAX) {
		registration->asked_us = least_us;
		again(registration);
		return;
	}

	note(registration, "%llu s are too brief for it, and it wants %llu s",
	     registration->asked_us / 1000000, least_us / 1000000);
	fail(registration, TROUBLE_REFUSED);
}

/* Another machine may be able to; none left: later. */
static void unable(struct registration *registration, const struct sip_msg *msg)
{
	uint64_t rest_us = register_seconds(msg, SIP_HDR_RETRY_AFTER);
	uint32_t next = registration->hop + 1;

	if (rest_us > registration->rest_us)
		registration->rest_us = rest_us;
	let_go(registration);
	try_from(registration, next);
}

static void refused(struct registration *registration, const struct sip_msg *msg)
{
	(void)msg;
	registration->has_home = false;
	fail(registration, TROUBLE_REFUSED);
}

/* The first row that fits. A refusal does not pass by itself: whoever repeats it often is banned. */
static const struct {
	uint16_t first, last;
	react_h *react;
} answers[] = {
	{200, 299, accepted  },
        {401, 401, challenged},
        {407, 407, challenged},
        {408, 408, unable    },
	{423, 423, too_brief },
        {480, 480, unable    },
        {486, 486, unable    },
        {491, 491, unable    },
	{500, 599, unable    },
        {300, 699, refused   },
};

static void answered(struct registration *registration, const struct sip_msg *msg)
{
	note_answer(registration, msg);
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		if (msg->scode >= answers[i].first && msg->scode <= answers[i].last) {
			answers[i].react(registration, msg);
			return;
		}
	}
}

static void leaving(struct registration *registration, enum transaction_news news,
		    const struct sip_msg *msg);

static void news(enum transaction_news news, const struct sip_msg *msg, void *arg)
{
	struct registration *registration = arg;

	if (news == TRANSACTION_RESPONSE && msg->scode < 200)
		return;

	if (registration->state == REGISTRATION_LEAVES) {
		leaving(registration, news, msg);
	} else if (news == TRANSACTION_RESPONSE) {
		answered(registration, msg);
	} else {
		note_silence(registration);
		let_go(registration);
		try_from(registration, registration->hop + 1);
	}
}

/* ---- the end ---- */

static void gone(struct registration *registration)
{
	end_attempt(registration);
	registration->gone(registration, registration->arg);
}

/* A challenge is answered; whatever else comes, or nothing, is the end. */
static void leaving(struct registration *registration, enum transaction_news news,
		    const struct sip_msg *msg)
{
	const struct account_config *account = registration->account;
	bool is_challenge =
		news == TRANSACTION_RESPONSE && (msg->scode == 401 || msg->scode == 407);

	if (is_challenge
	    && !login_challenged(&registration->login, &account->login, msg,
				 registration->house->world)) {
		let_go(registration);
		if (!ask(registration, 0))
			return;
	}

	gone(registration);
}

/* What the registrar may have heard of last; false: nothing. */
static bool find_who_knows(struct hop *hop, const struct registration *registration)
{
	if (registration_is_valid(registration)) {
		*hop = registration->home;
		return true;
	}
	if (!registration->request)
		return false;

	*hop = registration->hops[registration->hop];
	return true;
}

void registration_leave(struct registration *registration,
			void (*gone_handler)(struct registration *registration, void *arg),
			void *arg)
{
	struct hop hop;
	bool is_known = find_who_knows(&hop, registration);

	registration->gone = gone_handler;
	registration->arg = arg;
	end_attempt(registration);
	enter(registration, REGISTRATION_LEAVES);
	login_begin(registration->login);
	if (is_known)
		registration->hops = mem_alloc(sizeof hop, NULL);
	if (!registration->hops) {
		gone(registration);
		return;
	}

	registration->hops[0] = hop;
	registration->hopc = 1;
	registration->hop = 0;
	if (ask(registration, 0))
		gone(registration);
}

/* ---- beginning, and another policy ---- */

static void destroy(void *data)
{
	struct registration *registration = data;

	end_attempt(registration);
	list_unlink(&registration->le);
	hash_unlink(&registration->he_line);
	hash_unlink(&registration->he_user);
	hash_unlink(&registration->he_first);
	forget_routes(registration);
	mem_deref(registration->registrar);
	mem_deref(registration->login);
	mem_deref(registration->policy);
}

int registration_alloc(struct registration **registrationp,
		       const struct registrations_config *house, struct policy *policy,
		       const struct account_config *account)
{
	struct registration *registration = mem_zalloc(sizeof *registration, destroy);
	int err = 0;

	if (!registration)
		return ENOMEM;

	registration->house = house;
	registration->policy = mem_ref(policy);
	registration->account = account;
	registration->asked_us = account->expires_us;
	registration->since_us = world_now_us(house->world);
	message_token(registration->call_id, house->world);
	message_token(registration->tag, house->world);
	binding_line(registration->line, account, house->world);
	if (server_of(account) == &account->server)
		err = registrar_alloc(&registration->registrar, house->world, account);
	if (err)
		mem_deref(registration);
	else
		*registrationp = registration;

	return err;
}

void registration_begin(struct registration *registration, uint64_t after_us)
{
	timer_start(&registration->timer, registration->house->world, after_us, attempt,
		    registration);
}

/* Whoever waits after a failure may have just been mended. */
void registration_keep(struct registration *registration, struct policy *policy,
		       const struct account_config *account, uint64_t after_us)
{
	mem_deref(registration->policy);
	registration->policy = mem_ref(policy);
	registration->account = account;
	if (registration->state == REGISTRATION_WAITS)
		registration_begin(registration, after_us);
}
