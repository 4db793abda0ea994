/*
 * sdes.h -- what RTCP says of who is speaking, made to say nothing (RFC 3550 6.5, 6.6)
 *
 * A phone's CNAME is its user and host, in every report it sends: an address of one side on the
 * other's wire. The text of each SDES item, and the reason in a BYE, are written over with letters
 * that depend on nothing but the SSRC, so a source keeps one CNAME. Lengths stay.
 */
#ifndef RTP_SDES_H
#define RTP_SDES_H

#include <stddef.h>
#include <stdint.h>

/* `data` is RTCP that packet_kind has found sane. Never touches a byte outside of it. */
void sdes_hide(uint8_t *data, size_t size);

#endif
