/* message_write.c -- the writing half of message.h, and the tokens that messages carry */
#include <string.h>
#include "sbc/sip/message.h"
#include "sbc/sip/syntax.h"
#include "sbc/world/world.h"
#include "nat/via.h"

#define COOKIE "z9hG4bK" /* RFC 3261 8.1.1.7 */

enum {
	COOKIE_LENGTH = sizeof COOKIE - 1,
	CHANCE_LENGTH = 16, /* hex digits of 64 random bits */
	BRANCH_LENGTH = COOKIE_LENGTH + CHANCE_LENGTH + 8,
};

static const struct {
	uint16_t status;
	const char *reason;
} reasons[] = {
	{100, "Trying"			  },
	{180, "Ringing"			 },
	{181, "Call Is Being Forwarded"         },
	{182, "Queued"			  },
	{183, "Session Progress"                },
	{199, "Early Dialog Terminated"         }, /* RFC 6228 */
	{200, "OK"			      },
	{202, "Accepted"			}, /* RFC 6665 */
	{204, "No Notification"                 }, /* RFC 5839 */
	{300, "Multiple Choices"                },
	{301, "Moved Permanently"               },
	{302, "Moved Temporarily"               },
	{305, "Use Proxy"                       },
	{380, "Alternative Service"             },
	{400, "Bad Request"                     },
	{401, "Unauthorized"                    },
	{402, "Payment Required"                },
	{403, "Forbidden"                       },
	{404, "Not Found"                       },
	{405, "Method Not Allowed"              },
	{406, "Not Acceptable"                  },
	{407, "Proxy Authentication Required"   },
	{408, "Request Timeout"                 },
	{410, "Gone"			    },
	{412, "Conditional Request Failed"      }, /* RFC 3903 */
	{413, "Request Entity Too Large"        },
	{414, "Request-URI Too Long"            },
	{415, "Unsupported Media Type"          },
	{416, "Unsupported URI Scheme"          },
	{417, "Unknown Resource-Priority"       }, /* RFC 4412 */
	{420, "Bad Extension"                   },
	{421, "Extension Required"              },
	{422, "Session Interval Too Small"      }, /* RFC 4028 */
	{423, "Interval Too Brief"              },
	{428, "Use Identity Header"             }, /* RFC 8224 */
	{429, "Provide Referrer Identity"       }, /* RFC 3892 */
	{430, "Flow Failed"                     }, /* RFC 5626 */
	{433, "Anonymity Disallowed"            }, /* RFC 5079 */
	{436, "Bad Identity Info"               }, /* RFC 8224 */
	{437, "Unsupported Credential"          },
	{438, "Invalid Identity Header"         },
	{439, "First Hop Lacks Outbound Support"}, /* RFC 5626 */
	{440, "Max-Breadth Exceeded"            }, /* RFC 5393 */
	{469, "Bad Info Package"                }, /* RFC 6086 */
	{470, "Consent Needed"                  }, /* RFC 5360 */
	{480, "Temporarily Unavailable"         },
	{481, "Call/Transaction Does Not Exist" },
	{482, "Loop Detected"                   },
	{483, "Too Many Hops"                   },
	{484, "Address Incomplete"              },
	{485, "Ambiguous"                       },
	{486, "Busy Here"                       },
	{487, "Request Terminated"              },
	{488, "Not Acceptable Here"             },
	{489, "Bad Event"                       }, /* RFC 6665 */
	{491, "Request Pending"                 },
	{493, "Undecipherable"                  },
	{494, "Security Agreement Required"     }, /* RFC 3329 */
	{500, "Server Internal Error"           },
	{501, "Not Implemented"                 },
	{502, "Bad Gateway"                     },
	{503, "Service Unavailable"             },
	{504, "Server Time-out"                 },
	{505, "Version Not Supported"           },
	{513, "Message Too Large"               },
	{580, "Precondition Failure"            }, /* RFC 3312 */
	{600, "Busy Everywhere"                 },
	{603, "Decline"			 },
	{604, "Does Not Exist Anywhere"         },
	{606, "Not Acceptable"                  },
	{607, "Unwanted"			}, /* RFC 8197 */
	{608, "Rejected"			}, /* RFC 8688 */
};

const char *message_reason(uint16_t status)
{
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		if (reasons[i].status == status)
			return reasons[i].reason;
	}

	return "Unknown";
}

static int write_header(struct mbuf *mb, const char *name, const struct pl *value)
{
	int err = 0;

	if (!value->p)
		return 0; /* a wrong request may lack it; a 400 mirrors what there is */

	err |= mbuf_write_str(mb, name);
	err |= mbuf_write_pl(mb, value);
	err |= mbuf_write_str(mb, "\r\n");
	return err;
}

static int write_param(struct mbuf *mb, const struct pl *name, const struct pl *value)
{
	int err = 0;

	err |= mbuf_write_str(mb, ";");
	err |= mbuf_write_pl(mb, name);
	if (value->l) {
		err |= mbuf_write_str(mb, "=");
		err |= mbuf_write_pl(mb, value);
	}

	return err;
}

