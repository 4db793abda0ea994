/*
 * modes.h -- files that more people can read or change than should
 *
 * A policy that others can write is theirs; passwords that others can read are theirs too.
 */
#ifndef CLI_MODES_H
#define CLI_MODES_H

#include "policy/policy.h"

/* Warnings for a file that the policy was read from, on stdout; how many. */
uint32_t modes_of_policy(const char *path, const struct policy *policy);

/* Warnings for the files whose contents are its passwords. */
uint32_t modes_of_secrets(const struct policy *policy);

#endif
