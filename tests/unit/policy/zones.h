/*
 * zones.h -- time zones as the machine has them (package tzdata), for the unit tests of the room
 */
#ifndef TEST_POLICY_ZONES_H
#define TEST_POLICY_ZONES_H

#include <errno.h>
#include <stdio.h>
#include <re.h>

/* For struct policy_reader; the caller owns the bytes. */
static inline int zones_read(struct mbuf **mbp, const char *name, void *arg)
{
	struct mbuf *mb = mbuf_alloc(65536);
	char path[128];
	FILE *file;
	(void)arg;

	re_snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	file = fopen(path, "rb");
	if (!file) {
		mem_deref(mb);
		return ENOENT;
	}

	mb->end = fread(mb->buf, 1, mb->size, file);
	fclose(file);
	*mbp = mb;
	return 0;
}

#endif
