/*
 * zone.h -- one row of a zone file made into a record: A, AAAA, CNAME, SRV, NAPTR
 *
 * Fields are parted by spaces, a NAPTR has no regular expression, there is no class; a TTL in
 * seconds may stand behind the name, without one it is ZONE_TTL_S:
 *
 *   "sbc.example.com A 192.0.2.7"                 "sbc.example.com 60 AAAA 2001:db8::7"
 *   "www.example.com CNAME sbc.example.com"
 *   "_sip._udp.example.com SRV 10 50 5060 sbc.example.com"
 *   "example.com NAPTR 10 50 s SIP+D2U _sip._udp.example.com"
 */
#ifndef WORLD_ZONE_H
#define WORLD_ZONE_H

#include <re.h>

enum {
	ZONE_TTL_S = 3600
};

/* EBADMSG: not such a row. */
int zone_read(struct dnsrr **rrp, const char *row);

#endif
