/* numbers.c -- tests: numbers from the wire and back to it */
#include "policy/numbers.h"
#include "tests/unit/policy/text.h"

/* Peers, one a plan; the tests name the peer that writes or reads. */
static const char policy_text[] =
	"sides:\n"
	"  a: {listen: udp:192.0.2.1}\n"
	"numbering:\n"
	"  vietnam: {country: 84, national: 0, international: 00, local: [113, 114, 19xx]}\n"
	"  singapore: {country: 65, national: \"\", international: 00, local: 999}\n"
	"  america: {country: 1, national: 1, international: 011}\n"
	"  bare: {country: 84, national: 0, international: \"\"}\n"
	"  plus: {country: 84, national: 0}\n"
	"peers:\n"
	"  vn: {side: a, address: 192.0.2.10, numbers: vietnam}\n"
	"  sg: {side: a, address: 192.0.2.11, numbers: singapore}\n"
	"  us: {side: a, address: 192.0.2.12, numbers: america}\n"
	"  bare: {side: a, address: 192.0.2.13, numbers: bare}\n"
	"  plus: {side: a, address: 192.0.2.14, numbers: plus}\n"
	"  e164: {side: a, address: 192.0.2.15, numbers: e164}\n"
	"  none: {side: a, address: 192.0.2.16}\n"
	"  short: {side: a, address: 192.0.2.17, extensions: {1xxx: +842873000xxx, 9: 113}}\n"
	"  pbx: {side: a, address: 192.0.2.18, numbers: vietnam, extensions: {1xxx: "
	"+842873000xxx}}\n"
	"  sos: {side: a, address: 192.0.2.19, numbers: vietnam, extensions: {1xx: "
	"+8428730000xx}}\n"
	"routes:\n"
	"  - all: {send: vn}\n";

/* clang-format off */
/* Each row is a user part that a peer sent. */
static const struct {
	const char *what, *peer, *wire, *expect;
	enum numbers_form form;
} in[] = {
	{"a national number", "vn", "0912345678", "+84912345678", NUMBERS_NATIONAL},
	{"an international number", "vn", "0014155550100", "+14155550100", NUMBERS_INTERNATIONAL},
	{"E.164 stays", "vn", "+84912345678", "+84912345678", NUMBERS_E164},
	{"a local number stays", "vn", "113", "113", NUMBERS_LOCAL},
	{"a local pattern stays", "vn", "1900", "1900", NUMBERS_LOCAL},
	{"a name is no number", "vn", "anonymous", "anonymous", NUMBERS_TEXT},
	{"nothing is no number", "vn", "", "", NUMBERS_TEXT},
	{"digits with a letter are none", "vn", "0912a", "0912a", NUMBERS_TEXT},
	{"+ inside is no number", "vn", "09+12", "09+12", NUMBERS_TEXT},
	{"digits without a prefix", "vn", "912345678", "912345678", NUMBERS_UNWRITABLE},
	{"the national prefix alone", "vn", "0", "0", NUMBERS_UNWRITABLE},
	{"the international prefix alone", "vn", "00", "00", NUMBERS_UNWRITABLE},
	{"no country begins with 0", "vn", "000912", "000912", NUMBERS_UNWRITABLE},
	{"+ alone", "vn", "+", "+", NUMBERS_UNWRITABLE},
	{"no country begins with 0: +", "vn", "+0912", "+0912", NUMBERS_UNWRITABLE},
	{"15 digits behind +", "vn", "+123456789012345", "+123456789012345", NUMBERS_E164},
	{"16 digits behind +", "vn", "+1234567890123456", "+1234567890123456", NUMBERS_UNWRITABLE},
	{"15 digits behind 00", "vn", "00123456789012345", "+123456789012345",
	 NUMBERS_INTERNATIONAL},
	{"16 digits behind 00", "vn", "001234567890123456", "001234567890123456",
	 NUMBERS_UNWRITABLE},
	{"15 digits with the country", "vn", "01234567890123", "+841234567890123",
	 NUMBERS_NATIONAL},
	{"16 digits with the country", "vn", "012345678901234", "012345678901234",
	 NUMBERS_UNWRITABLE},
	{"visual separators go", "vn", "(091)234-56.78", "+84912345678", NUMBERS_NATIONAL},
	{"an escaped + is a +", "vn", "%2B84912345678", "+84912345678", NUMBERS_E164},
	{"an escaped digit is a digit", "vn", "%30912345678", "+84912345678", NUMBERS_NATIONAL},
	{"an escape that is none", "vn", "0912%2", "0912%2", NUMBERS_TEXT},
	{"an escaped 0 byte is no number", "vn", "0912%005", "0912%005", NUMBERS_TEXT},
	{"parameters go", "vn", "0912345678;npdi", "+84912345678", NUMBERS_NATIONAL},
	{"parameters alone are no number", "vn", ";npdi", ";npdi", NUMBERS_TEXT},
	{"without a trunk prefix", "sg", "61234567", "+6561234567", NUMBERS_NATIONAL},
	{"local before national", "sg", "999", "999", NUMBERS_LOCAL},
	{"00 before national", "sg", "0084912345678", "+84912345678", NUMBERS_INTERNATIONAL},
	{"the trunk prefix is the country's", "us", "14155550100", "+14155550100",
	 NUMBERS_NATIONAL},
	{"011", "us", "01184912345678", "+84912345678", NUMBERS_INTERNATIONAL},
	{"bare digits are international", "bare", "84912345678", "+84912345678",
	 NUMBERS_INTERNATIONAL},
	{"the longer prefix goes first", "bare", "0912345678", "+84912345678", NUMBERS_NATIONAL},
	{"international is + by default", "plus", "+14155550100", "+14155550100", NUMBERS_E164},
	{"and not 00", "plus", "0014155550100", "+84014155550100", NUMBERS_NATIONAL},
	{"e164 has a +", "e164", "+84912345678", "+84912345678", NUMBERS_E164},
	{"e164 without + is nothing", "e164", "84912345678", "84912345678", NUMBERS_UNWRITABLE},
	{"without a plan all stays", "none", "(0)912;x", "(0)912;x", NUMBERS_KEPT},
	{"an extension without a plan", "short", "1234", "+842873000234", NUMBERS_EXTENSION},
	{"the second extension", "short", "9", "113", NUMBERS_EXTENSION},
	{"no extension, no plan", "short", "2234", "2234", NUMBERS_KEPT},
	{"an extension goes before the plan", "pbx", "1001", "+842873000001", NUMBERS_EXTENSION},
	{"an extension that is no local number", "sos", "112", "+842873000012", NUMBERS_EXTENSION},
	{"a local number is nobody's extension", "sos", "113", "113", NUMBERS_LOCAL},
	{"else the plan", "pbx", "0912345678", "+84912345678", NUMBERS_NATIONAL},
};
/* clang-format on */

