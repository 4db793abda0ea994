/*
 * cdr_wire.h -- how a call came, for its record: enough to decide it again under another file
 *
 * Members in order: side source transport caller_wire called_wire domain codecs headers. The last are
 * those that say who calls (RFC 3323, 3325, 5806, 7044), each {"name", "value"}; rules that look at
 * other headers cannot be asked again.
 */
#ifndef CALL_CDR_WIRE_H
#define CALL_CDR_WIRE_H

#include <re.h>

struct decision;
struct sip_msg;

enum {
	CDR_CODECS_MAX = 32,  /* of one record; more are left out */
	CDR_HEADERS_MAX = 16, /* the same */
};

/* JSON members, each with a comma before it, to be mem_deref'd; NULL: no memory. */
struct mbuf *cdr_wire(const struct decision *decision, const struct sip_msg *invite);

#endif
