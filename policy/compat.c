/* compat.c -- the table of peculiarities; see compat.h */
#include <string.h>
#include <re.h>
#include "policy/compat.h"

const struct compat_row compat_rows[] = {
	{"user-phone",     COMPAT_USER_PHONE,     "numbers in SIP URIs carry ;user=phone"          },
	{"tel-uri",        COMPAT_TEL_URI,        "identities with a + are written as tel: URIs"   },
	{"from-domain",    COMPAT_FROM_DOMAIN,    "From has the peer's own server name as its host"},
	{"one-codec",      COMPAT_ONE_CODEC,      "an answer names one codec, not all that fit"    },
	{"no-early-media", COMPAT_NO_EARLY_MEDIA, "183 becomes 180, without SDP"                   },
	{"short-headers",  COMPAT_SHORT_HEADERS,  "headers have their short names, to save room"   },
};

const size_t compat_count = ARRAY_SIZE(compat_rows);

const struct compat_row *compat_find(const char *name)
{
	for (size_t i = 0; i < compat_count; i++)
		if (!strcmp(compat_rows[i].name, name))
			return &compat_rows[i];

	return NULL;
}
