/*
 * openings.h -- the sockets and ports that a policy's sides want: at the start and at a reload
 */
#ifndef SBC_OPENINGS_H
#define SBC_OPENINGS_H

#include "sbc/call/call.h"

/*
 * Opens the listeners and ports of `policy` that are not open yet. The world's error if a listener
 * cannot be opened; EVENT_MACHINE then says which and why. ENOSPC: CALLS_PORTS_MAX.
 */
int openings_make(struct calls *calls, const struct policy *policy);

/*
 * Whether every listener and port that is open is wanted by `after` too: what is open cannot be
 * closed under running calls. If not, `why` gets a line for each that is not.
 */
bool openings_stay(struct mbuf *why, const struct policy *before, const struct policy *after);

#endif