static const struct peer_config *peer_of(const struct policy *policy, const char *name)
{
	const struct peer_config *peer = policy_peer(policy, name);

	ck_assert_msg(peer != NULL, "%s", name);
	return peer;
}

START_TEST(meaning)
{
	struct policy *policy = text_policy(policy_text);
	struct number number;
	struct pl wire;

	pl_set_str(&wire, in[_i].wire);
	numbers_in(&number, peer_of(policy, in[_i].peer), &wire);
	ck_assert_msg(!strcmp(number.text, in[_i].expect), "%s: %s", in[_i].what, number.text);
	ck_assert_msg(number.form == in[_i].form, "%s: form %d", in[_i].what, number.form);
	mem_deref(policy);
}
END_TEST

/* clang-format off */
/* Each row is a number of the rules, and how a peer writes it. */
static const struct {
	const char *what, *peer, *number, *expect;
	enum numbers_form form;
} out[] = {
	{"the own country: national", "vn", "+84912345678", "0912345678", NUMBERS_NATIONAL},
	{"another country: international", "vn", "+14155550100", "0014155550100",
	 NUMBERS_INTERNATIONAL},
	{"local stays", "vn", "113", "113", NUMBERS_LOCAL},
	{"no extension that would be read as local", "sos", "+842873000013", "02873000013",
	 NUMBERS_NATIONAL},
	{"else the extension", "sos", "+842873000012", "112", NUMBERS_EXTENSION},
	{"a name stays", "vn", "anonymous", "anonymous", NUMBERS_TEXT},
	{"no E.164: stays", "vn", "+84x", "+84x", NUMBERS_TEXT},
	{"15 digits", "vn", "+123456789012345", "00123456789012345", NUMBERS_INTERNATIONAL},
	{"16 digits are no E.164", "vn", "+1234567890123456", "+1234567890123456", NUMBERS_TEXT},
	{"0 begins no E.164", "vn", "+0912", "+0912", NUMBERS_TEXT},
	{"the country alone has no national", "vn", "+84", "0084", NUMBERS_INTERNATIONAL},
	{"a national 0 would read as 00", "vn", "+840912", "00840912", NUMBERS_INTERNATIONAL},
	{"national without prefix", "sg", "+6561234567", "61234567", NUMBERS_NATIONAL},
	{"national that would read as local", "sg", "+65999", "0065999", NUMBERS_INTERNATIONAL},
	{"the country's own digit stays", "us", "+14155550100", "14155550100", NUMBERS_NATIONAL},
	{"bare", "bare", "+14155550100", "14155550100", NUMBERS_INTERNATIONAL},
	{"+ by default", "plus", "+14155550100", "+14155550100", NUMBERS_E164},
	{"e164", "e164", "+84912345678", "+84912345678", NUMBERS_E164},
	{"e164 knows no local", "e164", "113", "113", NUMBERS_TEXT},
	{"without a plan all stays", "none", "+84912345678", "+84912345678", NUMBERS_KEPT},
	{"an extension", "pbx", "+842873000001", "1001", NUMBERS_EXTENSION},
	{"no extension", "pbx", "+842873001001", "02873001001", NUMBERS_NATIONAL},
	{"an extension's second pair", "short", "113", "9", NUMBERS_EXTENSION},
};
/* clang-format on */

