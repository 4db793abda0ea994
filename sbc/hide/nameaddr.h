/*
 * nameaddr.h -- a name and a number of one side as the other side reads them: "Lan" <sip:0912@OURS>
 *
 * RFC 3261 25 calls it name-addr. The host is never the one that came: it is ours. The number is
 * read as its peer writes numbers and written as the other one does.
 */
#ifndef HIDE_NAMEADDR_H
#define HIDE_NAMEADDR_H

#include "sbc/hide/headers.h"
#include "policy/decision.h"

enum nameaddr_role { /* where it stands; equipment is peculiar about some: quirks.h */
	NAMEADDR_IDENTITY,
	NAMEADDR_FROM,
	NAMEADDR_TARGET, /* To and Request-URI: the host is the peer's own */
};

struct nameaddr {
	enum nameaddr_role role;
	const struct face *face; /* of whom it is written for */
	struct pl display;       /* with or without its escapes; empty: none */
	const char *user;
	struct pl params;  /* of the URI, with their `;` */
	struct pl headers; /* of the URI, with their `?` */
	bool is_theirs;    /* the host is the peer's, not ours */
	bool is_tel;       /* <tel:…> if the number is a global one (RFC 3966 5.1.4) */
	bool is_phone;     /* ;user=phone if it is a number */
};

/* For %H: as a header has it, without its tag; and the URI alone, as a Request-URI. */
int nameaddr_print(struct re_printf *pf, const struct nameaddr *nameaddr);
int nameaddr_target(struct re_printf *pf, const struct nameaddr *nameaddr);

/* Text that can stand between quotes: quotes and backslashes escaped, control characters left out. */
int nameaddr_quoted(struct re_printf *pf, const struct pl *text); /* for %H */

/*
 * The number as the other side writes it; what the sender's plan cannot read stays as it came. False:
 * there is none, or it is too long to be one.
 */
bool nameaddr_number(char number[NUMBER_SIZE], const struct crossing *crossing,
		     const struct pl *user);

/* A display name or parameters that came, if they reveal nothing; else nothing. */
struct pl nameaddr_harmless(const struct crossing *crossing, const struct pl *text);

/* Writes those of the header's parameters that reveal nothing; `but` NULL, or one to be left out. */
int nameaddr_params(struct mbuf *mb, const struct crossing *crossing, const struct pl *params,
		    const char *but);

#endif
