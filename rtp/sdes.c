/* sdes.c -- walks the parts of a compound packet; see sdes.h */
#include <string.h>
#include "rtp/sdes.h"

enum {
	RTCP_HEAD = 4, /* octets; and an SSRC, and what chunks are padded to */
	RTCP_SDES = 202,
	RTCP_BYE = 203,
};

struct text { /* what is left of one part */
	uint8_t *p;
	size_t l;
};

static void skip(struct text *text, size_t octets)
{
	if (octets > text->l)
		octets = text->l;

	text->p += octets;
	text->l -= octets;
}

static uint32_t read_u32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* xorshift over the SSRC; nobody must be able to turn it round, as nothing else is in it. */
static void write_over(uint8_t *p, size_t l, uint32_t ssrc)
{
	uint32_t mixed = ssrc | 1;

	for (size_t i = 0; i < l; i++) {
		mixed ^= mixed << 13;
		mixed ^= mixed >> 17;
		mixed ^= mixed << 5;
		p[i] = (uint8_t)('a' + mixed % 26);
	}
}

/* Type, length, text; type 0 ends the chunk, which is padded to a word. */
static void hide_chunk(struct text *part)
{
	const uint8_t *began = part->p;
	uint32_t ssrc = read_u32(part->p);

	skip(part, RTCP_HEAD);
	while (part->l >= 2 && part->p[0]) {
		size_t l = part->p[1];

		skip(part, 2);
		if (l > part->l)
			l = part->l;
		write_over(part->p, l, ssrc);
		skip(part, l);
	}

	skip(part, RTCP_HEAD - (size_t)(part->p - began) % RTCP_HEAD);
}

static void hide_chunks(struct text part, unsigned count)
{
	while (count-- && part.l >= RTCP_HEAD)
		hide_chunk(&part);
}

static void hide_reason(struct text part, unsigned count)
{
	skip(&part, RTCP_HEAD * count);
	if (!part.l)
		return;

	size_t l = part.p[0];

	skip(&part, 1);
	memset(part.p, ' ', l < part.l ? l : part.l);
}

void sdes_hide(uint8_t *data, size_t size)
{
	while (size >= RTCP_HEAD) {
		size_t whole = RTCP_HEAD + RTCP_HEAD * ((size_t)data[2] << 8 | data[3]);
		struct text part = {data + RTCP_HEAD, (whole < size ? whole : size) - RTCP_HEAD};

		if (data[1] == RTCP_SDES)
			hide_chunks(part, data[0] & 0x1f);
		else if (data[1] == RTCP_BYE)
			hide_reason(part, data[0] & 0x1f);

		if (whole >= size)
			return;

		data += whole;
		size -= whole;
	}
}
