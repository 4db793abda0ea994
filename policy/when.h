/*
 * when.h -- a moment as a person writes it
 *
 *   2026-11-25 10:00         a day and a time
 *   2026-11-25T10:00:00.5Z   the same in RFC 3339; parts of a second are dropped
 *   Mon 10:00                the next one from now on, which may be now
 *
 * UTC, unless a zone follows: Z or +07:00. Days are English, at least three letters. Pure.
 */
#ifndef POLICY_WHEN_H
#define POLICY_WHEN_H

#include <stdint.h>

/* Microseconds since 1970, UTC. EINVAL: no such moment. */
int when_read(uint64_t *date_us, const char *text, uint64_t now_us);

#endif
