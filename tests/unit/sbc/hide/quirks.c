/* quirks.c -- tests of sbc/hide/quirks.c and compact.c; addresses are in nameaddr.c's */
#include "sbc/hide/compact.h"
#include "sbc/hide/quirks.h"
#include "tests/unit/sbc/hide/given.h"
#include "sbc/sip/message.h"
#include "policy/compat.h"

/* Each row is a provisional answer, and what the caller hears. */
static const struct {
	uint32_t compat;
	uint16_t status;
	bool sdp;
	uint16_t status_then;
	bool sdp_then;
} rings[] = {
	{0,		      183, true,  183, true },
	{COMPAT_NO_EARLY_MEDIA,  183, true,  180, false},
	{COMPAT_NO_EARLY_MEDIA,  180, true,  180, false},
	{COMPAT_NO_EARLY_MEDIA,  181, false, 181, false},
	{~COMPAT_NO_EARLY_MEDIA, 183, true,  183, true },
};

START_TEST(ring)
{
	static const struct pl sdp = PL("v=0");
	struct quirks_ring ring = {rings[_i].status, rings[_i].sdp ? &sdp : NULL};

	quirks_ring(&ring, rings[_i].compat);
	ck_assert_uint_eq(ring.status, rings[_i].status_then);
	ck_assert_int_eq(!!ring.sdp, rings[_i].sdp_then);
}
END_TEST

#define BODY "v=0\r\nFrom: is no header here\r\n"

/* Each row is a message, and what it is with short headers. */
/* clang-format off */
static const struct {
	const char *what, *text, *expect;
} messages[] = {
	{"names in the table", "BYE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nCALL-id: Via: x\r\nX-Via: 1\r\nContent-Length: 0\r\n\r\n",
	 "BYE sip:a@b SIP/2.0\r\nv: SIP/2.0/UDP a\r\ni: Via: x\r\nX-Via: 1\r\nl: 0\r\n\r\n"},
	{"the body stays", "SIP/2.0 200 OK\r\nContent-Type: application/sdp\r\n\r\n" BODY,
	 "SIP/2.0 200 OK\r\nc: application/sdp\r\n\r\n" BODY},
	{"a folded line", "SIP/2.0 200 OK\r\nSubject: a\r\n From: b\r\n\r\n", "SIP/2.0 200 OK\r\ns: a\r\n From: b\r\n\r\n"},
	{"the start line is none", "To: sip:a SIP/2.0\r\nTo: b\r\n\r\n", "To: sip:a SIP/2.0\r\nt: b\r\n\r\n"},
	{"nothing to shorten", "BYE sip:a SIP/2.0\r\n\r\n", "BYE sip:a SIP/2.0\r\n\r\n"},
	{"no end", "BYE sip:a SIP/2.0\r\nTo: b", "BYE sip:a SIP/2.0\r\nTo: b"},
	{"nothing at all", "", ""},
};
/* clang-format on */

static void check_message(const char *what, const char *text, const char *expect, uint32_t compat)
{
	struct mbuf *mb = mbuf_alloc(strlen(text) + 3);

	mbuf_write_str(mb, "To:"); /* what stands before is not the message */
	mbuf_write_str(mb, text);
	mb->pos = 3;
	quirks_message(mb, compat);
	ck_assert_uint_eq(3, mb->pos);
	ck_assert_msg(mbuf_get_left(mb) == strlen(expect)
			      && !memcmp(mbuf_buf(mb), expect, strlen(expect)),
		      "%s: got '%.*s'", what, (int)mbuf_get_left(mb), (char *)mbuf_buf(mb));
	mem_deref(mb);
}

START_TEST(message)
{
	check_message(messages[_i].what, messages[_i].text, messages[_i].expect,
		      COMPAT_SHORT_HEADERS);
	check_message("nobody asked", messages[_i].text, messages[_i].text, 0);
}
END_TEST

/* ACK and CANCEL are made of the INVITE as it was sent (RFC 3261 9.1, 17.1.1.3). */
START_TEST(short_headers_can_be_read_by_us)
{
	struct mbuf *mb = mbuf_alloc(512), *cancel = mbuf_alloc(512);

	mbuf_write_str(mb, GIVEN_INVITE "Content-Length: 0\r\n\r\n");
	mb->pos = 0;
	quirks_message(mb, COMPAT_SHORT_HEADERS);
	ck_assert_int_eq(0, message_derive(cancel, mb, "CANCEL", NULL));
	mbuf_write_u8(cancel, 0);
	ck_assert_ptr_nonnull(strstr((char *)cancel->buf, "Call-ID: call77@pbx.acme.lan\r\n"));
	ck_assert_ptr_nonnull(strstr((char *)cancel->buf, "branch=z9hG4bKoffice1\r\n"));
	mem_deref(cancel);
	mem_deref(mb);
}
END_TEST

START_TEST(one_codec_is_asked_for_by_name)
{
	ck_assert(quirks_one_codec(COMPAT_ONE_CODEC));
	ck_assert(!quirks_one_codec(~COMPAT_ONE_CODEC));
}
END_TEST

/* Each row is a name as it came, and the full one. */
static const struct {
	const char *name, *full;
} names[] = {
	{"k",   "Supported"},
        {"K",   "Supported"},
        {"v",   "Via"      },
        {"z",   "z"        },
        {"Via", "Via"      },
        {"",    ""         },
};

START_TEST(name)
{
	struct pl pl;

	pl_set_str(&pl, names[_i].name);
	compact_expand(&pl);
	ck_assert_msg(!pl_strcmp(&pl, names[_i].full), "%s", names[_i].name);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/hide/quirks");
	TCase *tcase = tcase_create("quirks");

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, ring, 0, ARRAY_SIZE(rings));
	tcase_add_loop_test(tcase, message, 0, ARRAY_SIZE(messages));
	tcase_add_test(tcase, short_headers_can_be_read_by_us);
	tcase_add_test(tcase, one_codec_is_asked_for_by_name);
	tcase_add_loop_test(tcase, name, 0, ARRAY_SIZE(names));
	return given_run(suite);
}
