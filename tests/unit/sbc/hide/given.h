/* given.h -- an INVITE of a PBX in Hanoi on its way to a provider that writes +84, for tests of hide */
#ifndef TESTS_HIDE_GIVEN_H
#define TESTS_HIDE_GIVEN_H

#include <string.h>
#include <check.h>
#include "sbc/hide/headers.h"
#include "sbc/hide/secrets.h"
#include "policy/numbers.h"

#define GIVEN_INVITE                                                                               \
	"INVITE sip:0912345678@10.0.0.2 SIP/2.0\r\n"                                               \
	"Via: SIP/2.0/UDP pbx.acme.lan:5060;branch=z9hG4bKoffice1\r\n"                             \
	"Via: SIP/2.0/UDP desk17.acme.lan;branch=z9hG4bKdesk\r\n"                                  \
	"Record-Route: <sip:edge.acme.lan;lr>\r\n"                                                 \
	"From: \"Lan\" <sip:1001@acme.lan>;tag=pbxtag77\r\n"                                       \
	"To: <sip:0912345678@10.0.0.2>\r\n"                                                        \
	"Call-ID: call77@pbx.acme.lan\r\n"                                                         \
	"CSeq: 1 INVITE\r\n"                                                                       \
	"Contact: <sip:1001@phone.acme.lan:5062>\r\n"                                              \
	"Max-Forwards: 70\r\n"

struct given {
	struct peer_config pbx, provider;
	struct attempt attempt;
	struct sa local, hop;
	struct sip_msg *msg;
	struct secrets secrets;
	struct face face;
	struct crossing crossing;
};

static const struct numbering given_vietnam = {
	.name = "vietnam", .country = "84", .national = "0", .international = "00"};

static inline struct sip_msg *given_message(const char *head, const char *more)
{
	struct mbuf *mb = mbuf_alloc(2048);
	struct sip_msg *msg;

	mbuf_printf(mb, "%s%s%sContent-Length: 0\r\n\r\n", head, more, *more ? "\r\n" : "");
	mb->pos = 0;
	ck_assert_int_eq(0, sip_msg_decode(&msg, mb));
	mem_deref(mb);
	return msg;
}

/* All trusted, all passed, nobody hidden; tests change what they are about. */
static inline void given_open(struct given *given, const char *headers)
{
	*given = (struct given){
		.pbx = {.name = "pbx",             .numbers = &given_vietnam},
		.provider = {                         .name = "viettel", .numbers = &numbers_e164                         },
		.attempt = { .caller = "+842873000001",           .called = "+84912345678",                                    .passes = true}
        };
	given->pbx.identity = (struct identity_config){.trust = IDENTITY_ALL, .passes = true};
	given->provider.identity = given->pbx.identity;
	given->attempt.peer = &given->provider;
	sa_set_str(&given->local, "203.0.113.5", 5060);
	sa_set_str(&given->hop, "198.51.100.10", 5060);
	given->msg = given_message(GIVEN_INVITE, headers);
	secrets_learn(&given->secrets, given->msg);
	given->face =
		(struct face){.peer = &given->provider, .local = &given->local, .hop = &given->hop};
	given->crossing = (struct crossing){.msg = given->msg,
					    .secrets = &given->secrets,
					    .from = &given->pbx,
					    .face = &given->face,
					    .attempt = &given->attempt};
}

static inline void given_close(struct given *given)
{
	mem_deref(given->msg);
}

static inline void given_expect(const struct given *given, const char *what, const char *expect)
{
	struct mbuf *mb = mbuf_alloc(512);

	ck_assert_int_eq(0, headers_cross(mb, &given->crossing));
	ck_assert_msg(mb->end == strlen(expect) && !memcmp(mb->buf, expect, mb->end),
		      "%s: got '%.*s'", what, (int)mb->end, (char *)mb->buf);
	mem_deref(mb);
}

static inline int given_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

#endif
