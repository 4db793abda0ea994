/*
 * profile.h -- the habits of the other ends: what a party refuses, or does not hear, as they do
 *
 * A provider or PBX of the trade has wishes that stand in no RFC. A party with its profile (party_is)
 * asks each new request for them, after any login, row by row; the first that is not met is its
 * answer. So a template (policy/templates) that lacks a line fails its story.
 */
#ifndef LAB_PROFILE_H
#define LAB_PROFILE_H

#include <re.h>
#include "tests/lab/transact.h"

/* A new request came: it was answered, or is not heard at all. */
bool profile_hears(struct server *server, const struct sip_msg *msg);

#endif
