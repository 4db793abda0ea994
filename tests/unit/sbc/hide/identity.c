/* identity.c -- tests of sbc/hide/identity.c */
#include "sbc/hide/identity.h"
#include "tests/unit/sbc/hide/given.h"

/* Each row is an identity that came from a peer that is believed; the target takes what comes. */
/* clang-format off */
static const struct {
	const char *what, *header, *expect;
} crossings[] = {
	{"the host is replaced, the number rewritten", "P-Asserted-Identity: \"Lan\" <sip:02873000009@acme.lan>",
	 "P-Asserted-Identity: \"Lan\" <sip:+842873000009@203.0.113.5>\r\n"},
	{"a number that the plan cannot read stays", "P-Preferred-Identity: <sip:84287300@acme.lan>",
	 "P-Preferred-Identity: <sip:84287300@203.0.113.5>\r\n"},
	{"a name that is no number stays", "P-Preferred-Identity: <sip:lan@acme.lan>",
	 "P-Preferred-Identity: <sip:lan@203.0.113.5>\r\n"},
	{"what follows the number is of that side",
	 "P-Asserted-Identity: <sip:02873000009;phone-context=acme@acme.lan;user=phone>",
	 "P-Asserted-Identity: <sip:+842873000009@203.0.113.5>\r\n"},
	{"of two identities the first", "P-Asserted-Identity: <sip:02873000009@acme.lan>, <tel:+8428>",
	 "P-Asserted-Identity: <sip:+842873000009@203.0.113.5>\r\n"},
	{"a comma inside a name divides nothing", "P-Asserted-Identity: \"Lan, A\" <sip:lan@acme.lan>",
	 "P-Asserted-Identity: \"Lan, A\" <sip:lan@203.0.113.5>\r\n"},
	{"a quote inside a name ends nothing", "P-Asserted-Identity: \"L\\\"an\" <sip:lan@acme.lan>",
	 "P-Asserted-Identity: \"L\\\"an\" <sip:lan@203.0.113.5>\r\n"},
	{"a tel URI stays one", "P-Asserted-Identity: <tel:+842873000009>",
	 "P-Asserted-Identity: <tel:+842873000009>\r\n"},
	{"a tel URI of that side's plan too", "P-Asserted-Identity: <tel:02873000009>",
	 "P-Asserted-Identity: <tel:+842873000009>\r\n"},
	{"a name that is a host of theirs does not cross", "P-Asserted-Identity: \"pbx.acme.lan\" <sip:lan@acme.lan>",
	 "P-Asserted-Identity: <sip:lan@203.0.113.5>\r\n"},
	{"an identity without a number", "P-Asserted-Identity: <sip:pbx.acme.lan>", ""},
	{"an identity that is no address", "P-Asserted-Identity: <urn:service:sos>", ""},
	{"an address as a number", "P-Preferred-Identity: <sip:10.9.8.7@acme.lan>", ""},
	{"nonsense", "P-Asserted-Identity: <<<", ""},
	{"Remote-Party-ID with its parameters", "Remote-Party-ID: <sip:lan@acme.lan>;party=calling;screen=no;privacy=full",
	 "Remote-Party-ID: <sip:lan@203.0.113.5>;party=calling;screen=no;privacy=off\r\n"},
	{"a parameter that names an address", "Remote-Party-ID: <sip:lan@acme.lan>;x=10.1.2.3;screen=yes",
	 "Remote-Party-ID: <sip:lan@203.0.113.5>;screen=yes;privacy=off\r\n"},
	{"a wish that we fulfil ourselves", "Privacy: header;session;user;critical", ""},
	{"the wish for the history is for others too", "Privacy: header;history", "Privacy: history\r\n"},
	{"of which each word counts", "Privacy: header;id, history", "Privacy: history\r\n"},
	{"but not in another header", "Subject: none", "Subject: none\r\n"},
	{"Remote-Party-ID that is none", "Remote-Party-ID: <urn:x>", ""},
	{"an empty one", "Remote-Party-ID:", ""},
	{"none is a wish too", "Privacy: none", "Privacy: none\r\n"},
	{"id is the policy's to ask for", "Privacy: id", ""},
};
/* clang-format on */

START_TEST(crosses)
{
	struct given given;

	given_open(&given, crossings[_i].header);
	given_expect(&given, crossings[_i].what, crossings[_i].expect);
	given_close(&given);
}
END_TEST

