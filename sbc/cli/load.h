/*
 * load.h -- a policy from the disk, and what is wrong with it on stderr
 */
#ifndef CLI_LOAD_H
#define CLI_LOAD_H

#include "policy/policy.h"

struct keyring;

/* errno if there is no policy; then all that is wrong was said. */
int load_policy(struct policy **policyp, const char *path);

/* The same; `seen` hears of every file that it is read from. */
typedef void(load_seen_h)(const char *path, void *arg);
int load_policy_seen(struct policy **policyp, const char *path, load_seen_h *seen, void *arg);

/* The same with all secrets read, for an SBC that runs; what is wrong goes into `said`. */
int load_policy_for_run(struct policy **policyp, struct mbuf *said, const char *path,
			struct keyring *keyring);

#endif
