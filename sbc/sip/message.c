/* message.c -- the reading half of message.h: one pass, the first fault is remembered */
#include <string.h>
#include <strings.h>
#include "sbc/sip/message.h"
#include "sbc/sip/syntax.h"

enum {
	HEADER_IDS = 4096,    /* libre's ids are 12 bits of a hash of the name */
	HEADER_BUCKETS = 32,  /* of msg->hdrht */
	CSEQ_MAX = INT32_MAX, /* RFC 3261 8.1.1.5 */
	HOPS_MAX = 255,
};

struct message {
	struct sip_msg msg; /* what the others see; must be first */
	uint32_t headerc, capacity;
	struct sip_hdr headers[];
};

struct reading {
	struct sip_msg *msg;
	struct pl rest;  /* what was not read yet */
	uint16_t status; /* of the first fault */
	const char *why;
};

static void fault(struct reading *reading, uint16_t status, const char *why)
{
	if (reading->status)
		return;

	reading->status = status;
	reading->why = why;
}

static void read_via(struct reading *reading, const struct pl *value)
{
	struct sip_via *first = &reading->msg->via, other;

	if (syntax_via(first->sentby.p ? &other : first, value))
		fault(reading, 400, "Bad Via");
}

static void read_tagged(struct reading *reading, struct sip_taddr *to, const struct pl *value,
			const char *why)
{
	struct sip_addr addr;

	to->val = *value;
	if (syntax_address(&addr, value)) {
		fault(reading, 400, why);
		return;
	}

	to->dname = addr.dname;
	to->auri = addr.auri;
	to->uri = addr.uri;
	to->params = addr.params;
	(void)syntax_param(&to->params, "tag", &to->tag);
	if (to->tag.l && !syntax_is_word(&to->tag))
		fault(reading, 400, why);
}

static void read_to(struct reading *reading, const struct pl *value)
{
	read_tagged(reading, &reading->msg->to, value, "Bad To");
}

static void read_from(struct reading *reading, const struct pl *value)
{
	read_tagged(reading, &reading->msg->from, value, "Bad From");
}

static void read_call_id(struct reading *reading, const struct pl *value)
{
	reading->msg->callid = *value;
	if (!syntax_is_word(value))
		fault(reading, 400, "Bad Call-ID");
}

static void read_cseq(struct reading *reading, const struct pl *value)
{
	struct sip_cseq *cseq = &reading->msg->cseq;
	struct pl number;

	cseq->met = *value;
	syntax_word(&cseq->met, &number);
	if (!syntax_number(&cseq->num, &number, CSEQ_MAX) || !syntax_is_token(&cseq->met))
		fault(reading, 400, "Bad CSeq");
}

static void read_max_forwards(struct reading *reading, const struct pl *value)
{
	uint32_t hops;

	reading->msg->maxfwd = *value;
	if (!syntax_number(&hops, value, HOPS_MAX))
		fault(reading, 400, "Bad Max-Forwards");
}

static void read_content_length(struct reading *reading, const struct pl *value)
{
	reading->msg->clen = *value;
}

static void read_content_type(struct reading *reading, const struct pl *value)
{
	if (msg_ctype_decode(&reading->msg->ctyp, value))
		fault(reading, 400, "Bad Content-Type");
}

static void read_expires(struct reading *reading, const struct pl *value)
{
	reading->msg->expires = *value; /* too large is as good as very long (RFC 3261 20.19) */
}

enum {
	ONCE = 1 << 0,  /* a second one is 400 */
	LIST = 1 << 1,  /* values with commas between */
	ATOMS = 1 << 2, /* in hdrl, too, each value is one entry */
};

/*
 * What is read at once, and what is a list. The name is here because ids are short hashes: a header
 * that only hashes like one of these is none of them.
 */
