/*
 * reader.h -- files on the disk, for struct policy_reader: texts and time zones
 */
#ifndef CLI_READER_H
#define CLI_READER_H

#include <re.h>

enum {
	READER_SIZE_MAX = 32 * 1024 * 1024, /* of one file, in bytes */
};

/*
 * *textp gets one reference and ends with 0. EFBIG: larger than READER_SIZE_MAX. EILSEQ: no text,
 * it has a zero byte. Else the error of open(2) or read(2).
 */
int reader_read(char **textp, const char *path, void *arg);

/* TZif bytes out of /usr/share/zoneinfo (package tzdata). ENOENT: it has no such zone. */
int reader_zone(struct mbuf **mbp, const char *name, void *arg);

#endif
