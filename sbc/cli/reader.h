/*
 * reader.h -- files on the disk, for struct policy_reader: texts and time zones
 */
#ifndef CLI_READER_H
#define CLI_READER_H

#include <re.h>

enum {
	READER_SIZE_MAX = 32 * 1024 * 1024, /* of one file, in bytes */
	READER_WAIT_MS = 2000, /* for what comes through a pipe, as of `sbc diff <(…) sbc.yaml` */
};

/*
 * For reading; a pipe does not wait for somebody who writes. *fdp is the caller's to close.
 * reader_some reads what there is, 0 at the end; ETIMEDOUT: nobody wrote for READER_WAIT_MS.
 */
int reader_open(int *fdp, const char *path);
int reader_some(size_t *sizep, int fd, void *to, size_t room);

/*
 * *textp gets one reference and ends with 0. EFBIG: larger than READER_SIZE_MAX. EILSEQ: no text,
 * it has a zero byte. Else the error of open(2) or reader_some.
 */
int reader_read(char **textp, const char *path, void *arg);

/* TZif bytes out of /usr/share/zoneinfo (package tzdata). ENOENT: it has no such zone. */
int reader_zone(struct mbuf **mbp, const char *name, void *arg);

#endif
