/*
 * house.h -- what tests of peers begin with: a simulated world, names, a policy, machines that answer
 */
#ifndef TEST_PEER_HOUSE_H
#define TEST_PEER_HOUSE_H

#include <string.h>
#include <check.h>
#include "sbc/peer/peers.h"
#include "sbc/sip/transaction.h"
#include "sbc/world/sim.h"

#define SEC UINT64_C(1000000)

enum {
	HOUSE_MACHINES = 3,
	HOUSE_SAID = 4096,
};

struct machine { /* answers every request with this status; 0: says nothing */
	struct datagrams *datagrams;
	uint16_t status;
	uint32_t asked;
	char heard[1024]; /* the last request */
};

struct house {
	struct world *world;
	struct events *events;
	struct watcher *watcher;
	struct transactions *transactions;
	struct policy *policy;
	struct peers *peers;
	struct machine machines[HOUSE_MACHINES]; /* at 192.0.2.1, .2, .3 */
	char said[HOUSE_SAID];                   /* EVENT_HEALTH, a line each */
};

static uint64_t house_date(const void *arg)
{
	return world_date_us(arg);
}

static void house_hears(const struct event *event, void *arg)
{
	struct house *house = arg;
	const size_t used = strlen(house->said);

	if (event->kind == EVENT_HEALTH)
		(void)re_snprintf(house->said + used, HOUSE_SAID - used, "%s: %s\n", event->peer,
				  event->text);
}

static void house_request(struct transaction *server, const struct sip_msg *msg, void *arg)
{
	(void)server;
	(void)msg;
	(void)arg;
}

static void house_ack(const struct sip_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
}

static void machine_hears(const struct sa *from, struct mbuf *data, void *arg)
{
	struct machine *machine = arg;
	struct mbuf *mb = mbuf_alloc(512);
	struct sip_msg *msg;
	const char *why;
	uint16_t status;

	ck_assert_uint_lt(data->end, sizeof machine->heard);
	memcpy(machine->heard, data->buf, data->end);
	machine->heard[data->end] = '\0';
	machine->asked++;
	ck_assert_int_eq(0, message_read(&msg, data, &status, &why));
	ck_assert_uint_eq(0, status);
	msg->src = *from;
	ck_assert_int_eq(0,
			 message_reply(mb, msg, machine->status, NULL, "tag")
				 | message_body(mb, NULL, NULL));
	mb->pos = 0;
	if (machine->status)
		ck_assert_int_eq(0, datagrams_send(machine->datagrams, from, mb));
	mem_deref(msg);
	mem_deref(mb);
}

static int house_reads(char **textp, const char *name, void *arg)
{
	(void)name;
	return str_dup(textp, arg);
}

static inline struct policy *house_policy(const char *peers)
{
	struct policy_reader given = {.read = house_reads};
	struct mbuf *mistakes = mbuf_alloc(256);
	struct policy *policy;
	char *text;

	ck_assert_int_eq(0,
			 re_sdprintf(&text,
				     "sides:\n"
				     "  inside: {listen: udp:10.0.0.2}\n"
				     "  outside: {listen: udp:203.0.113.5}\n"
				     "peers:\n"
				     "  pbx: {side: inside, address: 10.0.0.20}\n"
				     "%s"
				     "routes: [all: {send: pbx}]\n",
				     peers));
	given.arg = text;
	ck_assert_msg(!policy_load(&policy, "house.yaml", &given, mistakes, NULL), "%.*s",
		      (int)mistakes->end, (char *)mistakes->buf);
	mem_deref(mistakes);
	mem_deref(text);
	return policy;
}

static void house_machines(struct house *house)
{
	for (uint32_t i = 0; i < HOUSE_MACHINES; i++) {
		struct sa at;

		sa_set_in(&at, 0xc0000201 + i, 5060);
		house->machines[i].status = 200;
		ck_assert_int_eq(0,
				 datagrams_open(&house->machines[i].datagrams, house->world, &at,
						machine_hears, &house->machines[i]));
	}
}

/* `names`: rows of a zone, NULL at the end. */
static inline void house_open(struct house *house, const char *const names[], const char *peers)
{
	const struct transaction_user user = {.request = house_request, .ack = house_ack};
	struct peers_config config = {0};
	struct sa local;

	ck_assert_int_eq(0, sim_alloc(&house->world, 3));
	for (; *names; names++)
		ck_assert_int_eq(0, sim_name(house->world, *names));

	ck_assert_int_eq(0, events_alloc(&house->events, house_date, house->world));
	ck_assert_int_eq(0, events_watch(&house->watcher, house->events, house_hears, house));
	ck_assert_int_eq(
		0, transactions_alloc(&house->transactions, house->world, house->events, &user));
	ck_assert_int_eq(0, sa_set_str(&local, "203.0.113.5", 5060));
	ck_assert_int_eq(0,
			 transport_listen(transactions_transports(house->transactions), "outside",
					  SIP_TRANSP_UDP, &local));
	house_machines(house);
	house->policy = house_policy(peers);
	config.world = house->world;
	config.events = house->events;
	config.transactions = house->transactions;
	ck_assert_int_eq(0, peers_alloc(&house->peers, &config));
	ck_assert_int_eq(0, peers_adopt(house->peers, house->policy));
	sim_run(house->world, SEC);
}

static inline void house_close(struct house *house)
{
	struct sim_counts counts;

	mem_deref(house->peers);
	mem_deref(house->transactions);
	for (uint32_t i = 0; i < HOUSE_MACHINES; i++)
		mem_deref(house->machines[i].datagrams);
	sim_count(house->world, &counts);
	ck_assert_uint_eq(0, counts.timers + counts.questions + counts.datagrams);
	mem_deref(house->watcher);
	mem_deref(house->events);
	mem_deref(house->policy);
	mem_deref(house->world);
}

static inline struct peer *house_peer(const struct house *house, const char *name)
{
	struct peer *peer;

	ck_assert_int_eq(0, peers_find(&peer, house->peers, name));
	return peer;
}

/* "1 2": the last numbers of the addresses, in the order in which they would be tried now. */
static inline const char *house_order(char text[64], const struct house *house, const char *name)
{
	struct hop hops[HOSTS_MAX];
	const uint32_t count = hosts_order(hops, house_peer(house, name), house->world);

	text[0] = '\0';
	for (uint32_t i = 0; i < count; i++)
		(void)re_snprintf(text + strlen(text), 64 - strlen(text), "%s%u", i ? " " : "",
				  sa_in(&hops[i].address) & 0xff);
	return text;
}

/* The machine at 192.0.2.LAST. */
static inline struct hop house_hop(uint32_t last)
{
	struct hop hop = {.transport = SIP_TRANSP_UDP};

	sa_set_in(&hop.address, 0xc0000200 + last, 5060);
	return hop;
}

#endif