#define BELIEVABLE                                                                                 \
	"P-Asserted-Identity: <sip:02873000009@acme.lan>\r\n"                                      \
	"P-Preferred-Identity: <sip:02873000009@acme.lan>\r\n"                                     \
	"Remote-Party-ID: <sip:02873000009@acme.lan>\r\n"                                          \
	"Diversion: <sip:02873000009@acme.lan>\r\n"                                                \
	"History-Info: <sip:02873000009@acme.lan>;index=1"

#define PAI  "P-Asserted-Identity: <sip:+842873000009@203.0.113.5>\r\n"
#define PPI  "P-Preferred-Identity: <sip:+842873000009@203.0.113.5>\r\n"
#define RPID "Remote-Party-ID: <sip:+842873000009@203.0.113.5>;privacy=off\r\n"
#define DIV  "Diversion: <sip:+842873000009@203.0.113.5>\r\n"
#define HIST "History-Info: <sip:+842873000009@203.0.113.5>;index=1\r\n"

/* Each row is which of all five headers the sender is believed in. */
static const struct {
	uint32_t trust;
	const char *expect;
} trusts[] = {
	{0,				 ""		   },
	{IDENTITY_PAI,                      PAI                  },
	{IDENTITY_PPI,                      PPI                  },
	{IDENTITY_RPID,                     RPID                 },
	{IDENTITY_DIVERSION,                DIV                  },
	{IDENTITY_HISTORY,                  HIST                 },
	{IDENTITY_PAI | IDENTITY_DIVERSION, PAI DIV              },
	{IDENTITY_ALL,                      PAI PPI RPID DIV HIST},
};

START_TEST(who_is_not_believed_asserts_nothing)
{
	struct given given;

	given_open(&given, BELIEVABLE);
	given.pbx.identity.trust = trusts[_i].trust;
	given_expect(&given, "trust", trusts[_i].expect);
	given_close(&given);
}
END_TEST

/* Each row is what the policy says of a call whose INVITE asserts 02873000009. */
/* clang-format off */
static const struct {
	const char *what;
	uint32_t send;
	bool passes, hidden;
	const char *caller, *asserted, *display;
	const char *from, *headers;
} writings[] = {
	{"nothing is wanted", 0, false, false, "+84281", "+84282", "Lan",
	 "\"Lan\" <sip:+84281@203.0.113.5>", ""},
	{"the number is the policy's", IDENTITY_PAI, false, false, "+84281", "+84282", "",
	 "<sip:+84281@203.0.113.5>", "P-Asserted-Identity: <sip:+84282@203.0.113.5>\r\n"},
	{"with the name", IDENTITY_PPI, false, false, "+84281", "+84282", "Lan",
	 "\"Lan\" <sip:+84281@203.0.113.5>", "P-Preferred-Identity: \"Lan\" <sip:+84282@203.0.113.5>\r\n"},
	{"Remote-Party-ID says that nothing is hidden", IDENTITY_RPID, false, false, "+84281", "+84282", "",
	 "<sip:+84281@203.0.113.5>",
	 "Remote-Party-ID: <sip:+84282@203.0.113.5>;party=calling;screen=yes;privacy=off\r\n"},
	{"or that it is", IDENTITY_RPID, false, true, "", "+84282", "",
	 "\"Anonymous\" <sip:anonymous@anonymous.invalid>",
	 "Remote-Party-ID: <sip:+84282@203.0.113.5>;party=calling;screen=yes;privacy=full\r\nPrivacy: id\r\n"},
	{"hidden, but the peer knows", IDENTITY_PAI, false, true, "", "+84282", "",
	 "\"Anonymous\" <sip:anonymous@anonymous.invalid>",
	 "P-Asserted-Identity: <sip:+84282@203.0.113.5>\r\nPrivacy: id\r\n"},
	{"hidden from the peer too", IDENTITY_ALL, false, true, "", "", "",
	 "\"Anonymous\" <sip:anonymous@anonymous.invalid>", ""},
	{"an account is named though its caller is hidden", IDENTITY_PPI, false, true, "acme",
	 "+84282", "", "<sip:acme@203.0.113.5>",
	 "P-Preferred-Identity: <sip:+84282@203.0.113.5>\r\nPrivacy: id\r\n"},
	{"nobody is shown", IDENTITY_PAI, false, false, "", "", "",
	 "\"Anonymous\" <sip:anonymous@anonymous.invalid>", ""},
	{"what came has the policy's number", 0, true, false, "+84281", "+84282", "",
	 "<sip:+84281@203.0.113.5>", "P-Asserted-Identity: <sip:+84282@203.0.113.5>\r\n"},
	{"where it has none, the one that came", IDENTITY_ALL, true, false, "+84281", "", "",
	 "<sip:+84281@203.0.113.5>", "P-Asserted-Identity: <sip:+842873000009@203.0.113.5>\r\n"},
	{"what came, hidden", 0, true, true, "", "+84282", "",
	 "\"Anonymous\" <sip:anonymous@anonymous.invalid>",
	 "P-Asserted-Identity: <sip:+84282@203.0.113.5>\r\nPrivacy: id\r\n"},
	{"what came, hidden from the peer too", 0, true, true, "", "", "",
	 "\"Anonymous\" <sip:anonymous@anonymous.invalid>", ""},
	{"a name that is a host of theirs", 0, false, false, "+84281", "", "pbx.acme.lan",
	 "<sip:+84281@203.0.113.5>", ""},
};
/* clang-format on */

