/* diversion.c -- tests of sbc/hide/diversion.c */
#include "tests/unit/sbc/hide/given.h"

#define FORWARDER "<sip:02873000009@acme.lan>"

/* Each row is what came with a call that +842873000009 forwarded, and what a target gets of it. */
/* clang-format off */
static const struct {
	const char *what, *headers;
	uint32_t send; /* IDENTITY_ALL: what came crosses */
	const char *expect;
} rows[] = {
	{"all values cross", "Diversion: " FORWARDER ";reason=user-busy;counter=1, <sip:02873000008@acme.lan>;reason=no-answer",
	 IDENTITY_ALL,
	 "Diversion: <sip:+842873000009@203.0.113.5>;reason=user-busy;counter=1\r\n"
	 "Diversion: <sip:+842873000008@203.0.113.5>;reason=no-answer\r\n"},
	{"a parameter that names an address", "Diversion: " FORWARDER ";x=10.1.2.3;reason=unknown", IDENTITY_ALL,
	 "Diversion: <sip:+842873000009@203.0.113.5>;reason=unknown\r\n"},
	{"a name that is a host", "Diversion: \"acme.lan\" " FORWARDER, IDENTITY_ALL,
	 "Diversion: <sip:+842873000009@203.0.113.5>\r\n"},
	{"one without a number", "Diversion: <sip:acme.lan>, " FORWARDER, IDENTITY_ALL,
	 "Diversion: <sip:+842873000009@203.0.113.5>\r\n"},
	{"history keeps causes, reasons and its index",
	 "History-Info: <sip:02873000009@acme.lan?Reason=SIP%3Bcause%3D302>;index=1, <sip:0912345678@acme.lan;cause=302;x=y>;index=1.1;mp=1",
	 IDENTITY_ALL,
	 "History-Info: <sip:+842873000009@203.0.113.5?Reason=SIP%3Bcause%3D302>;index=1\r\n"
	 "History-Info: <sip:+84912345678@203.0.113.5;cause=302>;index=1.1;mp=1\r\n"},
	{"a URI's header that names a host", "History-Info: <sip:02873000009@acme.lan?X=pbx.acme.lan>;index=1", IDENTITY_ALL,
	 "History-Info: <sip:+842873000009@203.0.113.5>;index=1\r\n"},

	{"reason and counter as they came", "Diversion: " FORWARDER ";reason=no-answer;counter=3", IDENTITY_DIVERSION,
	 "Diversion: <sip:+842873000009@203.0.113.5>;reason=no-answer;counter=3\r\n"},
	{"a reason that nobody maps", "Diversion: " FORWARDER ";reason=time-of-day", IDENTITY_DIVERSION,
	 "Diversion: <sip:+842873000009@203.0.113.5>;reason=time-of-day;counter=1\r\n"},
	{"a reason that is none", "Diversion: " FORWARDER ";reason=\"a b\"", IDENTITY_DIVERSION,
	 "Diversion: <sip:+842873000009@203.0.113.5>;reason=unknown;counter=1\r\n"},
	{"a reason that is an address", "Diversion: " FORWARDER ";reason=10.1.2.3", IDENTITY_DIVERSION,
	 "Diversion: <sip:+842873000009@203.0.113.5>;reason=unknown;counter=1\r\n"},
	{"his privacy is kept", "Diversion: " FORWARDER ";privacy=full", IDENTITY_DIVERSION,
	 "Diversion: <sip:+842873000009@203.0.113.5>;reason=unknown;counter=1;privacy=full\r\n"},
	{"privacy=off is none", "Diversion: " FORWARDER ";privacy=off", IDENTITY_DIVERSION,
	 "Diversion: <sip:+842873000009@203.0.113.5>;reason=unknown;counter=1\r\n"},
	{"a rule says who forwarded", "X-A: b", IDENTITY_DIVERSION,
	 "X-A: b\r\nDiversion: <sip:+842873000009@203.0.113.5>;reason=unknown;counter=1\r\n"},

	{"history out of a diversion", "Diversion: " FORWARDER ";reason=user-busy", IDENTITY_HISTORY,
	 "History-Info: <sip:+842873000009@203.0.113.5>;index=1\r\n"
	 "History-Info: <sip:+84912345678@198.51.100.10;cause=486>;index=1.1;mp=1\r\n"},
	{"unconditional", "Diversion: " FORWARDER ";reason=unconditional", IDENTITY_HISTORY,
	 "History-Info: <sip:+842873000009@203.0.113.5>;index=1\r\n"
	 "History-Info: <sip:+84912345678@198.51.100.10;cause=302>;index=1.1;mp=1\r\n"},
	{"a reason that has no cause", "Diversion: " FORWARDER ";reason=away", IDENTITY_HISTORY,
	 "History-Info: <sip:+842873000009@203.0.113.5>;index=1\r\n"
	 "History-Info: <sip:+84912345678@198.51.100.10;cause=404>;index=1.1;mp=1\r\n"},
	{"and who wants to be hidden in it", "Diversion: " FORWARDER ";privacy=full;reason=deflection", IDENTITY_HISTORY,
	 "History-Info: <sip:+842873000009@203.0.113.5?Privacy=history>;index=1\r\n"
	 "History-Info: <sip:+84912345678@198.51.100.10;cause=480>;index=1.1;mp=1\r\n"},

	{"a diversion out of history",
	 "History-Info: " FORWARDER ";index=1, <sip:1@acme.lan;cause=408>;index=1.1, <sip:2@acme.lan;cause=487>;index=1.1.1",
	 IDENTITY_DIVERSION, "Diversion: <sip:+842873000009@203.0.113.5>;reason=deflection;counter=2\r\n"},
	{"history without a cause", "History-Info: " FORWARDER ";index=1", IDENTITY_DIVERSION,
	 "Diversion: <sip:+842873000009@203.0.113.5>;reason=unknown;counter=1\r\n"},
	{"503 is unavailable", "History-Info: <sip:1@acme.lan;cause=503>;index=1", IDENTITY_DIVERSION,
	 "Diversion: <sip:+842873000009@203.0.113.5>;reason=unavailable;counter=1\r\n"},
	{"a diversion that names nobody is not asked", "Diversion: <sip:acme.lan>\r\nHistory-Info: <sip:1@a;cause=503>;index=1",
	 IDENTITY_DIVERSION, "Diversion: <sip:+842873000009@203.0.113.5>;reason=unavailable;counter=1\r\n"},
	{"of both, the diversion is asked", "History-Info: <sip:1@a;cause=503>;index=1\r\nDiversion: " FORWARDER ";reason=no-answer",
	 IDENTITY_DIVERSION, "Diversion: <sip:+842873000009@203.0.113.5>;reason=no-answer;counter=1\r\n"},
};
/* clang-format on */

