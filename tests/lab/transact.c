/* transact.c -- see transact.h */
#include <string.h>
#include "tests/lab/transact.h"
#include "tests/lab/party.h"
#include "tests/lab/text.h"

struct client {
	struct le le;
	struct party *party;
	char branch[LAB_BRANCH_SIZE], method[LAB_METHOD_SIZE];
	struct mbuf *request, *ack;
	struct timer again, end;
	uint64_t again_us;
	bool done;
	client_h *handler;
	void *arg;
};

static bool is_invite(const char *method)
{
	return !strcmp(method, "INVITE");
}

static void client_destroy(void *arg)
{
	struct client *client = arg;

	list_unlink(&client->le);
	timer_stop(&client->again);
	timer_stop(&client->end);
	mem_deref(client->request);
	mem_deref(client->ack);
}

static void client_repeat(void *arg)
{
	struct client *client = arg;

	party_sends(client->party, &client->party->sbc, client->request);
	client->again_us *= 2;
	if (!is_invite(client->method) && client->again_us > LAB_T2_US)
		client->again_us = LAB_T2_US;

	timer_start(&client->again, client->party->lab->world, client->again_us, client_repeat,
		    client);
}

static void client_end(void *arg)
{
	struct client *client = arg;
	client_h *handler = client->done ? NULL : client->handler;
	void *its = client->arg;

	mem_deref(client);
	if (handler)
		handler(NULL, its);
}

void client_begin(struct party *party, const char *method, const char *branch, struct mbuf *request,
		  client_h *handler, void *arg)
{
	struct client *client = mem_zalloc(sizeof *client, client_destroy);

	lab_need(client ? 0 : ENOMEM, "client");
	client->party = party;
	str_ncpy(client->branch, branch, sizeof client->branch);
	str_ncpy(client->method, method, sizeof client->method);
	client->request = mem_ref(request);
	client->handler = handler;
	client->arg = arg;
	client->again_us = LAB_T1_US;
	list_append(&party->clients, &client->le, client);

	party_sends(party, &party->sbc, request);
	if (!party->lines)
		timer_start(&client->again, party->lab->world, LAB_T1_US, client_repeat, client);
	timer_start(&client->end, party->lab->world, LAB_GIVES_UP, client_end, client);
}

/* RFC 3261 17.1.1.3: the request's own head, with the To of its answer. */
static void acknowledge(struct client *client, const struct sip_msg *msg)
{
	struct pl text = {(const char *)client->request->buf, client->request->end};
	struct pl answer = {(const char *)msg->mb->buf, msg->mb->end};
	struct pl to;

	if (!client->ack && text_header(&to, &answer, "To", NULL))
		client->ack = party_follows(&text, "ACK", &to);

	if (client->ack)
		party_sends(client->party, &client->party->sbc, client->ack);
}

static struct client *client_find(const struct party *party, const struct pl *branch,
				  const struct pl *method)
{
	for (struct le *le = party->clients.head; le; le = le->next) {
		struct client *client = le->data;

		if (!pl_strcmp(branch, client->branch) && !pl_strcmp(method, client->method))
			return client;
	}

	return NULL;
}

void client_hurry(struct party *party, const char *branch)
{
	const struct pl method = PL("INVITE");
	struct client *client;
	struct pl pl;

	pl_set_str(&pl, branch);
	client = client_find(party, &pl, &method);
	if (client)
		timer_start(&client->end, party->lab->world, LAB_GIVES_UP, client_end, client);
}

static void client_final(struct client *client, const struct sip_msg *msg)
{
	bool again = client->done;

	timer_stop(&client->again);
	client->done = true;
	timer_start(&client->end, client->party->lab->world, LAB_GIVES_UP, client_end, client);
	if (is_invite(client->method) && msg->scode >= 300)
		acknowledge(client, msg);

	if (client->handler && (!again || (is_invite(client->method) && msg->scode < 300)))
		client->handler(msg, client->arg);
}

void client_hears(struct party *party, const struct sip_msg *msg)
{
	struct client *client = client_find(party, &msg->via.branch, &msg->cseq.met);

	if (!client)
		return;

	if (msg->scode >= 200) {
		client_final(client, msg);
		return;
	}

	if (is_invite(client->method)) {
		timer_stop(&client->again);
		timer_stop(&client->end); /* it may ring for as long as it likes */
	}

	if (client->handler && !client->done)
		client->handler(msg, client->arg);
}

static void server_destroy(void *arg)
{
	struct server *server = arg;

	list_unlink(&server->le);
	timer_stop(&server->again);
	timer_stop(&server->end);
	mem_deref(server->request);
	mem_deref(server->response);
}

static void server_end(void *arg)
{
	mem_deref(arg);
}

struct server *server_find(struct party *party, const char *branch, const char *method)
{
	for (struct le *le = party->servers.head; le; le = le->next) {
		struct server *server = le->data;

		if (!strcmp(server->branch, branch) && !strcmp(server->method, method))
			return server;
	}

	return NULL;
}

static struct server *server_alloc(struct party *party, const struct sip_msg *msg,
				   const char *branch)
{
	struct server *server = mem_zalloc(sizeof *server, server_destroy);

	lab_need(server ? 0 : ENOMEM, "server");
	server->party = party;
	server->source = msg->src;
	server->request = mem_ref(msg->mb);
	str_ncpy(server->branch, branch, sizeof server->branch);
	pl_strcpy(&msg->met, server->method, sizeof server->method);
	list_append(&party->servers, &server->le, server);
	return server;
}

struct server *server_hears(struct party *party, const struct sip_msg *msg, bool *is_new)
{
	bool is_ack = !pl_strcmp(&msg->met, "ACK");
	char branch[LAB_BRANCH_SIZE], method[LAB_METHOD_SIZE];
	struct server *server;

	pl_strcpy(&msg->via.branch, branch, sizeof branch);
	pl_strcpy(&msg->met, method, sizeof method);
	server = server_find(party, branch, is_ack ? "INVITE" : method);
	*is_new = !server && !is_ack;
	if (*is_new)
		return server_alloc(party, msg, branch);

	if (server && is_ack)
		timer_stop(&server->again);
	else if (server && server->response)
		party_sends(party, &server->source, server->response);

	return server;
}

static void server_repeat(void *arg)
{
	struct server *server = arg;

	party_sends(server->party, &server->source, server->response);
	server->again_us = server->again_us * 2 > LAB_T2_US ? LAB_T2_US : server->again_us * 2;
	timer_start(&server->again, server->party->lab->world, server->again_us, server_repeat,
		    server);
}

void server_says(struct server *server, uint16_t status, struct mbuf *response)
{
	struct world *world = server->party->lab->world;

	mem_deref(server->response);
	server->response = mem_ref(response);
	party_sends(server->party, &server->source, response);
	if (status < 200)
		return;

	timer_start(&server->end, world, LAB_GIVES_UP, server_end, server);
	if (status < 300 || !is_invite(server->method) || server->party->lines)
		return;

	server->again_us = LAB_T1_US;
	timer_start(&server->again, world, LAB_T1_US, server_repeat, server);
}
