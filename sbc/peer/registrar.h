/*
 * registrar.h -- the machines of an account's own `server`, where that is not its peer's
 *
 * An address as the file has it, or a name that is looked up and kept as a peer's is (lookup.h). Nobody
 * keeps their health: only REGISTER goes there.
 */
#ifndef PEER_REGISTRAR_H
#define PEER_REGISTRAR_H

#include <re.h>
#include "sbc/peer/hosts.h"
#include "policy/config.h"

struct registrar;

/* `account` is borrowed, and its `server` is written. The name is asked for at once. */
int registrar_alloc(struct registrar **registrarp, struct world *world,
		    const struct account_config *account);

/* In the order in which to try them now; 0: none is known. */
uint32_t registrar_order(struct hop hops[HOSTS_MAX], const struct registrar *registrar);

/* Timers and questions that are pending. */
uint32_t registrar_errands(const struct registrar *registrar);

#endif
