/*
 * escape.h -- bytes from strangers, written so that they can do no harm
 *
 * What a stranger sends ends in a log, on a terminal and in JSON. A newline there forges a line, an
 * escape sequence moves the cursor, a direction mark (U+202E) turns the line round. All of these
 * are written as \n, \x1b, \u202e; so is every byte that is no UTF-8 (\xff), and the backslash
 * itself. Everything else stays as it is.
 *
 * Both are for %H with a `const struct pl *`.
 */
#ifndef EVENT_ESCAPE_H
#define EVENT_ESCAPE_H

#include <re.h>

int escape_text(struct re_printf *pf, const struct pl *bytes);

/* The inside of a JSON string (RFC 8259 7). A byte that is no UTF-8 becomes the text \xff. */
int escape_json(struct re_printf *pf, const struct pl *bytes);

#endif
