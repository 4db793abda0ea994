/* register.c -- see register.h; addresses, the message, what its answer says */
#include <errno.h>
#include <string.h>
#include "sbc/peer/register.h"
#include "sbc/sip/host.h"
#include "sbc/sip/syntax.h"

#define SECOND_US UINT64_C(1000000)

/* Where the account is: its own registrar, else its peer. */
static const struct server_config *server_of(const struct account_config *account)
{
	return account->server.host ? &account->server : &account->peer->server;
}

static int print_domain(struct re_printf *pf, const struct server_config *server)
{
	return sa_isset(&server->address, SA_ADDR)
		? re_hprintf(pf, "%H", host_print, &server->address)
		: re_hprintf(pf, "%s", server->host);
}

int register_uri(char uri[REGISTER_URI_SIZE], const struct account_config *account)
{
	const struct server_config *server = server_of(account);
	bool is_usual = !server->port || server->port == SIP_PORT;
	int n = is_usual ? re_snprintf(uri, REGISTER_URI_SIZE, "sip:%H", print_domain, server)
			 : re_snprintf(uri, REGISTER_URI_SIZE, "sip:%H:%u", print_domain, server,
				       server->port);

	return n < 0 || n >= REGISTER_URI_SIZE - 1 ? EOVERFLOW : 0;
}

/* The address of record. What the policy takes for a user needs no escapes. */
static int print_record(struct re_printf *pf, const struct account_config *account)
{
	return re_hprintf(pf, "sip:%s@%H", account->user, print_domain, server_of(account));
}

static int print_name(struct re_printf *pf, const char *display)
{
	return display ? re_hprintf(pf, "\"%H\" ", syntax_print_quoted, display) : 0;
}

struct us { /* where the registrar finds us */
	const struct registration *registration;
	const struct listener *listener;
};

static int print_us(struct re_printf *pf, const struct us *us)
{
	const struct account_config *account = us->registration->account;
	const struct listener *listener = us->listener;
	int err = account->bulk ? re_hprintf(pf, "sip:") : re_hprintf(pf, "sip:%s@", account->user);

	if (err)
		return err;

	err = account->peer->host
		? re_hprintf(pf, "%s:%u", account->peer->host, sa_port(&listener->local))
		: re_hprintf(pf, "%J", &listener->local);
	err = err ? err : re_hprintf(pf, "%s", transport_param(listener->transport));
	if (err)
		return err;

	return account->bulk ? re_hprintf(pf, ";bnc")
			     : re_hprintf(pf, ";line=%s", us->registration->line);
}

static int write_head(struct mbuf *mb, const struct registration *registration,
		      const struct listener *listener, const char *uri, const char *branch)
{
	const struct account_config *account = registration->account;
	int err = mbuf_printf(mb, "REGISTER %s SIP/2.0\r\nVia: SIP/2.0/%s %J;branch=%s;rport\r\n",
			      uri, transport_name(listener->transport), &listener->local, branch);

	err |= mbuf_printf(mb, "Max-Forwards: %u\r\nFrom: %H<%H>;tag=%s\r\nTo: %H<%H>\r\n",
			   MESSAGE_HOPS, print_name, account->display, print_record, account,
			   registration->tag, print_name, account->display, print_record, account);
	err |= mbuf_printf(mb, "Call-ID: %s\r\nCSeq: %u REGISTER\r\n", registration->call_id,
			   registration->cseq);
	return err;
}

int register_write(struct mbuf *mb, struct registration *registration,
		   const struct listener *listener, const char *branch, uint64_t expires_us)
{
	const struct account_config *account = registration->account;
	const struct us us = {registration, listener};
	uint64_t seconds = expires_us / SECOND_US;
	char uri[REGISTER_URI_SIZE];
	int err = register_uri(uri, account);

	if (err)
		return err;

	struct login_request request = {.method = "REGISTER"};

	pl_set_str(&request.uri, uri);
	err |= write_head(mb, registration, listener, uri, branch);
	err |= mbuf_printf(mb, "Contact: <%H>;expires=%llu\r\nExpires: %llu\r\n", print_us, &us,
			   seconds, seconds);
	err |= mbuf_write_str(mb, "Supported: path\r\n");
	if (account->bulk)
		err |= mbuf_write_str(mb, "Require: gin\r\nProxy-Require: gin\r\n");
	err |= login_write(mb, registration->login, &account->login, &request);
	err |= message_body(mb, NULL, NULL);
	mb->pos = 0;
	return err;
}

static bool is_ours(const struct registration *registration, const struct uri *uri)
{
	struct pl value;

	if (registration->account->bulk)
		return syntax_param(&uri->params, "bnc", &value);

	return syntax_param(&uri->params, "line", &value) && !pl_strcmp(&value, registration->line);
}

struct granted {
	const struct registration *registration;
	struct pl expires;
};

static bool read_contact(const struct sip_hdr *header, const struct sip_msg *msg, void *arg)
{
	struct granted *granted = arg;
	struct sip_addr addr;

	(void)msg;
	return !syntax_address(&addr, &header->val) && is_ours(granted->registration, &addr.uri)
		&& syntax_param(&addr.params, "expires", &granted->expires);
}

static bool read_seconds(uint64_t *us, const struct pl *text)
{
	uint32_t seconds;

	if (!syntax_number(&seconds, text, INT32_MAX))
		return false;

	*us = seconds * SECOND_US;
	return true;
}

uint64_t register_seconds(const struct sip_msg *msg, enum sip_hdrid id)
{
	const struct sip_hdr *header = sip_msg_hdr(msg, id);
	struct pl rest, word;
	uint64_t us = 0;

	if (!header)
		return 0;

	rest = header->val;
	syntax_word(&rest, &word); /* "120 (busy);duration=60" */
	(void)read_seconds(&us, &word);
	return us;
}

static uint64_t granted_us(const struct registration *registration, const struct sip_msg *ok)
{
	struct granted granted = {.registration = registration};
	uint64_t us;

	(void)sip_msg_hdr_apply(ok, true, SIP_HDR_CONTACT, read_contact, &granted);
	if (granted.expires.l && read_seconds(&us, &granted.expires))
		return us;

	return sip_msg_hdr(ok, SIP_HDR_EXPIRES) ? register_seconds(ok, SIP_HDR_EXPIRES)
						: registration->asked_us;
}

/* Less than was asked for is the registrar's to grant, more is not (RFC 3261 10.3). */
uint64_t register_granted(const struct registration *registration, const struct sip_msg *ok)
{
	uint64_t us = granted_us(registration, ok);

	return us < registration->asked_us ? us : registration->asked_us;
}

struct reading {
	char **routes;
	uint32_t *routec;
	int err;
};

static bool read_route(const struct sip_hdr *header, const struct sip_msg *msg, void *arg)
{
	struct reading *reading = arg;
	struct sip_addr addr;

	(void)msg;
	if (syntax_address(&addr, &header->val) || addr.uri.path.l)
		return false;

	reading->err = re_sdprintf(&reading->routes[*reading->routec], "<%r>", &addr.auri);
	if (!reading->err)
		++*reading->routec;

	return reading->err || *reading->routec == REGISTRATION_ROUTES_MAX;
}

int register_routes(char *routes[REGISTRATION_ROUTES_MAX], uint32_t *routec,
		    const struct sip_msg *ok)
{
	struct reading reading = {.routes = routes, .routec = routec};

	*routec = 0;
	(void)sip_msg_hdr_apply(ok, true, SIP_HDR_SERVICE_ROUTE, read_route, &reading);
	return reading.err;
}
