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
	SECRETS_MAX = 32,    /* words of one message; with more, every text is held to reveal one */
};

struct secrets { /* a plain value; the words lie in the message */
	struct pl words[SECRETS_MAX];
	uint32_t wordc;
};

/* Hosts in Via, Contact, Route headers, From and To; tags, Call-ID, the names of the programs. */
void secrets_learn(struct secrets *secrets, const struct sip_msg *msg);

/* Whether `text` holds an address, or any of the words. */
bool secrets_reveal(const struct secrets *secrets, const struct pl *text);

#endif
