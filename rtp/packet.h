/*
 * packet.h -- RTP, RTCP, STUN and DTLS told apart and checked
 *
 * All of them may come to one port. The first octet tells the protocol (RFC 7983), the second RTP
 * from RTCP (RFC 5761 4). A packet that contradicts itself (a length that leads past its end) is
 * nonsense whoever sent it. Payloads are not looked at.
 */
#ifndef RTP_PACKET_H
#define RTP_PACKET_H

#include <re.h>

enum packet_kind {
	PACKET_NONSENSE,
	PACKET_RTP, /* RFC 3550 5.1: version, CSRCs, extension and padding fit */
	PACKET_RTCP, /* RFC 3550 6.1: version and lengths of all parts fit; RFC 5506: any first part */
	PACKET_STUN, /* RFC 8489 5: cookie and length fit */
	PACKET_DTLS, /* RFC 6347 4.1: version and length of the first record fit */
};

/* Whether the second octet says RTCP (RFC 5761 4), encrypted or not; `size` is 2 at least. */
bool packet_is_control(const uint8_t *data);

enum packet_kind packet_kind(const uint8_t *data, size_t size);

#endif
