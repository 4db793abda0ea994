/*
 * message.h -- SIP messages: read once, written by hand
 *
 * Reading fills libre's struct sip_msg, so sip_msg_hdr and its sisters work on it; but it is done
 * here, because sip_msg_decode returns nothing for a wrong request (nobody could answer 400 or 505
 * then) and refuses RFC 2543's Via without branch. As in libre, values of list headers are single
 * entries, lines are in msg->hdrl, Via and Route one value an entry. Never read msg->tag.
 *
 * Writing: a mbuf, and mbuf_printf of libre (%r a struct pl, %J an address with port, %j without,
 * %H a printer with its argument). Errors are added up with `err |=` and checked once.
 */
#ifndef SIP_MESSAGE_H
#define SIP_MESSAGE_H

#include <re.h>

enum {
	MESSAGE_SIZE_MAX = 65535, /* octets of one message */
	MESSAGE_HEADERS_MAX =
		256,       /* entries of one message: header lines and values in lists; more: 400 */
	MESSAGE_HOPS = 70, /* Max-Forwards of a request that begins here */
	BRANCH_SIZE = 48,  /* a branch of ours, with its 0 */
	TOKEN_SIZE = 24,   /* a tag of ours, with its 0 */
};

/*
 * Reads one datagram (RFC 3261 7, 18.3): from data->pos to its end. On success *msgp holds one
 * reference, and msg->mb->pos to end is the body. `status` is set when the message is a request
 * that can be answered though it is wrong (400, 416, 505), with a reason in *whyp; such a message
 * may lack anything but its Via. It is 0 when all is well. EBADMSG: not a SIP message, or one that
 * must not be answered (no Via, a response, an ACK); *whyp says why.
 */
int message_read(struct sip_msg **msgp, struct mbuf *data, uint16_t *status, const char **whyp);

bool message_is(const struct sip_msg *msg, const char *method); /* by the request line or CSeq */

/* The reason phrase that RFC 3261 21 and its followers give a status; "Unknown" if none. */
const char *message_reason(uint16_t status);

/*
 * The head of a response to `msg`: status line, all Vias (the first with received and rport as the
 * wire showed, RFC 3261 18.2.1 and RFC 3581), From, To (with `to_tag` if it has none and to_tag is
 * not NULL), Call-ID, CSeq. `reason` NULL: message_reason. The caller appends further headers and
 * ends it with message_body.
 */
int message_reply(struct mbuf *mb, const struct sip_msg *msg, uint16_t status, const char *reason,
		  const char *to_tag);

/*
 * The whole of a request that RFC 3261 derives from `request`, one of ours: its CANCEL (9.1), or the
 * ACK of a failure (17.1.1.3). Same Request-URI, Via, Route, From, Call-ID and CSeq number; `to` is
 * the To of the response for an ACK, NULL for a CANCEL.
 */
int message_derive(struct mbuf *mb, struct mbuf *request, const char *method, const struct pl *to);

/* Ends a message: Content-Type (if there is a body), Content-Length, empty line, body. */
int message_body(struct mbuf *mb, const char *content_type, const struct pl *body);

struct world;
void message_token(char token[TOKEN_SIZE], struct world *world); /* a new tag: 64 bits in hex */

/*
 * A branch of ours: magic cookie, 64 random bits, and a hash of the Request-URI that the request
 * leaves with, so that a request which comes back unchanged is known (RFC 3261 16.6 step 8).
 */
void message_branch(char branch[BRANCH_SIZE], struct world *world, const struct pl *request_uri);

bool message_branch_is_ours(const struct pl *branch); /* by its looks */

/* Whether `branch` is one of ours, made for this very Request-URI: a loop (482). */
bool message_branch_loops(const struct pl *branch, const struct pl *request_uri);

#endif
