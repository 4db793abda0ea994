/*
 * control.h -- the socket through which a person commands an SBC that runs
 *
 * A Unix socket at the path that the policy's `control` names, for its owner only: `sbc reload`,
 * `sbc confirm` and `sbc status` speak to it. One line of words goes in, "0" (done) or "1" (not
 * done) in a line of its own and then text comes out, and the connection ends.
 *
 * Whoever connects and says nothing, or does not read what he asked for, waits for himself only: the
 * loop never waits for him, and the oldest makes room when there are too many.
 */
#ifndef ADMIN_CONTROL_H
#define ADMIN_CONTROL_H

#include <re.h>

enum {
	CONTROL_LINE_MAX = 1024,     /* bytes of a command; longer is answered "1" */
	CONTROL_WORDS_MAX = 16,      /* of one command */
	CONTROL_CONNECTIONS_MAX = 8, /* at once */
};

struct control;

/* `words` ends with NULL, the command's own name left out. What it says goes into `said`. */
typedef int(control_h)(struct mbuf *said, char **words, void *arg);

struct control_row {
	const char *name;
	control_h *handler;
};

/*
 * A socket file of a process that is gone is replaced. EADDRINUSE: one that lives has it; EINVAL: the
 * path is longer than a socket's may be. `rows` outlive it.
 */
int control_open(struct control **controlp, const char *path, const struct control_row *rows,
		 size_t rowc, void *arg);

/*
 * The other end, for the command line; blocks. `said` gets the text. ENOENT, ECONNREFUSED: nobody is
 * there; ECANCELED: it was not done, `said` says why.
 */
int control_ask(struct mbuf *said, const char *path, const char *line);

#endif
