/* cdr.c -- appends to the file that has the path now; see cdr.h */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include "sbc/admin/cdr.h"

struct cdr_file {
	struct watcher *watcher;
	struct events *events;
	char *path;
	int fd; /* -1: not open */
	bool fails;
};

static int open_file(struct cdr_file *cdr)
{
	/* not to block: a pipe that nobody empties must not stop the calls */
	const int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK;

	cdr->fd = open(cdr->path, flags, 0640);
	return cdr->fd < 0 ? errno : 0;
}

static void close_file(struct cdr_file *cdr)
{
	if (cdr->fd >= 0)
		(void)close(cdr->fd);
	cdr->fd = -1;
}

static bool path_is_ours(const struct cdr_file *cdr)
{
	struct stat path, file;

	return stat(cdr->path, &path) == 0 && fstat(cdr->fd, &file) == 0
		&& path.st_dev == file.st_dev && path.st_ino == file.st_ino;
}

/* Half a line would spoil the next one too. */
static void take_back(int fd, size_t size)
{
	struct stat file;

	if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode))
		(void)!ftruncate(fd, file.st_size - (off_t)size);
}

static int append(int fd, const struct pl *record)
{
	struct iovec line[] = {
		{(void *)record->p, record->l},
                {"\n",              1        }
        };
	ssize_t written;

	do
		written = writev(fd, line, ARRAY_SIZE(line));
	while (written < 0 && errno == EINTR);

	if (written < 0)
		return errno;
	if ((size_t)written == record->l + 1)
		return 0;

	take_back(fd, (size_t)written);
	return ENOSPC;
}

static int write_record(struct cdr_file *cdr, const struct pl *record)
{
	int err = 0;

	if (!path_is_ours(cdr)) {
		close_file(cdr);
		err = open_file(cdr);
	}

	return err ? err : append(cdr->fd, record);
}

static void tell_lost(struct cdr_file *cdr, const struct event *record, int err)
{
	struct event trouble = {.kind = EVENT_MACHINE}, lost = *record;

	if (!cdr->fails)
		event_say(cdr->events, &trouble,
			  "%s: %m; call records go to the log until it can be written again",
			  cdr->path, err);

	lost.kind = EVENT_LOST;
	lost.text = "a call record that its file did not take";
	event_emit(cdr->events, &lost);
}

static void hear(const struct event *event, void *arg)
{
	struct cdr_file *cdr = arg;
	int err;

	if (event->kind != EVENT_CDR || !event->data)
		return;

	err = write_record(cdr, event->data);
	if (err)
		tell_lost(cdr, event, err);
	cdr->fails = err != 0;
}

static void cdr_destructor(void *arg)
{
	struct cdr_file *cdr = arg;

	mem_deref(cdr->watcher);
	close_file(cdr);
	mem_deref(cdr->path);
}

int cdr_open(struct cdr_file **cdrp, struct events *events, const char *path)
{
	struct cdr_file *cdr = mem_zalloc(sizeof *cdr, cdr_destructor);
	int err;

	if (!cdr)
		return ENOMEM;

	cdr->events = events;
	cdr->fd = -1;
	err = str_dup(&cdr->path, path);
	if (err)
		goto out;

	err = open_file(cdr);
	if (err)
		goto out;

	err = events_watch(&cdr->watcher, events, hear, cdr);
	if (err)
		goto out;

	*cdrp = cdr;

out:
	if (err)
		mem_deref(cdr);
	return err;
}
