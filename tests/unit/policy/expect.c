/* expect.c -- tests: what a file's author expects, and the mistake at its line when it is not so */
#include "policy/expect.h"
#include "tests/unit/policy/office.h"
#include "tests/unit/policy/text.h"
#include "tests/unit/policy/zones.h"

/* clang-format off */
/* Each row is one expectation of the office (line 53), and the mistake it is; "": it holds. */
static const struct {
	const char *what, *expect, *mistake;
} expectations[] = {
	{"sent, in order, as written", "{from: pbx, caller: 1001, called: 0912345678, sent: [viettel, fpt], as: 0912345678}", ""},
	{"as each target writes it",
	 "{from: pbx, caller: 1001, called: 0912345678, sent: [viettel, fpt], as: [0912345678, +84912345678], caller-as: [02873000001, +842873000001]}", ""},
	{"a call in", "{from: viettel, called: 02873000001, sent: pbx, as: 1001}", ""},
	{"rejected by a rule", "{from: pbx, caller: 1001, called: 01900123, rejected: 403, rule: premium}", ""},
	{"rejected, for no rule matches", "{from: pbx, caller: 1001, called: 0014155550100, rejected: 404}", ""},
	{"rejected, for it cannot be read", "{from: pbx, caller: 5001, called: 113, rejected: 484}", ""},
	{"dropped", "{from: fpt, caller: +19001234, called: +842873000001, dropped: yes}", ""},
	{"on a day of the week", "{from: viettel, called: 02873000001, at: Mon 10:00, sent: pbx}", ""},
	{"on a day", "{from: viettel, called: 02873000001, at: 2026-11-25 10:00, sent: pbx}", ""},

	{"the other order", "{from: pbx, caller: 1001, called: 0912345678, sent: [fpt, viettel]}",
	 "p.yaml:53:5: expected sent to fpt, then viettel, but rule 'out' (line 39) sends to viettel, then fpt\n"},
	{"too few targets", "{from: pbx, caller: 1001, called: 0912345678, sent: viettel}",
	 "p.yaml:53:5: expected sent to viettel, but rule 'out' (line 39) sends to viettel, then fpt\n"},
	{"sent, but rejected", "{from: pbx, caller: 1001, called: 01900123, sent: viettel}",
	 "p.yaml:53:5: expected sent to viettel, but rule 'premium' (line 35) rejects with 403 Premium numbers are closed\n"},
	{"sent, but no rule", "{from: pbx, caller: 1001, called: 0014155550100, sent: fpt}",
	 "p.yaml:53:5: expected sent to fpt, but no rule matches: rejected with 404 Not Found\n"},
	{"sent, but not readable", "{from: pbx, caller: 1001, called: 912345678, sent: fpt}",
	 "p.yaml:53:5: expected sent to fpt, but a number cannot be read: rejected with 484 Address Incomplete\n"},
	{"rejected, but sent", "{from: viettel, called: 02873000001, rejected: 403}",
	 "p.yaml:53:5: expected rejected with 403, but rule 'in' (line 48) sends to pbx\n"},
	{"rejected otherwise", "{from: pbx, caller: 1001, called: 01900123, rejected: 603}",
	 "p.yaml:53:5: expected rejected with 603, but rule 'premium' (line 35) rejects with 403 Premium numbers are closed\n"},
	{"dropped, but sent", "{from: viettel, called: 02873000001, dropped: yes}",
	 "p.yaml:53:5: expected dropped, but rule 'in' (line 48) sends to pbx\n"},
	{"sent, but dropped", "{from: fpt, caller: +19001234, called: +842873000001, sent: pbx}",
	 "p.yaml:53:5: expected sent to pbx, but rule 'spam' (line 44) drops it without a word\n"},
	{"another rule", "{from: viettel, called: 02873000001, rule: out}",
	 "p.yaml:53:5: expected rule 'out' to decide, but rule 'in' (line 48) sends to pbx\n"},
	{"a rule, but none", "{from: viettel, called: 113, rule: out}",
	 "p.yaml:53:5: expected rule 'out' to decide, but no rule matches: rejected with 404 Not Found\n"},
	{"a rule that is none", "{from: viettel, called: 113, rule: outt}",
	 "p.yaml:53:5: no rule has the name 'outt'\n"},
	{"another number", "{from: pbx, caller: 1001, called: 0912345678, sent: [viettel, fpt], as: +84912345678}",
	 "p.yaml:53:5: expected the called number as '+84912345678', but viettel gets '0912345678'\n"},
	{"another number for the second", "{from: pbx, caller: 1001, called: 0912345678, rule: out, as: [0912345678, 0912345678]}",
	 "p.yaml:53:5: expected the called number as '0912345678', but fpt gets '+84912345678'\n"},
	{"another caller", "{from: pbx, caller: 1001, called: 0912345678, sent: [viettel, fpt], caller-as: 1001}",
	 "p.yaml:53:5: expected the caller's number as '1001', but viettel gets '02873000001'\n"},
	{"a number for a target that is not", "{from: viettel, called: 02873000001, sent: pbx, as: [1001, 1001]}",
	 "p.yaml:53:5: expected target 2, but rule 'in' (line 48) sends to pbx\n"},
	{"a caller's number of a rejected call", "{from: pbx, called: 01900123, rejected: 403, caller-as: 1}",
	 "p.yaml:53:5: expected target 1, but rule 'premium' (line 35) rejects with 403 Premium numbers are closed\n"},

	{"nothing expected", "{from: viettel, called: 113}",
	 "p.yaml:53:5: this entry expects nothing: give it 'sent', 'rejected', 'dropped' or 'rule'\n"},
	{"no peer", "{called: 113, rejected: 404}",
	 "p.yaml:53:5: this entry has no 'from': the peer that calls\n"},
	{"a peer that is none", "{from: viettl, called: 113, rejected: 404}",
	 "p.yaml:53:12: no peer 'viettl' (did you mean 'viettel'? line 24)\n"},
	{"a target that is none", "{from: viettel, called: 113, sent: fppt}",
	 "p.yaml:53:40: no peer 'fppt' (did you mean 'fpt'? line 28)\n"},
	{"a time that is none", "{from: viettel, called: 113, at: today, rejected: 404}",
	 "p.yaml:53:38: 'today' is not a day and a time, such as 'Mon 10:00' or '2026-11-25 10:00 Asia/Ho_Chi_Minh'\n"},
	{"a class of statuses", "{from: viettel, called: 113, rejected: 4xx}",
	 "p.yaml:53:44: '4xx' is not a status from 300 to 699, such as 403\n"},
	{"not dropped", "{from: viettel, called: 113, dropped: no}",
	 "p.yaml:53:43: 'no' is not yes\n"},
	{"an unknown key", "{from: viettel, calld: 113, rejected: 404}",
	 "p.yaml:53:21: unknown key 'calld' (did you mean 'called'?)\n"},
	{"no transport", "{from: viettel, called: 113, transport: sctp, rejected: 404}",
	 "p.yaml:53:45: 'sctp' is not udp, tcp, tls, ws or wss\n"},
};
/* clang-format on */