START_TEST(writes)
{
	struct given given;
	char from[256];

	given_open(&given, "P-Asserted-Identity: <sip:02873000009@acme.lan>");
	given.attempt.send = writings[_i].send;
	given.attempt.passes = writings[_i].passes;
	given.attempt.hidden = writings[_i].hidden;
	str_ncpy(given.attempt.caller, writings[_i].caller, NUMBER_SIZE);
	str_ncpy(given.attempt.asserted, writings[_i].asserted, NUMBER_SIZE);
	str_ncpy(given.attempt.display, writings[_i].display, DISPLAY_SIZE);
	ck_assert_int_gt(re_snprintf(from, sizeof from, "%H", identity_from, &given.crossing), 0);
	ck_assert_msg(!strcmp(from, writings[_i].from), "%s: %s", writings[_i].what, from);
	given_expect(&given, writings[_i].what, writings[_i].headers);
	given_close(&given);
}
END_TEST

START_TEST(what_is_hidden_from_the_peer_is_in_no_header_that_came)
{
	struct given given;

	given_open(&given,
		   "P-Asserted-Identity: <sip:02873000009@acme.lan>\r\n"
		   "Remote-Party-ID: <sip:02873000009@acme.lan>");
	given.attempt.hidden = true;
	given_expect(&given, "hidden", "");
	given_close(&given);
}
END_TEST

START_TEST(two_wishes_stand_in_one_line)
{
	struct given given;

	given_open(&given, "Privacy: id;history");
	given.attempt.hidden = true;
	str_ncpy(given.attempt.asserted, "+84281", NUMBER_SIZE);
	given_expect(&given, "both", "Privacy: id;history\r\n");
	given_close(&given);
}
END_TEST

START_TEST(none_is_not_said_of_who_is_hidden)
{
	struct given given;

	given_open(&given, "Privacy: none");
	given.attempt.hidden = true;
	given_expect(&given, "hidden", "");
	given_close(&given);
}
END_TEST

#define ANSWER                                                                                     \
	"SIP/2.0 200 OK\r\n"                                                                       \
	"Via: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bKours\r\n"                                      \
	"From: <sip:+842873000001@203.0.113.5>;tag=ours77\r\n"                                     \
	"To: <sip:+84912345678@198.51.100.10>;tag=theirs77\r\n"                                    \
	"Call-ID: ours77ours77\r\n"                                                                \
	"CSeq: 1 INVITE\r\n"

