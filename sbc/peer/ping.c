/* ping.c -- the words of an OPTIONS, and who waits for its answer; see ping.h */
#include <errno.h>
#include "sbc/peer/ping.h"
#include "sbc/sip/host.h"

enum {
	PING_URI_SIZE = 320, /* of a URI with a name of 255 octets */
};

struct ping {
	struct world *world;
	struct transaction *transaction;
	struct timer silence;
	uint64_t sent_us;
	bool was_silent;
	ping_h *handler;
	void *arg;
};

static void destructor(void *arg)
{
	struct ping *ping = arg;

	timer_stop(&ping->silence);
	transaction_forget(ping->transaction);
	mem_deref(ping->transaction);
}

static void end(struct ping *ping, enum ping_news news, uint64_t after_us)
{
	timer_stop(&ping->silence);
	transaction_forget(ping->transaction);
	ping->transaction = mem_deref(ping->transaction);
	ping->handler(news, after_us, ping->arg);
}

static void fall_silent(void *arg)
{
	struct ping *ping = arg;

	ping->was_silent = true;
	ping->handler(PING_SILENT, 0, ping->arg);
}

/* Behind silence, one of the later copies was answered: how fast, nobody knows. */
static void hear(enum transaction_news news, const struct sip_msg *msg, void *arg)
{
	struct ping *ping = arg;
	const uint64_t after_us = ping->was_silent ? 0 : world_now_us(ping->world) - ping->sent_us;

	if (news != TRANSACTION_RESPONSE)
		end(ping, PING_LOST, 0);
	else if (msg->scode >= 200)
		end(ping, PING_ANSWERED, after_us);
}

/* As calls name it: the name it was found by, else its address. */
static int write_uri(char uri[PING_URI_SIZE], const struct server_config *server,
		     const struct hop *hop)
{
	const bool is_named = server->host && !sa_isset(&server->address, SA_ADDR);
	int n = is_named ? re_snprintf(uri, PING_URI_SIZE, "sip:%s", server->host)
			 : re_snprintf(uri, PING_URI_SIZE, "sip:%H", host_print, &hop->address);
	const uint16_t port = is_named ? server->port : sa_port(&hop->address);

	if (n > 0 && port && port != SIP_PORT)
		n = re_snprintf(uri + n, (size_t)(PING_URI_SIZE - n), ":%u", port);

	return n < 0 ? EOVERFLOW : 0;
}

static int write_us(char uri[PING_URI_SIZE], const struct peer_config *peer,
		    const struct listener *listener)
{
	const int n = peer->host
		? re_snprintf(uri, PING_URI_SIZE, "sip:%s", peer->host)
		: re_snprintf(uri, PING_URI_SIZE, "sip:%H", host_print, &listener->local);

	return n < 0 ? EOVERFLOW : 0;
}

static int write_options(struct mbuf *mb, struct world *world, const struct listener *listener,
			 const char *branch, const char *us, const char *them)
{
	char tag[TOKEN_SIZE], call_id[TOKEN_SIZE];
	int err = 0;

	message_token(tag, world);
	message_token(call_id, world);
	err |= mbuf_printf(mb, "OPTIONS %s SIP/2.0\r\n", them);
	err |= mbuf_printf(mb, "Via: SIP/2.0/%s %J;branch=%s;rport\r\n",
			   transport_name(listener->transport), &listener->local, branch);
	err |= mbuf_printf(mb, "Max-Forwards: %u\r\nFrom: <%s>;tag=%s\r\nTo: <%s>\r\n",
			   MESSAGE_HOPS, us, tag, them);
	err |= mbuf_printf(mb, "Call-ID: %s\r\nCSeq: 1 OPTIONS\r\nContact: <%s:%u%s>\r\n", call_id,
			   us, sa_port(&listener->local), transport_param(listener->transport));
	err |= mbuf_write_str(mb, "Accept: application/sdp\r\n");
	err |= message_body(mb, NULL, NULL);
	mb->pos = 0;
	return err;
}

static int send_to(struct ping *ping, struct transactions *transactions, struct listener *listener,
		   const struct peer_config *peer, const struct hop *hop)
{
	char branch[BRANCH_SIZE], us[PING_URI_SIZE], them[PING_URI_SIZE];
	struct mbuf *mb = mbuf_alloc(512);
	struct pl uri;
	int err = mb ? write_us(us, peer, listener) : ENOMEM;

	err = err ? err : write_uri(them, &peer->server, hop);
	if (err)
		goto out;

	pl_set_str(&uri, them);
	message_branch(branch, ping->world, &uri);
	err = transport_expect(listener, &hop->address, hop->name);
	err = err ? err : write_options(mb, ping->world, listener, branch, us, them);
	if (!err)
		err = transaction_request(&ping->transaction, transactions, listener, &hop->address,
					  branch, "OPTIONS", mb, hear, ping);

out:
	mem_deref(mb);
	return err;
}

int ping_send(struct ping **pingp, struct world *world, struct transactions *transactions,
	      const struct peer_config *peer, const struct hop *hop, ping_h *handler, void *arg)
{
	struct listener *listener = transport_find(transactions_transports(transactions),
						   peer->side->name, hop->transport, &hop->address);
	struct ping *ping;
	int err;

	if (!listener)
		return EADDRNOTAVAIL;

	ping = mem_zalloc(sizeof *ping, destructor);
	if (!ping)
		return ENOMEM;

	ping->world = world;
	ping->sent_us = world_now_us(world);
	ping->handler = handler;
	ping->arg = arg;
	err = send_to(ping, transactions, listener, peer, hop);
	if (err) {
		mem_deref(ping);
		return err;
	}

	timer_start(&ping->silence, world, PING_SILENCE_US, fall_silent, ping);
	*pingp = ping;
	return 0;
}
