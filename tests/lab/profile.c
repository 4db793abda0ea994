/* profile.c -- the table of habits; see profile.h */
#include <errno.h>
#include <string.h>
#include "tests/lab/party.h"
#include "tests/lab/profile.h"
#include "tests/lab/text.h"

enum {
	HOPS_LEAST = 20,        /* Twilio: error 32006 */
	PJSIP_BYTES_MAX = 4000, /* PJSIP_MAX_PKT_LEN, as Asterisk is built */
};

/* `text` is what the row is about. */
typedef bool(habit_h)(struct party *party, const struct sip_msg *msg, const char *text);

static struct pl text_of(const struct sip_msg *msg)
{
	return (struct pl){(const char *)msg->mb->buf, msg->mb->end};
}

static bool says(struct party *party, const struct sip_msg *msg, const char *text)
{
	(void)party;
	return memmem(msg->mb->buf, msg->mb->end, text, strlen(text)) != NULL;
}

static bool lacks(struct party *party, const struct sip_msg *msg, const char *text)
{
	return !says(party, msg, text);
}

static bool calls_for(struct party *party, const struct sip_msg *msg, const char *text)
{
	(void)party;
	return msg->uri.user.l >= strlen(text) && !memcmp(msg->uri.user.p, text, strlen(text));
}

static bool is_for_domain(struct party *party, const struct sip_msg *msg, const char *text)
{
	(void)party;
	return !pl_strcmp(&msg->uri.host, text);
}

static bool calls_as(struct party *party, const struct sip_msg *msg, const char *text)
{
	const struct pl *user = &msg->from.uri.user;

	(void)party;
	return user->l >= strlen(text) && !memcmp(user->p, text, strlen(text));
}

static bool contact_is_a_name(struct party *party, const struct sip_msg *msg, const char *text)
{
	const struct pl all = text_of(msg);
	struct pl contact, host;
	struct sa address;

	(void)party;
	(void)text;
	return text_value(&contact, &all, "Contact")
		&& !re_regex(contact.p, contact.l, "<sip:[^@:;>]+", &host)
		&& sa_set(&address, &host, 0);
}

static bool has_hops(struct party *party, const struct sip_msg *msg, const char *text)
{
	(void)party;
	(void)text;
	return pl_u32(&msg->maxfwd) >= HOPS_LEAST;
}

static bool is_small(struct party *party, const struct sip_msg *msg, const char *text)
{
	(void)party;
	(void)text;
	return msg->mb->end <= PJSIP_BYTES_MAX;
}

static bool asked_before(struct party *party, const struct sip_msg *msg, const char *text)
{
	(void)msg;
	(void)text;
	return party->was_asked;
}

static bool calls_once_a_second(struct party *party, const struct sip_msg *msg, const char *text)
{
	const uint64_t now_us = lab_now(party->lab), before_us = party->called_us;

	(void)msg;
	(void)text;
	if (before_us && now_us - before_us < SEC)
		return false;

	party->called_us = now_us;
	return true;
}

static bool is_registered(struct party *party, const struct sip_msg *msg, const char *text)
{
	(void)msg;
	return party_knows(party, text);
}

