/* control.c -- a line in, an answer out; see control.h */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "sbc/admin/control.h"

enum {
	BACKLOG = 8,
	ANSWER_MAX = 4 << 20, /* bytes that control_ask takes */
};

struct control {
	const struct control_row *rows;
	size_t rowc;
	void *arg;
	char *path; /* NULL: the file is not ours */
	int fd;
	struct list connections; /* oldest first */
};

struct connection {
	struct le le;
	struct control *control;
	int fd;
	char line[CONTROL_LINE_MAX + 1];
	size_t length;
	struct mbuf *answer; /* NULL: the line is not whole yet */
};

static void connection_destroy(void *arg)
{
	struct connection *connection = arg;

	list_unlink(&connection->le);
	fd_close(connection->fd);
	(void)close(connection->fd);
	mem_deref(connection->answer);
}

static void control_destroy(void *arg)
{
	struct control *control = arg;

	list_flush(&control->connections);
	if (control->fd >= 0) {
		fd_close(control->fd);
		(void)close(control->fd);
	}
	if (control->path)
		(void)unlink(control->path);
	mem_deref(control->path);
}

/* ---- an answer ---- */

static const struct control_row *row_of(const struct control *control, const char *name)
{
	for (size_t i = 0; i < control->rowc; i++) {
		if (!strcmp(control->rows[i].name, name))
			return &control->rows[i];
	}

	return NULL;
}

/* Splits at spaces, in place. False: nothing, or too many. */
static bool split(char *words[CONTROL_WORDS_MAX + 1], char *line)
{
	char *rest = NULL;
	int count = 0;

	for (char *word = strtok_r(line, " \r\n", &rest); word;
	     word = strtok_r(NULL, " \r\n", &rest)) {
		if (count == CONTROL_WORDS_MAX)
			return false;
		words[count++] = word;
	}

	words[count] = NULL;
	return count > 0;
}

static int obey(const struct control *control, struct mbuf *said, char *line)
{
	char *words[CONTROL_WORDS_MAX + 1];
	const struct control_row *row = split(words, line) ? row_of(control, words[0]) : NULL;

	if (row)
		return row->handler(said, words + 1, control->arg);

	(void)mbuf_write_str(said, "no such command\n");
	return ENOENT;
}

static void on_ready(int flags, void *arg);

/* The status stands before a text that is known only afterwards. */
static int answer(struct connection *connection)
{
	struct mbuf *mb = mbuf_alloc(512);
	int err;

	if (!mb)
		return ENOMEM;

	connection->answer = mb;
	err = mbuf_write_str(mb, "0\n");
	if (!err && obey(connection->control, mb, connection->line))
		mb->buf[0] = '1';

	mb->pos = 0;
	return err ? err : fd_listen(connection->fd, FD_WRITE, on_ready, connection);
}

/* ---- a connection; each returns an error when it is over ---- */

static int hear(struct connection *connection)
{
	char *free = connection->line + connection->length;
	const ssize_t size = read(connection->fd, free, CONTROL_LINE_MAX - connection->length);

	if (size < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : errno;
	if (!size)
		return ECONNRESET;

	connection->length += (size_t)size;
	if (!memchr(connection->line, '\n', connection->length))
		return connection->length < CONTROL_LINE_MAX ? 0 : EMSGSIZE;

	return answer(connection);
}

static int tell(struct connection *connection)
{
	struct mbuf *mb = connection->answer;
	const ssize_t size = send(connection->fd, mbuf_buf(mb), mbuf_get_left(mb), MSG_NOSIGNAL);

	if (size < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : errno;

	mbuf_advance(mb, size);
	return mbuf_get_left(mb) ? 0 : ESHUTDOWN;
}

static void on_ready(int flags, void *arg)
{
	struct connection *connection = arg;

	(void)flags;
	if (connection->answer ? tell(connection) : hear(connection))
		mem_deref(connection);
}

static void on_connection(int flags, void *arg)
{
	struct control *control = arg;
	struct connection *connection;
	const int fd = accept4(control->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)flags;
	if (fd < 0)
		return;

	connection = mem_zalloc(sizeof *connection, connection_destroy);
	if (!connection) {
		(void)close(fd);
		return;
	}

	connection->control = control;
	connection->fd = fd;
	if (list_count(&control->connections) == CONTROL_CONNECTIONS_MAX)
		mem_deref(list_ledata(control->connections.head));
	list_append(&control->connections, &connection->le, connection);
	if (fd_listen(fd, FD_READ, on_ready, connection))
		mem_deref(connection);
}

/* ---- the socket ---- */

static int address_of(struct sockaddr_un *address, const char *path)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof address->sun_path)
		return EINVAL;

	strcpy(address->sun_path, path);
	return 0;
}