static const struct kind {
	const char *name;
	uint32_t flags;
	void (*read)(struct reading *reading, const struct pl *value);
} kinds[HEADER_IDS] = {
	[SIP_HDR_VIA] = {"Via",                      LIST | ATOMS, read_via           },
	[SIP_HDR_TO] = {"To",                       ONCE,         read_to            },
	[SIP_HDR_FROM] = {"From",                     ONCE,         read_from          },
	[SIP_HDR_CALL_ID] = {"Call-ID",                  ONCE,         read_call_id       },
	[SIP_HDR_CSEQ] = {"CSeq",                     ONCE,         read_cseq          },
	[SIP_HDR_MAX_FORWARDS] = {"Max-Forwards",             ONCE,         read_max_forwards  },
	[SIP_HDR_CONTENT_LENGTH] = {"Content-Length",           ONCE,         read_content_length},
	[SIP_HDR_CONTENT_TYPE] = {"Content-Type",             ONCE,         read_content_type  },
	[SIP_HDR_EXPIRES] = {"Expires",                  0,            read_expires       },
	[SIP_HDR_ROUTE] = {"Route",                    LIST | ATOMS, NULL               },
	[SIP_HDR_RECORD_ROUTE] = {"Record-Route",             LIST,         NULL               },
	[SIP_HDR_CONTACT] = {"Contact",                  LIST,         NULL               },
	[SIP_HDR_ACCEPT] = {"Accept",                   LIST,         NULL               },
	[SIP_HDR_ACCEPT_CONTACT] = {"Accept-Contact",           LIST,         NULL               },
	[SIP_HDR_ACCEPT_ENCODING] = {"Accept-Encoding",          LIST,         NULL               },
	[SIP_HDR_ACCEPT_LANGUAGE] = {"Accept-Language",          LIST,         NULL               },
	[SIP_HDR_ACCEPT_RESOURCE_PRIORITY] = {"Accept-Resource-Priority", LIST,         NULL               },
	[SIP_HDR_ALERT_INFO] = {"Alert-Info",               LIST,         NULL               },
	[SIP_HDR_ALLOW] = {"Allow",                    LIST,         NULL               },
	[SIP_HDR_ALLOW_EVENTS] = {"Allow-Events",             LIST,         NULL               },
	[SIP_HDR_AUTHENTICATION_INFO] = {"Authentication-Info",      LIST,         NULL               },
	[SIP_HDR_CALL_INFO] = {"Call-Info",                LIST,         NULL               },
	[SIP_HDR_CONTENT_ENCODING] = {"Content-Encoding",         LIST,         NULL               },
	[SIP_HDR_CONTENT_LANGUAGE] = {"Content-Language",         LIST,         NULL               },
	[SIP_HDR_ERROR_INFO] = {"Error-Info",               LIST,         NULL               },
	[SIP_HDR_HISTORY_INFO] = {"History-Info",             LIST,         NULL               },
	[SIP_HDR_IN_REPLY_TO] = {"In-Reply-To",              LIST,         NULL               },
	[SIP_HDR_P_ASSERTED_IDENTITY] = {"P-Asserted-Identity",      LIST,         NULL               },
	[SIP_HDR_P_ASSOCIATED_URI] = {"P-Associated-URI",         LIST,         NULL               },
	[SIP_HDR_P_EARLY_MEDIA] = {"P-Early-Media",            LIST,         NULL               },
	[SIP_HDR_P_MEDIA_AUTHORIZATION] = {"P-Media-Authorization",    LIST,         NULL               },
	[SIP_HDR_P_PREFERRED_IDENTITY] = {"P-Preferred-Identity",     LIST,         NULL               },
	[SIP_HDR_P_REFUSED_URI_LIST] = {"P-Refused-URI-List",       LIST,         NULL               },
	[SIP_HDR_P_VISITED_NETWORK_ID] = {"P-Visited-Network-ID",     LIST,         NULL               },
	[SIP_HDR_PATH] = {"Path",                     LIST,         NULL               },
	[SIP_HDR_PERMISSION_MISSING] = {"Permission-Missing",       LIST,         NULL               },
	[SIP_HDR_PROXY_REQUIRE] = {"Proxy-Require",            LIST,         NULL               },
	[SIP_HDR_REASON] = {"Reason",                   LIST,         NULL               },
	[SIP_HDR_REJECT_CONTACT] = {"Reject-Contact",           LIST,         NULL               },
	[SIP_HDR_REQUEST_DISPOSITION] = {"Request-Disposition",      LIST,         NULL               },
	[SIP_HDR_REQUIRE] = {"Require",                  LIST,         NULL               },
	[SIP_HDR_RESOURCE_PRIORITY] = {"Resource-Priority",        LIST,         NULL               },
	[SIP_HDR_SECURITY_CLIENT] = {"Security-Client",          LIST,         NULL               },
	[SIP_HDR_SECURITY_SERVER] = {"Security-Server",          LIST,         NULL               },
	[SIP_HDR_SECURITY_VERIFY] = {"Security-Verify",          LIST,         NULL               },
	[SIP_HDR_SERVICE_ROUTE] = {"Service-Route",            LIST,         NULL               },
	[SIP_HDR_SUPPORTED] = {"Supported",                LIST,         NULL               },
	[SIP_HDR_TRIGGER_CONSENT] = {"Trigger-Consent",          LIST,         NULL               },
	[SIP_HDR_UNSUPPORTED] = {"Unsupported",              LIST,         NULL               },
	[SIP_HDR_WARNING] = {"Warning",                  LIST,         NULL               },
};

