/*
 * overview.h -- how it is at this moment, for a person: calls, peers and their machines, accounts
 */
#ifndef SBC_OVERVIEW_H
#define SBC_OVERVIEW_H

#include "sbc/call/call.h"

/* Lines of text, in the order of the policy. For %H. */
int overview_print(struct re_printf *pf, const struct calls *calls);

#endif
