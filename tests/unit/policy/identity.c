/* identity.c -- tests: who calls, whom a target is told */
#include "policy/explain_identity.h"
#include "policy/compile.h"
#include "tests/unit/policy/text.h"

enum {
	HEADERS_MAX = 8
};

/* A call comes from `in`, whose identity is replaced by the row's, and goes to `out`. */
static struct policy *load(const char *in, const char *out)
{
	struct policy *policy;
	char *text;

	ck_assert_int_eq(0,
			 re_sdprintf(&text,
				     "sides: {a: {listen: udp:192.0.2.1}}\n"
				     "numbering: {vn: {country: 84, national: 0, international: "
				     "00, local: 113}}\n"
				     "peers:\n"
				     "  in: {side: a, address: 192.0.2.10, numbers: vn, "
				     "extensions: {1xxx: +842873000xxx}%s}\n"
				     "  out: {side: a, address: 192.0.2.11, numbers: vn%s}\n"
				     "routes: [r: {send: out}]\n",
				     in, out));
	policy = text_policy(text);
	mem_deref(text);
	return policy;
}

/* "Name: value" lines to headers. */
static uint32_t read_headers(struct facts_header headers[HEADERS_MAX], const char *text)
{
	uint32_t count = 0;

	while (text && *text) {
		const char *colon = strchr(text, ':'), *end = strchrnul(text, '\n');

		ck_assert_uint_lt(count, HEADERS_MAX);
		headers[count].name = (struct pl){text, (size_t)(colon - text)};
		headers[count++].value = (struct pl){colon + 2, (size_t)(end - colon - 2)};
		text = *end ? end + 1 : end;
	}

	return count;
}

struct call {
	struct policy *policy;
	struct facts_header headers[HEADERS_MAX];
	struct decision decision;
	struct attempt attempt;
	struct identity identity;
};

static void call(struct call *call, const char *in, const char *out, const char *from,
		 const char *headers)
{
	struct facts facts = {.from = "in", .headers = call->headers};
	const struct peer_config *peer;

	memset(call, 0, sizeof *call);
	call->policy = load(in, out);
	facts.headerc = read_headers(call->headers, headers);
	pl_set_str(&facts.caller, from);
	pl_set_str(&facts.called, "0912345678");
	pl_set_str(&facts.display, "From's name");
	policy_decide(&call->decision, call->policy, &facts);

	peer = policy_peer(call->policy, "in");
	ck_assert_ptr_eq(peer, call->decision.from);
	if (call->decision.verb == VERB_SEND)
		ck_assert_int_eq(0,
				 policy_attempt(&call->attempt, call->policy, &call->decision, 0));
}

#define PAI          "P-Asserted-Identity: <sip:1001@10.0.0.1>"
#define PPI          "P-Preferred-Identity: <sip:1002@10.0.0.1>"
#define RPID         "Remote-Party-ID: \"R\" <sip:1003@10.0.0.1>;party=calling"
#define DIVERSION    "Diversion: <sip:1004@10.0.0.1>;reason=no-answer"
#define HISTORY      "History-Info: <sip:1005@10.0.0.1>;index=1, <sip:1@10.0.0.1;cause=302>;index=1.1"
#define ALL          PAI "\n" PPI "\n" RPID "\n" DIVERSION "\n" HISTORY
#define TRUST(names) ", identity: {trust: " names "}"

#define E1(n) "+84287300000" n

