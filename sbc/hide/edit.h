/*
 * edit.h -- header lines added, set and removed as the policy says, on a message being written
 *
 * Works on the lines that are there by now, so that whatever wrote them can be removed or replaced,
 * and what the table of headers drops can be added by name. A name fits in its short form too.
 */
#ifndef HIDE_EDIT_H
#define HIDE_EDIT_H

#include <re.h>
#include "policy/config.h"

/* Changes the whole lines from `begin` to the end of `mb`, in the order of `changes`. */
int edit_headers(struct mbuf *mb, size_t begin, const struct header_config *changes,
		 uint32_t changec);

#endif
