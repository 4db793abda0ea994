/* headers.c -- the table of headers; see headers.h */
#include "sbc/hide/compact.h"
#include "sbc/hide/headers.h"
#include "sbc/hide/identity.h"

typedef int(cross_h)(struct mbuf *mb, const struct crossing *crossing,
		     const struct sip_hdr *header);

static int cross_own(struct mbuf *mb, const struct crossing *crossing, const struct sip_hdr *header)
{
	(void)mb;
	(void)crossing;
	(void)header;
	return 0;
}

static int cross_pass(struct mbuf *mb, const struct crossing *crossing,
		      const struct sip_hdr *header)
{
	if (secrets_reveal(crossing->secrets, &header->val))
		return 0;

	return mbuf_printf(mb, "%r: %r\r\n", &header->name, &header->val);
}

static int cross_identity(struct mbuf *mb, const struct crossing *crossing,
			  const struct sip_hdr *header)
{
	return identity_cross(mb, crossing, header);
}

/* Not crossing has two reasons: each leg writes its own, or nobody but that side may read it. */
#define cross_drop cross_own

/* What becomes of each header on its way to the other leg. One without a row: cross_pass. */
/* clang-format off */
static const struct {
	const char *name;
	cross_h *cross;
	const char *why;
} rules[] = {
	{"Via",                            cross_own,      "each leg has its own route back"},
	{"From",                           cross_own,      "each leg has its own addresses and tags"},
	{"To",                             cross_own,      "each leg has its own addresses and tags"},
	{"Call-ID",                        cross_own,      "each leg is a dialog of its own"},
	{"CSeq",                           cross_own,      "each leg counts by itself"},
	{"Contact",                        cross_own,      "the other side calls us, not them"},
	{"Max-Forwards",                   cross_own,      "counted down by us (RFC 7332)"},
	{"Content-Length",                 cross_own,      "written with the body"},
	{"Content-Type",                   cross_own,      "written with the body"},
	{"Record-Route",                   cross_own,      "the path of that side's dialog"},
	{"Route",                          cross_own,      "the path of that side's dialog"},
	{"Path",                           cross_own,      "the path of that side's registration"},
	{"Service-Route",                  cross_own,      "the path of that side's registration"},
	{"Allow",                          cross_own,      "what we can do, not what they can"},
	{"Supported",                      cross_own,      "extensions are agreed leg by leg"},
	{"Require",                        cross_own,      "extensions are agreed leg by leg"},
	{"Proxy-Require",                  cross_own,      "we are no proxy"},
	{"Unsupported",                    cross_own,      "extensions are agreed leg by leg"},
	{"Accept",                         cross_own,      "bodies that we can read"},
	{"Accept-Encoding",                cross_own,      "bodies that we can read"},
	{"Allow-Events",                   cross_own,      "events are agreed leg by leg"},
	{"RSeq",                           cross_own,      "RFC 3262 stays on its leg"},
	{"RAck",                           cross_own,      "RFC 3262 stays on its leg"},
	{"Session-Expires",                cross_own,      "RFC 4028 stays on its leg"},
	{"Min-SE",                         cross_own,      "RFC 4028 stays on its leg"},
	{"Timestamp",                      cross_own,      "measures one leg"},
	{"Authorization",                  cross_own,      "a login is between two neighbours"},
	{"Proxy-Authorization",            cross_own,      "a login is between two neighbours"},
	{"WWW-Authenticate",               cross_own,      "a login is between two neighbours"},
	{"Proxy-Authenticate",             cross_own,      "a login is between two neighbours"},
	{"Authentication-Info",            cross_own,      "a login is between two neighbours"},
	{"Retry-After",                    cross_own,      "the pause is ours to keep, not theirs"},
	{"Content-Encoding",               cross_own,      "bodies are written by us, in plain"},
	{"Event",                          cross_own,      "a subscription is between two neighbours"},
	{"Recv-Info",                      cross_own,      "RFC 6086 is agreed leg by leg"},
	{"Feature-Caps",                   cross_own,      "RFC 6809: what that side's proxies can do"},
	{"Max-Breadth",                    cross_own,      "forking behind us is counted anew"},
	{"Accept-Contact",                 cross_drop,     "chooses among phones of that side"},
	{"Reject-Contact",                 cross_drop,     "chooses among phones of that side"},
	{"Security-Client",                cross_own,      "RFC 3329 is between two neighbours"},
	{"Security-Server",                cross_own,      "RFC 3329 is between two neighbours"},
	{"Security-Verify",                cross_own,      "RFC 3329 is between two neighbours"},
	{"Geolocation",                    cross_drop,     "an address inside that network"},
	{"P-Called-Party-ID",              cross_drop,     "an address inside that network"},
	{"P-Served-User",                  cross_drop,     "an address inside that network"},
	{"P-Charge-Info",                  cross_drop,     "an address inside that network"},
	{"User-Agent",                     cross_drop,     "names the PBX and its version"},
	{"Server",                         cross_drop,     "names the PBX and its version"},
	{"Organization",                   cross_drop,     "names the company"},
	{"Warning",                        cross_drop,     "carries the host that warns"},
	{"Alert-Info",                     cross_drop,     "an address inside that network"},
	{"Call-Info",                      cross_drop,     "an address inside that network"},
	{"Error-Info",                     cross_drop,     "an address inside that network"},
	{"Reply-To",                       cross_drop,     "an address inside that network"},
	{"In-Reply-To",                    cross_drop,     "Call-IDs of that side"},
	{"Replaces",                       cross_drop,     "a dialog of that side"},
	{"Join",                           cross_drop,     "a dialog of that side"},
	{"Target-Dialog",                  cross_drop,     "a dialog of that side"},
	{"Referred-By",                    cross_drop,     "an address inside that network"},
	{"Refer-To",                       cross_drop,     "an address inside that network"},
	{"Identity",                       cross_drop,     "signs addresses that change here (RFC 8224)"},
	{"Identity-Info",                  cross_drop,     "signs addresses that change here (RFC 4474)"},
	{"P-Associated-URI",               cross_drop,     "addresses inside that network"},
	{"P-Access-Network-Info",          cross_drop,     "the line behind the caller"},
	{"P-Visited-Network-ID",           cross_drop,     "names that network"},
	{"P-Charging-Vector",              cross_drop,     "names the hosts that count"},
	{"P-Charging-Function-Addresses",  cross_drop,     "names the hosts that count"},
	{"P-Asserted-Identity",            cross_identity, "identity.c: RFC 3325"},
	{"P-Preferred-Identity",           cross_identity, "identity.c: RFC 3325"},
	{"Remote-Party-ID",                cross_identity, "identity.c"},
	{"Diversion",                      cross_identity, "identity.c: RFC 5806"},
	{"History-Info",                   cross_identity, "identity.c: RFC 7044"},
	{"Privacy",                        cross_own,      "identity.c: what of it was done here, and what is left"},
};
/* clang-format on */

/* By name, not by libre's id: that is a hash of 12 bits, and unknown names can hit a known one's. */
static cross_h *rule_of(struct pl name)
{
	compact_expand(&name);
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		if (!pl_strcasecmp(&name, rules[i].name))
			return rules[i].cross;
	}

	return cross_pass;
}

int headers_cross(struct mbuf *mb, const struct crossing *crossing)
{
	int err = 0;

	for (const struct le *le = crossing->msg->hdrl.head; le; le = le->next) {
		const struct sip_hdr *header = le->data;

		err |= rule_of(header->name)(mb, crossing, header);
	}

	return err | identity_write(mb, crossing);
}
