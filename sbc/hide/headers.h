/*
 * headers.h -- which headers cross to the other leg, and as what
 *
 * One table, a reason in each row, walked for every header of a message that crosses (INVITE, 18x,
 * 2xx, a final refusal). What a leg writes by itself (Via, From, Call-ID…) has a row too: it never
 * crosses. A header without a row passes if it reveals nothing (secrets.h).
 */
#ifndef HIDE_HEADERS_H
#define HIDE_HEADERS_H

#include <re.h>
#include "sbc/hide/secrets.h"

struct crossing {
	const struct sip_msg *msg;     /* the message as it came in */
	const struct secrets *secrets; /* of that message */
	const struct sa *local;        /* our address on the side it goes to */
	const char *caller; /* the caller's number as that side writes it; NULL: as it came */
};

/* Appends to `mb` the header lines of crossing->msg that cross. */
int headers_cross(struct mbuf *mb, const struct crossing *crossing);

#endif
