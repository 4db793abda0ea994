/* header.c -- two tables of names; see header.h */
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include "policy/header.h"
#include "policy/value.h"

/* clang-format off */
/* RFC 3261, 7.3.3, and what later documents added. */
static const struct {
	char shorter;
	const char *name;
} forms[] = {
	{'a', "Accept-Contact"},
	{'b', "Referred-By"},
	{'c', "Content-Type"},
	{'d', "Request-Disposition"},
	{'e', "Content-Encoding"},
	{'f', "From"},
	{'i', "Call-ID"},
	{'j', "Reject-Contact"},
	{'k', "Supported"},
	{'l', "Content-Length"},
	{'m', "Contact"},
	{'o', "Event"},
	{'r', "Refer-To"},
	{'s', "Subject"},
	{'t', "To"},
	{'u', "Allow-Events"},
	{'v', "Via"},
	{'x', "Session-Expires"},
	{'y', "Identity"},
};

static const char *const ours[] = {
	"Via", "From", "To", "Call-ID", "CSeq", "Contact", "Route", "Record-Route", "Max-Forwards", "Path",
	"Service-Route", "Authorization", "Proxy-Authorization", "WWW-Authenticate",
	"Proxy-Authenticate", "Authentication-Info", "Require", "Proxy-Require", "Supported",
	"Unsupported", "Allow", "Allow-Events", "Event", "Subscription-State", "RAck", "RSeq",
	"Session-Expires", "Min-SE", "Expires", "Min-Expires", "Replaces", "Refer-To", "Referred-By",
	"Retry-After", "MIME-Version",
};
/* clang-format on */

static const size_t formc = sizeof forms / sizeof forms[0];
static const size_t oursc = sizeof ours / sizeof ours[0];

/* What a name of one letter stands for; NULL: nothing. */
static const char *long_form(const char *name, size_t length)
{
	for (size_t i = 0; length == 1 && i < formc; i++)
		if (forms[i].shorter == tolower((unsigned char)name[0]))
			return forms[i].name;

	return NULL;
}

bool header_is(const struct pl *name, const char *wanted)
{
	const char *form = long_form(name->p, name->l);

	return form ? !strcasecmp(form, wanted) : !pl_strcasecmp(name, wanted);
}

bool header_is_name(const char *text)
{
	return *text && value_is_word(text, "-.!%*_+`'~", HEADER_NAME_MAX);
}

bool header_is_ours(const char *name)
{
	const char *form = long_form(name, strlen(name));

	if (form)
		name = form;
	if (!strncasecmp(name, "Content-", 8))
		return true;

	for (size_t i = 0; i < oursc; i++)
		if (!strcasecmp(ours[i], name))
			return true;

	return false;
}
