/*
 * invite.h -- an INVITE from a file, and the one that the SBC would make of it
 *
 * The real engine runs in a simulated world (sbc/world/sim.h) at the time in question, the INVITE
 * comes to it over UDP, and what it does first is printed: the INVITE for the first target, or its
 * answer. Names of peers become addresses of 192.0.2.0/24, as nobody is asked for them; tags,
 * branches, ids and media ports are those of a throw of dice that is the same every time.
 */
#ifndef CLI_INVITE_H
#define CLI_INVITE_H

#include <re.h>
#include "policy/policy.h"

/*
 * Reads a SIP request as text: lines may end with \n alone, blank lines before it are skipped, and
 * Content-Length may be wrong or missing. *whyp says what is wrong. ENOENT…: the reader's error.
 */
int invite_read(struct sip_msg **msgp, const char *path, const char **whyp);

/* Prints what the SBC would do first with this text from the facts' source, on their side. */
int invite_try(struct re_printf *pf, struct policy *policy, const struct sip_msg *invite,
	       const struct facts *facts);

#endif
