/* cdr_wire.c -- the INVITE's own words as JSON; see cdr_wire.h */
#include "sbc/call/cdr_wire.h"
#include "sbc/event/escape.h"
#include "sbc/hide/sdp.h"
#include "policy/policy.h"

static const char *const names[] = {
	"P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID", "Privacy",
	"Diversion",           "History-Info",
};

static bool says_who_calls(const struct sip_hdr *header)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!pl_strcasecmp(&header->name, names[i]))
			return true;

	return false;
}

static int write_codecs(struct mbuf *mb, const struct sip_msg *invite)
{
	const struct pl body = {(const char *)mbuf_buf(invite->mb), mbuf_get_left(invite->mb)};
	struct pl codecs[CDR_CODECS_MAX];
	const uint32_t count = msg_ctype_cmp(&invite->ctyp, "application", "sdp")
		? sdp_codecs(codecs, CDR_CODECS_MAX, &body)
		: 0;
	int err = mbuf_write_str(mb, ",\"codecs\":[");

	for (uint32_t i = 0; i < count; i++)
		err |= mbuf_printf(mb, "%s\"%H\"", i ? "," : "", escape_json, &codecs[i]);

	return err | mbuf_write_str(mb, "]");
}

static int write_headers(struct mbuf *mb, const struct sip_msg *invite)
{
	uint32_t count = 0;
	int err = mbuf_write_str(mb, ",\"headers\":[");

	for (const struct le *le = invite->hdrl.head; le && count < CDR_HEADERS_MAX;
	     le = le->next) {
		const struct sip_hdr *header = le->data;

		if (says_who_calls(header))
			err |= mbuf_printf(mb, "%s{\"name\":\"%r\",\"value\":\"%H\"}",
					   count++ ? "," : "", &header->name, escape_json,
					   &header->val);
	}

	return err | mbuf_write_str(mb, "]");
}

struct mbuf *cdr_wire(const struct decision *decision, const struct sip_msg *invite)
{
	struct mbuf *mb = mbuf_alloc(256);
	int err;

	if (!mb)
		return NULL;

	err = mbuf_printf(mb, ",\"side\":\"%s\",\"source\":\"%J\",\"transport\":\"%s\"",
			  decision->from ? decision->from->side->name : "", &invite->src,
			  sip_transp_name(invite->tp));
	err |= mbuf_printf(mb, ",\"caller_wire\":\"%H\",\"called_wire\":\"%H\",\"domain\":\"%H\"",
			   escape_json, &invite->from.uri.user, escape_json, &invite->uri.user,
			   escape_json, &invite->uri.host);
	err |= write_codecs(mb, invite);
	err |= write_headers(mb, invite);
	return err ? mem_deref(mb) : mb;
}
