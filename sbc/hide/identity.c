/* identity.c -- the first value of an identity header, its host replaced; see identity.h */
#include "sbc/hide/identity.h"
#include "sbc/sip/host.h"

/* The first of the values that commas outside quotes and angle brackets divide. */
static struct pl first_value(const struct pl *values)
{
	bool quoted = false, angled = false;

	for (size_t i = 0; i < values->l; i++) {
		char c = values->p[i];

		if (c == '"')
			quoted = !quoted;
		else if (c == '\\' && quoted)
			i++;
		else if (!quoted && (c == '<' || c == '>'))
			angled = c == '<';
		else if (!quoted && !angled && c == ',')
			return (struct pl){values->p, i};
	}

	return *values;
}

static bool is_number(const struct uri *uri)
{
	return uri->user.l
		&& (!pl_strcasecmp(&uri->scheme, "sip") || !pl_strcasecmp(&uri->scheme, "sips"));
}

static int write_user(struct mbuf *mb, const struct crossing *crossing, const struct uri *uri)
{
	if (crossing->caller && !pl_cmp(&uri->user, &crossing->msg->from.uri.user))
		return mbuf_write_str(mb, crossing->caller);

	return mbuf_write_pl(mb, &uri->user);
}

int identity_cross(struct mbuf *mb, const struct crossing *crossing, const struct sip_hdr *header)
{
	struct pl value = first_value(&header->val);
	struct sip_addr addr;
	int err;

	if (sip_addr_decode(&addr, &value) || secrets_reveal(crossing->secrets, &addr.params)
	    || secrets_reveal(crossing->secrets, &addr.dname))
		return 0;

	if (!pl_strcasecmp(&addr.uri.scheme, "tel"))
		return secrets_reveal(crossing->secrets, &value)
			? 0
			: mbuf_printf(mb, "%r: %r\r\n", &header->name, &value);

	if (!is_number(&addr.uri) || secrets_reveal(crossing->secrets, &addr.uri.user))
		return 0;

	err = mbuf_printf(mb, "%r: ", &header->name);
	if (addr.dname.l)
		err |= mbuf_printf(mb, "\"%r\" ", &addr.dname);
	err |= mbuf_write_str(mb, "<sip:");
	err |= write_user(mb, crossing, &addr.uri);
	return err | mbuf_printf(mb, "@%H>%r\r\n", host_print, crossing->local, &addr.params);
}
