/* reload.c -- the policy file is changed while calls run */
#include <errno.h>
#include "tests/lab/lab.h"

SIM_TEST(a_running_call_keeps_its_policy_and_the_next_has_the_new_one, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, ANSWER);
	party_plan(fpt, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = MINUTE);
	lab_run(lab, 5 * SEC);
	lab_expect(lab, !lab_reloads(lab, "office-fpt.yaml"), "the file is taken");
	party_dial(pbx, "0912345678", .hangup_us = 10 * SEC);
	lab_run(lab, 2 * MINUTE);

	lab_wire(lab, viettel, "< INVITE  > 100  > 200  < ACK  < BYE  > 200");
	lab_wire(lab, fpt, "< INVITE  > 100  > 200  < ACK  < BYE  > 200");
	lab_cdr(lab, "answered; to fpt");
	lab_cdr(lab, "answered; to viettel");
}

SIM_TEST(a_call_that_rings_hunts_on_by_the_policy_that_it_began_with, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");
	struct party *fpt = lab_party(lab, "fpt");

	party_plan(viettel, AFTER(3 * SEC), REFUSE(503));
	party_plan(fpt, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, SEC);
	lab_expect(lab, !lab_reloads(lab, "office-fpt.yaml"), "the file is taken");
	lab_run(lab, MINUTE);

	lab_says(lab, fpt, "< INVITE", "INVITE sip:+84912345678@"); /* a plan that is gone */
	lab_cdr(lab, "answered; tried viettel 503, fpt 200");
}

SIM_TEST(a_peer_that_is_gone_may_end_its_calls_and_begin_none, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER, HANGUP(20 * SEC));
	party_dial(pbx, "0912345678");
	lab_run(lab, 5 * SEC);
	lab_expect(lab, !lab_reloads(lab, "office-fpt.yaml"), "the file is taken");
	lab_run(lab, MINUTE);
	lab_cdr(lab, "answered; to viettel; why ~hung up");

	party_dial(viettel, "02873000001");
	lab_run(lab, MINUTE);
	lab_no_cdr(lab);
}

SIM_TEST(a_socket_is_not_closed_under_running_calls, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_plan(lab_party(lab, "viettel"), ANSWER);
	lab_expect(lab, lab_reloads(lab, "office-moved.yaml") == EBUSY, "that needs a restart");
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, MINUTE);

	lab_cdr(lab, "answered; to viettel");
}

/* A listener shows what it began with; the same file with another certificate in it needs nothing. */
SIM_TEST(a_certificate_in_another_file_needs_a_restart_and_says_so, "streams-names.yaml")
{
	lab_expect(lab, !lab_reloads(lab, "streams-names.yaml"), "the file is taken");
	lab_expect(lab, lab_reloads(lab, "streams-other.yaml") == EBUSY, "that needs a restart");
}

SIM_TEST(what_nobody_confirms_goes_back, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_plan(lab_party(lab, "viettel"), ANSWER);
	party_plan(lab_party(lab, "fpt"), ANSWER);
	lab_expect(lab, !lab_reloads_v(lab, "office-fpt.yaml", 5 * MINUTE, 0), "the file is taken");
	lab_run(lab, 4 * MINUTE);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, 2 * MINUTE);
	lab_cdr(lab, "answered; to fpt");

	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, MINUTE);
	lab_cdr(lab, "answered; to viettel");
	lab_expect(lab, lab_confirms(lab) == ENOENT, "it is too late to confirm");
}

SIM_TEST(what_is_confirmed_stays, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_plan(lab_party(lab, "viettel"), ANSWER);
	party_plan(lab_party(lab, "fpt"), ANSWER);
	lab_expect(lab, !lab_reloads_v(lab, "office-fpt.yaml", 5 * MINUTE, 0), "the file is taken");
	lab_run(lab, 4 * MINUTE);
	lab_expect(lab, !lab_confirms(lab), "it is on trial");
	lab_run(lab, 4 * MINUTE);
	party_dial(pbx, "0912345678", .hangup_us = SEC);
	lab_run(lab, MINUTE);

	lab_cdr(lab, "answered; to fpt");
}

/* As many calls as a guard wants to see, each with its record. */
static void calls(struct lab *lab, struct party *pbx, const char *cdr)
{
	for (int i = 0; i < 20; i++) {
		party_dial(pbx, "0912345678", .hangup_us = SEC);
		lab_run(lab, 10 * SEC);
		lab_cdr(lab, cdr);
	}
}

SIM_TEST(fewer_answers_bring_the_old_policy_back, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	party_plan(lab_party(lab, "viettel"), ANSWER);
	party_plan(lab_party(lab, "fpt"), REFUSE(404));
	calls(lab, pbx, "answered; to viettel");
	lab_expect(lab, !lab_reloads_v(lab, "office-fpt.yaml", 0, 5), "the file is taken");
	calls(lab, pbx, "unanswered; tried fpt 404");
	calls(lab, pbx, "answered; to viettel");
}

/* 1,000 calls, some of them ringing, some up, while one file takes the place of the other again and again. */
SIM_TEST(a_reload_loses_no_call, "office.yaml")
{
	static const char *const files[] = {"office-fpt.yaml", "office.yaml"};

	lab_party(lab, "viettel");
	party_calls_itself(lab_party(lab, "pbx"), "1005");
	lab_party(lab, "fpt");
	lab_traffic(lab, 1000, 2 * MINUTE);
	for (int i = 0; i < 20; i++) {
		lab_run(lab, 6 * SEC);
		lab_expect(lab, !lab_reloads(lab, files[i % 2]), "the file is taken");
	}

	lab_run(lab, 10 * MINUTE);
	lab_settled(lab);
}

SIM_TESTS(&a_running_call_keeps_its_policy_and_the_next_has_the_new_one,
	  &a_call_that_rings_hunts_on_by_the_policy_that_it_began_with,
	  &a_peer_that_is_gone_may_end_its_calls_and_begin_none,
	  &a_socket_is_not_closed_under_running_calls,
	  &a_certificate_in_another_file_needs_a_restart_and_says_so,
	  &what_nobody_confirms_goes_back, &what_is_confirmed_stays,
	  &fewer_answers_bring_the_old_policy_back, &a_reload_loses_no_call);
