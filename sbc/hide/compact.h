/*
 * compact.h -- the short names of headers: k is Supported (RFC 3261 7.3.3)
 *
 * Every header is judged by its full name, whatever was on the wire; equipment with little room for
 * a message gets the short ones (quirks.h).
 */
#ifndef HIDE_COMPACT_H
#define HIDE_COMPACT_H

#include <re.h>

/* "k" becomes "Supported"; any other name stays as it is. */
void compact_expand(struct pl *name);

/* The short name of a header that is given in full; 0: it has none. */
char compact_letter(const struct pl *name);

#endif