/* clang-format off */
/* Each row is what came, and who calls: number, From's own number if it is another, name, diverter. */
static const struct {
	const char *what, *in, *from, *headers, *caller, *shown, *display, *diverted;
	enum privacy privacy;
} ins[] = {
	{"From alone", "", "1000", "", E1("0"), "", "From's name", "", PRIVACY_PASS},
	{"all are believed: PAI is first", "", "1000", ALL, E1("1"), E1("0"), "From's name", E1("4"), PRIVACY_PASS},
	{"then PPI", TRUST("[ppi, rpid]"), "1000", ALL, E1("2"), E1("0"), "From's name", "", PRIVACY_PASS},
	{"then RPID, with its name", TRUST("rpid"), "1000", ALL, E1("3"), E1("0"), "R", "", PRIVACY_PASS},
	{"none is believed", TRUST("no"), "1000", ALL, E1("0"), "", "From's name", "", PRIVACY_PASS},
	{"all by yes", TRUST("yes"), "1000", ALL, E1("1"), E1("0"), "From's name", E1("4"), PRIVACY_PASS},
	{"History-Info without Diversion", TRUST("history"), "1000", ALL, E1("0"), "", "From's name", E1("5"), PRIVACY_PASS},
	{"Diversion and no other", TRUST("diversion"), "1000", ALL, E1("0"), "", "From's name", E1("4"), PRIVACY_PASS},
	{"the same number twice", "", "1001", PAI, E1("1"), "", "From's name", "", PRIVACY_PASS},
	{"names in other letters", "", "1000", "p-asserted-identity: sip:1001@h", E1("1"), E1("0"), "From's name", "", PRIVACY_PASS},
	{"a tel URI", "", "1000", "P-Asserted-Identity: <tel:+84901;phone-context=x>", "+84901", E1("0"), "From's name", "", PRIVACY_PASS},
	{"parameters in the number", "", "1000", "P-Asserted-Identity: <sip:1001;npdi@h>", E1("1"), E1("0"), "From's name", "", PRIVACY_PASS},
	{"a second value, the first is none", "", "1000", "P-Asserted-Identity: <sip:h>, <tel:+84901>", "+84901", E1("0"), "From's name", "", PRIVACY_PASS},
	{"a second header, the first is broken", "", "1000", "P-Asserted-Identity: <<\nP-Asserted-Identity: <tel:+84901>", "+84901", E1("0"), "From's name", "", PRIVACY_PASS},
	{"commas inside quotes and brackets", "", "1000", "P-Asserted-Identity: \"A, \\\" <sip:9@x>, B\" <sip:1,1@h>, <tel:+84901>", "1,1", E1("0"), "A,  <sip:9@x>, B", "", PRIVACY_PASS},
	{"anonymous asserts nobody", "", "1000", "P-Asserted-Identity: <sip:anonymous@anonymous.invalid>", E1("0"), "", "From's name", "", PRIVACY_PASS},
	{"not writable in the plan: the next", "", "1000", "P-Asserted-Identity: <sip:5@h>\n" PPI, E1("2"), E1("0"), "From's name", "", PRIVACY_PASS},
	{"not writable, and no other: From", "", "1000", "P-Asserted-Identity: <sip:5@h>", E1("0"), "", "From's name", "", PRIVACY_PASS},
	{"From is not writable, PAI is", "", "5", PAI, E1("1"), "", "From's name", "", PRIVACY_PASS},
	{"From is nobody: hidden", "", "anonymous", PAI, E1("1"), "", "From's name", "", PRIVACY_ID},
	{"From is nobody in other letters", "", "Anonymous", PAI, E1("1"), "", "From's name", "", PRIVACY_ID},
	{"From is nobody, and shown all the same", "", "anonymous", PAI "\nPrivacy: none", E1("1"), "", "From's name", "", PRIVACY_NONE},
	{"From is nobody, and nobody else is", "", "anonymous", "", "anonymous", "", "From's name", "", PRIVACY_PASS},
	{"Privacy: id", "", "1000", "Privacy: id", E1("0"), "", "From's name", "", PRIVACY_ID},
	{"user; critical", "", "1000", "Privacy: user;critical", E1("0"), "", "From's name", "", PRIVACY_ID},
	{"header; session: no word of the caller", "", "1000", "Privacy: header; session", E1("0"), "", "From's name", "", PRIVACY_PASS},
	{"words in any order and letters", "", "1000", "privacy: HEADER ; ID", E1("0"), "", "From's name", "", PRIVACY_ID},
	{"divided by a comma", "", "1000", "Privacy: header,id", E1("0"), "", "From's name", "", PRIVACY_ID},
	{"in two headers", "", "1000", "Privacy: header\nPrivacy: id", E1("0"), "", "From's name", "", PRIVACY_ID},
	{"none does not take it back", "", "1000", "Privacy: id\nPrivacy: none", E1("0"), "", "From's name", "", PRIVACY_ID},
	{"a word that begins alike", "", "1000", "Privacy: identity", E1("0"), "", "From's name", "", PRIVACY_PASS},
	{"who is not trusted may be hidden", TRUST("no"), "1000", "Privacy: id", E1("0"), "", "From's name", "", PRIVACY_ID},
	{"Remote-Party-ID says full", TRUST("no"), "1000", "Remote-Party-ID: <sip:1003@h>;privacy=full", E1("0"), "", "From's name", "", PRIVACY_ID},
	{"Remote-Party-ID says off", TRUST("no"), "1000", "Remote-Party-ID: <sip:1003@h>;privacy=off", E1("0"), "", "From's name", "", PRIVACY_PASS},
	{"the last of two diverters is first", "", "1000", "Diversion: <sip:1004@h>, <sip:1006@h>", E1("0"), "", "From's name", E1("4"), PRIVACY_PASS},
	{"a diverter that is not writable", "", "1000", "Diversion: <sip:5@h>", E1("0"), "", "From's name", "", PRIVACY_PASS},
	{"then History-Info's", "", "1000", "Diversion: <sip:5@h>\n" HISTORY, E1("0"), "", "From's name", E1("5"), PRIVACY_PASS},
	{"a history of one", "", "1000", "History-Info: <sip:1005@h;cause=302>;index=1", E1("0"), "", "From's name", "", PRIVACY_PASS},
	{"a history without forwarding", "", "1000", "History-Info: <sip:1005@h>;index=1, <sip:1006@h>;index=1.1", E1("0"), "", "From's name", "", PRIVACY_PASS},
	{"a reason in the URI's headers", "", "1000", "History-Info: <sip:1005@h>;index=1\nHistory-Info: <sip:1006@h?Reason=SIP%3bcause%3d302>;index=1.1", E1("0"), "", "From's name", E1("5"), PRIVACY_PASS},
	{"forwarded twice: by the last", "", "1000", "History-Info: <sip:1005@h>;index=1, <sip:1006@h;cause=302>;index=1.1, <sip:1007@h;cause=408>;index=1.2", E1("0"), "", "From's name", E1("6"), PRIVACY_PASS},
};
/* clang-format on */

