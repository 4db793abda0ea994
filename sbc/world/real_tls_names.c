/* real_tls_names.c -- whom a certificate names (RFC 5922 7); see real_tls.h */
#include <openssl/x509v3.h>
#include "sbc/world/real_tls.h"

static bool is_address(const char *name)
{
	struct sa address;

	return !sa_set_str(&address, name, 0);
}

/* The host of "sip:host" or "sips:host"; with a user it names no domain (RFC 5922 7.1). */
static bool read_sip_host(struct pl *host, const GENERAL_NAME *entry)
{
	const ASN1_IA5STRING *text = entry->d.uniformResourceIdentifier;
	const struct pl whole = {(const char *)ASN1_STRING_get0_data(text),
				 (size_t)ASN1_STRING_length(text)};
	struct uri uri;

	if (uri_decode(&uri, &whole) || uri.user.l
	    || (pl_strcasecmp(&uri.scheme, "sip") && pl_strcasecmp(&uri.scheme, "sips")))
		return false;

	*host = uri.host;
	return true;
}

enum sip_names {
	SIP_NAMES_NONE,
	SIP_NAMES_HAS,
	SIP_NAMES_OTHERS
};

/* RFC 5922 7.1: a certificate with SIP URIs is for these, whatever else it names. */
static enum sip_names look_among_uris(X509 *certificate, const char *name)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	enum sip_names found = SIP_NAMES_NONE;
	struct pl host, wanted;

	pl_set_str(&wanted, name);
	for (int i = 0; i < sk_GENERAL_NAME_num(names) && found != SIP_NAMES_HAS; i++) {
		const GENERAL_NAME *entry = sk_GENERAL_NAME_value(names, i);

		if (entry->type == GEN_URI && read_sip_host(&host, entry))
			found = pl_casecmp(&host, &wanted) ? SIP_NAMES_OTHERS : SIP_NAMES_HAS;
	}

	GENERAL_NAMES_free(names);
	return found;
}

bool real_tls_names(X509 *certificate, const char *name)
{
	enum sip_names uris;

	if (is_address(name))
		return X509_check_ip_asc(certificate, name, 0) == 1;

	uris = look_among_uris(certificate, name);
	if (uris != SIP_NAMES_NONE)
		return uris == SIP_NAMES_HAS;

	return X509_check_host(certificate, name, 0, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, NULL)
		== 1;
}