/* Each row is an answer of the provider on its way to the PBX: who was reached. */
/* clang-format off */
static const struct {
	const char *what, *headers;
	uint32_t trust, send;
	bool passes;
	enum privacy privacy;
	const char *expect;
} answers[] = {
	{"as the PBX writes numbers", "P-Asserted-Identity: <sip:+84912345678@viettel.vn>", IDENTITY_ALL, 0,
	 true, PRIVACY_PASS, "P-Asserted-Identity: <sip:0912345678@10.0.0.2>\r\n"},
	{"only if it is believed", "P-Asserted-Identity: <sip:+84912345678@viettel.vn>", IDENTITY_RPID, IDENTITY_PAI,
	 false, PRIVACY_PASS, ""},
	{"in the header that the PBX wants", "P-Asserted-Identity: \"B\" <sip:+84912345678@viettel.vn>", IDENTITY_ALL,
	 IDENTITY_RPID, false, PRIVACY_PASS,
	 "Remote-Party-ID: \"B\" <sip:0912345678@10.0.0.2>;party=called;screen=yes\r\n"},
	{"made of Remote-Party-ID", "Remote-Party-ID: <sip:+84912345678@viettel.vn>", IDENTITY_ALL, IDENTITY_PAI, false,
	 PRIVACY_PASS, "P-Asserted-Identity: <sip:0912345678@10.0.0.2>\r\n"},
	{"a wish is the caller's", "P-Asserted-Identity: <sip:+84912345678@viettel.vn>", IDENTITY_ALL, IDENTITY_PPI,
	 false, PRIVACY_PASS, ""},
	{"nobody forwards in an answer", "Diversion: <sip:+84912345678@viettel.vn>", IDENTITY_ALL,
	 IDENTITY_DIVERSION | IDENTITY_HISTORY, false, PRIVACY_PASS, ""},
	{"his privacy is passed on", "P-Asserted-Identity: <sip:+84912345678@viettel.vn>\r\nPrivacy: id", IDENTITY_ALL, 0,
	 true, PRIVACY_PASS, "P-Asserted-Identity: <sip:0912345678@10.0.0.2>\r\nPrivacy: id\r\n"},
	{"or asked for in any case", "P-Asserted-Identity: <sip:+84912345678@viettel.vn>", IDENTITY_ALL, 0,
	 true, PRIVACY_ID, "P-Asserted-Identity: <sip:0912345678@10.0.0.2>\r\nPrivacy: id\r\n"},
	{"or not at all", "P-Asserted-Identity: <sip:+84912345678@viettel.vn>\r\nPrivacy: id", IDENTITY_ALL, 0,
	 true, PRIVACY_NONE, "P-Asserted-Identity: <sip:0912345678@10.0.0.2>\r\n"},
	{"nobody is named", "P-Asserted-Identity: <sip:+84912345678@viettel.vn>\r\nPrivacy: id", IDENTITY_ALL, 0,
	 true, PRIVACY_FULL, ""},
	{"nor in our words", "P-Asserted-Identity: <sip:+84912345678@viettel.vn>", IDENTITY_ALL, IDENTITY_PAI,
	 false, PRIVACY_FULL, ""},
	{"Remote-Party-ID keeps his wish", "Remote-Party-ID: <sip:+84912345678@viettel.vn>;privacy=full", IDENTITY_ALL, 0,
	 true, PRIVACY_PASS, "Remote-Party-ID: <sip:0912345678@10.0.0.2>;privacy=full\r\n"},
};
/* clang-format on */

START_TEST(answers_name_who_was_reached)
{
	struct given given;

	given_open(&given, "");
	mem_deref(given.msg);
	given.msg = given_message(ANSWER, answers[_i].headers);
	secrets_learn(&given.secrets, given.msg);
	sa_set_str(&given.local, "10.0.0.2", 5060);
	given.face = (struct face){.peer = &given.pbx, .local = &given.local};
	given.crossing = (struct crossing){.msg = given.msg,
					   .secrets = &given.secrets,
					   .from = &given.provider,
					   .face = &given.face};
	given.provider.identity.trust = answers[_i].trust;
	given.pbx.identity = (struct identity_config){.send = answers[_i].send,
						      .passes = answers[_i].passes,
						      .privacy = answers[_i].privacy};
	given_expect(&given, answers[_i].what, answers[_i].expect);
	given_close(&given);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/hide/identity");
	TCase *tcase = tcase_create("identity");

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, crosses, 0, ARRAY_SIZE(crossings));
	tcase_add_loop_test(tcase, who_is_not_believed_asserts_nothing, 0, ARRAY_SIZE(trusts));
	tcase_add_loop_test(tcase, writes, 0, ARRAY_SIZE(writings));
	tcase_add_test(tcase, what_is_hidden_from_the_peer_is_in_no_header_that_came);
	tcase_add_test(tcase, two_wishes_stand_in_one_line);
	tcase_add_test(tcase, none_is_not_said_of_who_is_hidden);
	tcase_add_loop_test(tcase, answers_name_who_was_reached, 0, ARRAY_SIZE(answers));
	return given_run(suite);
}
