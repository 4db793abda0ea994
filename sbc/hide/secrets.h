/*
 * secrets.h -- what a message tells of its own side, and whether a text repeats it
 *
 * Headers and SDP attributes that no table knows pass to the other leg, unless they carry an
 * address, a host name, a tag or a Call-ID of the side they come from. This is that question.
 */
#ifndef HIDE_SECRETS_H
#define HIDE_SECRETS_H

#include <re.h>

enum {
	SECRET_SHORTEST = 3, /* octets; a shorter name would be found in any text */
};

/* Whether `text` holds an IPv4 address or anything learnt from the headers of `msg`. */
bool secrets_reveal(const struct sip_msg *msg, const struct pl *text);

#endif
