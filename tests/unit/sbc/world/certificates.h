/*
 * certificates.h -- authorities and certificates of a test's own, as PEM files in a temporary folder
 */
#ifndef WORLD_CERTIFICATES_H
#define WORLD_CERTIFICATES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <check.h>
#include <re.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

enum {
	DAY_S = 86400,
};

struct issued { /* to be freed with issued_free */
	X509 *certificate;
	EVP_PKEY *key;
};

struct wish {
	const char *name;  /* CN */
	const char *names; /* subjectAltName: "DNS:a.example,IP:127.0.0.1"; NULL: none */
	const char *usage; /* extendedKeyUsage: "serverAuth"; NULL: any */
	int from_days, until_days;
};

static inline void wish_extension(X509 *certificate, int nid, const char *value)
{
	X509_EXTENSION *extension = value ? X509V3_EXT_conf_nid(NULL, NULL, nid, value) : NULL;

	ck_assert(!value == !extension);
	if (extension)
		ck_assert_int_eq(1, X509_add_ext(certificate, extension, -1));
	X509_EXTENSION_free(extension);
}

/* By `issuer`; NULL: an authority, signed by itself. */
static inline struct issued issued_make(const struct issued *issuer, const struct wish *wish)
{
	struct issued made = {X509_new(), EVP_EC_gen("P-256")};
	X509 *certificate = made.certificate;
	X509_NAME *name = X509_get_subject_name(certificate);

	ck_assert_int_eq(1, X509_set_version(certificate, 2));
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), issuer ? 2 : 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), (long)wish->from_days * DAY_S);
	X509_gmtime_adj(X509_getm_notAfter(certificate), (long)wish->until_days * DAY_S);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)wish->name, -1,
				   -1, 0);
	X509_set_issuer_name(certificate,
			     issuer ? X509_get_subject_name(issuer->certificate) : name);
	X509_set_pubkey(certificate, made.key);
	wish_extension(certificate, NID_basic_constraints, issuer ? NULL : "critical,CA:TRUE");
	wish_extension(certificate, NID_subject_alt_name, wish->names);
	wish_extension(certificate, NID_ext_key_usage, wish->usage);
	ck_assert_int_ne(0, X509_sign(certificate, issuer ? issuer->key : made.key, EVP_sha256()));
	return made;
}

static inline void issued_free(struct issued *made)
{
	X509_free(made->certificate);
	EVP_PKEY_free(made->key);
}

static inline void issued_write(const struct issued *made, const char *path, bool with_key)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(1, PEM_write_X509(file, made->certificate));
	if (with_key)
		ck_assert_int_eq(1,
				 PEM_write_PrivateKey(file, made->key, NULL, NULL, 0, NULL, NULL));
	ck_assert_int_eq(0, fclose(file));
}

#endif