/* The row's request is refused, unless its claim is met. The first such row is the answer. */
/* clang-format off */
static const struct habit {
	const char *profile, *method;
	habit_h *is_met;
	const char *text;
	uint16_t status;  /* 0: it is not heard */
	const char *adds; /* lines of the answer */
	const char *why;
} habits[] = {
	{"teams",    "OPTIONS",  contact_is_a_name,   NULL,                                                     403, NULL,                        "who asks is known by the name in Contact alone"},
	{"teams",    "INVITE",   asked_before,        NULL,                                                     0,   NULL,                        "nobody is known who has not sent OPTIONS"},
	{"teams",    "INVITE",   contact_is_a_name,   NULL,                                                     403, NULL,                        "the name in Contact is the certificate's"},
	{"teams",    "INVITE",   lacks,               "sips:",                                                  400, NULL,                        "no sips: anywhere"},
	{"teams",    "INVITE",   lacks,               "\r\nReplaces:",                                          400, NULL,                        "Replaces is refused"},
	{"teams",    "INVITE",   calls_for,           "+",                                                      404, NULL,                        "numbers are E.164"},
	{"teams",    "INVITE",   calls_as,            "+",                                                      403, NULL,                        "callers too"},

	{"twilio",   "INVITE",   is_for_domain,       "acme.pstn.twilio.com",                                   404, NULL,                        "the trunk is known by its domain alone"},
	{"twilio",   "INVITE",   has_hops,            NULL,                                                     483, "X-Twilio-Error: 32006\r\n", "fewer hops look like a loop"},
	{"twilio",   "INVITE",   lacks,               "INVITE sip:1",                                           400, "X-Twilio-Error: 13224\r\n", "numbers are E.164"},
	{"twilio",   "INVITE",   calls_once_a_second, NULL,                                                     503, "X-Twilio-Error: 32001\r\n", "one call a second is what a trunk has"},

	{"telnyx",   "INVITE",   calls_for,           "+",                                                      404, NULL,                        "numbers are E.164"},

	{"telekom",  "REGISTER", says,                "\r\nTo: <sip:+4919929600000012345@tel.t-online.de>\r\n", 403, NULL,                        "accounts are registration numbers"},
	{"telekom",  "INVITE",   is_registered,       "+4919929600000012345",                                   403, NULL,                        "calls come to the machine that knows us"},
	{"telekom",  "INVITE",   says,                "\r\nRoute: <sip:scscf.telekom.example;lr>\r\n",          403, NULL,                        "by the Service-Route that it said"},
	{"telekom",  "INVITE",   says,                "\r\nP-Preferred-Identity: ",                             403, NULL,                        "1TR119: of the trunk's numbers"},
	{"telekom",  "INVITE",   says,                "<sip:+493023125",                                        403, NULL,                        "and of no others"},
	{"telekom",  "INVITE",   lacks,               "\r\nP-Asserted-Identity: ",                              403, NULL,                        "what we assert is not believed"},

	{"viettel",  "INVITE",   calls_as,            "0287300",                                                403, NULL,                        "From is one of the trunk's numbers"},
	{"viettel",  "INVITE",   lacks,               "\r\nTo: <sip:+",                                         404, NULL,                        "numbers have no +"},
	{"viettel",  "INVITE",   lacks,               "PCMU",                                                   488, NULL,                        "G.711 A-law only"},

	{"asterisk", "INVITE",   is_small,            NULL,                                                     0,   NULL,                        "pjproject's buffer is full, and it says so only in its log"},

	{"3cx",      "INVITE",   calls_as,            "10000",                                                  404, NULL,                        "a trunk is known by its account in From"},

	{"cucm",     "INVITE",   says,                "\r\nVia: SIP/2.0/TCP 192.168.10.2:5060;",                503, NULL,                        "a trunk is known by source and transport"},
	{"cucm",     "INVITE",   calls_for,           "4",                                                      404, NULL,                        "it knows extensions, not numbers"},
};
/* clang-format on */

static void say(struct server *server, const struct sip_msg *msg, uint16_t status, const char *adds)
{
	const struct pl text = text_of(msg);
	struct mbuf *mb = party_answers(server->party, &text, status, NULL, adds, NULL);

	server_says(server, status, mb);
	mem_deref(mb);
}

static const struct habit *unmet(struct party *party, const struct sip_msg *msg)
{
	for (size_t i = 0; i < ARRAY_SIZE(habits); i++) {
		const struct habit *habit = &habits[i];

		if (!strcmp(party->profile, habit->profile) && !pl_strcmp(&msg->met, habit->method)
		    && !habit->is_met(party, msg, habit->text))
			return habit;
	}

	return NULL;
}

/* An OPTIONS that offends no habit is answered as by a server that is well. */
static bool hears_options(struct server *server, const struct sip_msg *msg)
{
	if (pl_strcmp(&msg->met, "OPTIONS"))
		return false;

	server->party->was_asked = true;
	say(server, msg, 200, NULL);
	return true;
}

bool profile_hears(struct server *server, const struct sip_msg *msg)
{
	const struct habit *habit;

	if (!server->party->profile)
		return false;

	habit = unmet(server->party, msg);
	if (!habit)
		return hears_options(server, msg);

	if (habit->status)
		say(server, msg, habit->status, habit->adds);
	else
		mem_deref(server); /* its repetition is not heard either */

	return true;
}

void party_is(struct party *party, const char *profile)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(habits) && strcmp(habits[i].profile, profile))
		i++;

	lab_need(i < ARRAY_SIZE(habits) ? 0 : ENOENT, profile);
	party->profile = habits[i].profile;
}
