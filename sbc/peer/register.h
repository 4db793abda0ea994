/*
 * register.h -- the words of a REGISTER and of its answer (RFC 3261 10.2, 10.3)
 *
 * The Contact is ours: the account's user at our listener (or at the name that the file gives us there),
 * with the account's `line`; in bulk one without a user, for all numbers (RFC 6140 5.2).
 */
#ifndef PEER_REGISTER_H
#define PEER_REGISTER_H

#include <re.h>
#include "sbc/peer/registration.h"

enum {
	REGISTER_URI_SIZE = 320, /* of the registrar, with its 0 */
};

/* The Request-URI: "sip:" and the registrar. EOVERFLOW: longer than REGISTER_URI_SIZE. */
int register_uri(char uri[REGISTER_URI_SIZE], const struct account_config *account);

/* The whole message. `expires_us` 0: the binding is taken back. */
int register_write(struct mbuf *mb, struct registration *registration,
		   const struct listener *listener, const char *branch, uint64_t expires_us);

/* For how long the 2xx binds our Contact: as it says there, else in Expires, else as we asked; not longer. */
uint64_t register_granted(const struct registration *registration, const struct sip_msg *ok);

/* Service-Route of the 2xx, each as "<uri>"; what is unreadable is left out. ENOMEM. */
int register_routes(char *routes[REGISTRATION_ROUTES_MAX], uint32_t *routec,
		    const struct sip_msg *ok);

/* Seconds of Retry-After, Min-Expires, Expires as time; 0: not there, or no number. */
uint64_t register_seconds(const struct sip_msg *msg, enum sip_hdrid id);

#endif