static const struct kind unknown = {"", 0, NULL};

/* The one-letter names that have an id: RFC 3261 20, and the IANA registry. */
static const enum sip_hdrid compact['z' + 1] = {
	['a'] = SIP_HDR_ACCEPT_CONTACT,
	['b'] = SIP_HDR_REFERRED_BY,
	['c'] = SIP_HDR_CONTENT_TYPE,
	['d'] = SIP_HDR_REQUEST_DISPOSITION,
	['e'] = SIP_HDR_CONTENT_ENCODING,
	['f'] = SIP_HDR_FROM,
	['i'] = SIP_HDR_CALL_ID,
	['j'] = SIP_HDR_REJECT_CONTACT,
	['k'] = SIP_HDR_SUPPORTED,
	['l'] = SIP_HDR_CONTENT_LENGTH,
	['m'] = SIP_HDR_CONTACT,
	['n'] = SIP_HDR_IDENTITY_INFO,
	['o'] = SIP_HDR_EVENT,
	['r'] = SIP_HDR_REFER_TO,
	['s'] = SIP_HDR_SUBJECT,
	['t'] = SIP_HDR_TO,
	['u'] = SIP_HDR_ALLOW_EVENTS,
	['v'] = SIP_HDR_VIA,
	['x'] = SIP_HDR_SESSION_EXPIRES,
	['y'] = SIP_HDR_IDENTITY,
};

static enum sip_hdrid compact_id(char letter)
{
	const uint8_t lower = (uint8_t)letter | 0x20;

	return lower <= 'z' && compact[lower] ? compact[lower] : SIP_HDR_NONE;
}

/* As libre's sip_msg_xhdr will look for it. */
static enum sip_hdrid header_id(const struct pl *name)
{
	if (name->l == 1)
		return compact_id(name->p[0]);
	if (name->p[1] == '-' && (name->p[0] | 0x20) == 'x')
		return SIP_HDR_NONE;

	return (enum sip_hdrid)(hash_joaat_ci(name->p, name->l) % HEADER_IDS);
}

static const struct kind *kind_of(const struct pl *name, enum sip_hdrid id)
{
	if (id == SIP_HDR_NONE || !kinds[id].name)
		return &unknown;

	return name->l == 1 || !pl_strcasecmp(name, kinds[id].name) ? &kinds[id] : &unknown;
}

struct entry {
	struct pl name, value;
	enum sip_hdrid id, bucket;
	bool is_value, is_line; /* found by id; in the list of lines */
};

static void add(struct reading *reading, const struct entry *entry)
{
	struct message *message = (struct message *)reading->msg;
	struct sip_hdr *header = &message->headers[message->headerc];

	if (message->headerc == message->capacity) {
		fault(reading, 400, "Too Many Headers");
		return;
	}

	message->headerc++;
	header->name = entry->name;
	header->val = entry->value;
	header->id = entry->id;
	if (entry->is_value)
		hash_append(reading->msg->hdrht, (uint32_t)entry->bucket, &header->he, header);
	if (entry->is_line)
		list_append(&reading->msg->hdrl, &header->le, header);
}

