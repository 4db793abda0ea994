/* crypto.c -- tests: keys in an SDP line, read and written */
#include <check.h>
#include <errno.h>
#include <string.h>
#include "sbc/hide/crypto.h"

#define KEY30 "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz" /* RFC 4568 6.1 */
#define KEY46 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
#define KEY44 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define KEY28 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="

/* Each row is what stands behind "crypto:", and what is read of it. */
/* clang-format off */
static const struct {
	const char *what, *value;
	int err;
	uint32_t tag, size;
} lines[] = {
	{"the common one",             "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY30,             0, 1, 30},
	{"the short tag",              "2 AES_CM_128_HMAC_SHA1_32 inline:" KEY30,             0, 2, 30},
	{"256 bits",                   "3 AES_256_CM_HMAC_SHA1_80 inline:" KEY46,             0, 3, 46},
	{"256 bits, the short tag",    "3 AES_256_CM_HMAC_SHA1_32 inline:" KEY46,             0, 3, 46},
	{"GCM",                        "4 AEAD_AES_128_GCM inline:" KEY28,                    0, 4, 28},
	{"GCM with 256 bits",          "5 AEAD_AES_256_GCM inline:" KEY44,                    0, 5, 44},
	{"a lifetime (Teams)",         "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY30 "|2^31",     0, 1, 30},
	{"a lifetime in packets",      "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY30 "|1048576",  0, 1, 30},
	{"small letters",              "1 aes_cm_128_hmac_sha1_80 inline:" KEY30,             0, 1, 30},
	{"an MKI would be in packets", "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY30 "|2^31|1:4", ENOTSUP, 1, 0},
	{"less than all encrypted",    "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY30
				       " UNENCRYPTED_SRTP",                                   ENOTSUP, 1, 0},
	{"an unknown suite",           "1 F8_128_HMAC_SHA1_80 inline:" KEY30,                 ENOTSUP, 1, 0},
	{"a key that is too short",    "1 AES_256_CM_HMAC_SHA1_80 inline:" KEY30,             EBADMSG, 1, 0},
	{"a key that is too long",     "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY46,             EBADMSG, 1, 0},
	{"a key far too long",         "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY46 KEY46,       EBADMSG, 1, 0},
	{"no base64",                  "1 AES_CM_128_HMAC_SHA1_80 inline:@@@@",               EBADMSG, 1, 0},
	{"no key",                     "1 AES_CM_128_HMAC_SHA1_80 inline:",                   EBADMSG, 0, 0},
	{"no tag",                     "AES_CM_128_HMAC_SHA1_80 inline:" KEY30,               EBADMSG, 0, 0},
	{"a tag of ten digits",        "1000000000 AES_CM_128_HMAC_SHA1_80 inline:" KEY30,    EBADMSG, 0, 0},
	{"nothing",                    "",                                                    EBADMSG, 0, 0},
};
/* clang-format on */

START_TEST(reading)
{
	struct media_key key = {.size = 0};
	uint32_t tag = 0;
	struct pl value;
	int err;

	pl_set_str(&value, lines[_i].value);
	err = crypto_read(&tag, &key, &value);
	ck_assert_msg(err == lines[_i].err, "%s: %d", lines[_i].what, err);
	if (!err)
		ck_assert_msg(tag == lines[_i].tag && key.size == lines[_i].size
				      && key.size == crypto_key_size(key.suite),
			      "%s", lines[_i].what);
}
END_TEST

START_TEST(what_was_read_is_written_as_it_was)
{
	static const char line[] = "a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:" KEY30 "\r\n";
	struct pl value = {line + 9, sizeof line - 12};
	struct mbuf *mb = mbuf_alloc(64);
	struct media_key key;
	uint32_t tag;

	ck_assert_int_eq(0, crypto_read(&tag, &key, &value));
	ck_assert_int_eq(0, crypto_write(mb, tag, &key));
	ck_assert_uint_eq(sizeof line - 1, mb->end);
	ck_assert_mem_eq(line, mb->buf, mb->end);
	mem_deref(mb);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/hide/crypto");
	TCase *tcase = tcase_create("crypto");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tcase, reading, 0, sizeof lines / sizeof lines[0]);
	tcase_add_test(tcase, what_was_read_is_written_as_it_was);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
