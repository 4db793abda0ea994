/*
 * records.h -- reads call records back: the JSON lines that cdr.h writes, as facts for a policy
 *
 * A file of records is long and may be damaged: a line that is no record is counted, never fatal,
 * and one line is held in memory at a time. Records of versions that did not yet write down how a
 * call came in are counted too.
 */
#ifndef CLI_RECORDS_H
#define CLI_RECORDS_H

#include <re.h>
#include "policy/facts.h"

enum {
	RECORDS_LINE_MAX = 65536, /* bytes of one line; a longer one is broken */
	RECORDS_HEADERS_MAX = 16, /* of one record: as many as it is written with */
	RECORDS_CODECS_MAX = 32,
};

struct record {                        /* borrowed by who is called */
	const char *id, *began, *rule; /* rule NULL: none decided */
	uint64_t status;
	struct facts facts; /* `from` is not set: step 1 finds it by side and source */
};

struct records_count {
	uint64_t calls;  /* given to the handler */
	uint64_t broken; /* lines that are no record */
	uint64_t old;    /* records without what a decision needs */
};

typedef void(record_h)(const struct record *record, void *arg);

/* Every record of the file, or of its last `last` lines (0: all). errno of open(2) or read(2). */
int records_read(struct records_count *count, const char *path, uint64_t last, record_h *handler,
		 void *arg);

/* "; lines left out: 3 without a record, 1 without how the call came in", or "" */
int records_tell_left(struct re_printf *pf, const struct records_count *count);

/* "udp", as a record has it; SIP_TRANSP_NONE: none, or NULL. */
enum sip_transp records_transport(const char *text);

/* One line. EBADMSG: no record. ENODATA: an old one. */
int records_line(const char *line, size_t length, record_h *handler, void *arg);

#endif
