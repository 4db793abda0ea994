/* reader.c -- reads a file whole, and the rules of a zone; see reader.h */
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <re.h>
#include "sbc/cli/reader.h"

enum {
	PIECE_SIZE = 65536, /* more than any zone has */
	PATH_SIZE = 128,
};

_Static_assert(READER_SIZE_MAX == 32 * 1024 * 1024, "policy/unread.c names it");

int reader_open(int *fdp, const char *path)
{
	*fdp = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	return *fdp < 0 ? errno : 0;
}

int reader_some(size_t *sizep, int fd, void *to, size_t room)
{
	struct pollfd waits = {.fd = fd, .events = POLLIN};
	ssize_t size = read(fd, to, room);

	if (size < 0 && errno == EAGAIN) {
		if (poll(&waits, 1, READER_WAIT_MS) != 1)
			return ETIMEDOUT;
		size = read(fd, to, room);
	}
	if (size < 0)
		return errno;

	*sizep = (size_t)size;
	return 0;
}

/* Straight into the buffer: a file may hold passwords, and a copy on the stack would stay there. */
static int read_all(struct mbuf *mb, int fd)
{
	size_t size = 1;
	int err;

	while (size > 0) {
		if (mb->end > READER_SIZE_MAX)
			return EFBIG;
		if (mb->end + 1 >= mb->size && mbuf_resize(mb, 2 * mb->size))
			return ENOMEM;

		err = reader_some(&size, fd, mb->buf + mb->end, mb->size - mb->end - 1);
		if (err)
			return err;
		if (memchr(mb->buf + mb->end, 0, size))
			return EILSEQ;
		mb->end += size;
	}

	mb->pos = mb->end;
	return mbuf_write_u8(mb, 0);
}

/* Large enough at once, so that no part of the file is left where a smaller buffer was. */
static struct mbuf *buffer_for(int fd)
{
	struct stat stat;
	const bool known = !fstat(fd, &stat) && stat.st_size > 0 && stat.st_size <= READER_SIZE_MAX;

	return mbuf_alloc(known ? (size_t)stat.st_size + 2 : PIECE_SIZE);
}

int reader_read(char **textp, const char *path, void *arg)
{
	struct mbuf *mb;
	int fd, err = reader_open(&fd, path);
	(void)arg;

	if (err)
		return err;

	mb = buffer_for(fd);
	err = mb ? read_all(mb, fd) : ENOMEM;
	if (!err)
		*textp = mem_ref(mb->buf);

	(void)close(fd);
	mem_deref(mb);
	return err;
}

/* The name was looked at by the policy: it leads nowhere else. */
int reader_zone(struct mbuf **mbp, const char *name, void *arg)
{
	struct mbuf *mb = mbuf_alloc(PIECE_SIZE);
	char path[PATH_SIZE];
	ssize_t size = -1;
	int fd, err;
	(void)arg;

	if (!mb)
		return ENOMEM;

	(void)re_snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		size = read(fd, mb->buf, mb->size);
	err = size < 0 ? errno : 0;
	if (fd >= 0)
		(void)close(fd);

	if (err) {
		mem_deref(mb);
		return err == EISDIR ? ENOENT : err;
	}

	mb->end = (size_t)size;
	*mbp = mb;
	return 0;
}