START_TEST(in)
{
	struct call c;

	call(&c, ins[_i].in, "", ins[_i].from, ins[_i].headers);
	ck_assert_int_eq(VERB_SEND, c.decision.verb);
	ck_assert_msg(!strcmp(c.decision.caller, ins[_i].caller), "%s: caller %s", ins[_i].what,
		      c.decision.caller);
	ck_assert_msg(!strcmp(c.decision.shown, ins[_i].shown), "%s: shown %s", ins[_i].what,
		      c.decision.shown);
	ck_assert_msg(!strcmp(c.decision.display, ins[_i].display), "%s: display %s", ins[_i].what,
		      c.decision.display);
	ck_assert_msg(!strcmp(c.decision.diverted, ins[_i].diverted), "%s: diverted %s",
		      ins[_i].what, c.decision.diverted);
	ck_assert_msg(c.decision.privacy == ins[_i].privacy, "%s: privacy %d", ins[_i].what,
		      c.decision.privacy);
	mem_deref(c.policy);
}
END_TEST

START_TEST(a_long_name_is_cut_between_two_letters)
{
	char name[DISPLAY_SIZE + 2] = "", headers[2 * DISPLAY_SIZE];
	struct call c;

	/* 126 letters of one byte, then one of two: its half does not stay */
	memset(name, 'a', DISPLAY_SIZE - 2);
	strcat(name, "\xc3\xa9");
	re_snprintf(headers, sizeof headers, "P-Asserted-Identity: \"%s\" <sip:1001@h>", name);
	call(&c, "", "", "1000", headers);
	ck_assert_uint_eq(DISPLAY_SIZE - 2, strlen(c.decision.display));
	mem_deref(c.policy);

	memmove(name, name + 1, sizeof name - 1);
	re_snprintf(headers, sizeof headers, "P-Asserted-Identity: \"%s\" <sip:1001@h>", name);
	call(&c, "", "", "1000", headers);
	ck_assert_str_eq(name, c.decision.display);
	mem_deref(c.policy);
}
END_TEST

START_TEST(a_caller_that_is_not_writable_is_484)
{
	struct call c;

	call(&c, "", "", "5", "");
	ck_assert_int_eq(VERB_REJECT, c.decision.verb);
	ck_assert_uint_eq(484, c.decision.status);
	mem_deref(c.policy);
}
END_TEST

#define SEND(rest) ", identity: {" rest "}"
#define OWN        "own: +8428730000xx, fallback: +842873000099"

