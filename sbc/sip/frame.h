/*
 * frame.h -- messages out of a stream of bytes (RFC 3261 18.3, RFC 5626 4.4.1)
 *
 * A stream has no borders: a message ends where its Content-Length says, and what is empty lines
 * before it keeps the connection open. Bytes go in as they come, split wherever the network likes;
 * each is looked at once, so that a sender of single bytes costs no more than another.
 *
 * Where the next message begins is known only as long as all before it were sound: after
 * FRAME_BROKEN there is nothing to do but close the connection. Pure; plain memory of its owner,
 * all zero to begin with.
 */
#ifndef SIP_FRAME_H
#define SIP_FRAME_H

#include <re.h>

enum {
	FRAME_HEAD_MAX = 32768, /* octets of start line and headers; of all: MESSAGE_SIZE_MAX */
};

struct frame {
	struct mbuf *mb; /* what came and was not handed out, from pos; NULL: nothing */
	size_t seen;     /* octets behind pos in which the headers do not end */
	size_t size;     /* of the message, once its headers are there; else 0 */
	bool is_sip;     /* its first line is one of SIP */
	uint8_t blank;   /* octets of a CRLFCRLF that came before it */
};

enum frame_found {
	FRAME_NOTHING, /* more bytes are needed */
	FRAME_MESSAGE, /* *messagep is one, in a buffer of its own */
	FRAME_PING,    /* CRLFCRLF: whoever sent it waits for CRLF */
	FRAME_BROKEN,  /* *whyp says why */
};

/* After each frame_add frame_next is called until it finds nothing: so what is kept has a limit. */
int frame_add(struct frame *frame, const struct mbuf *data);
enum frame_found frame_next(struct frame *frame, struct mbuf **messagep, const char **whyp);
void frame_reset(struct frame *frame);

#endif
