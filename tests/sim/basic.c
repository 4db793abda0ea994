/* basic.c -- a call crosses, in either direction, and is on record */
#include "tests/lab/lab.h"

SIM_TEST(a_call_goes_out_and_the_caller_hangs_up, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, RING(2 * SEC), ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = 5 * SEC);
	lab_run(lab, 20 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  < 200  > ACK  > BYE  < 200");
	lab_wire(lab, viettel, "< INVITE  > 100  > 180  > 200  < ACK  < BYE  > 200");
	lab_cdr(lab,
		"answered; tried viettel 200; from pbx; to viettel; rule out; status 200; "
		"called +84912345678; caller +842873000001; why ~caller; why ~hung up");
}

SIM_TEST(a_call_comes_in_and_the_callee_hangs_up, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_calls_itself(viettel, "0987654321");
	party_plan(pbx, RING(1 * SEC), ANSWER, HANGUP(3 * SEC));
	party_dial(viettel, "02873000007");
	lab_run(lab, 20 * SEC);

	lab_wire(lab, viettel, "> INVITE  < 100  < 180  < 200  > ACK  < BYE  > 200");
	lab_wire(lab, pbx, "< INVITE  > 100  > 180  > 200  < ACK  > BYE  < 200");
	lab_says(lab, pbx, "< INVITE", "INVITE sip:1007@10.0.0.20 ");
	lab_says(lab, pbx, "< INVITE", "<sip:0987654321@");
	lab_cdr(lab, "answered; tried pbx 200; from viettel; to pbx; rule in; why ~callee");
}

SIM_TEST(two_calls_at_once_do_not_mix, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_speaks(pbx, 50);
	party_speaks(viettel, 50);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345601", .hangup_us = 2 * SEC);
	party_dial(pbx, "0912345602", .hangup_us = 3 * SEC);
	lab_run(lab, 10 * SEC);

	lab_heard(lab, viettel, "pbx", 245, 255);
	lab_heard(lab, pbx, "viettel", 245, 255);
	lab_cdr(lab, "answered; called +84912345601");
	lab_cdr(lab, "answered; called +84912345602");
}

SIM_TEST(the_callers_name_and_the_subject_cross, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER, HANGUP(SEC));
	party_dial(pbx, "0912345678", .headers = "Subject: Lunch\r\n");
	lab_run(lab, 5 * SEC);

	lab_says(lab, viettel, "< INVITE", "Lan Anh");
	lab_says(lab, viettel, "< INVITE", "\r\nSubject: Lunch\r\n");
	lab_says(lab, viettel, "< INVITE", "\r\nMax-Forwards: 69\r\n");
}

SIM_TEST(what_comes_a_few_times_happens_once, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(pbx, "< 100", 3);
	party_loses(pbx, "< 180", 1);
	party_loses(pbx, "> ACK", 2);
	party_loses(pbx, "< 200", 1);
	party_loses(viettel, "> 200", 1);
	party_loses(viettel, "< INVITE", 1);
	party_plan(viettel, RING(3 * SEC), ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = 10 * SEC);
	lab_run(lab, MINUTE);

	lab_wire(lab, viettel, "< INVITE  > 100  > 180  > 200  < ACK  < BYE  > 200");
	lab_cdr(lab, "answered; tried viettel 200; why ~caller");
}

SIM_TESTS(&a_call_goes_out_and_the_caller_hangs_up, &a_call_comes_in_and_the_callee_hangs_up,
	  &two_calls_at_once_do_not_mix, &the_callers_name_and_the_subject_cross,
	  &what_comes_a_few_times_happens_once);
