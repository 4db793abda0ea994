/*
 * diff_target.h -- what one target of a call gets otherwise: numbers, who calls, headers, media
 *
 * The part of diff.c that is about steps 6 and 7. The two attempts are for peers of one name.
 */
#ifndef POLICY_DIFF_TARGET_H
#define POLICY_DIFF_TARGET_H

#include <re.h>

struct attempt;

/* A sentence for each difference; *differs is set if there is one, else left as it is. */
int diff_target(struct re_printf *pf, bool *differs, const struct attempt *before,
		const struct attempt *after);

/* "user-phone, no-100rel", of compat bits; "none" */
int diff_print_compat(struct re_printf *pf, const uint32_t *bits);

#endif
