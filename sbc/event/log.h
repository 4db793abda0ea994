/*
 * log.h -- what happened, a line an event: for a person, or JSON for a machine
 *
 * Nothing else prints. Text, with the start of the call's id:
 *
 *   2026-11-25T03:12:07.123Z warn  stranger  -        INVITE from nobody we know (203.0.113.9:5060)
 *   2026-11-25T03:12:08.004Z info  call      4f1c22ab viettel: +84912345678 calls +842873000001
 *
 * JSON (log: json): the members date, level, event, call, peer, from, to, text, data; those that
 * an event does not have are left out.
 *
 * Whole messages (`data`) are told at EVENT_DEBUG only, in text as lines that begin with "    | ".
 * The exception is EVENT_LOST: its record is in no other place. Bytes of strangers cannot forge a
 * line or move the cursor (escape.h). A log that cannot be written is not worth a call: no errors.
 */
#ifndef EVENT_LOG_H
#define EVENT_LOG_H

#include <stdio.h>
#include "sbc/event/event.h"

enum {
	LOG_CALL_SIZE = 9, /* as much of a call's id as a line of text shows, with its 0 */
};

struct log;

/* Events of level `least` and above go to `to`, which is borrowed and flushed after each. */
int log_open(struct log **logp, struct events *events, bool json, FILE *to, enum event_level least);

#endif
