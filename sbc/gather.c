/* gather.c -- from libre's struct to the policy's; see gather.h */
#include "sbc/gather.h"
#include "sbc/hide/compact.h"
#include "sbc/hide/sdp.h"

/* What follows the number in a user part (RFC 3966) is of that side: ;phone-context=… */
static struct pl number_of(const struct pl *user)
{
	const char *end = pl_strchr(user, ';');

	return (struct pl){user->p, end ? (size_t)(end - user->p) : user->l};
}

static uint32_t gather_headers(struct facts_header headers[MESSAGE_HEADERS_MAX],
			       const struct sip_msg *msg)
{
	uint32_t count = 0;

	for (const struct le *le = msg->hdrl.head; le && count < MESSAGE_HEADERS_MAX;
	     le = le->next) {
		const struct sip_hdr *header = le->data;

		headers[count] = (struct facts_header){header->name, header->val};
		compact_expand(&headers[count++].name);
	}

	return count;
}

void gather_facts(struct facts *facts, struct gathered *storage, const struct sip_msg *msg)
{
	const struct pl body = {(const char *)mbuf_buf(msg->mb), mbuf_get_left(msg->mb)};

	facts->source = msg->src;
	facts->transport = msg->tp;
	facts->method = msg->met;
	facts->caller = number_of(&msg->from.uri.user);
	facts->called = number_of(&msg->uri.user);
	facts->domain = msg->uri.host;
	facts->display = msg->from.dname;
	facts->headers = storage->headers;
	facts->headerc = gather_headers(storage->headers, msg);
	facts->codecs = storage->codecs;
	facts->codecc = msg_ctype_cmp(&msg->ctyp, "application", "sdp")
		? sdp_codecs(storage->codecs, GATHER_CODECS_MAX, &body)
		: 0;
}
