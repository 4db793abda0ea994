/*
 * given.h -- what tests of this room begin with: an address, a datagram, a message, from text
 */
#ifndef SIP_GIVEN_H
#define SIP_GIVEN_H

#include <string.h>
#include <check.h>
#include "sbc/sip/message.h"

#define CRLF "\r\n"

static inline struct sa at(const char *addr)
{
	struct sa sa;

	sa_init(&sa, AF_UNSPEC);
	if (addr[0])
		ck_assert_int_eq(0, sa_decode(&sa, addr, strlen(addr)));
	return sa;
}

static inline struct pl pl_of(const char *text)
{
	return (struct pl){text, strlen(text)};
}

/* As long as its text to the octet, so that a sanitizer sees the first one read beyond. */
static inline struct mbuf *datagram(const struct pl *text)
{
	struct mbuf *mb = mbuf_alloc(text->l ? text->l : 1);

	ck_assert_int_eq(0, mbuf_write_pl(mb, text));
	mb->pos = 0;
	return mb;
}

static inline struct mbuf *datagram_of(const char *text)
{
	const struct pl pl = pl_of(text);

	return datagram(&pl);
}

static inline struct sip_msg *message_of(const char *text, const char *source)
{
	struct mbuf *mb = datagram_of(text);
	struct sip_msg *msg;
	const char *why;
	uint16_t status;

	ck_assert_int_eq(0, message_read(&msg, mb, &status, &why));
	ck_assert_msg(!status, "%s: %s", why, text);
	msg->src = at(source);
	mem_deref(mb);
	return msg;
}

/* What was written, as a C string until the next call with the same room. */
static inline const char *written(struct mbuf *mb, char *room, size_t size)
{
	ck_assert_uint_lt(mb->end, size);
	memcpy(room, mb->buf, mb->end);
	room[mb->end] = 0;
	return room;
}

#endif