static void office_has(const char *what, const char *expect, const char *mistakes)
{
	struct policy *policy;
	char *text, *found;

	ck_assert_int_eq(0, re_sdprintf(&text, "%sexpect:\n  - %s\n", office, expect));
	ck_assert_uint_eq(53, text_line(text, expect));
	(void)text_load(&policy, &found, text);
	ck_assert_msg(!strcmp(found, mistakes), "%s:\n%s", what, found);
	mem_deref(found);
	mem_deref(policy);
	mem_deref(text);
}

START_TEST(expectation)
{
	office_has(expectations[_i].what, expectations[_i].expect, expectations[_i].mistake);
}
END_TEST

/* clang-format off */
/* Each row is the hours of rule 'day', an expectation of a call, and the mistake it is. */
static const struct {
	const char *what, *hours, *expect, *mistake;
} timed[] = {
	{"inside, in UTC",  "Mon-Fri 08:00-18:00 +07:00", "at: Mon 01:00, rule: day", ""},
	{"just before",     "Mon-Fri 08:00-18:00 +07:00", "at: Mon 00:59, rule: night", ""},
	{"with an offset",  "Mon-Fri 08:00-18:00 +07:00", "at: Mon 08:00+07:00, rule: day", ""},
	{"just before that", "Mon-Fri 08:00-18:00 +07:00", "at: Mon 07:59+07:00, rule: night", ""},
	{"with a zone",     "Mon-Fri 08:00-18:00 +07:00", "at: Mon 08:00 Asia/Ho_Chi_Minh, rule: day", ""},
	{"just before, with a zone", "Mon-Fri 08:00-18:00 +07:00", "at: Mon 07:59 Asia/Ho_Chi_Minh, rule: night", ""},
	{"a day, with a zone", "Mon-Fri 08:00-18:00 UTC", "at: 2026-07-01 10:00 Europe/Berlin, rule: day", ""},
	{"in summer",       "08:00-09:00 UTC", "at: 2026-07-01 10:00 Europe/Berlin, rule: day", ""},
	{"in winter",       "09:00-10:00 UTC", "at: 2026-12-01 10:00 Europe/Berlin, rule: day", ""},
	{"no zone",         "08:00-18:00 UTC", "at: Mon 10:00 Europe/Berln, rule: day",
	 "p.yaml:5:35: no time zone 'Europe/Berln' is known here: write one such as Asia/Ho_Chi_Minh, UTC or +07:00\n"},
	{"at the wrong time", "Mon-Fri 08:00-18:00 UTC", "at: Sun 10:00, rule: day",
	 "p.yaml:5:10: expected rule 'day' to decide, but rule 'night' (line 3) rejects with 480 Temporarily Unavailable\n"},
	{"at any time",     "08:00-18:00 UTC", "rule: day",
	 "p.yaml:5:10: expected on Mon 2026-01-05 00:00 UTC: rule 'day' to decide, but rule 'night' (line 3) rejects "
	 "with 480 Temporarily Unavailable\n"},
	{"but for a quarter of an hour", "Sun 23:45-00:00 UTC", "rule: night",
	 "p.yaml:5:10: expected on Sun 2026-01-11 23:45 UTC: rule 'night' to decide, but rule 'day' (line 3) sends to p\n"},
	{"always",          "00:00-24:00 UTC", "rule: day", ""},
};
/* clang-format on */