/* clang-format off */
/* Each row is a target's identity, what came, and what it gets. */
static const struct {
	const char *what, *out, *from, *headers;
	const char *caller, *asserted, *diverted, *display;
	uint32_t send;
	bool passes, hidden;
} outs[] = {
	{"what came passes", "", "1000", "", "02873000000", "02873000000", "", "From's name", 0, true, false},
	{"each as it came", "", "1000", PAI "\n" DIVERSION, "02873000000", "02873000001", "02873000004", "From's name", 0, true, false},
	{"nobody passes as nobody", "", "anonymous", "", "", "", "", "From's name", 0, true, false},
	{"hidden passes", "", "1000", "Privacy: id", "", "02873000000", "", "", 0, true, true},
	{"PAI is written: From is the same", SEND("send: pai"), "1000", PAI "\n" DIVERSION, "02873000001", "02873000001", "", "From's name", IDENTITY_PAI, false, false},
	{"nothing is written", SEND("send: no"), "1000", PAI "\n" DIVERSION, "02873000001", "", "", "From's name", 0, false, false},
	{"Diversion is written", SEND("send: diversion"), "1000", DIVERSION, "02873000000", "", "02873000004", "From's name", IDENTITY_DIVERSION, false, false},
	{"all are written", SEND("send: yes"), "1000", DIVERSION, "02873000000", "02873000000", "02873000004", "From's name", IDENTITY_ALL, false, false},
	{"one that hides all", SEND("send: pai, privacy: id"), "1000", "", "", "02873000000", "", "", IDENTITY_PAI, false, true},
	{"one that is told nothing", SEND("send: [pai, diversion], privacy: full"), "1000", DIVERSION, "", "", "02873000004", "", IDENTITY_DIVERSION, false, true},
	{"one that is told nothing, and passes", SEND("privacy: full"), "1000", PAI "\n" DIVERSION, "", "", "02873000004", "", IDENTITY_DIVERSION, false, true},
	{"one that shows all", SEND("privacy: none"), "1000", "Privacy: id", "02873000000", "02873000000", "", "From's name", 0, true, false},
	{"its own number", SEND(OWN), "1000", "", "02873000000", "02873000000", "", "From's name", 0, true, false},
	{"its own in PAI, another in From", SEND(OWN), "0987654321", PAI, "02873000001", "02873000001", "", "From's name", 0, true, false},
	{"another's: the fallback", SEND(OWN), "0987654321", "", "02873000099", "02873000099", "", "From's name", IDENTITY_PAI | IDENTITY_DIVERSION, false, false},
	{"another's in PAI: the fallback", SEND(OWN), "1000", "P-Asserted-Identity: <tel:+84987654321>", "02873000099", "02873000099", "", "From's name", IDENTITY_PAI | IDENTITY_DIVERSION, false, false},
	{"another's, and no header is written", SEND(OWN ", send: no"), "0987654321", "", "02873000099", "", "", "From's name", 0, false, false},
	{"another's, and no fallback", SEND("own: +8428730000xx, send: [pai, diversion]"), "0987654321", "", "", "", "", "", IDENTITY_DIVERSION, false, true},
	{"forwarded by its own", SEND(OWN ", send: [pai, diversion]"), "0987654321", DIVERSION, "0987654321", "02873000004", "02873000004", "From's name", IDENTITY_PAI | IDENTITY_DIVERSION, false, false},
	{"forwarded by its own, and it passes", SEND(OWN), "0987654321", DIVERSION, "0987654321", "02873000004", "02873000004", "From's name", IDENTITY_PAI | IDENTITY_DIVERSION, false, false},
	{"forwarded by its own, which nothing says", SEND(OWN ", send: no"), "0987654321", DIVERSION, "02873000004", "", "", "From's name", 0, false, false},
	{"forwarded by another", SEND(OWN ", send: pai"), "0987654321", "Diversion: <tel:+84987654322>", "02873000099", "02873000099", "", "From's name", IDENTITY_PAI, false, false},
	{"From names the account", ", register: {user: acme, password: x}" SEND("from: account, send: pai"), "1000", "", "acme", "02873000000", "", "From's name", IDENTITY_PAI, false, false},
	{"From names it even of who is hidden", ", register: {user: acme, password: x}" SEND("from: account, send: pai"), "1000", "Privacy: id", "acme", "02873000000", "", "", IDENTITY_PAI, false, true},
	{"the login's user is an account", ", login: {user: trunk, password: x}" SEND("from: account, send: pai"), "1000", "", "trunk", "02873000000", "", "From's name", IDENTITY_PAI, false, false},
	{"no account: the caller", SEND("from: account, send: pai"), "1000", "", "02873000000", "02873000000", "", "From's name", IDENTITY_PAI, false, false},
};
/* clang-format on */

