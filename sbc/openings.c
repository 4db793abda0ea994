/* openings.c -- what is open already stays; see openings.h */
#include <errno.h>
#include <string.h>
#include "sbc/openings.h"

/* Sides that share an address share its ports. */
static int open_ports(struct calls *calls, const struct config *config)
{
	int err = 0;

	for (uint32_t i = 0; i < config->sidec && !err; i++) {
		const struct sa *media = &config->sides[i].media;

		if (calls_ports(calls, media))
			continue;
		if (calls->portsc == CALLS_PORTS_MAX)
			return ENOSPC;

		err = ports_alloc(&calls->ports[calls->portsc], media, config->port_first,
				  config->port_last);
		calls->portsc += !err;
	}

	return err;
}

static const char *cure_of(int err)
{
	static const struct {
		int err;
		const char *cure;
	} cures[] = {
		{EADDRNOTAVAIL,   "this machine has no such address"                         },
		{EADDRINUSE,      "another program has that port; stop it or write another"  },
		{EACCES,          "a port below 1024 needs CAP_NET_BIND_SERVICE"             },
		{EPROTONOSUPPORT, "ws: and wss: are not supported yet"                       },
		{ENOKEY,          "TLS needs a certificate: write tls: {certificate: FILE}"  },
		{EKEYREJECTED,    "tls.certificate is no PEM file with our chain and its key"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cures); i++) {
		if (cures[i].err == err)
			return cures[i].cure;
	}

	return strerror(err);
}

static int listen_at(struct calls *calls, const struct side_config *side,
		     const struct listener_config *listen)
{
	struct transports *transports = transactions_transports(calls->transactions);
	int err = transport_listen(transports, side->name, listen->transport, &listen->local);

	if (err)
		event_say(calls->events, &(struct event){.kind = EVENT_MACHINE},
			  "%s:%u:%u: side '%s' cannot listen at %s %J: %s", listen->place.file,
			  listen->place.line, listen->place.column, side->name,
			  sip_transp_name(listen->transport), &listen->local, cure_of(err));

	return err;
}

/* Also after a reload, for the listeners that stay. */
static int secure(struct calls *calls, const struct side_config *side)
{
	const struct stream_tls tls = {.certificate = side->tls.certificate,
				       .roots = side->tls.roots};

	return transports_secure(transactions_transports(calls->transactions), side->name, &tls);
}

int openings_make(struct calls *calls, const struct policy *policy)
{
	const struct config *config = policy_config(policy);
	int err = open_ports(calls, config);

	for (uint32_t i = 0; i < config->sidec && !err; i++) {
		const struct side_config *side = &config->sides[i];

		err = secure(calls, side);
		for (uint32_t j = 0; j < side->listenc && !err; j++)
			err = listen_at(calls, side, &side->listen[j]);
	}

	return err;
}

static const struct listener_config *find_listener(const struct config *config, const char *side,
						   const struct listener_config *like)
{
	for (uint32_t i = 0; i < config->sidec; i++) {
		const struct side_config *other = &config->sides[i];

		for (uint32_t j = 0; j < other->listenc && !strcmp(side, other->name); j++) {
			if (other->listen[j].transport == like->transport
			    && sa_cmp(&other->listen[j].local, &like->local, SA_ALL))
				return &other->listen[j];
		}
	}

	return NULL;
}

static bool listeners_stay(struct mbuf *why, const struct config *before,
			   const struct config *after)
{
	bool stay = true;

	for (uint32_t i = 0; i < before->sidec; i++) {
		const struct side_config *side = &before->sides[i];

		for (uint32_t j = 0; j < side->listenc; j++) {
			const struct listener_config *listen = &side->listen[j];

			if (find_listener(after, side->name, listen))
				continue;

			stay = false;
			(void)mbuf_printf(why,
					  "%s: side '%s' does not listen at %s %J any more: that "
					  "needs a restart\n",
					  listen->place.file, side->name,
					  sip_transp_name(listen->transport), &listen->local);
		}
	}

	return stay;
}

static bool speaks_tls(const struct side_config *side)
{
	for (uint32_t i = 0; i < side->listenc; i++) {
		if (side->listen[i].transport == SIP_TRANSP_TLS)
			return true;
	}

	return false;
}

static const char *certificate_of(const struct config *config, const char *side)
{
	for (uint32_t i = 0; i < config->sidec; i++) {
		if (!strcmp(config->sides[i].name, side))
			return config->sides[i].tls.certificate;
	}

	return NULL;
}

/* A listener reads the file again that it began with, and no other (world.h). */
static bool certificates_stay(struct mbuf *why, const struct config *before,
			      const struct config *after)
{
	bool stay = true;

	for (uint32_t i = 0; i < before->sidec; i++) {
		const struct side_config *side = &before->sides[i];
		const char *now = certificate_of(after, side->name);

		if (!speaks_tls(side) || !now || !str_cmp(side->tls.certificate, now))
			continue;

		stay = false;
		(void)mbuf_printf(why,
				  "side '%s': tls.certificate is another file now: that needs a "
				  "restart; a new certificate in %s does not\n",
				  side->name, side->tls.certificate);
	}

	return stay;
}

bool openings_stay(struct mbuf *why, const struct policy *before, const struct policy *after)
{
	const struct config *old = policy_config(before), *new = policy_config(after);
	bool stay = listeners_stay(why, old, new);

	stay = certificates_stay(why, old, new) && stay;

	if (old->port_first != new->port_first || old->port_last != new->port_last) {
		stay = false;
		(void)mbuf_printf(why,
				  "media.ports was %u-%u and is %u-%u now: that needs a restart\n",
				  old->port_first, old->port_last, new->port_first, new->port_last);
	}

	return stay;
}
