/*
 * registrations.h -- our accounts at providers: who knows us under which number, and until when
 *
 * Each account of the policy is registered (RFC 3261 10) and kept so by a machine of its own: one that
 * fails, waits or is refused holds up no other. At start they begin REGISTRATIONS_A_SECOND apart, so
 * that ten thousand accounts are no flood. A reload touches only what changed; at the end, and when an
 * account goes, the registrar is told.
 *
 * A Contact of ours bears a `line`, a word that only the registrar learns: a call that has it comes by
 * that account, whatever its source, and whoever else is at that address.
 *
 * Not there: RFC 5626 (outbound), GRUU. From RFC 6140 the registration, not the globally routable parts.
 */
#ifndef PEER_REGISTRATIONS_H
#define PEER_REGISTRATIONS_H

#include <re.h>
#include "sbc/world/world.h"
#include "sbc/event/event.h"
#include "sbc/sip/transaction.h"
#include "sbc/peer/hosts.h"
#include "sbc/peer/peers.h"
#include "policy/policy.h"

enum {
	REGISTRATIONS_A_SECOND = 50,  /* that begin, at start and after a reload */
	REGISTRATION_ROUTES_MAX = 8,  /* of Service-Route; more are not taken */
	REGISTRATION_SAID_SIZE = 192, /* of a sentence */
};

#define REGISTRATIONS_LEAVE_US    UINT64_C(2000000)    /* the end waits no longer for registrars */
#define REGISTRATION_LOOK_US      UINT64_C(10000000)   /* is who knows us still well? */
#define REGISTRATION_PATIENCE_US  UINT64_C(4000000)    /* with a silent one, if there is another */
#define REGISTRATION_PAUSE_US     UINT64_C(30000000)   /* RFC 5626 4.5 */
#define REGISTRATION_PAUSE_MAX_US UINT64_C(1800000000) /* after many failures, or a refusal */
#define REGISTRATION_EXPIRES_MAX_US                                                                \
	UINT64_C(604800000000) /* a registrar that wants more is refused */

struct registrations;
struct registrations_config { /* all of it borrowed, and there for longer */
	struct world *world;
	struct events *events;
	struct transactions *transactions;
	struct peers *peers;
};

/* `config` is copied. Nothing begins before registrations_adopt. ENOMEM. */
int registrations_alloc(struct registrations **registrationsp,
			const struct registrations_config *config);

/*
 * From now on the accounts of this policy: new ones begin, changed ones begin anew, those that are not
 * there any more leave, all others keep what they have. ENOMEM: some are missing.
 */
int registrations_adopt(struct registrations *registrations, struct policy *policy);

/*
 * All of them leave; `stopped` is called once, when they have or after REGISTRATIONS_LEAVE_US. No
 * policy that is adopted afterwards begins one.
 */
void registrations_stop(struct registrations *registrations, void (*stopped)(void *arg), void *arg);

/* Requests that are on their way, and timers: 0 when every account is gone. */
uint32_t registrations_errands(const struct registrations *registrations);

/* The account by whose Contact a request came: `uri` is its Request-URI; NULL: by none of ours. */
const struct account_config *registrations_of_line(const struct registrations *registrations,
						   const struct uri *uri);

/*
 * A call goes by the account whose user its caller is (as the peer writes him), else by the peer's
 * first. What we answer when the peer challenges such a call: that account's login, but the peer's own
 * before the first's; NULL: nothing.
 */
const struct login_config *registrations_login(const struct registrations *registrations,
					       const struct peer_config *peer, const char *caller);

struct registration_route {        /* Service-Route (RFC 3608); valid until the world goes on */
	const char *const *routes; /* each "<uri>" */
	uint32_t routec;
};
void registrations_route(struct registration_route *route,
			 const struct registrations *registrations, const struct peer_config *peer,
			 const char *caller);

/* The machine that knows such a call's account goes to the front, if it is one of these and well. */
void registrations_prefer(struct hop *hops, uint32_t hopc,
			  const struct registrations *registrations, const struct peer_config *peer,
			  const char *caller);

enum registration_state {
	REGISTRATION_WAITS,  /* for its turn, or for a pause to end */
	REGISTRATION_ASKS,   /* a REGISTER is on its way */
	REGISTRATION_UP,     /* the registrar knows us */
	REGISTRATION_LEAVES, /* it is told that we go */
	REGISTRATION_STATES
};
const char *registration_state_name(enum registration_state state);

struct registration_status { /* borrowed */
	const char *label, *peer, *user, *server;
	enum registration_state state;
	uint64_t since_us,
		next_us;  /* world's clock: that state began; what comes next is due; 0: open */
	uint16_t status;  /* of the last answer; 0: none yet, or silence */
	const char *said; /* what became of the last attempt, as a sentence */
};
typedef void(registration_h)(const struct registration_status *status, void *arg);

/* In the order of the policy. */
void registrations_each(const struct registrations *registrations, registration_h *handler,
			void *arg);

#endif
