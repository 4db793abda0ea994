/*
 * diff.h -- what another file would decide otherwise, and what stands otherwise in it
 *
 * A call is decided by both policies with the same facts, and what came out is compared aspect by
 * aspect: one sentence each, in which numbers stand in quotes. Texts of the file are compared along
 * their trees, so no key of the language can be forgotten; secrets are never told.
 */
#ifndef POLICY_DIFF_H
#define POLICY_DIFF_H

#include <re.h>

struct facts;
struct policy;

enum {
	DIFF_DEPTH_MAX = 16,   /* as deep as a file may be */
	DIFF_TEXT_SIZE = 2048, /* of one aspect of one call; longer is compared so far */
};

/* policy.h: policy_diff, policy_diff_file. */
int diff_call(struct re_printf *pf, bool *differs, const struct policy *before,
	      const struct policy *after, const struct facts *facts);
int diff_file(struct re_printf *pf, bool *differs, const struct policy *before,
	      const struct policy *after);

#endif