START_TEST(out)
{
	const char *const what = outs[_i].what;
	struct call c;

	call(&c, "", outs[_i].out, outs[_i].from, outs[_i].headers);
	ck_assert_int_eq(VERB_SEND, c.decision.verb);
	ck_assert_msg(!strcmp(c.attempt.caller, outs[_i].caller), "%s: caller %s", what,
		      c.attempt.caller);
	ck_assert_msg(!strcmp(c.attempt.asserted, outs[_i].asserted), "%s: asserted %s", what,
		      c.attempt.asserted);
	ck_assert_msg(!strcmp(c.attempt.diverted, outs[_i].diverted), "%s: diverted %s", what,
		      c.attempt.diverted);
	ck_assert_msg(!strcmp(c.attempt.display, outs[_i].display), "%s: display %s", what,
		      c.attempt.display);
	ck_assert_msg(c.attempt.send == outs[_i].send, "%s: send %x", what, c.attempt.send);
	ck_assert_msg(c.attempt.passes == outs[_i].passes, "%s: passes", what);
	ck_assert_msg(c.attempt.hidden == outs[_i].hidden, "%s: hidden", what);
	mem_deref(c.policy);
}
END_TEST

/* What explain adds of steps 2 and 6. */
static char *told(struct call *c)
{
	struct explain_identity telling = {&c->identity, &c->decision, &c->attempt};
	struct facts facts = {.from = "in", .headers = c->headers, .headerc = HEADERS_MAX};
	struct mbuf *mb = mbuf_alloc(256);

	for (facts.headerc = 0; c->headers[facts.headerc].name.p; facts.headerc++)
		;
	pl_set_str(&facts.caller, "0987654321");
	identity_in(&c->identity, &c->decision, &facts);
	mbuf_printf(mb, "%H", explain_identity_in, &telling);
	memset(&c->attempt, 0, sizeof c->attempt);
	c->attempt.peer = policy_peer(c->policy, "out");
	identity_out(&c->identity, &c->attempt, &c->decision);
	mbuf_printf(mb, "%H", explain_identity_out, &telling);
	return text_of(mb);
}

#define LINE(text, line) "                " text "  (p.yaml:" line ")\n"

/* clang-format off */
/* Each row is a call from 0987654321, and what is said of it. */
static const struct {
	const char *in, *out, *headers, *expect;
} tellings[] = {
	{"", "", "", ""},
	{"", "", PAI, LINE("the caller is who P-Asserted-Identity names, for in is trusted with it", "4")},
	{TRUST("no"), "", PAI "\n" DIVERSION,
	 LINE("P-Asserted-Identity is there, but in is not trusted with it", "4")
	 LINE("Diversion is there, but in is not trusted with it", "4")},
	{"", SEND(OWN), "", LINE("'+84987654321' is none of its own numbers: the fallback '+842873000099' is shown", "5")
	 LINE("P-Asserted-Identity says '02873000099'", "5")},
	{"", SEND("own: +842*"), "",
	 LINE("'+84987654321' is none of its own numbers: nobody is shown", "5")
	 LINE("hidden from people: From is anonymous", "5")},
	{"", SEND(OWN ", send: [pai, rpid, history]"), DIVERSION,
	 LINE("forwarded by '+842873000004', as Diversion says", "4")
	 LINE("'+84987654321' is none of its own numbers, but '+842873000004', who forwarded, is", "5")
	 LINE("P-Asserted-Identity, Remote-Party-ID says '02873000004'", "5")
	 LINE("History-Info says '02873000004'", "5")},
	{"", ", login: {user: acme, password: x}" SEND("send: pai, from: account"), "Privacy: id",
	 LINE("the caller is not to be shown", "4")
	 LINE("hidden from people: Privacy: id", "5")
	 LINE("From names the account 'acme'", "5")
	 LINE("P-Asserted-Identity says '0987654321'", "5")},
	{"", SEND("privacy: id"), "",
	 LINE("hidden from people: From is anonymous, Privacy: id", "5")},
};
/* clang-format on */

START_TEST(telling)
{
	struct call c;
	char *text;

	call(&c, tellings[_i].in, tellings[_i].out, "0987654321", tellings[_i].headers);
	text = told(&c);
	ck_assert_str_eq(tellings[_i].expect, text);
	mem_deref(text);
	mem_deref(c.policy);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/identity");
	TCase *tcase = tcase_create("identity");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, in, 0, ARRAY_SIZE(ins));
	tcase_add_loop_test(tcase, out, 0, ARRAY_SIZE(outs));
	tcase_add_loop_test(tcase, telling, 0, ARRAY_SIZE(tellings));
	tcase_add_test(tcase, a_long_name_is_cut_between_two_letters);
	tcase_add_test(tcase, a_caller_that_is_not_writable_is_484);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
