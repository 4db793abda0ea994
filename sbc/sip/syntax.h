/*
 * syntax.h -- pieces of the grammar of RFC 3261 25 that start lines and headers are made of
 *
 * Each takes text and says where its parts are; nothing is copied, nothing allocated. Strict where
 * two readers could disagree about who is meant (quotes, brackets, hosts, numbers), lenient where
 * equipment is known to be sloppy and no harm is done. Space here is SP, HTAB and the CR LF of a
 * folded line.
 */
#ifndef SIP_SYNTAX_H
#define SIP_SYNTAX_H

#include <re.h>

void syntax_trim(struct pl *pl); /* space at both ends */
bool syntax_is_token(const struct pl *pl);
bool syntax_is_word(const struct pl *pl); /* not empty, no space, no control characters */
bool syntax_starts_token(char first);     /* whether a method or "SIP/2.0" may begin so */

/* For %H, between quotes: with the escapes that it needs (RFC 3261 25.1). */
int syntax_print_quoted(struct re_printf *pf, const char *text);

/* Moves the token at the front of `rest`, and space behind it, into `word`; it may be empty. */
void syntax_word(struct pl *rest, struct pl *word);

/*
 * Moves the first line of `rest` into `line`, without its end and with the lines that continue it
 * (RFC 3261 7.3.1); an empty one ends the headers. False: no line is complete.
 */
bool syntax_line(struct pl *rest, struct pl *line);

/* Decimal digits and nothing else, up to `max`. */
bool syntax_number(uint32_t *number, const struct pl *pl, uint32_t max);

/*
 * Walks parameters: `rest` begins at a ';' and moves on; `value` is empty if there is none. False at
 * the end, and where it cannot go on: then `rest` is not empty.
 */
bool syntax_param_next(struct pl *rest, struct pl *name, struct pl *value);
bool syntax_param(const struct pl *params, const char *name, struct pl *value);

/* Walks a list: the value up to the next comma outside of quotes and angle brackets. */
bool syntax_value_next(struct pl *rest, struct pl *value);

/*
 * EBADMSG if unreadable. They fill libre's structs as libre does, but: the number of a tel URI is
 * its `user`, and a scheme that is none of sip, sips, tel has only a `path`; a display name with
 * control characters is none, so that what is read can be written between quotes, and as a C
 * string; a Via without branch is fine (RFC 2543); a wrong Via still has its `sentby`, if that
 * could be read, so that a 400 finds its way.
 */
int syntax_uri(struct uri *uri, const struct pl *pl);
int syntax_address(struct sip_addr *addr, const struct pl *pl);
int syntax_via(struct sip_via *via, const struct pl *pl);

#endif
