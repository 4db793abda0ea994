/* reader.c -- reads a file whole; see reader.h */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <re.h>
#include "sbc/cli/reader.h"

static int read_all(struct mbuf *mb, int fd)
{
	uint8_t piece[65536];
	ssize_t size;
	int err = 0;

	while (!err && (size = read(fd, piece, sizeof piece)) != 0) {
		if (size < 0)
			return errno;
		if (memchr(piece, 0, (size_t)size))
			return EILSEQ;
		if (mb->end + (size_t)size > READER_SIZE_MAX)
			return EFBIG;
		err = mbuf_write_mem(mb, piece, (size_t)size);
	}

	return err ? err : mbuf_write_u8(mb, 0);
}

int reader_read(char **textp, const char *path, void *arg)
{
	struct mbuf *mb = mbuf_alloc(65536);
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = fd < 0 ? errno : 0;

	(void)arg;
	if (!mb)
		err = ENOMEM;
	if (err)
		goto out;

	err = read_all(mb, fd);
	if (!err)
		*textp = mem_ref(mb->buf);

out:
	if (fd >= 0)
		(void)close(fd);
	mem_deref(mb);
	return err;
}
