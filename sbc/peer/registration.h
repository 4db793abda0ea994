/*
 * registration.h -- one account of ours at its registrar: asked for, kept, given up (RFC 3261 10)
 *
 * It tries the machines of the registrar one after the other and stays with the one that accepted until
 * that fails. What can be mended by asking again at once (a login, 423) is; else it pauses: the longer
 * the more often it failed, never two accounts for the same time (RFC 5626 4.5).
 */
#ifndef PEER_REGISTRATION_H
#define PEER_REGISTRATION_H

#include <re.h>
#include "sbc/peer/binding.h"
#include "sbc/peer/login.h"
#include "sbc/peer/registrar.h"
#include "sbc/peer/registrations.h"

enum registration_trouble { /* how long to pause for, see registration.c */
	TROUBLE_NONE,
	TROUBLE_UNKNOWN, /* its name has not been resolved yet */
	TROUBLE_FAILED,
	TROUBLE_REFUSED, /* nothing that time alone will mend */
};

struct registration {
	struct le le, he_line, he_user, he_first; /* registrations.c's tables */
	const struct registrations_config *house;
	struct policy *policy; /* that `account` leads into */
	const struct account_config *account;
	char call_id[TOKEN_SIZE], tag[TOKEN_SIZE]; /* one for all its life (10.2) */
	char line[BINDING_LINE_SIZE];
	uint32_t cseq;

	enum registration_state state;
	struct timer timer; /* the next attempt, or the end of our patience with a machine */
	struct transaction *request;
	struct registrar *registrar; /* the account's own; NULL: its peer */
	struct login *login;
	uint64_t asked_us;                 /* expires: as the file or a 423 says */
	uint64_t sent_us, since_us;        /* of the request; of the state */
	uint64_t rest_us;                  /* Retry-After of this attempt */
	uint64_t until_us;                 /* it is valid… */
	uint64_t refresh_us;               /* …and asked for again */
	enum registration_trouble trouble; /* of the last attempt… */
	uint32_t failures;                 /* …and of so many before it, in a row */
	uint32_t brief;                    /* 423s of this attempt */
	uint16_t status;
	char said[REGISTRATION_SAID_SIZE];

	struct hop *hops; /* of this attempt; NULL: there is none */
	uint32_t hopc, hop;
	struct hop home; /* the machine that accepted… */
	bool has_home;   /* …if one did… */
	bool has_others; /* …and was not the only one */
	char *routes[REGISTRATION_ROUTES_MAX];
	uint32_t routec;

	void (*gone)(struct registration *registration, void *arg); /* it has left */
	void *arg;
};

/*
 * `policy` is kept, `house` borrowed. It asks nobody before registration_begin. ENOMEM, or what the
 * names of its own registrar answer.
 */
int registration_alloc(struct registration **registrationp,
		       const struct registrations_config *house, struct policy *policy,
		       const struct account_config *account);

/* It tries in `after_us`, whatever it waits for now. */
void registration_begin(struct registration *registration, uint64_t after_us);

/* Whether the registrar knows us now, as far as we know. */
bool registration_is_valid(const struct registration *registration);

/* The machine that knows us goes to the front, if it is one of these and well. */
void registration_prefer_home(struct hop *hops, uint32_t hopc,
			      const struct registration *registration);

/* The account as another policy has it: binding_is_same. If it waits, it tries after `after_us`. */
void registration_keep(struct registration *registration, struct policy *policy,
		       const struct account_config *account, uint64_t after_us);

/* `gone` once, perhaps from inside: the registrar answered, or does not know us anyway. */
void registration_leave(struct registration *registration,
			void (*gone)(struct registration *registration, void *arg), void *arg);

#endif