/* The first Via: what its sender said, but for received and rport, which only we can know. */
static int write_first_via(struct mbuf *mb, const struct sip_msg *msg)
{
	const struct sip_via *via = &msg->via;
	const bool wants_rport = via_wants_rport(via);
	struct pl rest = via->params, name, value;
	const struct pl head = {via->val.p, (size_t)(rest.p - via->val.p)};
	int err = 0;

	err |= mbuf_write_str(mb, "Via: ");
	err |= mbuf_write_pl(mb, &head);
	while (syntax_param_next(&rest, &name, &value)) {
		if (!pl_strcasecmp(&name, "received") || !pl_strcasecmp(&name, "rport"))
			continue;
		err |= write_param(mb, &name, &value);
	}

	if (wants_rport)
		err |= mbuf_printf(mb, ";rport=%u", sa_port(&msg->src));
	if (wants_rport || !sa_cmp(&via->addr, &msg->src, SA_ADDR))
		err |= mbuf_printf(mb, ";received=%j", &msg->src);

	return err | mbuf_write_str(mb, "\r\n");
}

static int write_vias(struct mbuf *mb, const struct sip_msg *msg)
{
	const struct sip_hdr *header;
	int err = write_first_via(mb, msg);

	for (struct le *le = list_head(&msg->hdrl); le; le = le->next) {
		header = list_ledata(le);
		if (header->id == SIP_HDR_VIA && header->val.p != msg->via.val.p)
			err |= write_header(mb, "Via: ", &header->val);
	}

	return err;
}

static int write_to(struct mbuf *mb, const struct sip_msg *msg, const char *to_tag)
{
	if (!to_tag || msg->to.tag.l || !msg->to.val.p)
		return write_header(mb, "To: ", &msg->to.val);

	return mbuf_printf(mb, "To: %r;tag=%s\r\n", &msg->to.val, to_tag);
}

static int write_cseq(struct mbuf *mb, const struct sip_msg *msg)
{
	const struct sip_hdr *cseq = sip_msg_hdr(msg, SIP_HDR_CSEQ);

	return cseq ? write_header(mb, "CSeq: ", &cseq->val) : 0;
}

int message_reply(struct mbuf *mb, const struct sip_msg *msg, uint16_t status, const char *reason,
		  const char *to_tag)
{
	int err = 0;

	err |= mbuf_printf(mb, "SIP/2.0 %u %s\r\n", status,
			   reason ? reason : message_reason(status));
	err |= write_vias(mb, msg);
	err |= write_header(mb, "From: ", &msg->from.val);
	err |= write_to(mb, msg, to_tag);
	err |= write_header(mb, "Call-ID: ", &msg->callid);
	err |= write_cseq(mb, msg);
	return err;
}

int message_body(struct mbuf *mb, const char *content_type, const struct pl *body)
{
	int err = 0;

	if (!body || !body->l)
		return mbuf_write_str(mb, "Content-Length: 0\r\n\r\n");

	err |= mbuf_printf(mb, "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n", content_type,
			   body->l);
	err |= mbuf_write_pl(mb, body);
	return err;
}

static int write_derived(struct mbuf *mb, const struct sip_msg *msg, const char *method,
			 const struct pl *to)
{
	const struct sip_hdr *header;
	int err = 0;

	err |= mbuf_printf(mb, "%s %r SIP/2.0\r\n", method, &msg->ruri);
	err |= write_header(mb, "Via: ", &msg->via.val);
	err |= mbuf_printf(mb, "Max-Forwards: %u\r\n", MESSAGE_HOPS);
	for (struct le *le = list_head(&msg->hdrl); le; le = le->next) {
		header = list_ledata(le);
		if (header->id == SIP_HDR_ROUTE)
			err |= write_header(mb, "Route: ", &header->val);
	}

	err |= write_header(mb, "From: ", &msg->from.val);
	err |= write_header(mb, "To: ", to ? to : &msg->to.val);
	err |= write_header(mb, "Call-ID: ", &msg->callid);
	err |= mbuf_printf(mb, "CSeq: %u %s\r\n", msg->cseq.num, method);
	return err | message_body(mb, NULL, NULL);
}

int message_derive(struct mbuf *mb, struct mbuf *request, const char *method, const struct pl *to)
{
	struct mbuf *view = mbuf_alloc_ref(request); /* its own position */
	struct sip_msg *msg = NULL;
	const char *why;
	uint16_t status;
	int err;

	if (!view)
		return ENOMEM;

	view->pos = request->pos;
	view->end = request->end;
	err = message_read(&msg, view, &status, &why);
	if (!err)
		err = write_derived(mb, msg, method, to);

	mem_deref(msg);
	mem_deref(view);
	return err;
}

void message_token(char token[TOKEN_SIZE], struct world *world)
{
	uint64_t chance;

	world_random(world, &chance, sizeof chance);
	(void)re_snprintf(token, TOKEN_SIZE, "%016llx", chance);
}

/* The random digits are mixed in, so that a hash seen once tells nothing about other branches. */
static uint32_t branch_hash(const char *chance, const struct pl *request_uri)
{
	return hash_joaat((const uint8_t *)chance, CHANCE_LENGTH)
		^ hash_joaat((const uint8_t *)request_uri->p, request_uri->l);
}

void message_branch(char branch[BRANCH_SIZE], struct world *world, const struct pl *request_uri)
{
	char chance[TOKEN_SIZE];

	message_token(chance, world);
	(void)re_snprintf(branch, BRANCH_SIZE, COOKIE "%s%08x", chance,
			  branch_hash(chance, request_uri));
}

bool message_branch_is_ours(const struct pl *branch)
{
	return branch->l == BRANCH_LENGTH && !strncmp(branch->p, COOKIE, COOKIE_LENGTH);
}

bool message_branch_loops(const struct pl *branch, const struct pl *request_uri)
{
	const struct pl hash = {branch->p + BRANCH_LENGTH - 8, 8};

	if (!message_branch_is_ours(branch))
		return false;

	return pl_x32(&hash) == branch_hash(branch->p + COOKIE_LENGTH, request_uri);
}