static int connect_to(int *fdp, const struct sockaddr_un *address)
{
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return errno;

	if (connect(fd, (const struct sockaddr *)address, sizeof *address)) {
		const int err = errno;

		(void)close(fd);
		return err;
	}

	*fdp = fd;
	return 0;
}

/* Only a socket that nobody listens at is removed, never another kind of file. */
static int make_room(const struct sockaddr_un *address)
{
	struct stat file;
	int fd;

	if (lstat(address->sun_path, &file))
		return errno == ENOENT ? 0 : errno;
	if (!S_ISSOCK(file.st_mode))
		return EEXIST;

	if (!connect_to(&fd, address)) {
		(void)close(fd);
		return EADDRINUSE;
	}

	return unlink(address->sun_path) ? errno : 0;
}

static int listen_at(struct control *control, const struct sockaddr_un *address)
{
	const mode_t mask = umask(0177);
	const int failed = bind(control->fd, (const struct sockaddr *)address, sizeof *address);
	const int err = failed ? errno : 0;

	(void)umask(mask);
	if (err)
		return err;

	if (str_dup(&control->path, address->sun_path))
		return ENOMEM;
	if (listen(control->fd, BACKLOG))
		return errno;

	return fd_listen(control->fd, FD_READ, on_connection, control);
}

int control_open(struct control **controlp, const char *path, const struct control_row *rows,
		 size_t rowc, void *arg)
{
	struct control *control = mem_zalloc(sizeof *control, control_destroy);
	struct sockaddr_un address;
	int err;

	if (!control)
		return ENOMEM;

	control->rows = rows;
	control->rowc = rowc;
	control->arg = arg;
	control->fd = -1;
	err = address_of(&address, path);
	err = err ? err : make_room(&address);
	if (err)
		goto out;

	control->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	err = control->fd < 0 ? errno : listen_at(control, &address);

out:
	if (err)
		mem_deref(control);
	else
		*controlp = control;

	return err;
}

/* ---- the other end ---- */

static int read_answer(struct mbuf *said, int fd)
{
	uint8_t piece[4096];
	ssize_t size;
	int err = 0;

	while (!err && (size = read(fd, piece, sizeof piece)) != 0) {
		if (size < 0 && errno != EINTR)
			return errno;
		if (size > 0 && said->end + (size_t)size > ANSWER_MAX)
			return EMSGSIZE;
		if (size > 0)
			err = mbuf_write_mem(said, piece, (size_t)size);
	}

	return err;
}

int control_ask(struct mbuf *said, const char *path, const char *line)
{
	struct sockaddr_un address;
	struct mbuf *mb = mbuf_alloc(512);
	int fd = -1, err = mb ? address_of(&address, path) : ENOMEM;

	err = err ? err : connect_to(&fd, &address);
	if (err)
		goto out;

	if (send(fd, line, strlen(line), MSG_NOSIGNAL) < 0 || send(fd, "\n", 1, MSG_NOSIGNAL) < 0)
		err = errno;
	err = err ? err : read_answer(mb, fd);
	if (!err && mb->end < 2)
		err = ECONNRESET;
	if (err)
		goto out;

	err = mbuf_write_mem(said, mb->buf + 2, mb->end - 2);
	if (!err && mb->buf[0] != '0')
		err = ECANCELED;

out:
	if (fd >= 0)
		(void)close(fd);
	mem_deref(mb);
	return err;
}
