/*
 * obey.h -- what `sbc run` does when a person commands it: reload, confirm
 *
 * SIGHUP is a reload without options. The file is read anew, checked and proven; if anything is wrong
 * with it, the policy in force stays and the answer says why.
 */
#ifndef CLI_OBEY_H
#define CLI_OBEY_H

#include <re.h>
#include "sbc/admin/control.h"
#include "sbc/engine.h"

struct keyring;

struct obey {
	const char *file; /* the policy's */
	struct engine *engine;
	struct keyring *keyring; /* of the passwords it names */
};

/* `said` gets lines for a person: what is wrong, what waits for a restart, what became of it. */
int obey_reload(struct mbuf *said, const struct obey *obey, const struct trial_config *config);

/* For control_open, whose `arg` is a struct obey. */
extern const struct control_row obey_rows[];
extern const size_t obey_rowc;

#endif
