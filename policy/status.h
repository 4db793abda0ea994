/*
 * status.h -- SIP status codes as the policy writes them: 403, 5xx, and the words that go with them
 *
 * Pure tables and readers. Codes and phrases are those of RFC 3261, 21 and of what added to it.
 */
#ifndef POLICY_STATUS_H
#define POLICY_STATUS_H

#include <re.h>

enum {
	STATUS_FIRST = 300, /* final answers that are no success */
	STATUS_LAST = 699,
};

/* The phrase that goes with a code; never NULL. */
const char *status_reason(uint16_t status);

/* Reads "408" or "5xx" as the first and last code it means; EINVAL: neither, or not 300 to 699. */
int status_read(uint16_t *first, uint16_t *last, const char *text);

/* A set is a bit for each status 0 to 699. */
void status_add(uint64_t *set, uint16_t first, uint16_t last);
bool status_is_in(const uint64_t *set, uint16_t status);

/* Prints a set as the file would have it: "408, 430, 5xx". */
int status_print(struct re_printf *pf, const uint64_t *set);

#endif
