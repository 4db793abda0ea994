/*
 * methods.h -- requests inside a call: one row a method
 */
#ifndef CALL_METHODS_H
#define CALL_METHODS_H

#include "sbc/call/call.h"

/* All that we understand, as a header line. */
#define METHODS_ALLOW "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\n"

/* A request of `leg`'s dialog, with its transaction. */
void methods_request(struct leg *leg, struct transaction *server, const struct sip_msg *request);

#endif
