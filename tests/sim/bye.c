/* bye.c -- how a call ends, and what can go wrong while it does */
#include "tests/lab/lab.h"

SIM_TEST(both_hang_up_at_once, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	lab_delay(lab, 50 * MS);
	party_plan(viettel, ANSWER, HANGUP(2100 * MS));
	party_dial(pbx, "0912345678", .hangup_us = 2 * SEC); /* both BYEs are with us at 2.25 s */
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  > BYE  < BYE  > 200  < 200");
	lab_wire(lab, viettel, "< INVITE  > 100  > 200  < ACK  > BYE  < 200");
	lab_cdr(lab, "answered; tried viettel 200; why ~callee");
}

SIM_TEST(the_callees_bye_crosses_ours, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	lab_delay(lab, 50 * MS);
	party_plan(viettel, ANSWER, HANGUP(2180 * MS)); /* at 2.28 s; ours is there at 2.30 s */
	party_dial(pbx, "0912345678", .hangup_us = 2 * SEC);
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  > BYE  < 200");
	lab_wire(lab, viettel, "< INVITE  > 100  > 200  < ACK  > BYE  < BYE  > 200  < 200");
	lab_cdr(lab, "answered; tried viettel 200; why ~caller");
}

SIM_TEST(a_bye_that_is_lost_is_sent_again, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(viettel, "< BYE", 3);
	party_loses(pbx, "> BYE", 2);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = 2 * SEC);
	lab_run(lab, 30 * SEC);

	lab_wire(lab, viettel, "< INVITE  > 100  > 200  < ACK  < BYE  > 200");
	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  > BYE  < 200");
}

SIM_TEST(a_200_to_a_bye_is_repeated, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, SEC);
	party_loses(pbx, "< 200", 2);
	party_hangup(pbx);
	lab_run(lab, 10 * SEC);

	lab_wire_each(lab, pbx, "> INVITE < 100 < 200 > ACK > BYE > BYE > BYE < 200");
	lab_wire_each(lab, viettel, "< INVITE > 100 > 200 < ACK < BYE > 200");
}

SIM_TEST(a_bye_that_nobody_answers_ends_all_the_same, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(viettel, "< BYE", 99);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678", .hangup_us = 2 * SEC);
	lab_run(lab, MINUTE);

	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  > BYE  < 200");
	lab_cdr(lab, "answered; tried viettel 200; why ~caller");
}

SIM_TEST(the_caller_says_bye_before_the_answer, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, RING(MINUTE));
	party_dial(pbx, "0912345678");
	lab_run(lab, 2 * SEC);
	party_ask(pbx, "BYE", .inside = true);
	lab_run(lab, 10 * SEC);

	lab_wire(lab, pbx, "> INVITE  < 100  < 180  > BYE  < 200  < 487  > ACK");
	lab_wire(lab, viettel, "< INVITE  > 100  > 180  < CANCEL  > 200  > 487  < ACK");
	lab_cdr(lab, "unanswered; tried viettel 487; status 487");
}

SIM_TEST(the_callee_may_not_say_bye_before_its_answer, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_plan(viettel, RING(5 * SEC), ANSWER, HANGUP(SEC));
	party_dial(pbx, "0912345678");
	lab_run(lab, 2 * SEC);
	party_ask(viettel, "BYE", .inside = true);
	lab_run(lab, 10 * SEC);

	lab_wire(lab, viettel, "< INVITE  > 100  > 180  > BYE  < 481  > 200  < ACK  > BYE  < 200");
	lab_cdr(lab, "answered; why ~callee");
}

SIM_TEST(the_caller_never_acknowledges, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(pbx, "> ACK", 99);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, MINUTE);

	lab_wire(lab, pbx, "> INVITE  < 100  < 200  < BYE  > 200");
	lab_wire_each(lab, pbx,
		      "> INVITE  < 100  < 200  < 200  < 200  < 200  < 200  < 200  < 200  < 200"
		      "  < 200  < 200  < 200  < BYE  > 200");
	lab_wire(lab, viettel, "< INVITE  > 100  > 200  < ACK  < BYE  > 200");
	lab_cdr(lab, "answered; tried viettel 200; why ~acknowledged");
}

SIM_TEST(our_ack_never_arrives, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(viettel, "< ACK", 99);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, MINUTE);

	lab_wire(lab, viettel, "< INVITE  > 100  > 200  > BYE  < 200");
	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  < BYE  > 200");
	lab_cdr(lab, "answered; tried viettel 200; why ~callee");
}

SIM_TEST(an_ack_that_is_lost_is_sent_again, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(viettel, "< ACK", 3);
	party_plan(viettel, ANSWER);
	party_dial(pbx, "0912345678");
	lab_run(lab, 10 * SEC);

	lab_wire_each(lab, viettel, "< INVITE  > 100  > 200  > 200  > 200  > 200  < ACK");
	lab_wire_each(lab, pbx, "> INVITE  < 100  < 200  > ACK"); /* it hears nothing of that */
}

SIM_TEST(the_callee_hangs_up_before_the_callers_ack, "office.yaml")
{
	struct party *pbx = lab_party(lab, "pbx");
	struct party *viettel = lab_party(lab, "viettel");

	party_loses(pbx, "> ACK", 3);
	party_plan(viettel, ANSWER, HANGUP(300 * MS));
	party_dial(pbx, "0912345678");
	lab_run(lab, MINUTE);

	/* no BYE before the ACK is in (RFC 3261 15) */
	lab_wire(lab, pbx, "> INVITE  < 100  < 200  > ACK  < BYE  > 200");
	lab_wire(lab, viettel, "< INVITE  > 100  > 200  < ACK  > BYE  < 200");
	lab_cdr(lab, "answered; why ~callee");
}

SIM_TESTS(&both_hang_up_at_once, &the_callees_bye_crosses_ours, &a_bye_that_is_lost_is_sent_again,
	  &a_200_to_a_bye_is_repeated, &a_bye_that_nobody_answers_ends_all_the_same,
	  &the_caller_says_bye_before_the_answer, &the_callee_may_not_say_bye_before_its_answer,
	  &the_caller_never_acknowledges, &our_ack_never_arrives,
	  &an_ack_that_is_lost_is_sent_again, &the_callee_hangs_up_before_the_callers_ack);
