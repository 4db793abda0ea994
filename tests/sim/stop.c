/* stop.c -- the engine is told to stop while there are calls */
#include "tests/lab/lab.h"

SIM_TEST(calls_end_with_bye_on_both_legs, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, 2 * SEC);
	lab_stops(lab);
	lab_run(lab, SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  < BYE  > 200");
	lab_wire(lab, viettel, "< INVITE  > 100  > 200  < ACK  < BYE  > 200");
	lab_cdr(lab, "answered; why ~stopped");
}

SIM_TEST(ringing_calls_are_given_up, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, RING(MINUTE));
	party_dial(pbx, "0912345678");
	lab_run(lab, 2 * SEC);
	lab_stops(lab);
	lab_run(lab, SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  < 503  > ACK");
	lab_wire(lab, viettel, "< INVITE  > 100  > 180  < CANCEL  > 200  > 487  < ACK");
	lab_cdr(lab, "unanswered; status 503; why ~stopped");
}

SIM_TEST(new_calls_are_503_while_old_ones_end, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(viettel, "< BYE", 3); /* so it takes a while */
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, 2 * SEC);
	lab_stops(lab);
	lab_run(lab, 500 * MS);
	party_dial(pbx, "0912345679");
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx, "> INVITE < 100 < 200 > ACK  < BYE > 200  > INVITE < 100 < 503 > ACK");
	lab_cdr(lab, "unanswered; called +84912345679; status 503; why ~stopped");
	lab_cdr(lab, "answered; called +84912345678; why ~stopped");
}

SIM_TEST(an_unacknowledged_answer_is_waited_for, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(pbx, "> ACK", 3);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, SEC);
	lab_stops(lab);
	lab_run(lab, 20 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  < BYE  > 200");
	lab_wire(lab, viettel, "< INVITE  > 100  > 200  < ACK  < BYE  > 200");
	lab_cdr(lab, "answered; why ~stopped");
}

SIM_TEST(a_call_after_the_stop_is_refused, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");

	lab_stops(lab); /* nobody talks: it has stopped at once, and says so once */
	party_dial(pbx, "0912345678");
	lab_run(lab, MINUTE);

	lab_wire(lab, pbx, "> INVITE  < 100  < 503  > ACK");
	lab_cdr(lab, "unanswered; status 503");
}

SIM_TESTS(&a_call_after_the_stop_is_refused, &calls_end_with_bye_on_both_legs,
	  &ringing_calls_are_given_up, &new_calls_are_503_while_old_ones_end,
	  &an_unacknowledged_answer_is_waited_for);
