/*
 * face.h -- how we look to a peer: our name there, and the name that we call it by
 *
 * A peer that wants us by name (Teams looks for the certificate's in Contact) has `host`; any other
 * sees the address of our listener. Who is called is at the server's name if the file gives one, for
 * that is what his provider routes by, whichever of its machines gets the packet.
 */
#ifndef HIDE_FACE_H
#define HIDE_FACE_H

#include <re.h>
#include "policy/config.h"

struct face {                           /* a plain value, borrowed */
	const struct peer_config *peer; /* who sees us; NULL: nobody that the policy knows */
	const struct sa *local;         /* of our listener there */
	const struct sa *hop;           /* of its machine; NULL where it is not called */
	uint32_t compat;                /* its peculiarities, the rules' too: quirks.h */
};

/* For %H: the host of a URI of ours; of one of theirs; the latter with its port, if it needs one. */
int face_ours(struct re_printf *pf, const struct face *face);
int face_theirs(struct re_printf *pf, const struct face *face);
int face_theirs_port(struct re_printf *pf, const struct face *face);

#endif
