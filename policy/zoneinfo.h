/*
 * zoneinfo.h -- the rules of a time zone: how far its clocks are from UTC at a moment
 *
 * Read from TZif bytes (RFC 8536), as every Unix has them in /usr/share/zoneinfo: transitions of the
 * past, and for what comes after the last of them a rule in the form of POSIX TZ, such as
 * CET-1CEST,M3.5.0,M10.5.0/3. UTC and a fixed +07:00 need no file. Leap seconds are not counted, as
 * in all of Unix's time.
 *
 * Pure; the bytes are not trusted. The caller owns the zone.
 */
#ifndef POLICY_ZONEINFO_H
#define POLICY_ZONEINFO_H

#include <stddef.h>
#include <stdint.h>

enum {
	ZONEINFO_TRANSITIONS_MAX = 2000, /* of one zone; the longest known has under 250 */
	ZONEINFO_TYPES_MAX = 256,        /* RFC 8536, 3.1: an index is a byte */
	ZONEINFO_FOOTER_MAX = 128,       /* bytes of the rule behind */
	ZONEINFO_NAME_MAX = 64,          /* bytes of "America/Argentina/ComodRivadavia" */
};

struct zoneinfo;

/* EBADMSG: no TZif, or none that makes sense. `name` is copied. */
int zoneinfo_read(struct zoneinfo **zonep, const char *name, const uint8_t *bytes, size_t size);

/* "UTC", "+07:00", "-03:30". EINVAL: not written so. */
int zoneinfo_fixed(struct zoneinfo **zonep, const char *text);

/* Seconds east of UTC at this moment (seconds since 1970). */
int32_t zoneinfo_offset_s(const struct zoneinfo *zone, int64_t date_s);

/* As it was given; the zone's own. */
const char *zoneinfo_name(const struct zoneinfo *zone);

#endif
