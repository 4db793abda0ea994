/*
 * cdr.h -- the file of call records, a JSON line a call
 *
 * Each EVENT_CDR appends its `data` and a newline with a single write, so the line is in the file
 * before event_emit returns: a call that was told as ended is on record, whatever falls over next.
 * Only one process may write a file.
 *
 * A file that was rotated or removed is made anew before the next line. A line that the file does
 * not take (full disk, lost rights) becomes an EVENT_LOST, which the log tells whole; that there is
 * trouble is an EVENT_MACHINE, once, until a line succeeds again.
 */
#ifndef ADMIN_CDR_H
#define ADMIN_CDR_H

#include "sbc/event/event.h"

struct cdr_file;

/* errno of open(2) if the file cannot be appended to. ENXIO: a pipe that nobody reads. */
int cdr_open(struct cdr_file **cdrp, struct events *events, const char *path);

#endif