START_TEST(written)
{
	struct policy *policy = text_policy(policy_text);
	struct number number;

	numbers_out(&number, peer_of(policy, out[_i].peer), out[_i].number);
	ck_assert_msg(!strcmp(number.text, out[_i].expect), "%s: %s", out[_i].what, number.text);
	ck_assert_msg(number.form == out[_i].form, "%s: form %d", out[_i].what, number.form);
	mem_deref(policy);
}
END_TEST

/* Each row: what decided, as a part of the line where it stands. */
static const struct {
	const char *peer, *wire, *line;
} places[] = {
	{"vn",    "0912345678",   "  vietnam:"},
	{"e164",  "+84912345678", "  e164:"   },
	{"none",  "0912345678",   "  none:"   },
	{"short", "1001",         "  short:"  },
};

START_TEST(what_decided)
{
	struct policy *policy = text_policy(policy_text);
	struct number number;
	struct pl wire;

	pl_set_str(&wire, places[_i].wire);
	numbers_in(&number, peer_of(policy, places[_i].peer), &wire);
	ck_assert_uint_eq(number.place->line, text_line(policy_text, places[_i].line));
	mem_deref(policy);
}
END_TEST

/* 127 bytes fit a number; 128 are refused and cut, with and without a plan. */
START_TEST(longer_than_a_number_may_be)
{
	static const char *const peers[] = {"vn", "none"};
	struct policy *policy = text_policy(policy_text);
	struct number number;
	char wire[NUMBER_SIZE + 1];
	struct pl pl = {wire, NUMBER_SIZE - 1};

	memset(wire, 'a', sizeof wire);
	numbers_in(&number, peer_of(policy, peers[_i]), &pl);
	ck_assert_int_eq(_i ? NUMBERS_KEPT : NUMBERS_TEXT, number.form);
	ck_assert_uint_eq(NUMBER_SIZE - 1, strlen(number.text));

	pl.l = NUMBER_SIZE;
	numbers_in(&number, peer_of(policy, peers[_i]), &pl);
	ck_assert_int_eq(NUMBERS_UNWRITABLE, number.form);
	ck_assert_uint_eq(NUMBER_SIZE - 1, strlen(number.text));
	mem_deref(policy);
}
END_TEST

/* The wire's bytes do not end with a 0: what stands behind a user part is not looked at. */
START_TEST(an_escape_that_the_user_part_cuts)
{
	struct policy *policy = text_policy(policy_text);
	const struct pl wire = {"0912%30@example", 6};
	struct number number;

	numbers_in(&number, peer_of(policy, "vn"), &wire);
	ck_assert_int_eq(NUMBERS_TEXT, number.form);
	ck_assert_str_eq("0912%3", number.text);
	mem_deref(policy);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/numbers");
	TCase *tcase = tcase_create("numbers");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, meaning, 0, sizeof in / sizeof in[0]);
	tcase_add_loop_test(tcase, written, 0, sizeof out / sizeof out[0]);
	tcase_add_loop_test(tcase, what_decided, 0, sizeof places / sizeof places[0]);
	tcase_add_loop_test(tcase, longer_than_a_number_may_be, 0, 2);
	tcase_add_test(tcase, an_escape_that_the_user_part_cuts);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
