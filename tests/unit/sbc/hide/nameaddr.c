/* nameaddr.c -- tests of sbc/hide/nameaddr.c, face.c, and of the quirks that addresses have */
#include "sbc/hide/nameaddr.h"
#include "tests/unit/sbc/hide/given.h"
#include "policy/compat.h"

enum {
	PHONE = COMPAT_USER_PHONE,
	TEL = COMPAT_TEL_URI,
	DOMAIN = COMPAT_FROM_DOMAIN
};

/* Each row is an address in a message to sip.viettel.example, and how it is written. */
/* clang-format off */
static const struct {
	const char *what;
	enum nameaddr_role role;
	uint32_t compat;
	const char *host, *display, *user, *params, *expect;
} rows[] = {
	{"our address", NAMEADDR_FROM, 0, NULL, "", "0912", "", "<sip:0912@203.0.113.5>"},
	{"our name there", NAMEADDR_FROM, 0, "sbc.acme.vn", "", "0912", "", "<sip:0912@sbc.acme.vn>"},
	{"their name", NAMEADDR_TARGET, 0, "sbc.acme.vn", "", "0912", "", "<sip:0912@sip.viettel.example>"},
	{"a shown name", NAMEADDR_FROM, 0, NULL, "Lan Anh", "0912", "", "\"Lan Anh\" <sip:0912@203.0.113.5>"},
	{"a quote in it", NAMEADDR_FROM, 0, NULL, "L\"an", "0912", "", "\"L\\\"an\" <sip:0912@203.0.113.5>"},
	{"a quote that is escaped already", NAMEADDR_FROM, 0, NULL, "L\\\"an", "0912", "",
	 "\"L\\\"an\" <sip:0912@203.0.113.5>"},
	{"an escape that was cut", NAMEADDR_FROM, 0, NULL, "Lan\\", "0912", "", "\"Lan\" <sip:0912@203.0.113.5>"},
	{"an escape of an escape", NAMEADDR_FROM, 0, NULL, "Lan\\\\", "0912", "", "\"Lan\\\\\" <sip:0912@203.0.113.5>"},
	{"lines and controls", NAMEADDR_FROM, 0, NULL, "La\r\nVia: x\x7f\\\n", "0912", "",
	 "\"LaVia: x\" <sip:0912@203.0.113.5>"},
	{"other letters", NAMEADDR_FROM, 0, NULL, "Th\xe1\xba\xa3o", "0912", "", "\"Th\xe1\xba\xa3o\" <sip:0912@203.0.113.5>"},
	{"nobody", NAMEADDR_FROM, 0, NULL, "", "", "", "<sip:203.0.113.5>"},
	{"parameters of the URI", NAMEADDR_IDENTITY, 0, NULL, "", "0912", ";cause=302", "<sip:0912@203.0.113.5;cause=302>"},

	{"user-phone: a number", NAMEADDR_FROM, PHONE, NULL, "", "+84912", "", "<sip:+84912@203.0.113.5;user=phone>"},
	{"user-phone: without its +", NAMEADDR_TARGET, PHONE, NULL, "", "0912", "", "<sip:0912@sip.viettel.example;user=phone>"},
	{"user-phone: in identities too", NAMEADDR_IDENTITY, PHONE, NULL, "", "0912", "", "<sip:0912@203.0.113.5;user=phone>"},
	{"user-phone: a name is none", NAMEADDR_FROM, PHONE, NULL, "", "lan1", "", "<sip:lan1@203.0.113.5>"},
	{"user-phone: a bare +", NAMEADDR_FROM, PHONE, NULL, "", "+", "", "<sip:+@203.0.113.5>"},
	{"user-phone: nobody", NAMEADDR_FROM, PHONE, NULL, "", "", "", "<sip:203.0.113.5>"},
	{"tel-uri: identities", NAMEADDR_IDENTITY, TEL, NULL, "Lan", "+84912", "", "\"Lan\" <tel:+84912>"},
	{"tel-uri: only global numbers", NAMEADDR_IDENTITY, TEL, NULL, "", "0912", "", "<sip:0912@203.0.113.5>"},
	{"tel-uri: no names", NAMEADDR_IDENTITY, TEL, NULL, "", "+lan", "", "<sip:+lan@203.0.113.5>"},
	{"tel-uri: not From", NAMEADDR_FROM, TEL, NULL, "", "+84912", "", "<sip:+84912@203.0.113.5>"},
	{"tel-uri: not To", NAMEADDR_TARGET, TEL, NULL, "", "+84912", "", "<sip:+84912@sip.viettel.example>"},
	{"from-domain: From", NAMEADDR_FROM, DOMAIN, "sbc.acme.vn", "", "0912", "", "<sip:0912@sip.viettel.example>"},
	{"from-domain: not identities", NAMEADDR_IDENTITY, DOMAIN, NULL, "", "0912", "", "<sip:0912@203.0.113.5>"},
	{"two at once", NAMEADDR_FROM, PHONE | DOMAIN, NULL, "", "0912", "", "<sip:0912@sip.viettel.example;user=phone>"},
};
/* clang-format on */

