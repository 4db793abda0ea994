/* fork.c -- a provider that forks, and answers with more than one tag */
#include "tests/lab/lab.h"

SIM_TEST(the_second_answer_is_taken_up_and_hung_up, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, RING(SEC), ANSWER_TWICE);
	party_dial(pbx, "0912345678", .hangup_us = 5 * SEC);
	lab_run(lab, 3 * SEC);
	lab_wire(lab, viettel, "< INVITE  > 100  > 180  > 200  > 200  < ACK  < ACK  < BYE  > 200");
	lab_run(lab, 20 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  < 200  > ACK  > BYE  < 200");
	lab_wire(lab, viettel,
		 "< INVITE  > 100  > 180  > 200  > 200  < ACK  < ACK  < BYE  > 200  < BYE  > 200");
	lab_cdr(lab, "answered; tried viettel 200; why ~caller");
	lab_no_cdr(lab);
}

SIM_TEST(both_acks_are_lost_and_sent_again, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(viettel, "< ACK", 2);
	party_loses(viettel, "< BYE", 1);
	party_plan(viettel, ANSWER_TWICE);
	party_dial(pbx, "0912345678", .hangup_us = 5 * SEC);
	lab_run(lab, 4 * SEC);
	lab_wire(lab, viettel, "< INVITE  > 100  > 200  > 200  < BYE  > 200  < ACK  < ACK");
	lab_run(lab, 16 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  > BYE  < 200");
	lab_cdr(lab, "answered; tried viettel 200; why ~caller");
}

SIM_TEST(two_answers_cross_the_cancel, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	lab_delay(lab, 50 * MS);
	party_plan(viettel, RING(2 * SEC), ANSWER_TWICE);
	party_dial(pbx, "0912345678", .cancel_us = 2080 * MS);
	lab_run(lab, 20 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  > CANCEL  < 200  < 487  > ACK");
	lab_cdr(lab, "unanswered; status 487");
	lab_no_cdr(lab);
}

SIM_TESTS(&the_second_answer_is_taken_up_and_hung_up, &both_acks_are_lost_and_sent_again,
	  &two_answers_cross_the_cancel);
