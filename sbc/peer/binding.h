/*
 * binding.h -- what a registrar knows an account by: all that it can see, and the line we are called by
 *
 * A registrar keeps our Contact until its time ends, also if we die. `line` is a parameter in it that
 * says which account a call is for. It is hard to guess, and after a restart the same again: a
 * registrar that still has the binding of our last life would else have two, and fork each call to us
 * twice. So it is an HMAC under the password of what binding_is_same compares.
 */
#ifndef PEER_BINDING_H
#define PEER_BINDING_H

#include "sbc/world/world.h"
#include "policy/config.h"

enum {
	BINDING_LINE_SIZE = 24, /* with its 0 */
};

/* By chance, if the account has no password. */
void binding_line(char line[BINDING_LINE_SIZE], const struct account_config *account,
		  struct world *world);

/* Whether the registrar would see no difference between these two, but for the password. */
bool binding_is_same(const struct account_config *ours, const struct account_config *account);

#endif
