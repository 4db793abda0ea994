/* status.c -- the codes that a policy may answer or go on with; see status.h */
#include <errno.h>
#include <ctype.h>
#include <string.h>
#include "policy/status.h"

/* clang-format off */
static const struct {
	uint16_t status;
	const char *reason;
} reasons[] = {
	{300, "Multiple Choices"},
	{301, "Moved Permanently"},
	{302, "Moved Temporarily"},
	{305, "Use Proxy"},
	{380, "Alternative Service"},
	{400, "Bad Request"},
	{401, "Unauthorized"},
	{402, "Payment Required"},
	{403, "Forbidden"},
	{404, "Not Found"},
	{405, "Method Not Allowed"},
	{406, "Not Acceptable"},
	{407, "Proxy Authentication Required"},
	{408, "Request Timeout"},
	{410, "Gone"},
	{413, "Request Entity Too Large"},
	{414, "Request-URI Too Long"},
	{415, "Unsupported Media Type"},
	{416, "Unsupported URI Scheme"},
	{420, "Bad Extension"},
	{421, "Extension Required"},
	{423, "Interval Too Brief"},
	{428, "Use Identity Header"},
	{430, "Flow Failed"},
	{433, "Anonymity Disallowed"},
	{480, "Temporarily Unavailable"},
	{481, "Call/Transaction Does Not Exist"},
	{482, "Loop Detected"},
	{483, "Too Many Hops"},
	{484, "Address Incomplete"},
	{485, "Ambiguous"},
	{486, "Busy Here"},
	{487, "Request Terminated"},
	{488, "Not Acceptable Here"},
	{491, "Request Pending"},
	{493, "Undecipherable"},
	{500, "Server Internal Error"},
	{501, "Not Implemented"},
	{502, "Bad Gateway"},
	{503, "Service Unavailable"},
	{504, "Server Time-out"},
	{505, "Version Not Supported"},
	{513, "Message Too Large"},
	{600, "Busy Everywhere"},
	{603, "Decline"},
	{604, "Does Not Exist Anywhere"},
	{606, "Not Acceptable"},
	{607, "Unwanted"},
	{608, "Rejected"},
};
/* clang-format on */

/* RFC 3261, 8.1.3.2: a code that nobody knows is its class's x00. */
static const char *const classes[] = {"Unknown",           "Unknown",        "Unknown",
				      "Redirected",        "Request Failed", "Server Failed",
				      "Refused Everywhere"};

const char *status_reason(uint16_t status)
{
	const uint16_t class = status / 100;

	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (reasons[i].status == status)
			return reasons[i].reason;

	return classes[class < sizeof classes / sizeof classes[0] ? class : 0];
}

int status_read(uint16_t *first, uint16_t *last, const char *text)
{
	const bool one = isdigit((unsigned char)text[0]) && isdigit((unsigned char)text[1])
		&& isdigit((unsigned char)text[2]);
	const bool all = !one && text[0] && !strcmp(text + 1, "xx");

	if (strlen(text) != 3 || !(one || all) || text[0] < '3' || text[0] > '6')
		return EINVAL;

	*first = (text[0] - '0') * 100;
	*last = *first + 99;
	if (one)
		*first = *last = *first + (text[1] - '0') * 10 + (text[2] - '0');

	return 0;
}

void status_add(uint64_t *set, uint16_t first, uint16_t last)
{
	for (uint32_t status = first; status <= last; status++)
		set[status / 64] |= 1ULL << status % 64;
}

bool status_is_in(const uint64_t *set, uint16_t status)
{
	return status <= STATUS_LAST && (set[status / 64] >> status % 64 & 1);
}

static bool is_whole_class(const uint64_t *set, uint16_t first)
{
	for (uint32_t i = 0; i < 100; i++)
		if (!status_is_in(set, first + i))
			return false;

	return true;
}

int status_print(struct re_printf *pf, const uint64_t *set)
{
	const char *comma = "";
	int err = 0;

	for (uint16_t status = STATUS_FIRST; status <= STATUS_LAST; status++) {
		if (!status_is_in(set, status))
			continue;

		if (status % 100 == 0 && is_whole_class(set, status)) {
			err |= re_hprintf(pf, "%s%uxx", comma, status / 100);
			status += 99;
		} else {
			err |= re_hprintf(pf, "%s%u", comma, status);
		}
		comma = ", ";
	}

	return err;
}
