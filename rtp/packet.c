/* packet.c -- see packet.h */
#include <string.h>
#include "rtp/packet.h"

enum {
	RTP_HEADER = 12,
	RTCP_WORD = 4,
	RTCP_FIRST = 192, /* packet types; RFC 5761 4 */
	RTCP_LAST = 223,
	STUN_HEADER = 20,
	DTLS_HEADER = 13,
};

static size_t read_u16(const uint8_t *data)
{
	return (size_t)data[0] << 8 | data[1];
}

/* The last octet of a padded packet counts the padding, itself included. `space`: what it may take. */
static bool has_padding(const uint8_t *data, size_t size, size_t space)
{
	uint8_t padding = data[size - 1];

	return padding > 0 && padding <= space;
}

/* RFC 3550 5.1, 5.3.1 */
static bool is_rtp(const uint8_t *data, size_t size)
{
	size_t header = RTP_HEADER;

	if (size < header)
		return false;

	header += 4 * (size_t)(data[0] & 0x0f);
	if (data[0] & 0x10) {
		if (size < header + 4)
			return false;
		header += 4 + 4 * read_u16(data + header + 2);
	}
	if (size < header)
		return false;

	return !(data[0] & 0x20) || has_padding(data, size, size - header);
}

/* RFC 3550 6.4: parts one after another to the end; only the last may be padded. */
static bool is_rtcp(const uint8_t *data, size_t size)
{
	while (size >= RTCP_WORD) {
		size_t part = RTCP_WORD + RTCP_WORD * read_u16(data + 2);

		if (data[0] >> 6 != RTP_VERSION || data[1] < RTCP_FIRST || data[1] > RTCP_LAST
		    || part > size)
			return false;
		if (data[0] & 0x20)
			return part == size && has_padding(data, size, size - RTCP_WORD);
		if (part == size)
			return true;

		data += part;
		size -= part;
	}

	return false;
}

static bool is_stun(const uint8_t *data, size_t size)
{
	static const uint8_t cookie[] = {0x21, 0x12, 0xa4, 0x42};

	return size >= STUN_HEADER && size == STUN_HEADER + read_u16(data + 2) && size % 4 == 0
		&& memcmp(data + 4, cookie, sizeof cookie) == 0;
}

static bool is_dtls(const uint8_t *data, size_t size)
{
	return size >= DTLS_HEADER && data[1] == 0xfe && size >= DTLS_HEADER + read_u16(data + 11);
}

/* RFC 7983 7. Octets without a row: ZRTP, TURN channels, and whatever else nobody asked for. */
static const struct {
	uint8_t first, last;
	bool (*is)(const uint8_t *data, size_t size);
	enum packet_kind kind;
} kinds[] = {
	{128, 191, is_rtp,  PACKET_RTP },
	{0,   3,   is_stun, PACKET_STUN},
	{20,  63,  is_dtls, PACKET_DTLS},
};

static enum packet_kind check(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (data[0] >= kinds[i].first && data[0] <= kinds[i].last)
			return kinds[i].is(data, size) ? kinds[i].kind : PACKET_NONSENSE;
	}

	return PACKET_NONSENSE;
}

bool packet_is_control(const uint8_t *data)
{
	return data[0] >> 6 == RTP_VERSION && data[1] >= RTCP_FIRST && data[1] <= RTCP_LAST;
}

enum packet_kind packet_kind(const uint8_t *data, size_t size)
{
	if (size < 2)
		return PACKET_NONSENSE;

	if (packet_is_control(data))
		return is_rtcp(data, size) ? PACKET_RTCP : PACKET_NONSENSE;

	return check(data, size);
}
