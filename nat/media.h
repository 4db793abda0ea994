/*
 * media.h -- which media address of a description to believe
 *
 * SDP names the address a host sees itself at. Behind a NAT that is a private one, and all that is
 * known of the other side of the NAT is where the signalling came from. Until the latch learns
 * better, that address with the described port is the best guess (and right for NATs that keep
 * ports). The rule is a table in media.c.
 */
#ifndef NAT_MEDIA_H
#define NAT_MEDIA_H

#include <re.h>

/*
 * `described` is the c= address with the m= port (or a=rtcp's), `signalled` where the message came
 * from. `peer` is unset for 0.0.0.0 and its like (hold, RFC 3264 8.4): nobody to send to until
 * learnt.
 */
void media_believe(struct sa *peer, const struct sa *described, const struct sa *signalled);

#endif