START_TEST(at_a_time)
{
	struct mbuf *mb = mbuf_alloc(256);
	struct policy_reader reader = {.read = text_read, .zone = zones_read};
	struct policy *policy = NULL;
	char *text, *found;

	ck_assert_int_eq(0,
			 re_sdprintf(&text,
				     "sides: {a: {listen: udp:192.0.2.1}}\n"
				     "peers: {p: {side: a, address: 192.0.2.10}}\n"
				     "routes: [day: {hours: o, send: p}, night: {reject: 480}]\n"
				     "hours: {o: %s}\n"
				     "expect: [{from: p, called: 1, %s}]\n",
				     timed[_i].hours, timed[_i].expect));
	reader.arg = text;
	(void)policy_load(&policy, "p.yaml", &reader, mb, NULL);
	found = text_of(mb);
	ck_assert_msg(!strcmp(found, timed[_i].mistake), "%s:\n%s", timed[_i].what, found);
	mem_deref(found);
	mem_deref(policy);
	mem_deref(text);
}
END_TEST

/* Each that fails is said, at its own line. */
START_TEST(all_of_them)
{
	office_has("two",
		   "{from: viettel, called: 113, sent: fpt}\n"
		   "  - {from: fpt, called: +842873000001, sent: pbx}\n"
		   "  - {from: viettel, called: 113, dropped: yes}",
		   "p.yaml:53:5: expected sent to fpt, but no rule matches: rejected with 404 Not "
		   "Found\n"
		   "p.yaml:55:5: expected dropped, but no rule matches: rejected with 404 Not "
		   "Found\n");
}
END_TEST

START_TEST(no_more_than_a_maximum)
{
	struct mbuf *mb = mbuf_alloc(65536);
	char *list;

	ck_assert(mb != NULL);
	for (int i = 0; i < EXPECT_MAX; i++)
		mbuf_printf(mb, "%s{from: viettel, called: 113, rejected: 404}", i ? "\n  - " : "");
	list = text_of(mb);
	office_has("as many as may be", list, "");
	mem_deref(list);

	mb = mbuf_alloc(65536);
	for (int i = 0; i <= EXPECT_MAX; i++)
		mbuf_printf(mb, "%s{from: viettel, called: 113, rejected: 404}", i ? "\n  - " : "");
	list = text_of(mb);
	office_has("one more", list, "p.yaml:52:1: 'expect' has 1001 entries: 1000 at most\n");
	mem_deref(list);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy/expect");
	TCase *tcase = tcase_create("expect");
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, expectation, 0, sizeof expectations / sizeof expectations[0]);
	tcase_add_loop_test(tcase, at_a_time, 0, sizeof timed / sizeof timed[0]);
	tcase_add_test(tcase, all_of_them);
	tcase_add_test(tcase, no_more_than_a_maximum);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