START_TEST(becomes)
{
	struct given given;

	given_open(&given, rows[_i].headers);
	given.attempt.passes = rows[_i].send == IDENTITY_ALL;
	given.attempt.send = rows[_i].send;
	str_ncpy(given.attempt.diverted, "+842873000009", NUMBER_SIZE);
	given_expect(&given, rows[_i].what, rows[_i].expect);
	given_close(&given);
}
END_TEST

START_TEST(what_is_not_believed_teaches_nothing)
{
	struct given given;

	given_open(&given,
		   "Diversion: " FORWARDER ";reason=no-answer\r\n"
		   "History-Info: <sip:1@acme.lan;cause=503>;index=1");
	given.attempt.passes = false;
	given.attempt.send = IDENTITY_DIVERSION;
	given.pbx.identity.trust = IDENTITY_PAI;
	str_ncpy(given.attempt.diverted, "+842873000009", NUMBER_SIZE);
	given_expect(&given, "neither",
		     "Diversion: <sip:+842873000009@203.0.113.5>;reason=unknown;counter=1\r\n");
	given.pbx.identity.trust = IDENTITY_HISTORY;
	given_expect(&given, "history only",
		     "Diversion: <sip:+842873000009@203.0.113.5>;reason=unavailable;counter=1\r\n");
	given_close(&given);
}
END_TEST

START_TEST(nobody_forwarded)
{
	struct given given;

	given_open(&given, "Diversion: " FORWARDER);
	given.attempt.passes = false;
	given.attempt.send = IDENTITY_DIVERSION | IDENTITY_HISTORY;
	given_expect(&given, "the policy names nobody", "");
	given_close(&given);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sbc/hide/diversion");
	TCase *tcase = tcase_create("diversion");

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, becomes, 0, ARRAY_SIZE(rows));
	tcase_add_test(tcase, what_is_not_believed_teaches_nothing);
	tcase_add_test(tcase, nobody_forwarded);
	return given_run(suite);
}