static void add_one(struct reading *reading, const struct kind *kind, struct entry *entry)
{
	if (kind->flags & ONCE && sip_msg_hdr(reading->msg, entry->id)) {
		fault(reading, 400, "Repeated Header");
		return;
	}

	entry->is_value = entry->is_line = true;
	add(reading, entry);
	if (kind->read)
		kind->read(reading, &entry->value);
}

static void add_list(struct reading *reading, const struct kind *kind, struct entry *entry)
{
	struct pl rest = entry->value;
	const struct pl all = rest;

	entry->is_value = true;
	while (syntax_value_next(&rest, &entry->value)) {
		entry->is_line = kind->flags & ATOMS || entry->value.l == all.l;
		add(reading, entry);
		if (kind->read)
			kind->read(reading, &entry->value);
	}

	if (entry->is_line)
		return;

	entry->value = all;
	entry->is_value = false;
	entry->is_line = true;
	add(reading, entry);
}

/* A CR alone may be the end of a line to whoever reads our message next: it is not let through. */
static bool has_lone_cr(const struct pl *line)
{
	const char *cr = memchr(line->p, '\r', line->l), *end = line->p + line->l;

	while (cr && cr + 1 < end && cr[1] == '\n')
		cr = memchr(cr + 1, '\r', (size_t)(end - cr - 1));

	return cr != NULL;
}

static void read_header(struct reading *reading, struct pl *line)
{
	struct entry entry = {.value = *line};
	const struct kind *kind;

	syntax_word(&entry.value, &entry.name);
	if (!entry.name.l || !entry.value.l || entry.value.p[0] != ':' || has_lone_cr(line)) {
		fault(reading, 400, "Bad Header Line");
		return;
	}

	pl_advance(&entry.value, 1);
	syntax_trim(&entry.value);
	entry.bucket = header_id(&entry.name);
	kind = kind_of(&entry.name, entry.bucket);
	entry.id = kind == &unknown && entry.bucket != SIP_HDR_NONE && kinds[entry.bucket].name
		? SIP_HDR_NONE
		: entry.bucket;
	if (kind->flags & LIST && entry.value.l)
		add_list(reading, kind, &entry);
	else
		add_one(reading, kind, &entry);
}

static void read_headers(struct reading *reading)
{
	struct pl line;

	while (syntax_line(&reading->rest, &line)) {
		if (!line.l)
			return;
		read_header(reading, &line);
	}

	fault(reading, 400, "No End of Headers");
	pl_advance(&reading->rest, (ssize_t)reading->rest.l);
}

static int read_status_line(struct reading *reading, struct pl *line)
{
	struct sip_msg *msg = reading->msg;
	struct pl code;
	uint32_t status;

	msg->ver = *line;
	msg->ver.l = 7;
	pl_advance(line, 7);
	syntax_trim(line);
	syntax_word(line, &code);
	if (pl_strcasecmp(&msg->ver, "SIP/2.0") || code.l != 3
	    || !syntax_number(&status, &code, 699) || status < 100)
		return EBADMSG;

	msg->scode = (uint16_t)status;
	msg->reason = *line;
	return 0;
}

static void judge_request_uri(struct reading *reading)
{
	struct uri *uri = &reading->msg->uri;

	if (syntax_uri(uri, &reading->msg->ruri))
		fault(reading, 400, "Bad Request-URI");
	else if (uri->path.l)
		fault(reading, 416, message_reason(416));
	else if (uri->headers.l)
		fault(reading, 400,
		      "Headers in Request-URI"); /* RFC 3261 19.1.1: not allowed here */
}

static int read_request_line(struct reading *reading, struct pl *line)
{
	struct sip_msg *msg = reading->msg;
	const char *first, *last;

	syntax_trim(line);
	first = memchr(line->p, ' ', line->l);
	last = memrchr(line->p, ' ', line->l);
	if (!first || first == last)
		return EBADMSG;

	msg->req = true;
	msg->met = (struct pl){line->p, (size_t)(first - line->p)};
	msg->ruri = (struct pl){first + 1, (size_t)(last - first - 1)};
	msg->ver = (struct pl){last + 1, (size_t)(line->p + line->l - last - 1)};
	if (!syntax_is_token(&msg->met) || msg->ver.l < 4 || strncasecmp(msg->ver.p, "SIP/", 4))
		return EBADMSG;

	if (pl_strcasecmp(&msg->ver, "SIP/2.0"))
		fault(reading, 505, message_reason(505));

	judge_request_uri(reading);
	return 0;
}

