/*
 * country.h -- which country a number belongs to: ITU-T E.164 country codes with ISO 3166 names
 *
 * The longest prefix of the table says it, so that +1 is divided into its countries by area codes,
 * +7 into Russia and Kazakhstan. Codes of no country (satellites, +800) have no ISO name.
 */
#ifndef POLICY_COUNTRY_H
#define POLICY_COUNTRY_H

#include <stdbool.h>

struct country {
	const char *prefix; /* digits behind the + */
	const char *iso;    /* two small letters; "": a code of no country */
};

/* The country of "+84912345678"; NULL: no E.164 number, or a code that is not assigned. */
const struct country *country_of(const char *number);

/* "vn", or for a code of no country its digits, "881": what calls to one country are counted by. */
const char *country_name(const struct country *country);

/* Each row of a country by its ISO letters; begins and ends with NULL. */
const struct country *country_each(const char *iso, const struct country *before);

/* Whether `text` names a country: ISO letters, or + and a country code that is assigned. */
bool country_is_known(const char *text);

/* Whether the number belongs to what `text` names: of "+1" all of that code's countries do. */
bool country_has(const char *text, const char *number);

#endif
