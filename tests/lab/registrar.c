/* registrar.c -- see registrar.h */
#include <string.h>
#include "tests/lab/registrar.h"
#include "tests/lab/party.h"
#include "tests/lab/text.h"

static struct binding *find(struct party *party, const char *user)
{
	for (uint32_t i = 0; i < party->bindingc; i++) {
		if (!strcmp(party->bindings[i].user, user))
			return &party->bindings[i];
	}

	return NULL;
}

static struct binding *take(struct party *party, const struct pl *user)
{
	char name[32];
	struct binding *binding;

	pl_strcpy(user, name, sizeof name);
	binding = find(party, name);
	if (binding)
		return binding;

	lab_need(party->bindingc == BINDINGS_MAX ? E2BIG : 0, "bindings");
	binding = &party->bindings[party->bindingc++];
	str_ncpy(binding->user, name, sizeof binding->user);
	return binding;
}

static void say(struct server *server, const struct sip_msg *msg, uint16_t status,
		const char *lines)
{
	const struct pl text = {(const char *)msg->mb->buf, msg->mb->end};
	struct mbuf *mb = party_answers(server->party, &text, status, NULL, lines, NULL);

	server_says(server, status, mb);
	mem_deref(mb);
}

/* The party's own Contact, which party_answers writes, stands before it: a binding of somebody else. */
static void bind_contact(struct server *server, const struct sip_msg *msg, uint32_t wanted_s)
{
	struct party *party = server->party;
	const struct registrar *registrar = &party->registrar;
	struct pl text = {(const char *)msg->mb->buf, msg->mb->end}, contact, uri;
	uint32_t granted_s = registrar->granted_s && wanted_s ? registrar->granted_s : wanted_s;
	struct binding *binding = take(party, &msg->to.uri.user);
	char lines[512];

	lab_need(text_value(&contact, &text, "Contact") ? 0 : EBADMSG, "Contact");
	lab_need(re_regex(contact.p, contact.l, "<[^>]+>", &uri), "Contact");
	pl_strcpy(&uri, binding->contact, sizeof binding->contact);
	binding->until_us = lab_now(party->lab) + granted_s * SEC;
	re_snprintf(lines, sizeof lines, "Contact: <%s>;expires=%u\r\n%s", binding->contact,
		    granted_s, registrar->adds ? registrar->adds : "");
	say(server, msg, 200, lines);
}

bool registrar_hears(struct server *server, const struct sip_msg *msg)
{
	const struct registrar *registrar = &server->party->registrar;
	uint32_t wanted_s = pl_u32(&msg->expires);
	char line[64];

	if (pl_strcmp(&msg->met, "REGISTER") || !server->party->is_registrar)
		return false;

	if (registrar->refuses) {
		say(server, msg, registrar->refuses, NULL);
	} else if (wanted_s && wanted_s < registrar->least_s) {
		re_snprintf(line, sizeof line, "Min-Expires: %u\r\n", registrar->least_s);
		say(server, msg, 423, line);
	} else {
		bind_contact(server, msg, wanted_s);
	}

	return true;
}

const char *registrar_contact(const struct party *party, const char *user)
{
	const struct binding *binding = find((struct party *)party, user);

	return binding && binding->until_us > lab_now(party->lab) ? binding->contact : NULL;
}

void party_registers_v(struct party *party, const struct registrar *registrar)
{
	party->registrar = *registrar;
	party->is_registrar = true;
}

bool party_knows(struct party *party, const char *user)
{
	return registrar_contact(party, user) != NULL;
}