static int read_start(struct reading *reading)
{
	struct pl line;

	while (reading->rest.l && (reading->rest.p[0] == '\r' || reading->rest.p[0] == '\n'))
		pl_advance(&reading->rest, 1); /* RFC 3261 7.5 */

	if (!syntax_line(&reading->rest, &line))
		return EBADMSG;

	return line.l > 7 && !strncasecmp(line.p, "SIP/", 4) ? read_status_line(reading, &line)
							     : read_request_line(reading, &line);
}

static void judge_whole(struct reading *reading)
{
	const struct sip_msg *msg = reading->msg;
	const struct {
		const struct pl *value;
		const char *why;
	} needed[] = {
		{&msg->to.val,   "No To"     },
		{&msg->from.val, "No From"   },
		{&msg->callid,   "No Call-ID"},
		{&msg->cseq.met, "No CSeq"   },
	};

	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
		if (!needed[i].value->l)
			fault(reading, 400, needed[i].why);
	}

	if (msg->req && pl_cmp(&msg->met, &msg->cseq.met))
		fault(reading, 400, "CSeq of Another Method");
}

/* The body ends where Content-Length says; what comes after it in a datagram is ignored (18.3). */
static void bound_body(struct reading *reading)
{
	struct sip_msg *msg = reading->msg;
	uint32_t length;

	msg->mb->pos = msg->mb->end - reading->rest.l;
	if (!msg->clen.p)
		return;

	if (!syntax_number(&length, &msg->clen, MESSAGE_SIZE_MAX))
		fault(reading, 400, "Bad Content-Length");
	else if (length > reading->rest.l)
		fault(reading, 400, "Content-Length beyond the Message");
	else
		msg->mb->end = msg->mb->pos + length;
}

/* Headers lie behind the message in one piece, and die with it: they are never unlinked. */
static void destroy(void *arg)
{
	struct message *message = arg;

	mem_deref(message->msg.hdrht);
	mem_deref(message->msg.mb);
}

/* How many entries there can be: no more than ends of lines and commas. */
static uint32_t count_entries(const struct mbuf *data)
{
	uint32_t entryc = 0;

	for (size_t i = data->pos; i < data->end; i++)
		entryc += data->buf[i] == '\n' || data->buf[i] == ',';

	return entryc < MESSAGE_HEADERS_MAX ? entryc : MESSAGE_HEADERS_MAX;
}

static int allocate(struct sip_msg **msgp, struct mbuf *data)
{
	const uint32_t capacity = count_entries(data);
	struct message *message =
		mem_zalloc(sizeof *message + capacity * sizeof message->headers[0], destroy);

	if (!message)
		return ENOMEM;

	message->capacity = capacity;
	message->msg.mb = mem_ref(data);
	*msgp = &message->msg;
	return hash_alloc(&message->msg.hdrht, HEADER_BUCKETS);
}

static bool is_answerable(const struct sip_msg *msg)
{
	return msg->req && msg->via.sentby.l && pl_strcmp(&msg->met, "ACK");
}

int message_read(struct sip_msg **msgp, struct mbuf *data, uint16_t *status, const char **whyp)
{
	struct reading reading = {
		NULL, {(const char *)mbuf_buf(data), mbuf_get_left(data)},
                 0, ""
        };
	int err;

	if (reading.rest.l > MESSAGE_SIZE_MAX)
		return EBADMSG;

	err = allocate(&reading.msg, data);
	if (!err)
		err = read_start(&reading);
	if (err)
		goto out;

	read_headers(&reading);
	bound_body(&reading);
	judge_whole(&reading);
	if (!reading.msg->via.sentby.l || (reading.status && !is_answerable(reading.msg)))
		err = EBADMSG;

out:
	*status = reading.status;
	*whyp = reading.why;
	if (err)
		mem_deref(reading.msg);
	else
		*msgp = reading.msg;

	return err;
}

bool message_is(const struct sip_msg *msg, const char *method)
{
	return !pl_strcmp(msg->req ? &msg->met : &msg->cseq.met, method);
}
