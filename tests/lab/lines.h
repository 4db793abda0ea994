/*
 * lines.h -- a party's connections: SIP over TCP or TLS, written apart from sbc/sip on purpose
 *
 * It listens where it lives, calls where it has no connection to, and cuts messages out of what
 * comes. It may say its messages in small pieces, hang up, or open connections and say nothing.
 */
#ifndef LAB_LINES_H
#define LAB_LINES_H

#include <re.h>
#include "tests/lab/inside.h"

struct lines;

typedef void(lines_h)(const struct sa *from, struct mbuf *message, void *arg);
int lines_alloc(struct lines **linesp, struct party *party, lines_h *handler, void *arg);
void lines_send(struct lines *lines, const struct sa *to, struct mbuf *mb);

#endif