static void pl_of(struct pl *pl, const char *text)
{
	pl_set_str(pl, text);
}

START_TEST(prints)
{
	struct given given;
	struct nameaddr nameaddr = {
		.role = rows[_i].role, .face = &given.face, .user = rows[_i].user};
	char text[256];

	given_open(&given, "");
	given.provider.server.host = "sip.viettel.example";
	given.provider.host = rows[_i].host;
	given.face.compat = rows[_i].compat;
	pl_of(&nameaddr.display, rows[_i].display);
	pl_of(&nameaddr.params, rows[_i].params);
	ck_assert_int_gt(re_snprintf(text, sizeof text, "%H", nameaddr_print, &nameaddr), 0);
	ck_assert_msg(!strcmp(text, rows[_i].expect), "%s: %s", rows[_i].what, text);
	given_close(&given);
}
END_TEST

/* Each row is where a peer is, and the Request-URI of a call to it. */
/* clang-format off */
static const struct {
	const char *what, *name, *address;
	uint16_t port;
	const char *hop;
	uint16_t hop_port;
	const char *expect;
} targets[] = {
	{"an address", NULL, NULL, 0, "198.51.100.10", 5060, "sip:0912@198.51.100.10"},
	{"with a port of its own", NULL, NULL, 0, "198.51.100.10", 5080, "sip:0912@198.51.100.10:5080"},
	{"IPv6", NULL, NULL, 0, "2001:db8::9", 5080, "sip:0912@[2001:db8::9]:5080"},
	{"a name is asked for by SRV", "sip.viettel.example", NULL, 0, "198.51.100.10", 5080, "sip:0912@sip.viettel.example"},
	{"a name with a port", "sip.viettel.example", NULL, 5080, "198.51.100.10", 5080, "sip:0912@sip.viettel.example:5080"},
	{"5060 needs not be said", "sip.viettel.example", NULL, 5060, "198.51.100.10", 5060, "sip:0912@sip.viettel.example"},
	{"a server that is an address", "198.51.100.10", "198.51.100.10", 5080, "198.51.100.10", 5080,
	 "sip:0912@198.51.100.10:5080"},
};
/* clang-format on */

START_TEST(target)
{
	struct given given;
	const struct nameaddr nameaddr = {
		.role = NAMEADDR_TARGET, .face = &given.face, .user = "0912"};
	char text[256];

	given_open(&given, "");
	given.provider.server.host = targets[_i].name;
	given.provider.server.port = targets[_i].port;
	if (targets[_i].address)
		sa_set_str(&given.provider.server.address, targets[_i].address, targets[_i].port);
	sa_set_str(&given.hop, targets[_i].hop, targets[_i].hop_port);
	ck_assert_int_gt(re_snprintf(text, sizeof text, "%H", nameaddr_target, &nameaddr), 0);
	ck_assert_msg(!strcmp(text, targets[_i].expect), "%s: %s", targets[_i].what, text);
	given_close(&given);
}
END_TEST

START_TEST(what_follows_a_number_is_of_that_side)
{
	struct pl user = PL("1001;phone-context=acme");
	char number[NUMBER_SIZE];
	struct given given;

	given_open(&given, "");
	given.pbx.numbers = NULL; /* no plan that would read it */
	ck_assert(nameaddr_number(number, &given.crossing, &user));
	ck_assert_str_eq(number, "1001");
	given_close(&given);
}
END_TEST

START_TEST(a_number_has_room)
{
	char user[NUMBER_SIZE + 1] = {0}, number[NUMBER_SIZE];
	struct given given;
	struct pl pl;

	given_open(&given, "");
	memset(user, 'a', NUMBER_SIZE);
	pl = (struct pl){user, NUMBER_SIZE};
	ck_assert(!nameaddr_number(number, &given.crossing, &pl));
	pl.l = NUMBER_SIZE - 1;
	ck_assert(nameaddr_number(number, &given.crossing, &pl));
	ck_assert_uint_eq(NUMBER_SIZE - 1, strlen(number));
	pl.l = 0;
	ck_assert(!nameaddr_number(number, &given.crossing, &pl));
	given_close(&given);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/hide/nameaddr");
	TCase *tcase = tcase_create("nameaddr");

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, prints, 0, ARRAY_SIZE(rows));
	tcase_add_loop_test(tcase, target, 0, ARRAY_SIZE(targets));
	tcase_add_test(tcase, what_follows_a_number_is_of_that_side);
	tcase_add_test(tcase, a_number_has_room);
	return given_run(suite);
}
