/*
 * cdr.h -- call records as the lab reads them
 *
 * A record's digest is its fields in short parts, "; " between them:
 *
 *   answered | unanswered
 *   tried viettel 503, fpt 200        `tried`, peer and status; "tried nobody"
 *   at 192.0.2.7:5060, nowhere        of each tried: the machine
 *   left viettel refused: 503 …       and why it was left, a part for each
 *   from pbx                          and to, rule, caller, called, status, reason
 *   why the caller hung up
 *   warned guard night: …             a part for each
 *   media 250/248 249/250             packets_in/packets_out of each leg
 *
 * An expectation is some of these parts. "~" makes it a search: "why ~no ACK".
 */
#ifndef LAB_CDR_H
#define LAB_CDR_H

#include <re.h>
#include "tests/lab/inside.h"

/* Reads and keeps the line; a line that is no JSON object of the right fields fails the story. */
void cdr_came(struct lab *lab, const struct pl *line);

/* The Call-ID of leg 0 (caller) or 1; NULL: there was none. */
const char *cdr_call_id(const struct record *record, uint32_t leg);
bool cdr_is_answered(const struct record *record);

#endif
